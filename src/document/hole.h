/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is known of bytes without reading them: holes of a sparse file, untouched memory, fills.
 * With it a walk over a sparse terabyte costs one system call per hole.
 */
#ifndef BURIN_DOCUMENT_HOLE_H
#define BURIN_DOCUMENT_HOLE_H

#include "document/snapshot.h"

#include <stdint.h>

/* A run of bytes that are known in the same way. */
struct hole {
	uint64_t len;            /* bytes from the place on, at least 1; the next may be alike */
	uint64_t period;         /* each equals the one so many before; 0: not known */
	bool zero;               /* all are zero; period is 1 then */
};

/* What lies at pos, pos < snapshot_len(). O(height) and at most two system calls. A hole that
 * another program fills at that moment may still be told as one. */
struct hole hole_at(const struct snapshot *snapshot, uint64_t pos);

/* The same for who does not wait: of a file that helper processes read nothing is known. */
struct hole hole_at_now(const struct snapshot *snapshot, uint64_t pos);

/* How many bytes right before pos are known to be zero; there may be more before them. */
uint64_t hole_before(const struct snapshot *snapshot, uint64_t pos);

/* Of a regular file: the end of the hole that lies at off, or off itself where there is none or
 * the file system can not tell; the end of the data that lie there. */
uint64_t hole_end(int fd, uint64_t off);
uint64_t hole_data_end(int fd, uint64_t off);

#endif
