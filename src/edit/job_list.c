/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows are copies, made before painting: a key means the job that its user saw in the row, and
 * not the one that took its place since. The cursor stays with its job while others go, so the list
 * filters by itself.
 */
#include "edit/job_list.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "edit/editor.h"

struct job_list {
	struct list list;
	const struct editor *editor;
	struct queue_progress *job;      /* owned; those that the filter left */
	size_t count, room;
};

static struct job_list *of(struct list *list)
{
	return (struct job_list *)list;
}

/* Without the folders: there is little room. */
static const char *file_of(const struct editor *editor, const struct queue_progress *job)
{
	const char *name = "", *slash;

	for (size_t i = 0; i < editor->window_count; i++)
		if (editor->windows[i]->document == job->owner)
			name = document_name(editor->windows[i]->document);
	slash = strrchr(name, '/');
	return slash && slash[1] ? slash + 1 : name;
}

static uint64_t count_jobs(const struct list *list)
{
	return ((const struct job_list *)list)->count;
}

/* "45%	1.8 GiB of 4 GiB": some jobs do not know how much there is. */
static void add_amount(const struct queue_progress *job, struct buf *text)
{
	char done[NUMBER_TEXT], total[NUMBER_TEXT];
	unsigned percent = queue_percent(job);

	if (job->total > 0)
		buf_format(text, "%u%%\t%s of %s", percent, number_size(job->done, done),
			   number_size(job->total, total));
	else
		buf_format(text, "\t%s", number_size(job->done, done));
}

static void add_row(const struct list *list, uint64_t index, struct list_row *row)
{
	const struct job_list *jobs = (const struct job_list *)list;
	const struct queue_progress *job = &jobs->job[index];
	char time[NUMBER_TEXT];

	row->mark = job->stopping ? LIST_GONE : LIST_PLAIN;
	buf_format(&row->text, "%s\t%s\t", job->verb, file_of(jobs->editor, job));
	if (job->id == 0) {
		buf_text(&row->text, "\tnewer changes\t\tafter the save");
		return;
	}
	add_amount(job, &row->text);
	buf_format(&row->text, "\t%s", number_time(job->ms, time));
	if (!job->can_stop)
		buf_text(&row->text, "\thas to be");
	else if (job->stopping)
		buf_text(&row->text, "\tstopping");
	else if (job->waits)
		buf_text(&row->text, "\twaiting");
	else if (job->left_ms != UINT64_MAX)
		buf_format(&row->text, "\t%s left", number_time(job->left_ms, time));
}

static bool is_wanted(const struct job_list *jobs, const struct queue_progress *job)
{
	struct buf filter = BUF_INIT, text = BUF_INIT;
	bool wanted;

	buf_add(&filter, jobs->list.filter.data, jobs->list.filter.len);
	buf_format(&text, "%s %s", job->verb, file_of(jobs->editor, job));
	wanted = !buf_ok(&filter) || !buf_ok(&text) ||
		 strcasestr(buf_string(&text), buf_string(&filter));
	buf_done(&filter);
	buf_done(&text);
	return wanted;
}

/* What there is no memory for is not shown this time. */
static bool has_room(struct job_list *jobs)
{
	size_t room = jobs->room > 0 ? 2 * jobs->room : 16;
	struct queue_progress *job;

	if (jobs->count < jobs->room)
		return true;
	job = realloc(jobs->job, room * sizeof(*job));
	if (!job)
		return false;
	jobs->job = job;
	jobs->room = room;
	return true;
}

/* Where the cursor was on this one it stays there. */
static void take(struct job_list *jobs, const struct queue_progress *job,
		 const struct queue_progress *chosen)
{
	if (!is_wanted(jobs, job) || !has_room(jobs))
		return;
	if (job->id == chosen->id && job->owner == chosen->owner)
		jobs->list.cursor = jobs->count;
	jobs->job[jobs->count++] = *job;
}

static void settle(struct list *list)
{
	struct job_list *jobs = of(list);
	const struct editor *editor = jobs->editor;
	struct queue_progress job, chosen = { .id = UINT64_MAX };

	if (list->cursor < jobs->count)
		chosen = jobs->job[list->cursor];
	jobs->count = 0;
	for (size_t i = 0; queue_progress(editor->queue, i, &job); i++)
		take(jobs, &job, &chosen);
	for (size_t i = 0; i < editor->window_count; i++) {
		const struct buffer *buffer = editor->windows[i]->buffer;

		if (buffer->save_again)
			take(jobs, &(struct queue_progress){ .owner = buffer->document,
							     .verb = "saving again",
							     .can_stop = true }, &chosen);
	}
}

static bool filter(struct list *list, const char *text, struct err *err)
{
	(void)text;
	(void)err;
	settle(list);
	return true;
}

static void add_line(const struct list *list, uint64_t index, struct buf *out)
{
	(void)list;
	(void)index;
	buf_text(out, "job-show");
}

static void free_list(struct list *list)
{
	free(of(list)->job);
	free(list);
}

static const struct list_key keys[] = {
	{ "d", "stop", "job-stop" },
	{ "<Delete>", NULL, "job-stop" },
	{ NULL, NULL, NULL },
};

static const struct list_class job_class = {
	.name = "jobs",
	.empty = "no job runs any more",
	.over = true,
	.count = count_jobs,
	.row = add_row,
	.free = free_list,
	.settle = settle,
	.filter = filter,
	.line = add_line,
	.keys = keys,
};

struct list *job_list_new(const struct editor *editor, struct err *err)
{
	struct job_list *jobs = calloc(1, sizeof(*jobs));

	if (!jobs) {
		err_nomem(err);
		return NULL;
	}
	list_init(&jobs->list, &job_class, NULL);
	jobs->editor = editor;
	settle(&jobs->list);
	return &jobs->list;
}

bool job_list_chosen(const struct list *list, struct queue_progress *job)
{
	const struct job_list *jobs = (const struct job_list *)list;

	if (!list || list->class != &job_class || list->cursor >= jobs->count)
		return false;
	*job = jobs->job[list->cursor];
	return true;
}
