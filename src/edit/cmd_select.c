/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands that select. What Shift selects is dropped by the next plain movement; what the
 * `select` command began is extended by it, until it is ended or used.
 */
#include "edit/commands.h"

#include <string.h>

#include "base/checked.h"
#include "edit/editor.h"

static bool run_select(struct call *call)
{
	struct window *window = call->window;

	window_follow(window);
	if (call->args[0].given) {
		if (call->args[0].len == 0)
			return err_set(call->err, ERR_RANGE, "there is no byte in that range");
		window_select(window, call->args[0].number, call->args[0].len);
		return true;
	}
	if (window->selecting && window->sticky) {
		window_unselect(window);
		return true;
	}
	/* One made with Shift goes on. */
	if (!window->selecting)
		window->anchor = window->cursor;
	window->selecting = document_size(window->document) > 0;
	window->sticky = window->selecting;
	return true;
}

static bool run_select_all(struct call *call)
{
	window_select(call->window, 0, document_size(call->window->document));
	return true;
}

static bool run_unselect(struct call *call)
{
	window_unselect(call->window);
	return true;
}

static bool run_swap_ends(struct call *call)
{
	struct window *window = call->window;
	uint64_t cursor = window->cursor;

	window_follow(window);
	if (!window->selecting)
		return err_set(call->err, ERR_REFUSED, "nothing is selected");
	window->cursor = min_u64(window->anchor, window_limit(window));
	window->anchor = cursor;
	window->digit = 0;
	return true;
}

/* "select-left" is "left" with the selection held: a sticky selection is what a movement
 * extends. */
static bool run_extend(struct call *call)
{
	const char *name = call->command->name + strlen("select-");
	struct window *window = call->window;
	struct call moving = *call;
	bool sticky, ok;

	window_follow(window);
	if (!window->selecting) {
		window->anchor = window->cursor;
		window->selecting = true;
		window->sticky = false;
	}
	moving.command = command_find(name, strlen(name), call->err);
	if (!moving.command)
		return false;
	sticky = window->sticky;
	window->sticky = true;
	ok = moving.command->run(&moving);
	window->sticky = sticky;
	return ok;
}

#define SELECT .group = GROUP_SELECT, .contexts = BIND_VIEW | BIND_EDIT, .flags = COMMAND_WINDOW
#define EXTEND(keys_everywhere) \
	.group = GROUP_SELECT, .contexts = BIND_VIEW | BIND_EDIT, \
	.keys = { keys_everywhere, keys_everywhere, keys_everywhere }, \
	.flags = COMMAND_WINDOW | COMMAND_QUIET, .run = run_extend

const struct command commands_select[] = {
	{
		.name = "select", SELECT, .keys = { "v", "v", "<C-Space> <F9>" },
		.args = { { .type = ARG_RANGE, .name = "range", .optional = true } },
		.help = "Begins or ends a selection here, or selects a range.", .run = run_select,
	},
	{
		.name = "select-all", SELECT, .keys = { "<C-a>", "ga", "<C-x>h" },
		.help = "Selects everything.", .run = run_select_all,
	},
	{
		.name = "unselect", SELECT,
		.help = "Drops the selection.", .run = run_unselect,
	},
	{
		.name = "swap-ends", SELECT, .keys = { "%", "o", "<C-x><C-x>" },
		.help = "Moves the cursor to the other end of the selection.",
		.run = run_swap_ends,
	},
	{
		.name = "select-left", EXTEND("<S-Left>"),
		.help = "Extends the selection by a byte to the left.",
	},
	{
		.name = "select-right", EXTEND("<S-Right>"),
		.help = "Extends the selection by a byte to the right.",
	},
	{
		.name = "select-up", EXTEND("<S-Up>"),
		.help = "Extends the selection by a row up.",
	},
	{
		.name = "select-down", EXTEND("<S-Down>"),
		.help = "Extends the selection by a row down.",
	},
	{
		.name = "select-row-start", EXTEND("<S-Home>"),
		.help = "Extends the selection to the start of the row.",
	},
	{
		.name = "select-row-end", EXTEND("<S-End>"),
		.help = "Extends the selection to the end of the row.",
	},
	{
		.name = "select-page-up", EXTEND("<S-PageUp>"),
		.help = "Extends the selection by a page up.",
	},
	{
		.name = "select-page-down", EXTEND("<S-PageDown>"),
		.help = "Extends the selection by a page down.",
	},
	{
		.name = "select-start", EXTEND("<C-S-Home>"),
		.help = "Extends the selection to the first byte.",
	},
	{
		.name = "select-end", EXTEND("<C-S-End>"),
		.help = "Extends the selection to the last byte.",
	},
	{
		.name = "select-word-left", EXTEND("<C-S-Left>"),
		.help = "Extends the selection to the previous word.",
	},
	{
		.name = "select-word-right", EXTEND("<C-S-Right>"),
		.help = "Extends the selection to the next word.",
	},
	{ .name = NULL },
};
