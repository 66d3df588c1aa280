/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Long work that a command starts on a window's document, if there is one: a job in the queue, and
 * what is done when it has ended.
 *
 * On a screen the command returns at once, and an error of the job is shown when it comes. Where
 * nothing can be asked (batch, a file of command lines) task_start() waits, so that the next
 * command finds the work done, and an error is that of the command.
 *
 *	struct searching *searching = calloc(1, sizeof(*searching));
 *	task_init(&searching->task, call->editor, call->window, search_ended);
 *	return task_start(&searching->task, search_new(…, err), err);
 */
#ifndef BURIN_EDIT_TASK_H
#define BURIN_EDIT_TASK_H

#include "base/err.h"
#include "base/job.h"

struct editor;
struct task;
struct window;

/* In the editor's thread. failure is NULL when the job is done, else why it is not; what is then
 * returned in *err is shown (no text: nothing is shown). The window is there still. The task is
 * freed after, unless it was given another job (task->next): that runs then, and ends here too. */
typedef bool task_end(struct task *task, struct job *job, const struct err *failure,
		      struct err *err);

struct task {
	struct editor *editor;
	struct window *window;
	task_end *end;
	void (*release)(struct task *task);      /* of what the struct owns; NULL: nothing */
	struct job *next;        /* consumed; what `end` wants to be done after this job, or NULL */
	uint64_t letters;        /* editor->letters when it was begun */
	bool waited;             /* task_start() waits for it */
	bool starting;           /* a job that ends now is handled by who starts it */
	bool ended;              /* the job was started, and has ended */
	bool ok;
	struct err err;
};

/* `task` is the first member of a struct from malloc. */
void task_init(struct task *task, struct editor *editor, struct window *window, task_end *end);

/* Consumes task and job, always. A job of NULL is one that could not be made: *err says why. */
bool task_start(struct task *task, struct job *job, struct err *err) BURIN_MUST_CHECK;

#endif
