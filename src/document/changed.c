/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is told of a byte holds for all bytes that lie in the same run of the alignment, or, without
 * one, in the same piece of the document and in the same pieces of what was saved; so the way goes
 * from run to run.
 */
#include "document/changed.h"

#include <stdlib.h>

#include "document/alignment.h"
#include "document/document_private.h"

enum { ALIGNED_MOST = 1 << 21 };         /* pieces */

struct changed {
	struct changed_basis basis;
	struct alignment alignment;
	bool any;                /* else nothing is changed */
};

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
static bool is_saved(const struct changed_basis *basis, const struct piece *piece, int64_t pos,
		     int64_t shift, struct run *run)
{
	int64_t saved = (int64_t)rope_len(basis->saved);
	int64_t there = pos + shift;

	if (there < 0) {
		narrow(run, 0, -shift);
		return false;
	}
	if (there >= saved) {
		narrow(run, saved - shift, INT64_MAX);
		return false;
	}
	struct piece old = rope_piece_at(basis->saved, (uint64_t)there);
	int64_t start = (int64_t)old.pos - shift;

	narrow(run, start, start + (int64_t)old.len);
	return old.source == piece->source &&
	       old.off - old.pos + (uint64_t)shift == piece->off - piece->pos;
}

/* For a byte that was not saved at its place, in a document whose length is not the saved one. */
static bool guess(const struct changed_basis *basis, const struct piece *piece, int64_t pos,
		  struct run *run)
{
	int64_t mark = (int64_t)(piece->pos - piece->off + basis->arena_mark);

	if (piece->source != STORE_ARENA)
		return piece->source != basis->source;
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
	const struct alignment_run *run;

	if (alignment->count == 0)
		return (struct run){ 0, size, true };
	run = &alignment->runs[i];
	if (i < alignment->count && run->pos <= (uint64_t)pos)
		return (struct run){ (int64_t)run->pos, (int64_t)(run->pos + run->len), false };
	return (struct run){
		i > 0 ? (int64_t)(run[-1].pos + run[-1].len) : 0,
		i < alignment->count ? (int64_t)run->pos : size, true
	};
}

static struct run run_at(const struct changed_basis *basis, int64_t pos)
{
	if (basis->alignment)
		return run_aligned(basis->alignment, pos, (int64_t)rope_len(basis->rope));
	struct piece piece = rope_piece_at(basis->rope, (uint64_t)pos);
	int64_t shift = (int64_t)(rope_len(basis->saved) - rope_len(basis->rope));
	struct run run = { (int64_t)piece.pos, (int64_t)(piece.pos + piece.len), true };

	if (is_saved(basis, &piece, pos, 0, &run) ||
	    (shift != 0 && is_saved(basis, &piece, pos, shift, &run)))
		run.changed = false;
	else if (shift != 0)
		run.changed = guess(basis, &piece, pos, &run);
	return run;
}

bool changed_search(const struct changed_basis *basis, uint64_t pos, bool backward,
		    uint64_t *found)
{
	int64_t size = (int64_t)rope_len(basis->rope);
	int64_t at = (int64_t)pos;

	if (basis->rope == basis->saved)
		return false;
	while (backward ? at > 0 : at < size) {
		struct run run = run_at(basis, backward ? at - 1 : at);

		if (run.changed) {
			*found = (uint64_t)(backward ? at - 1 : at);
			return true;
		}
		at = backward ? run.from : run.to;
	}
	return false;
}

struct changed *changed_new(const struct snapshot *snapshot, struct err *err)
{
	struct changed *changed = calloc(1, sizeof(*changed));
	struct err ignored;

	if (changed == NULL) {
		err_nomem(err);
		return NULL;
	}
	changed->basis = (struct changed_basis){
		.rope = snapshot->rope, .saved = snapshot->saved,
		.arena_mark = snapshot->arena_mark, .source = snapshot->source,
	};
	changed->any = snapshot->tells_changes && snapshot->rope != snapshot->saved;
	if (changed->any && rope_len(snapshot->rope) != rope_len(snapshot->saved) &&
	    alignment_make(&changed->alignment, snapshot->rope, snapshot->saved, ALIGNED_MOST,
			   &ignored))
		changed->basis.alignment = &changed->alignment;
	return changed;
}

void changed_free(struct changed *changed)
{
	if (changed == NULL)
		return;
	if (changed->basis.alignment != NULL)
		alignment_done(&changed->alignment);
	free(changed);
}

bool changed_find(const struct changed *changed, uint64_t pos, uint64_t *found)
{
	return changed->any && changed_search(&changed->basis, pos, false, found);
}

bool changed_touches(const struct changed *changed, uint64_t pos, uint64_t len)
{
	uint64_t found;

	return changed_find(changed, pos, &found) && found - pos < len;
}
