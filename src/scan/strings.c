/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: a step walks (strings_walk.c) over some MiB, on several threads over as many parts.
 * What reaches the end of a part is not told by it: the run is kept here, and grows by what the
 * next parts begin with until it ends. So no part is read twice however long a string is, and the
 * result is that of one thread. Strings of one encoding never overlap, so while a run is open there
 * is nothing behind it to be told, and hits come in order. Those of several encodings wait until no
 * run is open before them.
 *
 * In a hole there is no string but one that its first zeroes belong to, and one that its last do.
 */
#include "scan/strings.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/workers.h"
#include "document/behind.h"
#include "document/hole.h"
#include "scan/strings_merge.h"
#include "scan/strings_private.h"

static const struct strings_sizes default_sizes = {
	.window = 1 << 20,
	.want = 64 << 10,
	.step = 16 << 20,
};

enum {
	STEP_FIRST = 512 << 10,  /* bytes of a part */
	STEP_THREADS = 64 << 10, /* less is not cut into parts */
	LANES_MOST = 64,
	HOLE_LEAST = 64 << 10,   /* shorter ones are read */
	HOLE_EDGE = 16,          /* zeroes at its ends that can be of a character */
	DENSE = 1 << 20,         /* strings of a step are so many: shorter steps */
};

struct lane {
	struct strings_walk *walk;       /* owned */
	struct strings_part part;
	struct err err;
	bool ok;
};

struct strings {
	struct job job;
	struct snapshot snapshot;        /* owned */
	struct strings_set set;          /* owned */
	struct strings_request request;
	struct strings_sizes sizes;
	bool holes;              /* are passed over */
	struct behind *behind;   /* owned; NULL: the file fits memory */
	struct strings_run open[STRINGS_MOST];   /* of each encoding, reaches `at`; len 0: none */
	struct strings_merge *merge;     /* owned; NULL: one encoding, or they are counted */
	struct lane lanes[LANES_MOST];
	unsigned lane_count;
	struct workers *workers; /* owned; NULL: one lane */
	uint64_t at;             /* all before is done, but for what is open */
	uint64_t seen, seen_len; /* its pages are to be given back */
	uint64_t data_end;       /* there is no hole between `at` and this */
	uint64_t step;           /* bytes of a part in the next step */
	uint64_t count, unknown;
};

/* Where strings of encoding n go, and as what. */
static struct hits *hits_of(const struct strings *strings, unsigned n)
{
	return strings->merge ? strings_merge_hits(strings->merge, n) : strings->request.hits;
}

static bool take_open(struct strings *strings, unsigned n, struct err *err)
{
	struct strings_run run = strings->open[n];

	strings->open[n].len = 0;
	if (!strings_is_one(&strings->set.list[n], strings->request.least, &run))
		return true;
	strings->count++;
	return !strings->request.hits || hits_add(hits_of(strings, n), run.pos, run.len, err);
}

static bool take_found(struct strings *strings, struct lane *lane, unsigned n, struct err *err)
{
	const struct strings_found *found = &lane->part.found[n];
	struct strings_run *open = &strings->open[n];

	if (open->len == 0)
		*open = (struct strings_run){ lane->part.low, 0, 0 };
	open->len += found->head.len;
	open->follow += found->head.follow;
	if (found->whole)
		return true;
	if (!take_open(strings, n, err))
		return false;
	strings->count += found->count;
	*open = found->tail;
	return !strings->request.hits ||
	       strings_walk_give(lane->walk, n, hits_of(strings, n), err);
}

/* Hits before all that is open are in order. */
static bool merge(struct strings *strings, struct err *err)
{
	uint64_t before = strings->at;

	if (!strings->merge)
		return true;
	for (unsigned n = 0; n < strings->set.count; n++)
		if (strings->open[n].len > 0)
			before = min_u64(before, strings->open[n].pos);
	return strings_merge_give(strings->merge, before, err);
}

static bool end_all(struct strings *strings, struct err *err)
{
	bool ok = true;

	for (unsigned n = 0; ok && n < strings->set.count; n++)
		ok = take_open(strings, n, err);
	return ok && (!strings->merge || strings_merge_give(strings->merge, UINT64_MAX, err));
}

static bool take_part(struct strings *strings, struct lane *lane, struct err *err)
{
	bool ok = true;

	if (lane->part.low == lane->part.high)
		return true;
	strings->unknown += lane->part.unknown;
	for (unsigned n = 0; ok && n < strings->set.count; n++)
		ok = take_found(strings, lane, n, err);
	return ok;
}

static void run(void *context, unsigned index)
{
	struct lane *lane = &((struct strings *)context)->lanes[index];

	err_clear(&lane->err);
	lane->ok = strings_walk_run(lane->walk, &lane->part, &lane->err);
}

static bool run_lanes(struct strings *strings, unsigned count, struct err *err)
{
	workers_share(strings->workers, count, run, strings);
	for (unsigned i = 0; i < count; i++) {
		if (strings->lanes[i].ok)
			continue;
		*err = strings->lanes[i].err;
		return false;
	}
	return true;
}

static void adapt_step(struct strings *strings, uint64_t found)
{
	if (found < DENSE)
		strings->step = min_u64(strings->step * 2, strings->sizes.step);
	else
		strings->step = max_u64(strings->step / 2, STEP_THREADS);
}

/* Of the step before: who shows what it found has done so by now, without reading it anew. */
static void drop_seen(struct strings *strings)
{
	strings_walk_drop(strings->lanes[0].walk, strings->seen, strings->seen_len);
	behind_drop(strings->behind, strings->seen, strings->seen_len);
	strings->seen_len = 0;
}

/* Walks over [at, end). */
static bool walk_to(struct strings *strings, uint64_t end, struct err *err)
{
	uint64_t start = strings->at, len = end - start, before = strings->count;
	unsigned count = len < min_u64(STEP_THREADS, strings->sizes.step) ? 1 :
									   strings->lane_count;
	uint64_t part = (len + count - 1) / count;

	for (unsigned i = 0; i < count; i++) {
		uint64_t low = min_u64(end, start + i * part);

		strings->lanes[i].part = (struct strings_part){
			.low = low, .high = min_u64(end, low + part),
		};
	}
	drop_seen(strings);
	behind_look(strings->behind, start, len);
	if (!run_lanes(strings, count, err))
		return false;
	if (atomic_load(&strings->job.cancelled))
		return true;
	for (unsigned i = 0; i < count; i++)
		if (!take_part(strings, &strings->lanes[i], err))
			return false;
	strings->seen = start;
	strings->seen_len = len;
	strings->at = end;
	adapt_step(strings, strings->count - before);
	return merge(strings, err);
}

/* The end of what is walked over next: no further than to a hole. In one: its edge, and behind it
 * the rest of the hole is passed over. */
static bool step(struct strings *strings, struct err *err)
{
	uint64_t end = strings->request.end, past = strings->at;

	if (strings->at >= strings->data_end && !strings->holes)
		strings->data_end = end;
	if (strings->at >= strings->data_end) {
		struct hole hole = hole_at(&strings->snapshot, strings->at);

		strings->data_end = strings->at + max_u64(hole.len, strings->sizes.step);
		if (hole.zero && hole.len > HOLE_LEAST) {
			past = min_u64(strings->at + hole.len - HOLE_EDGE, end);
			strings->data_end = past;
			end = min_u64(end, strings->at + HOLE_EDGE);
		}
	}
	end = min_u64(end, strings->data_end);
	end = strings->at + min_u64(end - strings->at, strings->step * strings->lane_count);
	if (!walk_to(strings, end, err))
		return false;
	if (!atomic_load(&strings->job.cancelled))
		strings->at = max_u64(strings->at, past);
	return true;
}

static enum job_state strings_step(struct job *job, struct err *err)
{
	struct strings *strings = (struct strings *)job;

	if (strings->at == strings->request.end) {
		drop_seen(strings);
		return end_all(strings, err) ? JOB_DONE : JOB_FAILED;
	}
	if (!step(strings, err))
		return JOB_FAILED;
	atomic_store(&job->done, strings->at - strings->request.start);
	return JOB_RUNNING;
}

static void strings_free(struct job *job)
{
	struct strings *strings = (struct strings *)job;

	workers_free(strings->workers);
	for (unsigned i = 0; i < strings->lane_count; i++)
		strings_walk_free(strings->lanes[i].walk);
	strings_merge_free(strings->merge);
	strings_set_done(&strings->set);
	behind_free(strings->behind);
	snapshot_done(&strings->snapshot);
	free(strings);
}

static const struct job_class strings_class = { "finding strings", strings_step, strings_free };

static bool start_lanes(struct strings *strings, const struct strings_kernel *kernel,
			struct err *err)
{
	for (unsigned i = 0; i < strings->lane_count; i++) {
		struct lane *lane = &strings->lanes[i];

		lane->walk = strings_walk_new(&strings->snapshot, &strings->request,
					      &strings->sizes, kernel, &strings->job.cancelled,
					      err);
		if (!lane->walk)
			return false;
	}
	if (strings->lane_count > 1)
		strings->workers = workers_new(strings->lane_count - 1, err);
	return strings->lane_count == 1 || strings->workers;
}

/* What the set asks for. Its own copy of it outlives the lanes. */
static bool take_set(struct strings *strings, struct err *err)
{
	struct strings_set *set = &strings->set;
	struct hits *hits = strings->request.hits;

	strings_set_copy(strings->request.set, set);
	strings->request.set = set;
	strings->holes = true;
	for (unsigned n = 0; n < set->count; n++) {
		if (set->list[n].kind == STRINGS_CHARSET)
			strings->lane_count = 1;
		strings->holes = strings->holes && !strings_has_zeroes(&set->list[n]);
	}
	if (!hits)
		return true;
	hits_set_kinds(hits, set->count);
	if (set->count > 1)
		strings->merge = strings_merge_new(hits, set->count, err);
	return set->count == 1 || strings->merge;
}

static bool check(const struct snapshot *snapshot, const struct strings_request *request,
		  struct err *err)
{
	if (request->start > request->end || request->end > snapshot_len(snapshot))
		return err_set(err, ERR_RANGE, "the range 0x%" PRIx64 " to 0x%" PRIx64 " does not "
			       "lie in the document", request->start, request->end);
	return request->least > 0 ||
	       err_set(err, ERR_RANGE, "a string has at least one character");
}

struct job *strings_new_with(const struct snapshot *snapshot,
			     const struct strings_request *request,
			     const struct strings_sizes *sizes,
			     const struct strings_kernel *kernel, struct err *err)
{
	struct strings *strings;

	if (!check(snapshot, request, err))
		return NULL;
	strings = calloc(1, sizeof(*strings));
	if (!strings) {
		err_nomem(err);
		return NULL;
	}
	job_init(&strings->job, &strings_class, request->end - request->start);
	strings->snapshot = snapshot_copy(snapshot);
	strings->request = *request;
	strings->sizes = *sizes;
	strings->at = strings->data_end = request->start;
	strings->step = min_u64(STEP_FIRST, sizes->step);
	strings->lane_count = (unsigned)min_u64(max_u64(request->threads, 1), LANES_MOST);
	if (take_set(strings, err) && start_lanes(strings, kernel, err)) {
		strings->behind = behind_new(&strings->snapshot, behind_memory());
		return &strings->job;
	}
	strings_free(&strings->job);
	return NULL;
}

struct job *strings_new(const struct snapshot *snapshot, const struct strings_request *request,
			struct err *err)
{
	return strings_new_with(snapshot, request, &default_sizes, strings_kernel_best(), err);
}

uint64_t strings_count(const struct job *job)
{
	assert(job->class == &strings_class);
	return ((const struct strings *)job)->count;
}

uint64_t strings_unknown(const struct job *job)
{
	return ((const struct strings *)job)->unknown;
}
