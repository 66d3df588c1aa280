/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * New bytes: an append-only source. What was added never moves and never changes, so any thread
 * may read an offset it was given while another adds.
 */
#ifndef BURIN_STORE_ARENA_H
#define BURIN_STORE_ARENA_H

#include "base/err.h"
#include "store/source.h"

/* Bytes asked from the system at once. */
enum { ARENA_CHUNK = 1 << 20 };

/* `chunk` bytes are allocated at once (a power of two; tests pass tiny ones). */
struct source *arena_new(size_t chunk, struct err *err) BURIN_MUST_CHECK;

/* Appends; *off is where. Wholly or not at all. */
bool arena_add(struct source *arena, const void *bytes, size_t len, uint64_t *off, struct err *err)
	BURIN_MUST_CHECK;

/* Room for `len` bytes whose content is written later through arena_room_at(), before anyone
 * reads them. */
bool arena_reserve(struct source *arena, uint64_t len, uint64_t *off, struct err *err)
	BURIN_MUST_CHECK;

/* The longest contiguous run of room at off < source_size(); *len is its length. To be written by
 * the one who reserved it, and nothing else. */
uint8_t *arena_room_at(struct source *arena, uint64_t off, size_t *len);

#endif
