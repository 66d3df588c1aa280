/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a search finds the hits that are right; else the test fails with `text`. */
#ifndef BURIN_UNIT_MATCHER_CHECK_H
#define BURIN_UNIT_MATCHER_CHECK_H

#include "scan_support.h"

#include "scan/hits.h"
#include "scan/search_private.h"

enum { MATCHER_CHECK_HITS = 2000 };      /* at most */

/* All of them, in the first len bytes. */
void matcher_check_all(const struct document *document, const struct pattern *pattern,
		       uint64_t len, bool separate, unsigned threads,
		       const struct search_sizes *sizes, const struct hit *right, size_t count,
		       const char *text);

/* The next one and the one before from some place. */
void matcher_check_next(const struct document *document, const struct pattern *pattern,
			uint64_t len, uint64_t from, const struct search_sizes *sizes,
			const struct hit *right, size_t count, const char *text);

#endif
