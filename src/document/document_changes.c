/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From one changed byte to the next. What document_changed() tells of a byte holds for all bytes
 * that lie in the same piece of the document and in the same pieces of what was saved, so the way
 * goes from run to run.
 */
#include "document/document.h"

#include "document/document_private.h"

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

static struct run run_at(const struct document *document, int64_t pos)
{
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
