/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading, and which bytes are changed. A byte is told unchanged by its piece alone, without
 * reading: where the saved rope has the same byte of the same source. While the length is the
 * saved one, that is exact but for bytes overwritten with their own value. Otherwise an edit
 * in the middle has moved what follows, and document_changes.c tells where to. Where there are too
 * many pieces for that, a byte is looked for at the same distance from the end as well, and what is
 * found at neither place counts as changed unless it is the file's or was in the arena at the last
 * save.
 */
#include "document/document.h"

#include <assert.h>
#include <string.h>

#include "base/checked.h"
#include "document/alignment.h"
#include "document/document_private.h"

struct snapshot document_snapshot(const struct document *document)
{
	struct snapshot snapshot = snapshot_of(document->ropes, document->rope);

	snapshot.generation = document->generation;
	snapshot.live = document->mode == DOCUMENT_WRITE;
	snapshot.tells_changes = !snapshot.live;
	snapshot.saved = rope_ref(document->saved);
	snapshot.arena_mark = document->arena_mark;
	snapshot.source = document->source;
	return snapshot;
}

size_t document_read(const struct document *document, uint64_t pos, void *to, uint8_t *known,
		     size_t len, int *why)
{
	const struct snapshot snapshot = { .ropes = document->ropes, .rope = document->rope };

	return snapshot_read(&snapshot, pos, to, known, len, why);
}

struct rope *document_copy(const struct document *document, uint64_t pos, uint64_t len,
			   struct err *err)
{
	err_clear(err);
	assert(pos <= document_size(document) && len <= document_size(document) - pos);
	if (len == 0)
		return NULL;
	if (document->mode == DOCUMENT_WRITE)
		return rope_to_arena(document->ropes, document->rope, pos, len, err);
	if (!ropes_reserve(document->ropes, ROPE_NODES_PER_EDIT, err))
		return NULL;
	return rope_slice(document->ropes, document->rope, pos, len);
}

/* A comparison of a range with what was saved. */
struct comparison {
	const struct document *document;
	uint64_t pos;            /* of flags[0] */
	uint8_t *flags;
	struct piece piece;      /* the one that is looked at */
	uint64_t shift;          /* saved position = position + shift (modulo 2^64) */
};

/* Clears the flags of what a saved piece has in common with the piece looked at. */
static bool match_saved(void *context, const struct piece *saved)
{
	struct comparison *comparison = context;
	const struct piece *piece = &comparison->piece;
	uint64_t pos = saved->pos - comparison->shift;

	if (saved->source == piece->source && saved->off - pos == piece->off - piece->pos)
		memset(comparison->flags + (pos - comparison->pos), 0, (size_t)saved->len);
	return true;
}

/* Looks at what was saved `shift` further on. */
static void match_shifted(struct comparison *comparison, uint64_t shift, uint64_t first,
			  uint64_t end)
{
	const struct piece *piece = &comparison->piece;
	uint64_t from = max_u64(piece->pos, first);
	uint64_t to = min_u64(piece->pos + piece->len, end);

	if (from >= to)
		return;
	comparison->shift = shift;
	rope_visit(comparison->document->saved, from + shift, to - from, match_saved, comparison);
}

/* The flags of a piece when nothing is known of where it was. */
static void guess(const struct comparison *comparison, uint8_t *flags)
{
	const struct document *document = comparison->document;
	const struct piece *piece = &comparison->piece;
	uint64_t old = 0;

	if (piece->source == STORE_ARENA)
		old = document->arena_mark > piece->off ? document->arena_mark - piece->off : 0;
	else if (piece->source == document->source)
		old = piece->len;
	if (old < piece->len)
		memset(flags + old, 1, (size_t)(piece->len - old));
}

static bool compare_piece(void *context, const struct piece *piece)
{
	struct comparison *comparison = context;
	uint64_t size = document_size(comparison->document);
	uint64_t saved = rope_len(comparison->document->saved);
	uint8_t *flags = comparison->flags + (piece->pos - comparison->pos);

	comparison->piece = *piece;
	if (size == saved)
		memset(flags, 1, (size_t)piece->len);
	else
		guess(comparison, flags);
	match_shifted(comparison, 0, 0, saved);
	if (size != saved)
		match_shifted(comparison, saved - size, size > saved ? size - saved : 0, size);
	return true;
}

/* What no run has was changed. */
static void mark_gaps(const struct alignment *alignment, uint64_t pos, uint8_t *flags, size_t len)
{
	memset(flags, 1, len);
	for (size_t i = alignment_find(alignment, pos);
	     i < alignment->count && alignment->runs[i].pos < pos + len; i++) {
		const struct alignment_run *run = &alignment->runs[i];
		uint64_t from = max_u64(run->pos, pos);
		uint64_t to = min_u64(run->pos + run->len, pos + len);

		memset(flags + (from - pos), 0, (size_t)(to - from));
	}
}

void document_changed(const struct document *document, uint64_t pos, uint8_t *flags, size_t len)
{
	struct comparison comparison = { .document = document, .pos = pos, .flags = flags };
	const struct alignment *alignment;

	memset(flags, 0, len);
	if (document->mode == DOCUMENT_WRITE || document->rope == document->saved)
		return;
	alignment = document_alignment(document);
	if (alignment)
		mark_gaps(alignment, pos, flags, len);
	else
		rope_visit(document->rope, pos, len, compare_piece, &comparison);
}
