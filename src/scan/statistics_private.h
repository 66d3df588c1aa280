/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of statistics share, and for the tests, which look through windows of a few
 * bytes. */
#ifndef BURIN_SCAN_STATISTICS_PRIVATE_H
#define BURIN_SCAN_STATISTICS_PRIVATE_H

#include "scan/statistics.h"

#include <pthread.h>

enum { STATISTICS_POINT = 6 };   /* bytes of a point: three for x, three for y */

struct statistics_sizes {
	size_t chunk;            /* bytes copied at once */
	uint64_t step;           /* bytes of a part in one step of the job, at least a point */
	uint64_t sums;           /* blocks from this length on are counted by their pairs */
	uint64_t hole;           /* shorter ones are read */
};

struct job *statistics_new_with(const struct snapshot *snapshot,
				const struct statistics_request *request,
				const struct statistics_sizes *sizes, struct err *err)
	BURIN_MUST_CHECK;

/* What is counted, by all threads. The job owns it. */
struct statistics_counts {
	pthread_mutex_t lock;    /* of the arrays in `result` and `blocks` */
	struct statistics result;
	uint64_t blocks[STATISTICS_BLOCKS][256];
	uint64_t seams;          /* products of bytes that are neighbours only since others between
				  * them are left out */
};

/* The longest of the runs that were offered so far. */
struct statistics_longest {
	struct statistics_run runs[STATISTICS_RUNS];
	size_t count;
};
void statistics_offer(struct statistics_longest *longest, const struct statistics_run *run);

/* A part of the range, and how it meets its neighbours. */
struct statistics_part {
	uint64_t low, high;      /* whole points from the start of the range on, but for its end */
	uint64_t unknown;
	bool any;                /* a byte could be read: */
	uint8_t first, last;
	uint64_t first_pos, last_pos;
	uint64_t seams;
	uint64_t points, inside;
	struct statistics_run head;      /* begins at low; len 0: unknown bytes do */
	bool whole;              /* it reaches high: there is nothing else */
	struct statistics_run tail;      /* reaches high; len 0: unknown bytes do */
};

/* Counts one part after the other; used by one thread at a time. */
struct statistics_walk;

struct statistics_walk *statistics_walk_new(const struct snapshot *snapshot,
					    struct statistics_counts *counts,
					    const struct statistics_sizes *sizes,
					    const _Atomic bool *cancelled, struct err *err)
	BURIN_MUST_CHECK;
void statistics_walk_free(struct statistics_walk *walk);         /* NULL is allowed */

/* part->low and part->high are given, the rest is filled in. */
void statistics_walk_run(struct statistics_walk *walk, struct statistics_part *part);

/* The longest runs but heads and tails, of all parts. */
const struct statistics_longest *statistics_walk_longest(const struct statistics_walk *walk);

/* Which block lies at pos, and where it ends. */
size_t statistics_block(const struct statistics *result, uint64_t pos, uint64_t *end);

/* Fills in what follows from the counts. */
void statistics_figures(struct statistics_counts *counts);

#endif
