/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Notes are kept as soon as they are made, by a job: neither the samples of the file that tell its
 * content nor the disk that the notes are written to are waited for between two keys. The job has
 * copies of all that it needs; the editor's thread takes what it knows of the side file when it has
 * ended. Who writes the notes himself ends it first.
 *
 * That a file which is edited in place has another content than the notes say is mended when these
 * are kept the next time: to write them with every key was rejected. To have them in the edit log
 * was too: it is there to make edits again, and is dropped where there are none.
 */
#include "edit/notebook_private.h"

#include <stdlib.h>

#include "edit/editor.h"

struct keeping {
	struct job job;
	struct editor *editor;
	struct buffer *buffer;
	struct snapshot saved;   /* owned */
	struct buf path, about;
	struct notes_target target;
	struct notes_file file;  /* owned */
	struct notes sent, merged;       /* owned: as they went, and as they are there then */
	struct notes_identity identity;
	size_t taken;            /* notes of others in `merged` */
	uint64_t version, saves, generation;     /* when it was started */
};

static enum job_state keeping_step(struct job *job, struct err *err)
{
	struct keeping *keeping = (struct keeping *)job;

	if (!notes_identity_read(&keeping->saved, &keeping->identity)) {
		err_set(err, ERR_LOST, "the file does not answer");
		return JOB_FAILED;
	}
	return notes_file_write(&keeping->file, &keeping->target, &keeping->merged,
				&keeping->identity, &keeping->taken, err) ? JOB_DONE : JOB_FAILED;
}

static void keeping_free(struct job *job)
{
	struct keeping *keeping = (struct keeping *)job;

	snapshot_done(&keeping->saved);
	buf_done(&keeping->path);
	buf_done(&keeping->about);
	notes_file_done(&keeping->file);
	notes_done(&keeping->sent);
	notes_done(&keeping->merged);
	free(keeping);
}

static const struct job_class keeping_class = {
	.verb = "keeping notes", .step = keeping_step, .free = keeping_free,
};

/* The copies. */
static bool fill(struct keeping *keeping, const struct window *window, struct err *err)
{
	const struct window_notes *notebook = &keeping->buffer->notebook;
	const struct document *document = window->document;

	if (!notebook_need_path(keeping->editor, window, &keeping->path, err) ||
	    !notes_copy(&notebook->notes, &keeping->sent, err) ||
	    !notes_to_saved(&keeping->sent, document, err) ||
	    !notes_copy(&keeping->sent, &keeping->merged, err) ||
	    !notes_file_copy(&notebook->file, &keeping->file, err))
		return false;
	buf_text(&keeping->about, document_path(document));
	keeping->target = notebook_target(keeping->editor, document, buf_string(&keeping->path));
	keeping->target.about = buf_string(&keeping->about);
	keeping->version = notebook->notes.version;
	keeping->saves = document_saves(document);
	keeping->generation = document_generation(document);
	return buf_ok(&keeping->about) || err_nomem(err);
}

static struct job *keeping_new(struct editor *editor, struct window *window, struct err *err)
{
	struct keeping *keeping = calloc(1, sizeof(*keeping));

	if (!keeping) {
		err_nomem(err);
		return NULL;
	}
	job_init(&keeping->job, &keeping_class, 1);
	keeping->editor = editor;
	keeping->buffer = window->buffer;
	keeping->saved = notes_identity_snapshot(window->document);
	if (fill(keeping, window, err))
		return &keeping->job;
	job_free(&keeping->job);
	return NULL;
}

static void tell(struct editor *editor, const struct err *err)
{
	if (editor->message_kind != MESSAGE_ERROR)
		editor_message(editor, MESSAGE_WARNING, "the notes are not kept: %s", err->text);
}

static void take(struct keeping *keeping)
{
	struct window_notes *notebook = &keeping->buffer->notebook;
	struct notes_file file = notebook->file;
	struct err err;

	notebook->file = keeping->file;
	keeping->file = file;
	notebook->saves = keeping->saves;
	notebook->generation = keeping->generation;
	notebook->version = keeping->version;
	if (!notebook_take_merged(keeping->editor, keeping->buffer->windows, keeping->taken,
				  &keeping->merged, &keeping->sent, &err))
		tell(keeping->editor, &err);
}

/* Of one that was cancelled nothing was written: who did that writes himself. */
static void ended(void *context, struct job *job, const struct err *failure)
{
	struct buffer *buffer = context;
	struct keeping *keeping = (struct keeping *)job;

	buffer->notebook.keeping = false;
	if (!failure)
		take(keeping);
	else if (failure->code == ERR_CANCELLED)
		buffer->notebook.tried = UINT64_MAX;
	else
		tell(keeping->editor, failure);
}

static bool is_due(const struct editor *editor, const struct window *window)
{
	const struct window_notes *notebook = &window->buffer->notebook;
	struct err ignored;

	return notebook->notes.version != notebook->version &&
	       notebook->notes.version != notebook->tried && notebook->begun &&
	       !notebook->keeping && !notebook->foreign && !window->buffer->saving &&
	       !notebook_why_not(editor, window) && document_answers(window->document, &ignored);
}

static void start(struct editor *editor, struct window *window)
{
	struct window_notes *notebook = &window->buffer->notebook;
	struct job *job;
	struct err err;

	notes_follow(&notebook->notes, window->document);
	notebook->tried = notebook->notes.version;
	job = keeping_new(editor, window, &err);
	notebook->keeping = job && queue_start_aside(editor->queue, job, notebook, ended,
						     window->buffer, &err);
	if (!notebook->keeping)
		tell(editor, &err);
}

void notebook_tend(struct editor *editor)
{
	for (size_t i = 0; i < editor->window_count; i++)
		if (is_due(editor, editor->windows[i]))
			start(editor, editor->windows[i]);
}

void notebook_settle(struct editor *editor, struct buffer *buffer)
{
	if (buffer->notebook.keeping)
		queue_end(editor->queue, &buffer->notebook);
}
