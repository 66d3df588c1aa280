/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long the records of a table could be, as a job over a snapshot: at which distances bytes
 * equal each other more often than at others. A sample is looked at, spread over the range.
 *
 *	struct job *job = record_width_new(&snapshot, 0, size, &err);
 *	const struct record_width *widths;
 *	if (job_run(job, &err))
 *		for (size_t i = 0; i < record_width_of(job, &widths); i++)
 *			... widths[i] ...
 *	job_free(job);
 */
#ifndef BURIN_SCAN_RECORD_WIDTH_H
#define BURIN_SCAN_RECORD_WIDTH_H

#include "base/job.h"
#include "document/snapshot.h"

#include <stddef.h>
#include <stdint.h>

enum { RECORD_WIDTH_MOST = 4096, RECORD_WIDTH_COUNT = 16 };

struct record_width {
	unsigned width;          /* bytes, from 2 on */
	double score;            /* 0: as equal as at any distance; 1: all bytes are equal */
	double equal;            /* part of the bytes that equal the one so many before */
};

/* ERR_RANGE: start and end do not lie in the snapshot in this order. */
struct job *record_width_new(const struct snapshot *snapshot, uint64_t start, uint64_t end,
			     struct err *err) BURIN_MUST_CHECK;

/* Of a job that is done: the candidates, best first; how many there are. Borrowed from it. */
size_t record_width_of(const struct job *job, const struct record_width **widths);

#endif
