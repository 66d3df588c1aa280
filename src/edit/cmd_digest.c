/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SHA-256 of a document: as a command, and at the start and the end of a session that has to
 * show that it changed nothing. */
#include "edit/commands.h"

#include <stdlib.h>
#include <string.h>

#include "edit/action_log.h"
#include "edit/digest.h"
#include "edit/editor.h"
#include "edit/show.h"
#include "edit/task.h"
#include "scan/sha256.h"

static bool digest_ended(struct task *task, struct job *job, const struct err *failure,
			 struct err *err)
{
	const struct document *document = task->window->document;
	char text[SHA256_TEXT];
	struct buf line = BUF_INIT;
	bool ok;

	if (failure) {
		*err = *failure;
		action_log_add(task->editor->actions, "sha256 \"%s\": %s",
			       document_name(document), failure->text);
		return false;
	}
	sha256_text(job, text);
	if (!*task->window->sha256)
		memcpy(task->window->sha256, text, sizeof(text));
	action_log_add(task->editor->actions, "sha256 %s \"%s\"%s", text, document_name(document),
		       document_is_modified(document) ? ", with unsaved changes" : "");
	buf_format(&line, "SHA-256 %s", text);
	ok = buf_ok(&line) ? show_text(task->editor, "SHA-256", buf_string(&line), err) :
			     err_nomem(err);
	buf_done(&line);
	return ok;
}

static bool run_sha256(struct call *call)
{
	struct task *task = malloc(sizeof(*task));
	struct snapshot snapshot;
	struct job *job;

	if (!task)
		return err_nomem(call->err);
	task_init(task, call->editor, call->window, digest_ended);
	snapshot = document_snapshot(call->window->document);
	job = sha256_new(&snapshot, call->err);
	snapshot_done(&snapshot);
	return task_start(task, job, call->err);
}

void digest_begin(struct editor *editor)
{
	size_t current = editor->current;
	struct err err;

	for (size_t i = 0; i < editor->window_count; i++) {
		editor_show(editor, i);
		if (!editor_run(editor, "sha256", &err))
			editor_error(editor, &err);
	}
	editor_show(editor, current);
}

enum digest_end digest_end(struct editor *editor, size_t index, char text[SHA256_TEXT],
			   struct err *err)
{
	const struct window *window = editor->windows[index];
	struct snapshot snapshot = document_snapshot(window->document);
	struct job *job = sha256_new(&snapshot, err);
	bool ok = job && job_run(job, err);
	enum digest_end end = DIGEST_FAILED;

	if (ok) {
		sha256_text(job, text);
		end = !*window->sha256			     ? DIGEST_ALONE :
		      strcmp(text, window->sha256) == 0 ? DIGEST_SAME : DIGEST_OTHER;
		action_log_add(editor->actions, "sha256 %s \"%s\" at the end, %s", text,
			       document_name(window->document),
			       end == DIGEST_SAME  ? "the same as at the start" :
			       end == DIGEST_OTHER ? "OTHER than at the start" :
						     "there was none at the start");
	} else {
		action_log_add(editor->actions, "sha256 \"%s\" at the end: %s",
			       document_name(window->document), err->text);
	}
	job_free(job);
	snapshot_done(&snapshot);
	return end;
}

const struct command commands_digest[] = {
	{
		.name = "sha256", .group = GROUP_FILE, .flags = COMMAND_WINDOW,
		.help = "Tells the SHA-256 of all bytes as they are shown.", .run = run_sha256,
	},
	{ .name = NULL },
};
