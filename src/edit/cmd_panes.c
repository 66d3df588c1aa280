/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of panes. What a pane is, and what becomes of a window that none shows, is in
 * editor_panes.c. */
#include "edit/commands.h"

#include <string.h>

#include "base/checked.h"
#include "edit/editor.h"
#include "edit/recover.h"
#include "edit/window_sync.h"

enum { MOST_CELLS = 1000 };      /* that a pane grows by at once */

/* The number of panes, and which of them has the focus. */
static int count_panes(const struct editor *editor, int *present)
{
	int count = 0;

	*present = 0;
	for (struct tile *tile = tiles_first(&editor->tiles); tile; tile = tiles_next(tile)) {
		count++;
		if (tile == editor->tiles.focus)
			*present = count;
	}
	return count;
}

/* Only where it can not be seen. */
static void tell_of_hidden(struct editor *editor)
{
	int present, count = count_panes(editor, &present);

	if (editor->tiles.shown < count)
		editor_message(editor, MESSAGE_INFO, "pane %d of %d: there is no room for all",
			       present, count);
}

static bool split(struct call *call, bool beside)
{
	struct editor *editor = call->editor;
	const struct document_options options = { .mode = editor->open_mode,
						  .forensic = editor->forensic };

	if (!call->args[0].given) {
		if (!editor_split(editor, beside, call->err))
			return false;
	} else {
		if (!editor_split_open(editor, beside, call->args[0].text, &options, call->err))
			return false;
		recover_begin(editor, editor_window(editor));
	}
	editor_take_part(editor, EDITOR_BYTES);
	tell_of_hidden(editor);
	return true;
}

static bool run_split(struct call *call)
{
	return split(call, false);
}

static bool run_vsplit(struct call *call)
{
	return split(call, true);
}

static bool need_two(struct call *call)
{
	return call->editor->tiles.focus->parent ||
	       err_set(call->err, ERR_REFUSED, "this is the only pane: split makes another");
}

/* What is beside the bytes is closed where keys go to it. */
static bool close_part(struct editor *editor)
{
	enum editor_part part = editor_part(editor);

	if (part == EDITOR_LIST)
		editor_drop_list(editor);
	else if (part == EDITOR_INSPECTOR)
		editor->inspector.open = editor->inspector.focused = false;
	else if (part == EDITOR_DISASSEMBLY)
		editor->disassembly.open = editor->disassembly.focused = false;
	return part != EDITOR_BYTES;
}

static bool run_unsplit(struct call *call)
{
	if (close_part(call->editor))
		return true;
	if (!need_two(call))
		return false;
	editor_unsplit(call->editor, call->editor->tiles.focus);
	return true;
}

static bool run_only(struct call *call)
{
	editor_take_part(call->editor, EDITOR_BYTES);
	if (call->editor->tiles.focus->parent)
		editor_unsplit_others(call->editor);
	return true;
}

static bool go_along(struct call *call, bool back)
{
	uint64_t stops = (uint64_t)editor_count_stops(call->editor);

	if (stops == 1)
		return need_two(call);
	for (uint64_t i = 0; i < call->count % stops; i++)
		editor_go_along(call->editor, back);
	tell_of_hidden(call->editor);
	return true;
}

static bool run_split_next(struct call *call)
{
	return go_along(call, false);
}

static bool run_split_previous(struct call *call)
{
	return go_along(call, true);
}

/* At the edge it stays where it is. */
static bool go_toward(struct call *call, enum tiles_side side)
{
	for (uint64_t i = 0; i < call->count; i++)
		if (!editor_go_toward(call->editor, side))
			return i > 0 || err_set(call->err, ERR_REFUSED,
						"there is no pane on that side");
	tell_of_hidden(call->editor);
	return true;
}

static bool run_split_left(struct call *call)
{
	return go_toward(call, TILES_LEFT);
}

static bool run_split_right(struct call *call)
{
	return go_toward(call, TILES_RIGHT);
}

static bool run_split_up(struct call *call)
{
	return go_toward(call, TILES_UP);
}

static bool run_split_down(struct call *call)
{
	return go_toward(call, TILES_DOWN);
}

static bool resize(struct call *call, bool beside, int sign)
{
	uint64_t cells = call->args[0].given ? call->args[0].number : call->count;

	if (!tiles_resize(&call->editor->tiles, beside,
			  sign * (int)min_u64(cells, MOST_CELLS)))
		return err_set(call->err, ERR_REFUSED, "there is no pane %s that could give or "
			       "take room", beside ? "beside it" : "above or below");
	editor_settle(call->editor);
	return true;
}

static bool run_split_taller(struct call *call)
{
	return resize(call, false, 1);
}

static bool run_split_shorter(struct call *call)
{
	return resize(call, false, -1);
}

static bool run_split_wider(struct call *call)
{
	return resize(call, true, 1);
}

static bool run_split_narrower(struct call *call)
{
	return resize(call, true, -1);
}

static bool run_split_equal(struct call *call)
{
	tiles_equal(&call->editor->tiles);
	editor_settle(call->editor);
	return true;
}

static const char *const sync_names[] = { "all", "this", "off", NULL };

/* All panes, or those that scroll together already and this one, begin anew from where they are. */
static void sync_panes(struct editor *editor, bool all)
{
	for (struct tile *tile = tiles_first(&editor->tiles); tile; tile = tiles_next(tile)) {
		struct window *window = tile->content;

		if (all || window->synced || tile == editor->tiles.focus)
			window_sync_begin(window);
	}
}

static int count_synced(const struct editor *editor)
{
	int count = 0;

	for (struct tile *tile = tiles_first(&editor->tiles); tile; tile = tiles_next(tile))
		count += ((struct window *)tile->content)->synced;
	return count;
}

static void sync_off(struct editor *editor)
{
	for (struct tile *tile = tiles_first(&editor->tiles); tile; tile = tiles_next(tile))
		((struct window *)tile->content)->synced = false;
}

static bool run_sync(struct call *call)
{
	struct editor *editor = call->editor;
	const char *what = call->args[0].given ? call->args[0].text :
			   call->window->synced ? "off" : "all";
	int count;

	if (!need_two(call))
		return false;
	editor_settle(editor);
	if (strcmp(what, "off") == 0)
		sync_off(editor);
	else if (strcmp(what, "this") == 0 && call->window->synced)
		call->window->synced = false;
	else
		sync_panes(editor, strcmp(what, "all") == 0);
	count = count_synced(editor);
	if (count == 1)
		editor_message(editor, MESSAGE_INFO,
			       "this pane scrolls with others that are told \"sync this\"");
	else if (count == 0)
		editor_message(editor, MESSAGE_INFO, "the panes scroll each by itself");
	else
		editor_message(editor, MESSAGE_INFO, "%d panes scroll together", count);
	return true;
}

#define PANES .group = GROUP_VIEW, \
	.contexts = BIND_VIEW | BIND_EDIT | BIND_LIST | BIND_INSPECTOR | BIND_DISASSEMBLY
#define FILE_OR_NONE .args = { { .type = ARG_FILE, .name = "file", .optional = true } }
#define CELLS .args = { { .type = ARG_NUMBER, .name = "cells", .optional = true } }
#define KEEP .flags = COMMAND_WINDOW | COMMAND_KEEP

const struct command commands_panes[] = {
	{
		.name = "split", .alias = "sp", PANES,
		.keys = { "<C-w>s", "<C-w>s", "<C-x>2" },
		FILE_OR_NONE, .flags = COMMAND_WINDOW,
		.help = "Shows this file, or another, in a new pane below.", .run = run_split,
	},
	{
		.name = "vsplit", .alias = "vs vsp", PANES,
		.keys = { "<C-w>v", "<C-w>v", "<C-x>3" },
		FILE_OR_NONE, .flags = COMMAND_WINDOW,
		.help = "Shows this file, or another, in a new pane beside.", .run = run_vsplit,
	},
	{
		.name = "unsplit", PANES,
		.keys = { "<C-w>c <C-w>q", "<C-w>c <C-w>q", "<C-x>0" }, .flags = COMMAND_WINDOW,
		.help = "Closes this pane; its file stays open.", .run = run_unsplit,
	},
	{
		.name = "only", PANES,
		.keys = { "<C-w>o", "<C-w>o", "<C-x>1" }, .flags = COMMAND_WINDOW,
		.help = "Closes all other panes; their files stay open.", .run = run_only,
	},
	{
		.name = "split-next", PANES,
		.keys = { "<C-w>w <C-w><C-w>", "<C-w>w <C-w><C-w>", "<C-x>o" },
		.flags = COMMAND_WINDOW, .help = "Goes to the next pane.", .run = run_split_next,
	},
	{
		.name = "split-previous", PANES,
		.keys = { "<C-w>p <C-w>W", "<C-w>p <C-w>W", "<C-x>O" }, .flags = COMMAND_WINDOW,
		.help = "Goes to the previous pane.", .run = run_split_previous,
	},
	{
		.name = "split-left", PANES,
		.keys = { "<C-w>h <C-w><Left>", "<C-w>h <C-w><Left>", "<C-x>w<Left>" },
		.flags = COMMAND_WINDOW,
		.help = "Goes to the pane on the left.", .run = run_split_left,
	},
	{
		.name = "split-right", PANES,
		.keys = { "<C-w>l <C-w><Right>", "<C-w>l <C-w><Right>", "<C-x>w<Right>" },
		.flags = COMMAND_WINDOW,
		.help = "Goes to the pane on the right.", .run = run_split_right,
	},
	{
		.name = "split-up", PANES,
		.keys = { "<C-w>k <C-w><Up>", "<C-w>k <C-w><Up>", "<C-x>w<Up>" },
		.flags = COMMAND_WINDOW, .help = "Goes to the pane above.", .run = run_split_up,
	},
	{
		.name = "split-down", PANES,
		.keys = { "<C-w>j <C-w><Down>", "<C-w>j <C-w><Down>", "<C-x>w<Down>" },
		.flags = COMMAND_WINDOW, .help = "Goes to the pane below.", .run = run_split_down,
	},
	{
		.name = "split-taller", PANES,
		.keys = { "<C-w>+", "<C-w>+", "<C-x>^" }, CELLS, KEEP,
		.help = "Gives this pane more rows.", .run = run_split_taller,
	},
	{
		.name = "split-shorter", PANES,
		.keys = { "<C-w>-", "<C-w>-", "<C-x>w-" }, CELLS, KEEP,
		.help = "Gives this pane fewer rows.", .run = run_split_shorter,
	},
	{
		.name = "split-wider", PANES,
		.keys = { "<C-w>>", "<C-w>>", "<C-x>w>" }, CELLS, KEEP,
		.help = "Gives this pane more columns.", .run = run_split_wider,
	},
	{
		.name = "split-narrower", PANES,
		.keys = { "<C-w><lt>", "<C-w><lt>", "<C-x>w<lt>" }, CELLS, KEEP,
		.help = "Gives this pane fewer columns.", .run = run_split_narrower,
	},
	{
		.name = "split-equal", PANES, .keys = { "<C-w>=", "<C-w>=", "<C-x>w=" }, KEEP,
		.help = "Makes all panes the same size.", .run = run_split_equal,
	},
	{
		.name = "sync", PANES, .keys = { "<C-w>b", "<C-w>b", "<C-x>wb" },
		.args = { { .type = ARG_CHOICE, .name = "panes", .optional = true,
			    .choices = sync_names } },
		KEEP, .help = "Scrolls all panes together, or this one with others, or none.",
		.run = run_sync,
	},
	{ .name = NULL },
};
