/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A part is looked through in cells, up to the first hit: so what is everywhere is found at once,
 * and what is rare costs what a search costs. Holes that can hold no hit are passed over. A run of
 * cells of one part is followed by one of the next, so that all parts get on together.
 *
 * Each part has as many cells as it may take time, its share of what is looked at of the document.
 * While half of them are left the cells lie side by side, so that a part with little data in large
 * holes is looked through wholly; the others lie evenly in what is left of the part.
 *
 * Rejected: samples like those of an overview (a pattern is searched for because it is rare, and
 * samples miss what is), and counting all hits (of a zero there are as many as bytes).
 */
#include "scan/hit_map.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/clock.h"
#include "document/behind.h"
#include "document/hole.h"
#include "scan/overview.h"
#include "scan/search.h"

enum {
	CELL = 64 << 10,
	RUN = 16,                /* cells of a part before the next has its turn */
	SLICE_MS = 3,            /* other jobs wait no longer for the next slice */
	MEMORY_SHARE = 8,        /* of the system's cache others keep the rest */
};

struct part {
	uint64_t pos, end;
	uint64_t next;           /* to be looked at; where [pos, end) was not looked at: pos */
	uint64_t cells;          /* that were looked at */
	_Atomic int state;       /* enum hit_map_state: the job writes, the owner reads */
};

struct hit_map {
	struct pattern pattern;  /* owned */
	uint64_t start, end, most;
	size_t cell;
	struct part *parts;      /* owned */
	size_t count;
};

struct looking {
	struct job job;
	struct hit_map *map;     /* borrowed */
	struct snapshot snapshot;
	struct search_marker *marker;    /* owned; NULL before the first step */
	size_t at;               /* the part whose turn it is */
	bool any;                /* some part was looked at since the first one's turn */
};

struct hit_map *hit_map_new(const struct hit_map_request *request, struct err *err)
{
	struct hit_map *map = calloc(1, sizeof(*map));

	if (!map) {
		err_nomem(err);
		return NULL;
	}
	map->start = request->start;
	map->end = request->end;
	map->cell = request->cell ? request->cell : CELL;
	map->most = request->most ? request->most :
				    min_u64(HIT_MAP_BYTES, behind_memory() / MEMORY_SHARE);
	if (pattern_copy(request->pattern, &map->pattern, err))
		return map;
	free(map);
	return NULL;
}

void hit_map_free(struct hit_map *map)
{
	if (!map)
		return;
	pattern_done(&map->pattern);
	free(map->parts);
	free(map);
}

static void forget(struct part *part)
{
	part->next = part->pos;
	part->cells = 0;
	atomic_store(&part->state, HIT_MAP_UNKNOWN);
}

bool hit_map_divide(struct hit_map *map, uint64_t size, size_t count, struct err *err)
{
	struct part *parts = NULL;

	if (size == 0)
		count = 0;
	if (count > 0)
		parts = calloc(count, sizeof(*parts));
	if (count > 0 && !parts)
		return err_nomem(err);
	for (size_t i = 0; i < count; i++) {
		overview_borders(size, count, i, &parts[i].pos, &parts[i].end);
		parts[i].pos = max_u64(parts[i].pos, min_u64(parts[i].end, map->start));
		parts[i].end = min_u64(parts[i].end, max_u64(parts[i].pos, map->end));
		forget(&parts[i]);
	}
	free(map->parts);
	map->parts = parts;
	map->count = count;
	return true;
}

void hit_map_forget(struct hit_map *map, uint64_t pos, uint64_t len)
{
	uint64_t reach = min_u64(map->pattern.most, PATTERN_MOST);
	uint64_t from = pos - min_u64(pos, reach), to;

	if (!add_fits(pos, len, &to) || !add_fits(to, reach, &to))
		to = UINT64_MAX;
	for (size_t i = 0; i < map->count; i++)
		if (map->parts[i].end > from && map->parts[i].pos < to)
			forget(&map->parts[i]);
}

enum hit_map_state hit_map_state(const struct hit_map *map, size_t index)
{
	return index < map->count ? (enum hit_map_state)atomic_load(&map->parts[index].state) :
				    HIT_MAP_UNKNOWN;
}

void hit_map_found(struct hit_map *map, uint64_t pos)
{
	for (size_t i = 0; i < map->count; i++)
		if (pos >= map->parts[i].pos && pos < map->parts[i].end)
			atomic_store(&map->parts[i].state, HIT_MAP_HIT);
}

/* What the job found, unless somebody else found more. */
static void tell(struct part *part, enum hit_map_state state)
{
	int unknown = HIT_MAP_UNKNOWN;

	atomic_compare_exchange_strong(&part->state, &unknown, state);
}

/* Cells that a part may take. */
static uint64_t share_of(const struct looking *looking, const struct part *part)
{
	const struct hit_map *map = looking->map;
	uint64_t most = snapshot_is_slow(&looking->snapshot, part->pos) ?
			min_u64(map->most, HIT_MAP_SLOW_BYTES) : map->most;

	return max_u64(2, most / map->cell / map->count);
}

/* Passes over what lies so deep in a hole that no hit can reach it. */
static void skip_hole(const struct looking *looking, struct part *part)
{
	size_t beyond = search_marker_reach(looking->marker), reach;

	if (!search_marker_skips_zeroes(looking->marker, &reach))
		return;
	beyond = max_size(beyond, reach);

	uint64_t pos = part->next - min_u64(part->next, beyond);
	struct hole hole = hole_at_now(&looking->snapshot, pos);
	bool last = hole.len >= snapshot_len(&looking->snapshot) - pos;

	if (hole.zero && last)
		part->next = part->end;
	else if (hole.zero && hole.len > part->next - pos + beyond)
		part->next = min_u64(part->end, pos + hole.len - beyond);
}

/* The next cell, behind the one that was looked at. */
static void step_on(const struct looking *looking, struct part *part)
{
	uint64_t share = share_of(looking, part), step = looking->map->cell;
	uint64_t left = share - ++part->cells;

	if (left == 0)
		part->next = part->end;
	else if (left <= share / 2 && part->next < part->end)
		step = max_u64(step, (part->end - part->next) / (left + 1));
	part->next += min_u64(step, part->end - part->next);
}

/* A cell, or what is left of the part in a hole. False where bytes are still to come. */
static bool look_at_cell(struct looking *looking, struct part *part)
{
	bool waits = false, touches = false;

	if (part->next < part->end)
		skip_hole(looking, part);
	if (part->next < part->end) {
		size_t len = (size_t)min_u64(looking->map->cell, part->end - part->next);

		touches = search_marker_touches(looking->marker, part->next, len, &waits);
		if (waits || atomic_load(&looking->job.cancelled))
			return !waits;
		snapshot_drop(&looking->snapshot, part->next, len);
		step_on(looking, part);
	}
	if (touches)
		tell(part, HIT_MAP_HIT);
	else if (part->next >= part->end)
		tell(part, HIT_MAP_NONE);
	return true;
}

/* The marker is made here, as it may take long. */
static bool prepare(struct looking *looking, struct err *err)
{
	if (looking->marker)
		return true;
	looking->marker = search_marker_new(&looking->map->pattern, &looking->job.cancelled, err);
	if (!looking->marker)
		return false;
	search_marker_look(looking->marker, &looking->snapshot);
	return true;
}

static enum job_state looking_step(struct job *job, struct err *err)
{
	struct looking *looking = (struct looking *)job;
	struct hit_map *map = looking->map;
	uint64_t until = clock_ms() + SLICE_MS;

	if (!prepare(looking, err))
		return JOB_FAILED;
	for (;; looking->at = 0, looking->any = false) {
		for (; looking->at < map->count; looking->at++) {
			struct part *part = &map->parts[looking->at];

			for (int i = 0; i < RUN && part->state == HIT_MAP_UNKNOWN; i++) {
				looking->any = true;
				if (!look_at_cell(looking, part))
					return JOB_WAITING;
				if (clock_ms() >= until || job->cancelled)
					return JOB_RUNNING;
			}
		}
		if (!looking->any)
			return JOB_DONE;
	}
}

static void looking_free(struct job *job)
{
	struct looking *looking = (struct looking *)job;

	search_marker_free(looking->marker);
	snapshot_done(&looking->snapshot);
	free(looking);
}

static const struct job_class looking_class = {
	"looking for hits", looking_step, looking_free
};

struct job *hit_map_job(struct hit_map *map, const struct snapshot *snapshot, struct err *err)
{
	struct looking *looking = calloc(1, sizeof(*looking));

	if (!looking) {
		err_nomem(err);
		return NULL;
	}
	job_init(&looking->job, &looking_class, 0);
	looking->map = map;
	looking->snapshot = snapshot_copy(snapshot);
	return &looking->job;
}
