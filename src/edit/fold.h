/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which rows of a window fold: runs of full rows that equal the row before them.
 *
 * Runs are looked for where they are asked for, are remembered until the document or the row
 * length changes, and cost at most a budget of comparing: a run that the budget cuts is a run of
 * what was compared, and the next one begins where it ends. Holes and fills are not compared but
 * known (document/hole.h).
 *
 *	fold_begin(cache, document, &layout, FOLD_BUDGET);
 *	if (fold_at(cache, row_start, &run)) ...
 */
#ifndef BURIN_EDIT_FOLD_H
#define BURIN_EDIT_FOLD_H

#include "base/err.h"
#include "document/document.h"
#include "edit/layout.h"

#include <stdint.h>

enum { FOLD_BUDGET = 64 << 20 };     /* bytes compared in one turn */

struct fold_cache;

/* Folded rows: [pos, pos + len), a whole number of rows. */
struct fold_run {
	uint64_t pos;
	uint64_t len;
};

struct fold_cache *fold_cache_new(struct err *err) BURIN_MUST_CHECK;
void fold_cache_free(struct fold_cache *cache);      /* NULL is allowed */

/* Begins a turn with a new budget. The document and the layout are borrowed until the next turn. */
void fold_begin(struct fold_cache *cache, const struct document *document,
		const struct layout *layout, uint64_t budget);

/* The run that holds the row at row_start; false when that row is shown as itself. A turn that has
 * used its budget up still looks at FOLD_LEAST bytes for each run. */
enum { FOLD_LEAST = 1 << 20 };
bool fold_at(struct fold_cache *cache, uint64_t row_start, struct fold_run *run);

#endif
