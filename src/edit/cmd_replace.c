/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Replacing as a task: a job finds all that is to be replaced and changes nothing; what it found is
 * put in as one undo step if the document is still the one that it read.
 *
 *	replace PATTERN => WITH            replace 48 8b ?? => 90 90 ??
 *
 * WITH is a template of scan/template.h. It works on the selection, or on all of the document.
 *
 * On a screen the hits are only counted at first; the answer to the question is the same line with
 * a '!', which searches again. Keeping the list until the answer was rejected: it may take more
 * memory than the file, for a question that is often answered with no.
 */
#include "edit/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "edit/editor.h"
#include "edit/edits.h"
#include "edit/replace_line.h"
#include "edit/show.h"
#include "edit/task.h"
#include "scan/replace.h"

struct replacing {
	struct task task;
	char *line;              /* owned: the arguments */
	struct replace_line parsed;
	uint64_t start, end;
	uint64_t generation;
	bool ask;                /* the hits are counted; the rest is asked */
};

static void release(struct task *task)
{
	struct replacing *replacing = (struct replacing *)task;

	replace_line_done(&replacing->parsed);
	free(replacing->line);
}

static void target(const struct window *window, uint64_t *start, uint64_t *end)
{
	uint64_t len;

	*start = 0;
	*end = document_size(window->document);
	if (window_selection(window, start, &len))
		*end = *start + len;
	else
		*start = 0;
}

/* "1,234 hits" */
static void add_hits(struct buf *out, uint64_t count)
{
	char number[NUMBER_TEXT];

	buf_format(out, "%s hit%s", number_grouped(count, number), count == 1 ? "" : "s");
}

static bool tell(const struct replacing *replacing, const struct job *job, struct err *err)
{
	const struct task *task = &replacing->task;
	struct buf text = BUF_INIT;
	char size[NUMBER_TEXT];
	bool ok;

	add_hits(&text, replace_count(job));
	buf_format(&text, " replaced%s",
		   document_mode(task->window->document) == DOCUMENT_WRITE ?
		   ", and in the file" : "");
	if (replace_unknown(job) > 0)
		buf_format(&text, "; %s could not be read and so not searched",
			   number_size(replace_unknown(job), size));
	ok = buf_ok(&text) ? show_text(task->editor, "replace", buf_string(&text), err) :
			     err_nomem(err);
	buf_done(&text);
	return ok;
}

/* No hit is a result; but a script must not go on as if there were one. */
static bool tell_none(const struct replacing *replacing, const struct job *job, struct err *err)
{
	struct editor *editor = replacing->task.editor;
	struct buf text = BUF_INIT;
	char size[NUMBER_TEXT];

	buf_format(&text, "%s was not found: nothing was replaced", replacing->parsed.text);
	if (replace_unknown(job) > 0)
		buf_format(&text, "; %s could not be read",
			   number_size(replace_unknown(job), size));
	if (replacing->task.waited)
		err_set(err, ERR_RANGE, "%s", buf_string(&text));
	else
		editor_message(editor, MESSAGE_WARNING, "%s", buf_string(&text));
	buf_done(&text);
	editor->bell = true;
	return !replacing->task.waited;
}

/* Where something else is being typed, or another file is shown, no question comes between. */
static bool ask(const struct replacing *replacing, uint64_t hits, struct err *err)
{
	struct editor *editor = replacing->task.editor;
	bool free_to_ask = editor->prompt.kind == PROMPT_NONE &&
			   editor_window(editor) == replacing->task.window;
	struct buf question = BUF_INIT, line = BUF_INIT, each = BUF_INIT;
	bool ok = true;

	buf_text(&question, free_to_ask ? "replace " : "");
	add_hits(&question, hits);
	buf_text(&question, free_to_ask ? "?" : "; nothing was replaced: replace! does not ask");
	buf_format(&line, "replace! %s", replacing->line);
	buf_format(&each, "replace-each %s", replacing->line);
	const struct prompt_choice choices[] = {
		{ 'a', "all", buf_string(&line) },
		{ 'o', "one by one", buf_string(&each) },
		{ 'n', "none", NULL },
	};
	if (!buf_ok(&question) || !buf_ok(&line) || !buf_ok(&each))
		ok = err_nomem(err);
	else if (free_to_ask)
		ok = prompt_ask(editor, buf_string(&question), choices, 3, err);
	else
		editor_message(editor, MESSAGE_INFO, "%s", buf_string(&question));
	buf_done(&question);
	buf_done(&line);
	buf_done(&each);
	return ok;
}

/* What was searched is still what is there, and what would be searched now. */
static bool check_same(const struct replacing *replacing, struct err *err)
{
	const struct window *window = replacing->task.window;
	uint64_t start = replacing->start, end = replacing->end;

	if (replacing->generation != document_generation(window->document))
		return err_set(err, ERR_CHANGED,
			       "the bytes were changed meanwhile: nothing was replaced");
	if (replacing->ask)
		target(window, &start, &end);
	if (start != replacing->start || end != replacing->end)
		return err_set(err, ERR_CHANGED,
			       "the selection was changed meanwhile: nothing was replaced");
	return true;
}

static bool replace_ended(struct task *task, struct job *job, const struct err *failure,
			  struct err *err)
{
	const struct replacing *replacing = (const struct replacing *)task;
	const char *reason;

	if (failure) {
		*err = *failure;
		return false;
	}
	if (replace_count(job) == 0)
		return tell_none(replacing, job, err);
	if (!check_same(replacing, err))
		return false;
	if (!replace_keeps_length(job) && document_is_fixed_size(task->window->document, &reason))
		return err_set(err, ERR_FIXED_SIZE, "%s", reason);
	if (replacing->ask)
		return ask(replacing, replace_count(job), err);
	if (!edits_replace(task->window, job, err))
		return false;
	window_follow(task->window);
	window_unselect(task->window);
	return tell(replacing, job, err);
}

/* What is searched for is searched for again by find-next, and marked. */
static bool parse(struct replacing *replacing, struct err *err)
{
	return replace_line_parse(&replacing->parsed, replacing->line,
				  replacing->task.editor->charset, err) &&
	       editor_take_pattern(replacing->task.editor, replacing->parsed.text, false, err);
}

static bool start(struct replacing *replacing, struct err *err)
{
	struct document *document = replacing->task.window->document;
	struct snapshot snapshot = document_snapshot(document);
	struct replace_request request = {
		.pattern = &replacing->parsed.pattern,
		.with = replacing->parsed.with,
		.dry_run = replacing->ask,
	};
	struct job *job;

	target(replacing->task.window, &replacing->start, &replacing->end);
	request.start = replacing->start;
	request.end = replacing->end;
	replacing->generation = document_generation(document);
	job = replace_new(&snapshot, &request, err);
	snapshot_done(&snapshot);
	return task_start(&replacing->task, job, err);
}

static bool run_replace(struct call *call)
{
	struct replacing *replacing = calloc(1, sizeof(*replacing));

	if (!replacing)
		return err_nomem(call->err);
	window_follow(call->window);
	task_init(&replacing->task, call->editor, call->window, replace_ended);
	replacing->task.release = release;
	replacing->ask = !call->bang && show_can_ask(call->editor);
	replacing->line = strdup(call->args[0].text);
	if (replacing->line && parse(replacing, call->err))
		return start(replacing, call->err);
	if (!replacing->line)
		err_nomem(call->err);
	release(&replacing->task);
	free(replacing);
	return false;
}

const struct command commands_replace[] = {
	{
		.name = "replace", .group = GROUP_SEARCH, .contexts = BIND_VIEW | BIND_EDIT,
		.keys = { "<M-r>", NULL, "<M-%>" },
		.args = { { .type = ARG_TEXT, .name = "pattern => with" } },
		.flags = COMMAND_WINDOW | COMMAND_CHANGES | COMMAND_BANG,
		.help = "Replaces all hits, in the selection if there is one; ! does not ask.",
		.run = run_replace,
	},
	{ .name = NULL },
};
