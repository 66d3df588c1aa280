/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Searching a snapshot for one pattern, as a job: the next hit in one direction, with wrap, or all.
 *
 * A hit is a place where the pattern matches, with the length it takes there; the next hit is the
 * nearest such place, and does not depend on where the search began.
 *
 *	struct search_request request = {
 *		.pattern = &pattern, .from = pos, .end = size, .wrap = true
 *	};
 *	struct job *job = search_new(&snapshot, &request, &err);
 *	if (job_run(job, &err) && search_hit(job, &pos)) ...
 *	job_free(job);
 */
#ifndef BURIN_SCAN_SEARCH_H
#define BURIN_SCAN_SEARCH_H

#include "base/job.h"
#include "document/snapshot.h"
#include "scan/hits.h"
#include "scan/pattern.h"

#include <stdatomic.h>
#include <stdint.h>

struct search_request {
	const struct pattern *pattern;   /* copied */
	uint64_t start, end;             /* hits lie wholly in [start, end) */
	uint64_t from;                   /* forward: hits at or after it; backward: hits that start
					  * before it */
	bool backward;
	bool wrap;                       /* go on at the other end */
	bool all;                        /* count every hit, also those that overlap (search_count),
					  * instead of stopping at the first */
	bool separate;                   /* with all: but a hit begins where the one before ends,
					  * or later */
	struct hits *hits;               /* with all: where the hits go as they are found, in
					  * order; borrowed, may be NULL. wrap puts nothing there */
	unsigned threads;                /* so many ranges at once; 0 or 1: one */
};

/* Takes a reference to the snapshot's rope of its own. ERR_RANGE when start and end do not lie in
 * the snapshot in this order. */
struct job *search_new(const struct snapshot *snapshot, const struct search_request *request,
		       struct err *err) BURIN_MUST_CHECK;

/* After JOB_DONE: true and *pos when there is a hit (with `all`: the one that was met first). */
bool search_hit(const struct job *job, uint64_t *pos);

/* Bytes of that hit; 0 when there is none. */
uint64_t search_hit_len(const struct job *job);

/* Whether that hit lies behind the wrap. */
bool search_wrapped(const struct job *job);

/* Hits counted so far; without `all` 0 or 1. */
uint64_t search_count(const struct job *job);

/* Bytes that could not be read and so were not searched. */
uint64_t search_unknown(const struct job *job);

/* Marks the bytes of all hits that touch [pos, pos + len), which must lie in the snapshot:
 * flags[i] = 1, all others 0. For painting; reads at most pattern length more on both sides, and
 * never more than SEARCH_MARK. Marks nothing when memory runs out. */
enum { SEARCH_MARK = 4096 };
void search_mark(const struct snapshot *snapshot, const struct pattern *pattern, uint64_t pos,
		 uint8_t *flags, size_t len);

/* The same for many places: the pattern (copied) is made ready once. One thread at a time. While
 * *cancelled (may be NULL) is true what takes long is given up. */
struct search_marker;
struct search_marker *search_marker_new(const struct pattern *pattern,
					const _Atomic bool *cancelled, struct err *err)
	BURIN_MUST_CHECK;
void search_marker_free(struct search_marker *marker);           /* NULL is allowed */
void search_marker_mark(struct search_marker *marker, const struct snapshot *snapshot,
			uint64_t pos, uint8_t *flags, size_t len);

/* For who looks about in one snapshot (borrowed from here on) while there is nothing else to do:
 * whether a hit touches [pos, pos + len). *waits: bytes that are still to come have to be asked for
 * again, as in snapshot_read_now(). */
void search_marker_look(struct search_marker *marker, const struct snapshot *snapshot);
bool search_marker_touches(struct search_marker *marker, uint64_t pos, size_t len, bool *waits);

/* How far beyond a place it reads; and as of a matcher (scan/matcher.h). */
size_t search_marker_reach(const struct search_marker *marker);
bool search_marker_skips_zeroes(const struct search_marker *marker, size_t *reach);

#endif
