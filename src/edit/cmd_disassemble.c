/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of the disassembly: the pane, lines printed, and the keys in it. */
#include "edit/commands.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/checked.h"
#include "edit/editor.h"
#include "edit/show.h"
#include "edit/task.h"

enum { PRINT_MOST = 1 << 20 };   /* bytes of code whose lines are shown as a text */

/* Lines as a text. */
struct printing {
	struct task task;
	uint64_t base;
};

static bool print_ended(struct task *task, struct job *job, const struct err *failure,
			struct err *err)
{
	const struct printing *printing = (const struct printing *)task;
	struct buf text = BUF_INIT;
	struct disasm_lines lines;
	bool ok;

	if (failure) {
		*err = *failure;
		return false;
	}
	disasm_take(job, &lines);
	for (size_t i = 0; i < lines.count; i++)
		disasm_add_text(&lines, &lines.line[i], printing->base, &text);
	disasm_lines_done(&lines);
	ok = buf_ok(&text) ? show_text(task->editor, "disassembly", buf_string(&text), err) :
			     err_nomem(err);
	buf_done(&text);
	return ok;
}

static bool print_range(struct call *call, uint64_t pos, uint64_t len)
{
	const struct disasm_ask ask = {
		.architecture = (enum architecture)call->editor->options.architecture,
		.base = window_address(call->window, 0),
	};
	struct printing *printing;
	struct snapshot snapshot;
	struct job *job;

	if (len > PRINT_MOST)
		return err_set(call->err, ERR_RANGE, "at most %d bytes are shown as a text: "
			       "burin --disassemble prints any number", PRINT_MOST);
	printing = malloc(sizeof(*printing));
	if (!printing)
		return err_nomem(call->err);
	task_init(&printing->task, call->editor, call->window, print_ended);
	printing->base = ask.base;
	snapshot = document_snapshot(call->window->document);
	job = disasm_range_new(&snapshot, pos, len, &ask, call->err);
	snapshot_done(&snapshot);
	return task_start(&printing->task, job, call->err);
}

static bool run_disassemble(struct call *call)
{
	struct editor *editor = call->editor;
	struct disassembly *disassembly = &editor->disassembly;

	if (call->args[0].given)
		return print_range(call, call->args[0].number, call->args[0].len);
	disassembly->open = !disassembly->open;
	disassembly->focused = false;
	if (disassembly->open && editor->screen && editor_rows(editor).disassembly < 0)
		editor_message(editor, MESSAGE_WARNING,
			       "the disassembly is open, but this screen has no room for it");
	return true;
}

static bool run_focus(struct call *call)
{
	struct editor *editor = call->editor;
	struct disassembly *disassembly = &editor->disassembly;

	if (disassembly->focused) {
		disassembly->focused = false;
		return true;
	}
	bool was_open = disassembly->open;
	disassembly->open = true;
	if (editor_rows(editor).disassembly < 0) {
		disassembly->open = was_open;
		return err_set(call->err, ERR_REFUSED,
			       "this screen has no room for the disassembly");
	}
	disassembly->focused = true;
	editor->inspector.focused = false;
	if (editor_list(editor))
		editor->list->focused = false;
	return true;
}

static uint64_t line_pos(const struct disassembly *disassembly, int64_t by)
{
	const struct disasm_lines *lines = &disassembly->lines;
	size_t at = disassembly->cursor;

	/* Past the lines that are there are others. */
	if (by < 0 && at == 0)
		return lines->start - (lines->start > 0);
	if (by > 0 && at == lines->count - 1)
		return lines->end;
	if (by < 0)
		at -= (size_t)min_u64(at, 0 - (uint64_t)by);
	else
		at += (size_t)min_u64(lines->count - 1 - at, (uint64_t)by);
	return lines->line[at].pos;
}

/* To the start of an instruction: up from within one is to its own. */
static bool move(struct call *call, int64_t by)
{
	struct disassembly *disassembly = &call->editor->disassembly;
	const struct disasm_line *line;

	window_follow(call->window);
	line = disassembly_line(disassembly, call->window, call->err);
	if (!line)
		return false;
	disassembly->cursor = (size_t)(line - disassembly->lines.line);
	if (by < 0 && line->pos != call->window->cursor)
		by++;
	window_go(call->window, line_pos(disassembly, by), false);
	return true;
}

static int64_t page(const struct call *call)
{
	int rows = call->editor->disassembly.rows;

	return call_count(call) * (rows > 1 ? rows - 1 : 1);
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
	return move(call, -page(call));
}

static bool run_page_down(struct call *call)
{
	return move(call, page(call));
}

/* What is jumped to is the start of an instruction. */
static bool run_follow(struct call *call)
{
	struct disassembly *disassembly = &call->editor->disassembly;
	const struct disasm_line *line;

	window_follow(call->window);
	line = disassembly_line(disassembly, call->window, call->err);
	if (!line)
		return false;
	if (!line->has_target)
		return err_set(call->err, ERR_REFUSED,
			       "this instruction leads to no place in the file");
	uint64_t target = line->target;
	disassembly_start_at(disassembly, target);
	window_jump(call->window, target);
	return true;
}

static bool run_back(struct call *call)
{
	return window_jump_back(call->window) ||
	       err_set(call->err, ERR_RANGE, "there is no place to go back to");
}

static bool run_start(struct call *call)
{
	window_follow(call->window);
	disassembly_start_at(&call->editor->disassembly, call->window->cursor);
	editor_message(call->editor, MESSAGE_INFO, "an instruction begins at 0x%" PRIx64,
		       window_address(call->window, call->window->cursor));
	return true;
}

#define SHOW .group = GROUP_VIEW, \
	.contexts = BIND_VIEW | BIND_EDIT | BIND_INSPECTOR | BIND_DISASSEMBLY
#define TOGGLE "<S-F4> list:<S-F4> disassembly:q"
#define FOCUS "<S-F8> list:<S-F8> disassembly:<Tab>"
#define PANE .group = GROUP_VIEW, .contexts = BIND_DISASSEMBLY, \
	.flags = COMMAND_QUIET | COMMAND_KEEP | COMMAND_WINDOW

const struct command commands_disassemble[] = {
	{
		.name = "disassemble", SHOW, .flags = COMMAND_WINDOW | COMMAND_KEEP,
		.keys = { "<M-d> list:<M-d> " TOGGLE, "<M-d> list:<M-d> " TOGGLE,
			  "<C-x>a list:<C-x>a " TOGGLE },
		.args = { { .type = ARG_RANGE, .name = "range", .optional = true } },
		.help = "Shows or hides instructions, or prints those of a range.",
		.run = run_disassemble,
	},
	{
		.name = "disassembly-focus", SHOW, .flags = COMMAND_WINDOW | COMMAND_KEEP,
		.keys = { "<M-D> list:<M-D> " FOCUS, "<M-D> list:<M-D> " FOCUS,
			  "<C-x>A list:<C-x>A " FOCUS },
		.help = "Switches between the bytes and the disassembly.", .run = run_focus,
	},
	{
		.name = "disassembly-start", .group = GROUP_VIEW, .contexts = BIND_DISASSEMBLY,
		.flags = COMMAND_KEEP | COMMAND_WINDOW, .keys = { "s", "s", "s" },
		.help = "Takes the cursor for the start of an instruction.", .run = run_start,
	},
	{
		.name = "disassembly-up", PANE,
		.keys = { "k <Up>", "k <Up> <C-p>", "k <Up> <C-p>" },
		.help = "Goes to the previous instruction.", .run = run_up,
	},
	{
		.name = "disassembly-down", PANE,
		.keys = { "j <Down>", "j <Down> <C-n>", "j <Down> <C-n>" },
		.help = "Goes to the next instruction.", .run = run_down,
	},
	{
		.name = "disassembly-page-up", PANE,
		.keys = { "b <PageUp>", "<C-b> <PageUp>", "<PageUp> <M-v>" },
		.help = "Goes one page of instructions up.", .run = run_page_up,
	},
	{
		.name = "disassembly-page-down", PANE,
		.keys = { "<Space> <PageDown>", "<C-f> <PageDown>", "<PageDown> <C-v>" },
		.help = "Goes one page of instructions down.", .run = run_page_down,
	},
	{
		.name = "disassembly-follow", PANE,
		.keys = { "<Enter> f", "<Enter> f", "<Enter> f" },
		.help = "Goes where the jump or call leads.", .run = run_follow,
	},
	{
		.name = "disassembly-back", PANE,
		.keys = { "<Backspace> o", "<Backspace> <C-o>", "<Backspace> <M-,>" },
		.help = "Goes back to the place of the last jump.", .run = run_back,
	},
	{ .name = NULL },
};
