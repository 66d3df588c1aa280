/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is remembered: where the window was, so that every key begins there again, the pattern
 * before, and what was found. What needs the editor is in incsearch_run.c, so that the editor may
 * own this.
 */
#include "edit/incsearch.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "edit/window.h"

void incsearch_keep(struct incsearch_view *view, const struct window *window)
{
	*view = (struct incsearch_view){
		.cursor = window->cursor, .top = window->top, .anchor = window->anchor,
		.hit_len = window->hit_len, .digit = window->digit,
		.selecting = window->selecting, .sticky = window->sticky, .hit = window->hit,
	};
}

void incsearch_put_back(const struct incsearch_view *view, struct window *window)
{
	window_follow(window);
	window->cursor = min_u64(view->cursor, window_limit(window));
	window->top = view->top;
	window->anchor = min_u64(view->anchor, window_limit(window));
	window->hit_len = view->hit_len;
	window->digit = view->digit;
	window->selecting = view->selecting;
	window->sticky = view->sticky;
	window->hit = view->hit;
}

void incsearch_stop(struct incsearch *incsearch)
{
	incsearch->number++;
	incsearch->missing = false;
	if (incsearch->job)
		job_cancel(incsearch->job);
	incsearch->job = NULL;
}

bool incsearch_found(struct incsearch *incsearch, const struct window *window, const char *text,
		     bool backward, struct incsearch_hit *hit)
{
	if (!incsearch || !incsearch->found || incsearch->backward != backward ||
	    incsearch->generation != document_generation(window->document) ||
	    incsearch->from != window->cursor || incsearch->searched != window ||
	    strcmp(buf_string(&incsearch->text), text) != 0)
		return false;
	*hit = incsearch->hit;
	return true;
}

void incsearch_leave(struct incsearch *incsearch, const struct document *document)
{
	if (!incsearch || !incsearch->window || incsearch->window->document != document)
		return;
	incsearch_stop(incsearch);
	incsearch->window = NULL;
	incsearch->found = false;
}

const char *incsearch_missing(const struct incsearch *incsearch)
{
	if (!incsearch || !incsearch->active || !incsearch->missing || !incsearch->window)
		return NULL;
	if (document_size(incsearch->window->document) <= INCSEARCH_REACH)
		return "not found";
	return incsearch->backward ? "not in the 256 MiB before" : "not in the next 256 MiB";
}

void incsearch_free(struct incsearch *incsearch)
{
	if (!incsearch)
		return;
	pattern_done(&incsearch->pattern);
	buf_done(&incsearch->pattern_text);
	buf_done(&incsearch->text);
	free(incsearch);
}
