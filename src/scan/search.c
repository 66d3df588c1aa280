/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: what is searched is ranges of positions where a hit may begin: first those on the
 * near side of `from`, then, with wrap, the others. A step walks (scanner.h) over some of them, on
 * several threads over as many parts, whose results are put together in the order of the parts;
 * so the result is that of one thread. Backward the parts are in the order of the search, too.
 * Steps grow while hits are rare, so that the nearest is found at once, and little memory is taken
 * for what is found in one step.
 *
 * Hits that must not overlap are found part by part, too. Where the last hit of a part reaches
 * into hits of the next, that part is walked again from its end.
 *
 * The probes of the finder are chosen anew in each step, from bytes that it is going to read
 * anyway: a sample of the whole file would cost a seek on the disk for each place.
 */
#include "scan/search.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "document/behind.h"
#include "scan/search_lane.h"
#include "scan/search_private.h"

static const struct search_sizes default_sizes = {
	.window = 1 << 20,
	.want = 64 << 10,
	.step = 16 << 20,
};

enum {
	STEP_FIRST = 512 << 10,  /* positions of a lane */
	DENSE = 1 << 20,         /* hits of a step are so many: shorter steps */
};

struct range {
	uint64_t low, high;      /* hits begin in [low, high) */
	uint64_t seen;           /* unknown bytes are counted below: another range has the rest */
};

struct search {
	struct job job;
	struct snapshot snapshot;        /* owned */
	struct search_request request;   /* its pattern is not ours */
	struct search_sizes sizes;
	struct lanes *lanes;     /* owned */
	struct behind *behind;   /* owned; NULL: the file fits memory */
	struct range ranges[2];  /* in the order of the search */
	unsigned current;        /* 0, 1, or 2 at the end */
	uint64_t at;             /* forward: next position; backward: end of what is left */
	uint64_t free_from;      /* separate: the next hit begins there or later */
	uint64_t step;           /* positions of a lane in the next step */
	bool found;
	bool wrapped;
	uint64_t hit, hit_len;
	uint64_t count;
	uint64_t unknown;
};

static struct search *of(const struct job *job)
{
	return (struct search *)job;
}

static bool is_cancelled(const struct search *search)
{
	return atomic_load(&search->job.cancelled);
}

/* Counting does not care about the direction, and goes forward. */
static bool goes_back(const struct search *search)
{
	return search->request.backward && !search->request.all;
}

static void note_hit(struct search *search, uint64_t pos, uint64_t len)
{
	search->found = true;
	search->hit = pos;
	search->hit_len = len;
	search->wrapped = search->current == 1;
}

static struct scanner_walk walk_over(const struct search *search, uint64_t low, uint64_t high)
{
	const struct range *range = &search->ranges[search->current];
	struct scanner_walk walk = { .at = low, .high = high };

	walk.seen = high == range->high ? range->seen : high;
	walk.separate = search->request.all && search->request.separate;
	/* Hits of one byte are separate. */
	if (walk.separate && search->request.pattern->most == 1)
		walk.separate = false;
	walk.count_only = search->request.all && !walk.separate && search->request.hits == NULL;
	return walk;
}

/* Takes over what one part found; it may have to be walked again. */
static bool take_lane(struct search *search, struct lane *lane, uint64_t low, uint64_t high,
		      struct err *err)
{
	const struct scanner_walk *walk = lane_walk(lane);

	if (walk->separate && walk->found && walk->first < search->free_from) {
		uint64_t from = min_u64(max_u64(search->free_from, low), high);
		struct scanner_walk again = walk_over(search, from, high);
		uint64_t unknown = walk->unknown;

		lane_start(lane, &again);
		if (!lane_run(lane, LANE_ALL, err))
			return false;
		lane_walk(lane)->unknown = unknown;
	}
	search->unknown += walk->unknown;
	search->count += walk->count;
	if (!walk->found)
		return true;
	if (!search->found)
		note_hit(search, walk->first, walk->first_len);
	search->free_from = walk->last_pos + walk->last_len;
	return search->request.hits == NULL || search->current == 1 ||
	       lane_give(lane, search->request.hits, err);
}

static void adapt_step(struct search *search, uint64_t hits)
{
	if (hits < DENSE)
		search->step = min_u64(search->step * 2, search->sizes.step);
	else
		search->step = max_u64(search->step / 2, 1);
}

static bool step_forward(struct search *search, struct err *err)
{
	const struct range *range = &search->ranges[search->current];
	unsigned lanes = lanes_count(search->lanes);
	uint64_t start = search->at, room, part, end, before;

	search->at = scanner_skip(lane_scanner(lanes_at(search->lanes, 0)), start, range->high);
	room = range->high - search->at;
	end = search->at + min_u64(room, search->step * lanes);
	part = (end - search->at + lanes - 1) / lanes;
	for (unsigned i = 0; i < lanes; i++) {
		uint64_t low = min_u64(end, search->at + i * part);
		struct scanner_walk walk = walk_over(search, low, min_u64(end, low + part));

		lane_start(lanes_at(search->lanes, i), &walk);
	}
	behind_look(search->behind, search->at, end - search->at);
	if (!lanes_run(search->lanes, search->request.all ? LANE_ALL : LANE_FIRST, err))
		return false;
	/* The nearest hit is not known then; of all hits the first are. */
	if (is_cancelled(search) && !search->request.all)
		return true;
	before = search->count;
	for (unsigned i = 0; i < lanes; i++) {
		uint64_t low = min_u64(end, search->at + i * part);

		if (!take_lane(search, lanes_at(search->lanes, i), low,
			       min_u64(end, low + part), err))
			return false;
		if (is_cancelled(search) || (search->found && !search->request.all))
			break;
	}
	if (is_cancelled(search))
		return true;
	scanner_drop(lane_scanner(lanes_at(search->lanes, 0)), search->at, end - search->at);
	behind_drop(search->behind, search->at, end - search->at);
	search->at = end;
	adapt_step(search, search->count - before);
	atomic_fetch_add(&search->job.done, end - start);
	return true;
}

/* Over [low, search->at), the first lane at its end. */
static void start_downward(struct search *search, uint64_t low)
{
	unsigned lanes = lanes_count(search->lanes);
	uint64_t part = (search->at - low + lanes - 1) / lanes;
	uint64_t end = search->at;

	for (unsigned i = 0; i < lanes; i++) {
		uint64_t start = end - min_u64(end - low, part);
		struct scanner_walk walk = walk_over(search, start, end);

		lane_start(lanes_at(search->lanes, i), &walk);
		end = start;
	}
}

static bool step_backward(struct search *search, struct err *err)
{
	const struct range *range = &search->ranges[search->current];
	struct scanner *scanner = lane_scanner(lanes_at(search->lanes, 0));
	unsigned lanes = lanes_count(search->lanes);
	uint64_t start = search->at, end, low;

	search->at = end = scanner_skip_back(scanner, range->low, start);
	low = end - min_u64(end - range->low, search->step * lanes);
	start_downward(search, low);
	behind_look(search->behind, low, end - low);
	if (!lanes_run(search->lanes, LANE_LAST, err))
		return false;
	if (is_cancelled(search))
		return true;
	for (unsigned i = 0; i < lanes && !search->found; i++) {
		const struct scanner_walk *walk = lane_walk(lanes_at(search->lanes, i));

		search->unknown += walk->unknown;
		search->count += walk->found;
		if (walk->found)
			note_hit(search, walk->last_pos, walk->last_len);
	}
	scanner_drop(scanner, low, end - low);
	behind_drop(search->behind, low, end - low);
	search->at = low;
	adapt_step(search, 0);
	atomic_fetch_add(&search->job.done, start - low);
	return true;
}

static void enter_range(struct search *search)
{
	const struct range *range = &search->ranges[search->current];

	search->at = goes_back(search) ? range->high : range->low;
	search->free_from = 0;
}

static bool is_range_over(const struct search *search)
{
	const struct range *range = &search->ranges[search->current];

	return search->at == (goes_back(search) ? range->low : range->high);
}

static enum job_state search_step(struct job *job, struct err *err)
{
	struct search *search = of(job);
	bool ok;

	while (search->current < 2 && is_range_over(search)) {
		if (++search->current < 2)
			enter_range(search);
	}
	if (search->current == 2)
		return JOB_DONE;
	for (unsigned i = 0; i < lanes_count(search->lanes); i++)
		scanner_resample(lane_scanner(lanes_at(search->lanes, i)));
	ok = goes_back(search) ? step_backward(search, err) : step_forward(search, err);
	if (!ok)
		return JOB_FAILED;
	if (search->found && !search->request.all) {
		search->count = 1;
		return JOB_DONE;
	}
	return JOB_RUNNING;
}

static void search_free(struct job *job)
{
	struct search *search = of(job);

	lanes_free(search->lanes);
	behind_free(search->behind);
	snapshot_done(&search->snapshot);
	free(search);
}

static const struct job_class search_class = { "searching", search_step, search_free };

/* The two ranges in the order of the search, the second empty without wrap. */
static uint64_t plan(struct search *search)
{
	const struct search_request *request = &search->request;
	uint64_t len = request->pattern->len, room = request->end - request->start;
	uint64_t high = room < len ? request->start : request->end - len + 1;
	uint64_t from = min_u64(max_u64(request->from, request->start), high);
	struct range before = { request->start, from, from };
	struct range after = { from, high, request->end };

	search->ranges[0] = request->backward ? before : after;
	search->ranges[1] = request->backward ? after : before;
	if (!request->wrap)
		search->ranges[1].high = search->ranges[1].low;
	return search->ranges[0].high - search->ranges[0].low + search->ranges[1].high -
	       search->ranges[1].low;
}

struct job *search_new_with(const struct snapshot *snapshot, const struct search_request *request,
			    const struct search_sizes *sizes, struct err *err)
{
	struct scanner_sizes windows = { sizes->window, sizes->want };
	struct search *search;

	if (request->start > request->end || request->end > snapshot_len(snapshot)) {
		err_set(err, ERR_RANGE, "the range 0x%" PRIx64 " to 0x%" PRIx64 " does not lie in "
			"the document", request->start, request->end);
		return NULL;
	}
	search = calloc(1, sizeof(*search));
	if (search == NULL) {
		err_nomem(err);
		return NULL;
	}
	search->snapshot = snapshot_copy(snapshot);
	search->request = *request;
	search->sizes = *sizes;
	job_init(&search->job, &search_class, 0);
	search->step = min_u64(STEP_FIRST, sizes->step);
	search->lanes = lanes_new(&search->snapshot, request, &windows,
				  max_u64(request->threads, 1), &search->job.cancelled, err);
	if (search->lanes == NULL) {
		search_free(&search->job);
		return NULL;
	}
	search->request.pattern = lanes_pattern(search->lanes);
	search->behind = behind_new(&search->snapshot, behind_memory());
	atomic_store(&search->job.total, plan(search));
	enter_range(search);
	return &search->job;
}

struct job *search_new(const struct snapshot *snapshot, const struct search_request *request,
		       struct err *err)
{
	return search_new_with(snapshot, request, &default_sizes, err);
}

bool search_hit(const struct job *job, uint64_t *pos)
{
	assert(job->class == &search_class);
	if (of(job)->found)
		*pos = of(job)->hit;
	return of(job)->found;
}

uint64_t search_hit_len(const struct job *job)
{
	return of(job)->found ? of(job)->hit_len : 0;
}

bool search_wrapped(const struct job *job)
{
	return of(job)->found && of(job)->wrapped;
}

uint64_t search_count(const struct job *job)
{
	return of(job)->count;
}

uint64_t search_unknown(const struct job *job)
{
	return of(job)->unknown;
}
