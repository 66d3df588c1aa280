/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of file the bytes are. Nothing is remembered, and nothing is done because of it. */
#include "edit/commands.h"

#include <stdlib.h>

#include "edit/editor.h"
#include "edit/edits.h"
#include "edit/show.h"
#include "edit/task.h"
#include "scan/filetype.h"

static bool type_ended(struct task *task, struct job *job, const struct err *failure,
		       struct err *err)
{
	struct buf text = BUF_INIT;
	bool ok;

	if (failure) {
		*err = *failure;
		return false;
	}
	filetype_text(job, &text);
	ok = buf_ok(&text) ? show_text(task->editor, "File type", buf_string(&text), err) :
			     err_nomem(err);
	buf_done(&text);
	return ok;
}

static bool run_type(struct call *call)
{
	struct task *task = malloc(sizeof(*task));
	struct snapshot snapshot;
	struct job *job;
	uint64_t pos, len;

	if (!task)
		return err_nomem(call->err);
	task_init(task, call->editor, call->window, type_ended);
	edits_part(call, 0, &pos, &len);
	snapshot = document_snapshot(call->window->document);
	job = filetype_new(&snapshot, pos, len, call->err);
	snapshot_done(&snapshot);
	return task_start(task, job, call->err);
}

const struct command commands_type[] = {
	{
		.name = "type", .group = GROUP_FILE,
		.args = { { .type = ARG_RANGE, .name = "range", .optional = true } },
		.flags = COMMAND_WINDOW,
		.help = "Shows what kind of file this, a range or the selection is.",
		.run = run_type,
	},
	{ .name = NULL },
};
