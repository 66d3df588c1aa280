/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Searching as a task. A count is a chain of searches, each from the hit before. A hit is a jump,
 * so jump-back comes back from it. Where the document was edited meanwhile the hit goes where the
 * edits moved it.
 *
 * One of them runs at a time. Another search takes its place; find-next and find-previous while it
 * runs count on top of it, so that each key of a burst goes one hit further.
 */
#include "edit/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/number.h"
#include "edit/edits.h"
#include "edit/editor.h"
#include "edit/incsearch.h"
#include "edit/show.h"
#include "edit/task.h"
#include "scan/search.h"

struct searching {
	struct task task;
	struct job *job;         /* that runs, borrowed */
	bool replaced;           /* another search has taken its place */
	bool backward;
	bool wrapped;            /* one of the hits lies behind the end */
	uint64_t left;           /* hits still to be found, this one included */
	uint64_t generation;     /* of the document that is searched */
};

/* What was found, and whether the whole of it could be looked at. */
static void tell_hit(const struct searching *searching, const struct job *job)
{
	struct editor *editor = searching->task.editor;
	uint64_t unknown = search_unknown(job);
	char size[NUMBER_TEXT];

	if (unknown > 0)
		editor_message(editor, MESSAGE_WARNING,
			       "found; %s before it could not be read and was not searched",
			       number_size(unknown, size));
	else if (searching->wrapped)
		editor_message(editor, MESSAGE_INFO, "the search went on at the %s",
			       searching->backward ? "end" : "start");
}

/* No hit is a result; but a script must not go on as if there were one. */
static bool tell_none(const struct searching *searching, const struct job *job, struct err *err)
{
	struct editor *editor = searching->task.editor;
	uint64_t unknown = search_unknown(job);
	const char *where = editor->options.wrap ? "" :
			    searching->backward ? " before this place" : " after this place";
	const char *text = buf_string(&editor->pattern_text);
	char size[NUMBER_TEXT];

	if (searching->task.waited)
		return err_set(err, ERR_RANGE, "%s was not found%s", text, where);
	if (unknown > 0)
		editor_message(editor, MESSAGE_WARNING,
			       "%s was not found%s; %s could not be read", text, where,
			       number_size(unknown, size));
	else
		editor_message(editor, MESSAGE_WARNING, "%s was not found%s", text, where);
	editor->bell = true;
	return true;
}

static uint64_t moved(const struct searching *searching, uint64_t pos)
{
	const struct document *document = searching->task.window->document;
	struct document_edit edits[DOCUMENT_EDITS];
	size_t count;

	if (!document_edits_since(document, searching->generation, edits, &count))
		return pos;
	for (size_t i = 0; i < count; i++)
		pos = document_edit_move(&edits[i], pos);
	return pos;
}

static void release(struct task *task)
{
	if (task->editor->search == task)
		task->editor->search = NULL;
}

/* Where the search for the next hit begins. Hits that overlap the one at pos are wanted only with
 * the option; backward a hit of as many bytes must end there, as lengths are not known before. */
static uint64_t leave(const struct editor *editor, bool backward, uint64_t pos, uint64_t len)
{
	bool overlap = editor->options.overlap || len <= 1;

	if (!backward)
		return pos + (overlap ? 1 : len);
	return overlap || editor->pattern.len != len ? pos :
	       pos - min_u64(pos, len - 1);
}

/* NULL with an error. */
static struct job *next_job(struct searching *searching, uint64_t from, struct err *err)
{
	struct editor *editor = searching->task.editor;
	struct document *document = searching->task.window->document;
	struct snapshot snapshot = document_snapshot(document);
	struct search_request request = {
		.pattern = &editor->pattern,
		.end = snapshot_len(&snapshot),
		.from = from,
		.backward = searching->backward,
		.wrap = editor->options.wrap,
		.threads = editor->threads,
	};
	struct job *job;

	if (editor->pattern.selection) {
		request.end = min_u64(editor->search_end, request.end);
		request.start = min_u64(editor->search_start, request.end);
	}
	job = search_new(&snapshot, &request, err);
	snapshot_done(&snapshot);
	searching->generation = document_generation(document);
	searching->job = job;
	return job;
}

static bool go_on(struct searching *searching, uint64_t pos, uint64_t len, struct err *err)
{
	searching->left--;
	pos = leave(searching->task.editor, searching->backward, pos, len);
	searching->task.next = next_job(searching, pos, err);
	return searching->task.next != NULL;
}

static void go_to_hit(struct window *window, uint64_t pos, uint64_t len)
{
	window_jump(window, pos);
	window->hit = true;
	window->hit_len = len;
}

static bool search_ended(struct task *task, struct job *job, const struct err *failure,
			 struct err *err)
{
	struct searching *searching = (struct searching *)task;
	struct window *window = task->window;
	uint64_t pos;

	searching->job = NULL;
	if (searching->replaced)
		return true;
	if (failure) {
		*err = *failure;
		return false;
	}
	if (!search_hit(job, &pos))
		return tell_none(searching, job, err);
	searching->wrapped |= search_wrapped(job);
	if (searching->left > 1)
		return go_on(searching, moved(searching, pos), search_hit_len(job), err);
	go_to_hit(window, moved(searching, pos), search_hit_len(job));
	tell_hit(searching, job);
	return true;
}

/* What the search while typing has found needs no other. */
static bool is_found(struct call *call, bool backward)
{
	struct editor *editor = call->editor;
	struct incsearch_hit hit;
	bool found = call->count <= 1 &&
		     incsearch_found(editor->incsearch, call->window,
				     buf_string(&editor->pattern_text), backward, &hit);

	if (!found)
		return false;
	go_to_hit(call->window, hit.pos, hit.len);
	if (hit.wrapped)
		editor_message(editor, MESSAGE_INFO, "the search went on at the %s",
			       backward ? "end" : "start");
	return true;
}

static void stop_search(struct editor *editor)
{
	struct searching *searching = (struct searching *)editor->search;

	editor->search = NULL;
	if (!searching)
		return;
	searching->replaced = true;
	if (searching->job)
		job_cancel(searching->job);
}

static bool find(struct call *call, bool backward, uint64_t from)
{
	struct window *window = call->window;
	struct searching *searching = calloc(1, sizeof(*searching));
	struct job *job;

	if (!searching)
		return err_nomem(call->err);
	stop_search(call->editor);
	task_init(&searching->task, call->editor, window, search_ended);
	searching->task.release = release;
	searching->backward = backward;
	searching->left = call->count > 0 ? call->count : 1;
	job = next_job(searching, from, call->err);
	if (job)
		call->editor->search = &searching->task;
	return task_start(&searching->task, job, call->err);
}

static bool take_pattern(struct call *call, bool backward)
{
	return editor_take_pattern(call->editor, call->args[0].text, backward, call->err);
}

static bool run_typed(struct call *call, bool backward)
{
	if (!take_pattern(call, backward))
		return false;
	stop_search(call->editor);
	window_follow(call->window);
	if (call->editor->pattern.selection)
		return find(call, backward, backward ? call->editor->search_end :
			    call->editor->search_start);
	return is_found(call, backward) ||
	       find(call, backward, leave(call->editor, backward, call->window->cursor, 0));
}

static bool run_search(struct call *call)
{
	return run_typed(call, false);
}

static bool run_search_back(struct call *call)
{
	return run_typed(call, true);
}

/* The bytes as digits; they must all be known. */
static bool format_bytes(struct call *call, uint64_t pos, uint64_t len, struct buf *text)
{
	enum { MOST = 256 };
	uint8_t bytes[MOST];
	char whole[NUMBER_TEXT];
	int why;

	if (len > MOST)
		return err_set(call->err, ERR_RANGE, "%s bytes are too many to be searched for: "
			       "%d at the most", number_grouped(len, whole), MOST);
	if (document_read(call->window->document, pos, bytes, NULL, (size_t)len, &why) > 0) {
		err_set(call->err, ERR_LOST, "not all bytes here can be read");
		return document_late(why, call->err);
	}
	bytes_format_hex(text, bytes, (size_t)len, ' ', false);
	return buf_ok(text) || err_nomem(call->err);
}

/* From its start on, or the hit would be the selection itself when that is searched for again. */
static bool run_search_this(struct call *call)
{
	struct window *window = call->window;
	struct buf text = BUF_INIT;
	uint64_t pos, len;
	bool ok = edits_target(call, -1, &pos, &len) && format_bytes(call, pos, len, &text) &&
		  editor_take_pattern(call->editor, buf_string(&text), false, call->err);

	if (ok) {
		prompt_history_add(&call->editor->prompt, HISTORY_PATTERNS, buf_string(&text));
		call->count = 1;
		window_unselect(window);
		window_go(window, pos, false);
		ok = find(call, false, leave(call->editor, false, pos, 0));
	}
	buf_done(&text);
	return ok;
}

/* By a search of the window that has not ended. One there and one back is none. */
static bool is_counted_on(struct call *call, bool backward)
{
	struct searching *searching = (struct searching *)call->editor->search;
	uint64_t count = call->count > 0 ? call->count : 1;

	if (!searching || searching->task.window != call->window)
		return false;
	if (searching->backward == backward)
		searching->left += min_u64(count, UINT64_MAX - searching->left);
	else if (searching->left > count)
		searching->left -= count;
	else if (searching->left == count)
		stop_search(call->editor);
	else
		return false;
	return true;
}

static bool find_again(struct call *call, bool turned)
{
	bool backward = call->editor->backward != turned;

	if (call->editor->pattern.len == 0)
		return err_set(call->err, ERR_REFUSED, "nothing was searched for yet");
	window_follow(call->window);
	return is_counted_on(call, backward) ||
	       find(call, backward, leave(call->editor, backward, call->window->cursor,
					  call->window->hit ? call->window->hit_len : 0));
}

static bool run_find_next(struct call *call)
{
	return find_again(call, false);
}

static bool run_find_previous(struct call *call)
{
	return find_again(call, true);
}

static bool count_ended(struct task *task, struct job *job, const struct err *failure,
			struct err *err)
{
	char count[NUMBER_TEXT], text[2 * NUMBER_TEXT];
	uint64_t hits;

	if (failure) {
		*err = *failure;
		return false;
	}
	hits = search_count(job);
	snprintf(text, sizeof(text), "%s hit%s", number_grouped(hits, count), hits == 1 ? "" : "s");
	return show_text(task->editor, "count", text, err);
}

/* In the selection where there is one. */
static struct job *count_job(const struct editor *editor, const struct window *window,
			     struct err *err)
{
	struct snapshot snapshot = document_snapshot(window->document);
	struct search_request request = {
		.pattern = &editor->pattern,
		.end = snapshot_len(&snapshot),
		.all = true,
		.separate = !editor->options.overlap,
		.threads = editor->threads,
	};
	uint64_t pos, len;
	struct job *job;

	if (window_selection(window, &pos, &len)) {
		request.start = pos;
		request.end = pos + len;
	}
	job = search_new(&snapshot, &request, err);
	snapshot_done(&snapshot);
	return job;
}

static bool run_count(struct call *call)
{
	struct task *task = malloc(sizeof(*task));

	if (!task)
		return err_nomem(call->err);
	if (!take_pattern(call, call->editor->backward)) {
		free(task);
		return false;
	}
	window_follow(call->window);
	task_init(task, call->editor, call->window, count_ended);
	return task_start(task, count_job(call->editor, call->window, call->err), call->err);
}

#define SEARCH .group = GROUP_SEARCH, .contexts = BIND_VIEW | BIND_EDIT, .flags = COMMAND_WINDOW

const struct command commands_search[] = {
	{
		.name = "search", .alias = "find", SEARCH,
		.keys = { "/ <C-f> <F7>", "/ <F7>", "<C-s> <F7>" },
		.args = { { .type = ARG_PATTERN, .name = "pattern" } },
		.help = "Searches forward for bytes, text or a number.", .run = run_search,
	},
	{
		.name = "search-back", SEARCH, .keys = { "? <M-/>", "?", "<C-r>" },
		.args = { { .type = ARG_PATTERN, .name = "pattern" } },
		.help = "Searches backward.", .run = run_search_back,
	},
	{
		.name = "find-next", SEARCH, .keys = { "n <C-n> <F3>", "n <F3>", "<M-s> <F3>" },
		.help = "Goes to the next hit.", .run = run_find_next,
	},
	{
		.name = "find-previous", SEARCH,
		.keys = { "N <C-p> <S-F3>", "N <S-F3>", "<M-r> <S-F3>" },
		.help = "Goes to the previous hit.", .run = run_find_previous,
	},
	{
		.name = "search-this", SEARCH, .keys = { "&", "*", "<C-x>/" },
		.help = "Searches for the selected bytes, or as many from here as counted.",
		.run = run_search_this,
	},
	{
		.name = "count", .group = GROUP_SEARCH,
		.args = { { .type = ARG_PATTERN, .name = "pattern" } },
		.flags = COMMAND_WINDOW,
		.help = "Counts the hits of a pattern, in the selection if there is one.",
		.run = run_count,
	},
	{ .name = NULL },
};
