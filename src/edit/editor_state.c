/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the editor says, how the screen is divided, and options coming into force.
 *
 * An option is only a value until editor_settle() compares it with what is in force. So no command
 * has to know what depends on an option, and a script that sets ten of them pays once.
 */
#include "edit/editor.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "edit/command.h"
#include "edit/show.h"
#include "scan/search.h"

/* The caller frees it; NULL when memory ran out. */
BURIN_PRINTF(1, 0) static char *text_of(const char *format, va_list list)
{
	char *text;

	return vasprintf(&text, format, list) < 0 ? NULL : text;
}

/* Half of them go where they become many. */
static void keep_message(struct editor *editor)
{
	enum { KEPT = 1 << 16 };
	struct buf *all = &editor->messages;
	struct buf half = BUF_INIT;

	buf_add(all, editor->message.data, editor->message.len);
	buf_add_byte(all, '\n');
	if (all->len <= KEPT && buf_ok(all))
		return;
	const char *rest = buf_ok(all) ? strchr(buf_string(all) + all->len / 2, '\n') : NULL;
	if (rest)
		buf_text(&half, rest + 1);
	buf_done(all);
	*all = half;
}

void editor_message(struct editor *editor, enum message_kind kind, const char *format, ...)
{
	va_list list;
	char *text;

	va_start(list, format);
	text = text_of(format, list);
	va_end(list);
	buf_clear(&editor->message);
	editor->message_kind = kind;
	if (!text)
		return;
	printable_add(&editor->message, text, strcspn(text, "\n"));
	free(text);
	keep_message(editor);
}

void editor_error(struct editor *editor, const struct err *err)
{
	editor_message(editor, MESSAGE_ERROR, "%s", err->text);
	editor->bell = true;
}

void editor_print(struct editor *editor, const char *format, ...)
{
	va_list list;
	char *text;

	va_start(list, format);
	text = text_of(format, list);
	va_end(list);
	if (!text)
		return;
	buf_text(&editor->output, text);
	free(text);
}

enum context editor_context(const struct editor *editor)
{
	const struct window *window = editor_window(editor);

	if (editor->pager.open)
		return CONTEXT_PAGER;
	if (editor_list(editor) && editor_list(editor)->focused)
		return CONTEXT_LIST;
	if (editor->inspector.focused && editor_rows(editor).inspector >= 0)
		return CONTEXT_INSPECTOR;
	if (editor->disassembly.focused && editor_rows(editor).disassembly >= 0)
		return CONTEXT_DISASSEMBLY;
	return window && window->editing ? CONTEXT_EDIT : CONTEXT_VIEW;
}

void editor_set_pattern(struct editor *editor, struct pattern *pattern, const char *text)
{
	struct err ignored;

	pattern_done(&editor->pattern);
	editor->pattern = *pattern;
	editor->searches++;
	buf_clear(&editor->pattern_text);
	buf_text(&editor->pattern_text, text);
	search_marker_free(editor->marker);
	editor->marker = pattern->len > 0 ? search_marker_new(pattern, NULL, &ignored) : NULL;
}

/* It is let go by the first hit, and so remembered. */
static bool take_selection(struct editor *editor, struct err *err)
{
	const struct window *window = editor_window(editor);
	uint64_t pos, len;

	if (!window || !window_selection(window, &pos, &len))
		return err_set(err, ERR_REFUSED, "nothing is selected: /selection searches there");
	editor->search_start = pos;
	editor->search_end = pos + len;
	return true;
}

bool editor_take_pattern(struct editor *editor, const char *text, bool backward, struct err *err)
{
	struct pattern pattern;

	if (!pattern_parse_in(text, editor->charset, &pattern, err))
		return false;
	if (pattern.selection && !take_selection(editor, err)) {
		pattern_done(&pattern);
		return false;
	}
	editor_set_pattern(editor, &pattern, text);
	editor->backward = backward;
	return true;
}

struct list *editor_list(const struct editor *editor)
{
	const struct window *window = editor_window(editor);
	struct list *list = editor->list;

	if (editor->palette)
		return editor->palette;
	if (!list || !list->window)
		return list;
	return window && list->window->buffer == window->buffer ? list : NULL;
}

void editor_take_list(struct editor *editor, struct list *list)
{
	const struct window *window = editor_window(editor);

	while (editor->list && (!list->class->over || editor->list->class == list->class))
		editor_drop_list(editor);
	list->under = editor->list;
	list->focused = true;
	editor->inspector.focused = false;
	editor->disassembly.focused = false;
	/* It would hide the list. */
	if (editor->pager.open)
		pager_close(&editor->pager);
	editor->list = list;
	if (window && list->window == window && list->class->find)
		list_go(list, list->class->find(list, window->cursor));
}

void editor_end_list(struct editor *editor, struct list *list)
{
	struct list **at = &editor->list;

	while (*at && *at != list)
		at = &(*at)->under;
	if (!*at)
		return;
	*at = list->under;
	list_free(list);
}

void editor_drop_list(struct editor *editor)
{
	editor_end_list(editor, editor->list);
}

/* Two fifths of the rows, where that leaves some for both. */
static void divide(const struct editor *editor, struct editor_rows *rows)
{
	enum { BOTH = 8 };
	const struct list *list = editor_list(editor);
	int all = rows->bytes_count;

	if (!list || (all < BOTH && !list->focused))
		return;
	rows->list = rows->bytes;
	rows->list_count = all;
	if (all < BOTH)
		return;
	rows->list_count = all * 2 / 5;
	rows->bytes_count = editor->pager.open ? all : all - rows->list_count;
	rows->list = rows->bytes + all - rows->list_count;
}

/* Beside the bytes where 16 of them fit in what is left, else two fifths of the rows below. */
static void place_inspector(const struct editor *editor, struct editor_rows *rows)
{
	enum { LEAST = 52, MOST = 88, BELOW_ROWS = 10, BELOW_COLS = 40 };
	const int bytes = 78 + minimap_cols((enum minimap_view)editor->options.minimap);

	if (!editor->inspector.open || editor->pager.open || !editor_window(editor) ||
	    rows->list == rows->bytes)
		return;
	if (editor->cols >= bytes + LEAST && rows->bytes_count >= 2) {
		int cols = editor->cols - bytes;

		rows->inspector_cols = cols < MOST ? cols : MOST;
		rows->bytes_cols = editor->cols - rows->inspector_cols;
		rows->inspector = rows->bytes;
		rows->inspector_col = rows->bytes_cols;
		rows->inspector_count = rows->bytes_count;
	} else if (editor->cols >= BELOW_COLS && rows->bytes_count >= BELOW_ROWS) {
		rows->inspector_cols = editor->cols;
		rows->inspector_count = rows->bytes_count * 2 / 5;
		rows->bytes_count -= rows->inspector_count;
		rows->inspector = rows->bytes + rows->bytes_count;
	}
}

/* In the lower half of what the inspector has beside the bytes; else as that, and above it where it
 * is below. */
static void place_disassembly(const struct editor *editor, struct editor_rows *rows)
{
	enum { BYTES = 78, LEAST = 52, MOST = 88, HALVES = 6, BELOW_ROWS = 10, BELOW_COLS = 40 };
	int cols = editor->cols - BYTES;

	if (!editor->disassembly.open || editor->pager.open || !editor_window(editor) ||
	    rows->list == rows->bytes)
		return;
	if (rows->inspector >= 0 && rows->inspector_col > 0 && rows->inspector_count >= HALVES) {
		rows->disassembly_col = rows->inspector_col;
		rows->disassembly_cols = rows->inspector_cols;
		rows->disassembly_count = rows->inspector_count / 2;
		rows->inspector_count -= rows->disassembly_count;
		rows->disassembly = rows->inspector + rows->inspector_count;
	} else if (rows->inspector < 0 && cols >= LEAST && rows->bytes_count >= 2) {
		rows->disassembly_cols = cols < MOST ? cols : MOST;
		rows->bytes_cols = editor->cols - rows->disassembly_cols;
		rows->disassembly = rows->bytes;
		rows->disassembly_col = rows->bytes_cols;
		rows->disassembly_count = rows->bytes_count;
	} else if (rows->inspector_col == 0 && editor->cols >= BELOW_COLS &&
		   rows->bytes_count >= BELOW_ROWS) {
		rows->disassembly_cols = editor->cols;
		rows->disassembly_count = rows->bytes_count * 2 / 5;
		rows->bytes_count -= rows->disassembly_count;
		rows->disassembly = rows->bytes + rows->bytes_count;
	}
}

struct editor_rows editor_rows(const struct editor *editor)
{
	struct editor_rows rows = { .status = -1, .list = -1, .inspector = -1,
				    .disassembly = -1,
				    .bytes_cols = editor->cols,
				    .message = -1, .hints = -1 };
	int last = editor->rows;

	if (editor->rows >= 4 && editor->options.hints)
		rows.hints = --last;
	if (editor->rows >= 2)
		rows.message = --last;
	else if (editor->prompt.kind != PROMPT_NONE)
		rows.message = --last;
	if (editor->rows >= 3) {
		rows.status = 0;
		rows.bytes = 1;
	}
	rows.bytes_count = last - rows.bytes;
	divide(editor, &rows);
	place_inspector(editor, &rows);
	place_disassembly(editor, &rows);
	return rows;
}

void editor_resize(struct editor *editor, int rows, int cols)
{
	editor->rows = rows < 1 ? 1 : rows;
	editor->cols = cols < 1 ? 1 : cols;
	editor->redraw = true;
	pager_resize(&editor->pager, editor_rows(editor).bytes_count, editor->cols);
}

static void apply_keys(struct editor *editor)
{
	struct err err;

	if (!command_bind_keys(editor->keymap, (enum preset)editor->options.keys, &err)) {
		editor->options.keys = editor->applied.keys;
		editor_error(editor, &err);
		return;
	}
	editor->pending_count = 0;
	for (size_t i = 0; i < editor->window_count; i++)
		for (struct window *w = editor->windows[i]->buffer->windows; w; w = w->next)
			w->editing = editor->options.keys == PRESET_EMACS;
}

/* What commands printed, shown once they are through. */
static void show_output(struct editor *editor)
{
	struct err err;

	if (!editor->screen || editor->output.len == 0)
		return;
	if (!show_text(editor, "output", buf_string(&editor->output), &err))
		editor_error(editor, &err);
	buf_clear(&editor->output);
}

void editor_seen(struct editor *editor)
{
	editor->prompt.seen = true;
}

void editor_settle(struct editor *editor)
{
	struct window *window = editor_window(editor);

	editor_settings(editor);
	if (editor->options.keys != editor->applied.keys)
		apply_keys(editor);
	editor->applied = editor->options;
	show_output(editor);
	editor_ask_about_others(editor);
	if (window) {
		editor_settle_panes(editor);
		inspector_settle(&editor->inspector, window,
				 editor_rows(editor).inspector_count - 1);
		disassembly_settle(&editor->disassembly, window, editor->queue,
				   editor->options.architecture,
				   editor_rows(editor).disassembly_count - 1);
	}
	menu_settle(editor);
	editor_settle_minimaps(editor);
	if (editor_list(editor)) {
		int rows = editor_rows(editor).list_count;

		list_settle(editor_list(editor), rows > 1 ? rows - 1 : rows);
	}
}
