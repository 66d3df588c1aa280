/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ropes made from bytes, patterns and files.
 *
 * A pattern is a source as long as a file can be, of which a rope takes as much as it needs;
 * so one source per pattern is enough, however often it is used. What is short goes to the
 * arena, where it takes no number in the store at all.
 */
#include "document/document.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "document/document_private.h"
#include "store/arena.h"
#include "store/kinds.h"

enum { SHORT_FILL = 1024 };

static struct source *arena_of(const struct ropes *ropes)
{
	return store_source(ropes->store, STORE_ARENA);
}

struct rope *document_make(struct ropes *ropes, const void *bytes, size_t len, struct err *err)
{
	uint64_t off;

	err_clear(err);
	if (len == 0 || !ropes_reserve(ropes, 1, err) ||
	    !arena_add(arena_of(ropes), bytes, len, &off, err))
		return NULL;
	return rope_leaf(ropes, STORE_ARENA, off, len);
}

struct rope *rope_to_arena(struct ropes *ropes, struct rope *rope, uint64_t pos, uint64_t len,
			   struct err *err)
{
	const struct snapshot snapshot = { .ropes = ropes, .rope = rope };
	uint64_t off;

	if (len > DOCUMENT_IN_PLACE_MOST) {
		err_set(err, ERR_REFUSED, "in place at most 1 GiB can be taken at once, because it "
			"is copied: take less, or use :mode copy");
		return NULL;
	}
	if (!ropes_reserve(ropes, 1, err) || !arena_reserve(arena_of(ropes), len, &off, err))
		return NULL;
	for (uint64_t done = 0; done < len;) {
		size_t room;
		uint8_t *to = arena_room_at(arena_of(ropes), off + done, &room);
		int why;

		room = (size_t)min_u64(room, len - done);
		if (snapshot_read(&snapshot, pos + done, to, NULL, room, &why) > 0) {
			err_set(err, ERR_LOST, "bytes between 0x%" PRIx64 " and 0x%" PRIx64
				" can not be read, so there would be no way back",
				pos + done, pos + done + room);
			(void)document_late(why, err);
			return NULL;
		}
		done += room;
	}
	return rope_leaf(ropes, STORE_ARENA, off, len);
}

static bool is_one_byte(const uint8_t *pattern, size_t len)
{
	return memcmp(pattern, pattern + 1, len - 1) == 0;
}

static bool new_fill(struct store *store, const void *pattern, size_t len, uint16_t *id,
		     struct err *err)
{
	struct source *source = fill_new(pattern, len, INT64_MAX, err);

	return source && store_add(store, source, id, err);
}

/* Keeps the pattern as the last one used. */
static bool use_long_pattern(struct fills *fills, struct store *store, const uint8_t *pattern,
			     size_t len, struct err *err)
{
	uint16_t id;
	uint8_t *copy;

	if (fills->last && fills->pattern_len == len && memcmp(fills->pattern, pattern, len) == 0)
		return true;
	copy = malloc(len);
	if (!copy)
		return err_nomem(err);
	if (!new_fill(store, pattern, len, &id, err)) {
		free(copy);
		return false;
	}
	if (fills->last)
		store_unref(store, fills->last);
	free(fills->pattern);
	memcpy(copy, pattern, len);
	fills->last = id;
	fills->pattern = copy;
	fills->pattern_len = len;
	return true;
}

static bool choose_fill(struct document *document, const uint8_t *pattern, size_t len, uint16_t *id,
			struct err *err)
{
	struct fills *fills = &document->fills;
	struct store *store = document->ropes->store;

	if (!is_one_byte(pattern, len)) {
		if (!use_long_pattern(fills, store, pattern, len, err))
			return false;
		*id = fills->last;
		return true;
	}
	if (!fills->of_byte[*pattern] &&
	    !new_fill(store, pattern, 1, &fills->of_byte[*pattern], err))
		return false;
	*id = fills->of_byte[*pattern];
	return true;
}

struct rope *document_pattern(struct document *document, const void *pattern, size_t pattern_len,
			      uint64_t len, struct err *err)
{
	const uint8_t *from = pattern;
	uint16_t id;

	if (len <= SHORT_FILL) {
		uint8_t bytes[SHORT_FILL];

		for (size_t i = 0; i < len; i++)
			bytes[i] = from[i % pattern_len];
		return document_make(document->ropes, bytes, (size_t)len, err);
	}
	if (!ropes_reserve(document->ropes, 1, err) ||
	    !choose_fill(document, from, pattern_len, &id, err))
		return NULL;
	return rope_leaf(document->ropes, id, 0, len);
}

void fills_done(struct fills *fills, struct store *store)
{
	for (size_t i = 0; i < 256; i++) {
		if (fills->of_byte[i])
			store_unref(store, fills->of_byte[i]);
	}
	if (fills->last)
		store_unref(store, fills->last);
	free(fills->pattern);
	*fills = (struct fills){ 0 };
}

struct rope *document_read_file(struct document *document, const char *path, struct err *err)
{
	const struct document_options whole = { .no_map = document->options.no_map };
	struct file *file =
		file_open(path, document_file_flags(&document->options, DOCUMENT_READ), err);
	struct rope *rope = NULL;
	uint16_t id;

	if (!file)
		return NULL;
	err_clear(err);
	if (document_map(document->ropes, file, &whole, false, &id, &rope, err) &&
	    id != STORE_ARENA)
		store_unref(document->ropes->store, id);
	file_close(file);
	return rope;
}
