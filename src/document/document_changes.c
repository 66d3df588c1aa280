/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which bytes are changed, and from one to the next.
 *
 * While the length is the saved one, a byte is changed when it is not the same byte of the same
 * source as at its place in what was saved. Else all is aligned once for each state, and the gaps
 * are the changes. Where there are too many pieces for that, what document_read.c guesses for a
 * byte holds for all bytes that lie in the same piece of the document and in the same pieces of
 * what was saved, so the way goes from run to run.
 */
#include "document/document.h"

#include <stdlib.h>

#include "base/checked.h"
#include "document/alignment.h"
#include "document/document_private.h"

enum {
	ALIGNED_MOST = 1 << 14,      /* pieces, so that a key is not held up */
	LISTED_MOST = 1 << 21,
};

struct changes {
	struct alignment alignment;
	const struct rope *saved;    /* what was compared: with this, at this generation */
	uint64_t generation;
	bool made, usable;
};

struct changes *changes_new(void)
{
	return calloc(1, sizeof(struct changes));
}

void changes_free(struct changes *changes)
{
	if (!changes)
		return;
	alignment_done(&changes->alignment);
	free(changes);
}

const struct alignment *document_alignment(const struct document *document)
{
	struct changes *changes = document->changes;
	struct err ignored;

	if (rope_len(document->rope) == rope_len(document->saved))
		return NULL;
	if (!changes->made || changes->generation != document->generation ||
	    changes->saved != document->saved) {
		alignment_done(&changes->alignment);
		changes->usable = alignment_make(&changes->alignment, document->rope,
						 document->saved, ALIGNED_MOST, &ignored);
		changes->saved = document->saved;
		changes->generation = document->generation;
		changes->made = true;
	}
	return changes->usable ? &changes->alignment : NULL;
}

size_t alignment_find(const struct alignment *alignment, uint64_t pos)
{
	size_t lo = 0, hi = alignment->count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (alignment->runs[middle].pos + alignment->runs[middle].len <= pos)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo;
}

/* Positions [from, to) around one that are changed, or not, alike. No document is longer than
 * INT64_MAX. */
struct run {
	int64_t from, to;
	bool changed;
};

static void narrow(struct run *run, int64_t from, int64_t to)
{
	if (from > run->from)
		run->from = from;
	if (to < run->to)
		run->to = to;
}

/* Whether the byte at pos was saved `shift` further on as the same byte of the same source; narrows
 * the run to where that answer holds. */
static bool is_saved(const struct document *document, const struct piece *piece, int64_t pos,
		     int64_t shift, struct run *run)
{
	int64_t saved = (int64_t)rope_len(document->saved);
	int64_t there = pos + shift;

	if (there < 0) {
		narrow(run, 0, -shift);
		return false;
	}
	if (there >= saved) {
		narrow(run, saved - shift, INT64_MAX);
		return false;
	}
	struct piece old = rope_piece_at(document->saved, (uint64_t)there);
	int64_t start = (int64_t)old.pos - shift;

	narrow(run, start, start + (int64_t)old.len);
	return old.source == piece->source &&
	       old.off - old.pos + (uint64_t)shift == piece->off - piece->pos;
}

/* For a byte that was not saved at its place, in a document whose length is not the saved one. */
static bool guess(const struct document *document, const struct piece *piece, int64_t pos,
		  struct run *run)
{
	int64_t mark = (int64_t)(piece->pos - piece->off + document->arena_mark);

	if (piece->source != STORE_ARENA)
		return piece->source != document->source;
	if (pos < mark)
		narrow(run, 0, mark);
	else
		narrow(run, mark, INT64_MAX);
	return pos >= mark;
}

/* The run around pos where all is aligned. */
static struct run run_aligned(const struct alignment *alignment, int64_t pos, int64_t size)
{
	size_t i = alignment_find(alignment, (uint64_t)pos);
	const struct alignment_run *run = &alignment->runs[i];

	if (i < alignment->count && run->pos <= (uint64_t)pos)
		return (struct run){ (int64_t)run->pos, (int64_t)(run->pos + run->len), false };
	return (struct run){
		i > 0 ? (int64_t)(run[-1].pos + run[-1].len) : 0,
		i < alignment->count ? (int64_t)run->pos : size, true
	};
}

static struct run run_at(const struct document *document, int64_t pos)
{
	const struct alignment *alignment = document_alignment(document);

	if (alignment)
		return run_aligned(alignment, pos, (int64_t)rope_len(document->rope));
	struct piece piece = rope_piece_at(document->rope, (uint64_t)pos);
	int64_t shift = (int64_t)(rope_len(document->saved) - rope_len(document->rope));
	struct run run = { (int64_t)piece.pos, (int64_t)(piece.pos + piece.len), true };

	if (is_saved(document, &piece, pos, 0, &run) ||
	    (shift != 0 && is_saved(document, &piece, pos, shift, &run)))
		run.changed = false;
	else if (shift != 0)
		run.changed = guess(document, &piece, pos, &run);
	return run;
}

bool document_find_changed(const struct document *document, uint64_t pos, bool backward,
			   uint64_t *found)
{
	int64_t size = (int64_t)document_size(document);
	int64_t at = (int64_t)pos;

	if (document->mode == DOCUMENT_WRITE || document->rope == document->saved)
		return false;
	while (backward ? at > 0 : at < size) {
		struct run run = run_at(document, backward ? at - 1 : at);

		if (run.changed) {
			*found = (uint64_t)(backward ? at - 1 : at);
			return true;
		}
		at = backward ? run.from : run.to;
	}
	return false;
}

/* The gap before a run, or behind the last one. */
static bool add_gap(struct document_changes *changes, const struct document_change *gap)
{
	if (gap->len == 0 && gap->old_len == 0)
		return true;
	if ((changes->count & (changes->count - 1)) == 0) {
		size_t room = changes->count ? 2 * changes->count : 1;
		struct document_change *list = realloc(changes->list, room * sizeof *list);

		if (!list)
			return false;
		changes->list = list;
	}
	changes->list[changes->count++] = *gap;
	return true;
}

static bool add_gaps(struct document_changes *changes, const struct alignment *alignment,
		     uint64_t size, uint64_t old_size)
{
	uint64_t pos = 0, old_pos = 0;

	for (size_t i = 0; i <= alignment->count; i++) {
		struct alignment_run end = { size, old_size, 0 };
		const struct alignment_run *run = i < alignment->count ? &alignment->runs[i] : &end;
		struct document_change gap = {
			pos, run->pos - pos, old_pos, run->old_pos - old_pos
		};

		if (!add_gap(changes, &gap))
			return false;
		pos = run->pos + run->len;
		old_pos = run->old_pos + run->len;
	}
	return true;
}

bool document_list_changes(const struct document *document, struct document_changes *changes,
			   struct err *err)
{
	struct alignment alignment;
	bool ok;

	*changes = (struct document_changes){ 0 };
	if (document->rope == document->saved)
		return true;
	if (!alignment_make(&alignment, document->rope, document->saved, LISTED_MOST, err))
		return false;
	ok = add_gaps(changes, &alignment, rope_len(document->rope), rope_len(document->saved));
	alignment_done(&alignment);
	if (ok)
		return true;
	document_changes_done(changes);
	return err_nomem(err);
}

void document_changes_done(struct document_changes *changes)
{
	free(changes->list);
	*changes = (struct document_changes){ 0 };
}

size_t document_read_saved(const struct document *document, uint64_t old_pos, void *to,
			   uint8_t *known, size_t len)
{
	const struct snapshot saved = { .ropes = document->ropes, .rope = document->saved };

	return snapshot_read(&saved, old_pos, to, known, len, NULL);
}

bool document_take_back(struct document *document, const struct document_change *change,
			struct err *err)
{
	struct rope *old;
	bool ok;

	if (!ropes_reserve(document->ropes, ROPE_NODES_PER_EDIT, err))
		return false;
	old = rope_slice(document->ropes, document->saved, change->old_pos, change->old_len);
	ok = document_replace(document, change->pos, change->len, old, 0, err);
	rope_unref(document->ropes, old);
	return ok;
}
