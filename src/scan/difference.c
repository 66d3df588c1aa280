/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes are walked in segments. Most are alike throughout: nothing is beside them, or holes of
 * sparse files, or the memory is equal; these cost nothing but the comparison. In the others, of
 * some kilobytes, each byte gets a flag.
 *
 * Looking for a difference and looking for the end of one are the same walk for another flag.
 * Backward a block is walked from its start, and the last one in it counts; blocks in which there
 * was nothing to read become longer, so that a terabyte of holes is a few of them.
 */
#include "scan/difference.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "document/hole.h"
#include "document/reader.h"

enum { SLICE = 4 << 20, CHUNK = 4096 };

/* A run of bytes, and what is known of it without reading. */
struct bytes {
	struct snapshot snapshot;    /* one reference */
	struct reader *reader;
	uint64_t from, to;           /* what is asked last: [from, to) is ... */
	bool hole;                   /* ... all zero, or not known to be */
};

struct side {
	struct bytes bytes;
	uint64_t here, there;
	const uint8_t *data;         /* beside the segment; NULL: unknown there */
};

struct difference {
	struct job job;
	struct bytes own;
	struct side *sides;          /* owned */
	size_t count;
	uint64_t size;               /* of the own */
	uint64_t from;
	bool backward;
	bool wants_different;        /* what the walk looks for */
	uint64_t at, end;            /* what is left of the walk */
	uint64_t start;              /* backward: of the block */
	uint64_t block;              /* backward: the length of the next one */
	bool has_last;
	uint64_t last;               /* backward: the last that was found in this block */
	bool found;
	uint64_t pos;
	uint8_t flags[CHUNK];
};

/* What is alike in it: nothing else is asked of a walk. */
struct segment {
	uint64_t len;
	bool read;                   /* bytes were looked at */
	bool any;                    /* one that is looked for is in it, ... */
	uint64_t first, last;        /* ... from its start on */
};

bool difference_beside(uint64_t here, uint64_t there, uint64_t size, uint64_t pos,
		       uint64_t *beside)
{
	if (pos < here && here - pos > there)
		return false;
	if (pos >= here && pos - here > UINT64_MAX - there)
		return false;
	*beside = pos < here ? there - (here - pos) : there + (pos - here);
	return *beside < size;
}

static uint64_t side_size(const struct side *side)
{
	return snapshot_len(&side->bytes.snapshot);
}

/* How many bytes from pos on have a partner, or have none, *has tells which. */
static uint64_t along(const struct side *side, uint64_t pos, bool *has)
{
	uint64_t beside, first = side->here > side->there ? side->here - side->there : 0;

	*has = difference_beside(side->here, side->there, side_size(side), pos, &beside);
	if (*has)
		return side_size(side) - beside;
	return pos < first ? first - pos : UINT64_MAX;
}

static uint64_t beside(const struct side *side, uint64_t pos)
{
	uint64_t found = 0;

	(void)difference_beside(side->here, side->there, UINT64_MAX, pos, &found);
	return found;
}

/* How many bytes of a hole there are from pos on. */
static uint64_t hole_len(struct bytes *bytes, uint64_t pos)
{
	if (pos < bytes->from || pos >= bytes->to) {
		struct hole hole = hole_at(&bytes->snapshot, pos);

		bytes->from = pos;
		bytes->to = pos + hole.len;
		bytes->hole = hole.zero;
	}
	return bytes->hole ? bytes->to - pos : 0;
}

static void alike(const struct difference *difference, bool different, uint64_t len,
		  struct segment *segment)
{
	*segment = (struct segment){ .len = len, .last = len - 1,
				     .any = different == difference->wants_different };
}

/* Cuts *len to what is alike of bytes that have no partner. */
static bool is_alone(const struct difference *difference, uint64_t pos, uint64_t *len)
{
	bool alone = false, has;

	for (size_t i = 0; i < difference->count; i++) {
		*len = min_u64(*len, along(&difference->sides[i], pos, &has));
		alone = alone || !has;
	}
	return alone;
}

static uint64_t holes(struct difference *difference, uint64_t pos, uint64_t len)
{
	len = min_u64(len, hole_len(&difference->own, pos));
	for (size_t i = 0; i < difference->count && len > 0; i++) {
		struct side *side = &difference->sides[i];

		len = min_u64(len, hole_len(&side->bytes, beside(side, pos)));
	}
	return len;
}

/* Bytes that are equal from the start on; those of a chunk are not counted. */
static size_t equal_chunks(const uint8_t *a, const uint8_t *b, size_t len)
{
	size_t done = 0;

	while (done < len) {
		size_t chunk = len - done < CHUNK ? len - done : CHUNK;

		if (memcmp(a + done, b + done, chunk) != 0)
			break;
		done += chunk;
	}
	return done;
}

/* The windows beside [pos, pos + *len) of all sides; *len is what all of them have. */
static bool look_beside(struct difference *difference, uint64_t pos, size_t *len, struct err *err)
{
	for (size_t i = 0; i < difference->count; i++) {
		struct side *side = &difference->sides[i];
		struct reader_window window;

		if (!reader_look(side->bytes.reader, beside(side, pos), *len, &window, err))
			return false;
		side->data = window.bytes.len > 0 ? window.bytes.data : NULL;
		*len = (size_t)min_u64(*len, side->data ? window.bytes.len : window.unknown);
	}
	return true;
}

static void mark(struct difference *difference, const uint8_t *own, size_t len)
{
	memset(difference->flags, 0, len);
	for (size_t i = 0; i < difference->count; i++) {
		const uint8_t *other = difference->sides[i].data;

		for (size_t at = 0; other && at < len; at++)
			difference->flags[at] |= own[at] != other[at];
	}
}

static void compare(struct difference *difference, const uint8_t *own, size_t len,
		    struct segment *segment)
{
	uint8_t wanted = difference->wants_different;
	size_t equal = len;

	for (size_t i = 0; i < difference->count; i++)
		if (difference->sides[i].data)
			equal = equal_chunks(own, difference->sides[i].data, equal);
	if (equal > 0) {
		alike(difference, false, equal, segment);
		segment->read = true;
		return;
	}
	len = len < CHUNK ? len : CHUNK;
	mark(difference, own, len);
	*segment = (struct segment){ .len = len, .read = true };
	for (size_t at = 0; at < len; at++) {
		if (difference->flags[at] != wanted)
			continue;
		if (!segment->any)
			segment->first = at;
		segment->any = true;
		segment->last = at;
	}
}

static bool accept(struct difference *difference)
{
	bool ok = reader_accept(difference->own.reader);

	for (size_t i = 0; i < difference->count; i++)
		ok = reader_accept(difference->sides[i].bytes.reader) && ok;
	return ok;
}

static void drop(struct difference *difference, uint64_t pos, uint64_t len)
{
	reader_drop(difference->own.reader, pos, len);
	for (size_t i = 0; i < difference->count; i++)
		reader_drop(difference->sides[i].bytes.reader,
			    beside(&difference->sides[i], pos), len);
}

static bool read_segment(struct difference *difference, uint64_t pos, size_t most,
			 struct segment *segment, struct err *err)
{
	struct reader_window window;

	do {
		size_t len = most;

		if (!reader_look(difference->own.reader, pos, len, &window, err))
			return false;
		if (window.bytes.len == 0) {
			alike(difference, false, min_u64(most, window.unknown), segment);
			return true;
		}
		len = (size_t)min_u64(len, window.bytes.len);
		if (!look_beside(difference, pos, &len, err))
			return false;
		compare(difference, window.bytes.data, len, segment);
	} while (!accept(difference));
	drop(difference, pos, segment->len);
	return true;
}

static bool next_segment(struct difference *difference, struct segment *segment, struct err *err)
{
	uint64_t pos = difference->at, len = difference->end - pos, hole;

	if (is_alone(difference, pos, &len)) {
		alike(difference, true, len, segment);
		return true;
	}
	hole = holes(difference, pos, len);
	if (hole > 0) {
		alike(difference, false, hole, segment);
		return true;
	}
	return read_segment(difference, pos, (size_t)min_u64(len, SLICE), segment, err);
}

/* A slice of the walk to difference->end: forward to the first that is looked for. *hit: it is at
 * difference->at. */
static bool walk(struct difference *difference, bool *hit, struct err *err)
{
	uint64_t worth = 0;
	struct segment segment;

	*hit = false;
	while (difference->at < difference->end && worth < SLICE) {
		if (!next_segment(difference, &segment, err))
			return false;
		if (segment.read)
			difference->block = SLICE;
		if (segment.any && !difference->backward) {
			difference->at += segment.first;
			*hit = true;
			return true;
		}
		if (segment.any) {
			difference->has_last = true;
			difference->last = difference->at + segment.last;
		}
		difference->at += segment.len;
		worth += segment.read ? segment.len : CHUNK;
	}
	return true;
}

/* Where the own ends and another goes on. */
static bool differs_at_end(const struct difference *difference)
{
	bool has;

	for (size_t i = 0; i < difference->count; i++) {
		(void)along(&difference->sides[i], difference->size, &has);
		if (has)
			return true;
	}
	return false;
}

static enum job_state found(struct difference *difference, uint64_t pos)
{
	difference->found = true;
	difference->pos = pos;
	return JOB_DONE;
}

/* First out of the difference one is in, then to the next. */
static enum job_state step_forward(struct difference *difference, struct err *err)
{
	bool hit;

	if (!walk(difference, &hit, err))
		return JOB_FAILED;
	atomic_store(&difference->job.done, difference->at - difference->from);
	if (hit && difference->wants_different)
		return found(difference, difference->at);
	if (hit) {
		difference->wants_different = true;
		return JOB_RUNNING;
	}
	if (difference->at < difference->size)
		return JOB_RUNNING;
	if (difference->wants_different && difference->from < difference->size &&
	    differs_at_end(difference))
		return found(difference, difference->size);
	return JOB_DONE;
}

static void begin_block(struct difference *difference, uint64_t end)
{
	difference->start = end - min_u64(end, difference->block);
	difference->at = difference->start;
	difference->end = end;
	difference->has_last = false;
	if (difference->block < UINT64_MAX / 2)
		difference->block *= 2;
}

/* First to the last byte of a difference, then to the byte before its first. */
static enum job_state step_back(struct difference *difference, struct err *err)
{
	bool hit;

	if (!walk(difference, &hit, err))
		return JOB_FAILED;
	if (difference->at < difference->end)
		return JOB_RUNNING;
	atomic_store(&difference->job.done, difference->from - difference->start);
	if (difference->has_last && !difference->wants_different)
		return found(difference, difference->last + 1);
	if (difference->has_last) {
		difference->wants_different = false;
		difference->block = CHUNK;
		begin_block(difference, difference->last);
		return JOB_RUNNING;
	}
	if (difference->start == 0)
		return difference->wants_different ? JOB_DONE : found(difference, 0);
	begin_block(difference, difference->start);
	return JOB_RUNNING;
}

static enum job_state difference_step(struct job *job, struct err *err)
{
	struct difference *difference = (struct difference *)job;

	return difference->backward ? step_back(difference, err) : step_forward(difference, err);
}

static void bytes_done(struct bytes *bytes)
{
	reader_free(bytes->reader);
	snapshot_done(&bytes->snapshot);
}

static bool bytes_init(struct bytes *bytes, const struct snapshot *snapshot, struct err *err)
{
	bytes->snapshot = snapshot_copy(snapshot);
	bytes->reader = reader_new(&bytes->snapshot, SLICE, err);
	if (bytes->reader)
		return true;
	snapshot_done(&bytes->snapshot);
	return false;
}

static void difference_free(struct job *job)
{
	struct difference *difference = (struct difference *)job;

	for (size_t i = 0; i < difference->count; i++)
		bytes_done(&difference->sides[i].bytes);
	free(difference->sides);
	bytes_done(&difference->own);
	free(difference);
}

static const struct job_class difference_class = { "comparing", difference_step, difference_free };

static bool add_sides(struct difference *difference, const struct difference_side *sides,
		      size_t count, struct err *err)
{
	difference->sides = calloc(count + 1, sizeof(*difference->sides));
	if (!difference->sides)
		return err_nomem(err);
	for (size_t i = 0; i < count; i++) {
		struct side *side = &difference->sides[i];

		if (!bytes_init(&side->bytes, &sides[i].snapshot, err))
			return false;
		side->here = sides[i].here;
		side->there = sides[i].there;
		difference->count++;
	}
	return true;
}

struct job *difference_new(const struct snapshot *snapshot, const struct difference_side *sides,
			   size_t count, uint64_t from, bool backward, struct err *err)
{
	struct difference *difference = calloc(1, sizeof(*difference));

	if (!difference) {
		err_nomem(err);
		return NULL;
	}
	if (!bytes_init(&difference->own, snapshot, err)) {
		free(difference);
		return NULL;
	}
	difference->size = snapshot_len(snapshot);
	difference->from = min_u64(from, difference->size);
	job_init(&difference->job, &difference_class,
		 backward ? difference->from : difference->size - difference->from);
	difference->backward = backward;
	difference->wants_different = backward;
	difference->at = difference->from;
	difference->end = difference->size;
	difference->block = CHUNK;
	if (backward)
		begin_block(difference, difference->from);
	if (!add_sides(difference, sides, count, err)) {
		difference_free(&difference->job);
		return NULL;
	}
	return &difference->job;
}

bool difference_found(const struct job *job, uint64_t *pos)
{
	const struct difference *difference = (const struct difference *)job;

	if (difference->found)
		*pos = difference->pos;
	return difference->found;
}
