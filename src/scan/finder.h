/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The scan kernel: finds a pattern in a run of bytes at the memory's speed.
 *
 * Two places of the pattern that are rare in the data are probed with SIMD, candidates are
 * verified. The verifier has a budget; on hostile data (periodic, all zeroes) it gives way to a
 * search in linear time. Only a pattern with wildcards of more than 64 bytes has no such way out:
 * there the time is bounded by the data times the pattern's length.
 *
 *	finder = finder_new(&pattern, data, min_size(len, 4096), &err);
 *	while ((found = finder_next(finder, data + at, len - at)) != SIZE_MAX) {
 *		hit(at + found);
 *		at += found + 1;
 *	}
 *	finder_free(finder);
 *
 * A finder is used by one thread at a time.
 */
#ifndef BURIN_SCAN_FINDER_H
#define BURIN_SCAN_FINDER_H

#include "scan/pattern.h"

#include <stdbool.h>

struct finder;

/* The pattern is copied. `sample` (may be empty) is data like that to be searched: the probes are
 * chosen by what is rare in it. */
struct finder *finder_new(const struct pattern *pattern, const uint8_t *sample, size_t sample_len,
			  struct err *err) BURIN_MUST_CHECK;
void finder_free(struct finder *finder);         /* NULL is allowed */

/* Chooses the probes anew, where the data changes its character. Some KiB are enough. */
void finder_probe(struct finder *finder, const uint8_t *sample, size_t sample_len);

/* The first match that lies wholly in data[0..len), or SIZE_MAX. */
size_t finder_next(struct finder *finder, const uint8_t *data, size_t len);

/* The last one. */
size_t finder_last(struct finder *finder, const uint8_t *data, size_t len);

/* How many there are, those that overlap too. Faster than asking for one after the other. */
uint64_t finder_count(struct finder *finder, const uint8_t *data, size_t len);

/* The positions of matches in ascending order, at most `room` of them; `separate`: each begins
 * where the one before ends, or later. Returns how many; where that is `room`, *next is where to go
 * on. Takes a fraction of the time of asking for one after the other where matches are dense. */
size_t finder_list(struct finder *finder, const uint8_t *data, size_t len, bool separate,
		   size_t *to, size_t room, size_t *next);

/* "avx512", "avx2", "sse2", "portable": what this machine uses. */
const char *finder_kernel(void);

#endif
