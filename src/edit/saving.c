/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A save is a task. While it runs the document is edited on; the window remembers which state is
 * being saved, so that the same is not saved twice.
 *
 * "Quit when saved" is a wish of the editor, not of one save: it is granted when the last save has
 * ended, and given up by the first that fails and by changes made meanwhile.
 */
#include "edit/saving.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/number.h"
#include "edit/argument.h"
#include "edit/editor.h"
#include "edit/news.h"
#include "edit/show.h"
#include "edit/task.h"
#include "edit/window_conflict.h"

static void tell(struct editor *editor, const struct window *window, const struct job *job)
{
	char size[NUMBER_TEXT];

	switch (save_method(job)) {
	case SAVE_NOTHING:
		editor_message(editor, MESSAGE_INFO, "there are no changes to save");
		break;
	case SAVE_SYNC:
		editor_message(editor, MESSAGE_INFO, "%s: all edits are on the disk",
			       document_name(window->document));
		break;
	default:
		if (*save_warning(job))
			editor_message(editor, MESSAGE_WARNING, "saved %s, but %s", save_path(job),
				       save_warning(job));
		else if (editor->saved > 1)
			editor_message(editor, MESSAGE_INFO, "saved %u files", editor->saved);
		else
			editor_message(editor, MESSAGE_INFO, "saved %s, %s", save_path(job),
				       number_size(save_size(job), size));
	}
}

static void quit_if_wished(struct editor *editor)
{
	if (!editor->quit_when_saved || editor->saving > 0)
		return;
	editor->quit_when_saved = false;
	if (editor_is_modified(editor))
		editor_message(editor, MESSAGE_WARNING,
			       "saved, but there are newer changes: not quitting");
	else
		editor->quit = true;
}

/* Longer saves are asked about, and tell how fast the disk is. */
#define LONG_SAVE (UINT64_C(64) << 20)

/* Bytes a second while no long save has told: a hard disk, or a slow SSD, that also syncs. */
#define ASSUMED_RATE (UINT64_C(100) << 20)

static void measure(struct editor *editor, const struct window *window, const struct job *job)
{
	uint64_t took = clock_ms() - window->saving_since;

	if (save_work(job) > LONG_SAVE)
		editor->save_rate = save_work(job) / (took > 0 ? took : 1) * 1000;
}

static bool save_ended(struct task *task, struct job *job, const struct err *failure,
		       struct err *err)
{
	struct editor *editor = task->editor;

	editor->saving--;
	task->window->saving = false;
	if (failure) {
		editor->quit_when_saved = false;
		task->window->closing = false;
		save_abandon(job, task->window->document);
		*err = *failure;
		return err_prefix(err, "not saved");
	}
	save_finish(job, task->window->document);
	measure(editor, task->window, job);
	editor->saved++;
	if (task->window->saving_whole) {
		task->window->kept = true;
		task->window->kept_generation = task->window->saving_generation;
	}
	tell(editor, task->window, job);
	quit_if_wished(editor);
	return true;
}

static struct save_request with_options(const struct editor *editor,
					const struct save_request *request)
{
	struct save_request asked = *request;

	asked.choice = (enum save_choice)editor->options.savemethod;
	asked.backup = editor->options.backup;
	return asked;
}

/* ":write! 0x10,+0x20 NAME": the save as a command line. */
static void add_line(struct buf *line, const struct window *window,
		     const struct save_request *request, bool overwrite)
{
	buf_format(line, "%s%s", request->rename ? "write-as" : "write", overwrite ? "!" : "");
	if (request->partial)
		buf_format(line, " 0x%" PRIx64 ",+0x%" PRIx64, window_address(window, request->pos),
			   request->len);
	if (request->path) {
		buf_add_byte(line, ' ');
		argument_quote(request->path, line);
	}
}

/* The same, for the save that is asked about: what was to follow it follows. */
static void add_whole_line(struct buf *line, const struct editor *editor,
			   const struct window *window, const struct save_request *request)
{
	bool own = !request->path && !request->partial;

	if (own && window->closing)
		buf_text(line, "close write");
	else if (own && editor->quit_when_saved)
		buf_text(line, request->overwrite ? "wq!" : "wq");
	else
		add_line(line, window, request, request->overwrite);
}

/* The question of a long save. *err is ERR_NONE: it was asked. */
static bool ask_long(struct editor *editor, const struct window *window,
		     const struct save_request *request, const struct job *job, struct err *err)
{
	uint64_t rate = editor->save_rate > 0 ? editor->save_rate : ASSUMED_RATE;
	uint64_t work = save_work(job), seconds = work / rate + 1;
	struct buf line = BUF_INIT, question = BUF_INIT;
	char size[NUMBER_TEXT];
	bool asked;

	add_whole_line(&line, editor, window, request);
	buf_format(&question, "%s: %s %s, about ", save_path(job), number_size(work, size),
		   save_method_text(save_method(job)));
	if (seconds < 120)
		buf_format(&question, "%" PRIu64 " s", seconds);
	else
		buf_format(&question, "%" PRIu64 " min", seconds / 60);
	const struct prompt_choice choices[] = {
		{ 'w', "write", buf_string(&line) },
		{ 'c', "cancel", NULL },
	};
	asked = buf_ok(&line) && buf_ok(&question) ?
		prompt_ask(editor, buf_string(&question), choices, 2, err) : err_nomem(err);
	buf_done(&line);
	buf_done(&question);
	if (asked) {
		editor->prompt.agrees = true;
		err_clear(err);
	}
	return asked;
}

static bool start(struct editor *editor, struct window *window, const struct save_request *request,
		  struct err *err)
{
	const struct save_request asked = with_options(editor, request);
	struct job *job = save_new(window->document, &asked, err);
	bool agreed = editor->agreed || !show_can_ask(editor);
	struct task *task;
	bool ok;

	if (job && !agreed && save_work(job) > LONG_SAVE) {
		ok = ask_long(editor, window, request, job, err);
		job_free(job);
		return ok;
	}
	editor->agreed = false;
	task = job ? malloc(sizeof(*task)) : NULL;
	if (!task) {
		if (job)
			err_nomem(err);
		job_free(job);
		return false;
	}
	task_init(task, editor, window, save_ended);
	if (editor->saving == 0)
		editor->saved = 0;
	editor->saving++;
	window->saving = true;
	window->saving_since = clock_ms();
	window->saving_generation = document_generation(window->document);
	window->saving_whole = !request->partial;
	ok = task_start(task, job, err);
	if (!ok && window->saving) {
		/* It was not started. */
		window->saving = false;
		editor->saving--;
	}
	return ok;
}

/* The file can not be replaced: moving bytes within it is agreed to as overwriting is. The text is
 * the plan's, up to the way out. */
static bool ask_shift(struct editor *editor, const struct window *window,
		      const struct save_request *request, struct err *err)
{
	const char *way_out = strstr(err->text, "; :write!");
	struct prompt_choice choices[] = {
		{ 's', "shift in place", NULL },
		{ 'n', "other name", "write-as" },
		{ 'c', "cancel", NULL },
	};
	struct buf line = BUF_INIT, question = BUF_INIT;
	bool asked;

	add_line(&line, window, request, true);
	choices[0].line = buf_string(&line);
	buf_format(&question, "%.*s", way_out ? (int)(way_out - err->text) : (int)strlen(err->text),
		   err->text);
	asked = buf_ok(&line) && buf_ok(&question) ?
		prompt_ask(editor, buf_string(&question), choices, 3, err) : err_nomem(err);
	buf_done(&line);
	buf_done(&question);
	if (asked)
		err_clear(err);
	return asked;
}

/* The answers are command lines; a name that exists has nothing to be reloaded. */
static bool ask(struct editor *editor, const struct window *window,
		const struct save_request *request, enum err_code why, struct err *err)
{
	const char *name = request->path ? request->path : document_name(window->document);
	struct buf line = BUF_INIT, question = BUF_INIT;
	struct prompt_choice choices[4];
	int count = 0;
	struct document_news news = document_look(window->document);
	bool gone = why == ERR_CHANGED && news.disk == DISK_GONE;
	bool asked;

	add_line(&line, window, request, true);
	buf_format(&question, "%s ", name);
	if (why == ERR_EXISTS)
		buf_text(&question, "exists");
	else if (news.disk == DISK_SAME)
		buf_text(&question, "was changed by another program");
	else
		news_text(&news, &question);
	choices[count++] = gone ? (struct prompt_choice){ 'w', "write anew", buf_string(&line) } :
				  (struct prompt_choice){ 'o', "overwrite", buf_string(&line) };
	if (why == ERR_CHANGED && !gone)
		choices[count++] = (struct prompt_choice){ 'r', "reload", "reload" };
	choices[count++] = (struct prompt_choice){ 'n', "other name", "write-as" };
	choices[count++] = (struct prompt_choice){ 'c', "cancel", NULL };
	asked = buf_ok(&line) && buf_ok(&question) ?
		prompt_ask(editor, buf_string(&question), choices, count, err) : err_nomem(err);
	buf_done(&line);
	buf_done(&question);
	if (asked)
		err_clear(err);
	return asked;
}

bool saving_refuse_viewer(struct err *err)
{
	return err_set(err, ERR_REFUSED, "burin was started with -r, and gave up the right to "
		       "write: start it without -r");
}

/* The changes that are held back are taken back, as one step. */
static bool take_held_back(struct window *window, bool *taken, struct err *err)
{
	struct document_changes changes;
	bool ok = document_list_changes(window->document, &changes, err);

	document_seal(window->document);
	*taken = false;
	for (size_t i = 0; ok && i < changes.count; i++) {
		const struct document_change *change = &changes.list[i];

		if (change->len != change->old_len ||
		    !window_is_held(window, change->pos, change->len))
			continue;
		ok = document_take_back(window->document, change, *taken ? DOCUMENT_GROUP : 0, err);
		*taken = *taken || ok;
	}
	document_changes_done(&changes);
	return ok;
}

/* What is saved is the document without them; at once they are there again, and are what is not
 * saved. */
static bool start_without_held(struct editor *editor, struct window *window,
			       const struct save_request *request, struct err *err)
{
	struct document_place place;
	struct err ignored;
	bool taken, ok;

	ok = take_held_back(window, &taken, err) && start(editor, window, request, err);
	if (taken && !document_undo(window->document, &place, &ignored))
		editor_message(editor, MESSAGE_WARNING, "what was held back is undone: %s",
			       ignored.text);
	document_seal(window->document);
	window_follow(window);
	if (ok && editor->prompt.kind == PROMPT_NONE)
		window->held_count = 0;
	return ok;
}

/* Whether the save writes to a device about which nobody was asked yet. Nothing beside it is left
 * to go back to. */
static bool is_first_on_device(const struct window *window, const struct save_request *request)
{
	const char *own = document_path(window->document);

	return document_is_device(window->document) && !window->device_meant &&
	       document_mode(window->document) == DOCUMENT_COPY && !request->partial &&
	       document_is_modified(window->document) &&
	       (!request->path || (own && strcmp(own, request->path) == 0));
}

static bool ask_for_device(struct editor *editor, const struct window *window, struct err *err)
{
	static const struct prompt_choice choices[] = {
		{ 'w', "write to it", "write!" },
		{ 'c', "cancel", NULL },
	};
	const struct document *document = window->document;
	struct buf question = BUF_INIT;
	char size[NUMBER_TEXT];
	bool asked;

	buf_format(&question, "the changes are written to the device %s (%s)",
		   document_name(document), number_size(document_size(document), size));
	if (!buf_ok(&question))
		asked = err_nomem(err);
	else if (show_can_ask(editor))
		asked = prompt_ask(editor, buf_string(&question), choices, 2, err);
	else
		asked = err_set(err, ERR_REFUSED, "%s: \"write!\" says that it is meant",
				buf_string(&question));
	buf_done(&question);
	return asked;
}

/* "write!" is here the answer to the question for the device, and no more than that: what another
 * program changed meanwhile is still asked about. */
static bool start_on_device(struct editor *editor, struct window *window,
			    const struct save_request *request, struct err *err)
{
	struct save_request meant = *request;

	if (!request->overwrite)
		return ask_for_device(editor, window, err);
	window->device_meant = true;
	meant.overwrite = false;
	return saving_start(editor, window, &meant, err);
}

bool saving_start(struct editor *editor, struct window *window, const struct save_request *request,
		  struct err *err)
{
	if (editor->viewer)
		return saving_refuse_viewer(err);
	if (window->saving)
		return err_set(err, ERR_BUSY, "%s is being saved: wait for it or stop it with Esc",
			       document_name(window->document));
	if (is_first_on_device(window, request))
		return start_on_device(editor, window, request, err);
	if (window->held_count > 0 && !request->path ?
	    start_without_held(editor, window, request, err) :
	    start(editor, window, request, err))
		return true;
	if (!show_can_ask(editor) || request->overwrite ||
	    (err->code != ERR_EXISTS && err->code != ERR_CHANGED && err->code != ERR_ASK))
		return false;
	if (err->code == ERR_ASK)
		return ask_shift(editor, window, request, err);
	return ask(editor, window, request, err->code, err);
}

bool saving_is_over(const struct window *window, struct err *err)
{
	return !window->saving ||
	       err_set(err, ERR_BUSY, "%s is being saved: wait for it",
		       document_name(window->document));
}

/* Nothing is to be done, or it is being done. */
static bool is_cared_for(const struct window *window)
{
	const struct document *document = window->document;

	if (document_mode(document) != DOCUMENT_WRITE && !document_is_modified(document))
		return true;
	return window->saving && window->saving_generation == document_generation(document);
}

/* A save that is asked about is not under way. */
static bool save_one(struct editor *editor, size_t index, bool overwrite, struct err *err)
{
	struct window *window = editor->windows[index];
	struct document *document = window->document;
	const struct save_request request = { .overwrite = overwrite };

	if (is_cared_for(window))
		return true;
	/* The question, if there is one, is about what one sees. */
	if (document_disk(document) != DISK_SAME || !document_path(document))
		editor_show(editor, index);
	if (!document_path(document))
		return err_set(err, ERR_REFUSED, "%s has no name yet: write NAME gives it one",
			       document_name(document));
	return saving_start(editor, window, &request, err) && editor->prompt.kind == PROMPT_NONE;
}

static bool is_any_changed(const struct editor *editor)
{
	for (size_t i = 0; i < editor->window_count; i++)
		if (!is_cared_for(editor->windows[i]))
			return true;
	return false;
}

bool editor_save_all(struct editor *editor, bool quit, bool overwrite, struct err *err)
{
	bool ok = true;

	err_clear(err);
	editor->quit_when_saved = quit;
	if (!quit && !is_any_changed(editor))
		editor_message(editor, MESSAGE_INFO, "there are no changes to save");
	if (editor->saving == 0)
		editor->saved = 0;
	/* Saves that end at once do not count as the last. */
	editor->saving++;
	for (size_t i = 0; ok && i < editor->window_count; i++)
		ok = save_one(editor, i, overwrite, err);
	editor->saving--;
	if (ok)
		quit_if_wished(editor);
	else
		editor->quit_when_saved = false;
	return ok || err->code == ERR_NONE;
}
