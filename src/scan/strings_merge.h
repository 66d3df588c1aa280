/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hits of several encodings, each in order, into one list that is in order. */
#ifndef BURIN_SCAN_STRINGS_MERGE_H
#define BURIN_SCAN_STRINGS_MERGE_H

#include "base/err.h"
#include "scan/hits.h"

struct strings_merge;

/* `to` is borrowed. */
struct strings_merge *strings_merge_new(struct hits *to, unsigned count, struct err *err)
	BURIN_MUST_CHECK;
void strings_merge_free(struct strings_merge *merge);    /* NULL is allowed */

/* Where the hits of encoding n wait; of any kind. */
struct hits *strings_merge_hits(struct strings_merge *merge, unsigned n);

/* All that begin before this position move to `to`, with their encoding as the kind. */
bool strings_merge_give(struct strings_merge *merge, uint64_t before, struct err *err)
	BURIN_MUST_CHECK;

#endif
