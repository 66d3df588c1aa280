/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands of the list below the bytes. What is particular to one list are commands of whoever
 * made it.
 */
#include "edit/commands.h"

#include <inttypes.h>

#include "base/checked.h"
#include "edit/editor.h"

enum { SHIFT = 8 };

/* NULL with an error. */
static struct list *list_of(struct call *call)
{
	struct list *list = editor_list(call->editor);

	if (!list)
		err_set(call->err, ERR_REFUSED, "no list is shown");
	return list;
}

static bool move(struct call *call, int64_t rows)
{
	struct list *list = list_of(call);

	if (list)
		list_move(list, rows);
	return list != NULL;
}

/* One row of the page before stays to be seen. */
static bool move_pages(struct call *call, int64_t pages)
{
	struct list *list = list_of(call);

	if (list)
		list_move(list, pages * (list->rows > 2 ? list->rows - 1 : 1));
	return list != NULL;
}

static bool run_up(struct call *call)
{
	return move(call, -call_count(call));
}

static bool run_down(struct call *call)
{
	return move(call, call_count(call));
}

static bool run_page_up(struct call *call)
{
	return move_pages(call, -call_count(call));
}

static bool run_page_down(struct call *call)
{
	return move_pages(call, call_count(call));
}

static bool run_start(struct call *call)
{
	struct list *list = list_of(call);

	if (list)
		list_go(list, call->has_count && call->count > 0 ? call->count - 1 : 0);
	return list != NULL;
}

static bool run_end(struct call *call)
{
	struct list *list = list_of(call);

	if (list)
		list_go(list, call->has_count && call->count > 0 ? call->count - 1 : UINT64_MAX);
	return list != NULL;
}

static bool shift(struct call *call, int cells)
{
	struct list *list = list_of(call);

	if (list)
		list_shift(list, cells * (int)(call_count(call) < 512 ? call_count(call) : 512));
	return list != NULL;
}

static bool run_left(struct call *call)
{
	return shift(call, -SHIFT);
}

static bool run_right(struct call *call)
{
	return shift(call, SHIFT);
}

/* Whoever walks through the rows comes back by jump-back at once to where that began. */
static void go(struct list *list, struct window *window, uint64_t pos)
{
	if (list->showed && list->showed_pos == window->cursor) {
		window_unselect(window);
		window_go(window, pos, false);
	} else {
		window_jump(window, pos);
	}
	list->showed = true;
	list->showed_pos = pos;
}

/* Runs the line of a row. */
static bool run_row(struct call *call, const struct list *list)
{
	struct buf line = BUF_INIT;
	bool ok;

	list->class->line(list, list_index(list, list->cursor), &line);
	ok = buf_ok(&line) ? editor_run(call->editor, buf_string(&line), call->err) :
			     err_nomem(call->err);
	buf_done(&line);
	return ok;
}

/* Puts the cursor of the bytes where the row says. */
static bool jump(struct call *call, struct list *list)
{
	struct window *window = call->window;
	struct list_row row;
	bool ok;

	if (list_count(list) == 0)
		return err_set(call->err, ERR_REFUSED, "the list is empty");
	list_settle(list, list->rows);
	if (list->class->line)
		return run_row(call, list);
	list_row(list, list->cursor, &row);
	ok = row.has_pos && window;
	if (ok) {
		window_follow(window);
		go(list, window, min_u64(row.pos, window_limit(window)));
		window->hit = row.len > 0;
		window->hit_len = row.len;
	}
	list_row_done(&row);
	return ok || err_set(call->err, ERR_REFUSED, "this row leads nowhere");
}

static bool run_jump(struct call *call)
{
	struct list *list = list_of(call);

	if (!list || !jump(call, list))
		return false;
	list->focused = false;
	return true;
}

static bool run_show(struct call *call)
{
	struct list *list = list_of(call);

	return list && jump(call, list);
}

/* To the next or the previous row, and where it leads. */
static bool step(struct call *call, int64_t rows)
{
	struct list *list = list_of(call);

	if (!list)
		return false;
	list_move(list, rows);
	return jump(call, list);
}

static bool run_next(struct call *call)
{
	return step(call, call_count(call));
}

static bool run_previous(struct call *call)
{
	return step(call, -call_count(call));
}

static bool run_filter(struct call *call)
{
	struct list *list = list_of(call);

	return list && list_filter(list, call->args[0].given ? call->args[0].text : "", call->err);
}

static bool run_focus(struct call *call)
{
	struct list *list = list_of(call);

	if (list)
		list->focused = !list->focused;
	call->editor->inspector.focused = false;
	call->editor->disassembly.focused = false;
	return list != NULL;
}

static bool run_close(struct call *call)
{
	if (!list_of(call))
		return false;
	editor_drop_list(call->editor);
	return true;
}

#define LIST .group = GROUP_VIEW, .contexts = BIND_LIST, .flags = COMMAND_QUIET | COMMAND_KEEP

#define FOCUS "<F6> <M-j> inspector:<F6> inspector:<M-j> disassembly:<F6> disassembly:<M-j>" \
	" list:<Tab> list:<BackTab>"

const struct command commands_list[] = {
	{
		.name = "list-up", LIST, .keys = { "k <Up>", "k <Up> <C-p>", "k <Up> <C-p>" },
		.help = "Goes one row up in the list.", .run = run_up,
	},
	{
		.name = "list-down", LIST,
		.keys = { "j <Down>", "j <Down> <C-n>", "j <Down> <C-n>" },
		.help = "Goes one row down in the list.", .run = run_down,
	},
	{
		.name = "list-page-up", LIST,
		.keys = { "b <PageUp>", "<C-b> <PageUp>", "<PageUp> <M-v>" },
		.help = "Goes one page up in the list.", .run = run_page_up,
	},
	{
		.name = "list-page-down", LIST,
		.keys = { "f <PageDown>", "<C-f> <PageDown>", "<PageDown> <C-v>" },
		.help = "Goes one page down in the list.", .run = run_page_down,
	},
	{
		.name = "list-start", LIST,
		.keys = { "g <lt> <Home>", "gg <lt> <Home>", "<M-lt> <Home>" },
		.help = "Goes to the first row of the list.", .run = run_start,
	},
	{
		.name = "list-end", LIST, .keys = { "G > <End>", "G > <End>", "<M->> <End>" },
		.help = "Goes to the last row, or with a count to that one.", .run = run_end,
	},
	{
		.name = "list-left", LIST, .keys = { "<Left>", "<Left>", "<Left> <C-b>" },
		.help = "Shows what is to the left of long rows.", .run = run_left,
	},
	{
		.name = "list-right", LIST, .keys = { "<Right>", "<Right>", "<Right> <C-f>" },
		.help = "Shows what is to the right of long rows.", .run = run_right,
	},
	{
		.name = "list-jump", LIST, .keys = { "<Enter>", "<Enter>", "<Enter>" },
		.help = "Goes to where the row leads, and back to the bytes.", .run = run_jump,
	},
	{
		.name = "list-show", LIST, .keys = { "<Space>", "<Space>", "<Space>" },
		.help = "Shows where the row leads, and stays in the list.", .run = run_show,
	},
	{
		.name = "list-next", LIST, .keys = { "n <F3>", "n <F3>", "n <F3>" },
		.help = "Goes one row down and shows where it leads.", .run = run_next,
	},
	{
		.name = "list-previous", LIST, .keys = { "N <S-F3>", "N <S-F3>", "N <S-F3>" },
		.help = "Goes one row up and shows where it leads.", .run = run_previous,
	},
	{
		.name = "list-filter", LIST,
		.keys = { "/ <C-f> <F7>", "/ <F7>", "/ <C-s> <F7>" },
		.args = { { .type = ARG_TEXT, .name = "text" } },
		.help = "Keeps only the rows of the list that contain a text.", .run = run_filter,
	},
	{
		.name = "list-close", LIST, .keys = { "q <C-q> <F10>", "q <F10>", "q <F10>" },
		.help = "Closes the list.", .run = run_close,
	},
	{
		.name = "list-focus", .group = GROUP_VIEW,
		.contexts = BIND_VIEW | BIND_EDIT | BIND_LIST, .flags = COMMAND_KEEP,
		.keys = { FOCUS, FOCUS, FOCUS },
		.help = "Switches between the bytes and the list below them.", .run = run_focus,
	},
	{ .name = NULL },
};
