/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_UNIT_DOCUMENT_HOUSE_H
#define BURIN_UNIT_DOCUMENT_HOUSE_H

#include "support/testing.h"

#include "document/document.h"

/*
 * What every test of a document needs: a folder, a store, ropes; and short ways to say what is
 * expected. Include it first.
 */
struct house {
	struct tmpdir *dir;
	struct store *store;
	struct ropes ropes;
};

enum { HOUSE_CHUNK = 16 };   /* bytes in a chunk of the arena */

static inline void house_start_chunk(struct house *house, size_t chunk)
{
	struct err err;

	house->dir = tmpdir_new();
	house->store = store_new(chunk, &err);
	assert_non_null(house->store);
	ropes_init(&house->ropes, house->store);
}

static inline void house_start(struct house *house)
{
	house_start_chunk(house, HOUSE_CHUNK);
}

/* Every node has been given back. */
static inline void house_end(struct house *house)
{
	assert_int_equal(house->ropes.leaves.live_count, 0);
	assert_int_equal(house->ropes.branches.live_count, 0);
	ropes_done(&house->ropes);
	store_free(house->store);
	tmpdir_free(house->dir);
}

static inline struct document *house_open(struct house *house, const char *text,
					  enum document_mode mode)
{
	const struct document_options options = { .mode = mode, .no_map = no_map_asked() };
	const char *path = tmpdir_write(house->dir, "file", text, strlen(text));
	struct err err;
	struct document *document = document_open(&house->ropes, path, &options, &err);

	if (!document)
		fail_msg("%s", err.text);
	return document;
}

static inline void expect(const struct document *document, const char *text)
{
	char bytes[4096];
	size_t len = strlen(text);

	assert_int_equal(document_size(document), len);
	assert_int_equal(document_read(document, 0, bytes, NULL, len, NULL), 0);
	if (len > 0 && memcmp(bytes, text, len) != 0)
		fail_msg("expected '%s', found '%.*s'", text, (int)len, bytes);
}

static inline void expect_error(const struct err *err, enum err_code code, const char *part)
{
	if (err->code != code || !strstr(err->text, part))
		fail_msg("expected error %d with '%s', found %d: %s", code, part, err->code,
			 err->text);
}

/* Edits that have to work. */
static inline void put(struct document *document, uint64_t pos, const char *text, unsigned flags)
{
	struct err err;

	if (!document_overwrite(document, pos, text, strlen(text), flags, &err))
		fail_msg("%s", err.text);
}

static inline void insert(struct document *document, uint64_t pos, const char *text, unsigned flags)
{
	struct err err;

	if (!document_insert(document, pos, text, strlen(text), flags, &err))
		fail_msg("%s", err.text);
}

static inline void cut(struct document *document, uint64_t pos, uint64_t len, unsigned flags)
{
	struct err err;

	if (!document_delete(document, pos, len, flags, &err))
		fail_msg("%s", err.text);
}

static inline void undo(struct document *document)
{
	struct document_place place;
	struct err err = { 0 };

	if (!document_undo(document, &place, &err))
		fail_msg("nothing to undo: %s", err.text);
}

static inline void redo(struct document *document)
{
	struct document_place place;
	struct err err = { 0 };

	if (!document_redo(document, &place, &err))
		fail_msg("nothing to redo: %s", err.text);
}

#endif
