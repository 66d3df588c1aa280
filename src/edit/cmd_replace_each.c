/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Replacing with a question for each hit. Nothing is kept between the questions: each answer is a
 * command line that tells where to go on, what was done so far, and the state of the document that
 * the question was about; so there is nothing to be let go when nobody answers.
 *
 *	replace-answer yes FROM END DONE LEFT GENERATION PATTERN => WITH
 *
 * What is replaced is one undo step, also the rest that is replaced at once.
 */
#include "edit/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/number.h"
#include "edit/editor.h"
#include "edit/edits.h"
#include "edit/replace_line.h"
#include "edit/show.h"
#include "edit/task.h"
#include "scan/replace.h"

enum step {
	STEP_FIND,               /* the next hit is looked for, to ask about it */
	STEP_ONE,                /* the hit at `from` is replaced */
	STEP_ALL,                /* and all behind it */
};

struct each {
	struct task task;
	struct replace_line line;
	char *text;              /* owned: the line */
	enum step step;
	uint64_t from, end;      /* hits lie wholly in it */
	uint64_t done, left;     /* replaced; left as they were */
	uint64_t generation;     /* of the document that is searched */
};

enum { SHOWN = 6 };

static void release(struct task *task)
{
	struct each *each = (struct each *)task;

	replace_line_done(&each->line);
	free(each->text);
}

/* NULL with an error. */
static struct job *make_job(struct each *each, struct err *err)
{
	struct document *document = each->task.window->document;
	struct snapshot snapshot = document_snapshot(document);
	struct replace_request request = {
		.pattern = &each->line.pattern,
		.with = each->line.with,
		.start = min_u64(each->from, snapshot_len(&snapshot)),
		.end = min_u64(each->end, snapshot_len(&snapshot)),
		.most = each->step == STEP_ALL ? 0 : 1,
		.joins = each->step == STEP_ALL && each->done > 0,
	};
	struct job *job = replace_new(&snapshot, &request, err);

	snapshot_done(&snapshot);
	each->generation = document_generation(document);
	return job;
}

static bool tell(const struct each *each, struct err *err)
{
	char done[NUMBER_TEXT], left[NUMBER_TEXT], text[128];

	document_seal(each->task.window->document);
	if (each->done + each->left == 0) {
		editor_message(each->task.editor, MESSAGE_WARNING,
			       "%s was not found: nothing was replaced", each->line.text);
		return true;
	}
	snprintf(text, sizeof(text), "%s hit%s replaced, %s left as %s",
		 number_grouped(each->done, done), each->done == 1 ? "" : "s",
		 number_grouped(each->left, left), each->left == 1 ? "it was" : "they were");
	return show_text(each->task.editor, "replace", text, err);
}

static void add_bytes(struct buf *out, const uint8_t *bytes, uint64_t len)
{
	if (len == 0)
		buf_text(out, "nothing");
	bytes_format_hex(out, bytes, (size_t)min_u64(len, SHOWN), ' ', false);
	buf_text(out, len > SHOWN ? " …" : "");
}

/* "0x4: 74 77 6f => 32?" */
static void make_question(const struct each *each, const struct replacements *list,
			  struct buf *out)
{
	const struct window *window = each->task.window;
	const struct replacement *item = &list->items[0];
	uint8_t bytes[SHOWN];

	document_read(window->document, item->pos, bytes, NULL, (size_t)min_u64(item->len, SHOWN),
		      NULL);
	buf_format(out, "0x%" PRIx64 ": ", window_address(window, item->pos));
	add_bytes(out, bytes, item->len);
	buf_text(out, " => ");
	add_bytes(out, item->new_len > 0 ? list->bytes + item->off : NULL, item->new_len);
	buf_text(out, "?");
}

static void add_answer(const struct each *each, const char *answer, uint64_t from, uint64_t left,
		       struct buf *out)
{
	buf_format(out, "replace-answer %s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
		   " %" PRIu64 " %s", answer, from, each->end, each->done, left,
		   each->generation, each->text);
}

static bool ask(const struct each *each, const struct replacements *list, struct err *err)
{
	const struct replacement *item = &list->items[0];
	uint64_t behind = item->pos + max_u64(item->len, 1);
	struct buf question = BUF_INIT, lines[4] = { BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
	bool ok;

	make_question(each, list, &question);
	add_answer(each, "yes", item->pos, each->left, &lines[0]);
	add_answer(each, "no", behind, each->left + 1, &lines[1]);
	add_answer(each, "all", item->pos, each->left, &lines[2]);
	add_answer(each, "quit", item->pos, each->left + 1, &lines[3]);
	const struct prompt_choice choices[] = {
		{ 'y', "yes", buf_string(&lines[0]) },
		{ 'n', "no", buf_string(&lines[1]) },
		{ 'a', "all the rest", buf_string(&lines[2]) },
		{ 'q', "quit", buf_string(&lines[3]) },
	};
	ok = buf_ok(&question);
	for (int i = 0; i < 4; i++)
		ok = ok && buf_ok(&lines[i]);
	ok = ok ? prompt_ask(each->task.editor, buf_string(&question), choices, 4, err) :
		  err_nomem(err);
	buf_done(&question);
	for (int i = 0; i < 4; i++)
		buf_done(&lines[i]);
	return ok;
}

/* Where something else is being typed, or another file is shown, no question comes between. */
static bool show_and_ask(const struct each *each, const struct job *job, struct err *err)
{
	struct editor *editor = each->task.editor;
	struct window *window = each->task.window;
	const struct replacements *list = replace_list(job);

	if (list->count == 0 || editor->prompt.kind != PROMPT_NONE ||
	    editor_window(editor) != window)
		return tell(each, err);
	window_unselect(window);
	if (each->done + each->left == 0)
		window_jump(window, list->items[0].pos);
	else
		window_go(window, list->items[0].pos, false);
	window->hit = true;
	window->hit_len = list->items[0].len;
	return ask(each, list, err);
}

/* Belongs to the step of the one before. */
static bool put_one(struct each *each, const struct replacements *list, struct err *err)
{
	struct document *document = each->task.window->document;
	const struct replacement *item = &list->items[0];
	struct rope *with = NULL;
	bool ok;

	if (list->count == 0 || item->pos != each->from)
		return err_set(err, ERR_CHANGED, "the hit is not there any more");
	if (item->new_len > 0)
		with = document_make(document_ropes(document), list->bytes + item->off,
				     (size_t)item->new_len, err);
	if (each->done == 0)
		document_seal(document);
	ok = (with || item->new_len == 0) &&
	     document_replace(document, item->pos, item->len, with,
			      each->done > 0 ? DOCUMENT_GROUP : 0, err);
	rope_unref(document_ropes(document), with);
	if (!ok)
		return false;
	window_follow(each->task.window);
	each->from = item->pos + max_u64(item->new_len, item->len == 0);
	each->end = each->end - item->len + item->new_len;
	each->done++;
	return true;
}

static bool put_all(struct each *each, const struct job *job, struct err *err)
{
	struct window *window = each->task.window;
	const char *reason;

	if (!replace_keeps_length(job) && document_is_fixed_size(window->document, &reason))
		return err_set(err, ERR_FIXED_SIZE, "%s", reason);
	if (!edits_replace(window, job, err))
		return false;
	window_follow(window);
	each->done += replace_count(job);
	return tell(each, err);
}

static bool each_ended(struct task *task, struct job *job, const struct err *failure,
		       struct err *err)
{
	struct each *each = (struct each *)task;

	if (failure) {
		*err = *failure;
		return false;
	}
	if (each->generation != document_generation(task->window->document))
		return err_set(err, ERR_CHANGED,
			       "the bytes were changed meanwhile: nothing more was replaced");
	if (each->step == STEP_FIND)
		return show_and_ask(each, job, err);
	if (each->step == STEP_ALL)
		return put_all(each, job, err);
	if (!put_one(each, replace_list(job), err))
		return false;
	each->step = STEP_FIND;
	task->next = make_job(each, err);
	return task->next != NULL;
}

static bool start(struct call *call, const struct each *from, const char *text)
{
	struct each *each = malloc(sizeof(*each));

	if (!each)
		return err_nomem(call->err);
	*each = *from;
	task_init(&each->task, call->editor, call->window, each_ended);
	each->task.release = release;
	each->text = strdup(text);
	if (!each->text ||
	    !replace_line_parse(&each->line, text, call->editor->charset, call->err)) {
		if (!each->text)
			err_nomem(call->err);
		free(each->text);
		free(each);
		return false;
	}
	return task_start(&each->task, make_job(each, call->err), call->err);
}

static bool run_each(struct call *call)
{
	struct each each = { .step = STEP_FIND, .end = document_size(call->window->document) };
	const char *text = call->args[0].text, *mark = strstr(text, " => ");
	struct replace_line parsed;
	uint64_t pos, len;

	if (!show_can_ask(call->editor))
		return err_set(call->err, ERR_REFUSED,
			       "nobody can be asked here: replace! replaces all hits");
	if (!replace_line_parse(&parsed, text, call->editor->charset, call->err))
		return false;
	replace_line_done(&parsed);
	char *pattern = strndup(text, (size_t)(mark - text));
	bool ok = pattern ? editor_take_pattern(call->editor, pattern, false, call->err) :
			    err_nomem(call->err);
	free(pattern);
	window_follow(call->window);
	if (window_selection(call->window, &pos, &len)) {
		each.from = pos;
		each.end = pos + len;
	}
	return ok && start(call, &each, text);
}

static bool run_answer(struct call *call)
{
	static const char *const wrong = "only a question of replace-each answers so";
	const char *answer = call->args[0].text, *text = call->args[1].text;
	struct each each = { .step = STEP_FIND };
	uint64_t generation;
	int used = 0;

	if (sscanf(text, "%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %n",
		   &each.from, &each.end, &each.done, &each.left, &generation, &used) != 5 ||
	    used == 0 || each.from > each.end)
		return err_set(call->err, ERR_SYNTAX, "%s", wrong);
	if (generation != document_generation(call->window->document))
		return err_set(call->err, ERR_CHANGED,
			       "the bytes were changed meanwhile: nothing more was replaced");
	if (strcmp(answer, "quit") == 0) {
		each.task = (struct task){ .editor = call->editor, .window = call->window };
		each.line.text = (char *)(uintptr_t)"it";
		return tell(&each, call->err);
	}
	each.step = strcmp(answer, "yes") == 0 ? STEP_ONE :
		    strcmp(answer, "all") == 0 ? STEP_ALL : STEP_FIND;
	return start(call, &each, text + used);
}

static const char *const answers[] = { "yes", "no", "all", "quit", NULL };

const struct command commands_replace_each[] = {
	{
		.name = "replace-each", .group = GROUP_SEARCH,
		.args = { { .type = ARG_TEXT, .name = "pattern => with" } },
		.flags = COMMAND_WINDOW | COMMAND_CHANGES,
		.help = "Asks at each hit whether to replace it.", .run = run_each,
	},
	{
		.name = "replace-answer", .group = GROUP_SEARCH,
		.args = { { .type = ARG_CHOICE, .name = "answer", .choices = answers },
			  { .type = ARG_TEXT, .name = "state" } },
		.flags = COMMAND_WINDOW | COMMAND_CHANGES | COMMAND_QUIET | COMMAND_KEEP,
		.help = "Answers a question of replace-each.", .run = run_answer,
	},
	{ .name = NULL },
};
