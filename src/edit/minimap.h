/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The minimap: a bar beside the bytes of a pane that shows all of the file, a part of it in each
 * row (scan/overview.h), and where changes, hits, marks and notes are. editor_pane() says where it
 * is, edit/editor_minimap.c what belongs to it and needs the whole editor.
 *
 * What is not known yet a quiet job finds out while there is nothing else to do. After an edit the
 * rows that it did not touch stay as they are; where it moved bytes all rows are looked at anew,
 * and show what was known before until then.
 */
#ifndef BURIN_EDIT_MINIMAP_H
#define BURIN_EDIT_MINIMAP_H

#include "base/job.h"
#include "document/notes.h"
#include "edit/minimap_hits.h"
#include "edit/queue.h"
#include "edit/window.h"
#include "scan/overview.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The option: what the bar shows. */
enum minimap_view { MINIMAP_OFF, MINIMAP_ENTROPY, MINIMAP_CLASS, MINIMAP_BOTH };

/* Steps of entropy that are told apart, from bytes that are all alike to random ones. */
enum { MINIMAP_STEPS = 5 };

struct minimap_row {
	struct overview_part part;
	bool changed;            /* a changed byte is in it, */
	bool hit;                /* a hit of the last search, */
	bool listed;             /* a hit of the list of hits, */
	bool marked;             /* a mark, */
	bool noted;              /* or the start of a note, ... */
	enum note_colour colour; /* ... of this colour */
};

/* What the overlay, but for the hits, was computed for. */
struct minimap_seen {
	uint64_t generation, saves, notes, marks;
	bool valid;
};

/* Of one window. */
struct minimap {
	struct minimap *next;
	const struct window *window;
	struct overview *overview;   /* owned; NULL until it is shown first */
	struct job *job;             /* that looks, borrowed; NULL: none does */
	bool whole;                  /* it has seen all that is to be seen */
	struct minimap_hits hits;
	uint64_t size, generation;   /* of the document then ... */
	uint64_t stamp;              /* ... and of its file, as last watched */
	uint64_t version;            /* of the overview, as in the rows */
	struct minimap_row *row;     /* owned; what is painted */
	size_t count;                /* of them; 0: it was not shown so far */
	struct minimap_seen seen;
};

/* Those of all windows that were shown with a bar. */
struct minimaps {
	struct minimap *first;       /* owned */
	enum minimap_view last;      /* shown before it was switched off */
	struct minimap *dragged;     /* the button was pressed in its bar, and is down; or NULL */
};

void minimaps_init(struct minimaps *minimaps);
void minimaps_done(struct minimaps *minimaps);   /* their jobs have ended */
struct minimap *minimaps_find(const struct minimaps *minimaps, const struct window *window);

/* The same, made if there is none; NULL: no memory. */
struct minimap *minimaps_get(struct minimaps *minimaps, const struct window *window);

/* A document is to be closed: nobody looks at its windows any more. */
void minimaps_leave(struct minimaps *minimaps, struct queue *queue,
		    const struct document *document);

/* Cells of the bar with the marker of the cursor before it; 0: it is off. */
int minimap_cols(enum minimap_view view);

/* Brings `count` rows up to date, all but the hits of a list: those are for who knows lists.
 * `count` 0: the bar is not shown, and nothing is done for it. */
void minimap_settle(struct minimap *minimap, struct queue *queue,
		    const struct minimap_search *search, size_t count);

/* The row that a position lies in; minimap->count when there is none. */
size_t minimap_find(const struct minimap *minimap, uint64_t pos);

/* 0 to MINIMAP_STEPS - 1. */
unsigned minimap_step(unsigned entropy);

/* The character of a step: a shade, or where the terminal has none a letter. */
uint32_t minimap_sign(unsigned step);

/* The first place after pos (backward: the last before it) where the file begins to look different.
 * False: there is none. */
bool minimap_region(const struct minimap *minimap, enum minimap_view view, uint64_t pos,
		    bool backward, uint64_t *found);

#endif
