/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: pairs of neighbours are counted, and nearly all else follows from them: each byte
 * is the second one of a pair but the first. A table of 32 bits a pair fits the cache of a core,
 * and is added to that of 64 bits where a block ends. Eight equal bytes are one addition, so that
 * a long run does not wait for its own counter again and again. Where blocks are so short that this
 * adding up would take longer than the counting, their bytes are counted by themselves.
 *
 * Bytes are copied in chunks that fit the cache: one that is lost while it is looked at must not
 * have been counted. Several tables for neighbouring pairs were tried, and gained nothing.
 */
#include "scan/statistics_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

enum { WORD = 8, LANES = 4 };

struct statistics_walk {
	const struct snapshot *snapshot;
	struct statistics_counts *counts;
	const struct statistics_sizes *sizes;
	const _Atomic bool *cancelled;
	struct statistics_longest longest;
	struct statistics_part *part;    /* that is walked over */
	struct statistics_run run;       /* which reaches what was seen; len 0: none */
	uint8_t point[STATISTICS_POINT]; /* begun */
	size_t point_len;
	uint32_t pairs[65536];           /* since they were last added up */
	uint64_t seconds[256];           /* bytes that are the first of no pair before them */
	uint32_t bytes[LANES][256];      /* of a short block */
	uint8_t *chunk, *known;          /* owned, sizes->chunk each */
};

struct statistics_walk *statistics_walk_new(const struct snapshot *snapshot,
					    struct statistics_counts *counts,
					    const struct statistics_sizes *sizes,
					    const _Atomic bool *cancelled, struct err *err)
{
	struct statistics_walk *walk = calloc(1, sizeof(*walk));

	if (!walk) {
		err_nomem(err);
		return NULL;
	}
	walk->snapshot = snapshot;
	walk->counts = counts;
	walk->sizes = sizes;
	walk->cancelled = cancelled;
	walk->chunk = malloc(sizes->chunk);
	walk->known = malloc(sizes->chunk);
	if (walk->chunk && walk->known)
		return walk;
	statistics_walk_free(walk);
	err_nomem(err);
	return NULL;
}

void statistics_walk_free(struct statistics_walk *walk)
{
	if (!walk)
		return;
	free(walk->chunk);
	free(walk->known);
	free(walk);
}

const struct statistics_longest *statistics_walk_longest(const struct statistics_walk *walk)
{
	return &walk->longest;
}

size_t statistics_block(const struct statistics *result, uint64_t pos, uint64_t *end)
{
	uint64_t block = (pos - result->start) / result->block_len;
	uint64_t low = result->start + block * result->block_len;

	*end = low + min_u64(result->block_len, result->end - low);
	return (size_t)block;
}

/* Whether a run comes before another in the list. */
static bool is_before(const struct statistics_run *a, const struct statistics_run *b)
{
	return a->len != b->len ? a->len > b->len : a->pos < b->pos;
}

void statistics_offer(struct statistics_longest *longest, const struct statistics_run *run)
{
	size_t at = longest->count;

	if (run->len < STATISTICS_RUN_LEAST)
		return;
	while (at > 0 && is_before(run, &longest->runs[at - 1]))
		at--;
	if (at == STATISTICS_RUNS)
		return;
	longest->count += longest->count < STATISTICS_RUNS;
	memmove(&longest->runs[at + 1], &longest->runs[at],
		(longest->count - 1 - at) * sizeof(*longest->runs));
	longest->runs[at] = *run;
}

static uint64_t load(const uint8_t *data)
{
	uint64_t word;

	memcpy(&word, data, WORD);
	return word;
}

/* The first byte is the highest. Written byte by byte it was not made one instruction. */
static uint64_t load_big(const uint8_t *data)
{
	uint64_t word = load(data);

	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? word : __builtin_bswap64(word);
}

static void count_pairs(uint32_t *pairs, const uint8_t *data, size_t len)
{
	size_t i = 0;

	for (; len - i > WORD; i += WORD) {
		uint64_t word = load_big(data + i);

		if (word == (word >> 8 | word << 56) && data[i + WORD] == data[i]) {
			pairs[word & 0xffff] += WORD;
			continue;
		}
		pairs[word >> 48]++;
		pairs[word >> 40 & 0xffff]++;
		pairs[word >> 32 & 0xffff]++;
		pairs[word >> 24 & 0xffff]++;
		pairs[word >> 16 & 0xffff]++;
		pairs[word >> 8 & 0xffff]++;
		pairs[word & 0xffff]++;
		pairs[(word & 0xff) << 8 | data[i + WORD]]++;
	}
	for (; i + 1 < len; i++)
		pairs[(size_t)data[i] << 8 | data[i + 1]]++;
}

/* Adds the pairs up. Their second bytes are those of the block, if it is told by them. */
static void add_pairs(struct statistics_walk *walk, uint64_t *block)
{
	struct statistics_counts *counts = walk->counts;
	uint64_t *sums = walk->seconds;

	pthread_mutex_lock(&counts->lock);
	for (size_t first = 0; first < 256; first++) {
		uint64_t *to = counts->result.pairs + 256 * first;
		uint32_t *from = walk->pairs + 256 * first;

		for (size_t i = 0; i < 256; i++) {
			to[i] += from[i];
			sums[i] += from[i];
			from[i] = 0;
		}
	}
	for (size_t i = 0; block && i < 256; i++)
		block[i] += sums[i];
	pthread_mutex_unlock(&counts->lock);
	memset(sums, 0, 256 * sizeof(*sums));
}

static void count_bytes(struct statistics_walk *walk, const uint8_t *data, size_t len,
			uint64_t *block)
{
	size_t i = 0;

	memset(walk->bytes, 0, sizeof(walk->bytes));
	for (; i + LANES <= len; i += LANES)
		for (size_t k = 0; k < LANES; k++)
			walk->bytes[k][data[i + k]]++;
	for (; i < len; i++)
		walk->bytes[0][data[i]]++;
	pthread_mutex_lock(&walk->counts->lock);
	for (size_t k = 0; k < LANES; k++)
		for (size_t byte = 0; byte < 256; byte++)
			block[byte] += walk->bytes[k][byte];
	pthread_mutex_unlock(&walk->counts->lock);
}

static bool has_sums(const struct statistics_walk *walk)
{
	return walk->counts->result.block_len >= walk->sizes->sums;
}

/* The bytes of short blocks, which can lie in one chunk. */
static void take_blocks(struct statistics_walk *walk, const uint8_t *data, size_t len,
			uint64_t pos)
{
	uint64_t end;

	while (len > 0) {
		size_t block = statistics_block(&walk->counts->result, pos, &end);
		size_t part = (size_t)min_u64(len, end - pos);

		count_bytes(walk, data, part, walk->counts->blocks[block]);
		data += part;
		len -= part;
		pos += part;
	}
}

/* The end of the bytes that equal data[at]. */
static size_t run_end(const uint8_t *data, size_t at, size_t len)
{
	uint64_t all = data[at] * UINT64_C(0x0101010101010101), word;

	for (; len - at >= WORD; at += WORD) {
		memcpy(&word, data + at, WORD);
		if (word != all)
			break;
	}
	while (at < len && data[at] == (uint8_t)all)
		at++;
	return at;
}

/* The first of three equal bytes at `at` or behind; len where there are none. */
static size_t find_three(const uint8_t *data, size_t at, size_t len)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;

	for (; len - at >= WORD + 2; at += WORD) {
		uint64_t word = load(data + at);
		uint64_t differs = (word ^ load(data + at + 1)) | (word ^ load(data + at + 2));

		/* One of its bytes is zero. */
		if (((differs - ones) & ~differs & highs) != 0)
			break;
	}
	for (; len - at > 2; at++)
		if (data[at] == data[at + 1] && data[at] == data[at + 2])
			return at;
	return len;
}

static void close_run(struct statistics_walk *walk)
{
	if (walk->run.len > 0 && walk->run.pos == walk->part->low)
		walk->part->head = walk->run;
	else
		statistics_offer(&walk->longest, &walk->run);
	walk->run.len = 0;
}

/* Runs of one or two bytes are not looked at, but for the last one, which can become longer. */
static void take_runs(struct statistics_walk *walk, const uint8_t *data, size_t len, uint64_t pos)
{
	size_t at = 0;

	if (walk->run.len > 0 && walk->run.byte == data[0]) {
		at = run_end(data, 0, len);
		walk->run.len += at;
	} else if (pos == walk->part->low) {
		at = run_end(data, 0, len);
		walk->run = (struct statistics_run){ pos, at, data[0] };
	}
	while (at < len) {
		close_run(walk);
		at = find_three(data, at, len);
		if (at == len)
			break;
		walk->run = (struct statistics_run){ pos + at, 0, data[at] };
		walk->run.len = run_end(data, at, len) - at;
		at += (size_t)walk->run.len;
	}
	if (walk->run.len > 0)
		return;
	for (at = len - 1; at > 0 && data[at - 1] == data[len - 1]; at--)
		;
	walk->run = (struct statistics_run){ pos + at, len - at, data[len - 1] };
}

/* Within the circle whose radius is the greatest coordinate. */
static bool is_inside(uint64_t x, uint64_t y)
{
	const uint64_t radius = 0xffffff;

	return x * x + y * y <= radius * radius;
}

static bool is_point_inside(const uint8_t *at)
{
	return is_inside((uint64_t)at[0] << 16 | (uint64_t)at[1] << 8 | at[2],
			 (uint64_t)at[3] << 16 | (uint64_t)at[4] << 8 | at[5]);
}

static void take_begun_point(struct statistics_walk *walk)
{
	walk->part->points++;
	walk->part->inside += is_point_inside(walk->point);
	walk->point_len = 0;
}

static void take_points(struct statistics_walk *walk, const uint8_t *data, size_t len,
			uint64_t pos)
{
	size_t phase = (size_t)((pos - walk->counts->result.start) % STATISTICS_POINT);
	size_t rest = (STATISTICS_POINT - phase) % STATISTICS_POINT, whole;
	uint64_t inside = 0;

	rest = min_size(rest, len);
	if (phase > 0 && walk->point_len == phase) {
		memcpy(walk->point + phase, data, rest);
		walk->point_len += rest;
		if (walk->point_len == STATISTICS_POINT)
			take_begun_point(walk);
	}
	data += rest;
	len -= rest;
	if (len == 0)
		return;
	whole = len / STATISTICS_POINT;
	for (size_t i = 0; i + 1 < whole; i++, data += STATISTICS_POINT) {
		uint64_t word = load_big(data);

		inside += is_inside(word >> 40, word >> 16 & 0xffffff);
	}
	if (whole > 0) {
		inside += is_point_inside(data);
		data += STATISTICS_POINT;
	}
	walk->part->points += whole;
	walk->part->inside += inside;
	walk->point_len = len % STATISTICS_POINT;
	memcpy(walk->point, data, walk->point_len);
}

/* What is between this byte and the one before it in the part. */
static void take_seam(struct statistics_walk *walk, uint8_t byte, uint64_t pos)
{
	struct statistics_part *part = walk->part;

	if (part->any && part->last_pos + 1 == pos) {
		walk->pairs[(size_t)part->last << 8 | byte]++;
		return;
	}
	if (part->any)
		part->seams += (uint64_t)part->last * byte;
	else
		part->first = byte;
	if (!part->any)
		part->first_pos = pos;
	walk->seconds[byte]++;
}

/* Bytes that are known. */
static void take(struct statistics_walk *walk, const uint8_t *data, size_t len, uint64_t pos)
{
	take_seam(walk, data[0], pos);
	count_pairs(walk->pairs, data, len);
	if (!has_sums(walk))
		take_blocks(walk, data, len, pos);
	take_runs(walk, data, len, pos);
	take_points(walk, data, len, pos);
	walk->part->any = true;
	walk->part->last = data[len - 1];
	walk->part->last_pos = pos + len - 1;
}

/* Runs of bytes that are known, and between them others. */
static void take_damaged(struct statistics_walk *walk, size_t len, uint64_t pos)
{
	size_t at = 0, end;

	while (at < len) {
		for (end = at; end < len && walk->known[end]; end++)
			;
		if (end > at)
			take(walk, walk->chunk + at, end - at, pos + at);
		if (end == len)
			return;
		close_run(walk);
		walk->point_len = 0;
		for (at = end; at < len && !walk->known[at]; at++)
			walk->part->unknown++;
	}
}

static void take_chunk(struct statistics_walk *walk, size_t len, uint64_t pos)
{
	if (snapshot_read(walk->snapshot, pos, walk->chunk, walk->known, len, NULL) > 0)
		take_damaged(walk, len, pos);
	else
		take(walk, walk->chunk, len, pos);
}

void statistics_walk_run(struct statistics_walk *walk, struct statistics_part *part)
{
	uint64_t pos = part->low, end = part->high;
	size_t block = 0;

	*part = (struct statistics_part){ .low = part->low, .high = part->high };
	walk->part = part;
	walk->run.len = 0;
	walk->point_len = 0;
	while (pos < part->high && !atomic_load(walk->cancelled)) {
		if (has_sums(walk))
			block = statistics_block(&walk->counts->result, pos, &end);
		size_t len = (size_t)min_u64(walk->sizes->chunk, min_u64(end, part->high) - pos);

		take_chunk(walk, len, pos);
		pos += len;
		if (has_sums(walk) && (pos == end || pos == part->high))
			add_pairs(walk, walk->counts->blocks[block]);
	}
	if (!has_sums(walk))
		add_pairs(walk, NULL);
	part->whole = walk->run.len > 0 && walk->run.pos == part->low;
	if (part->whole)
		part->head = walk->run;
	else
		part->tail = walk->run;
}
