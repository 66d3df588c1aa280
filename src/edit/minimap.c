/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows are copies of what the overview knows, made by the editor's thread when something new is
 * known; so painters need no lock. The overlay (changes, hits, marks) is computed here, and only
 * when what it depends on is something else.
 *
 * A job that looks at what is no more is cancelled, and the next one starts when it has ended: some
 * milliseconds for which nobody waits. Only where there is nothing to be shown yet the editor waits
 * a moment, so that the bar comes with the frame and not behind it.
 */
#include "edit/minimap.h"

#include <stdlib.h>

#include "base/printable.h"

enum { PATIENCE_MS = 10 };

void minimaps_init(struct minimaps *minimaps)
{
	*minimaps = (struct minimaps){ .last = MINIMAP_ENTROPY };
}

static void free_one(struct minimap *minimap)
{
	overview_free(minimap->overview);
	minimap_hits_done(&minimap->hits);
	free(minimap->row);
	free(minimap);
}

void minimaps_done(struct minimaps *minimaps)
{
	while (minimaps->first) {
		struct minimap *minimap = minimaps->first;

		minimaps->first = minimap->next;
		free_one(minimap);
	}
}

struct minimap *minimaps_find(const struct minimaps *minimaps, const struct window *window)
{
	struct minimap *minimap = minimaps->first;

	while (minimap && minimap->window != window)
		minimap = minimap->next;
	return minimap;
}

struct minimap *minimaps_get(struct minimaps *minimaps, const struct window *window)
{
	struct minimap *minimap = minimaps_find(minimaps, window);

	if (minimap)
		return minimap;
	minimap = calloc(1, sizeof(*minimap));
	if (!minimap)
		return NULL;
	minimap->window = window;
	minimap->next = minimaps->first;
	minimaps->first = minimap;
	return minimap;
}

void minimaps_leave(struct minimaps *minimaps, struct queue *queue,
		    const struct document *document)
{
	struct minimap **at = &minimaps->first;

	while (*at) {
		struct minimap *minimap = *at;

		if (minimap->window->document != document) {
			at = &minimap->next;
			continue;
		}
		if (minimaps->dragged == minimap)
			minimaps->dragged = NULL;
		queue_end(queue, minimap);
		*at = minimap->next;
		free_one(minimap);
	}
}

int minimap_cols(enum minimap_view view)
{
	return view == MINIMAP_OFF ? 0 : view == MINIMAP_BOTH ? 3 : 2;
}

uint32_t minimap_sign(unsigned step)
{
	static const uint32_t shades[MINIMAP_STEPS] = { 0xb7, 0x2591, 0x2592, 0x2593, 0x2588 };

	for (int i = 0; i < MINIMAP_STEPS; i++)
		if (printable_width(shades[i]) != 1)
			return (uint8_t)".:+x#"[step];
	return shades[step];
}

unsigned minimap_step(unsigned entropy)
{
	/* One value alone; few values; text and tables; code and pictures; packed or encrypted. */
	static const unsigned limits[MINIMAP_STEPS - 1] = { 500, 3000, 5500, 7200 };
	unsigned step = 0;

	while (step < MINIMAP_STEPS - 1 && entropy >= limits[step])
		step++;
	return step;
}

size_t minimap_find(const struct minimap *minimap, uint64_t pos)
{
	size_t i = 0;

	if (pos >= minimap->size)
		return minimap->count > 0 ? minimap->count - 1 : 0;
	while (i < minimap->count && minimap->row[i].part.end <= pos)
		i++;
	return i;
}

static void ended(void *context, struct job *job, const struct err *err)
{
	struct minimap *minimap = context;

	if (minimap->job == job) {
		minimap->job = NULL;
		minimap->whole = !err;
	}
}

/* So many rows, of which nothing is known. */
static bool make_rows(struct minimap *minimap, size_t count)
{
	struct minimap_row *row = calloc(count, sizeof(*row));

	if (!row)
		return false;
	free(minimap->row);
	minimap->row = row;
	minimap->count = count;
	minimap->seen.valid = false;
	return true;
}

/* Divides anew. What rows of the same document show stays until something better is known. */
static bool divide(struct minimap *minimap, size_t count)
{
	const struct window *window = minimap->window;
	uint64_t size = document_size(window->document);
	struct err ignored;

	if (!minimap->overview)
		minimap->overview = overview_new(&ignored);
	if (!minimap->overview)
		return false;
	if (count != minimap->count && !make_rows(minimap, count))
		return false;
	if (!overview_divide(minimap->overview, size, count, &ignored))
		return false;
	minimap_hits_divide(&minimap->hits, size, count);
	minimap->size = size;
	minimap->generation = document_generation(window->document);
	minimap->stamp = window->buffer->disk_stamp;
	minimap->seen.valid = false;
	minimap->version = 0;
	minimap->whole = false;
	return true;
}

/* Bytes were overwritten and not moved, and nothing else happened: true. */
static bool forget_edits(struct minimap *minimap, const struct document *document)
{
	struct document_edit edits[DOCUMENT_EDITS];
	uint64_t generation = document_generation(document);
	size_t count;

	if (!document_edits_since(document, minimap->generation, edits, &count) ||
	    count != generation - minimap->generation)
		return false;
	for (size_t i = 0; i < count; i++)
		if (edits[i].removed != edits[i].inserted)
			return false;
	for (size_t i = 0; i < count; i++) {
		overview_forget(minimap->overview, edits[i].pos, edits[i].inserted);
		minimap_hits_forget(&minimap->hits, edits[i].pos, edits[i].inserted);
	}
	minimap->generation = generation;
	minimap->whole = false;
	return true;
}

static bool is_current(const struct minimap *minimap, size_t count)
{
	const struct window *window = minimap->window;

	return minimap->count == count && minimap->stamp == window->buffer->disk_stamp &&
	       minimap->generation == document_generation(window->document);
}

/* False: there is no bar, for want of memory. */
static bool follow(struct minimap *minimap, size_t count)
{
	const struct window *window = minimap->window;
	bool known = minimap->count == count && minimap->stamp == window->buffer->disk_stamp &&
		     minimap->size == document_size(window->document);

	return (known && forget_edits(minimap, window->document)) || divide(minimap, count);
}

static void start(struct minimap *minimap, struct queue *queue)
{
	struct snapshot snapshot = document_snapshot(minimap->window->document);
	struct err ignored;

	minimap->job = overview_job(minimap->overview, &snapshot, &ignored);
	snapshot_done(&snapshot);
	if (minimap->job && !queue_start_quiet(queue, minimap->job, minimap, ended, minimap,
					       &ignored))
		minimap->job = NULL;
}

static void copy_rows(struct minimap *minimap)
{
	uint64_t version = overview_version(minimap->overview);

	if (version == minimap->version)
		return;
	minimap->version = version;
	for (size_t i = 0; i < overview_count(minimap->overview); i++) {
		struct overview_part *to = &minimap->row[i].part, part;

		overview_part(minimap->overview, i, &part);
		if (part.known || !to->known) {
			*to = part;
		} else {
			to->pos = to->data = part.pos;
			to->end = part.end;
		}
	}
}

static void overlay_changes(struct minimap *minimap, const struct document *document)
{
	uint64_t next = 0;
	bool any = minimap->size > 0 && document_find_changed(document, 0, false, &next);

	for (size_t i = 0; any && i < minimap->count; i++) {
		const struct overview_part *part = &minimap->row[i].part;

		if (next < part->pos)
			any = document_find_changed(document, part->pos, false, &next);
		minimap->row[i].changed = any && next < part->end;
	}
}

static void overlay_notes(struct minimap *minimap, const struct window *window)
{
	const struct notes *notes = &window->buffer->notebook.notes;

	for (size_t i = 0; i < notes->count; i++) {
		size_t at = minimap_find(minimap, notes->list[i].pos);

		if (at >= minimap->count || minimap->row[at].noted)
			continue;
		minimap->row[at].noted = true;
		minimap->row[at].colour = notes->list[i].colour;
	}
}

static bool is_set(const struct marks *marks, int mark)
{
	return marks->set & UINT32_C(1) << mark;
}

static void overlay_marks(struct minimap *minimap, const struct marks *marks)
{
	for (int i = 0; i < MARKS_JUMP; i++) {
		size_t at = minimap_find(minimap, marks->pos[i]);

		if (is_set(marks, i) && at < minimap->count)
			minimap->row[at].marked = true;
	}
}

static struct minimap_seen seen_of(const struct window *window)
{
	struct minimap_seen seen = {
		.generation = document_generation(window->document),
		.saves = document_saves(window->document),
		.notes = window->buffer->notebook.notes.version,
		.marks = window->buffer->marks.set,
		.valid = true,
	};

	for (int i = 0; i < MARKS_JUMP; i++)
		if (is_set(&window->buffer->marks, i))
			seen.marks = seen.marks * 31 + window->buffer->marks.pos[i];
	return seen;
}

static bool is_same(const struct minimap_seen *a, const struct minimap_seen *b)
{
	return a->valid == b->valid && a->generation == b->generation && a->saves == b->saves &&
	       a->notes == b->notes && a->marks == b->marks;
}

static void overlay(struct minimap *minimap)
{
	const struct window *window = minimap->window;
	const struct minimap_seen seen = seen_of(window);

	if (is_same(&seen, &minimap->seen))
		return;
	minimap->seen = seen;
	for (size_t i = 0; i < minimap->count; i++)
		minimap->row[i].changed = minimap->row[i].marked = minimap->row[i].noted = false;
	overlay_changes(minimap, window->document);
	overlay_notes(minimap, window);
	overlay_marks(minimap, &window->buffer->marks);
}

/* What is not known yet of the same search stays as it was. */
static void overlay_hits(struct minimap *minimap, bool same)
{
	for (size_t i = 0; i < minimap->count; i++) {
		enum hit_map_state state = minimap->hits.map ?
					   hit_map_state(minimap->hits.map, i) : HIT_MAP_NONE;

		if (state != HIT_MAP_UNKNOWN || !same)
			minimap->row[i].hit = state == HIT_MAP_HIT;
	}
}

/* The file was looked at for the first time: it is the same as before. */
static void take_stamp(struct minimap *minimap)
{
	const struct buffer *buffer = minimap->window->buffer;

	if (minimap->count > 0 && minimap->stamp == 0 && buffer->disk == DISK_SAME)
		minimap->stamp = buffer->disk_stamp;
}

static void cancel(struct minimap *minimap)
{
	if (minimap->job)
		job_cancel(minimap->job);
	minimap_hits_cancel(&minimap->hits);
}

void minimap_settle(struct minimap *minimap, struct queue *queue,
		    const struct minimap_search *search, size_t count)
{
	bool shown = count > 0 && count <= OVERVIEW_PARTS;
	bool was_empty = minimap->count != count;

	take_stamp(minimap);
	if ((minimap->job || minimap->hits.job) && !(shown && is_current(minimap, count))) {
		cancel(minimap);
		return;
	}
	if (!shown || (!is_current(minimap, count) && !follow(minimap, count)))
		return;
	if (!minimap->job && !minimap->whole) {
		start(minimap, queue);
		if (was_empty && minimap->job && queue_count(queue) == 0)
			(void)overview_wait(minimap->overview, PATIENCE_MS);
	}
	bool same = minimap_hits_settle(&minimap->hits, queue, minimap, minimap->window, search,
					count);
	copy_rows(minimap);
	overlay(minimap);
	overlay_hits(minimap, same);
}

/* What a row looks like, as a number; -1: nothing is known of it. */
static int look_of(const struct minimap_row *row, enum minimap_view view)
{
	const struct overview_part *part = &row->part;

	if (!part->known)
		return -1;
	if (part->hole)
		return 100;
	if (part->lost || part->sampled == 0)
		return 101;
	return view == MINIMAP_ENTROPY ? (int)minimap_step(part->entropy) : (int)part->most;
}

bool minimap_region(const struct minimap *minimap, enum minimap_view view, uint64_t pos,
		    bool backward, uint64_t *found)
{
	bool any = false;
	int before = -1;

	for (size_t i = 0; i < minimap->count; i++) {
		uint64_t start = minimap->row[i].part.data;
		int look = look_of(&minimap->row[i], view);
		bool begins = look >= 0 && look != before;

		if (look >= 0)
			before = look;
		if (start >= minimap->size || !begins || (backward ? start >= pos : start <= pos))
			continue;
		*found = start;
		any = true;
		if (!backward)
			break;
	}
	return any;
}
