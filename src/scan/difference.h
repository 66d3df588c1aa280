/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where one run of bytes differs from others beside it, as a job: the start of the next difference,
 * or of the one before.
 *
 * Bytes correspond at a fixed distance: `here` of the one is beside `there` of the other. What has
 * no partner differs; where the other goes on behind the end of the one, the end itself is the
 * difference. A byte that can not be read on one of the sides does not.
 *
 *	const struct difference_side side = { document_snapshot(other), 0, 0 };
 *	job = difference_new(&snapshot, &side, 1, cursor, false, &err);
 *	if (job_run(job, &err) && difference_found(job, &pos)) ...
 */
#ifndef BURIN_SCAN_DIFFERENCE_H
#define BURIN_SCAN_DIFFERENCE_H

#include "base/job.h"
#include "document/snapshot.h"

#include <stdint.h>

struct difference_side {
	struct snapshot snapshot;    /* the caller's: the job takes a reference of its own */
	uint64_t here, there;
};

/* Forward: the first difference that begins after `from`, not the one that `from` is in. Backward:
 * the last one that begins before it. */
struct job *difference_new(const struct snapshot *snapshot, const struct difference_side *sides,
			   size_t count, uint64_t from, bool backward, struct err *err)
	BURIN_MUST_CHECK;

/* After JOB_DONE: true and *pos, at most the length of the one, when there is such a difference. */
bool difference_found(const struct job *job, uint64_t *pos);

/* Where `pos` of the one is on that side; false: it has no byte there. */
bool difference_beside(uint64_t here, uint64_t there, uint64_t size, uint64_t pos,
		       uint64_t *beside);

#endif
