/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The panes: each is painted into a part of the grid, which cuts what does not fit. Where more than
 * one is shown each has a row with its name and place, and a line stands between those side by
 * side. The status line speaks of the one with the focus alone.
 */
#include "view/paint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/printable.h"

/* "data.bin                changed =  0x1f0": the place goes last, and "=" is: scrolls with
 * others. */
static void paint_title(const struct editor *editor, const struct window *window, struct grid *grid)
{
	const char *name = document_name(window->document);
	bool focused = window == editor_window(editor);
	enum style style = focused ? STYLE_STATUS_MARK : STYLE_STATUS;
	char place[32];
	struct buf state = BUF_INIT;

	snprintf(place, sizeof(place),
		 editor_options_of(editor, window).upper ? "0x%" PRIX64 : "0x%" PRIx64,
		 window_address(window, window->cursor));
	if (document_is_modified(window->document))
		buf_text(&state, grid->cols < 40 ? "+ " : "changed  ");
	if (window->synced)
		buf_text(&state, "= ");
	buf_text(&state, place);
	grid_fill(grid, 0, 0, grid->cols, ' ', STYLE_STATUS);
	int col = grid->cols - (int)state.len;
	if (col < 0)
		col = 0;
	if (col > 1)
		paint_name(grid, 0, (struct span){ (const uint8_t *)name, strlen(name) }, col - 1,
			   style);
	grid_string(grid, 0, col, buf_string(&state), style);
	buf_done(&state);
}

static void paint_divider(struct grid *grid, const struct tile *tile)
{
	enum { LINE_DOWN = 0x2502 };
	uint32_t line = printable_width(LINE_DOWN) == 1 ? LINE_DOWN : '|';

	for (int row = 0; row < tile->rows; row++)
		grid_put(grid, tile->row + row, tile->col - 1, line, STYLE_STATUS, 0);
}

/* Gives what paint_bytes() does. */
static int paint_pane(const struct editor *editor, const struct tile *tile, struct grid *area)
{
	const struct window *window = tile->content;
	const struct editor_pane at = editor_pane(editor, tile);
	struct grid pane = grid_part(area, tile->row, tile->col, tile->rows, tile->cols);
	struct grid bytes = grid_part(&pane, 0, 0, tile->rows, at.cols);
	int why;

	if (at.title)
		paint_title(editor, window, &pane);
	why = paint_bytes(editor, window, &bytes, at.title);
	if (bytes.cursor_row >= 0) {
		area->cursor_row = tile->row + bytes.cursor_row;
		area->cursor_col = tile->col + bytes.cursor_col;
	}
	if (at.minimap_cols > 0)
		paint_minimap(editor, window, &at, &pane);
	if (tile->col > 0)
		paint_divider(area, tile);
	return why;
}

int paint_panes(const struct editor *editor, struct grid *grid, const struct editor_rows *rows)
{
	const struct tiles *tiles = &editor->tiles;
	struct grid area = grid_part(grid, rows->bytes, 0, rows->bytes_count, rows->bytes_cols);
	int why = PAINT_KNOWN;

	for (struct tile *tile = tiles_first(tiles); tile; tile = tiles_next(tile)) {
		int of_this = tile->rows > 0 ? paint_pane(editor, tile, &area) : PAINT_KNOWN;

		if (tile == tiles->focus)
			why = of_this;
	}
	if (area.cursor_row >= 0) {
		grid->cursor_row = rows->bytes + area.cursor_row;
		grid->cursor_col = area.cursor_col;
	}
	return why;
}
