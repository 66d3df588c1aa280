/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows: from one to its neighbours, from a cell to a byte, from a position to the address that
 * people see.
 */
#include <assert.h>

#include "base/checked.h"
#include "edit/fold.h"
#include "edit/window.h"

struct window_row window_row_at(const struct window *window, uint64_t pos)
{
	uint64_t size = document_size(window->document);
	struct window_row row = { .pos = layout_row_start(&window->layout, pos) };
	struct fold_run run;

	assert(pos <= size);
	if (window->fold && fold_at(window->folds, row.pos, &run))
		return (struct window_row){ run.pos, run.len, true };
	row.len = min_u64(layout_row_len(&window->layout, row.pos), size - row.pos);
	return row;
}

bool window_row_after(const struct window *window, struct window_row *row)
{
	uint64_t size = document_size(window->document);
	uint64_t next = row->pos + row->len;

	/* The row after the end is there only where no byte stands before it. */
	if (row->len == 0 || next > size)
		return false;
	if (next == size && (!window_can_append(window) ||
			     layout_row_start(&window->layout, size) != size))
		return false;
	*row = window_row_at(window, next);
	return true;
}

bool window_row_before(const struct window *window, struct window_row *row)
{
	if (row->pos == 0)
		return false;
	*row = window_row_at(window, row->pos - 1);
	return true;
}

uint64_t window_address(const struct window *window, uint64_t pos)
{
	return window->buffer->base + document_origin(window->document) + pos;
}

bool window_position(const struct window *window, uint64_t address, uint64_t *pos)
{
	*pos = address - window->buffer->base - document_origin(window->document);
	return *pos <= document_size(window->document);
}

/* The byte of a row at that cell, or at the one that the blanks before it belong to. */
static unsigned index_at(const struct layout *layout, int col, enum pane *pane, int *digit)
{
	int index;

	*digit = 0;
	if (layout->text_col >= 0 && col >= layout->hex_col &&
	    col + layout->skip >= layout->text_col) {
		*pane = PANE_TEXT;
		index = layout_text_at(layout, col);
		return index >= 0 ? (unsigned)index : layout->columns - 1;
	}
	*pane = PANE_HEX;
	for (; col >= layout->hex_col; col--) {
		index = layout_hex_at(layout, col, digit);
		if (index >= 0)
			return (unsigned)index;
	}
	*digit = 0;
	return 0;
}

bool window_hit_test(const struct window *window, int row, int col, uint64_t *pos,
		     enum pane *pane, int *digit)
{
	if (row < 0 || row >= window->shown_count || col < 0)
		return false;
	const struct window_row *at = &window->shown[row];
	uint64_t index = index_at(&window->layout, col, pane, digit);

	if (at->folded || index >= at->len)
		*digit = 0;
	if (at->folded)
		index = 0;
	if (index > at->len && at->len > 0)
		index = at->len - 1;
	*pos = min_u64(at->pos + min_u64(index, at->len), window_limit(window));
	return true;
}
