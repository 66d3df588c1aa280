/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which bytes are changed, and from one to the next.
 *
 * While the length is the saved one, a byte is changed when it is not the same byte of the same
 * source as at its place in what was saved. Else all is aligned once for each state, and the gaps
 * are the changes. changed.c goes from one to the next.
 */
#include "document/document.h"

#include <stdlib.h>

#include "base/checked.h"
#include "document/alignment.h"
#include "document/changed.h"
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

bool document_find_changed(const struct document *document, uint64_t pos, bool backward,
			   uint64_t *found)
{
	const struct changed_basis basis = {
		.rope = document->rope, .saved = document->saved,
		.alignment = document->mode == DOCUMENT_WRITE ||
			     document->rope == document->saved ? NULL :
			     document_alignment(document),
		.arena_mark = document->arena_mark, .source = document->source,
	};

	return document->mode != DOCUMENT_WRITE && changed_search(&basis, pos, backward, found);
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

uint64_t document_saves(const struct document *document)
{
	return document->saves;
}

bool document_take_back(struct document *document, const struct document_change *change,
			unsigned flags, struct err *err)
{
	struct rope *old;
	bool ok;

	if (!ropes_reserve(document->ropes, ROPE_NODES_PER_EDIT, err))
		return false;
	old = rope_slice(document->ropes, document->saved, change->old_pos, change->old_len);
	ok = document_replace(document, change->pos, change->len, old, flags, err);
	rope_unref(document->ropes, old);
	return ok;
}
