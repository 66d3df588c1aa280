/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Copy, cut and paste. A register holds a rope, so the size of what is copied does not matter; a
 * count of a paste joins the rope with itself, doubling.
 */
#include "edit/commands.h"

#include <string.h>

#include "base/checked.h"
#include "base/number.h"
#include "edit/clipboard.h"
#include "edit/editor.h"
#include "edit/edits.h"
#include "edit/typing.h"
#include "scan/clip.h"

/* The register named before, and forgets it. */
static char take_name(struct editor *editor)
{
	char name = editor->reg ? editor->reg : '"';

	editor->reg = 0;
	return name;
}

static bool run_register(struct call *call)
{
	char name = call->args[0].text[0];

	if ((name < 'a' || name > 'z') && name != '"')
		return err_set(call->err, ERR_SYNTAX, "a register has a letter from a to z");
	call->editor->reg = name;
	return true;
}

/* Consumes the rope. Every copy is in the unnamed register as well. */
static void keep(struct call *call, struct rope *rope, const char *what)
{
	struct registers *registers = &call->editor->registers;
	char name = take_name(call->editor);
	char size[NUMBER_TEXT];
	uint64_t len = rope_len(rope);

	if (name != '"')
		registers_set(registers, name, rope_ref(rope));
	registers_set(registers, '"', rope);
	if (name == '"')
		editor_message(call->editor, MESSAGE_INFO, "%s %s", number_size(len, size), what);
	else
		editor_message(call->editor, MESSAGE_INFO, "%s %s to register %c",
			       number_size(len, size), what, name);
}

static bool run_copy(struct call *call)
{
	uint64_t pos, len;
	struct rope *rope;

	if (!edits_target(call, 0, &pos, &len))
		return false;
	rope = document_copy(call->window->document, pos, len, call->err);
	if (!rope)
		return false;
	keep(call, rope, "copied");
	window_unselect(call->window);
	return true;
}

static bool run_copy_as(struct call *call)
{
	struct window *window = call->window;
	const char *const *name = clip_formats;
	struct snapshot snapshot;
	struct buf text = BUF_INIT, what = BUF_INIT;
	char size[NUMBER_TEXT];
	struct clip_request request = { .charset = window->charset };
	struct rope *rope;
	bool ok;

	while (strcmp(*name, call->args[0].text) != 0)
		name++;
	if (!edits_target(call, 1, &request.pos, &request.len))
		return false;
	request.format = (enum clip_format)(name - clip_formats);
	request.base = window_address(window, 0);
	snapshot = document_snapshot(window->document);
	ok = clip_write(&snapshot, &request, &text, call->err);
	snapshot_done(&snapshot);
	buf_format(&what, "%s as %s", number_size(request.len, size), *name);
	/* What was copied can be pasted here as well. */
	rope = ok ? document_copy(window->document, request.pos, request.len, call->err) : NULL;
	ok = rope && registers_set(&call->editor->registers, '"', rope);
	if (ok)
		ok = clipboard_put(call->editor, window, &text, buf_string(&what), call->err);
	else
		buf_done(&text);
	buf_done(&what);
	if (ok)
		window_unselect(window);
	return ok;
}

static bool run_cut(struct call *call)
{
	struct document *document = call->window->document;
	uint64_t pos, len;
	struct rope *rope;

	if (!edits_target(call, 0, &pos, &len))
		return false;
	rope = document_copy(document, pos, len, call->err);
	if (!rope)
		return false;
	if (!document_delete(document, pos, len, 0, call->err)) {
		rope_unref(document_ropes(document), rope);
		return false;
	}
	keep(call, rope, "cut");
	return edits_done(call, pos);
}

/* `unit` (borrowed) so many times; NULL on failure. */
static struct rope *repeat(struct ropes *ropes, struct rope *unit, uint64_t count, struct err *err)
{
	struct rope *all = NULL, *power = rope_ref(unit);
	uint64_t len;

	if (!mul_fits(rope_len(unit), count, &len) || len > INT64_MAX) {
		err_set(err, ERR_RANGE, "the document would be longer than a file can be");
		goto fail;
	}
	for (; count > 0; count /= 2) {
		if (!ropes_reserve(ropes, 2 * ROPE_NODES_PER_EDIT, err))
			goto fail;
		if (count % 2 == 1)
			all = rope_join(ropes, all, rope_ref(power));
		if (count > 1)
			power = rope_join(ropes, power, rope_ref(power));
	}
	rope_unref(ropes, power);
	return all;
fail:
	rope_unref(ropes, power);
	rope_unref(ropes, all);
	return NULL;
}

static bool paste(struct call *call, bool inserting)
{
	struct editor *editor = call->editor;
	struct window *window = call->window;
	char name = take_name(editor);
	struct rope *unit = registers_get(&editor->registers, name);
	struct rope *rope;
	uint64_t pos;
	bool ok;

	if (!unit || call->count == 0)
		return err_set(call->err, ERR_RANGE, name == '"' ? "nothing was copied yet" :
			       "register %c is empty", name);
	rope = repeat(&editor->ropes, unit, call->count, call->err);
	window_follow(window);
	pos = window->cursor;
	ok = rope && typing_rope(window, rope, inserting, call->err) &&
	     edits_done(call, window->editing ? pos + rope_len(rope) : pos);
	rope_unref(&editor->ropes, rope);
	return ok;
}

static bool run_paste(struct call *call)
{
	return paste(call, call->window->inserting);
}

static bool run_paste_insert(struct call *call)
{
	return paste(call, true);
}

static bool run_paste_over(struct call *call)
{
	return paste(call, false);
}

#define PASTE .group = GROUP_EDIT, .contexts = BIND_VIEW | BIND_EDIT

const struct command commands_paste[] = {
	{
		.name = "cut", PASTE, .keys = { "<C-x> <S-Delete>", "x d", "<C-w>" },
		.args = { { .type = ARG_RANGE, .name = "range", .optional = true } },
		.flags = COMMAND_WINDOW | COMMAND_CHANGES,
		.help = "Moves the selection or a range to the register.", .run = run_cut,
	},
	{
		.name = "copy", PASTE, .keys = { "y <C-c> <C-Insert>", "y", "<M-w>" },
		.args = { { .type = ARG_RANGE, .name = "range", .optional = true } },
		.flags = COMMAND_WINDOW,
		.help = "Copies the selection or a range to the register.", .run = run_copy,
	},
	{
		.name = "copy-as", PASTE, .keys = { "Y", "Y", "<C-x>c" },
		.args = { { .type = ARG_CHOICE, .name = "format", .choices = clip_formats },
			  { .type = ARG_RANGE, .name = "range", .optional = true } },
		.flags = COMMAND_WINDOW,
		.help = "Copies as text to the system's clipboard: copy-as c.", .run = run_copy_as,
	},
	{
		.name = "paste", PASTE, .keys = { "<C-v> <S-Insert>", NULL, "<C-y>" },
		.flags = COMMAND_WINDOW | COMMAND_CHANGES,
		.help = "Puts the register in when inserting, over when overwriting.",
		.run = run_paste,
	},
	{
		.name = "paste-insert", PASTE, .keys = { "<M-v>", "p", "<M-y>" },
		.flags = COMMAND_WINDOW | COMMAND_CHANGES,
		.help = "Inserts the register at the cursor.", .run = run_paste_insert,
	},
	{
		.name = "paste-over", PASTE, .keys = { NULL, "P", "<C-x><C-y>" },
		.flags = COMMAND_WINDOW | COMMAND_CHANGES,
		.help = "Puts the register over the bytes at the cursor.", .run = run_paste_over,
	},
	{
		.name = "register", PASTE, .keys = { "\"", "\"", "<C-x>\"" },
		.args = { { .type = ARG_REGISTER, .name = "letter" } },
		.flags = COMMAND_WINDOW | COMMAND_KEEP,
		.help = "Names the register (a to z) of the next copy, cut or paste.",
		.run = run_register,
	},
	{ .name = NULL },
};
