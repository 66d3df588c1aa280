/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shell, for a person at a screen alone: a config file, a script or batch can not run a
 * command. ":!CMD" shows what it prints, ":|CMD" replaces the selection by it.
 */
#include "edit/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/printable.h"
#include "edit/editor.h"
#include "edit/edits.h"
#include "edit/show.h"
#include "edit/task.h"
#include "scan/pipe.h"

enum { SHOWN_MOST = 1 << 20, FILTERED_MOST = 1 << 28, TAB = 8 };

struct shelling {
	struct task task;
	uint64_t pos, len;       /* of a filter */
	uint64_t generation;
	char *command;           /* owned */
};

static void shelling_release(struct task *task)
{
	free(((struct shelling *)task)->command);
}

/* A line of a command's output, safe for the screen. */
static void add_line(struct buf *text, const char *line, size_t len)
{
	size_t start = text->len;

	if (len > 0 && line[len - 1] == '\r')
		len--;
	while (len > 0) {
		const char *tab = memchr(line, '\t', len);
		size_t part = tab ? (size_t)(tab - line) : len;
		printable_add(text, line, part);
		if (tab)
			buf_fill(text, ' ', TAB - (text->len - start) % TAB);
		line += part + (tab != NULL);
		len -= part + (tab != NULL);
	}
	buf_add_byte(text, '\n');
}

static void add_output(struct buf *text, const struct buf *output)
{
	const char *at = (const char *)output->data;
	size_t left = output->len;

	while (left > 0) {
		const char *end = memchr(at, '\n', left);
		size_t len = end ? (size_t)(end - at) : left;
		add_line(text, at, len);
		left -= len + (end != NULL);
		at += len + (end != NULL);
	}
}

static void add_status(struct buf *text, const struct job *job)
{
	int status = pipe_status(job);
	char size[NUMBER_TEXT];

	if (pipe_is_cut(job))
		buf_format(text, "(stopped after %s of output)\n",
			   number_size(SHOWN_MOST, size));
	else if (status < 0)
		buf_format(text, "(ended by signal %d)\n", -status);
	else if (status > 0)
		buf_format(text, "(ended with status %d)\n", status);
	else if (text->len == 0)
		buf_text(text, "(no output)\n");
}

static bool shell_ended(struct task *task, struct job *job, const struct err *failure,
			struct err *err)
{
	const struct shelling *shelling = (const struct shelling *)task;
	struct buf text = BUF_INIT, title = BUF_INIT;
	bool ok;

	if (failure) {
		*err = *failure;
		return false;
	}
	add_output(&text, pipe_output(job));
	add_status(&text, job);
	printable_add(&title, shelling->command, strlen(shelling->command));
	ok = buf_ok(&text) && buf_ok(&title) ?
		show_text(task->editor, buf_string(&title), buf_string(&text), err) :
		err_nomem(err);
	buf_done(&text);
	buf_done(&title);
	return ok;
}

/* What it said first on standard error is the best reason there is. */
static bool refuse_status(const struct job *job, struct err *err)
{
	const struct buf *errors = pipe_errors(job);
	const char *said = errors->len > 0 ? (const char *)errors->data : "";
	const char *end = errors->len > 0 ? memchr(said, '\n', errors->len) : NULL;
	size_t len = end ? (size_t)(end - said) : errors->len;
	int status = pipe_status(job);

	if (len > 200)
		len = 200;
	return err_set(err, ERR_REFUSED, "nothing was changed: the command ended %s %d%s%.*s",
		       status < 0 ? "by signal" : "with status", status < 0 ? -status : status,
		       len > 0 ? ": " : "", (int)len, said);
}

static bool put(const struct shelling *shelling, const struct buf *output, struct err *err)
{
	struct document *document = shelling->task.window->document;
	struct ropes *ropes = document_ropes(document);
	struct rope *rope = NULL;
	bool ok;

	if (output->len > 0) {
		rope = document_make(ropes, output->data, output->len, err);
		if (!rope)
			return false;
	}
	document_seal(document);
	ok = document_replace(document, shelling->pos, shelling->len, rope, 0, err);
	document_seal(document);
	if (rope)
		rope_unref(ropes, rope);
	return ok;
}

static bool filter_ended(struct task *task, struct job *job, const struct err *failure,
			 struct err *err)
{
	const struct shelling *shelling = (const struct shelling *)task;
	char before[NUMBER_TEXT], after[NUMBER_TEXT];

	if (failure) {
		*err = *failure;
		return false;
	}
	if (pipe_is_cut(job))
		return err_set(err, ERR_RANGE, "nothing was changed: the command had more than %s "
			       "of output", number_size(FILTERED_MOST, after));
	if (pipe_status(job) != 0)
		return refuse_status(job, err);
	if (shelling->generation != document_generation(task->window->document))
		return err_set(err, ERR_CHANGED, "the bytes were changed meanwhile: nothing was "
			       "replaced");
	if (!put(shelling, pipe_output(job), err))
		return false;
	window_follow(task->window);
	editor_message(task->editor, MESSAGE_INFO, "%s became %s",
		       number_size(shelling->len, before),
		       number_size(pipe_output(job)->len, after));
	return true;
}

static bool start(struct call *call, struct pipe_request *request, task_end *end)
{
	struct document *document = call->window->document;
	struct shelling *shelling = calloc(1, sizeof(*shelling));
	struct snapshot snapshot;
	struct job *job;

	if (!shelling)
		return err_nomem(call->err);
	task_init(&shelling->task, call->editor, call->window, end);
	shelling->task.release = shelling_release;
	shelling->pos = request->pos;
	shelling->len = request->len;
	shelling->generation = document_generation(document);
	shelling->command = strdup(request->command);
	snapshot = document_snapshot(document);
	job = shelling->command ? pipe_new(&snapshot, request, call->err) : NULL;
	if (!shelling->command)
		err_nomem(call->err);
	snapshot_done(&snapshot);
	return task_start(&shelling->task, job, call->err);
}

static bool is_typed(const struct call *call)
{
	return show_can_ask(call->editor) ||
	       err_set(call->err, ERR_REFUSED, "%s: a command of the shell runs only when it is "
		       "typed on the screen", call->command->name);
}

static bool run_shell(struct call *call)
{
	struct pipe_request request = {
		.command = call->args[0].text, .most = SHOWN_MOST, .together = true,
	};

	return is_typed(call) && start(call, &request, shell_ended);
}

static bool run_filter(struct call *call)
{
	struct pipe_request request = { .command = call->args[0].text, .most = FILTERED_MOST };

	return is_typed(call) && edits_target(call, -1, &request.pos, &request.len) &&
	       start(call, &request, filter_ended);
}

const struct command commands_shell[] = {
	{
		.name = "shell", .alias = "!", .group = GROUP_PROGRAM,
		.args = { { .type = ARG_TEXT, .name = "command" } },
		.flags = COMMAND_WINDOW,
		.help = "Runs a command of the shell and shows what it prints: :!ls.",
		.run = run_shell,
	},
	{
		.name = "filter", .alias = "|", .group = GROUP_EDIT,
		.args = { { .type = ARG_TEXT, .name = "command" } },
		.flags = COMMAND_WINDOW | COMMAND_CHANGES,
		.help = "Replaces the selection with what a command makes of it: :|xz.",
		.run = run_filter,
	},
	{ .name = NULL },
};
