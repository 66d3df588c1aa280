/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All hits as a list, and what is done with a row of any list: to a mark, to a file. */
#include "edit/commands.h"

#include <stdio.h>
#include <string.h>

#include "edit/editor.h"
#include "edit/findings.h"
#include "edit/show.h"

/* Consumes the list, NULL with an error. */
static bool start(struct call *call, struct list *list)
{
	struct editor *editor = call->editor;

	if (!list)
		return false;
	if (show_can_ask(editor)) {
		editor_take_list(editor, list);
		if (findings_start(list, call->err))
			return true;
		editor_drop_list(editor);
		return false;
	}
	if (findings_start(list, call->err))
		return show_list(editor, list, call->err);
	list_free(list);
	return false;
}

/* The last pattern becomes that of the list, so that its hits are marked among the bytes. */
static bool run_find_all(struct call *call)
{
	struct editor *editor = call->editor;

	if (!editor_take_pattern(editor, call->args[0].text, editor->backward, call->err))
		return false;
	return start(call, findings_new(editor, call->window, call->args[0].text, call->err));
}

static bool run_strings(struct call *call)
{
	uint64_t least = call->args[0].given ? call->args[0].number : STRINGS_LEAST;
	struct strings_set set;
	struct list *list;

	if (!call->args[1].given)
		strings_set_of(call->window->charset, &set);
	else if (!strings_set_parse(call->args[1].text, &set, call->err))
		return false;
	list = findings_new_strings(call->editor, call->window, &set, least, call->err);
	strings_set_done(&set);
	return start(call, list);
}

/* NULL with an error. */
static struct list *hits_of(struct call *call)
{
	struct list *list = findings_of(editor_list(call->editor));

	if (!list)
		err_set(call->err, ERR_REFUSED, "no hits are listed: find-all PATTERN lists them");
	return list;
}

static bool run_again(struct call *call)
{
	struct list *list = hits_of(call);

	return list && findings_start(list, call->err);
}

/* By the end of the name, where nothing is said. */
static enum findings_format format_of(const struct value *path, const struct value *format)
{
	static const char *const names[] = { [FINDINGS_JSON] = "json", [FINDINGS_CSV] = "csv" };
	const char *dot = strrchr(path->text, '.');
	const char *name = format->given ? format->text : dot ? dot + 1 : "";

	for (int i = FINDINGS_JSON; i <= FINDINGS_CSV; i++)
		if (strcmp(name, names[i]) == 0)
			return (enum findings_format)i;
	return FINDINGS_PLAIN;
}

static bool ask_over(struct call *call)
{
	struct buf line = BUF_INIT, question = BUF_INIT;
	bool ok;

	buf_format(&question, "%s exists: replace it?", call->args[0].text);
	buf_text(&line, "export! \"");
	for (const char *at = call->args[0].text; *at; at++) {
		buf_text(&line, *at == '"' || *at == '\\' ? "\\" : "");
		buf_add_byte(&line, (uint8_t)*at);
	}
	buf_format(&line, "\" %s", call->args[1].given ? call->args[1].text : "");
	const struct prompt_choice choices[] = {
		{ 'r', "replace", buf_string(&line) },
		{ 'n', "no", NULL },
	};
	ok = buf_ok(&line) && buf_ok(&question) ?
	     prompt_ask(call->editor, buf_string(&question), choices, 2, call->err) :
	     err_nomem(call->err);
	buf_done(&line);
	buf_done(&question);
	return ok;
}

static bool run_export(struct call *call)
{
	struct list *list = hits_of(call);
	enum findings_format format = format_of(&call->args[0], &call->args[1]);

	if (!list)
		return false;
	if (findings_export(list, call->args[0].text, format, call->bang, call->err))
		return true;
	return call->err->code == ERR_EXISTS && show_can_ask(call->editor) && ask_over(call);
}

/* Sets a mark where the row leads. */
static bool run_mark(struct call *call)
{
	struct list *list = editor_list(call->editor);
	char name = call->args[0].text[0];
	struct list_row row;
	bool ok;

	if (!list || list_count(list) == 0)
		return err_set(call->err, ERR_REFUSED, "no row is shown");
	list_row(list, list->cursor, &row);
	window_follow(call->window);
	ok = row.has_pos && name >= 'a' && name <= 'z' &&
	     marks_set(&call->window->buffer->marks, name, row.pos);
	list_row_done(&row);
	if (!ok)
		return err_set(call->err, ERR_RANGE, "a mark is a letter from a to z");
	editor_message(call->editor, MESSAGE_INFO, "mark %c: '%c goes there", name, name);
	return true;
}

static const char *const formats[] = { "plain", "json", "csv", NULL };

const struct command commands_find_all[] = {
	{
		.name = "find-all", .group = GROUP_SEARCH, .contexts = BIND_VIEW | BIND_EDIT,
		.keys = { "* <M-a>", "g/ <M-a>", "<M-a>" },
		.args = { { .type = ARG_PATTERN, .name = "pattern" } },
		.flags = COMMAND_WINDOW,
		.help = "Lists all hits of a pattern, in the selection if there is one.",
		.run = run_find_all,
	},
	{
		.name = "strings", .group = GROUP_SEARCH,
		.args = { { .type = ARG_NUMBER, .name = "length", .optional = true },
			  { .type = ARG_ENCODINGS, .name = "encodings", .optional = true } },
		.flags = COMMAND_WINDOW,
		.help = "Lists strings of LENGTH (4) or more in ENCODINGS, as in: ascii,l or all.",
		.run = run_strings,
	},
	{
		.name = "find-all-again", .group = GROUP_SEARCH,
		.flags = COMMAND_WINDOW | COMMAND_QUIET,
		.help = "Searches again for the hits that are listed.", .run = run_again,
	},
	{
		.name = "export", .group = GROUP_SEARCH,
		.args = { { .type = ARG_FILE, .name = "file" },
			  { .type = ARG_CHOICE, .name = "format", .optional = true,
			    .choices = formats } },
		.flags = COMMAND_WINDOW | COMMAND_BANG,
		.help = "Writes the hits that are listed to a file.", .run = run_export,
	},
	{
		.name = "list-mark", .group = GROUP_SEARCH, .contexts = BIND_LIST,
		.keys = { "m", "m", "m" },
		.args = { { .type = ARG_REGISTER, .name = "letter" } },
		.flags = COMMAND_WINDOW | COMMAND_QUIET,
		.help = "Sets a mark (a to z) where the row leads.", .run = run_mark,
	},
	{ .name = NULL },
};
