/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A change in two halves. change_prepare() asks for everything that can be refused or run
 * out: the mode, the length, nodes, a place in the history, and in place the old bytes. Then
 * apply_change() makes it, and in a copy document nothing can stop it any more; in place the
 * file itself still can, and then its old bytes are put back.
 *
 * The edit is logged between the two: when it is certain, and before it is made.
 */
#include <assert.h>

#include "base/clock.h"
#include "document/document_private.h"

/* The bytes [pos, pos + len) of the rope become `with`; gives what was there, owned. */
static struct rope *splice(struct document *document, uint64_t pos, uint64_t len,
			   struct rope *with)
{
	struct ropes *ropes = document->ropes;
	struct rope *left, *right, *gone;

	rope_split(ropes, document->rope, pos, &left, &right);
	rope_split(ropes, right, len, &gone, &right);
	left = rope_join(ropes, left, rope_ref(with));
	document->rope = rope_join(ropes, left, right);
	return gone;
}

bool apply_change(struct document *document, uint64_t pos, uint64_t len, struct rope *with,
		  struct rope *old, struct rope **gone, struct err *err)
{
	struct rope *was = NULL;

	if (document->mode == DOCUMENT_WRITE) {
		if (rope_len(with) == len) {
			if (!in_place_poke(document, pos, with, old, err))
				return false;
		} else if (!in_place_resize(document, pos, with, old, err)) {
			return false;
		}
		was = rope_ref(old);
	} else {
		was = splice(document, pos, len, with);
	}
	document_note_edit(document, pos, len, rope_len(with));
	if (gone)
		*gone = was;
	else
		rope_unref(document->ropes, was);
	return true;
}

static bool check(const struct document *document, uint64_t len, uint64_t in, bool resizing,
		  struct err *err)
{
	const char *reason;

	if (document->mode == DOCUMENT_READ)
		return err_set(err, ERR_READONLY,
			       "the document is read-only: use :mode copy to edit it");
	if (document->barred)
		return err_set(err, ERR_REFUSED, "%s", document->barred);
	if (in != len && !resizing && document_is_fixed_size(document, &reason))
		return err_set(err, ERR_FIXED_SIZE, "%s", reason);
	if (in > (uint64_t)INT64_MAX - (document_size(document) - len))
		return err_set(err, ERR_RANGE, "the document would be longer than a file can be");
	if (document->mode == DOCUMENT_WRITE || document_log_is_to_begin(document))
		return document_answers(document, err);
	return true;
}

/* In place the log and the history have them; a document without a file has nobody to compare
 * with. */
static bool see_old_bytes(struct document *document, struct prepared *prepared, struct err *err)
{
	if (document->mode != DOCUMENT_COPY || document->source == STORE_ARENA || !document->file)
		return true;
	return witness_edit(&document->witnesses, document->ropes, document->rope, prepared->pos,
			    prepared->len, document->source, &prepared->seen, err);
}

bool change_prepare(struct document *document, struct prepared *prepared, uint64_t pos,
		    uint64_t len, struct rope *with, bool resizing, struct err *err)
{
	*prepared = (struct prepared){ .pos = pos, .len = len };
	assert(pos <= document_size(document) && len <= document_size(document) - pos);
	if (!check(document, len, rope_len(with), resizing, err))
		return false;
	prepared->with = rope_ref(with);
	if (see_old_bytes(document, prepared, err) &&
	    (document->mode != DOCUMENT_WRITE || in_place_prepare(document, prepared, err)) &&
	    ropes_reserve(document->ropes, ROPE_NODES_PER_EDIT, err) &&
	    history_reserve(&document->history, 1, err))
		return true;
	change_release(prepared, document->ropes);
	return false;
}

void change_release(struct prepared *prepared, struct ropes *ropes)
{
	rope_unref(ropes, prepared->with);
	rope_unref(ropes, prepared->old);
	*prepared = (struct prepared){ 0 };
}

static unsigned history_flags(unsigned flags)
{
	return (flags & DOCUMENT_MERGE ? HISTORY_MERGE : 0) |
	       (flags & DOCUMENT_GROUP ? HISTORY_GROUP : 0);
}

bool change_commit(struct document *document, struct prepared *prepared, unsigned flags,
		   struct err *err)
{
	struct change change = { .pos = prepared->pos };
	struct edit_log_mark mark = document_log_change(document, prepared, flags);
	bool done = apply_change(document, prepared->pos, prepared->len, prepared->with,
				 prepared->old, &change.removed, err);

	if (done) {
		change.inserted = rope_ref(prepared->with);
		history_add(&document->history, &change, history_flags(flags),
			    clock_ms() - document->opened);
	} else {
		document_log_rollback(document, &mark);
	}
	change_release(prepared, document->ropes);
	return done;
}
