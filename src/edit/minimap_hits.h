/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hits of the last search in a minimap (scan/hit_map.h): which pattern is looked for, and the
 * quiet job that looks. Where the file is divided, and what was edited, edit/minimap.c says.
 */
#ifndef BURIN_EDIT_MINIMAP_HITS_H
#define BURIN_EDIT_MINIMAP_HITS_H

#include "edit/queue.h"
#include "edit/window.h"
#include "scan/hit_map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is searched for. */
struct minimap_search {
	const struct pattern *pattern;   /* borrowed; len 0: nothing */
	uint64_t version;                /* another number for each pattern; not 0 */
	uint64_t start, end;             /* hits are wanted here alone */
};

struct minimap_hits {
	struct hit_map *map;     /* owned; NULL: nothing is looked for */
	struct job *job;         /* that looks, borrowed; NULL: none does */
	bool whole;              /* it has seen all that is to be seen */
	uint64_t version;        /* of the search that the map is of; 0: none so far ... */
	uint64_t saves;          /* ... and of the document: where changed bytes are looked for */
	uint64_t from;           /* the cursor was there then: no hit of this pattern yet */
};

void minimap_hits_done(struct minimap_hits *hits);       /* its job has ended */
void minimap_hits_cancel(struct minimap_hits *hits);     /* the job, if there is one */

/* While no job runs: the document is in `count` parts; these bytes are others. */
void minimap_hits_divide(struct minimap_hits *hits, uint64_t size, size_t count);
void minimap_hits_forget(struct minimap_hits *hits, uint64_t pos, uint64_t len);

/* Looks for what is searched for now in the document of the window, in `count` parts; `owner` as in
 * queue_start_quiet(). False: the search is another one, and nothing is known of it. */
bool minimap_hits_settle(struct minimap_hits *hits, struct queue *queue, const void *owner,
			 const struct window *window, const struct minimap_search *search,
			 size_t count);

#endif
