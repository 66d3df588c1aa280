/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The minimap: before each row of the bar '>' where the cursor is, '/' where hits are, and '|' for
 * the rest of what the screen shows, then one cell or two. So a pattern that is found everywhere
 * hides nothing of what the bytes are like.
 *
 * Every meaning has a character of its own, so nothing hangs on colours. Half blocks, two parts a
 * row, were rejected: they would say it by colour alone.
 */
#include "view/paint.h"

static const struct {
	enum style style;
	char letter;
} classes[] = {
	[BYTE_ZERO] = { STYLE_ZERO, '0' },
	[BYTE_CONTROL] = { STYLE_CONTROL, 'c' },
	[BYTE_SPACE] = { STYLE_SPACE, '_' },
	[BYTE_PRINTABLE] = { STYLE_PRINTABLE, 'A' },
	[BYTE_HIGH] = { STYLE_HIGH, 'h' },
	[BYTE_FULL] = { STYLE_FULL, 'F' },
};

static void put_entropy(struct grid *grid, int at, int col, unsigned entropy)
{
	unsigned step = minimap_step(entropy);

	grid_put(grid, at, col, minimap_sign(step), STYLE_ENTROPY + step, 0);
}

static void put_class(struct grid *grid, int at, int col, enum byte_class class)
{
	grid_put(grid, at, col, (uint8_t)classes[class].letter, classes[class].style, 0);
}

/* What is more important than how the bytes are; false: nothing. */
static bool put_place(struct grid *grid, int at, int col, const struct minimap_row *row)
{
	if (row->part.lost)
		grid_put(grid, at, col, '?', STYLE_UNKNOWN, 0);
	else if (row->changed)
		grid_put(grid, at, col, '*', STYLE_DEFAULT, CELL_CHANGED);
	else if (row->noted || row->marked)
		grid_put(grid, at, col, '@', row->noted ? STYLE_NOTE + (enum style)row->colour :
							  STYLE_LABEL, 0);
	else if (row->part.known && row->part.hole)
		grid_put(grid, at, col, '-', STYLE_FOLD, 0);
	else
		return false;
	return true;
}

static void paint_row(struct grid *grid, int at, int col, const struct minimap_row *row,
		      enum minimap_view view)
{
	bool place = put_place(grid, at, col, row);

	if (!row->part.known || row->part.sampled == 0)
		return;
	if (!place && view == MINIMAP_CLASS)
		put_class(grid, at, col, row->part.most);
	else if (!place)
		put_entropy(grid, at, col, row->part.entropy);
	if (view == MINIMAP_BOTH)
		put_class(grid, at, col + 1, row->part.most);
}

/* The last byte that is on the screen, or the cursor. */
static uint64_t last_shown(const struct window *window)
{
	const struct window_row *last = window->shown_count > 0 ?
					&window->shown[window->shown_count - 1] : NULL;

	return last && last->len > 0 ? last->pos + last->len - 1 : window->cursor;
}

static void paint_mark(struct grid *grid, int at, int col, const struct minimap_row *row,
		       bool cursor, bool shown)
{
	unsigned hit = row->hit || row->listed ? CELL_HIT : 0;

	if (cursor)
		grid_put(grid, at, col, '>', STYLE_LABEL, hit);
	else if (hit)
		grid_put(grid, at, col, '/', STYLE_DEFAULT, hit);
	else if (shown)
		grid_put(grid, at, col, '|', STYLE_HINT, 0);
}

void paint_minimap(const struct editor *editor, const struct window *window,
		   const struct editor_pane *at, struct grid *pane)
{
	const struct minimap *minimap = minimaps_find(&editor->minimaps, window);
	enum minimap_view view = (enum minimap_view)editor->options.minimap;

	for (int i = 0; i < at->rows; i++)
		grid_fill(pane, at->title + i, at->cols, at->minimap_cols, ' ', STYLE_DEFAULT);
	if (!minimap || minimap->count != (size_t)at->rows || minimap->size == 0)
		return;
	size_t cursor = minimap_find(minimap, window->cursor);
	size_t from = minimap_find(minimap, window->top);
	size_t to = minimap_find(minimap, last_shown(window));
	for (size_t i = 0; i < minimap->count; i++) {
		int row = at->title + (int)i;

		paint_mark(pane, row, at->cols, &minimap->row[i], i == cursor,
			   i >= from && i <= to);
		paint_row(pane, row, at->cols + 1, &minimap->row[i], view);
	}
}
