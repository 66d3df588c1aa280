/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A task outlives its command, or waits for it; only in the second case somebody is there to take
 * the error. A chain of jobs is a loop in run(), not a call within the end of the one before: where
 * jobs run inline a count of a million would need as many stack frames.
 */
#include "edit/task.h"

#include <stdlib.h>

#include "edit/editor.h"
#include "edit/show.h"

void task_init(struct task *task, struct editor *editor, struct window *window, task_end *end)
{
	*task = (struct task){ .editor = editor, .window = window, .end = end,
				.letters = editor->letters };
}

static void task_free(struct task *task)
{
	if (task->release)
		task->release(task);
	free(task);
}

/* Shows how it went. Frees it. */
static void tell(struct task *task)
{
	if (!task->ok && task->err.code == ERR_CANCELLED)
		editor_message(task->editor, MESSAGE_INFO, "%s", task->err.text);
	else if (!task->ok && *task->err.text != '\0')
		editor_error(task->editor, &task->err);
	task_free(task);
}

static bool run(struct task *task, struct job *job);

static void finish(void *context, struct job *job, const struct err *failure)
{
	struct task *task = context;

	err_clear(&task->err);
	task->next = NULL;
	task->editor->typed_on = task->letters != task->editor->letters;
	task->ok = task->end(task, job, failure, &task->err);
	task->editor->typed_on = false;
	task->ended = true;
	if (!task->starting && run(task, task->next))
		tell(task);
}

/* Runs the job and those that come after it. False: it goes on in the queue, and finish() will see
 * the end. */
static bool run(struct task *task, struct job *job)
{
	struct queue *queue = task->editor->queue;
	const void *owner = task->window ? (const void *)task->window->document : task->editor;

	/* One that just ended leaves others that were cancelled with it interrupted. */
	if (job && task->window)
		document_interrupt(task->window->document, false);
	while (job) {
		task->ended = false;
		task->starting = true;
		if (!queue_start(queue, job, owner, finish, task, &task->err)) {
			task->ok = false;
			return true;
		}
		if (task->waited)
			queue_wait(queue);
		task->starting = false;
		if (!task->ended)
			return false;
		job = task->next;
	}
	return true;
}

bool task_start(struct task *task, struct job *job, struct err *err)
{
	bool ok;

	if (!job) {
		task_free(task);
		return false;
	}
	task->waited = !show_can_ask(task->editor);
	if (!run(task, job))
		return true;
	if (task->ended && !task->waited) {
		tell(task);
		return true;
	}
	ok = task->ok;
	*err = task->err;
	task_free(task);
	return ok;
}
