/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the bytes of a range, the selection or the document are like; how long their records are. */
#include "edit/commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

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

/* What a page of them is made of, on any screen. */
struct shown {
	struct statistics statistics;
	uint64_t address;
};

static void write_page(const void *data, int rows, int cols, struct buf *out)
{
	const struct shown *shown = data;
	const struct statistics_page page = {
		.statistics = &shown->statistics,
		.address = shown->address,
		.cols = cols,
		.rows = rows,
		.braille = plot_has_braille(),
	};

	statistics_page(&page, out);
}

/* Consumes what is shown. */
static bool show_page(struct editor *editor, struct shown *shown, const char *title,
		      struct err *err)
{
	struct buf text = BUF_INIT;
	bool ok, paged;

	if (editor->screen)
		write_page(shown, editor_rows(editor).bytes_count, editor->cols, &text);
	else
		write_page(shown, 0, 0, &text);
	ok = buf_ok(&text) ? show_text(editor, title, buf_string(&text), err) : err_nomem(err);
	/* Of no bytes it is one line, which is a message. */
	paged = ok && show_can_ask(editor) && strchr(buf_string(&text), '\n')[1] != '\0';
	if (paged)
		pager_depends(&editor->pager, write_page, shown);
	else
		free(shown);
	buf_done(&text);
	return ok;
}

static bool statistics_ended(struct task *task, struct job *job, const struct err *failure,
			     struct err *err)
{
	const struct looking *looking = (const struct looking *)task;
	struct shown *shown = failure ? NULL : malloc(sizeof(*shown));
	struct buf title = BUF_INIT;
	bool ok;

	if (!shown) {
		if (failure)
			*err = *failure;
		return failure ? false : err_nomem(err);
	}
	shown->statistics = *statistics_of(job);
	shown->address = window_address(task->window, 0);
	add_title(looking, &title);
	ok = show_page(task->editor, shown, buf_string(&title), err);
	buf_done(&title);
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
				 "no record width stands out\n", err);
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
		.help = "Shows entropy, histogram, pairs and more, of the selection if any.",
		.run = run_statistics,
	},
	{
		.name = "record-width", .group = GROUP_FILE,
		.args = { { .type = ARG_RANGE, .name = "range", .optional = true } },
		.flags = COMMAND_WINDOW,
		.help = "Lists likely record lengths; Enter shows that many bytes a row.",
		.run = run_widths,
	},
	{ .name = NULL },
};
