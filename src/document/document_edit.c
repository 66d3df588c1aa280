/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The edits. Each makes a rope of what comes and gives it to document_replace(); only a move,
 * which is two changes, and a new length in place, which the mode allows at the end alone,
 * prepare their changes themselves.
 */
#include "document/document.h"

#include <inttypes.h>

#include "document/document_private.h"

static bool check_range(const struct document *document, uint64_t pos, uint64_t len,
			struct err *err)
{
	uint64_t size = document_size(document);

	if (pos > size)
		return err_set(err, ERR_RANGE, "position 0x%" PRIx64 " is past the end, 0x%" PRIx64,
			       pos, size);
	if (len > size - pos)
		return err_set(err, ERR_RANGE,
			       "0x%" PRIx64 " bytes from 0x%" PRIx64 " go past the end, 0x%" PRIx64,
			       len, pos, size);
	return true;
}

static bool change(struct document *document, uint64_t pos, uint64_t len, struct rope *with,
		   bool resizing, unsigned flags, struct err *err)
{
	struct prepared prepared;

	return change_prepare(document, &prepared, pos, len, with, resizing, err) &&
	       change_commit(document, &prepared, flags, err);
}

bool document_replace(struct document *document, uint64_t pos, uint64_t len, struct rope *with,
		      unsigned flags, struct err *err)
{
	if (!check_range(document, pos, len, err))
		return false;
	if (len == 0 && rope_len(with) == 0)
		return true;
	return change(document, pos, len, with, false, flags, err);
}

/* document_replace() with a rope that is consumed; NULL means that it could not be made. */
static bool replace_with(struct document *document, uint64_t pos, uint64_t len, struct rope *with,
			 unsigned flags, struct err *err)
{
	bool done = with && document_replace(document, pos, len, with, flags, err);

	rope_unref(document->ropes, with);
	return done;
}

bool document_overwrite(struct document *document, uint64_t pos, const void *bytes, size_t len,
			unsigned flags, struct err *err)
{
	if (!check_range(document, pos, len, err))
		return false;
	if (len == 0)
		return true;
	return replace_with(document, pos, len, document_make(document->ropes, bytes, len, err),
			    flags, err);
}

bool document_insert(struct document *document, uint64_t pos, const void *bytes, size_t len,
		     unsigned flags, struct err *err)
{
	if (!check_range(document, pos, 0, err))
		return false;
	if (len == 0)
		return true;
	return replace_with(document, pos, 0, document_make(document->ropes, bytes, len, err),
			    flags, err);
}

bool document_delete(struct document *document, uint64_t pos, uint64_t len, unsigned flags,
		     struct err *err)
{
	return document_replace(document, pos, len, NULL, flags, err);
}

bool document_fill(struct document *document, uint64_t pos, uint64_t len, const void *pattern,
		   size_t pattern_len, unsigned flags, struct err *err)
{
	if (!check_range(document, pos, len, err))
		return false;
	if (pattern_len == 0)
		return err_set(err, ERR_RANGE, "a fill needs a pattern of at least one byte");
	if (len == 0)
		return true;
	return replace_with(document, pos, len,
			    document_pattern(document, pattern, pattern_len, len, err), flags, err);
}

/* Where the length can not change for a moment either, a move is one change of all between the
 * lower end and the upper end: [low, middle) and [middle, high) change places. */
static bool rotate(struct document *document, uint64_t low, uint64_t middle, uint64_t high,
		   struct err *err)
{
	struct ropes *ropes = document->ropes;
	struct rope *span = document_copy(document, low, high - low, err);
	struct rope *first, *second;

	if (!span)
		return false;
	if (!ropes_reserve(ropes, ROPE_NODES_PER_EDIT, err)) {
		rope_unref(ropes, span);
		return false;
	}
	rope_split(ropes, span, middle - low, &first, &second);
	return replace_with(document, low, high - low, rope_join(ropes, second, first), 0, err);
}

/* Out at `pos`, in at `to`, a position once they are out. All is reserved before the first. */
static bool cut_and_paste(struct document *document, uint64_t pos, struct rope *moved, uint64_t to,
			  struct err *err)
{
	struct prepared out, in;

	if (!ropes_reserve(document->ropes, 2 * ROPE_NODES_PER_EDIT, err) ||
	    !history_reserve(&document->history, 2, err) ||
	    !change_prepare(document, &out, pos, rope_len(moved), NULL, false, err))
		return false;
	return change_commit(document, &out, 0, err) &&
	       change_prepare(document, &in, to, 0, moved, false, err) &&
	       change_commit(document, &in, DOCUMENT_GROUP, err);
}

bool document_move(struct document *document, uint64_t pos, uint64_t len, uint64_t to,
		   struct err *err)
{
	const char *reason;
	struct rope *moved;
	bool done;

	if (!check_range(document, pos, len, err) || !check_range(document, to, 0, err))
		return false;
	if (to > pos && to - pos < len)
		return err_set(err, ERR_RANGE, "0x%" PRIx64 " lies inside the bytes to be moved",
			       to);
	if (len == 0 || to == pos || to - pos == len)
		return true;
	if (document_is_fixed_size(document, &reason))
		return to < pos ? rotate(document, to, pos, pos + len, err) :
				  rotate(document, pos, pos + len, to, err);
	moved = document_copy(document, pos, len, err);
	done = moved && cut_and_paste(document, pos, moved, to > pos ? to - len : to, err);
	rope_unref(document->ropes, moved);
	return done;
}

/* What stands against a new length, where a change of length in the middle is refused as well. */
static bool check_resize(const struct document *document, uint64_t size, struct err *err)
{
	const char *reason;

	if (document->options.sliced && document_is_fixed_size(document, &reason))
		return err_set(err, ERR_FIXED_SIZE, "%s", reason);
	if (document->mode != DOCUMENT_WRITE)
		return true;
	if (document->file->kind == FILE_BLOCK)
		return err_set(err, ERR_FIXED_SIZE, "the length of a block device can not change");
	if (size < document_size(document) &&
	    document_size(document) - size > DOCUMENT_IN_PLACE_MOST)
		return err_set(err, ERR_REFUSED, "in place at most 1 GiB can be cut off at once, "
			       "because it is kept for undo: cut off less, or use :mode copy");
	return true;
}

bool document_resize(struct document *document, uint64_t size, struct err *err)
{
	uint64_t old = document_size(document);
	struct rope *zeroes;
	bool done;

	if (size == old)
		return true;
	if (document->mode != DOCUMENT_READ && !check_resize(document, size, err))
		return false;
	if (size < old)
		return change(document, size, old - size, NULL, true, 0, err);
	if (size > (uint64_t)INT64_MAX)
		return err_set(err, ERR_RANGE, "0x%" PRIx64 " bytes are more than a file can have",
			       size);
	zeroes = document_pattern(document, "", 1, size - old, err);
	done = zeroes && change(document, old, 0, zeroes, true, 0, err);
	rope_unref(document->ropes, zeroes);
	return done;
}
