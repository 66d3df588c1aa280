/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the context menu is, and what its keys and clicks do. */
#include "edit/menu.h"

#include <inttypes.h>
#include <string.h>

#include "base/printable.h"
#include "edit/command.h"
#include "edit/editor.h"

static int width_of(const struct menu_item *item)
{
	struct buf label = BUF_INIT;
	int width = printable_cells(item->label, strlen(item->label)) + item->asks;

	keys_label(item->key, &label);
	width += label.len > 0 ? 2 + printable_cells(buf_string(&label), label.len) : 0;
	buf_done(&label);
	return width;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Below the place, else above it, else where there is room; the foot stays free for the help. */
bool menu_box(const struct editor *editor, struct menu_box *box)
{
	enum { BORDERED_ROWS = 6 };
	const struct menu *menu = &editor->menu;
	struct editor_rows rows = editor_rows(editor);
	int screen = rows.message > 0 ? rows.message : editor->rows;

	*box = (struct menu_box){ .cols = 0 };
	if (!menu->open || editor->prompt.kind != PROMPT_NONE)
		return false;
	for (int i = 0; i < menu->count; i++)
		if (width_of(&menu->item[i]) > box->cols)
			box->cols = width_of(&menu->item[i]);
	box->border = screen >= BORDERED_ROWS;
	box->items = least(menu->count, screen - 2 * box->border);
	box->rows = box->items + 2 * box->border;
	box->cols = least(box->cols + 2 + 2 * box->border, editor->cols);
	box->col = least(menu->col, editor->cols - box->cols);
	if (menu->row + 1 + box->rows <= screen)
		box->row = menu->row + 1;
	else if (menu->row - box->rows >= 0)
		box->row = least(menu->row, screen) - box->rows;
	else
		box->row = screen - box->rows;
	return box->items > 0;
}

void menu_settle(struct editor *editor)
{
	struct menu *menu = &editor->menu;
	struct menu_box box;

	if (!menu_box(editor, &box))
		return;
	menu->top = least(menu->top, menu->count - box.items);
	if (menu->cursor < menu->top)
		menu->top = menu->cursor;
	if (menu->cursor >= menu->top + box.items)
		menu->top = menu->cursor - box.items + 1;
}

static bool select_to(struct editor *editor, struct err *err)
{
	struct window *window = editor_window(editor);
	struct buf line = BUF_INIT;
	uint64_t from = editor->menu.from, to = window->cursor;
	uint64_t low = from < to ? from : to, high = from < to ? to : from;
	bool ok;

	buf_format(&line, "select 0x%" PRIx64 ",+0x%" PRIx64, window_address(window, low),
		   high - low + 1);
	ok = command_run_line(editor, buf_string(&line), false, 1, err);
	buf_done(&line);
	return ok;
}

static void open_with_range(struct editor *editor, const struct menu_item *item)
{
	const struct window *window = editor_window(editor);
	struct buf line = BUF_INIT;
	uint64_t pos, len;

	window_selection(window, &pos, &len);
	buf_format(&line, "%s 0x%" PRIx64 ",+0x%" PRIx64 " ", item->line,
		   window_address(window, pos), len);
	prompt_open_line(editor, buf_string(&line));
	buf_done(&line);
}

static void run(struct editor *editor, int index)
{
	const struct menu_item *item = &editor->menu.item[index];
	struct err err;
	bool ok = true;

	menu_close(editor);
	if (item->how == MENU_WITH_RANGE)
		open_with_range(editor, item);
	else if (item->how == MENU_TYPE_ON)
		prompt_open_line(editor, item->line);
	else if (item->how == MENU_SELECT_TO)
		ok = select_to(editor, &err);
	else
		ok = command_run_line(editor, item->line, false, 1, &err);
	if (!ok)
		editor_error(editor, &err);
}

static void move(struct menu *menu, int by)
{
	int to = menu->cursor + by;

	menu->cursor = to < 0 ? 0 : to >= menu->count ? menu->count - 1 : to;
}

static void take_click(struct editor *editor, const struct key *key)
{
	struct menu_box box;
	struct err err;
	int row;

	menu_settle(editor);
	if (!menu_box(editor, &box))
		return;
	row = key->row - box.row - box.border;
	if (key->row >= box.row && key->row < box.row + box.rows && key->col >= box.col &&
	    key->col < box.col + box.cols) {
		if (row >= 0 && row < box.items)
			run(editor, editor->menu.top + row);
		return;
	}
	menu_close(editor);
	if (key->code == KEY_RIGHT_CLICK && !menu_open(editor, key, &err))
		editor_error(editor, &err);
}

static void take_mouse(struct editor *editor, const struct key *key)
{
	if (key->code == KEY_WHEEL_UP || key->code == KEY_WHEEL_DOWN)
		move(&editor->menu, key->code == KEY_WHEEL_UP ? -1 : 1);
	else if (key->code == KEY_CLICK || key->code == KEY_RIGHT_CLICK)
		take_click(editor, key);
}

/* The key that stands beside a row. */
static bool take_own_key(struct editor *editor, const struct key *key)
{
	for (int i = 0; i < editor->menu.count; i++) {
		const char *text = editor->menu.item[i].key;
		struct key own;
		struct err ignored;
		size_t used;

		if (*text == '\0' || !key_parse(text, &used, &own, &ignored) ||
		    text[used] != '\0' || !key_equal(key, &own))
			continue;
		run(editor, i);
		return true;
	}
	return false;
}

static bool closes(const struct key *key)
{
	return (key->code == KEY_ESC && key->mods == 0) || key->code == KEY_PASTE ||
	       (key->mods == KEY_CTRL && (key->code == 'g' || key->code == 'c'));
}

/* How far the cursor goes; 0: the key is none of those. */
static int step(const struct menu *menu, const struct key *key)
{
	bool ctrl = key->mods == KEY_CTRL;

	switch (key->code) {
	case KEY_GO_UP: case 'k': return ctrl ? 0 : -1;
	case KEY_GO_DOWN: case 'j': return ctrl ? 0 : 1;
	case 'p': return ctrl ? -1 : 0;
	case 'n': return ctrl ? 1 : 0;
	case KEY_GO_HOME: case KEY_PAGE_UP: return -menu->count;
	case KEY_GO_END: case KEY_PAGE_DOWN: return menu->count;
	default: return 0;
	}
}

void menu_key(struct editor *editor, const struct key *key)
{
	struct menu *menu = &editor->menu;

	if (key_is_mouse(key)) {
		take_mouse(editor, key);
	} else if (key->code == KEY_RETURN) {
		run(editor, menu->cursor);
	} else if (take_own_key(editor, key)) {
		return;
	} else if (closes(key)) {
		menu_close(editor);
	} else {
		editor->bell = step(menu, key) == 0;
		move(menu, step(menu, key));
	}
}
