/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Movement of the cursor, the selection and the list of jumps. Rows are walked one by one, as
 * folding makes their number unknown; without folding, and for what is left of a very long way, it
 * is arithmetic.
 */
#include <assert.h>
#include <string.h>

#include "base/checked.h"
#include "edit/window.h"

enum { MOST_STEPS = 4096 };      /* rows that are walked one by one */

void window_go(struct window *window, uint64_t pos, bool extend)
{
	window_follow(window);
	if (extend && !window->selecting) {
		window->selecting = true;
		window->sticky = false;
		window->anchor = window->cursor;
	} else if (!extend && !window->sticky) {
		window->selecting = false;
	}
	window->cursor = min_u64(pos, window_limit(window));
	window->digit = 0;
	window->hit = false;
}

/* Puts a place at the end of the list; the oldest gives way. */
static void push(struct window *window, uint64_t pos)
{
	if (window->jump_count == WINDOW_JUMPS) {
		memmove(window->jumps, window->jumps + 1,
			(WINDOW_JUMPS - 1) * sizeof(window->jumps[0]));
		window->jump_count--;
	}
	window->jumps[window->jump_count++] = pos;
}

void window_jump(struct window *window, uint64_t pos)
{
	window_follow(window);
	/* The places ahead are given up; the place one is at takes their place. */
	window->jump_count = window->jump_at;
	if (window->jump_count == 0 || window->jumps[window->jump_count - 1] != window->cursor)
		push(window, window->cursor);
	window->jump_at = window->jump_count;
	marks_set(&window->buffer->marks, '\'', window->cursor);
	window_go(window, pos, false);
}

bool window_jump_back(struct window *window)
{
	window_follow(window);
	if (window->jump_at == 0)
		return false;
	if (window->jump_at == window->jump_count) {
		/* So that one can come forward to here again. */
		push(window, window->cursor);
		window->jump_at = window->jump_count - 1;
	}
	marks_set(&window->buffer->marks, '\'', window->cursor);
	window_go(window, window->jumps[--window->jump_at], false);
	return true;
}

bool window_jump_forward(struct window *window)
{
	window_follow(window);
	if (window->jump_at + 1 >= window->jump_count)
		return false;
	marks_set(&window->buffer->marks, '\'', window->cursor);
	window_go(window, window->jumps[++window->jump_at], false);
	return true;
}

/* The start of the row `rows` rows on from the one at `start` by arithmetic; stops at the ends. */
static uint64_t leap(const struct window *window, uint64_t start, int64_t rows)
{
	const struct layout *layout = &window->layout;
	uint64_t way;
	uint64_t count = rows < 0 ? 0 - (uint64_t)rows : (uint64_t)rows;

	if (!mul_fits(count, layout->columns, &way))
		way = UINT64_MAX;
	if (rows < 0)
		return layout_row_start(layout, start > way ? start - way : 0);
	/* The first row is shorter when rows are shifted. */
	if (start < layout->shift && way > 0)
		way -= layout->columns - layout->shift;
	uint64_t last = layout_row_start(layout, window_limit(window));
	return way > last - start ? last : start + way;
}

/* The start of the row so many rows on, or of the last (first). */
static uint64_t walk(const struct window *window, uint64_t start, int64_t rows)
{
	if (!window->fold)
		return leap(window, layout_row_start(&window->layout, start), rows);
	struct window_row row = window_row_at(window, start);
	int steps = 0;

	for (; rows > 0 && steps < MOST_STEPS && window_row_after(window, &row); rows--)
		steps++;
	for (; rows < 0 && steps < MOST_STEPS && window_row_before(window, &row); rows++)
		steps++;
	if (steps < MOST_STEPS || rows == 0)
		return row.pos;
	return window_row_at(window, leap(window, row.pos, rows)).pos;
}

/* How far right in its row the cursor stands. */
static uint64_t column(const struct window *window)
{
	return window->cursor - layout_row_start(&window->layout, window->cursor);
}

/* The byte below (above): the same place of that row, or its last one. */
static uint64_t in_row(const struct window *window, uint64_t start, uint64_t at)
{
	uint64_t len = layout_row_len(&window->layout, start);

	return min_u64(start + min_u64(at, len - 1), window_limit(window));
}

void window_move_rows(struct window *window, int64_t rows, bool extend)
{
	window_follow(window);
	uint64_t here = window_row_at(window, window->cursor).pos;
	uint64_t there = walk(window, window->cursor, rows);

	/* At the first and last row the cursor stays. */
	window_go(window, there == here ? window->cursor : in_row(window, there, column(window)),
		  extend);
}

/* The same, but no further than the last row needs to stand at the foot. */
static uint64_t walk_top(const struct window *window, int64_t rows)
{
	uint64_t top = walk(window, window->top, rows);
	uint64_t last = walk(window, window_limit(window), 1 - (int64_t)window->rows);

	return min_u64(top, max_u64(last, window->top));
}

void window_move_screen(struct window *window, int64_t rows, bool extend)
{
	window_follow(window);
	window->top = walk_top(window, rows);
	window_move_rows(window, rows, extend);
}

void window_move_pages(struct window *window, int64_t pages, bool extend)
{
	int64_t page = window->rows > 1 ? window->rows : 1;
	int64_t rows;

	if (__builtin_mul_overflow(pages, page, &rows))
		rows = pages < 0 ? INT64_MIN + 1 : INT64_MAX;
	window_move_screen(window, rows, extend);
}

/* The last row that is to be seen. */
static struct window_row last_row(const struct window *window)
{
	struct window_row last = window_row_at(window, window->top);

	for (int i = 1; i < window->rows && window_row_after(window, &last); i++)
		;
	return last;
}

void window_scroll(struct window *window, int64_t rows)
{
	window_settle(window);
	uint64_t at = column(window);

	window->top = walk_top(window, rows);
	struct window_row last = last_row(window);
	uint64_t row = window_row_at(window, window->cursor).pos;
	if (row < window->top)
		window_go(window, in_row(window, window->top, at), window->selecting);
	else if (row > last.pos)
		window_go(window, in_row(window, last.pos, at), window->selecting);
}

void window_show_from(struct window *window, uint64_t top, uint64_t cursor)
{
	uint64_t limit = window_limit(window);
	struct window_row row = window_row_at(window, min_u64(top, limit));

	window->top = row.pos;
	if (window->selecting)
		cursor = window->cursor;
	struct window_row last = last_row(window), after = last;
	/* Rounding to rows may have taken it just out of sight. */
	if (window_row_after(window, &after) && cursor >= after.pos &&
	    cursor - after.pos < after.len && window_row_after(window, &row)) {
		window->top = row.pos;
		last = after;
	}
	uint64_t end = last.pos + (last.len > 0 ? last.len - 1 : 0);
	cursor = min_u64(max_u64(cursor, window->top), min_u64(end, limit));
	if (cursor == window->cursor)
		return;
	window->cursor = cursor;
	window->digit = 0;
	window->hit = false;
}

void window_center(struct window *window)
{
	window_settle(window);
	window->top = walk(window, window->cursor, -(int64_t)(window->rows / 2));
}

bool window_selection(const struct window *window, uint64_t *pos, uint64_t *len)
{
	uint64_t size = document_size(window->document);
	uint64_t cursor = min_u64(window->cursor, size);
	uint64_t anchor = window->selecting ? min_u64(window->anchor, size) : cursor;

	*pos = min_u64(cursor, anchor);
	*len = max_u64(cursor, anchor) - *pos;
	if (*pos + *len < size)
		(*len)++;
	return window->selecting && *len > 0;
}

void window_select(struct window *window, uint64_t pos, uint64_t len)
{
	window_unselect(window);
	if (len == 0) {
		window_go(window, pos, false);
		return;
	}
	window_go(window, pos + (len - 1), false);
	window->anchor = pos;
	window->selecting = true;
}

void window_unselect(struct window *window)
{
	window->selecting = false;
	window->sticky = false;
}
