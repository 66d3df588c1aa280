/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the bytes of a range, the selection or the document are like; how long their records are. */
#include "edit/commands.h"

#include <inttypes.h>
#include <stdlib.h>

#include "edit/editor.h"
#include "edit/edits.h"
#include "edit/plot.h"
#include "edit/show.h"
#include "edit/statistics_page.h"
#include "edit/task.h"
#include "edit/width_list.h"

struct looking {
	struct task task;
	uint64_t pos, len;
};

/* "Statistics of 0x10+16", "Statistics". */
static void add_title(const struct looking *looking, struct buf *title)
{
	const struct window *window = looking->task.window;

	buf_text(title, "Statistics");
	if (looking->len != document_size(window->document))
		buf_format(title, " of 0x%" PRIx64 "+%" PRIu64,
			   window_address(window, looking->pos), looking->len);
}

static bool statistics_ended(struct task *task, struct job *job, const struct err *failure,
			     struct err *err)
{
	const struct looking *looking = (const struct looking *)task;
	bool screen = task->editor->screen, ok;
	struct buf title = BUF_INIT, text = BUF_INIT;

	if (failure) {
		*err = *failure;
		return false;
	}
	const struct statistics_page page = {
		.statistics = statistics_of(job),
		.address = window_address(task->window, 0),
		.cols = screen ? task->editor->cols : 0,
		.rows = screen ? editor_rows(task->editor).bytes_count : 0,
		.braille = plot_has_braille(),
	};

	statistics_page(&page, &text);
	add_title(looking, &title);
	ok = buf_ok(&text) && buf_ok(&title) ?
		show_text(task->editor, buf_string(&title), buf_string(&text), err) :
		err_nomem(err);
	buf_done(&title);
	buf_done(&text);
	return ok;
}

static bool widths_ended(struct task *task, struct job *job, const struct err *failure,
			 struct err *err)
{
	const struct looking *looking = (const struct looking *)task;
	const struct record_width *widths;
	struct list *list;
	size_t count;

	if (failure) {
		*err = *failure;
		return false;
	}
	count = record_width_of(job, &widths);
	if (count == 0)
		return show_text(task->editor, "Record widths",
				 "no width of records stands out\n", err);
	list = width_list_new(task->window, widths, count, looking->len, err);
	return list && show_list(task->editor, list, err);
}

/* NULL with an error. */
static struct looking *new_looking(struct call *call, task_end *end)
{
	struct looking *looking = calloc(1, sizeof(*looking));

	if (!looking) {
		err_nomem(call->err);
		return NULL;
	}
	task_init(&looking->task, call->editor, call->window, end);
	edits_part(call, 0, &looking->pos, &looking->len);
	return looking;
}

static bool run_statistics(struct call *call)
{
	struct looking *looking = new_looking(call, statistics_ended);
	struct snapshot snapshot;
	struct job *job;

	if (!looking)
		return false;
	const struct statistics_request request = {
		.start = looking->pos,
		.end = looking->pos + looking->len,
		.threads = call->editor->threads,
	};

	snapshot = document_snapshot(call->window->document);
	job = statistics_new(&snapshot, &request, call->err);
	snapshot_done(&snapshot);
	return task_start(&looking->task, job, call->err);
}

static bool run_widths(struct call *call)
{
	struct looking *looking = new_looking(call, widths_ended);
	struct snapshot snapshot;
	struct job *job;

	if (!looking)
		return false;
	snapshot = document_snapshot(call->window->document);
	job = record_width_new(&snapshot, looking->pos, looking->pos + looking->len, call->err);
	snapshot_done(&snapshot);
	return task_start(&looking->task, job, call->err);
}

const struct command commands_statistics[] = {
	{
		.name = "statistics", .group = GROUP_FILE,
		.args = { { .type = ARG_RANGE, .name = "range", .optional = true } },
		.flags = COMMAND_WINDOW,
		.help = "Shows entropy, histogram, pairs and more, in the selection if any.",
		.run = run_statistics,
	},
	{
		.name = "record-width", .group = GROUP_FILE,
		.args = { { .type = ARG_RANGE, .name = "range", .optional = true } },
		.flags = COMMAND_WINDOW,
		.help = "Lists how long records could be; Enter shows so many bytes a row.",
		.run = run_widths,
	},
	{ .name = NULL },
};
