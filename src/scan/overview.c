/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A part is divided into cells of the length of a sample. Where it has no more of them than samples
 * are taken, all are taken, and what is known is the whole truth. Else the n-th sample is the cell
 * at the n-th place of the sequence 0, 1/2, 1/4, 3/4, 1/8, 5/8, … (bits from the right to the
 * left): after each round they lie evenly, and none comes twice.
 *
 * Counts of the 256 values are kept of each part, so samples add up; what is shown of them is
 * computed when it is asked for. They are under a lock, which the job takes only to add a sample.
 *
 * Rejected: more than 128 KiB of a part (it changes the picture no more, and all parts together
 * would push out of the system's cache what others need), and a part's samples one after the other
 * (a bar that sharpens from top to bottom shows nothing of the end for a long time).
 */
#include "scan/overview.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/checked.h"
#include "base/clock.h"
#include "base/logarithm.h"
#include "document/hole.h"

enum {
	SLICE_MS = 3,            /* other jobs wait no longer for the next slice */
	HOLES_MOST = 64,         /* pieces of one part that are asked for holes */
};

/* Of one part. */
struct part {
	uint64_t pos, end;
	uint64_t data;           /* as in struct overview_part */
	unsigned tried;          /* samples that were taken, or lay in holes */
	bool asked;              /* for holes */
	bool hole, lost;
	uint64_t sampled;
	uint32_t counts[256];    /* of the values */
};

struct overview {
	struct part *parts;      /* owned */
	size_t count;
	uint64_t size;           /* of the document */
	uint64_t version;
	size_t unknown;          /* parts of which nothing is known */
	pthread_mutex_t lock;    /* for all of these */
	pthread_cond_t known;    /* there are no such parts any more */
};

struct looking {
	struct job job;
	struct overview *overview;   /* borrowed */
	struct snapshot snapshot;
	unsigned round;          /* parts with so many samples get another one ... */
	size_t at;               /* ... from this one on */
	uint8_t bytes[OVERVIEW_SAMPLE];
	uint8_t is_known[OVERVIEW_SAMPLE];
};

struct overview *overview_new(struct err *err)
{
	struct overview *overview = calloc(1, sizeof(*overview));
	pthread_condattr_t monotonic;

	if (!overview) {
		err_nomem(err);
		return NULL;
	}
	pthread_mutex_init(&overview->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&overview->known, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return overview;
}

void overview_free(struct overview *overview)
{
	if (!overview)
		return;
	pthread_cond_destroy(&overview->known);
	pthread_mutex_destroy(&overview->lock);
	free(overview->parts);
	free(overview);
}

/* size * index / count. */
static uint64_t border(uint64_t size, size_t index, size_t count)
{
	return (uint64_t)((unsigned __int128)size * index / count);
}

void overview_borders(uint64_t size, size_t count, size_t index, uint64_t *pos, uint64_t *end)
{
	*pos = border(size, index, count);
	*end = max_u64(*pos + 1, border(size, index + 1, count));
}

bool overview_divide(struct overview *overview, uint64_t size, size_t count, struct err *err)
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
		parts[i].data = parts[i].pos;
	}
	free(overview->parts);
	overview->parts = parts;
	overview->count = overview->unknown = count;
	overview->size = size;
	overview->version++;
	return true;
}

size_t overview_count(const struct overview *overview)
{
	return overview->count;
}

size_t overview_find(const struct overview *overview, uint64_t pos)
{
	size_t at = (size_t)((unsigned __int128)pos * overview->count / overview->size);

	while (at > 0 && overview->parts[at - 1].end > pos)
		at--;
	while (overview->parts[at].end <= pos)
		at++;
	return at;
}

void overview_forget(struct overview *overview, uint64_t pos, uint64_t len)
{
	pthread_mutex_lock(&overview->lock);
	for (size_t i = 0; i < overview->count; i++) {
		struct part *part = &overview->parts[i];

		if (part->end <= pos || (part->pos > pos && part->pos - pos >= len))
			continue;
		overview->unknown += part->tried > 0;
		*part = (struct part){ .pos = part->pos, .end = part->end, .data = part->pos };
	}
	overview->version++;
	pthread_mutex_unlock(&overview->lock);
}

static uint64_t cells_of(const struct part *part)
{
	return (part->end - part->data - 1) / OVERVIEW_SAMPLE + 1;
}

/* 0, 1/2, 1/4, 3/4, … of OVERVIEW_SAMPLES. */
static unsigned turned(unsigned n)
{
	unsigned result = 0;

	for (unsigned bit = 1; bit < OVERVIEW_SAMPLES; bit *= 2) {
		result = result * 2 + (n & 1);
		n /= 2;
	}
	return result;
}

/* The cell of the next sample: true and its place; false where its turn has none. */
static bool next_cell(const struct part *part, uint64_t *pos, size_t *len)
{
	uint64_t cells = cells_of(part), cell = turned(part->tried);

	if (cells > OVERVIEW_SAMPLES)
		cell = border(cells, (size_t)cell, OVERVIEW_SAMPLES);
	else if (cell >= cells)
		return false;
	*pos = part->data + cell * OVERVIEW_SAMPLE;
	*len = (size_t)min_u64(OVERVIEW_SAMPLE, part->end - *pos);
	return true;
}

/* Where the first byte of the part is that is in no hole; false: all of it is hole. */
static bool find_data(const struct snapshot *snapshot, const struct part *part, uint64_t *data)
{
	uint64_t pos = part->pos;

	for (int i = 0; i < HOLES_MOST; i++) {
		struct hole hole = hole_at_now(snapshot, pos);

		if (!hole.zero)
			break;
		if (hole.len >= part->end - pos)
			return false;
		pos += hole.len;
	}
	*data = pos;
	return true;
}

/* Under the lock: one more turn of the part is over. */
static void count_turn(struct overview *overview, struct part *part)
{
	if (part->tried++ == 0 && --overview->unknown == 0)
		pthread_cond_broadcast(&overview->known);
	overview->version++;
}

static void ask_for_holes(struct looking *looking, struct part *part)
{
	struct overview *overview = looking->overview;
	uint64_t data = part->pos;
	bool hole = !find_data(&looking->snapshot, part, &data);

	pthread_mutex_lock(&overview->lock);
	part->asked = true;
	part->hole = hole;
	part->data = data;
	if (hole) {
		count_turn(overview, part);
		part->tried = OVERVIEW_SAMPLES;
	}
	pthread_mutex_unlock(&overview->lock);
}

/* Bytes of the looking are `len` of a cell, `unknown` of which could not be read. */
static void add_sample(struct looking *looking, struct part *part, size_t len, size_t unknown)
{
	struct overview *overview = looking->overview;

	pthread_mutex_lock(&overview->lock);
	for (size_t i = 0; i < len; i++)
		part->counts[looking->bytes[i]] += looking->is_known[i];
	part->sampled += len - unknown;
	part->lost = part->lost || unknown > 0;
	count_turn(overview, part);
	pthread_mutex_unlock(&overview->lock);
}

static void skip_turn(struct looking *looking, struct part *part)
{
	pthread_mutex_lock(&looking->overview->lock);
	count_turn(looking->overview, part);
	pthread_mutex_unlock(&looking->overview->lock);
}

/* False where the bytes are still to come. */
static bool take_sample(struct looking *looking, struct part *part, uint64_t pos, size_t len)
{
	size_t unknown;
	int why = 0;

	unknown = snapshot_read_now(&looking->snapshot, pos, looking->bytes, looking->is_known,
				    len, &why);
	if (unknown > 0 && (why == EAGAIN || why == ECANCELED))
		return false;
	snapshot_drop(&looking->snapshot, pos, len);
	add_sample(looking, part, len, unknown);
	return true;
}

/* One turn of a part. */
static bool look_at(struct looking *looking, struct part *part)
{
	uint64_t pos;
	size_t len;

	if (!part->asked)
		ask_for_holes(looking, part);
	if (part->hole)
		return true;
	if (next_cell(part, &pos, &len) && !hole_at_now(&looking->snapshot, pos).zero)
		return take_sample(looking, part, pos, len);
	skip_turn(looking, part);
	return true;
}

static enum job_state looking_step(struct job *job, struct err *err)
{
	struct looking *looking = (struct looking *)job;
	struct overview *overview = looking->overview;
	uint64_t until = clock_ms() + SLICE_MS;

	(void)err;
	for (; looking->round < OVERVIEW_SAMPLES; looking->round++, looking->at = 0) {
		for (; looking->at < overview->count; looking->at++) {
			struct part *part = &overview->parts[looking->at];

			if (part->tried > looking->round)
				continue;
			if (!look_at(looking, part))
				return JOB_WAITING;
			if (clock_ms() >= until)
				return JOB_RUNNING;
		}
	}
	return JOB_DONE;
}

static void looking_free(struct job *job)
{
	struct looking *looking = (struct looking *)job;

	snapshot_done(&looking->snapshot);
	free(looking);
}

static const struct job_class looking_class = {
	"looking over the file", looking_step, looking_free
};

struct job *overview_job(struct overview *overview, const struct snapshot *snapshot,
			 struct err *err)
{
	struct looking *looking = calloc(1, sizeof(*looking));

	if (!looking) {
		err_nomem(err);
		return NULL;
	}
	job_init(&looking->job, &looking_class, 0);
	looking->overview = overview;
	looking->snapshot = snapshot_copy(snapshot);
	return &looking->job;
}

/* log n - (sum of c log c) / n, in thousandths. */
static unsigned entropy_of(const struct part *part)
{
	double n = (double)part->sampled, sum = 0;

	for (int i = 0; i < 256; i++)
		if (part->counts[i] > 0)
			sum += part->counts[i] * logarithm_2(part->counts[i]);

	double entropy = logarithm_2(n) - sum / n;
	return entropy > 0 ? (unsigned)(entropy * 1000 + 0.5) : 0;
}

static enum byte_class most_of(const struct part *part)
{
	uint64_t classes[BYTE_FULL + 1] = { 0 };
	enum byte_class most = BYTE_ZERO;

	for (int i = 0; i < 256; i++)
		classes[byte_class((uint8_t)i)] += part->counts[i];
	for (enum byte_class class = BYTE_ZERO; class <= BYTE_FULL; class++)
		if (classes[class] > classes[most])
			most = class;
	return most;
}

void overview_part(struct overview *overview, size_t index, struct overview_part *part)
{
	pthread_mutex_lock(&overview->lock);
	const struct part *from = &overview->parts[index];
	*part = (struct overview_part){
		.pos = from->pos, .end = from->end, .data = from->data,
		.known = from->tried > 0, .hole = from->hole, .lost = from->lost,
		.sampled = from->sampled,
	};
	if (from->sampled > 0) {
		part->entropy = entropy_of(from);
		part->most = most_of(from);
	}
	pthread_mutex_unlock(&overview->lock);
}

uint64_t overview_version(struct overview *overview)
{
	pthread_mutex_lock(&overview->lock);
	uint64_t version = overview->version;
	pthread_mutex_unlock(&overview->lock);
	return version;
}

bool overview_wait(struct overview *overview, unsigned ms)
{
	struct timespec until;
	int wrong = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	until.tv_sec += ms / 1000 + (unsigned)(until.tv_nsec / 1000000000);
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&overview->lock);
	while (overview->unknown > 0 && wrong == 0)
		wrong = pthread_cond_timedwait(&overview->known, &overview->lock, &until);
	bool all = overview->unknown == 0;
	pthread_mutex_unlock(&overview->lock);
	return all;
}
