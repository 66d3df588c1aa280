/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_UNIT_DOCUMENT_DEADLY_DISK_H
#define BURIN_UNIT_DOCUMENT_DEADLY_DISK_H

#include "document/disk.h"

/* The system's calls, of which one is the last: SIGKILL comes before it. */
struct deadly {
	struct disk base;
	int left;                /* calls until the end; < 0: no end */
};

/* After n calls; < 0: never. A write writes the half of what it is asked for. */
struct deadly deadly_at(int n);

#endif
