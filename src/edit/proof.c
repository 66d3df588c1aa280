/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of the whole document, as it is shown. */
#include "edit/proof.h"

#include <stdlib.h>
#include <string.h>

#include "edit/action_log.h"
#include "edit/editor.h"
#include "edit/show.h"
#include "edit/task.h"
#include "scan/digest.h"

static struct job *job_of(const struct document *document, struct err *err)
{
	struct snapshot snapshot = document_snapshot(document);
	struct digest *digest = digest_new(err);
	struct job *job = NULL;

	if (digest && digest_add(digest, "sha256", err))
		job = digest_job(&snapshot, 0, snapshot_len(&snapshot), digest, err);
	else
		digest_free(digest);
	snapshot_done(&snapshot);
	return job;
}

static bool ended(struct task *task, struct job *job, const struct err *failure, struct err *err)
{
	const struct document *document = task->window->document;
	struct buf line = BUF_INIT;
	const char *hex;
	bool ok;

	if (failure) {
		*err = *failure;
		action_log_add(task->editor->actions, "sha256 \"%s\": %s",
			       document_name(document), failure->text);
		return false;
	}
	hex = digest_hex(digest_of(job), 0);
	if (!*task->window->buffer->sha256)
		memcpy(task->window->buffer->sha256, hex, SHA256_TEXT);
	action_log_add(task->editor->actions, "sha256 %s \"%s\"%s", hex, document_name(document),
		       document_is_modified(document) ? ", with unsaved changes" : "");
	buf_format(&line, "SHA-256 %s", hex);
	ok = buf_ok(&line) ? show_text(task->editor, "SHA-256", buf_string(&line), err) :
			     err_nomem(err);
	buf_done(&line);
	return ok;
}

bool proof_run(struct call *call)
{
	struct task *task = malloc(sizeof(*task));

	if (!task)
		return err_nomem(call->err);
	task_init(task, call->editor, call->window, ended);
	return task_start(task, job_of(call->window->document, call->err), call->err);
}

void proof_begin(struct editor *editor)
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

enum proof proof_end(struct editor *editor, size_t index, char text[SHA256_TEXT], struct err *err)
{
	const struct window *window = editor->windows[index];
	struct job *job = job_of(window->document, err);
	enum proof end = PROOF_FAILED;

	if (job && job_run(job, err)) {
		memcpy(text, digest_hex(digest_of(job), 0), SHA256_TEXT);
		end = !*window->buffer->sha256			     ? PROOF_ALONE :
		      strcmp(text, window->buffer->sha256) == 0 ? PROOF_SAME : PROOF_OTHER;
		action_log_add(editor->actions, "sha256 %s \"%s\" at the end, %s", text,
			       document_name(window->document),
			       end == PROOF_SAME  ? "the same as at the start" :
			       end == PROOF_OTHER ? "OTHER than at the start" :
						    "there was none at the start");
	} else {
		action_log_add(editor->actions, "sha256 \"%s\" at the end: %s",
			       document_name(window->document), err->text);
	}
	job_free(job);
	return end;
}
