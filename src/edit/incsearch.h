/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Search while the pattern is typed: the window shows the first hit from where the cursor was, and
 * all hits on the screen are marked. Each key stops the search of the key before.
 *
 *	incsearch_update(editor, "48 8", false);     for each text at the prompt; "": no pattern
 *	incsearch_end(editor);                       on Esc, and before the search itself is run
 *
 * When it ends everything is as it was before. What was found is remembered, so that the search
 * itself need not look again.
 */
#ifndef BURIN_EDIT_INCSEARCH_H
#define BURIN_EDIT_INCSEARCH_H

#include "base/job.h"
#include "scan/pattern.h"

#include <stdbool.h>
#include <stdint.h>

struct document;
struct editor;
struct window;

/* A document that is longer is searched only so far from the cursor on. */
enum { INCSEARCH_REACH = 1 << 28 };

struct incsearch_hit {
	uint64_t pos, len;
	bool wrapped;
};

/* What a window shows and has chosen. */
struct incsearch_view {
	uint64_t cursor, top, anchor, hit_len;
	int digit;
	bool selecting, sticky, hit;
};

struct incsearch {
	bool active;             /* something is typed */
	struct window *window;   /* that is searched; NULL: none, or it was closed */
	struct incsearch_view view;        /* as it was */
	struct pattern pattern;  /* searched for before, owned while active */
	struct buf pattern_text;
	bool was_backward;
	uint64_t number;         /* of the search that is wanted */
	struct job *job;         /* that runs, borrowed; NULL: none */
	bool missing;            /* the search that is wanted has ended without a hit */
	bool found;              /* `hit` is what was found for ... */
	struct incsearch_hit hit;
	struct buf text;         /* ... this ... */
	bool backward;
	uint64_t generation;     /* ... in this state of the document */
	const struct window *searched;   /* ... in this window, ... */
	uint64_t from;           /* with the cursor there */
};

/* A text that is no pattern goes back to where one was. Without memory nothing is shown. */
void incsearch_update(struct editor *editor, const char *text, bool backward);
void incsearch_end(struct editor *editor);

/* Whether it found the hit of this text from the cursor of the window on. */
bool incsearch_found(struct incsearch *incsearch, const struct window *window, const char *text,
		     bool backward, struct incsearch_hit *hit);

/* What is to be said of a pattern that was not found, or NULL. */
const char *incsearch_missing(const struct incsearch *incsearch);        /* NULL is allowed */

/* The windows of the document are closed. NULL is allowed. */
void incsearch_leave(struct incsearch *incsearch, const struct document *document);
void incsearch_free(struct incsearch *incsearch);        /* NULL is allowed */

/* For incsearch_run.c. */
void incsearch_keep(struct incsearch_view *view, const struct window *window);
void incsearch_put_back(const struct incsearch_view *view, struct window *window);
void incsearch_stop(struct incsearch *incsearch);

#endif
