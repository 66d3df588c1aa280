/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The nearest byte that is not a given one, as a job: the next byte that differs from the one
 * under the cursor, the next that is not zero. Bytes that can not be read are passed over.
 */
#ifndef BURIN_EDIT_SEEK_H
#define BURIN_EDIT_SEEK_H

#include "base/job.h"
#include "document/snapshot.h"

#include <stdint.h>

/* Looks at `from` and after, or (backward) at what lies before `from`. Takes a reference of its
 * own. */
struct job *seek_new(const struct snapshot *snapshot, uint8_t byte, uint64_t from, bool backward,
		     struct err *err) BURIN_MUST_CHECK;

/* After JOB_DONE: true and *pos when there is such a byte. */
bool seek_found(const struct job *job, uint64_t *pos);

#endif
