/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs, as a list, and what is done with a row of it. */
#include "edit/commands.h"

#include "edit/editor.h"
#include "edit/job_list.h"
#include "edit/saving.h"
#include "edit/show.h"

static bool run_jobs(struct call *call)
{
	struct list *list = job_list_new(call->editor, call->err);

	if (!list)
		return false;
	if (list_count(list) > 0)
		return show_list(call->editor, list, call->err);
	list_free(list);
	return show_text(call->editor, "Jobs", "no job runs\n", call->err);
}

static bool take_chosen(struct call *call, struct queue_progress *job)
{
	return job_list_chosen(editor_list(call->editor), job) ||
	       err_set(call->err, ERR_REFUSED, "no job is chosen: jobs lists them");
}

/* The index of its file; the count where it has none. */
static size_t file_of(const struct editor *editor, const struct queue_progress *job)
{
	size_t i = 0;

	while (i < editor->window_count && editor->windows[i]->document != job->owner)
		i++;
	return i;
}

static bool run_show(struct call *call)
{
	struct editor *editor = call->editor;
	struct queue_progress job;

	if (!take_chosen(call, &job))
		return false;
	size_t file = file_of(editor, &job);
	if (file == editor->window_count)
		return err_set(call->err, ERR_REFUSED, "the file of the job is closed");
	editor_show(editor, file);
	return true;
}

/* Also wakes it where it waits for a slow disk, unless that would disturb another one that reads
 * the same file: then it stops when the disk has answered. */
static void stop(struct editor *editor, const struct queue_progress *job)
{
	size_t file = file_of(editor, job), same = 0;
	struct queue_progress other;

	for (size_t i = 0; queue_progress(editor->queue, i, &other); i++)
		same += other.owner == job->owner;
	queue_cancel_one(editor->queue, job->id);
	if (same == 1 && file < editor->window_count)
		document_interrupt(editor->windows[file]->document, true);
}

static bool is_there(const struct editor *editor, struct queue_progress *job)
{
	struct queue_progress other;

	for (size_t i = 0; queue_progress(editor->queue, i, &other); i++) {
		if (other.id != job->id)
			continue;
		*job = other;
		return true;
	}
	return false;
}

static bool forget_save(struct call *call, const struct queue_progress *job)
{
	struct editor *editor = call->editor;
	size_t file = file_of(editor, job);

	if (file == editor->window_count ||
	    !saving_forget_again(editor, editor->windows[file]))
		return err_set(call->err, ERR_REFUSED, "this save has just begun or ended");
	editor_message(editor, MESSAGE_INFO, "the newer changes are not saved");
	return true;
}

static bool run_stop(struct call *call)
{
	struct queue_progress job;

	if (!take_chosen(call, &job))
		return false;
	if (job.id == 0)
		return forget_save(call, &job);
	if (!is_there(call->editor, &job))
		return err_set(call->err, ERR_REFUSED, "this job has just ended");
	if (!job.can_stop)
		return err_set(call->err, ERR_REFUSED,
			       "%s what is half done can not be stopped", job.verb);
	stop(call->editor, &job);
	return true;
}

const struct command commands_jobs[] = {
	{
		.name = "jobs", .group = GROUP_PROGRAM,
		.contexts = BIND_VIEW | BIND_EDIT | BIND_LIST,
		.keys = { "<M-J>", "gj", "<C-x>&" }, .flags = COMMAND_KEEP,
		.help = "Lists what runs: how far, for how long; d stops one.", .run = run_jobs,
	},
	{
		.name = "job-show", .group = GROUP_PROGRAM, .flags = COMMAND_KEEP,
		.help = "Shows the file that the job under the cursor works on.", .run = run_show,
	},
	{
		.name = "job-stop", .group = GROUP_PROGRAM, .flags = COMMAND_KEEP,
		.help = "Stops the job under the cursor of the list.", .run = run_stop,
	},
	{ .name = NULL },
};
