/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands that move the cursor by cells, rows, words and addresses. A count repeats them; where a
 * place is meant (start, end) it is the address. What has to look at bytes to know where to go is
 * in cmd_look.c.
 */
#include "edit/commands.h"

#include <inttypes.h>

#include "base/checked.h"
#include "edit/editor.h"

enum { SECTOR = 512 };

static int64_t counted(const struct call *call, int sign)
{
	return sign * (int64_t)min_u64(call->count, INT64_MAX);
}

static bool run_left(struct call *call)
{
	struct window *window = call->window;

	/* First back to the start of a byte that is half typed. */
	uint64_t count = call->count - (window->digit > 0 && call->count > 0 ? 1 : 0);
	window_follow(window);
	window_go(window, window->cursor - min_u64(count, window->cursor), false);
	return true;
}

static bool run_right(struct call *call)
{
	struct window *window = call->window;

	window_follow(window);
	uint64_t room = UINT64_MAX - window->cursor;
	window_go(window, window->cursor + min_u64(call->count, room), false);
	return true;
}

static bool run_up(struct call *call)
{
	window_move_rows(call->window, counted(call, -1), false);
	return true;
}

static bool run_down(struct call *call)
{
	window_move_rows(call->window, counted(call, 1), false);
	return true;
}

static bool run_row_start(struct call *call)
{
	struct window *window = call->window;

	window_go(window, layout_row_start(&window->layout, window->cursor), false);
	return true;
}

static bool run_row_end(struct call *call)
{
	struct window *window = call->window;
	uint64_t size = document_size(window->document);
	uint64_t start = layout_row_start(&window->layout, window->cursor);
	uint64_t end = start + (layout_row_len(&window->layout, start) - 1);

	window_go(window, size > 0 && start < size ? min_u64(end, size - 1) : end, false);
	return true;
}

static bool run_page_up(struct call *call)
{
	window_move_pages(call->window, counted(call, -1), false);
	return true;
}

static bool run_page_down(struct call *call)
{
	window_move_pages(call->window, counted(call, 1), false);
	return true;
}

static bool half_page(struct call *call, int sign)
{
	int half = call->window->rows > 1 ? call->window->rows / 2 : 1;
	int64_t rows;

	if (__builtin_mul_overflow(counted(call, sign), half, &rows))
		rows = sign < 0 ? INT64_MIN + 1 : INT64_MAX;
	window_move_screen(call->window, rows, false);
	return true;
}

static bool run_half_page_up(struct call *call)
{
	return half_page(call, -1);
}

static bool run_half_page_down(struct call *call)
{
	return half_page(call, 1);
}

static bool go_to_address(struct call *call, uint64_t address)
{
	uint64_t pos;

	if (!window_position(call->window, address, &pos))
		return err_set(call->err, ERR_RANGE,
			       "0x%" PRIx64 " is not in the file: it ends at 0x%" PRIx64, address,
			       window_address(call->window,
					      document_size(call->window->document)));
	window_jump(call->window, pos);
	return true;
}

static bool run_start(struct call *call)
{
	if (call->has_count)
		return go_to_address(call, call->count);
	window_jump(call->window, 0);
	return true;
}

static bool run_end(struct call *call)
{
	uint64_t size = document_size(call->window->document);

	if (call->has_count)
		return go_to_address(call, call->count);
	window_jump(call->window, size > 0 ? size - 1 : 0);
	return true;
}

static bool run_goto(struct call *call)
{
	window_jump(call->window, call->args[0].number);
	return true;
}

static bool run_jump_back(struct call *call)
{
	for (uint64_t i = 0; i < call->count; i++) {
		if (window_jump_back(call->window))
			continue;
		if (i == 0)
			editor_message(call->editor, MESSAGE_INFO, "there is no jump to go back");
		break;
	}
	return true;
}

static bool run_jump_forward(struct call *call)
{
	for (uint64_t i = 0; i < call->count; i++) {
		if (window_jump_forward(call->window))
			continue;
		if (i == 0)
			editor_message(call->editor, MESSAGE_INFO,
				       "there is no jump to go forward");
		break;
	}
	return true;
}

/* The address `count` units of that size on (back), aligned to it, in the document. */
static bool move_aligned(struct call *call, uint64_t unit, bool back)
{
	struct window *window = call->window;
	uint64_t first = window_address(window, 0);
	uint64_t last = window_address(window, window_limit(window));
	uint64_t here, way, there;

	window_follow(window);
	here = window_address(window, window->cursor);
	if (!mul_fits(unit, call->count, &way))
		way = UINT64_MAX;
	if (back) {
		there = here - here % unit;
		way -= there < here ? unit : 0;
		there = there - first > way && there > first ? there - way : first;
	} else {
		there = here - here % unit;
		there = way > last - there ? last : there + way;
	}
	window_go(window, there - first, false);
	return true;
}

static bool move_words(struct call *call, bool back)
{
	uint64_t group = call->editor->options.group;
	uint64_t unit = group >= 2 && group <= 8 ? group : 4;

	if (call->args[0].given)
		unit = call->args[0].number;
	if (unit != 2 && unit != 4 && unit != 8)
		return err_set(call->err, ERR_RANGE, "a word has 2, 4 or 8 bytes");
	return move_aligned(call, unit, back);
}

static bool run_word_left(struct call *call)
{
	return move_words(call, true);
}

static bool run_word_right(struct call *call)
{
	return move_words(call, false);
}

static bool move_sectors(struct call *call, bool back)
{
	uint64_t unit = call->args[0].given ? call->args[0].number : SECTOR;

	if (unit == 0)
		return err_set(call->err, ERR_RANGE, "a sector has at least one byte");
	return move_aligned(call, unit, back);
}

static bool run_sector_up(struct call *call)
{
	return move_sectors(call, true);
}

static bool run_sector_down(struct call *call)
{
	return move_sectors(call, false);
}

static bool run_mark(struct call *call)
{
	char name = call->args[0].text[0];

	window_follow(call->window);
	if (name < 'a' || name > 'z')
		return err_set(call->err, ERR_SYNTAX, "a mark has a letter from a to z");
	marks_set(&call->window->buffer->marks, name, call->window->cursor);
	editor_message(call->editor, MESSAGE_INFO, "mark %c is at 0x%" PRIx64, name,
		       window_address(call->window, call->window->cursor));
	return true;
}

static bool run_jump_mark(struct call *call)
{
	char name = call->args[0].text[0];
	uint64_t pos;

	window_follow(call->window);
	if (!marks_get(&call->window->buffer->marks, name, &pos))
		return name == '\'' ? err_set(call->err, ERR_RANGE, "there was no jump yet") :
				      err_set(call->err, ERR_RANGE, "mark %c is not set", name);
	window_jump(call->window, pos);
	return true;
}

static bool run_center(struct call *call)
{
	window_center(call->window);
	return true;
}

static bool scroll(struct call *call, int sign)
{
	uint64_t rows = call->args[0].given ? call->args[0].number : call->count;

	window_scroll(call->window, sign * (int64_t)min_u64(rows, INT64_MAX));
	return true;
}

static bool run_scroll_up(struct call *call)
{
	return scroll(call, -1);
}

static bool run_scroll_down(struct call *call)
{
	return scroll(call, 1);
}

static bool run_next_pane(struct call *call)
{
	struct window *window = call->window;

	if (window->pane == PANE_HEX && window->layout.text_col < 0)
		return err_set(call->err, ERR_REFUSED, "there is no room for the text");
	window->pane = window->pane == PANE_HEX ? PANE_TEXT : PANE_HEX;
	window->digit = 0;
	return true;
}

/* All commands that move have keys where one looks and where one edits. */
#define MOVE .group = GROUP_MOVE, .contexts = BIND_VIEW | BIND_EDIT, .flags = COMMAND_WINDOW
#define SCROLL .group = GROUP_MOVE, .contexts = BIND_VIEW | BIND_EDIT, \
	       .flags = COMMAND_WINDOW | COMMAND_KEEP

const struct command commands_move[] = {
	{
		.name = "left", MOVE,
		.keys = { "<Left>", "h <Left> view:<Backspace>", "<Left> <C-b>" },
		.help = "Moves one byte to the left.", .run = run_left,
	},
	{
		.name = "right", MOVE,
		.keys = { "<Right>", "l <Right> <Space>", "<Right> <C-f>" },
		.help = "Moves one byte to the right.", .run = run_right,
	},
	{
		.name = "up", MOVE,
		.keys = { "k <Up>", "k <Up> <C-p>", "<Up> <C-p>" },
		.help = "Moves one row up.", .run = run_up,
	},
	{
		.name = "down", MOVE,
		.keys = { "j <Down>", "j <Down> <C-n> view:<Enter>", "<Down> <C-n>" },
		.help = "Moves one row down.", .run = run_down,
	},
	{
		.name = "row-start", MOVE,
		.keys = { "<Home>", "0 ^ <Home>", "<Home> <C-a>" },
		.help = "Moves to the start of the row.", .run = run_row_start,
	},
	{
		.name = "row-end", MOVE,
		.keys = { "<End>", "$ <End>", "<End> <C-e>" },
		.help = "Moves to the end of the row.", .run = run_row_end,
	},
	{
		.name = "page-up", MOVE,
		.keys = { "b <PageUp>", "<C-b> <PageUp>", "<PageUp> <M-v>" },
		.help = "Moves one page up.", .run = run_page_up,
	},
	{
		.name = "page-down", MOVE,
		.keys = { "<Space> <PageDown>", "<C-f> <PageDown>", "<PageDown> <C-v>" },
		.help = "Moves one page down.", .run = run_page_down,
	},
	{
		.name = "half-page-up", MOVE,
		.keys = { "K <M-PageUp>", "<C-u>", "<M-PageUp>" },
		.help = "Moves half a page up.", .run = run_half_page_up,
	},
	{
		.name = "half-page-down", MOVE,
		.keys = { "J <M-PageDown>", "<C-d>", "<M-PageDown>" },
		.help = "Moves half a page down.", .run = run_half_page_down,
	},
	{
		.name = "start", MOVE,
		.keys = { "<lt> <C-Home>", "gg <C-Home>", "<M-lt> <C-Home>" },
		.help = "Goes to the first byte.", .run = run_start,
	},
	{
		.name = "end", MOVE,
		.keys = { "> G <C-End>", "G <C-End>", "<M->> <C-End>" },
		.help = "Goes to the last byte, or with a count to that address.", .run = run_end,
	},
	{
		.name = "goto", MOVE,
		.keys = { "g <C-g> <F5>", "go <F5>", "<Enter> <C-g> <C-x>g <F5>" },
		.args = { { .type = ARG_POSITION, .name = "position" } },
		.help = "Goes to a position: 0x40, +64, $-16, 50%, 'a, @name.", .run = run_goto,
	},
	{
		.name = "jump-back", .alias = "back", MOVE,
		.keys = { "o <C-o> <M-Left> view:<Backspace>", "<C-o> <M-Left>",
			  "<M-,> <M-Left>" },
		.help = "Goes back to the place of the last jump.", .run = run_jump_back,
	},
	{
		.name = "jump-forward", .alias = "forward", MOVE,
		.keys = { "O <C-]> <M-Right>", "<C-]> <M-Right>", "<M-.> <M-Right>" },
		.help = "Goes forward again after jump-back.", .run = run_jump_forward,
	},
	{
		.name = "word-left", MOVE,
		.keys = { "W <C-Left>", "b <C-Left>", "<M-b> <C-Left>" },
		.args = { { .type = ARG_NUMBER, .name = "size", .optional = true } },
		.help = "Moves to the previous aligned word; the size is 2, 4 or 8.",
		.run = run_word_left,
	},
	{
		.name = "word-right", MOVE,
		.keys = { "w <C-Right>", "w <C-Right>", "<M-f> <C-Right>" },
		.args = { { .type = ARG_NUMBER, .name = "size", .optional = true } },
		.help = "Moves to the next aligned word; the size is 2, 4 or 8.",
		.run = run_word_right,
	},
	{
		.name = "sector-up", MOVE,
		.keys = { "{ <C-PageUp>", "{ <C-PageUp>", "<M-{> <C-PageUp>" },
		.args = { { .type = ARG_NUMBER, .name = "size", .optional = true } },
		.help = "Moves to the previous sector; 512 bytes if no size is given.",
		.run = run_sector_up,
	},
	{
		.name = "sector-down", MOVE,
		.keys = { "} <C-PageDown>", "} <C-PageDown>", "<M-}> <C-PageDown>" },
		.args = { { .type = ARG_NUMBER, .name = "size", .optional = true } },
		.help = "Moves to the next sector; 512 bytes if no size is given.",
		.run = run_sector_down,
	},
	{
		.name = "mark", MOVE,
		.keys = { "m", "m", "<C-x>m" },
		.args = { { .type = ARG_REGISTER, .name = "letter" } },
		.help = "Sets a mark (a to z) here.", .run = run_mark,
	},
	{
		.name = "jump-mark", MOVE,
		.keys = { "'", "' `", "<C-x>'" },
		.args = { { .type = ARG_REGISTER, .name = "letter" } },
		.help = "Goes to a mark; ' is the place before the last jump.",
		.run = run_jump_mark,
	},
	{
		.name = "center", SCROLL,
		.keys = { "z", "zz", "<M-l>" },
		.help = "Puts the cursor's row in the middle of the screen.", .run = run_center,
	},
	{
		.name = "scroll-up", SCROLL,
		.keys = { "<C-Up>", "<C-y> <C-Up>", "<C-Up>" },
		.args = { { .type = ARG_NUMBER, .name = "rows", .optional = true } },
		.help = "Scrolls one row up.", .run = run_scroll_up,
	},
	{
		.name = "scroll-down", SCROLL,
		.keys = { "<C-Down>", "<C-e> <C-Down>", "<C-Down>" },
		.args = { { .type = ARG_NUMBER, .name = "rows", .optional = true } },
		.help = "Scrolls one row down.", .run = run_scroll_down,
	},
	{
		.name = "next-pane", MOVE,
		.keys = { "<Tab> <BackTab>", "<Tab> <BackTab>", "<Tab> <BackTab> <C-t>" },
		.help = "Switches between the digits and the text.", .run = run_next_pane,
	},
	{ .name = NULL },
};
