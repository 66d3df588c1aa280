/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: what is searched is ranges of positions where a hit may begin: first those on the
 * near side of `from`, then, with wrap, the others. A range is walked in windows of the reader;
 * each shows the positions whose whole hit it holds, so windows overlap by the pattern's length
 * less one, and hits across pieces and window ends are found like all others. Backward, the range
 * is cut into blocks from its end, and in each block the last hit counts; that needs no second
 * way of walking.
 *
 * Bytes that can not be read end a window, and the next one begins behind them: no hit holds one.
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
#include "document/reader.h"
#include "scan/finder.h"
#include "scan/search_private.h"

enum {
	SAMPLES = 16,
	SAMPLE = 512,            /* bytes each */
};

static const struct search_sizes default_sizes = {
	.window = 1 << 20,
	.want = 64 << 10,
	.step = 8 << 20,
};

struct range {
	uint64_t low, high;      /* hits begin in [low, high) */
	uint64_t seen;           /* unknown bytes are counted below: another range has the rest */
};

struct search {
	struct job job;
	struct snapshot snapshot;        /* owned */
	struct pattern pattern;          /* owned */
	struct search_request request;   /* pattern is ours */
	struct search_sizes sizes;
	struct reader *reader;
	struct finder *finder;
	struct range ranges[2];  /* in the order of the search */
	unsigned current;        /* 0, 1, or 2 at the end */
	uint64_t at;             /* forward: next position; backward: end of what is left */
	bool resample;
	bool found;
	bool wrapped;
	uint64_t hit;
	uint64_t count;
	uint64_t unknown;
};

/* What one window showed. */
struct look {
	uint64_t positions;      /* passed */
	uint64_t found;          /* UINT64_MAX: nothing */
	uint64_t count;
	uint64_t unknown_pos;    /* where there are so many unknown bytes */
	uint64_t unknown;
};

static struct search *of(const struct job *job)
{
	return (struct search *)job;
}

/* Counting does not care about the direction, and goes forward. */
static bool goes_back(const struct search *search)
{
	return search->request.backward && !search->request.all;
}

static void sample(struct search *search, const uint8_t *data, size_t len)
{
	uint8_t samples[SAMPLES * SAMPLE];

	search->resample = false;
	if (len <= sizeof(samples)) {
		finder_probe(search->finder, data, len);
		return;
	}
	for (size_t i = 0; i < SAMPLES; i++)
		memcpy(samples + i * SAMPLE, data + (len - SAMPLE) / (SAMPLES - 1) * i, SAMPLE);
	finder_probe(search->finder, samples, sizeof(samples));
}

/* What there is in data, in the order that the request asks for. */
static void scan(struct search *search, const uint8_t *data, size_t len, struct look *look)
{
	size_t found;

	if (search->resample)
		sample(search, data, len);
	if (search->request.all)
		look->count = finder_count(search->finder, data, len);
	if (search->request.all && (search->found || look->count == 0))
		return;
	if (goes_back(search))
		found = finder_last(search->finder, data, len);
	else
		found = finder_next(search->finder, data, len);
	if (found != SIZE_MAX)
		look->found = found;
}

/* One window over hits that begin in [low, high). */
static bool look_at(struct search *search, uint64_t low, uint64_t high, struct look *look,
		    struct err *err)
{
	uint64_t bytes = high - low + search->pattern.len - 1;
	size_t want = (size_t)min_u64(bytes, search->sizes.want + search->pattern.len - 1);
	struct reader_window window;
	size_t len;

	do {
		*look = (struct look){ .found = UINT64_MAX };
		if (!reader_look(search->reader, low, want, &window, err))
			return false;
		len = (size_t)min_u64(window.bytes.len, bytes);
		if (len >= search->pattern.len)
			scan(search, window.bytes.data, len, look);
	} while (!reader_accept(search->reader));
	if (look->found != UINT64_MAX)
		look->found += low;
	if (len >= search->pattern.len) {
		look->positions = len - search->pattern.len + 1;
		return true;
	}
	/* An unknown byte is in the way: go on behind it. */
	look->unknown_pos = low + len;
	look->unknown = window.unknown;
	look->positions = min_u64(len + max_u64(window.unknown, 1), high - low);
	return true;
}

/* Counts what is unknown below `high`, where this walk ends and another goes on; all of it at the
 * end of the range. */
static void note_unknown(struct search *search, const struct look *look, uint64_t high)
{
	const struct range *range = &search->ranges[search->current];
	uint64_t end = high == range->high ? range->seen : high;

	if (look->unknown_pos < end)
		search->unknown += min_u64(look->unknown, end - look->unknown_pos);
}

static void note_hit(struct search *search, uint64_t pos)
{
	search->found = true;
	search->hit = pos;
	search->wrapped = search->current == 1;
}

/* Walks the windows over [*low, high) from the left. *last is the last hit there, or UINT64_MAX;
 * forward the walk stops at the first, unless all are wanted. *low becomes how far it came. */
static bool walk(struct search *search, uint64_t *low, uint64_t high, uint64_t *last,
		 struct err *err)
{
	struct look look;

	*last = UINT64_MAX;
	while (*low < high) {
		if (!look_at(search, *low, high, &look, err))
			return false;
		note_unknown(search, &look, high);
		search->count += look.count;
		*low += look.positions;
		if (look.found == UINT64_MAX)
			continue;
		*last = look.found;
		if (search->request.all && !search->found)
			note_hit(search, look.found);
		if (!search->request.all && !goes_back(search))
			return true;
	}
	return true;
}

static bool step_forward(struct search *search, struct err *err)
{
	const struct range *range = &search->ranges[search->current];
	uint64_t end = search->at + min_u64(range->high - search->at, search->sizes.step);
	uint64_t start = search->at, found;

	if (!walk(search, &search->at, end, &found, err))
		return false;
	reader_drop(search->reader, start, search->at - start);
	atomic_fetch_add(&search->job.done, search->at - start);
	if (found != UINT64_MAX && !search->request.all)
		note_hit(search, found);
	return true;
}

/* Blocks of a window's size, so that little of what lies before the hit is searched in vain. */
static bool step_backward(struct search *search, struct err *err)
{
	const struct range *range = &search->ranges[search->current];
	uint64_t end = search->at, found = UINT64_MAX;
	uint64_t low = end - min_u64(end - range->low, search->sizes.step);
	uint64_t most = search->sizes.window - search->pattern.len + 1;

	while (search->at > low && found == UINT64_MAX) {
		uint64_t block = search->at - min_u64(search->at - low, most);
		uint64_t from = block;

		if (!walk(search, &from, search->at, &found, err))
			return false;
		search->at = block;
	}
	reader_drop(search->reader, search->at, end - search->at);
	atomic_fetch_add(&search->job.done, end - search->at);
	if (found != UINT64_MAX)
		note_hit(search, found);
	return true;
}

static void enter_range(struct search *search)
{
	const struct range *range = &search->ranges[search->current];

	search->at = goes_back(search) ? range->high : range->low;
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

	search->resample = true;
	while (search->current < 2 && is_range_over(search)) {
		if (++search->current < 2)
			enter_range(search);
	}
	if (search->current == 2)
		return JOB_DONE;
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

	reader_free(search->reader);
	finder_free(search->finder);
	pattern_done(&search->pattern);
	snapshot_done(&search->snapshot);
	free(search);
}

static const struct job_class search_class = { "searching", search_step, search_free };

/* The two ranges in the order of the search, the second empty without wrap. */
static uint64_t plan(struct search *search)
{
	const struct search_request *request = &search->request;
	uint64_t len = search->pattern.len, room = request->end - request->start;
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

/* Room in a window for two patterns, so that it moves on by one at least. */
static void fit_sizes(struct search *search)
{
	struct search_sizes *sizes = &search->sizes;

	while (sizes->window < sizes->want + search->pattern.len)
		sizes->window *= 2;
}

struct job *search_new_with(const struct snapshot *snapshot, const struct search_request *request,
			    const struct search_sizes *sizes, struct err *err)
{
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
	search->snapshot = snapshot_of(snapshot->ropes, snapshot->rope);
	search->snapshot.generation = snapshot->generation;
	search->snapshot.live = snapshot->live;
	search->request = *request;
	search->sizes = *sizes;
	job_init(&search->job, &search_class, 0);
	if (!pattern_copy(request->pattern, &search->pattern, err))
		goto fail;
	search->request.pattern = &search->pattern;
	fit_sizes(search);
	search->finder = finder_new(&search->pattern, NULL, 0, err);
	if (search->finder == NULL)
		goto fail;
	search->reader = reader_new(&search->snapshot, search->sizes.window, err);
	if (search->reader == NULL)
		goto fail;
	atomic_store(&search->job.total, plan(search));
	enter_range(search);
	return &search->job;
fail:
	search_free(&search->job);
	return NULL;
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
