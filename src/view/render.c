/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Divides the screen as editor_rows() says, and calls the painters. On a screen too small for an
 * address and one byte, or without a row for prompts, it says so and draws nothing else. The editor
 * keeps all its state, and keys go on to work.
 */
#include "view/paint.h"

#include <string.h>

enum { LEAST_ROWS = 2, LEAST_COLS = 12 };

static void paint_too_small(struct grid *grid)
{
	static const char *const texts[] = {
		"this screen is too small: burin needs 2 rows of 12 columns",
		"too small: 12x2 needed",
		"too small",
		"small",
		"!",
	};
	size_t i = 0;

	while (strlen(texts[i]) > (size_t)grid->cols && texts[i][1] != '\0')
		i++;
	grid_string(grid, 0, 0, texts[i], STYLE_WARNING);
}

static void paint_nothing_open(struct grid *grid, int row, int rows)
{
	if (rows > 0)
		grid_string(grid, row, 0, "no file is open: :edit FILE opens one", STYLE_HINT);
}

void view_render(const struct editor *editor, struct grid *grid)
{
	struct editor_rows rows = editor_rows(editor);
	const struct window *window = editor_window(editor);
	int why = PAINT_KNOWN;

	grid_clear(grid);
	if (grid->rows < LEAST_ROWS || grid->cols < LEAST_COLS) {
		paint_too_small(grid);
		return;
	}
	if (editor->pager.open)
		paint_pager(editor, grid, rows.bytes, rows.bytes_count);
	else if (rows.list == rows.bytes)
		paint_list(editor_list(editor), grid, rows.list, rows.list_count);
	else if (window)
		why = paint_panes(editor, grid, &rows);
	else
		paint_nothing_open(grid, rows.bytes, rows.bytes_count);
	if (!editor->pager.open && rows.list > rows.bytes)
		paint_list(editor_list(editor), grid, rows.list, rows.list_count);
	if (rows.inspector >= 0)
		paint_inspector(editor, grid, &rows);
	if (rows.disassembly >= 0)
		paint_disassembly(editor, grid, &rows);
	paint_status(editor, grid, rows.status, why);
	paint_message(editor, grid, rows.message, rows.hints >= 0);
	paint_hints(editor, grid, rows.hints);
	paint_menu(editor, grid);
}
