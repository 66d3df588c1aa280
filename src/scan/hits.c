/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: blocks of 256 hits. A block's first position and the place of its bytes are kept
 * in an index; the others are distances of 7 bits a byte. A length follows each distance only in
 * lists where lengths differ, which a list learns of by the first that does: it is then written
 * anew, once. Of several kinds a length tells the kind. The n-th hit and the one at a position
 * are found by the index and a walk over one block.
 *
 * Rejected: 16 bytes for each hit, which is 1.5 GiB for 100 million of them.
 */
#include "scan/hits.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/buf.h"

enum { BLOCK = 256, NUMBER_MOST = 10 };

struct block {
	uint64_t pos;            /* of its first hit */
	uint64_t byte;           /* where its bytes begin */
};

struct hits {
	pthread_mutex_t lock;
	uint64_t limit;
	uint64_t count, dropped;
	uint64_t last;           /* position of the last hit */
	unsigned kinds;
	uint64_t len;            /* of all hits, where !lengths; times kinds, plus the kind */
	bool lengths;            /* each hit has its own */
	struct buf bytes;
	struct block *blocks;    /* owned */
	size_t block_count, room;
};

struct hits *hits_new(uint64_t limit, struct err *err)
{
	struct hits *hits = calloc(1, sizeof(*hits));

	if (hits == NULL) {
		err_nomem(err);
		return NULL;
	}
	hits->limit = limit;
	hits->kinds = 1;
	pthread_mutex_init(&hits->lock, NULL);
	return hits;
}

void hits_free(struct hits *hits)
{
	if (hits == NULL)
		return;
	pthread_mutex_destroy(&hits->lock);
	buf_done(&hits->bytes);
	free(hits->blocks);
	free(hits);
}

/* Behind `to`, at most 10 bytes; returns the end. */
static uint8_t *put(uint8_t *to, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		*to++ = (uint8_t)(value | 0x80);
	*to++ = (uint8_t)value;
	return to;
}

static uint64_t get(const uint8_t **at)
{
	uint64_t value = 0;

	for (unsigned shift = 0;; shift += 7) {
		uint8_t byte = *(*at)++;

		value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return value;
	}
}

static bool add_block(struct hits *hits, uint64_t pos)
{
	if (hits->block_count == hits->room) {
		size_t room = hits->room == 0 ? 64 : hits->room * 2;
		struct block *grown = realloc(hits->blocks, room * sizeof(*grown));

		if (grown == NULL)
			return false;
		hits->blocks = grown;
		hits->room = room;
	}
	hits->blocks[hits->block_count++] = (struct block){ pos, hits->bytes.len };
	return true;
}

static bool append(struct hits *hits, uint64_t pos, uint64_t len)
{
	uint8_t bytes[2 * NUMBER_MOST], *end = bytes;

	if (hits->count % BLOCK == 0 && !add_block(hits, pos))
		return false;
	if (hits->count % BLOCK != 0)
		end = put(end, pos - hits->last);
	if (hits->lengths)
		end = put(end, len);
	buf_add(&hits->bytes, bytes, (size_t)(end - bytes));
	if (!buf_ok(&hits->bytes)) {
		hits->bytes.failed = false;
		hits->block_count -= hits->count % BLOCK == 0;
		return false;
	}
	hits->last = pos;
	hits->count++;
	return true;
}

/* Reads hits in order. */
struct cursor {
	const struct hits *hits;
	uint64_t n;
	const uint8_t *at;
	uint64_t pos, len;
};

static void read_one(struct cursor *cursor)
{
	const struct hits *hits = cursor->hits;

	if (cursor->n % BLOCK == 0) {
		const struct block *block = &hits->blocks[cursor->n / BLOCK];

		cursor->pos = block->pos;
		/* One hit of one length has no bytes at all. */
		cursor->at = hits->bytes.data == NULL ? NULL : hits->bytes.data + block->byte;
	} else {
		cursor->pos += get(&cursor->at);
	}
	cursor->len = hits->lengths ? get(&cursor->at) : hits->len;
	cursor->n++;
}

/* The same hits with a length each. */
static bool write_lengths(struct hits *hits)
{
	struct cursor cursor = { .hits = hits };
	struct hits other = { .lengths = true };
	bool ok = true;

	while (ok && cursor.n < hits->count) {
		read_one(&cursor);
		ok = append(&other, cursor.pos, cursor.len);
	}
	if (!ok) {
		buf_done(&other.bytes);
		free(other.blocks);
		return false;
	}
	buf_done(&hits->bytes);
	free(hits->blocks);
	hits->bytes = other.bytes;
	hits->blocks = other.blocks;
	hits->block_count = other.block_count;
	hits->room = other.room;
	hits->lengths = true;
	return true;
}

static bool add(struct hits *hits, const struct hit *hit)
{
	uint64_t len = hit->len * hits->kinds + hit->kind;

	if (hits->count >= hits->limit) {
		hits->dropped++;
		return true;
	}
	if (hits->count == 0)
		hits->len = len;
	if (!hits->lengths && len != hits->len && !write_lengths(hits))
		return false;
	return append(hits, hit->pos, len);
}

bool hits_add_many(struct hits *hits, const struct hit *from, size_t count, struct err *err)
{
	bool ok = true;

	pthread_mutex_lock(&hits->lock);
	for (size_t i = 0; ok && i < count; i++)
		ok = add(hits, &from[i]);
	pthread_mutex_unlock(&hits->lock);
	return ok || err_nomem(err);
}

bool hits_add(struct hits *hits, uint64_t pos, uint64_t len, struct err *err)
{
	struct hit hit = { pos, len, 0 };

	return hits_add_many(hits, &hit, 1, err);
}

void hits_truncate(struct hits *hits, uint64_t count)
{
	struct cursor cursor = { .hits = hits };

	pthread_mutex_lock(&hits->lock);
	if (count < hits->count) {
		cursor.n = count - count % BLOCK;
		cursor.pos = hits->blocks[cursor.n / BLOCK].pos;
		hits->bytes.len = hits->blocks[cursor.n / BLOCK].byte;
		while (cursor.n < count)
			read_one(&cursor);
		if (cursor.at != NULL)
			hits->bytes.len = (size_t)(cursor.at - hits->bytes.data);
		hits->block_count = (size_t)(count / BLOCK + (count % BLOCK != 0));
		hits->count = count;
		hits->last = cursor.pos;
	}
	pthread_mutex_unlock(&hits->lock);
}

void hits_clear(struct hits *hits)
{
	pthread_mutex_lock(&hits->lock);
	buf_clear(&hits->bytes);
	hits->block_count = 0;
	hits->count = hits->dropped = 0;
	hits->lengths = false;
	pthread_mutex_unlock(&hits->lock);
}

void hits_set_kinds(struct hits *hits, unsigned count)
{
	assert(count > 0 && hits->count == 0);
	hits->kinds = count;
}

unsigned hits_kinds(const struct hits *hits)
{
	return hits->kinds;
}

static uint64_t locked_value(struct hits *hits, const uint64_t *value)
{
	uint64_t copy;

	pthread_mutex_lock(&hits->lock);
	copy = *value;
	pthread_mutex_unlock(&hits->lock);
	return copy;
}

uint64_t hits_count(struct hits *hits)
{
	return locked_value(hits, &hits->count);
}

uint64_t hits_dropped(struct hits *hits)
{
	return locked_value(hits, &hits->dropped);
}

/* The common case has no division. */
static struct hit hit_of(const struct cursor *cursor)
{
	unsigned kinds = cursor->hits->kinds;

	if (kinds == 1)
		return (struct hit){ cursor->pos, cursor->len, 0 };
	return (struct hit){ cursor->pos, cursor->len / kinds, cursor->len % kinds };
}

size_t hits_get(struct hits *hits, uint64_t n, struct hit *to, size_t most)
{
	struct cursor cursor = { .hits = hits };
	size_t copied = 0;

	pthread_mutex_lock(&hits->lock);
	cursor.n = n - n % BLOCK;
	while (cursor.n < hits->count && copied < most) {
		bool wanted = cursor.n >= n;

		read_one(&cursor);
		if (wanted)
			to[copied++] = hit_of(&cursor);
	}
	pthread_mutex_unlock(&hits->lock);
	return copied;
}

/* The last block that begins at or before pos; 0 when none does. */
static size_t find_block(const struct hits *hits, uint64_t pos)
{
	size_t low = 0, high = hits->block_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (hits->blocks[middle].pos <= pos)
			low = middle;
		else
			high = middle;
	}
	return low;
}

uint64_t hits_find(struct hits *hits, uint64_t pos)
{
	struct cursor cursor = { .hits = hits };
	uint64_t found;

	pthread_mutex_lock(&hits->lock);
	found = hits->count;
	cursor.n = (uint64_t)find_block(hits, pos) * BLOCK;
	while (cursor.n < hits->count) {
		read_one(&cursor);
		if (cursor.pos >= pos) {
			found = cursor.n - 1;
			break;
		}
	}
	pthread_mutex_unlock(&hits->lock);
	return found;
}

uint64_t hits_memory(struct hits *hits)
{
	uint64_t bytes;

	pthread_mutex_lock(&hits->lock);
	bytes = hits->bytes.room + hits->room * sizeof(*hits->blocks) + sizeof(*hits);
	pthread_mutex_unlock(&hits->lock);
	return bytes;
}
