/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Chunks of equal size, never moved and never given back before the end.
 *
 * The pointers to the chunks may not move either, because other threads follow them while one adds.
 * So the directory is made of shelves: shelf k is one array of 2^k pointers, and a full shelf
 * is never touched again. A growing array would need a lock on every read; chunks that double in
 * size would need one huge allocation when there is little memory left.
 */
#include "store/arena.h"

#include "base/checked.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { SHELVES = 48 };

struct arena {
	struct source base;
	unsigned shift;                   /* a chunk has 1 << shift bytes */
	_Atomic uint64_t used;            /* bytes handed out; the size of the source */
	uint64_t chunks;                  /* allocated so far */
	uint8_t **shelf[SHELVES];         /* owned; NULL until the first chunk on it */
};

static const struct source_class arena_class;

static struct arena *arena_of(const struct source *source)
{
	assert(source->class == &arena_class);
	return (struct arena *)(uintptr_t)source;
}

/* Where the pointer to chunk number `index` is kept. Shelf k begins with number 2^k - 1. */
static uint8_t **place_of(const struct arena *arena, uint64_t index)
{
	unsigned k = 63u - (unsigned)__builtin_clzll(index + 1);

	return &arena->shelf[k][index + 1 - (UINT64_C(1) << k)];
}

static bool add_chunk(struct arena *arena)
{
	unsigned k = 63u - (unsigned)__builtin_clzll(arena->chunks + 1);

	if (k >= SHELVES)
		return false;
	if (!arena->shelf[k])
		arena->shelf[k] = calloc((size_t)1 << k, sizeof *arena->shelf[k]);
	if (!arena->shelf[k])
		return false;

	uint8_t *chunk = malloc((size_t)1 << arena->shift);
	if (!chunk)
		return false;
	*place_of(arena, arena->chunks) = chunk;
	arena->chunks++;
	return true;
}

static void drop_chunks(struct arena *arena, uint64_t keep)
{
	while (arena->chunks > keep)
		free(*place_of(arena, --arena->chunks));
}

struct source *arena_new(size_t chunk, struct err *err)
{
	assert(chunk > 0 && (chunk & (chunk - 1)) == 0);
	struct arena *arena = calloc(1, sizeof *arena);

	if (!arena) {
		err_nomem(err);
		return NULL;
	}
	arena->base.class = &arena_class;
	arena->shift = (unsigned)__builtin_ctzll(chunk);
	return &arena->base;
}

bool arena_reserve(struct source *source, uint64_t len, uint64_t *off, struct err *err)
{
	struct arena *arena = arena_of(source);
	uint64_t used = atomic_load_explicit(&arena->used, memory_order_relaxed);
	uint64_t before = arena->chunks;
	uint64_t end;

	if (!add_fits(used, len, &end) || end > (uint64_t)INT64_MAX)
		return err_nomem(err);
	while (arena->chunks << arena->shift < end) {
		if (!add_chunk(arena)) {
			drop_chunks(arena, before);
			return err_nomem(err);
		}
	}
	*off = used;
	atomic_store_explicit(&arena->used, end, memory_order_release);
	return true;
}

uint8_t *arena_room_at(struct source *source, uint64_t off, size_t *len)
{
	const struct arena *arena = arena_of(source);
	uint64_t used = atomic_load_explicit(&arena->used, memory_order_relaxed);
	uint64_t in_chunk = off & ((UINT64_C(1) << arena->shift) - 1);

	assert(off < used);
	*len = (size_t)min_u64((UINT64_C(1) << arena->shift) - in_chunk, used - off);
	return *place_of(arena, off >> arena->shift) + in_chunk;
}

bool arena_add(struct source *source, const void *bytes, size_t len, uint64_t *off, struct err *err)
{
	const uint8_t *from = bytes;

	if (!arena_reserve(source, len, off, err))
		return false;
	for (size_t done = 0; done < len;) {
		size_t room;
		uint8_t *to = arena_room_at(source, *off + done, &room);

		room = min_size(room, len - done);
		memcpy(to, from + done, room);
		done += room;
	}
	return true;
}

static uint64_t arena_size(const struct source *source)
{
	return atomic_load_explicit(&arena_of(source)->used, memory_order_acquire);
}

static struct source_span arena_begin(struct source *source, uint64_t off, size_t want)
{
	size_t len;
	const uint8_t *at = arena_room_at(source, off, &len);

	return (struct source_span){ .bytes = { at, min_size(len, want) }, .off = off };
}

static size_t arena_read(struct source *source, uint64_t off, void *to, size_t len, int *why)
{
	(void)why;
	for (size_t done = 0; done < len;) {
		struct span run = arena_begin(source, off + done, len - done).bytes;

		memcpy((uint8_t *)to + done, run.data, run.len);
		done += run.len;
	}
	return len;
}

static void arena_close(struct source *source)
{
	struct arena *arena = arena_of(source);

	drop_chunks(arena, 0);
	for (size_t k = 0; k < SHELVES; k++)
		free(arena->shelf[k]);
	free(arena);
}

static const struct source_class arena_class = {
	.name = "memory",
	.size = arena_size,
	.read = arena_read,
	.begin = arena_begin,
	.close = arena_close,
};
