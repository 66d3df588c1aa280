/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: a step walks (statistics_walk.c) over some MiB, on several threads over as many
 * parts. Where parts meet there is a pair that none of them saw, and a run can go on: parts say how
 * they begin and end, and are joined in order. So the result is that of one thread. Holes are parts
 * as well, whose figures are known without a look at them.
 *
 * Parts begin at whole points of the Monte Carlo figure, which are six bytes each from the start of
 * the range on.
 */
#include "scan/statistics.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/workers.h"
#include "document/behind.h"
#include "document/hole.h"
#include "document/reader.h"
#include "scan/statistics_private.h"

static const struct statistics_sizes default_sizes = {
	.chunk = 32 << 10,
	.step = 8 << 20,
	.sums = 256 << 10,
	.hole = 64 << 10,
};

enum {
	STEP_FIRST = 512 << 10,  /* bytes of a part */
	STEP_THREADS = 128 << 10, /* less is not cut into parts */
	LANES_MOST = 32,
	WINDOW = 1 << 16,        /* of the reader, which only gives pages back */
};

struct lane {
	struct statistics_walk *walk;    /* owned */
	struct statistics_part part;
};

struct counting {
	struct job job;
	struct snapshot snapshot;        /* owned */
	struct statistics_sizes sizes;
	struct statistics_counts counts;
	struct reader *reader;   /* owned */
	struct behind *behind;   /* owned; NULL: the file fits memory */
	struct lane lanes[LANES_MOST];
	unsigned lane_count;
	struct workers *workers; /* owned; NULL: one lane */
	uint64_t at;             /* all before is counted, but for ... */
	struct statistics_run open;      /* ... this run, which reaches it; len 0: none */
	struct statistics_part before;   /* all of it as one part, of which only its first and its
					  * last byte are told */
	struct statistics_longest longest;
	uint64_t data_end;       /* there is no hole between `at` and this */
	uint64_t step;           /* bytes of a part in the next step */
};

static void close_run(struct counting *counting)
{
	statistics_offer(&counting->longest, &counting->open);
	counting->open.len = 0;
}

static void join_runs(struct counting *counting, const struct statistics_part *part)
{
	struct statistics_run *open = &counting->open;

	if (open->len > 0 && part->head.len > 0 && open->byte == part->head.byte) {
		open->len += part->head.len;
	} else {
		close_run(counting);
		*open = part->head;
	}
	if (part->whole)
		return;
	close_run(counting);
	*open = part->tail;
}

/* The pair of the last byte so far and the first one of the part. */
static void join_bytes(struct counting *counting, const struct statistics_part *part)
{
	struct statistics_part *before = &counting->before;

	if (!part->any)
		return;
	if (!before->any) {
		before->any = true;
		before->first = part->first;
	} else if (before->last_pos + 1 == part->first_pos) {
		counting->counts.result.pairs[(size_t)before->last << 8 | part->first]++;
	} else {
		counting->counts.seams += (uint64_t)before->last * part->first;
	}
	before->last = part->last;
	before->last_pos = part->last_pos;
}

static void join(struct counting *counting, const struct statistics_part *part)
{
	struct statistics *result = &counting->counts.result;

	if (part->low == part->high)
		return;
	join_runs(counting, part);
	join_bytes(counting, part);
	counting->counts.seams += part->seams;
	result->unknown += part->unknown;
	result->points += part->points;
	result->inside += part->inside;
}

static void run(void *context, unsigned index)
{
	struct lane *lane = &((struct counting *)context)->lanes[index];

	statistics_walk_run(lane->walk, &lane->part);
}

/* The first whole point at or behind pos. */
static uint64_t point_at(const struct counting *counting, uint64_t pos)
{
	uint64_t start = counting->counts.result.start, rest = (pos - start) % STATISTICS_POINT;

	return rest == 0 ? pos : pos + STATISTICS_POINT - rest;
}

/* Walks over [at, end). */
static void walk_to(struct counting *counting, uint64_t end)
{
	uint64_t start = counting->at, len = end - start;
	unsigned count = len < min_u64(STEP_THREADS, counting->sizes.step) ? 1 :
									      counting->lane_count;
	uint64_t part = point_at(counting, start + (len + count - 1) / count) - start;

	for (unsigned i = 0; i < count; i++) {
		uint64_t low = min_u64(end, start + i * part);

		counting->lanes[i].part = (struct statistics_part){
			.low = low, .high = min_u64(end, low + part),
		};
	}
	behind_look(counting->behind, start, len);
	workers_share(counting->workers, count, run, counting);
	if (atomic_load(&counting->job.cancelled))
		return;
	for (unsigned i = 0; i < count; i++)
		join(counting, &counting->lanes[i].part);
	reader_drop(counting->reader, start, len);
	behind_drop(counting->behind, start, len);
	counting->at = end;
	counting->step = min_u64(counting->step * 2, counting->sizes.step);
}

/* Zeroes up to `end` that nobody has to read; both are whole points. */
static void pass_over(struct counting *counting, uint64_t end)
{
	uint64_t low = counting->at, len = end - low, block_end;
	struct statistics *result = &counting->counts.result;
	const struct statistics_part part = {
		.low = low, .high = end, .any = true, .first_pos = low, .last_pos = end - 1,
		.points = len / STATISTICS_POINT, .inside = len / STATISTICS_POINT,
		.head = { low, len, 0 }, .whole = true,
	};

	for (uint64_t pos = low; pos < end; pos = block_end) {
		size_t block = statistics_block(result, pos, &block_end);

		block_end = min_u64(block_end, end);
		counting->counts.blocks[block][0] += block_end - pos;
	}
	result->pairs[0] += len - 1;
	join(counting, &part);
	counting->at = end;
}

/* The end of what is walked over next: no further than to the first whole point in a hole. False:
 * the hole is passed over. */
static bool find_end(struct counting *counting, uint64_t *end)
{
	uint64_t start = counting->counts.result.start, hole_end;

	*end = counting->counts.result.end;
	if (counting->at >= counting->data_end) {
		struct hole hole = hole_at(&counting->snapshot, counting->at);
		uint64_t low = point_at(counting, counting->at);

		counting->data_end = counting->at + max_u64(hole.len, counting->sizes.step);
		hole_end = min_u64(counting->at + hole.len, *end);
		if (hole.zero && hole.len > counting->sizes.hole && hole_end > low) {
			hole_end -= (hole_end - start) % STATISTICS_POINT;
			counting->data_end = low;
			if (low == counting->at && hole_end > low) {
				*end = hole_end;
				return false;
			}
		}
	}
	if (counting->data_end > counting->at)
		*end = min_u64(*end, counting->data_end);
	*end = counting->at + min_u64(*end - counting->at, counting->step * counting->lane_count);
	*end = min_u64(point_at(counting, *end), counting->counts.result.end);
	return true;
}

/* All is counted: what the threads have apart is put together. */
static void conclude(struct counting *counting)
{
	struct statistics *result = &counting->counts.result;

	close_run(counting);
	for (unsigned i = 0; i < counting->lane_count; i++) {
		const struct statistics_longest *longest =
			statistics_walk_longest(counting->lanes[i].walk);

		for (size_t k = 0; k < longest->count; k++)
			statistics_offer(&counting->longest, &longest->runs[k]);
	}
	for (size_t k = 0; k < counting->longest.count; k++)
		result->runs[k] = counting->longest.runs[k];
	result->run_count = counting->longest.count;
	/* The last byte and the first are neighbours in the correlation. */
	if (counting->before.any)
		counting->counts.seams += (uint64_t)counting->before.last *
					  counting->before.first;
	statistics_figures(&counting->counts);
}

static enum job_state counting_step(struct job *job, struct err *err)
{
	struct counting *counting = (struct counting *)job;
	const struct statistics *result = &counting->counts.result;
	uint64_t end;

	(void)err;
	if (counting->at == result->end) {
		conclude(counting);
		return JOB_DONE;
	}
	if (find_end(counting, &end))
		walk_to(counting, end);
	else
		pass_over(counting, end);
	atomic_store(&job->done, counting->at - result->start);
	return JOB_RUNNING;
}

static void counting_free(struct job *job)
{
	struct counting *counting = (struct counting *)job;

	workers_free(counting->workers);
	for (unsigned i = 0; i < counting->lane_count; i++)
		statistics_walk_free(counting->lanes[i].walk);
	behind_free(counting->behind);
	reader_free(counting->reader);
	pthread_mutex_destroy(&counting->counts.lock);
	snapshot_done(&counting->snapshot);
	free(counting);
}

static const struct job_class counting_class = { "counting", counting_step, counting_free };

static bool start_lanes(struct counting *counting, struct err *err)
{
	counting->reader = reader_new(&counting->snapshot, WINDOW, err);
	if (!counting->reader)
		return false;
	for (unsigned i = 0; i < counting->lane_count; i++) {
		struct lane *lane = &counting->lanes[i];

		lane->walk = statistics_walk_new(&counting->snapshot, &counting->counts,
						 &counting->sizes, &counting->job.cancelled, err);
		if (!lane->walk)
			return false;
	}
	if (counting->lane_count > 1)
		counting->workers = workers_new(counting->lane_count - 1, err);
	return counting->lane_count == 1 || counting->workers;
}

static void cut_blocks(struct statistics *result)
{
	uint64_t len = result->end - result->start;
	uint64_t block = len / STATISTICS_BLOCKS + (len % STATISTICS_BLOCKS > 0);

	result->block_len = max_u64(block, STATISTICS_BLOCK_LEAST);
	result->block_count = (size_t)(len / result->block_len + (len % result->block_len > 0));
}

struct job *statistics_new_with(const struct snapshot *snapshot,
				const struct statistics_request *request,
				const struct statistics_sizes *sizes, struct err *err)
{
	uint64_t threads = min_u64(max_u64(request->threads, 1), LANES_MOST);
	struct counting *counting;

	if (request->start > request->end || request->end > snapshot_len(snapshot)) {
		err_set(err, ERR_RANGE, "the range 0x%" PRIx64 " to 0x%" PRIx64 " does not "
			"lie in the document", request->start, request->end);
		return NULL;
	}
	counting = calloc(1, sizeof(*counting));
	if (!counting) {
		err_nomem(err);
		return NULL;
	}
	job_init(&counting->job, &counting_class, request->end - request->start);
	pthread_mutex_init(&counting->counts.lock, NULL);
	counting->snapshot = snapshot_copy(snapshot);
	counting->sizes = *sizes;
	counting->counts.result.start = counting->at = counting->data_end = request->start;
	counting->counts.result.end = request->end;
	cut_blocks(&counting->counts.result);
	counting->step = min_u64(STEP_FIRST, sizes->step);
	counting->lane_count = request->end - request->start < sizes->step ? 1 : (unsigned)threads;
	if (start_lanes(counting, err)) {
		counting->behind = behind_new(&counting->snapshot, behind_memory());
		return &counting->job;
	}
	counting_free(&counting->job);
	return NULL;
}

struct job *statistics_new(const struct snapshot *snapshot,
			   const struct statistics_request *request, struct err *err)
{
	return statistics_new_with(snapshot, request, &default_sizes, err);
}

const struct statistics *statistics_of(const struct job *job)
{
	assert(job->class == &counting_class);
	return &((const struct counting *)job)->counts.result;
}
