/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands of the inspector by name: the pane itself, readings printed and edited, rows chosen and
 * made, and the bit cursor. Those of the keys in the pane are in cmd_inspector.c.
 */
#include "edit/commands.h"

#include <inttypes.h>
#include <string.h>

#include "edit/cmd_inspect.h"
#include "edit/editor.h"
#include "edit/show.h"

static bool run_inspector(struct call *call)
{
	struct editor *editor = call->editor;

	editor->inspector.open = !editor->inspector.open;
	editor->inspector.focused = false;
	if (editor->inspector.open && editor->screen && editor_rows(editor).inspector < 0)
		editor_message(editor, MESSAGE_WARNING,
			       "the inspector is open, but this screen has no room for it");
	return true;
}

static bool run_focus(struct call *call)
{
	struct editor *editor = call->editor;
	struct inspector *inspector = &editor->inspector;

	if (inspector->focused) {
		inspector->focused = false;
		return true;
	}
	bool was_open = inspector->open;
	inspector->open = true;
	inspector->focused = editor_rows(editor).inspector >= 0;
	editor->disassembly.focused &= !inspector->focused;
	if (inspector->focused && editor_list(editor))
		editor->list->focused = false;
	if (inspector->focused)
		return true;
	inspector->open = was_open;
	return err_set(call->err, ERR_REFUSED, "this screen has no room for the inspector");
}

static void add_cell(const struct inspector_cell *cell, const struct buf *text, struct buf *out)
{
	switch (cell->kind) {
	case INSPECTOR_WRONG:
		buf_format(out, "(%.*s)", (int)text->len, (const char *)text->data);
		break;
	case INSPECTOR_NONE:
		buf_text(out, "-");
		break;
	case INSPECTOR_UNKNOWN:
	case INSPECTOR_LATE:
		buf_text(out, cell->kind == INSPECTOR_LATE ? ".." : "??");
		break;
	default:
		buf_add(out, text->data, text->len);
		if (cell->value.is_pointer)
			buf_text(out, cell->inside ? " in the file" : " outside");
	}
}

/* "u32	1000	3892510720": the second only where there are two. */
static void add_row(const struct call *call, const struct inspector_row *row, bool only,
		    struct buf *out)
{
	const struct inspector *inspector = &call->editor->inspector;
	bool both = row->reading && row->reading->ordered;

	const char *gap = call->editor->screen ? "  " : "\t";

	buf_format(out, call->editor->screen && !only ? "%-9s" : "%s", inspector_name(row));
	for (int big = 0; big <= both; big++) {
		struct inspector_cell cell;

		inspector_read(inspector, call->window, row, big, &cell);
		buf_text(out, gap);
		add_cell(&cell, &cell.text, out);
		buf_done(&cell.text);
	}
	buf_text(out, "\n");
}

static bool print_rows(struct call *call, const struct inspector_row *only)
{
	struct inspector *inspector = &call->editor->inspector;
	struct buf out = BUF_INIT;

	if (only)
		add_row(call, only, true, &out);
	for (size_t i = 0; !only && i < inspector->shown_count; i++)
		add_row(call, inspector_at(inspector, i), false, &out);
	bool ok = buf_ok(&out) ? show_text(call->editor, "inspector", buf_string(&out), call->err)
			       : err_nomem(call->err);
	buf_done(&out);
	return ok;
}

/* "NAME = EXPRESSION" makes a row, "NAME" prints one, nothing prints all. */
static bool run_inspect(struct call *call)
{
	struct inspector *inspector = &call->editor->inspector;
	const char *text = call->args[0].given ? call->args[0].text : "";
	size_t len = strcspn(text, " =");
	const char *rest = text + len + strspn(text + len, " ");
	bool big;

	if (*rest == '=') {
		rest += 1 + strspn(rest + 1, " ");
		return inspector_define(inspector, text, len, rest, call->err);
	}
	if (!call->window)
		return err_set(call->err, ERR_REFUSED, "inspect: no file is open");
	window_follow(call->window);
	inspector_look(inspector, call->window);
	if (len == 0)
		return print_rows(call, NULL);
	if (*rest != '\0')
		return err_set(call->err, ERR_SYNTAX,
			       "inspect takes NAME or NAME = EXPRESSION, not \"%s\"", text);
	const struct inspector_row *row = inspector_find(inspector, text, len, &big, call->err);
	return row && print_rows(call, row);
}

bool inspect_put(struct call *call, const struct inspector_row *row, bool big, const char *text)
{
	struct inspector *inspector = &call->editor->inspector;
	struct window *window = call->window;
	uint8_t bytes[READING_MOST];
	size_t len;

	if (!inspector_encode(inspector, row, big, text, bytes, &len, call->err) ||
	    !document_overwrite(window->document, inspector->pos, bytes, len, 0, call->err))
		return false;
	window_follow(window);
	if (document_mode(window->document) == DOCUMENT_WRITE)
		editor_message(call->editor, MESSAGE_INFO, "the change is in the file");
	return true;
}

/* "u32be 1000", also with a '=' between. */
static bool run_edit(struct call *call)
{
	struct inspector *inspector = &call->editor->inspector;
	const char *text = call->args[0].text;
	size_t len = strcspn(text, " =");
	const struct inspector_row *row;
	bool big;

	window_follow(call->window);
	inspector_look(inspector, call->window);
	row = inspector_find(inspector, text, len, &big, call->err);
	text += len + strspn(text + len, " ");
	text += *text == '=' ? 1 + strspn(text + 1, " ") : 0;
	return row && inspect_put(call, row, big, text);
}

static bool run_rows(struct call *call)
{
	return inspector_choose(&call->editor->inspector,
				call->args[0].given ? call->args[0].text : "", call->err);
}

/* The byte of the bit cursor. */
static bool read_byte(struct call *call, uint8_t *byte)
{
	struct window *window = call->window;
	int why = 0;

	window_follow(window);
	if (window->cursor == document_size(window->document))
		return err_set(call->err, ERR_RANGE, "there is no byte here");
	if (document_read(window->document, window->cursor, byte, NULL, 1, &why) > 0) {
		err_set(call->err, ERR_LOST, "the byte here can not be read");
		return document_late(why, call->err);
	}
	return true;
}

static bool tell_bit(struct call *call)
{
	unsigned bit = call->editor->inspector.bit;
	uint8_t byte;

	if (!read_byte(call, &byte))
		return false;
	editor_message(call->editor, MESSAGE_INFO, "bit %u of 0x%" PRIx64 " is %d", bit,
		       window_address(call->window, call->window->cursor), byte >> bit & 1);
	return true;
}

/* Behind the lowest bit of a byte is the highest of the next. */
static bool move_bit(struct call *call, bool right)
{
	struct inspector *inspector = &call->editor->inspector;
	struct window *window = call->window;
	uint64_t limit, count = call->count, bits;

	window_follow(window);
	limit = document_size(window->document);
	limit -= limit > 0;
	uint64_t from = 7 - inspector->bit;
	if (right) {
		bits = (count < UINT64_MAX - 7 ? count : UINT64_MAX - 7) + from;
		if (bits / 8 > limit - (window->cursor < limit ? window->cursor : limit))
			return err_set(call->err, ERR_RANGE, "there is no bit after this one");
		window_go(window, window->cursor + bits / 8, false);
		inspector->bit = 7 - (unsigned)(bits % 8);
		return tell_bit(call);
	}
	uint64_t bytes = count > from ? (count - from + 7) / 8 : 0;
	if (bytes > window->cursor)
		return err_set(call->err, ERR_RANGE, "there is no bit before this one");
	window_go(window, window->cursor - bytes, false);
	inspector->bit = 7 - (unsigned)((from - count) % 8);
	return tell_bit(call);
}

static bool run_bit_left(struct call *call)
{
	return move_bit(call, false);
}

static bool run_bit_right(struct call *call)
{
	return move_bit(call, true);
}

static bool run_bit_flip(struct call *call)
{
	struct window *window = call->window;
	uint64_t bit = call->args[0].given ? call->args[0].number : call->editor->inspector.bit;
	uint8_t byte;

	if (bit > 7)
		return err_set(call->err, ERR_RANGE, "a byte has the bits 0 to 7");
	if (!read_byte(call, &byte))
		return false;
	byte ^= (uint8_t)(1u << bit);
	if (!document_overwrite(window->document, window->cursor, &byte, 1, 0, call->err))
		return false;
	window_follow(window);
	call->editor->inspector.bit = (unsigned)bit;
	return tell_bit(call);
}

#define SHOW .group = GROUP_VIEW, \
	.contexts = BIND_VIEW | BIND_EDIT | BIND_INSPECTOR | BIND_DISASSEMBLY
#define TOGGLE "<F4> list:<F4> inspector:q"
#define FOCUS "<F8> list:<F8> inspector:<Tab>"
#define BIT .group = GROUP_EDIT, .contexts = BIND_VIEW | BIND_EDIT | BIND_INSPECTOR

const struct command commands_inspect[] = {
	{
		.name = "inspector", SHOW, .flags = COMMAND_KEEP,
		.keys = { "t <M-t> list:<M-t> " TOGGLE, "gt <M-t> list:<M-t> " TOGGLE,
			  "<C-x>t list:<C-x>t " TOGGLE },
		.help = "Shows or hides what the bytes at the cursor mean.", .run = run_inspector,
	},
	{
		.name = "inspector-focus", SHOW, .flags = COMMAND_WINDOW | COMMAND_KEEP,
		.keys = { "T <M-T> list:<M-T> " FOCUS, "gT <M-T> list:<M-T> " FOCUS,
			  "<C-x>T list:<C-x>T " FOCUS },
		.help = "Switches between the bytes and the inspector.", .run = run_focus,
	},
	{
		.name = "inspect", .group = GROUP_VIEW, .flags = COMMAND_KEEP,
		.args = { { .type = ARG_TEXT, .name = "name = expression", .optional = true } },
		.help = "Prints a reading or all; with = makes a row of an expression.",
		.run = run_inspect,
	},
	{
		.name = "inspect-edit", .group = GROUP_EDIT,
		.flags = COMMAND_WINDOW | COMMAND_CHANGES,
		.args = { { .type = ARG_TEXT, .name = "name value" } },
		.help = "Puts a value over the bytes here: inspect-edit u32be 1000.",
		.run = run_edit,
	},
	{
		.name = "inspect-rows", .group = GROUP_VIEW, .flags = COMMAND_KEEP,
		.args = { { .type = ARG_TEXT, .name = "names", .optional = true } },
		.help = "Shows these readings, in this order; alone, all of them.",
		.run = run_rows,
	},
	{
		.name = "bit-left", BIT, .flags = COMMAND_WINDOW | COMMAND_KEEP,
		.keys = { "[b inspector:,", "[b inspector:,", "<C-x>[ inspector:," },
		.help = "Goes to the next higher bit.", .run = run_bit_left,
	},
	{
		.name = "bit-right", BIT, .flags = COMMAND_WINDOW | COMMAND_KEEP,
		.keys = { "]b inspector:.", "]b inspector:.", "<C-x>] inspector:." },
		.help = "Goes to the next lower bit.", .run = run_bit_right,
	},
	{
		.name = "bit-flip", BIT, .flags = COMMAND_WINDOW | COMMAND_CHANGES,
		.keys = { "~ inspector:<Space>", "~ inspector:<Space>",
			  "<C-x>~ inspector:<Space>" },
		.args = { { .type = ARG_NUMBER, .name = "bit", .optional = true } },
		.help = "Flips the bit at the bit cursor, or bit 0 to 7.",
		.run = run_bit_flip,
	},
	{ .name = NULL },
};
