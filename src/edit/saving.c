/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A save is a task. While it runs the document is edited on; the window remembers which state is
 * being saved, so that the same is not saved twice.
 *
 * "Quit when saved" is a wish of the editor, not of one save: it is granted when the last save has
 * ended, and given up by the first that fails and by changes made meanwhile.
 */
#include "edit/saving.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/number.h"
#include "edit/editor.h"
#include "edit/notebook.h"
#include "edit/saving_ask.h"
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

static bool is_more_wished(const struct editor *editor)
{
	for (size_t i = 0; i < editor->window_count; i++)
		if (editor->windows[i]->buffer->save_again)
			return true;
	return false;
}

static void quit_if_wished(struct editor *editor)
{
	struct err err;

	if (!editor->quit_when_saved || editor->saving > 0 || is_more_wished(editor))
		return;
	editor->quit_when_saved = false;
	if (editor_is_modified(editor))
		editor_message(editor, MESSAGE_WARNING,
			       "saved, but there are newer changes: not quitting");
	else if (!notebook_keep_all(editor, &err))
		editor_message(editor, MESSAGE_WARNING, "saved, but %s: not quitting", err.text);
	else
		editor->quit = true;
}

/* They are of what is saved now. */
static void keep_notes(struct editor *editor, struct window *window)
{
	struct err err;

	if (!notebook_keep(editor, window, false, &err))
		editor_message(editor, MESSAGE_WARNING, "saved, but %s", err.text);
}

static void measure(struct editor *editor, const struct window *window, const struct job *job)
{
	uint64_t took = clock_ms() - window->buffer->saving_since;

	if (save_work(job) > SAVING_LONG)
		editor->save_rate = save_work(job) / (took > 0 ? took : 1) * 1000;
}

static bool save_ended(struct task *task, struct job *job, const struct err *failure,
		       struct err *err)
{
	struct editor *editor = task->editor;

	editor->saving--;
	task->window->buffer->saving = false;
	if (failure) {
		editor->quit_when_saved = false;
		task->window->buffer->closing = false;
		task->window->buffer->save_again = false;
		save_abandon(job, task->window->document);
		*err = *failure;
		return err_prefix(err, "not saved");
	}
	save_finish(job, task->window->document);
	measure(editor, task->window, job);
	editor->saved++;
	if (task->window->buffer->saving_whole) {
		task->window->buffer->kept = true;
		task->window->buffer->kept_generation = task->window->buffer->saving_generation;
	}
	tell(editor, task->window, job);
	keep_notes(editor, task->window);
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

static bool start(struct editor *editor, struct window *window, const struct save_request *request,
		  struct err *err)
{
	const struct save_request asked = with_options(editor, request);
	struct job *job = save_new(window->document, &asked, err);
	bool agreed = editor->agreed || !show_can_ask(editor);
	struct task *task;
	bool ok;

	if (job && !agreed && save_work(job) > SAVING_LONG) {
		ok = saving_ask_long(editor, window, request, job, err);
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
	window->buffer->saving = true;
	window->buffer->saving_since = clock_ms();
	window->buffer->saving_generation = document_generation(window->document);
	window->buffer->saving_whole = !request->partial;
	ok = task_start(task, job, err);
	if (!ok && window->buffer->saving) {
		/* It was not started. */
		window->buffer->saving = false;
		editor->saving--;
	}
	return ok;
}

bool saving_refuse_viewer(struct err *err)
{
	return err_set(err, ERR_REFUSED, "burin was started with -r or --forensic, and gave up "
		       "the right to write: start it without");
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
		window->buffer->held_count = 0;
	return ok;
}

/* Whether the save writes to a device about which nobody was asked yet. Nothing beside it is left
 * to go back to. */
static bool is_first_on_device(const struct window *window, const struct save_request *request)
{
	const char *own = document_path(window->document);

	return document_is_device(window->document) && !window->buffer->device_meant &&
	       document_mode(window->document) == DOCUMENT_COPY && !request->partial &&
	       document_is_modified(window->document) &&
	       (!request->path || (own && strcmp(own, request->path) == 0));
}

/* "write!" is here the answer to the question for the device, and no more than that: what another
 * program changed meanwhile is still asked about. */
static bool start_on_device(struct editor *editor, struct window *window,
			    const struct save_request *request, struct err *err)
{
	struct save_request meant = *request;

	if (!request->overwrite)
		return saving_ask_for_device(editor, window, err);
	window->buffer->device_meant = true;
	meant.overwrite = false;
	return saving_start(editor, window, &meant, err);
}

/* The message that a save has ended would hide a refusal: what was asked for while it ran is done
 * after it. */
static bool start_later(struct editor *editor, struct window *window,
			const struct save_request *request, struct err *err)
{
	const char *name = document_name(window->document);

	if (request->path || request->partial ||
	    window->buffer->saving_generation == document_generation(window->document))
		return err_set(err, ERR_BUSY, "%s is being saved: wait for it or stop it with Esc",
			       name);
	window->buffer->save_again = true;
	window->buffer->save_again_anyway = request->overwrite;
	editor_message(editor, MESSAGE_INFO,
		       "%s is being saved: the newer changes are saved after that", name);
	return true;
}

bool saving_start(struct editor *editor, struct window *window, const struct save_request *request,
		  struct err *err)
{
	if (editor->viewer)
		return saving_refuse_viewer(err);
	if (window->buffer->saving)
		return start_later(editor, window, request, err);
	if (is_first_on_device(window, request))
		return start_on_device(editor, window, request, err);
	if (window->buffer->held_count > 0 && !request->path ?
	    start_without_held(editor, window, request, err) :
	    start(editor, window, request, err))
		return true;
	if (!show_can_ask(editor) || request->overwrite ||
	    (err->code != ERR_EXISTS && err->code != ERR_CHANGED && err->code != ERR_ASK))
		return false;
	if (err->code == ERR_ASK)
		return saving_ask_shift(editor, window, request, err);
	return saving_ask(editor, window, request, err->code, err);
}

/* Nothing is to be done, or it is being done. */
static bool is_cared_for(const struct window *window)
{
	const struct document *document = window->document;

	if (document_mode(document) != DOCUMENT_WRITE && !document_is_modified(document))
		return true;
	return window->buffer->saving &&
	       window->buffer->saving_generation == document_generation(document);
}

/* A question must not come over a line that is being typed. */
void editor_save_again(struct editor *editor)
{
	for (size_t i = 0; i < editor->window_count; i++) {
		struct window *window = editor->windows[i];
		struct buffer *buffer = window->buffer;
		const struct save_request request = { .overwrite = buffer->save_again_anyway };
		struct err err;
		bool ok;

		if (!buffer->save_again || buffer->saving || editor->prompt.kind != PROMPT_NONE)
			continue;
		buffer->save_again = false;
		if (is_cared_for(window)) {
			quit_if_wished(editor);
			continue;
		}
		ok = saving_start(editor, window, &request, &err);
		if (!ok)
			editor_error(editor, &err);
		if (!ok || editor->prompt.kind != PROMPT_NONE)
			editor->quit_when_saved = window->buffer->closing = false;
	}
}

bool saving_forget_again(struct editor *editor, struct window *window)
{
	if (!window->buffer->save_again)
		return false;
	window->buffer->save_again = window->buffer->closing = false;
	editor->quit_when_saved = false;
	return true;
}

bool saving_is_over(const struct window *window, struct err *err)
{
	return !window->buffer->saving ||
	       err_set(err, ERR_BUSY, "%s is being saved: wait for it",
		       document_name(window->document));
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
		editor_reach(editor, index);
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
	ok = ok && (quit || notebook_keep_all(editor, err));
	if (ok)
		quit_if_wished(editor);
	else
		editor->quit_when_saved = false;
	return ok || err->code == ERR_NONE;
}
