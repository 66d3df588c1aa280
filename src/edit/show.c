/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a command's output goes: the message line, the pager, or the output of batch. */
#include "edit/show.h"

#include <string.h>

#include "edit/editor.h"

bool show_can_ask(const struct editor *editor)
{
	return editor->screen && editor->sourcing == 0;
}

/* Heading marks are for the pager alone. */
static void print(struct editor *editor, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		bool heading = *text == '\f';
		editor_print(editor, "%.*s\n", (int)(len - heading), text + heading);
		text += len + (text[len] == '\n');
	}
}

bool show_text(struct editor *editor, const char *title, const char *text, struct err *err)
{
	const char *end = strchr(text, '\n');
	bool one_line = !end || end[1] == '\0';
	if (!show_can_ask(editor)) {
		print(editor, text);
		return true;
	}
	if (!one_line)
		return pager_open(&editor->pager, title, text, err);
	editor_message(editor, MESSAGE_INFO, "%s", text + strspn(text, " "));
	return true;
}
