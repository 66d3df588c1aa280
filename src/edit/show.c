/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a command's output goes: the message line, the pager, or the output of batch. */
#include "edit/show.h"

#include <string.h>

#include "base/printable.h"
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

/* Whether a message can show all of it: in its row and, where there are hints, in theirs. */
static bool has_room(const struct editor *editor, const char *text, size_t len)
{
	size_t first = printable_break(text, len, editor->cols);

	if (first == len)
		return printable_cells(text, len) <= editor->cols;
	return editor_rows(editor).hints >= 0 &&
	       printable_cells(text + first, len - first) <= editor->cols;
}

bool show_text(struct editor *editor, const char *title, const char *text, struct err *err)
{
	const char *end = strchr(text, '\n');
	bool one_line = (!end || end[1] == '\0') && has_room(editor, text, strcspn(text, "\n"));
	if (!show_can_ask(editor)) {
		print(editor, text);
		return true;
	}
	if (!one_line)
		return pager_open(&editor->pager, title, text, err);
	editor_message(editor, MESSAGE_INFO, "%s", text + strspn(text, " "));
	return true;
}

/* Its columns with a tab between. */
static void print_row(struct editor *editor, const struct buf *text)
{
	for (size_t at = 0; at < text->len;) {
		const uint8_t *tab = memchr(text->data + at, '\t', text->len - at);
		size_t len = tab ? (size_t)(tab - text->data) - at : text->len - at;

		printable_add(&editor->output, (const char *)text->data + at, len);
		buf_text(&editor->output, tab ? "\t" : "");
		at += len + (tab != NULL);
	}
	buf_text(&editor->output, "\n");
}

bool show_list(struct editor *editor, struct list *list, struct err *err)
{
	struct list_row row;
	bool ok = true;

	if (show_can_ask(editor)) {
		editor_take_list(editor, list);
		return true;
	}
	for (uint64_t i = 0, count = list_count(list); ok && i < count; i++) {
		list_row(list, i, &row);
		print_row(editor, &row.text);
		list_row_done(&row);
		ok = buf_ok(&editor->output);
	}
	list_free(list);
	return ok || err_nomem(err);
}
