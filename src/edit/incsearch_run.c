/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search has a number; one that ends when another has begun, or none is wanted any more, says
 * nothing. */
#include "edit/incsearch.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "edit/editor.h"
#include "edit/task.h"
#include "scan/search.h"

struct searching {
	struct task task;
	uint64_t number;
};

static bool search_ended(struct task *task, struct job *job, const struct err *failure,
			 struct err *err)
{
	struct incsearch *incsearch = task->editor->incsearch;
	struct window *window = task->window;
	uint64_t pos;

	(void)err;
	if (!incsearch || ((struct searching *)task)->number != incsearch->number)
		return true;
	incsearch->job = NULL;
	if (failure || document_generation(window->document) != incsearch->generation)
		return true;
	incsearch->missing = !search_hit(job, &pos);
	if (incsearch->missing)
		return true;
	incsearch->found = true;
	incsearch->hit = (struct incsearch_hit){ pos, search_hit_len(job), search_wrapped(job) };
	window_go(window, pos, window->selecting);
	window->hit = true;
	window->hit_len = incsearch->hit.len;
	return true;
}

/* Round the end only in a document that is searched as a whole. */
static struct job *search_job(const struct editor *editor, const struct window *window,
			      bool backward, struct err *err)
{
	struct snapshot snapshot = document_snapshot(window->document);
	uint64_t size = snapshot_len(&snapshot), cursor = window->cursor;
	struct search_request request = {
		.pattern = &editor->pattern,
		.end = size,
		.from = backward ? cursor : cursor + 1,
		.backward = backward,
		.wrap = editor->options.wrap && size <= INCSEARCH_REACH,
	};
	struct job *job;

	if (size > INCSEARCH_REACH && backward)
		request.start = cursor - min_u64(cursor, INCSEARCH_REACH);
	else if (size > INCSEARCH_REACH)
		request.end = cursor + min_u64(size - cursor, INCSEARCH_REACH);
	job = search_new(&snapshot, &request, err);
	snapshot_done(&snapshot);
	return job;
}

static void start(struct editor *editor, bool backward)
{
	struct incsearch *incsearch = editor->incsearch;
	struct window *window = incsearch->window;
	struct searching *searching = calloc(1, sizeof(*searching));
	struct err ignored;

	if (!searching)
		return;
	task_init(&searching->task, editor, window, search_ended);
	searching->number = incsearch->number;
	incsearch->generation = document_generation(window->document);
	incsearch->from = window->cursor;
	incsearch->job = search_job(editor, window, backward, &ignored);
	/* What went wrong is said when the search itself is run. */
	if (!task_start(&searching->task, incsearch->job, &ignored))
		incsearch->job = NULL;
}

/* The first key: remembers how everything was. */
static bool begin(struct editor *editor)
{
	struct incsearch *incsearch = editor->incsearch;
	struct window *window = editor_window(editor);

	if (!incsearch)
		incsearch = editor->incsearch = calloc(1, sizeof(*incsearch));
	if (!incsearch || !window)
		return false;
	if (incsearch->active)
		return incsearch->window == window;
	window_follow(window);
	buf_clear(&incsearch->text);
	incsearch->active = true;
	incsearch->window = window;
	incsearch->searched = window;
	incsearch_keep(&incsearch->view, window);
	incsearch->pattern = editor->pattern;
	incsearch->pattern_text = editor->pattern_text;
	incsearch->was_backward = editor->backward;
	editor->pattern = (struct pattern){ .len = 0 };
	editor->pattern_text = (struct buf)BUF_INIT;
	return true;
}

void incsearch_update(struct editor *editor, const char *text, bool backward)
{
	struct incsearch *incsearch = editor->incsearch;
	struct pattern pattern;
	struct err ignored;

	if (!editor->options.incsearch || (!(incsearch && incsearch->active) && *text == '\0') ||
	    !begin(editor))
		return;
	incsearch = editor->incsearch;
	if (incsearch->backward == backward && incsearch->text.len > 0 &&
	    strcmp(buf_string(&incsearch->text), text) == 0)
		return;
	incsearch_stop(incsearch);
	incsearch->found = false;
	incsearch_put_back(&incsearch->view, incsearch->window);
	buf_clear(&incsearch->text);
	buf_text(&incsearch->text, text);
	incsearch->backward = backward;
	bool parsed = pattern_parse_in(text, editor->charset, &pattern, &ignored);

	/* Where a hit is shown nothing is selected. */
	if (parsed && pattern.selection)
		pattern_done(&pattern);
	if (!parsed || pattern.selection) {
		pattern = (struct pattern){ .len = 0 };
		editor_set_pattern(editor, &pattern, "");
		return;
	}
	editor_set_pattern(editor, &pattern, text);
	start(editor, backward);
}

void incsearch_end(struct editor *editor)
{
	struct incsearch *incsearch = editor->incsearch;

	if (!incsearch || !incsearch->active)
		return;
	incsearch_stop(incsearch);
	if (incsearch->window)
		incsearch_put_back(&incsearch->view, incsearch->window);
	editor_set_pattern(editor, &incsearch->pattern, buf_string(&incsearch->pattern_text));
	editor->backward = incsearch->was_backward;
	buf_done(&incsearch->pattern_text);
	incsearch->pattern = (struct pattern){ .len = 0 };
	incsearch->active = false;
	incsearch->window = NULL;
}
