/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of the pager. It is shown in the rows of the bytes, its title in the status line. */
#include "edit/commands.h"

#include "edit/editor.h"

static bool is_open(struct call *call)
{
	return call->editor->pager.open || err_set(call->err, ERR_REFUSED, "no text is shown");
}

static bool scroll(struct call *call, int64_t lines)
{
	int rows = editor_rows(call->editor).bytes_count;
	if (!is_open(call))
		return false;
	pager_scroll(&call->editor->pager, lines, rows);
	return true;
}

/* One line of the page before stays to be seen. */
static int64_t page(const struct call *call)
{
	int rows = editor_rows(call->editor).bytes_count;
	return rows > 2 ? rows - 1 : 1;
}

static bool run_up(struct call *call)
{
	return scroll(call, -call_count(call));
}

static bool run_down(struct call *call)
{
	return scroll(call, call_count(call));
}

static bool run_page_up(struct call *call)
{
	return scroll(call, -call_count(call) * page(call));
}

static bool run_page_down(struct call *call)
{
	return scroll(call, call_count(call) * page(call));
}

static bool run_start(struct call *call)
{
	return scroll(call, -INT32_MAX);
}

static bool run_end(struct call *call)
{
	return scroll(call, INT32_MAX);
}

static bool shift(struct call *call, int cells)
{
	enum { MOST = 1000 };
	int64_t times = call_count(call);

	if (!is_open(call))
		return false;
	pager_shift(&call->editor->pager, cells * (int)(times < MOST ? times : MOST));
	return true;
}

static bool run_left(struct call *call)
{
	return shift(call, -8);
}

static bool run_right(struct call *call)
{
	return shift(call, 8);
}

static bool find(struct call *call, const char *text, bool backward)
{
	struct pager *pager = &call->editor->pager;
	if (!is_open(call))
		return false;
	if (pager_find(pager, text, backward))
		return true;
	return err_set(call->err, ERR_RANGE, pager->wanted.len ? "no line has \"%s\""
							       : "nothing was searched for yet%s",
		       buf_string(&pager->wanted));
}

static bool run_search(struct call *call)
{
	call->editor->pager.backward = false;
	return find(call, call->args[0].text, false);
}

static bool run_search_back(struct call *call)
{
	call->editor->pager.backward = true;
	return find(call, call->args[0].text, true);
}

static bool run_next(struct call *call)
{
	return find(call, NULL, call->editor->pager.backward);
}

static bool run_previous(struct call *call)
{
	return find(call, NULL, !call->editor->pager.backward);
}

static bool run_close(struct call *call)
{
	if (!is_open(call))
		return false;
	pager_close(&call->editor->pager);
	return true;
}

const struct command commands_pager[] = {
	{
		.name = "pager-up", .group = GROUP_VIEW, .contexts = BIND_PAGER,
		.keys = { "k <Up>", "k <Up> <C-p> <C-y>", "k <Up> <C-p>" },
		.flags = COMMAND_QUIET | COMMAND_KEEP,
		.help = "Scrolls the text one line up.", .run = run_up,
	},
	{
		.name = "pager-down", .group = GROUP_VIEW, .contexts = BIND_PAGER,
		.keys = { "j <Down> <Enter>", "j <Down> <Enter> <C-n> <C-e>",
			  "j <Down> <Enter> <C-n>" },
		.flags = COMMAND_QUIET | COMMAND_KEEP,
		.help = "Scrolls the text one line down.", .run = run_down,
	},
	{
		.name = "pager-page-up", .group = GROUP_VIEW, .contexts = BIND_PAGER,
		.keys = { "b <PageUp> <Backspace>", "b <PageUp> <C-b>", "b <PageUp> <M-v>" },
		.flags = COMMAND_QUIET | COMMAND_KEEP,
		.help = "Scrolls the text one page up.", .run = run_page_up,
	},
	{
		.name = "pager-page-down", .group = GROUP_VIEW, .contexts = BIND_PAGER,
		.keys = { "<Space> <PageDown>", "<Space> <PageDown> <C-f>",
			  "<Space> <PageDown> <C-v>" },
		.flags = COMMAND_QUIET | COMMAND_KEEP,
		.help = "Scrolls the text one page down.", .run = run_page_down,
	},
	{
		.name = "pager-start", .group = GROUP_VIEW, .contexts = BIND_PAGER,
		.keys = { "g <lt> <Home>", "gg <lt> <Home>", "g <M-lt> <Home>" },
		.flags = COMMAND_QUIET | COMMAND_KEEP,
		.help = "Shows the start of the text.", .run = run_start,
	},
	{
		.name = "pager-end", .group = GROUP_VIEW, .contexts = BIND_PAGER,
		.keys = { "G > <End>", "G > <End>", "G <M->> <End>" },
		.flags = COMMAND_QUIET | COMMAND_KEEP,
		.help = "Shows the end of the text.", .run = run_end,
	},
	{
		.name = "pager-left", .group = GROUP_VIEW, .contexts = BIND_PAGER,
		.keys = { "<Left>", "h <Left>", "<Left> <C-b>" },
		.flags = COMMAND_QUIET | COMMAND_KEEP,
		.help = "Shows what is to the left of long lines.", .run = run_left,
	},
	{
		.name = "pager-right", .group = GROUP_VIEW, .contexts = BIND_PAGER,
		.keys = { "<Right>", "l <Right>", "<Right> <C-f>" },
		.flags = COMMAND_QUIET | COMMAND_KEEP,
		.help = "Shows what is to the right of long lines.", .run = run_right,
	},
	{
		.name = "pager-search", .group = GROUP_VIEW, .contexts = BIND_PAGER,
		.keys = { "/ <C-f> <F7>", "/ <F7>", "/ <C-s> <F7>" },
		.args = { { .type = ARG_TEXT, .name = "text" } },
		.flags = COMMAND_QUIET | COMMAND_KEEP,
		.help = "Searches the text forward.", .run = run_search,
	},
	{
		.name = "pager-search-back", .group = GROUP_VIEW, .contexts = BIND_PAGER,
		.keys = { "?", "?", "? <C-r>" },
		.args = { { .type = ARG_TEXT, .name = "text" } },
		.flags = COMMAND_QUIET | COMMAND_KEEP,
		.help = "Searches the text backward.", .run = run_search_back,
	},
	{
		.name = "pager-next", .group = GROUP_VIEW, .contexts = BIND_PAGER,
		.keys = { "n <F3>", "n <F3>", "n <F3>" },
		.flags = COMMAND_QUIET | COMMAND_KEEP,
		.help = "Shows the next line that was searched for.", .run = run_next,
	},
	{
		.name = "pager-previous", .group = GROUP_VIEW, .contexts = BIND_PAGER,
		.keys = { "N <S-F3>", "N <S-F3>", "N <S-F3>" },
		.flags = COMMAND_QUIET | COMMAND_KEEP,
		.help = "Shows the previous line that was searched for.", .run = run_previous,
	},
	{
		.name = "pager-close", .group = GROUP_VIEW, .contexts = BIND_PAGER,
		.keys = { "q <C-q> <F10>", "q <F10>", "q <F10>" },
		.flags = COMMAND_QUIET | COMMAND_KEEP,
		.help = "Closes the text.", .run = run_close,
	},
	{ .name = NULL },
};
