/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of the program itself: its line, its end, its files of commands. */
#include "edit/commands.h"

#include <string.h>

#include "base/printable.h"
#include "edit/editor.h"
#include "edit/notebook.h"
#include "edit/palette.h"
#include "edit/prompt.h"
#include "edit/show.h"

static bool run_command(struct call *call)
{
	if (!show_can_ask(call->editor))
		return err_set(call->err, ERR_REFUSED, "there is no screen to ask on");
	prompt_open_line(call->editor, call->args[0].given ? call->args[0].text : "");
	return true;
}

/* Without a screen the list is printed. */
static bool run_palette(struct call *call)
{
	struct editor *editor = call->editor;
	const char *text = call->args[0].given ? call->args[0].text : "";
	if (show_can_ask(editor))
		return prompt_open_palette(editor, text, call->err);
	struct list *list = palette_new(editor->keymap, editor_context(editor), call->err);
	if (list && list_filter(list, text, call->err))
		return show_list(editor, list, call->err);
	list_free(list);
	return false;
}

/* The first that fits, so that Esc again and again ends in looking. */
/* What fills the list, then the filter, then the list. */
static bool cancel_list(struct list *list, struct call *call)
{
	if (list->class->stop && list->class->stop(list))
		return true;
	if (list->filter.len > 0)
		return list_filter(list, "", call->err);
	editor_drop_list(call->editor);
	return true;
}

static bool run_cancel(struct call *call)
{
	struct editor *editor = call->editor;
	struct window *window = call->window;
	struct list *list = editor_list(editor);
	editor->message_kind = MESSAGE_NONE;
	if (editor->prompt.kind != PROMPT_NONE) {
		prompt_close(editor);
	} else if (editor->pager.open) {
		pager_close(&editor->pager);
	} else if (list && list->focused) {
		return cancel_list(list, call);
	} else if (editor_context(editor) == CONTEXT_INSPECTOR) {
		editor->inspector.focused = false;
	} else if (editor_context(editor) == CONTEXT_DISASSEMBLY) {
		editor->disassembly.focused = false;
	} else if (queue_count(editor->queue) > 0) {
		queue_cancel(editor->queue);
		editor_interrupt(editor);
		editor_message(editor, MESSAGE_INFO, "stopped");
	} else if (window && window->selecting) {
		window_unselect(window);
	} else if (list && !window->editing) {
		editor_drop_list(editor);
	} else if (window) {
		window->digit = 0;
		if (editor->options.keys != PRESET_EMACS)
			window->editing = false;
	}
	return true;
}

static size_t count_modified(const struct editor *editor, const char **name)
{
	size_t count = 0;
	for (size_t i = 0; i < editor->window_count; i++) {
		const struct document *document = editor->windows[i]->document;
		if (!document_is_modified(document))
			continue;
		*name = document_name(document);
		count++;
	}
	return count;
}

/* Notes that can not be kept are no reason to be held here for ever. */
static bool ask_without_notes(struct call *call, const char *line)
{
	const struct prompt_choice choices[] = {
		{ 'd', "discard them", line },
		{ 's', "stay", NULL },
	};
	struct err why = *call->err;

	if (!show_can_ask(call->editor))
		return false;
	return prompt_ask(call->editor, why.text, choices, sizeof choices / sizeof *choices,
			  call->err);
}

static bool run_quit(struct call *call)
{
	static const struct prompt_choice choices[] = {
		{ 'w', "write", "wq" },
		{ 'd', "discard", "quit!" },
		{ 's', "stay", NULL },
	};
	const char *name = "";
	size_t count = call->bang ? 0 : count_modified(call->editor, &name);
	if (count == 0 && (call->bang || notebook_keep_all(call->editor, call->err))) {
		call->editor->quit = true;
		return true;
	}
	if (count == 0)
		return ask_without_notes(call, "quit!");
	struct buf question = BUF_INIT;
	if (count == 1)
		buf_format(&question, "%s has unsaved changes", name);
	else
		buf_format(&question, "%zu files have unsaved changes", count);
	bool ok = prompt_ask(call->editor, buf_string(&question), choices,
			     sizeof choices / sizeof *choices, call->err);
	buf_done(&question);
	return ok;
}

static bool run_quit_discard(struct call *call)
{
	call->editor->quit = true;
	return true;
}

static bool run_write_quit(struct call *call)
{
	return editor_save_all(call->editor, true, call->bang, call->err);
}

static bool run_suspend(struct call *call)
{
	if (!call->editor->screen)
		return err_set(call->err, ERR_REFUSED, "there is no screen to leave");
	call->editor->suspend = true;
	return true;
}

static bool run_source(struct call *call)
{
	return editor_source(call->editor, call->args[0].text, call->err);
}

static bool run_keys(struct call *call)
{
	struct options *options = &call->editor->options;
	enum preset preset;
	if (!call->args[0].given)
		return show_text(call->editor, "keys", preset_name((enum preset)options->keys),
				 call->err);
	if (!preset_find(call->args[0].text, &preset))
		return err_set(call->err, ERR_SYNTAX, "there are no keys called \"%s\"",
			       call->args[0].text);
	options->keys = preset;
	return true;
}

static bool run_echo(struct call *call)
{
	return show_text(call->editor, "echo", call->args[0].given ? call->args[0].text : "",
			 call->err);
}

static bool run_history_clear(struct call *call)
{
	prompt_history_clear(&call->editor->prompt);
	return true;
}

static bool run_version(struct call *call)
{
	return show_text(call->editor, "version", PACKAGE_STRING, call->err);
}

/* Broken where the screen ends, or the rest of a long one would have to be scrolled to. */
static bool run_messages(struct call *call)
{
	struct editor *editor = call->editor;
	const char *text = buf_string(&editor->messages);
	struct buf lines = BUF_INIT;
	bool ok;

	while (*text) {
		size_t len = strcspn(text, "\n");
		size_t part = printable_break(text, len, editor->cols > 4 ? editor->cols - 4 : 1);

		buf_format(&lines, "%.*s\n%s", (int)part, text, part < len ? "    " : "");
		text += part + (text[part] == '\n');
	}
	ok = buf_ok(&lines) || err_nomem(call->err);
	ok = ok && show_text(editor, "messages", lines.len > 0 ? buf_string(&lines) :
			     "nothing was said yet", call->err);
	buf_done(&lines);
	return ok;
}

static const char *const key_names[] = { "modern", "vi", "emacs", NULL };

const struct command commands_program[] = {
	{
		.name = "command", .group = GROUP_PROGRAM,
		.contexts = BIND_VIEW | BIND_EDIT | BIND_PAGER | BIND_LIST |
			    BIND_INSPECTOR | BIND_DISASSEMBLY,
		.keys = { ": <M-x>", ":", "<M-x> <C-x>: pager:: list:: inspector:: "
			  "disassembly::" },
		.args = { { .type = ARG_TEXT, .name = "line", .optional = true } },
		.flags = COMMAND_KEEP,
		.help = "Opens the command line.", .run = run_command,
	},
	{
		.name = "palette", .group = GROUP_PROGRAM,
		.contexts = BIND_VIEW | BIND_EDIT | BIND_PAGER | BIND_LIST |
			    BIND_INSPECTOR | BIND_DISASSEMBLY,
		.keys = { "<F12> <M-p>", "<F12> g:", "<F12> <M-X>" },
		.args = { { .type = ARG_TEXT, .name = "words", .optional = true } },
		.flags = COMMAND_KEEP,
		.help = "Lists all commands with keys and help; what is typed filters them.",
		.run = run_palette,
	},
	{
		.name = "cancel", .group = GROUP_PROGRAM,
		.contexts = BIND_VIEW | BIND_EDIT | BIND_PAGER | BIND_LIST |
			    BIND_INSPECTOR | BIND_DISASSEMBLY,
		.keys = { "<Esc>", "<Esc> <C-c>", "<Esc>" },
		.help = "Closes, stops, unselects or leaves editing: the first that fits.",
		.run = run_cancel,
	},
	{
		.name = "quit", .alias = "q", .group = GROUP_PROGRAM,
		.contexts = BIND_VIEW | BIND_EDIT,
		.keys = { "q <C-q> <F10>", "q <C-q> <F10>", "<C-x><C-c> <F10>" },
		.flags = COMMAND_BANG,
		.help = "Quits; asks when there are changes, with ! drops them.", .run = run_quit,
	},
	{
		.name = "quit-discard", .group = GROUP_PROGRAM, .contexts = BIND_VIEW,
		.keys = { NULL, "ZQ", NULL },
		.help = "Quits and drops all changes.", .run = run_quit_discard,
	},
	{
		.name = "wq", .group = GROUP_PROGRAM, .flags = COMMAND_BANG,
		.help = "Saves every changed file and quits; with ! also over changes of others.",
		.run = run_write_quit,
	},
	{
		.name = "x", .alias = "xit exit", .group = GROUP_PROGRAM, .contexts = BIND_VIEW,
		.keys = { NULL, "ZZ", NULL }, .flags = COMMAND_BANG,
		.help = "Saves what was changed and quits; ! as for wq.", .run = run_write_quit,
	},
	{
		.name = "suspend", .alias = "stop", .group = GROUP_PROGRAM,
		.contexts = BIND_VIEW | BIND_EDIT | BIND_PAGER | BIND_LIST |
			    BIND_INSPECTOR | BIND_DISASSEMBLY,
		.keys = { "<M-z>", "<C-z>", "<C-z>" },
		.flags = COMMAND_KEEP,
		.help = "Stops burin and returns to the shell.", .run = run_suspend,
	},
	{
		.name = "source", .alias = "so", .group = GROUP_PROGRAM,
		.args = { { .type = ARG_FILE, .name = "file" } },
		.help = "Runs the command lines of a file.", .run = run_source,
	},
	{
		.name = "keys", .group = GROUP_PROGRAM,
		.args = { { .type = ARG_CHOICE, .name = "preset", .optional = true,
			    .choices = key_names } },
		.flags = COMMAND_KEEP,
		.help = "Chooses the default keys.", .run = run_keys,
	},
	{
		.name = "echo", .group = GROUP_PROGRAM,
		.args = { { .type = ARG_TEXT, .name = "text", .optional = true } },
		.flags = COMMAND_KEEP,
		.help = "Prints a text.", .run = run_echo,
	},
	{
		.name = "messages", .group = GROUP_PROGRAM,
		.flags = COMMAND_KEEP,
		.help = "Shows the last messages, also those too long for the screen.",
		.run = run_messages,
	},
	{
		.name = "history-clear", .group = GROUP_PROGRAM,
		.flags = COMMAND_KEEP,
		.help = "Forgets the lines that were typed.", .run = run_history_clear,
	},
	{
		.name = "version", .group = GROUP_PROGRAM,
		.flags = COMMAND_KEEP,
		.help = "Shows the version.", .run = run_version,
	},
	{ .name = NULL },
};
