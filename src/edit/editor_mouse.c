/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mouse, where no prompt and no menu takes it: the bytes, the list, the inspector, the panes
 * and the lines between them. What it does in the minimap and in the disassembly is in
 * editor_minimap.c and editor_disassembly.c.
 */
#include "edit/editor.h"

enum { WHEEL_ROWS = 3 };

static void run_line(struct editor *editor, const char *line)
{
	struct err err;

	if (!editor_run(editor, line, &err))
		editor_error(editor, &err);
}

static void point(struct window *window, const struct key *key, int row, bool extend)
{
	enum pane pane;
	uint64_t pos;
	int digit;

	if (!window_hit_test(window, row, key->col, &pos, &pane, &digit))
		return;
	if (!extend)
		window_unselect(window);
	window_go(window, pos, extend);
	window->pane = pane;
	if (window->editing && !extend)
		window->digit = digit;
}

static void drag(struct window *window, const struct key *key, int row)
{
	if (row < 0 || row >= window->rows) {
		window_move_rows(window, row < 0 ? -1 : 1, true);
		return;
	}
	point(window, key, row < window->shown_count ? row : window->shown_count - 1, true);
}

static void scroll(struct editor *editor, struct window *window, int64_t rows)
{
	if (editor->pager.open)
		pager_scroll(&editor->pager, rows, editor_rows(editor).bytes_count);
	else if (window)
		window_scroll(window, rows);
}

/* A click on the row that is chosen goes where it leads. True: it was for the list. */
static bool mouse_in_list(struct editor *editor, const struct key *key)
{
	struct editor_rows rows = editor_rows(editor);
	struct list *list = editor_list(editor);
	int row = key->row - rows.list;

	if (editor->pager.open || rows.list < 0 || row < 0 || row >= rows.list_count)
		return false;
	if (key->code == KEY_WHEEL_UP || key->code == KEY_WHEEL_DOWN) {
		list_scroll(list, key->code == KEY_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS);
	} else if (key->code == KEY_CLICK) {
		uint64_t clicked = list->top + (uint64_t)(row > 0 ? row - 1 : 0);
		bool again = list->focused && row > 0 && clicked == list->cursor;

		editor_forget_keys(editor);
		editor_take_part(editor, EDITOR_LIST);
		if (again)
			run_line(editor, "list-jump");
		else if (row > 0)
			list_go(list, clicked);
	}
	return true;
}

/* A click on the value that is chosen edits it. True: it was for the inspector. */
static bool mouse_in_inspector(struct editor *editor, const struct key *key)
{
	struct editor_rows rows = editor_rows(editor);
	struct inspector *inspector = &editor->inspector;
	int row = key->row - rows.inspector;

	if (rows.inspector < 0 || row < 0 || row >= rows.inspector_count ||
	    key->col < rows.inspector_col)
		return false;
	if (key->code == KEY_WHEEL_UP || key->code == KEY_WHEEL_DOWN) {
		inspector_scroll(inspector, key->code == KEY_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS);
	} else if (key->code == KEY_CLICK) {
		size_t clicked = inspector->top + (size_t)(row > 0 ? row - 1 : 0);
		bool again = inspector->focused && row > 0 && clicked == inspector->cursor;

		editor_forget_keys(editor);
		editor_take_part(editor, EDITOR_INSPECTOR);
		if (again)
			run_line(editor, "inspector-edit");
		else if (row > 0)
			inspector_go(inspector, clicked);
	}
	return true;
}

/* With Shift the right button selects to where it is. */
static bool mouse_opens_menu(struct editor *editor, const struct key *key)
{
	struct err err;

	if (key->code != KEY_RIGHT_CLICK || key->mods & KEY_SHIFT)
		return false;
	editor_forget_keys(editor);
	if (!menu_open(editor, key, &err))
		editor_error(editor, &err);
	return true;
}

/* The window under the pointer, or the one that leads it. */
static struct window *window_to_scroll(const struct editor *editor, const struct key *key)
{
	const struct tile *tile = editor_pane_at(editor, key->row, key->col);
	struct window *window = editor_window(editor);
	struct window *under = tile ? tile->content : NULL;

	return !under || (window->synced && under->synced) ? window : under;
}

/* A click gives a pane the focus; a divider is held by it, and dragged until it is let go. True:
 * the key was for a divider, and no more. */
static bool mouse_on_panes(struct editor *editor, const struct key *key)
{
	struct tiles *tiles = &editor->tiles;
	int row = key->row - editor_rows(editor).bytes;
	struct tile *tile;

	if (key->code == KEY_DRAG && tiles->held) {
		tiles_drag(tiles, row, key->col);
		return true;
	}
	if (key->code != KEY_CLICK && key->code != KEY_RIGHT_CLICK)
		return false;
	tile = editor_pane_at(editor, key->row, key->col);
	if (tile && tile != tiles->focus)
		editor_focus(editor, tile);
	return key->code == KEY_CLICK && tiles_hold(tiles, row, key->col);
}

void editor_mouse(struct editor *editor, const struct key *key)
{
	struct window *window = editor_window(editor);
	struct key at;
	int row;

	if (key->code != KEY_DRAG)
		editor->tiles.held = NULL;
	if (editor_minimap_mouse(editor, key)) {
		editor_forget_keys(editor);
		return;
	}
	if (mouse_opens_menu(editor, key) || mouse_in_list(editor, key) ||
	    mouse_in_inspector(editor, key) ||
	    editor_mouse_disassembly(editor, key))
		return;
	if (key->code == KEY_WHEEL_UP || key->code == KEY_WHEEL_DOWN) {
		scroll(editor, window_to_scroll(editor, key),
		       key->code == KEY_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS);
		return;
	}
	if (!window || editor->pager.open)
		return;
	editor_forget_keys(editor);
	editor_settle(editor);
	document_seal(window->document);
	if (mouse_on_panes(editor, key))
		return;
	window = editor_window(editor);
	at = *key;
	editor_pane_cell(editor, &at.row, &at.col);
	key = &at;
	row = at.row;
	if (key->code == KEY_CLICK)
		editor_take_part(editor, EDITOR_BYTES);
	if (key->code == KEY_CLICK)
		point(window, key, row, key->mods & KEY_SHIFT);
	else if (key->code == KEY_RIGHT_CLICK)
		point(window, key, row, true);
	else if (key->code == KEY_DRAG)
		drag(window, key, row);
}
