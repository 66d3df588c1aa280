/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Divides the screen as editor_rows() says, and calls the painters. */
#include "view/paint.h"

static void paint_nothing_open(struct grid *grid, int row, int rows)
{
	if (rows > 0)
		grid_string(grid, row, 0, "no file is open: :edit FILE opens one", STYLE_HINT);
}

void view_render(const struct editor *editor, struct grid *grid)
{
	struct editor_rows rows = editor_rows(editor);
	const struct window *window = editor_window(editor);

	grid_clear(grid);
	if (editor->pager.open)
		paint_pager(editor, grid, rows.bytes, rows.bytes_count);
	else if (window)
		paint_bytes(editor, window, grid, rows.bytes);
	else
		paint_nothing_open(grid, rows.bytes, rows.bytes_count);
	paint_status(editor, grid, rows.status);
	paint_message(editor, grid, rows.message);
	paint_hints(editor, grid, rows.hints);
}
