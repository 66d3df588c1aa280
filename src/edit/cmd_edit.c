/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands that change bytes by hand: into and out of editing, delete, put, insert, fill, move,
 * resize, increment. Registers and undo are in cmd_paste.c and cmd_undo.c.
 *
 * Where the cursor goes: while one edits behind what was put, as if it had been typed; while one
 * looks it stays at its first byte.
 */
#include "edit/commands.h"

#include <inttypes.h>

#include "base/checked.h"
#include "base/scalar.h"
#include "edit/editor.h"
#include "edit/edits.h"
#include "edit/typing.h"

static bool start(struct call *call, bool inserting)
{
	struct window *window = call->window;
	const char *reason;

	window_follow(window);
	if (inserting && document_is_fixed_size(window->document, &reason))
		return err_set(call->err, ERR_FIXED_SIZE, "%s", reason);
	window->editing = true;
	window->inserting = inserting;
	window->digit = 0;
	if (document_mode(window->document) == DOCUMENT_WRITE)
		editor_message(call->editor, MESSAGE_WARNING,
			       "in place: each byte that is typed is in the file at once");
	return true;
}

static bool run_edit_bytes(struct call *call)
{
	const char *reason;
	bool fixed = document_is_fixed_size(call->window->document, &reason);

	return start(call, call->window->inserting && !fixed);
}

static bool run_edit_insert(struct call *call)
{
	return start(call, true);
}

static bool run_edit_overwrite(struct call *call)
{
	return start(call, false);
}

static bool run_append(struct call *call)
{
	if (!start(call, true))
		return false;
	window_go(call->window, call->window->cursor + 1, false);
	return true;
}

static bool run_append_end(struct call *call)
{
	if (!start(call, true))
		return false;
	window_jump(call->window, document_size(call->window->document));
	return true;
}

static bool run_toggle_insert(struct call *call)
{
	return start(call, !call->window->inserting);
}

static bool run_delete(struct call *call)
{
	struct window *window = call->window;
	uint64_t pos, len;

	if (call->args[0].given) {
		window_follow(window);
		pos = window->cursor;
		len = call->args[0].number;
	} else if (!edits_target(call, -1, &pos, &len)) {
		return false;
	}
	return document_delete(window->document, pos, len, 0, call->err) && edits_done(call, pos);
}

static bool run_backspace(struct call *call)
{
	for (uint64_t i = 0; i < call->count && (i == 0 || call->window->cursor > 0); i++)
		if (!typing_backspace(call->window, call->err))
			return false;
	return true;
}

/* Bytes at the cursor, put in or over. */
static bool put(struct call *call, bool inserting)
{
	struct window *window = call->window;
	struct ropes *ropes = document_ropes(window->document);
	const struct buf *bytes = &call->args[0].bytes;
	struct rope *rope = document_make(ropes, bytes->data, bytes->len, call->err);
	uint64_t pos;
	bool ok;

	window_follow(window);
	pos = window->cursor;
	if (!rope)
		return call->err->code == ERR_NONE;
	ok = typing_rope(window, rope, inserting, call->err) &&
	     edits_done(call, window->editing ? pos + rope_len(rope) : pos);
	rope_unref(ropes, rope);
	return ok;
}

static bool run_put(struct call *call)
{
	return put(call, false);
}

static bool run_insert(struct call *call)
{
	return put(call, true);
}

static bool run_fill(struct call *call)
{
	const struct buf *bytes = &call->args[0].bytes;
	uint64_t pos, len;

	return edits_target(call, -1, &pos, &len) &&
	       document_fill(call->window->document, pos, len, bytes->data, bytes->len, 0,
			     call->err) &&
	       edits_done(call, pos);
}

static bool run_move(struct call *call)
{
	struct window *window = call->window;
	uint64_t to = call->args[1].number;
	uint64_t pos, len;

	if (!edits_target(call, 0, &pos, &len) ||
	    !document_move(window->document, pos, len, to, call->err))
		return false;
	/* The target is a position of before: what left there is missing now. */
	if (to > pos)
		to -= len;
	edits_done(call, to);
	window_select(window, to, len);
	return true;
}

static bool run_resize(struct call *call)
{
	struct window *window = call->window;

	window_follow(window);
	return document_resize(window->document, call->args[0].number, call->err) &&
	       edits_done(call, window->cursor);
}

/* The number under the cursor: what is selected, or the group that it stands in. */
static bool number_at(const struct call *call, uint64_t *pos, uint64_t *len)
{
	struct window *window = call->window;
	uint64_t size = document_size(window->document);
	uint64_t group = min_u64(window->layout.group, 8);
	uint64_t row;

	window_follow(window);
	if (window_selection(window, pos, len)) {
		if (*len <= 8)
			return true;
		return err_set(call->err, ERR_RANGE,
			       "a number has at most 8 bytes, and %" PRIu64 " are selected", *len);
	}
	row = layout_row_start(&window->layout, window->cursor);
	*pos = window->cursor - (window->cursor - row) % group;
	*len = group;
	if (*pos < size && group <= size - *pos)
		return true;
	return err_set(call->err, ERR_RANGE, "there is no whole number here");
}

static bool add(struct call *call, bool negative)
{
	struct window *window = call->window;
	uint64_t step = call->args[0].given ? call->args[0].number : 1;
	bool big = !window->wish.little_endian;
	uint8_t bytes[8];
	uint64_t pos, len, value;
	uint64_t cursor = window->cursor;
	int why;

	if (!number_at(call, &pos, &len))
		return false;
	if (document_read(window->document, pos, bytes, NULL, (size_t)len, &why) > 0) {
		err_set(call->err, ERR_LOST, "the number can not be read");
		return document_late(why, call->err);
	}
	/* It goes round at its ends, as numbers of that size do. */
	value = load_int(bytes, (size_t)len, big);
	step *= call->count;
	store_int(bytes, (size_t)len, big, negative ? value - step : value + step);
	if (!document_overwrite(window->document, pos, bytes, (size_t)len, 0, call->err))
		return false;
	if (window->selecting) {
		window_follow(window);
		return true;
	}
	return edits_done(call, cursor);
}

static bool run_increment(struct call *call)
{
	return add(call, false);
}

static bool run_decrement(struct call *call)
{
	return add(call, true);
}

#define CHANGE .group = GROUP_EDIT, .flags = COMMAND_WINDOW | COMMAND_CHANGES
#define BOTH .contexts = BIND_VIEW | BIND_EDIT

const struct command commands_edit[] = {
	{
		.name = "edit-bytes", CHANGE, .contexts = BIND_VIEW,
		.keys = { "i <Insert> <Enter>", NULL, NULL },
		.help = "Starts editing: typing changes bytes.", .run = run_edit_bytes,
	},
	{
		.name = "edit-insert", CHANGE, .contexts = BIND_VIEW,
		.keys = { "I", "i <Insert>", NULL },
		.help = "Starts editing: typing inserts bytes.", .run = run_edit_insert,
	},
	{
		.name = "edit-overwrite", CHANGE, .contexts = BIND_VIEW,
		.keys = { NULL, "R", NULL },
		.help = "Starts editing: typing overwrites bytes.", .run = run_edit_overwrite,
	},
	{
		.name = "append", CHANGE, .contexts = BIND_VIEW, .keys = { "a", "a", NULL },
		.help = "Starts inserting after the cursor.", .run = run_append,
	},
	{
		.name = "append-end", CHANGE, .contexts = BIND_VIEW, .keys = { "A", "A", NULL },
		.help = "Starts inserting after the last byte.", .run = run_append_end,
	},
	{
		.name = "toggle-insert", CHANGE, .contexts = BIND_EDIT,
		.keys = { "<Insert> <C-t>", "<Insert>", "<Insert> <C-x><Tab>" },
		.help = "Switches between inserting and overwriting.", .run = run_toggle_insert,
	},
	{
		.name = "delete", CHANGE, BOTH,
		.keys = { "<Delete> <C-d>", "<Delete>", "<Delete> <C-d>" },
		.args = { { .type = ARG_NUMBER, .name = "length", .optional = true } },
		.help = "Deletes the selection, or bytes from the cursor on.", .run = run_delete,
	},
	{
		.name = "backspace", .group = GROUP_EDIT, .contexts = BIND_EDIT,
		.keys = { "<Backspace>", "<Backspace> view:X", "<Backspace>" },
		.flags = COMMAND_WINDOW | COMMAND_CHANGES | COMMAND_KEEP,
		.help = "Deletes the byte or character before; when overwriting, goes back.",
		.run = run_backspace,
	},
	{
		.name = "fill", CHANGE, BOTH, .keys = { "<M-i>", "gi", "<M-i>" },
		.args = { { .type = ARG_BYTES, .name = "bytes" } },
		.help = "Fills the selection with bytes that repeat.", .run = run_fill,
	},
	{
		.name = "put", CHANGE, BOTH, .keys = { NULL, "r", "<C-x>p" },
		.args = { { .type = ARG_BYTES, .name = "bytes" } },
		.help = "Overwrites from the cursor on.", .run = run_put,
	},
	{
		.name = "insert", CHANGE, BOTH,
		.args = { { .type = ARG_BYTES, .name = "bytes" } },
		.help = "Inserts bytes at the cursor.", .run = run_insert,
	},
	{
		.name = "move", CHANGE,
		.args = { { .type = ARG_RANGE, .name = "range", .optional = true },
			  { .type = ARG_POSITION, .name = "position" } },
		.help = "Moves the selection or a range to a position.", .run = run_move,
	},
	{
		.name = "resize", CHANGE,
		.args = { { .type = ARG_NUMBER, .name = "size" } },
		.help = "Cuts the end off, or appends zero bytes.", .run = run_resize,
	},
	{
		.name = "increment", .alias = "inc", CHANGE, BOTH,
		.keys = { "<M-Up>", "<C-a>", "<M-Up>" },
		.args = { { .type = ARG_NUMBER, .name = "step", .optional = true } },
		.help = "Adds to the number under the cursor, one group wide.",
		.run = run_increment,
	},
	{
		.name = "decrement", .alias = "dec", CHANGE, BOTH,
		.keys = { "<M-Down>", "<C-x>", "<M-Down>" },
		.args = { { .type = ARG_NUMBER, .name = "step", .optional = true } },
		.help = "Subtracts from the number under the cursor.", .run = run_decrement,
	},
	{ .name = NULL },
};
