/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of the keys in the inspector: they work on the row and column of its cursor. */
#include "edit/commands.h"

#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "edit/cmd_inspect.h"
#include "edit/editor.h"
#include "edit/prompt.h"
#include "edit/show.h"

/* The row of the cursor, with the bytes at hand; NULL with an error. */
static const struct inspector_row *row_of(struct call *call)
{
	struct inspector *inspector = &call->editor->inspector;

	if (!call->window) {
		err_set(call->err, ERR_REFUSED, "no file is open");
		return NULL;
	}
	window_follow(call->window);
	inspector_look(inspector, call->window);
	inspector_go(inspector, inspector->cursor);
	if (inspector->shown_count > 0)
		return inspector_at(inspector, inspector->cursor);
	err_set(call->err, ERR_REFUSED, "no row is shown: inspector-all shows all");
	return NULL;
}

static bool is_big(const struct call *call, const struct inspector_row *row)
{
	return row->reading && row->reading->ordered && call->editor->inspector.big;
}

/* Its value, the caller's to free; false where it has none. */
static bool value_of(struct call *call, const struct inspector_row **row,
		     struct inspector_cell *cell)
{
	*row = row_of(call);
	if (!*row)
		return false;
	inspector_read(&call->editor->inspector, call->window, *row, is_big(call, *row), cell);
	if (cell->kind == INSPECTOR_VALUE)
		return true;
	buf_done(&cell->text);
	return err_set(call->err, ERR_RANGE, "there is no %s here", inspector_name(*row));
}

static bool move(struct call *call, int64_t rows)
{
	if (!row_of(call))
		return false;
	inspector_move(&call->editor->inspector, rows);
	return true;
}

static int64_t page(const struct call *call)
{
	int rows = call->editor->inspector.rows;

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

static bool run_start(struct call *call)
{
	return move(call, INT32_MIN);
}

static bool run_end(struct call *call)
{
	return move(call, INT32_MAX);
}

static bool run_little(struct call *call)
{
	call->editor->inspector.big = false;
	return true;
}

static bool run_big(struct call *call)
{
	call->editor->inspector.big = true;
	return true;
}

/* Asks for it, with the present value to begin with. */
static bool ask(struct call *call, const struct inspector_row *row)
{
	struct request request = { .count = 1, .given = "" };
	struct prompt *prompt = &call->editor->prompt;
	struct inspector_cell cell;

	if (!show_can_ask(call->editor))
		return err_set(call->err, ERR_REFUSED, "there is no screen to ask on: inspect-edit "
			       "takes a name and a value");
	request.command = command_find("inspector-put", strlen("inspector-put"), call->err);
	if (!request.command)
		return false;
	inspector_read(&call->editor->inspector, call->window, row, is_big(call, row), &cell);
	prompt_open_argument(call->editor, &request, 0);
	buf_clear(&prompt->label);
	buf_format(&prompt->label, "%s%s: ", inspector_name(row), !row->reading->ordered ? "" :
		   is_big(call, row) ? " be" : " le");
	if (cell.kind == INSPECTOR_VALUE)
		lineedit_set(&prompt->line, buf_string(&cell.text));
	prompt_update(call->editor);
	buf_done(&cell.text);
	return true;
}

static bool run_edit(struct call *call)
{
	const struct inspector_row *row = row_of(call);

	if (!row)
		return false;
	if (!row->reading)
		return err_set(call->err, ERR_REFUSED, "%s is computed: it can not be edited",
			       row->name);
	return ask(call, row);
}

static bool run_put(struct call *call)
{
	const struct inspector_row *row = row_of(call);

	return row && inspect_put(call, row, is_big(call, row), call->args[0].text);
}

static bool run_copy(struct call *call)
{
	struct editor *editor = call->editor;
	const struct inspector_row *row;
	struct inspector_cell cell;
	struct rope *rope;

	if (!value_of(call, &row, &cell))
		return false;
	rope = document_make(&editor->ropes, cell.text.data, cell.text.len, call->err);
	if (rope) {
		registers_set(&editor->registers, '"', rope);
		editor_message(editor, MESSAGE_INFO, "copied: %s", buf_string(&cell.text));
	}
	buf_done(&cell.text);
	return rope != NULL;
}

/* Its bytes, in their order. */
static bool run_search(struct call *call)
{
	struct inspector *inspector = &call->editor->inspector;
	const struct inspector_row *row;
	struct inspector_cell cell;
	struct buf line = BUF_INIT;

	if (!value_of(call, &row, &cell))
		return false;
	buf_done(&cell.text);
	if (!row->reading)
		return err_set(call->err, ERR_REFUSED, "%s is computed: its bytes are nowhere",
			       row->name);
	buf_text(&line, "search ");
	bytes_format_hex(&line, inspector->bytes, cell.value.len, ' ', false);
	inspector->focused = false;
	bool ok = buf_ok(&line) ? editor_run(call->editor, buf_string(&line), call->err)
				: err_nomem(call->err);
	buf_done(&line);
	return ok;
}

/* An address: that of a pointer, or any number of up to 8 bytes; of the user's rows their value. */
static bool address_of(struct call *call, const struct inspector_row *row,
		       struct inspector_cell *cell, uint64_t *address)
{
	size_t used;

	if (cell->value.is_pointer) {
		*address = cell->value.pointer;
		return true;
	}
	if ((!row->reading || strchr("ui", row->reading->name[0])) &&
	    number_parse(buf_string(&cell->text), cell->text.len, &used, address, call->err))
		return true;
	return err_set(call->err, ERR_RANGE, "%s is no address here", inspector_name(row));
}

static bool run_follow(struct call *call)
{
	const struct inspector_row *row;
	struct inspector_cell cell;
	uint64_t address, pos;

	if (!value_of(call, &row, &cell))
		return false;
	bool ok = address_of(call, row, &cell, &address);
	buf_done(&cell.text);
	if (!ok)
		return false;
	if (!window_position(call->window, address, &pos) ||
	    pos == document_size(call->window->document))
		return err_set(call->err, ERR_RANGE, "0x%" PRIx64 " is not in the file", address);
	window_jump(call->window, pos);
	return true;
}

static bool run_hide(struct call *call)
{
	const struct inspector_row *row = row_of(call);

	if (!row)
		return false;
	editor_message(call->editor, MESSAGE_INFO, "%s is hidden: inspector-all shows all",
		       inspector_name(row));
	inspector_hide(&call->editor->inspector);
	return true;
}

static bool run_all(struct call *call)
{
	inspector_show_all(&call->editor->inspector);
	return true;
}

static bool run_raise(struct call *call)
{
	if (!row_of(call))
		return false;
	inspector_shift(&call->editor->inspector, -1);
	return true;
}

static bool run_lower(struct call *call)
{
	if (!row_of(call))
		return false;
	inspector_shift(&call->editor->inspector, 1);
	return true;
}

#define PANE .group = GROUP_VIEW, .contexts = BIND_INSPECTOR, \
	.flags = COMMAND_QUIET | COMMAND_KEEP

const struct command commands_inspector[] = {
	{
		.name = "inspector-up", PANE, .keys = { "k <Up>", "k <Up> <C-p>", "k <Up> <C-p>" },
		.help = "Goes one row up in the inspector.", .run = run_up,
	},
	{
		.name = "inspector-down", PANE,
		.keys = { "j <Down>", "j <Down> <C-n>", "j <Down> <C-n>" },
		.help = "Goes one row down in the inspector.", .run = run_down,
	},
	{
		.name = "inspector-page-up", PANE,
		.keys = { "b <PageUp>", "<C-b> <PageUp>", "<PageUp> <M-v>" },
		.help = "Goes one page up in the inspector.", .run = run_page_up,
	},
	{
		.name = "inspector-page-down", PANE,
		.keys = { "<PageDown>", "<C-f> <PageDown>", "<PageDown> <C-v>" },
		.help = "Goes one page down in the inspector.", .run = run_page_down,
	},
	{
		.name = "inspector-start", PANE,
		.keys = { "g <Home>", "gg <Home>", "<M-lt> <Home>" },
		.help = "Goes to the first row of the inspector.", .run = run_start,
	},
	{
		.name = "inspector-end", PANE, .keys = { "G <End>", "G <End>", "<M->> <End>" },
		.help = "Goes to the last row of the inspector.", .run = run_end,
	},
	{
		.name = "inspector-little", PANE,
		.keys = { "<Left>", "h <Left>", "<Left> <C-b>" },
		.help = "Goes to the column of little endian.", .run = run_little,
	},
	{
		.name = "inspector-big", PANE,
		.keys = { "<Right>", "l <Right>", "<Right> <C-f>" },
		.help = "Goes to the column of big endian.", .run = run_big,
	},
	{
		.name = "inspector-edit", .group = GROUP_VIEW, .contexts = BIND_INSPECTOR,
		.flags = COMMAND_QUIET | COMMAND_WINDOW | COMMAND_CHANGES,
		.keys = { "<Enter> i", "<Enter> i", "<Enter>" },
		.help = "Edits the value: what is typed is encoded back.", .run = run_edit,
	},
	{
		.name = "inspector-put", .group = GROUP_VIEW,
		.flags = COMMAND_QUIET | COMMAND_WINDOW | COMMAND_CHANGES,
		.args = { { .type = ARG_TEXT, .name = "value" } },
		.help = "Puts a value over the one at the cursor of the inspector.", .run = run_put,
	},
	{
		.name = "inspector-copy", PANE, .keys = { "y <C-c>", "y", "y <M-w>" },
		.help = "Copies the value as text to the register.", .run = run_copy,
	},
	{
		.name = "inspector-search", PANE,
		.keys = { "/ <C-f> <F7>", "/ <F7>", "/ <C-s> <F7>" },
		.help = "Searches for the bytes of the value.", .run = run_search,
	},
	{
		.name = "inspector-follow", PANE, .keys = { "f", "f", "f" },
		.help = "Goes where the value points.", .run = run_follow,
	},
	{
		.name = "inspector-hide", PANE, .keys = { "x", "x", "x" },
		.help = "Hides the row.", .run = run_hide,
	},
	{
		.name = "inspector-all", PANE, .keys = { "a", "a", "a" },
		.help = "Shows the hidden rows again.", .run = run_all,
	},
	{
		.name = "inspector-raise", PANE, .keys = { "K <M-Up>", "K <M-Up>", "K <M-Up>" },
		.help = "Moves the row up.", .run = run_raise,
	},
	{
		.name = "inspector-lower", PANE,
		.keys = { "J <M-Down>", "J <M-Down>", "J <M-Down>" },
		.help = "Moves the row down.", .run = run_lower,
	},
	{ .name = NULL },
};
