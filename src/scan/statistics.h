/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Statistics of a range, as a job over a snapshot, in one pass: how often each byte and each pair
 * of neighbours is there, how random that looks, where the longest runs of one byte are, and the
 * entropy block after block. The figures are those of ent(1), whose algorithms are in the books.
 *
 *	struct statistics_request request = { .end = size, .threads = 2 };
 *	struct job *job = statistics_new(&snapshot, &request, &err);
 *	if (job_run(job, &err))
 *		... statistics_of(job)->entropy ...
 *	job_free(job);
 *
 * Bytes that can not be read are left out: the figures are those of the others one after the
 * other. No pair and no run goes across them.
 */
#ifndef BURIN_SCAN_STATISTICS_H
#define BURIN_SCAN_STATISTICS_H

#include "base/job.h"
#include "document/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	STATISTICS_RUNS = 8,             /* so many of the longest */
	STATISTICS_RUN_LEAST = 3,        /* bytes of a run */
	STATISTICS_BLOCKS = 256,         /* at most */
	STATISTICS_BLOCK_LEAST = 256,    /* bytes: fewer could not be random */
};

struct statistics_request {
	uint64_t start, end;     /* [start, end) is looked at */
	unsigned threads;        /* so many parts at once; 0 or 1: one */
};

struct statistics_run {
	uint64_t pos, len;
	uint8_t byte;
};

/* What is undefined is 0, and said so. */
struct statistics {
	uint64_t start, end;
	uint64_t len;            /* bytes that could be read */
	uint64_t unknown;        /* the others */
	uint64_t counts[256];
	uint64_t pairs[65536];   /* of first * 256 + second */
	struct statistics_run runs[STATISTICS_RUNS];     /* longest first, then by position */
	size_t run_count;
	uint64_t block_len;      /* bytes of each block but the last */
	size_t block_count;
	double blocks[STATISTICS_BLOCKS];        /* entropy; -1: no byte could be read */

	unsigned distinct;       /* values that occur */
	double entropy;          /* bits a byte, 0 to 8; len 0: undefined */
	double chi_square;       /* against all values equally often; len 0: undefined */
	double chance;           /* that random bytes exceed it, 0 to 1 */
	double mean;             /* 127.5 where random; len 0: undefined */
	uint64_t points;         /* of six bytes each, in a square; 0: pi is undefined */
	uint64_t inside;         /* its circle */
	double pi;               /* so estimated */
	bool has_serial;         /* false: all bytes are equal */
	double serial;           /* correlation of a byte with the next, the last with the first */
};

/* ERR_RANGE: start and end do not lie in the snapshot in this order. */
struct job *statistics_new(const struct snapshot *snapshot,
			   const struct statistics_request *request, struct err *err)
	BURIN_MUST_CHECK;

/* Of a job that is done; borrowed from it. */
const struct statistics *statistics_of(const struct job *job);

#endif
