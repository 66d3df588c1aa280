/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From pieces to ropes. Bytes go to the arena once, however often the log refers to them: so what a
 * log costs in memory grows with its own length, not with what it says.
 */
#include "document/document_private.h"
#include "document/recovery_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

void recovery_ropes_done(struct recovery_ropes *ropes)
{
	free(ropes->bytes);
	ropes->bytes = NULL;
	ropes->count = ropes->room = 0;
}

static bool remember(struct recovery_ropes *ropes, const struct recovery_bytes *bytes)
{
	if (ropes->count == ropes->room) {
		size_t room = ropes->room ? 2 * ropes->room : 16;
		struct recovery_bytes *more = realloc(ropes->bytes, room * sizeof *more);

		if (!more)
			return false;
		ropes->bytes = more;
		ropes->room = room;
	}
	ropes->bytes[ropes->count++] = *bytes;
	return true;
}

static struct rope *take_literal(struct recovery_ropes *ropes, const struct log_piece *piece,
				 struct err *err)
{
	struct rope *rope = document_make(ropes->document->ropes, piece->bytes, (size_t)piece->len,
					  err);
	struct recovery_bytes bytes = { .from = piece->off, .len = piece->len };

	if (!rope)
		return NULL;
	bytes.to = rope_piece_at(rope, 0).off;
	if (remember(ropes, &bytes))
		return rope;
	rope_unref(ropes->document->ropes, rope);
	err_nomem(err);
	return NULL;
}

bool recovery_remember(struct recovery_ropes *ropes, struct log_body *body, struct err *err)
{
	struct ropes *nodes = ropes->document->ropes;
	struct log_piece piece;

	while (log_take_piece(body, &piece)) {
		struct rope *rope;

		if (piece.kind != LOG_LITERAL)
			continue;
		if (!ropes_reserve(nodes, ROPE_NODES_PER_EDIT, err))
			return false;
		rope = take_literal(ropes, &piece, err);
		if (!rope)
			return false;
		rope_unref(nodes, rope);
	}
	return true;
}

/* A leaf; nodes are reserved by the caller of these functions. */
static struct rope *take_earlier(struct recovery_ropes *ropes, const struct log_piece *piece,
				 struct err *err)
{
	size_t low = 0, high = ropes->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ropes->bytes[middle].from <= piece->off)
			low = middle + 1;
		else
			high = middle;
	}
	if (low > 0) {
		const struct recovery_bytes *bytes = &ropes->bytes[low - 1];
		uint64_t in = piece->off - bytes->from;

		if (in <= bytes->len && piece->len <= bytes->len - in)
			return rope_leaf(ropes->document->ropes, STORE_ARENA, bytes->to + in,
					 piece->len);
	}
	err_set(err, ERR_SYNTAX, "the log refers to bytes that it does not have");
	return NULL;
}

static struct rope *take_fill(struct recovery_ropes *ropes, const struct log_piece *piece,
			      struct err *err)
{
	size_t turn = (size_t)(piece->off % piece->count);
	uint8_t *pattern = malloc(piece->count);
	struct rope *rope;

	if (!pattern) {
		err_nomem(err);
		return NULL;
	}
	memcpy(pattern, piece->bytes + turn, piece->count - turn);
	memcpy(pattern + piece->count - turn, piece->bytes, turn);
	rope = document_pattern(ropes->document, pattern, piece->count, piece->len, err);
	free(pattern);
	return rope;
}

/* Part of a rope that is borrowed, or NULL. */
static struct rope *slice(struct recovery_ropes *ropes, struct rope *rope, uint64_t off,
			  uint64_t len, const char *lost, struct err *err)
{
	uint64_t size = rope_len(rope);

	if (off <= size && len <= size - off)
		return rope_slice(ropes->document->ropes, rope, off, len);
	err_set(err, ERR_LOST, "%s", lost);
	return NULL;
}

static struct rope *take_file(struct recovery_ropes *ropes, const struct log_piece *piece,
			      struct err *err)
{
	static const char lost[] = "the log refers to bytes of the file that are not there; open "
				   "all of it";

	if (ropes->moved) {
		err_set(err, ERR_LOST, "the log refers to bytes of the file that were moved since");
		return NULL;
	}
	/* Before the slice is, by wrapping, far behind its end. */
	return slice(ropes, ropes->document->saved,
		     piece->off - document_origin(ropes->document), piece->len, lost, err);
}

/* Another file's bytes, if it is still the same with the same content. */
static struct rope *take_other(struct recovery_ropes *ropes, const struct log_piece *piece,
			       struct err *err)
{
	static const char lost[] = "bytes were taken from another file, which is not there as it "
				   "was";
	char *path = strndup((const char *)piece->bytes, piece->count);
	struct file *file = path ? file_open(path, false, err) : NULL;
	struct log_identity now;
	char *real = NULL;
	struct rope *whole = NULL, *rope = NULL;
	bool same = file && log_identify(file->fd, &now, &real, err) &&
		    log_is_same_content(&now, &piece->file);

	if (same)
		whole = document_read_file(ropes->document, path, err);
	if (whole)
		rope = slice(ropes, whole, piece->off, piece->len, lost, err);
	else
		err_set(err, ERR_LOST, "%s", lost);
	rope_unref(ropes->document->ropes, whole);
	file_close(file);
	free(real);
	free(path);
	return rope;
}

typedef struct rope *take_fn(struct recovery_ropes *ropes, const struct log_piece *piece,
			     struct err *err);

/* There are no other kinds in a piece that log_take_piece() gave. */
static take_fn *const takes[] = {
	[LOG_LITERAL] = take_literal,
	[LOG_FILL] = take_fill,
	[LOG_FILE] = take_file,
	[LOG_OTHER] = take_other,
	[LOG_EARLIER] = take_earlier,
};

struct rope *recovery_take_rope(struct recovery_ropes *ropes, struct log_body *body, uint64_t len,
				struct err *err)
{
	struct ropes *nodes = ropes->document->ropes;
	struct rope *all = NULL, *rope;
	struct log_piece piece;

	err_clear(err);
	while (rope_len(all) < len && log_take_piece(body, &piece)) {
		if (len != UINT64_MAX && piece.len > len - rope_len(all))
			body->bad = true;
		else if (piece.len > (uint64_t)INT64_MAX - rope_len(all))
			body->bad = true;
		rope = !body->bad && ropes_reserve(nodes, ROPE_NODES_PER_EDIT, err) ?
			       takes[piece.kind](ropes, &piece, err) : NULL;
		if (!rope)
			break;
		all = rope_join(nodes, all, rope);
	}
	if (err->code == ERR_NONE && (body->bad || (len != UINT64_MAX && rope_len(all) != len)))
		err_set(err, ERR_SYNTAX, "a record of the log does not hold together");
	if (err->code == ERR_NONE)
		return all;
	rope_unref(nodes, all);
	return NULL;
}
