/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mouse in the disassembly: a click puts the cursor on an instruction; on the one where it is,
 * it follows it. */
#include "edit/editor.h"

enum { WHEEL_ROWS = 3 };

static void run(struct editor *editor, const char *line)
{
	struct err err;

	if (!editor_run(editor, line, &err))
		editor_error(editor, &err);
}

bool editor_mouse_disassembly(struct editor *editor, const struct key *key)
{
	struct editor_rows rows = editor_rows(editor);
	struct disassembly *disassembly = &editor->disassembly;
	int row = key->row - rows.disassembly;
	bool up = key->code == KEY_WHEEL_UP;

	if (rows.disassembly < 0 || row < 0 || row >= rows.disassembly_count ||
	    key->col < rows.disassembly_col)
		return false;
	if (key->code != KEY_CLICK && !up && key->code != KEY_WHEEL_DOWN)
		return true;
	editor->pending_count = 0;
	for (int i = 0; key->code != KEY_CLICK && i < WHEEL_ROWS; i++)
		run(editor, up ? "disassembly-up" : "disassembly-down");
	if (key->code != KEY_CLICK)
		return true;
	size_t clicked = disassembly->top + (size_t)(row > 0 ? row - 1 : 0);
	bool again = disassembly->focused && row > 0 && clicked == disassembly->cursor;

	if (!disassembly->focused)
		run(editor, "disassembly-focus");
	if (again)
		run(editor, "disassembly-follow");
	else if (row > 0 && clicked < disassembly->lines.count &&
		 disassembly->of.document == editor_window(editor)->document)
		window_go(editor_window(editor), disassembly->lines.line[clicked].pos, false);
	return true;
}
