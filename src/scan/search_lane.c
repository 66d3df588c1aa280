/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lanes wait for each other on a count of those that run. Hits are kept in the form of scan/hits.h
 * until the lanes before have given theirs: a step's worth, mostly a byte each.
 *
 * Downward the positions are cut into blocks from their end, and in each block the last hit counts;
 * that needs no second way of walking. Blocks of what has to be walked upward grow, so that little
 * of what lies before the hit is searched in vain.
 */
#include "scan/search_lane.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/workers.h"

enum {
	LANES_MOST = 64,
	BATCH = 256,             /* hits; as many as a block of hits.c */
	BLOCK_LEAST = 4096, BLOCK_MOST = 64 << 10,       /* bytes */
};

struct lane {
	struct lanes *lanes;
	struct scanner *scanner; /* owned */
	struct scanner_walk walk;
	struct scanner_visitor visitor;
	struct hits *hits;       /* owned; NULL: they are not kept */
	uint64_t accepted;       /* hits */
	struct hit batch[BATCH]; /* the next ones */
	size_t waiting;          /* of them */
	enum lane_mode mode;
	struct err err;
	bool ok;
};

struct lanes {
	struct pattern pattern;  /* owned */
	struct workers *workers; /* owned; NULL: one lane */
	pthread_mutex_t lock;
	pthread_cond_t idle;
	unsigned running;        /* on other threads */
	bool keeps;              /* the hits */
	unsigned count;
	struct lane *lane;       /* owned */
};

static void begin(void *context)
{
	struct lane *lane = context;

	lane->waiting = 0;
	hits_truncate(lane->hits, lane->accepted);
}

static bool store(struct lane *lane, struct err *err)
{
	size_t count = lane->waiting;

	lane->waiting = 0;
	return hits_add_many(lane->hits, lane->batch, count, err);
}

static bool take(void *context, const struct scanner_hit *hit, struct err *err)
{
	struct lane *lane = context;

	lane->batch[lane->waiting++] = (struct hit){ .pos = hit->pos, .len = hit->len };
	return lane->waiting < BATCH || store(lane, err);
}

static bool accept(void *context, struct err *err)
{
	struct lane *lane = context;

	if (lane->waiting > 0 && !store(lane, err))
		return false;
	lane->accepted = hits_count(lane->hits);
	return true;
}

static bool start_lanes(struct lanes *lanes, const struct snapshot *snapshot,
			const struct search_request *request, const struct scanner_sizes *sizes,
			const _Atomic bool *cancelled, struct err *err)
{
	for (unsigned i = 0; i < lanes->count; i++) {
		struct lane *lane = &lanes->lane[i];

		lane->lanes = lanes;
		lane->visitor = (struct scanner_visitor){ lane, begin, take, accept };
		lane->scanner = scanner_new(snapshot, &lanes->pattern, request->start,
					    request->end, sizes, cancelled, err);
		if (lane->scanner == NULL)
			return false;
		lane->hits = lanes->keeps ? hits_new(UINT64_MAX, err) : NULL;
		if (lanes->keeps && lane->hits == NULL)
			return false;
	}
	if (lanes->count > 1)
		lanes->workers = workers_new(lanes->count - 1, err);
	return lanes->count == 1 || lanes->workers != NULL;
}

struct lanes *lanes_new(const struct snapshot *snapshot, const struct search_request *request,
			const struct scanner_sizes *sizes, uint64_t count,
			const _Atomic bool *cancelled, struct err *err)
{
	struct lanes *lanes = calloc(1, sizeof(*lanes));

	if (lanes == NULL) {
		err_nomem(err);
		return NULL;
	}
	pthread_mutex_init(&lanes->lock, NULL);
	pthread_cond_init(&lanes->idle, NULL);
	lanes->keeps = request->all && request->hits != NULL;
	lanes->lane = calloc(LANES_MOST, sizeof(*lanes->lane));
	lanes->count = lanes->lane == NULL ? 0 : (unsigned)min_u64(count, LANES_MOST);
	if (lanes->lane == NULL)
		err_nomem(err);
	else if (pattern_copy(request->pattern, &lanes->pattern, err) &&
		 start_lanes(lanes, snapshot, request, sizes, cancelled, err))
		return lanes;
	lanes_free(lanes);
	return NULL;
}

void lanes_free(struct lanes *lanes)
{
	if (lanes == NULL)
		return;
	workers_free(lanes->workers);
	for (unsigned i = 0; i < lanes->count; i++) {
		scanner_free(lanes->lane[i].scanner);
		hits_free(lanes->lane[i].hits);
	}
	free(lanes->lane);
	pattern_done(&lanes->pattern);
	pthread_cond_destroy(&lanes->idle);
	pthread_mutex_destroy(&lanes->lock);
	free(lanes);
}

unsigned lanes_count(const struct lanes *lanes)
{
	return lanes->count;
}

struct lane *lanes_at(struct lanes *lanes, unsigned i)
{
	return &lanes->lane[i];
}

const struct pattern *lanes_pattern(const struct lanes *lanes)
{
	return &lanes->pattern;
}

struct scanner *lane_scanner(struct lane *lane)
{
	return lane->scanner;
}

struct scanner_walk *lane_walk(struct lane *lane)
{
	return &lane->walk;
}

void lane_start(struct lane *lane, const struct scanner_walk *walk)
{
	lane->walk = *walk;
	lane->walk.visitor = lane->hits != NULL ? &lane->visitor : NULL;
	lane->accepted = lane->waiting = 0;
	if (lane->hits != NULL)
		hits_clear(lane->hits);
}

/* Each block is at most as long as lets all its hits fit a window, where they have a bound. */
static uint64_t next_block(const struct lane *lane, uint64_t left, uint64_t *block)
{
	const struct pattern *pattern = &lane->lanes->pattern;
	uint64_t most = scanner_window(lane->scanner);

	if (pattern->most != UINT64_MAX)
		most -= pattern->most - 1;
	if (!pattern_is_plain(pattern))
		most = min_u64(most, *block);
	*block = min_u64(*block * 2, BLOCK_MOST);
	return min_u64(left, most);
}

static bool run_downward(struct lane *lane, struct err *err)
{
	struct scanner_walk *walk = &lane->walk, all = *walk;
	uint64_t low = walk->at, end = walk->high, block = BLOCK_LEAST, unknown = 0;

	while (end > low && !walk->found && !scanner_is_cancelled(lane->scanner)) {
		*walk = all;
		walk->last = true;
		walk->at = end - next_block(lane, end - low, &block);
		walk->high = end;
		walk->seen = end == all.high ? all.seen : end;
		end = walk->at;
		if (!scanner_walk(lane->scanner, walk, false, err))
			return false;
		unknown += walk->unknown;
	}
	walk->unknown = unknown;
	return true;
}

bool lane_run(struct lane *lane, enum lane_mode mode, struct err *err)
{
	if (mode == LANE_LAST)
		return run_downward(lane, err);
	return scanner_walk(lane->scanner, &lane->walk, mode == LANE_FIRST, err);
}

static void run(void *argument)
{
	struct lane *lane = argument;
	struct lanes *lanes = lane->lanes;

	err_clear(&lane->err);
	lane->ok = lane_run(lane, lane->mode, &lane->err);
	pthread_mutex_lock(&lanes->lock);
	if (--lanes->running == 0)
		pthread_cond_signal(&lanes->idle);
	pthread_mutex_unlock(&lanes->lock);
}

/* What can not be given to another thread is run here. */
static void submit(struct lane *lane, enum lane_mode mode)
{
	struct lanes *lanes = lane->lanes;
	struct err err;

	lane->mode = mode;
	pthread_mutex_lock(&lanes->lock);
	lanes->running++;
	pthread_mutex_unlock(&lanes->lock);
	if (!workers_submit(lanes->workers, run, lane, &err))
		run(lane);
}

bool lanes_run(struct lanes *lanes, enum lane_mode mode, struct err *err)
{
	bool ok;

	for (unsigned i = 1; i < lanes->count; i++)
		submit(&lanes->lane[i], mode);
	ok = lane_run(&lanes->lane[0], mode, err);
	pthread_mutex_lock(&lanes->lock);
	while (lanes->running > 0)
		pthread_cond_wait(&lanes->idle, &lanes->lock);
	pthread_mutex_unlock(&lanes->lock);
	for (unsigned i = 1; ok && i < lanes->count; i++) {
		if (mode != LANE_ALL && lanes->lane[i - 1].walk.found)
			return true;
		ok = lanes->lane[i].ok;
		if (!ok)
			*err = lanes->lane[i].err;
	}
	return ok;
}

bool lane_give(struct lane *lane, struct hits *hits, struct err *err)
{
	size_t count;

	for (uint64_t n = 0; n < lane->accepted; n += count) {
		count = hits_get(lane->hits, n, lane->batch, BATCH);
		if (!hits_add_many(hits, lane->batch, count, err))
			return false;
	}
	return true;
}
