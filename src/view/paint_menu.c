/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The context menu: a box with a row for each command, its key at the right. */
#include "view/paint.h"

#include <string.h>

#include "base/printable.h"

/* Corners from the upper left on, then the lines; in a locale without them '+', '-' and '|'. */
enum line {
	CORNER_UPPER_LEFT, CORNER_UPPER_RIGHT, CORNER_LOWER_LEFT, CORNER_LOWER_RIGHT,
	LINE_ACROSS, LINE_DOWN,
};

static uint32_t line_code(enum line which)
{
	static const uint32_t codes[] = { 0x250c, 0x2510, 0x2514, 0x2518, 0x2500, 0x2502 };

	return printable_width(codes[which]) == 1 ? codes[which] : (uint32_t)"++++-|"[which];
}

static void paint_border(struct grid *grid, const struct menu_box *box)
{
	int right = box->col + box->cols - 1, bottom = box->row + box->rows - 1;

	for (int side = 0; side < 2; side++) {
		int row = side ? bottom : box->row, col = side ? right : box->col;

		grid_fill(grid, row, box->col, box->cols, line_code(LINE_ACROSS), STYLE_HINT);
		for (int i = box->row + 1; i < bottom; i++)
			grid_put(grid, i, col, line_code(LINE_DOWN), STYLE_HINT, 0);
	}
	grid_put(grid, box->row, box->col, line_code(CORNER_UPPER_LEFT), STYLE_HINT, 0);
	grid_put(grid, box->row, right, line_code(CORNER_UPPER_RIGHT), STYLE_HINT, 0);
	grid_put(grid, bottom, box->col, line_code(CORNER_LOWER_LEFT), STYLE_HINT, 0);
	grid_put(grid, bottom, right, line_code(CORNER_LOWER_RIGHT), STYLE_HINT, 0);
}

/* That there are more above or below is an arrow in the border. */
static void paint_more(const struct menu *menu, struct grid *grid, const struct menu_box *box)
{
	int col = box->col + box->cols - 2;

	if (box->border == 0)
		return;
	if (menu->top > 0)
		grid_put(grid, box->row, col, '^', STYLE_HINT_KEY, 0);
	if (menu->top + box->items < menu->count)
		grid_put(grid, box->row + box->rows - 1, col, 'v', STYLE_HINT_KEY, 0);
}

static void paint_item(const struct menu_item *item, struct grid *grid, int row, int col, int cols,
		       bool chosen)
{
	enum style style = chosen ? STYLE_CHOSEN : STYLE_DEFAULT;
	struct buf key = BUF_INIT;

	grid_fill(grid, row, col, cols, ' ', style);
	keys_label(item->key, &key);
	int width = printable_cells(buf_string(&key), key.len);
	/* Where both have no room the words are cut, down to a few letters. */
	int room = width > 0 && cols - 3 - width - item->asks > 3 ? cols - 3 - width - item->asks :
								    cols - 2;
	int end = grid_text(grid, row, col + 1, room, item->label, strlen(item->label), style);
	if (item->asks && end < col + cols - 1)
		grid_string(grid, row, end++, printable_width(0x2026) == 1 ? "\u2026" : ":", style);
	int at = col + cols - 1 - width;
	if (width > 0 && at > end)
		grid_string(grid, row, at, buf_string(&key), chosen ? style : STYLE_HINT_KEY);
	buf_done(&key);
}

void paint_menu(const struct editor *editor, struct grid *grid)
{
	const struct menu *menu = &editor->menu;
	struct menu_box box;

	if (!menu_box(editor, &box))
		return;
	if (box.border)
		paint_border(grid, &box);
	paint_more(menu, grid, &box);
	for (int i = 0; i < box.items; i++) {
		int row = box.row + box.border + i;
		bool chosen = menu->top + i == menu->cursor;

		paint_item(&menu->item[menu->top + i], grid, row, box.col + box.border,
			   box.cols - 2 * box.border, chosen);
		if (chosen) {
			grid->cursor_row = row;
			grid->cursor_col = box.col + box.border;
		}
	}
}
