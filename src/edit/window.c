/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * window_settle() does in this order: follow the edits, fit the layout, clamp what points past the
 * end, bring the cursor's row onto the screen, list the rows. The list is made from `top`
 * downward; a cursor that is not in it decides a new top. A near row is brought in by as few rows
 * as needed, a far one is put at a third of the height, so that what follows it is seen.
 *
 * Rows are never counted: with folding nobody knows how many there are.
 */
#include "edit/window.h"

#include <stdlib.h>

#include "base/checked.h"
#include "edit/fold.h"
#include "edit/window_live.h"

/* One that shows nothing yet. */
static struct window *make(struct err *err)
{
	struct window *window = calloc(1, sizeof(*window));

	if (window) {
		window->folds = fold_cache_new(err);
		window->live = live_new();
		window->shown = calloc(WINDOW_ROWS, sizeof(*window->shown));
	}
	if (window && window->folds && window->shown && window->live)
		return window;
	window_free(window);
	err_nomem(err);
	return NULL;
}

static void show(struct window *window, struct buffer *buffer)
{
	window->buffer = buffer;
	window->document = buffer->document;
	buffer_add(buffer, window);
	window->generation = document_generation(window->document);
}

struct window *window_new(struct document *document, struct err *err)
{
	struct buffer *buffer = buffer_new(document, err);
	struct window *window = buffer ? make(err) : NULL;

	if (!window) {
		if (buffer)
			buffer_free(buffer);
		return NULL;
	}
	show(window, buffer);
	window->charset = charset_built_in("ascii", 5);
	window->wish.group = 1;
	window->rows = 1;
	window->cols = 80;
	window_settle(window);
	return window;
}

void window_look_like(struct window *window, const struct window *other)
{
	struct window own = *window;

	*window = *other;
	window->buffer = own.buffer;
	window->document = own.document;
	window->next = own.next;
	window->charset = charset_ref(other->charset);
	charset_unref(own.charset);
	window->folds = own.folds;
	window->live = own.live;
	window->shown = own.shown;
	window->shown_count = 0;
}

struct window *window_beside(const struct window *from, struct err *err)
{
	struct window *window = make(err);

	if (!window)
		return NULL;
	window_look_like(window, from);
	show(window, from->buffer);
	window->generation = from->generation;
	return window;
}

void window_free(struct window *window)
{
	if (!window)
		return;
	fold_cache_free(window->folds);
	live_free(window->live);
	free(window->shown);
	charset_unref(window->charset);
	if (window->buffer)
		buffer_remove(window->buffer, window);
	free(window);
}

void window_free_all(struct buffer *buffer)
{
	struct window *next;

	for (struct window *window = buffer->windows; window; window = next) {
		next = window->next;
		window_free(window);
	}
}

void window_set_charset(struct window *window, const struct charset *charset)
{
	const struct charset *before = window->charset;

	window->charset = charset_ref(charset);
	charset_unref(before);
}

void window_resize(struct window *window, int rows, int cols)
{
	window->rows = rows < 0 ? 0 : rows > WINDOW_ROWS ? WINDOW_ROWS : rows;
	window->cols = cols < 1 ? 1 : cols;
}

bool window_can_append(const struct window *window)
{
	return document_size(window->document) == 0 ||
	       (window->editing && document_mode(window->document) != DOCUMENT_READ);
}

uint64_t window_limit(const struct window *window)
{
	uint64_t size = document_size(window->document);

	return window_can_append(window) ? size : size - 1;
}

static void follow_edit(struct window *window, const struct document_edit *edit)
{
	window->cursor = document_edit_move(edit, window->cursor);
	window->anchor = document_edit_move(edit, window->anchor);
	/* What comes in at the very top is to be seen. */
	if (edit->pos < window->top)
		window->top = document_edit_move(edit, window->top);
	window->sync_at = document_edit_move(edit, window->sync_at);
	for (int i = 0; i < window->jump_count; i++)
		window->jumps[i] = document_edit_move(edit, window->jumps[i]);
}

static void clamp(struct window *window)
{
	uint64_t size = document_size(window->document);
	uint64_t limit = window_limit(window);

	if (window->cursor > limit) {
		window->cursor = limit;
		window->digit = 0;
	}
	if (window->digit >= window->layout.digits || window->cursor == size)
		window->digit = 0;
	window->anchor = min_u64(window->anchor, limit);
	if (size == 0)
		window->selecting = false;
	for (int i = 0; i < window->jump_count; i++)
		window->jumps[i] = min_u64(window->jumps[i], size);
	window->top = window_row_at(window, min_u64(window->top, limit)).pos;
}

static void follow(struct window *window)
{
	struct document_edit edits[DOCUMENT_EDITS];
	uint64_t generation = document_generation(window->document);
	size_t count;

	if (window->generation == generation)
		return;
	if (document_edits_since(window->document, window->generation, edits, &count))
		for (size_t i = 0; i < count; i++)
			follow_edit(window, &edits[i]);
	window->generation = generation;
	window->hit = false;
	fold_begin(window->folds, window->document, &window->layout, FOLD_BUDGET);
	clamp(window);
}

/* All of them, as the document remembers its last edits only. */
void window_follow(struct window *window)
{
	buffer_follow(window->buffer);
	for (struct window *each = window->buffer->windows; each; each = each->next)
		follow(each);
}

static void list_rows(struct window *window)
{
	struct window_row row = window_row_at(window, window->top);

	window->shown_count = 0;
	while (window->shown_count < window->rows) {
		window->shown[window->shown_count++] = row;
		if (!window_row_after(window, &row))
			break;
	}
}

/* The start of the row `count` rows before the one that holds pos, or of the first. */
static uint64_t rows_back(const struct window *window, uint64_t pos, int count)
{
	struct window_row row = window_row_at(window, pos);

	while (count-- > 0 && window_row_before(window, &row))
		;
	return row.pos;
}

/* How many rows after the one at `from` the one at `to` comes, or limit + 1 for a greater
 * distance. */
static int distance(const struct window *window, uint64_t from, uint64_t to, int limit)
{
	struct window_row row = window_row_at(window, from);
	int count = 0;

	while (row.pos < to && count <= limit && window_row_after(window, &row))
		count++;
	return count;
}

static void show_cursor(struct window *window)
{
	uint64_t row = window_row_at(window, window->cursor).pos;
	int rows = window->rows > 0 ? window->rows : 1;

	if (row < window->top) {
		if (distance(window, row, window->top, rows) <= rows)
			window->top = row;
		else
			window->top = rows_back(window, row, rows / 3);
		return;
	}
	int away = distance(window, window->top, row, 2 * rows);
	if (away < rows)
		return;
	window->top = rows_back(window, row, away <= 2 * rows ? rows - 1 : rows / 3);
}

/* Rows beyond the end are not shown as long as there are others. */
static void fill_up(struct window *window)
{
	int missing = window->rows - window->shown_count;

	if (missing <= 0 || window->top == 0)
		return;
	window->top = rows_back(window, window->top, missing);
	list_rows(window);
}

/* Rows wider than the window scroll sideways with the cursor. */
static void show_column(struct window *window, int skip)
{
	uint64_t start = layout_row_start(&window->layout, window->cursor);

	layout_scroll(&window->layout, window->cols, skip, (unsigned)(window->cursor - start),
		      window->pane == PANE_TEXT);
}

void window_settle(struct window *window)
{
	uint64_t size = document_size(window->document);
	int skip = window->layout.skip;

	window_follow(window);
	window->wish.last_address = window_address(window, size);
	layout_fit(&window->layout, &window->wish, window->cols);
	fold_begin(window->folds, window->document, &window->layout, FOLD_BUDGET);
	clamp(window);
	show_column(window, skip);
	show_cursor(window);
	list_rows(window);
	fill_up(window);
	if (document_path(window->document))
		live_look(window->live, window->document, window->shown, window->shown_count);
}
