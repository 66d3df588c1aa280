/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * While a job looks for what is searched for no more it is cancelled, and the next one starts when
 * it has ended, as with that of the overview.
 *
 * In a large file the job sees a sample alone: so a hit that the cursor was taken to counts, too.
 */
#include "edit/minimap_hits.h"

void minimap_hits_done(struct minimap_hits *hits)
{
	hit_map_free(hits->map);
}

void minimap_hits_cancel(struct minimap_hits *hits)
{
	if (hits->job)
		job_cancel(hits->job);
}

static void drop(struct minimap_hits *hits)
{
	hit_map_free(hits->map);
	hits->map = NULL;
}

void minimap_hits_divide(struct minimap_hits *hits, uint64_t size, size_t count)
{
	struct err ignored;

	hits->whole = false;
	if (hits->map && !hit_map_divide(hits->map, size, count, &ignored))
		drop(hits);
}

void minimap_hits_forget(struct minimap_hits *hits, uint64_t pos, uint64_t len)
{
	hits->whole = false;
	if (hits->map)
		hit_map_forget(hits->map, pos, len);
}

static void ended(void *context, struct job *job, const struct err *err)
{
	struct minimap_hits *hits = context;

	if (hits->job == job) {
		hits->job = NULL;
		/* What failed by itself would fail again. */
		hits->whole = !err || err->code != ERR_CANCELLED;
	}
}

static void start(struct minimap_hits *hits, struct queue *queue, const void *owner,
		  const struct window *window)
{
	struct snapshot snapshot = document_snapshot(window->document);
	struct err ignored;

	hits->job = hit_map_job(hits->map, &snapshot, &ignored);
	snapshot_done(&snapshot);
	if (hits->job && !queue_start_quiet(queue, hits->job, owner, ended, hits, &ignored))
		hits->job = NULL;
}

/* Which bytes count as changed is another thing after a save. */
static uint64_t saves_of(const struct window *window, const struct minimap_search *search)
{
	return search->pattern->changed ? document_saves(window->document) : 0;
}

static void look_for(struct minimap_hits *hits, const struct window *window,
		     const struct minimap_search *search, size_t count)
{
	struct hit_map_request request = {
		.pattern = search->pattern, .start = search->start, .end = search->end,
	};
	struct err ignored;

	drop(hits);
	hits->version = search->version;
	hits->saves = saves_of(window, search);
	hits->from = window->cursor;
	if (search->pattern->len > 0)
		hits->map = hit_map_new(&request, &ignored);
	minimap_hits_divide(hits, document_size(window->document), count);
}

bool minimap_hits_settle(struct minimap_hits *hits, struct queue *queue, const void *owner,
			 const struct window *window, const struct minimap_search *search,
			 size_t count)
{
	bool same = hits->version == search->version && hits->saves == saves_of(window, search);

	if (!same && hits->job) {
		job_cancel(hits->job);
		return false;
	}
	if (!same)
		look_for(hits, window, search, count);
	if (window->cursor != hits->from)
		hits->from = UINT64_MAX;
	if (hits->map && window->hit && hits->from == UINT64_MAX)
		hit_map_found(hits->map, window->cursor);
	if (hits->map && !hits->job && !hits->whole)
		start(hits, queue, owner, window);
	return same;
}
