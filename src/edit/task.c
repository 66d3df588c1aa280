/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A task outlives its command, or waits for it; only in the second case somebody is there to take
 * the error. */
#include "edit/task.h"

#include <stdlib.h>

#include "edit/editor.h"
#include "edit/show.h"

void task_init(struct task *task, struct editor *editor, struct window *window, task_end *end)
{
	*task = (struct task){ .editor = editor, .window = window, .end = end };
}

static void finish(void *context, struct job *job, const struct err *failure)
{
	struct task *task = context;

	err_clear(&task->err);
	task->ok = task->end(task, job, failure, &task->err);
	if (task->waited)
		return;
	if (!task->ok && task->err.code == ERR_CANCELLED)
		editor_message(task->editor, MESSAGE_INFO, "%s", task->err.text);
	else if (!task->ok && *task->err.text != '\0')
		editor_error(task->editor, &task->err);
	free(task);
}

bool task_start(struct task *task, struct job *job, struct err *err)
{
	struct queue *queue = task->editor->queue;
	bool waited = !show_can_ask(task->editor);
	bool ok;

	if (!job) {
		free(task);
		return false;
	}
	task->waited = waited;
	if (!queue_start(queue, job, task->window->document, finish, task, err)) {
		free(task);
		return false;
	}
	if (!waited)
		return true;
	queue_wait(queue);
	ok = task->ok;
	*err = task->err;
	free(task);
	return ok;
}
