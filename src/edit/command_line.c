/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a line to a call. What a command asks of its surroundings (a document, leave to change it)
 * is checked here, before its arguments are read or asked for, so that nobody types bytes for an
 * edit that is refused.
 */
#include "edit/command.h"

#include <ctype.h>
#include <string.h>

#include "edit/action_log.h"
#include "edit/argument.h"
#include "edit/await.h"
#include "edit/editor.h"
#include "edit/prompt.h"
#include "edit/saving.h"
#include "edit/show.h"

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_';
}

/* A line that begins like an expression is a place to go to. */
static bool is_position(const char *line)
{
	size_t name = 0;
	while (is_name(line[name]))
		name++;
	return isdigit((unsigned char)*line) || (*line != '\0' && strchr(".$+-('@~", *line)) ||
	       (name > 0 && line[name] == '(');
}

static bool split(const char *line, struct request *request, struct err *err)
{
	if (is_position(line)) {
		request->command = command_find("goto", strlen("goto"), err);
		request->given = line;
		return request->command != NULL;
	}
	/* "!ls" and "|sort" need no blank, and what follows is theirs alone. */
	if (*line == '!' || *line == '|') {
		request->command = command_find(line, 1, err);
		request->given = line + 1;
		return request->command != NULL;
	}
	size_t len = 0;
	while (is_name(line[len]))
		len++;
	if (len == 0)
		return err_set(err, ERR_SYNTAX,
			       "a line is a command and its arguments, or a position, not \"%.*s\"",
			       (int)strnlen(line, 40), line);
	request->command = command_find(line, len, err);
	if (!request->command)
		return false;
	request->bang = line[len] == '!';
	len += request->bang;
	request->given = line + len;
	if (line[len] != '\0' && line[len] != ' ')
		return err_set(err, ERR_SYNTAX, "a blank is missing after \"%.*s\"", (int)len,
			       line);
	return true;
}

static bool check(const struct editor *editor, const struct request *request, struct err *err)
{
	const struct command *command = request->command;
	const struct window *window = editor_window(editor);
	if (request->bang && !(command->flags & COMMAND_BANG))
		return err_set(err, ERR_SYNTAX, "%s takes no '!'", command->name);
	if (command->flags & COMMAND_WINDOW && !window)
		return err_set(err, ERR_REFUSED, "%s: no file is open", command->name);
	if (window && command->flags & COMMAND_CHANGES &&
	    document_mode(window->document) == DOCUMENT_READ)
		return editor->viewer ? saving_refuse_viewer(err) :
		       err_set(err, ERR_READONLY,
			       "%s: the file is open to be read; \"mode copy\" lets it be edited",
			       command->name);
	return true;
}

static void seal(const struct editor *editor, const struct command *command)
{
	struct window *window = editor_window(editor);
	if (window && !(command->flags & COMMAND_KEEP))
		document_seal(window->document);
}

/* "fill" with what was given and typed; a name typed at a prompt is not quoted yet. */
static void add_line(const struct request *request, int missing, const char *text,
		     struct buf *line)
{
	buf_format(line, "%s%s %s", request->command->name, request->bang ? "!" : "",
		   request->given);
	if (missing < 0)
		return;
	buf_text(line, " ");
	if (request->command->args[missing].type == ARG_FILE)
		argument_quote(text, line);
	else
		buf_text(line, text);
}

/* What changed the document, or runs on to change it, can be made again. A backspace belongs to
 * what is typed. */
static void remember(struct editor *editor, const struct request *request, const char *line,
		     const struct repeat_before *before, bool runs_on)
{
	const struct window *window = editor_window(editor);
	unsigned flags = request->command->flags;
	if (!window || !(flags & COMMAND_CHANGES) ||
	    (flags & COMMAND_QUIET && flags & COMMAND_KEEP))
		return;
	if (flags & COMMAND_KEEP && before->continues)
		repeat_take_typed(&editor->repeat, window, before, '\b');
	else if (runs_on || document_generation(window->document) != before->generation)
		repeat_take_line(&editor->repeat, before, line, request->has_count, request->count);
}

static bool run(struct editor *editor, const struct request *request,
		const struct arguments *arguments, int missing, const char *text, struct err *err)
{
	struct repeat_before before = repeat_watch(&editor->repeat, editor_window(editor),
						   editor->reg);
	size_t jobs = queue_count(editor->queue);
	struct buf line = BUF_INIT;
	struct call call = {
		.editor = editor,
		.window = editor_window(editor),
		.command = request->command,
		.args = arguments->values,
		.has_count = request->has_count,
		.count = request->has_count ? request->count : 1,
		.bang = request->bang,
		.err = err,
	};
	add_line(request, missing, text, &line);
	seal(editor, request->command);
	bool ok;
	if (!buf_ok(&line) || !await_begin(&call, buf_string(&line), &ok))
		ok = request->command->run(&call);
	seal(editor, request->command);
	if (ok && buf_ok(&line))
		remember(editor, request, buf_string(&line), &before,
			 queue_count(editor->queue) > jobs);
	buf_done(&line);
	return ok;
}

static bool ask(struct editor *editor, const struct request *request, int missing,
		struct err *err)
{
	if (show_can_ask(editor)) {
		prompt_open_argument(editor, request, missing);
		return true;
	}
	struct buf usage = BUF_INIT;
	command_usage(request->command, &usage);
	err_set(err, ERR_SYNTAX, "%s: no %s given: %s", request->command->name,
		request->command->args[missing].name, buf_string(&usage));
	buf_done(&usage);
	return false;
}

static const char *skip_lead(const char *line)
{
	return line + strspn(line, " \t:");
}

bool command_check_line(const char *line, struct err *err)
{
	struct request request = { .count = 1 };
	line = skip_lead(line);
	return *line == '\0' || *line == '#' || split(line, &request, err);
}

bool command_run_line(struct editor *editor, const char *line, bool has_count, uint64_t count,
		      struct err *err)
{
	struct request request = { .has_count = has_count, .count = count };
	struct arguments arguments;
	line = skip_lead(line);
	if (*line == '\0' || *line == '#')
		return true;
	if (!split(line, &request, err) || !check(editor, &request, err))
		return false;
	arguments_init(&arguments);
	bool ok = arguments_parse(&arguments, request.command, editor_window(editor),
				  request.given, err);
	if (!ok) {
		err_prefix(err, "%s", request.command->name);
	} else if (arguments.missing >= 0) {
		ok = ask(editor, &request, arguments.missing, err);
	} else {
		action_log_command(editor->actions, request.command, request.given, "");
		ok = run(editor, &request, &arguments, -1, "", err);
	}
	arguments_done(&arguments);
	return ok;
}

bool command_run_with(struct editor *editor, const struct request *request, const char *text,
		      struct err *err)
{
	struct window *window = editor_window(editor);
	struct arguments arguments;
	if (!check(editor, request, err))
		return false;
	arguments_init(&arguments);
	bool ok = arguments_parse(&arguments, request->command, window, request->given, err);
	int missing = arguments.missing;
	/* A command may ask for one that it could do without. */
	for (int i = 0; missing < 0 && i < COMMAND_ARGUMENTS; i++)
		if (request->command->args[i].optional && !arguments.values[i].given)
			missing = i;
	arguments.missing = -1;
	if (ok && missing >= 0)
		ok = arguments_set(&arguments, request->command, missing, window, text, err);
	if (!ok) {
		err_prefix(err, "%s", request->command->name);
	} else {
		action_log_command(editor->actions, request->command, request->given, text);
		ok = run(editor, request, &arguments, missing, text, err);
	}
	arguments_done(&arguments);
	return ok;
}
