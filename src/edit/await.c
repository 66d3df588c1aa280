/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line is run again, in the window it was meant for: whoever waits for minutes has looked at
 * something else meanwhile. What ends the window ends the wait.
 */
#include "edit/await.h"

#include <stdlib.h>
#include <string.h>

#include "document/server.h"
#include "edit/editor.h"
#include "edit/show.h"
#include "edit/task.h"

enum { QUICK_MS = 100 };         /* an answer that comes within it is no wait */

struct awaiting {
	struct task task;
	char *line;                  /* owned */
	bool has_count;
	uint64_t count;
};

static const char *file_of(const struct call *call)
{
	for (int i = 0; i < COMMAND_ARGUMENTS; i++)
		if (call->command->args[i].type == ARG_FILE && call->args[i].given)
			return call->args[i].text;
	return NULL;
}

static void show(struct editor *editor, const struct window *window)
{
	for (size_t i = 0; i < editor->window_count; i++)
		if (editor->windows[i] == window && i != editor->current)
			editor_show(editor, i);
}

static bool await_ended(struct task *task, struct job *job, const struct err *failure,
			struct err *err)
{
	const struct awaiting *awaiting = (const struct awaiting *)task;

	(void)job;
	if (failure) {
		*err = *failure;
		return false;
	}
	show(task->editor, task->window);
	return command_run_line(task->editor, awaiting->line, awaiting->has_count,
				awaiting->count, err);
}

static void await_release(struct task *task)
{
	free(((struct awaiting *)task)->line);
}

static bool start(const struct call *call, const char *line, struct job *job)
{
	struct awaiting *awaiting = malloc(sizeof(*awaiting));
	char *copy = strdup(line);

	if (!awaiting || !copy) {
		free(awaiting);
		free(copy);
		job_free(job);
		return err_nomem(call->err);
	}
	task_init(&awaiting->task, call->editor, call->window, await_ended);
	awaiting->task.release = await_release;
	awaiting->line = copy;
	awaiting->has_count = call->has_count;
	awaiting->count = call->count;
	return task_start(&awaiting->task, job, call->err);
}

bool await_begin(const struct call *call, const char *line, bool *ok)
{
	const char *path = file_of(call);
	struct job *job;
	struct err ignored;

	if (!path || !show_can_ask(call->editor))
		return false;
	job = server_wait_new(&call->editor->ropes, path, &ignored);
	if (!job)
		return false;
	if (server_wait_is_over(job, QUICK_MS)) {
		job_free(job);
		return false;
	}
	*ok = start(call, line, job);
	return true;
}
