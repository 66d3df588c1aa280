/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A click of the right button first does what one of the left does: that is not written twice. */
#include "edit/menu_place.h"

#include "edit/editor.h"

/* Whether a cell is in a pane that begins at `top`. */
static bool is_in(int row, int top, int count)
{
	return top >= 0 && row >= top && row < top + count;
}

static void click_there(struct editor *editor, const struct key *at)
{
	struct key click = *at;

	click.code = KEY_CLICK;
	click.mods = 0;
	editor_key(editor, &click);
}

static bool is_selected(const struct window *window, int row, int col)
{
	uint64_t pos, from, len;
	enum pane pane;
	int digit;

	return window_selection(window, &from, &len) &&
	       window_hit_test(window, row, col, &pos, &pane, &digit) && pos >= from &&
	       pos - from < len;
}

static enum menu_on on_bytes(struct editor *editor, const struct key *at)
{
	struct window *window = editor_window(editor);
	int row = at->row, col = at->col;

	if (!window)
		return MENU_ON_STATUS;
	editor_pane_cell(editor, &row, &col);
	if (editor_pane_at(editor, at->row, at->col) == editor->tiles.focus &&
	    is_selected(window, row, col))
		return MENU_ON_SELECTION;
	click_there(editor, at);
	if (editor_window(editor) != window)
		editor->menu.from = editor_window(editor)->cursor;
	return MENU_ON_BYTE;
}

/* A second click on a row runs it: that is not meant. */
static enum menu_on on_list(struct editor *editor, const struct key *at, int row)
{
	struct list *list = editor_list(editor);

	if (row > 0 && list->top + (uint64_t)(row - 1) == list->cursor)
		list->focused = true;
	else
		click_there(editor, at);
	return MENU_ON_LIST;
}

static enum menu_on on_inspector(struct editor *editor, const struct key *at, int row)
{
	struct inspector *inspector = &editor->inspector;

	if (row > 0 && inspector->top + (size_t)(row - 1) == inspector->cursor)
		inspector->focused = true;
	else
		click_there(editor, at);
	return MENU_ON_INSPECTOR;
}

static enum menu_on on_disassembly(struct editor *editor, const struct key *at, int row)
{
	struct disassembly *disassembly = &editor->disassembly;

	if (row > 0 && disassembly->top + (size_t)(row - 1) == disassembly->cursor)
		editor_take_part(editor, EDITOR_DISASSEMBLY);
	else
		click_there(editor, at);
	return MENU_ON_DISASSEMBLY;
}

enum menu_on menu_place_of_click(struct editor *editor, const struct key *at)
{
	struct editor_rows rows = editor_rows(editor);

	editor->menu.row = at->row > 0 ? at->row : 0;
	editor->menu.col = at->col > 0 ? at->col : 0;
	if (editor->pager.open)
		return MENU_ON_PAGER;
	if (is_in(at->row, rows.list, rows.list_count))
		return on_list(editor, at, at->row - rows.list);
	if (is_in(at->row, rows.inspector, rows.inspector_count) && at->col >= rows.inspector_col)
		return on_inspector(editor, at, at->row - rows.inspector);
	if (is_in(at->row, rows.disassembly, rows.disassembly_count) &&
	    at->col >= rows.disassembly_col)
		return on_disassembly(editor, at, at->row - rows.disassembly);
	if (is_in(at->row, rows.bytes, rows.bytes_count))
		return on_bytes(editor, at);
	return MENU_ON_STATUS;
}

/* The first cell of the cursor's byte, from the upper left of the bytes. */
static void find_byte(const struct window *window, int *row, int *col)
{
	for (int i = 0; i < window->shown_count; i++) {
		const struct window_row *shown = &window->shown[i];
		uint64_t index = window->cursor - shown->pos;

		if (window->cursor < shown->pos || (shown->len > 0 && index >= shown->len))
			continue;
		index = shown->folded || index >= window->layout.columns ? 0 : index;
		*row = i;
		*col = window->pane == PANE_TEXT ?
		       layout_text_cell(&window->layout, (unsigned)index) :
		       layout_hex_cell(&window->layout, (unsigned)index);
		if (shown->len > 0)
			break;
	}
	*col = *col < 0 ? 0 : *col;
}

static enum menu_on on_cursor(struct editor *editor)
{
	const struct window *window = editor_window(editor);
	int row = 0, from_row = 0, from_col = 0;
	uint64_t pos, len;

	if (!window)
		return MENU_ON_STATUS;
	find_byte(window, &row, &editor->menu.col);
	editor_pane_cell(editor, &from_row, &from_col);
	editor->menu.row = row - from_row;
	editor->menu.col -= from_col;
	return window_selection(window, &pos, &len) ? MENU_ON_SELECTION : MENU_ON_BYTE;
}

/* The seen row of the one at the cursor; the first where it is out of sight. */
static int row_of_instruction(const struct disassembly *disassembly)
{
	size_t row = disassembly->cursor - disassembly->top;

	return disassembly->cursor >= disassembly->top && row < (size_t)disassembly->rows ?
	       (int)row : 0;
}

enum menu_on menu_place_of_cursor(struct editor *editor)
{
	struct editor_rows rows = editor_rows(editor);
	const struct inspector *inspector = &editor->inspector;
	struct menu *menu = &editor->menu;

	menu->row = rows.bytes;
	menu->col = 0;
	switch (editor_context(editor)) {
	case CONTEXT_PAGER:
		return MENU_ON_PAGER;
	case CONTEXT_LIST:
		menu->row = rows.list + (rows.list_count > 1) +
			    (int)(editor->list->cursor - editor->list->top);
		return MENU_ON_LIST;
	case CONTEXT_INSPECTOR:
		menu->row = rows.inspector + 1 + (int)(inspector->cursor - inspector->top);
		menu->col = rows.inspector_col;
		return MENU_ON_INSPECTOR;
	case CONTEXT_DISASSEMBLY:
		menu->row = rows.disassembly + 1 + row_of_instruction(&editor->disassembly);
		menu->col = rows.disassembly_col;
		return MENU_ON_DISASSEMBLY;
	default:
		return on_cursor(editor);
	}
}
