/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many hits in little memory: sorted by position, the distances in a few bytes each, so that 100
 * million of them take a fraction of a GiB. One thread may add while another reads.
 *
 * At most `limit` are kept. Who adds is told of those that were not, so a cap is never silent.
 *
 * Hits can be of several kinds, which their user numbers from 0 on; in a list of one kind that
 * takes no memory.
 */
#ifndef BURIN_SCAN_HITS_H
#define BURIN_SCAN_HITS_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hits;

struct hit {
	uint64_t pos, len;
	uint64_t kind;           /* less than hits_kinds() */
};

struct hits *hits_new(uint64_t limit, struct err *err) BURIN_MUST_CHECK;
void hits_free(struct hits *hits);               /* NULL is allowed */

/* Positions do not descend. Where the limit is reached the hit is counted as dropped. hits_add()
 * adds one of kind 0. */
bool hits_add(struct hits *hits, uint64_t pos, uint64_t len, struct err *err) BURIN_MUST_CHECK;
bool hits_add_many(struct hits *hits, const struct hit *from, size_t count, struct err *err)
	BURIN_MUST_CHECK;
void hits_clear(struct hits *hits);

/* How many kinds there are, at least 1, which is what a new list has. To be said of an empty one:
 * lengths are then less than 2^64 / count. */
void hits_set_kinds(struct hits *hits, unsigned count);
unsigned hits_kinds(const struct hits *hits);

/* Forgets all but the first `count`. */
void hits_truncate(struct hits *hits, uint64_t count);

uint64_t hits_count(struct hits *hits);
uint64_t hits_dropped(struct hits *hits);

/* Copies up to `most` hits from number n on; returns how many. O(log count) and what is copied. */
size_t hits_get(struct hits *hits, uint64_t n, struct hit *to, size_t most);

/* The number of the first hit at or after pos; hits_count() when there is none. */
uint64_t hits_find(struct hits *hits, uint64_t pos);

/* Bytes of memory in use. */
uint64_t hits_memory(struct hits *hits);

#endif
