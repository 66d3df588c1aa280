/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ranges of a file that could not be read, so that a failing disk is asked once for each, for
 * window.c. Not for several threads at once.
 */
#ifndef BURIN_STORE_BADMAP_H
#define BURIN_STORE_BADMAP_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

/* Bytes [lo, hi) can not be had. */
struct bad_run {
	uint64_t lo;
	uint64_t hi;
	int why;                     /* errno */
};

/* Sorted, without overlaps. All zero is the empty one. */
struct badmap {
	struct bad_run *runs;        /* owned */
	size_t count;
	size_t room;                 /* runs allocated */
};

/* False without memory: then nothing was changed. */
bool badmap_add(struct badmap *bad, uint64_t lo, uint64_t hi, int why) BURIN_MUST_CHECK;

/* The first run that ends after `at`; NULL when there is none. */
const struct bad_run *badmap_after(const struct badmap *bad, uint64_t at);

/* Forgets all runs that overlap [lo, hi), as a whole. */
void badmap_forget(struct badmap *bad, uint64_t lo, uint64_t hi);
void badmap_done(struct badmap *bad);        /* empty again */

#endif
