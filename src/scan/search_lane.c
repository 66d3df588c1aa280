/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lanes wait for each other on a count of those that run. Hits are kept as pairs until the lanes
 * before have given theirs: a step's worth, 16 bytes each. */
#include "scan/search_lane.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/workers.h"

enum { LANES_MOST = 64 };

struct lane {
	struct lanes *lanes;
	struct scanner *scanner; /* owned */
	struct scanner_walk walk;
	struct scanner_visitor visitor;
	struct buf hits;         /* of struct hit */
	size_t accepted;         /* bytes of them */
	struct err err;
	bool first, ok;
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

	lane->hits.len = lane->accepted;
}

static bool take(void *context, const struct scanner_hit *hit, struct err *err)
{
	struct lane *lane = context;
	struct hit one = { hit->pos, hit->len };

	buf_add(&lane->hits, &one, sizeof(one));
	return buf_ok(&lane->hits) || err_nomem(err);
}

static bool accept(void *context, struct err *err)
{
	struct lane *lane = context;

	(void)err;
	lane->accepted = lane->hits.len;
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
		buf_done(&lanes->lane[i].hits);
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
	lane->walk.visitor = lane->lanes->keeps ? &lane->visitor : NULL;
	lane->accepted = 0;
	buf_clear(&lane->hits);
}

bool lane_run(struct lane *lane, bool first, struct err *err)
{
	return scanner_walk(lane->scanner, &lane->walk, first, err);
}

static void run(void *argument)
{
	struct lane *lane = argument;
	struct lanes *lanes = lane->lanes;

	err_clear(&lane->err);
	lane->ok = lane_run(lane, lane->first, &lane->err);
	pthread_mutex_lock(&lanes->lock);
	if (--lanes->running == 0)
		pthread_cond_signal(&lanes->idle);
	pthread_mutex_unlock(&lanes->lock);
}

/* What can not be given to another thread is run here. */
static void submit(struct lane *lane, bool first)
{
	struct lanes *lanes = lane->lanes;
	struct err err;

	lane->first = first;
	pthread_mutex_lock(&lanes->lock);
	lanes->running++;
	pthread_mutex_unlock(&lanes->lock);
	if (!workers_submit(lanes->workers, run, lane, &err))
		run(lane);
}

/* An error of a lane counts unless one before it has what is wanted. */
bool lanes_run(struct lanes *lanes, bool first, struct err *err)
{
	bool ok;

	for (unsigned i = 1; i < lanes->count; i++)
		submit(&lanes->lane[i], first);
	ok = lane_run(&lanes->lane[0], first, err);
	pthread_mutex_lock(&lanes->lock);
	while (lanes->running > 0)
		pthread_cond_wait(&lanes->idle, &lanes->lock);
	pthread_mutex_unlock(&lanes->lock);
	for (unsigned i = 1; ok && i < lanes->count; i++) {
		if (first && lanes->lane[i - 1].walk.found)
			return true;
		ok = lanes->lane[i].ok;
		if (!ok)
			*err = lanes->lane[i].err;
	}
	return ok;
}

bool lane_give(struct lane *lane, struct hits *hits, struct err *err)
{
	for (size_t at = 0; at < lane->accepted; at += sizeof(struct hit)) {
		struct hit hit;

		memcpy(&hit, lane->hits.data + at, sizeof(hit));
		if (!hits_add(hits, hit.pos, hit.len, err))
			return false;
	}
	return true;
}
