/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The `write` mode: what is needed to change the file itself and to come back from it.
 *
 * Before a change its old bytes are copied to the arena, where nobody can change them, and so
 * are new bytes that come from a source which is itself written in place. A poke that fails
 * half way puts the old bytes back over all that it may have touched.
 *
 * A new length means a new source, because a mapping has the length it was made with. The
 * order is such that a failure finds the old source in use and no byte of the file lost: a
 * longer file is made long first and mapped then, a shorter one mapped first and cut then. A
 * length that is not the one we know is another program's, and is not touched.
 */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "base/checked.h"
#include "document/document_private.h"

enum { POKE = 1 << 14 };

static bool is_frozen(void *context, const struct piece *piece)
{
	const struct store *store = context;

	return !source_can_poke(store_source(store, piece->source));
}

bool in_place_prepare(struct document *document, struct prepared *prepared, struct err *err)
{
	struct ropes *ropes = document->ropes;
	uint64_t len = rope_len(prepared->with);

	if (prepared->len > 0) {
		prepared->old = rope_to_arena(ropes, document->rope, prepared->pos, prepared->len,
					      err);
		if (!prepared->old)
			return false;
	}
	if (!rope_visit(prepared->with, 0, len, is_frozen, ropes->store)) {
		struct rope *copy = rope_to_arena(ropes, prepared->with, 0, len, err);

		if (!copy)
			return false;
		rope_unref(ropes, prepared->with);
		prepared->with = copy;
	}
	return true;
}

/* Bytes of a rope on their way into a source. */
struct poking {
	const struct store *store;
	struct source *to;
	uint64_t shift;          /* offset in `to` = position in the rope + shift */
	uint64_t touched;        /* bytes of the rope that may have been written */
	bool onto_zeroes;        /* the target is zero: zeroes need not be written */
	struct err *err;
};

static bool poke_piece(void *context, const struct piece *piece)
{
	struct poking *poking = context;
	struct source *from = store_source(poking->store, piece->source);
	uint8_t bytes[POKE];
	uint64_t len;

	if (poking->onto_zeroes && source_is_zero_fill(from))
		return true;
	for (uint64_t done = 0; done < piece->len; done += len) {
		uint64_t at = piece->pos + done;
		int why;

		len = min_u64(POKE, piece->len - done);
		if (source_read(from, piece->off + done, bytes, (size_t)len, &why) < len) {
			err_set(poking->err, ERR_LOST,
				"bytes that are to be written can not be read any more");
			return document_late(why, poking->err);
		}
		poking->touched = at + len;
		if (!source_poke(poking->to, at + poking->shift, bytes, (size_t)len, poking->err))
			return false;
	}
	return true;
}

bool in_place_poke(struct document *document, uint64_t pos, struct rope *with, struct rope *old,
		   struct err *err)
{
	const struct store *store = document->ropes->store;
	struct poking poking = {
		.store = store,
		.to = store_source(store, document->source),
		.shift = pos,
		.err = err,
	};
	struct poking back = poking;
	struct err ignored;

	assert(rope_len(with) == rope_len(old));
	if (rope_visit(with, 0, rope_len(with), poke_piece, &poking))
		return true;
	back.err = &ignored;
	if (!rope_visit(old, 0, poking.touched, poke_piece, &back))
		err_prefix(err, "bytes from 0x%" PRIx64 " on are neither old nor new, because the "
			   "old ones could not be put back either", pos);
	return false;
}

static bool set_length(struct document *document, uint64_t size, struct err *err)
{
	struct err ignored;

	while (ftruncate(document->file->fd, (off_t)size) != 0) {
		if (errno != EINTR)
			return err_sys(err, errno, "can not change the length of the file");
	}
	document->file->size = size;
	if (!file_identify(document->file->fd, &document->identity, &ignored))
		document->identity.size = size;
	return true;
}

/* Maps the file as if it had `size` bytes. */
static bool map_length(struct document *document, uint64_t size, uint16_t *id, struct rope **rope,
		       struct err *err)
{
	struct file file = *document->file;

	file.size = size;
	return document_map(document->ropes, &file, &document->options, true, id, rope, err);
}

static void drop(struct document *document, uint16_t id, struct rope *rope)
{
	rope_unref(document->ropes, rope);
	if (id != STORE_ARENA)
		store_unref(document->ropes->store, id);
}

/* Cuts everything from pos on. */
static bool shorten(struct document *document, uint64_t pos, uint16_t *id, struct rope **rope,
		    struct err *err)
{
	if (!map_length(document, pos, id, rope, err))
		return false;
	if (set_length(document, pos, err))
		return true;
	drop(document, *id, *rope);
	return false;
}

/* Appends `with`. */
static bool lengthen(struct document *document, struct rope *with, uint16_t *id, struct rope **rope,
		     struct err *err)
{
	uint64_t before = document_size(document);
	uint64_t after = before + rope_len(with);
	struct poking poking = {
		.store = document->ropes->store, .shift = before, .onto_zeroes = true, .err = err
	};
	struct err ignored;

	if (!set_length(document, after, err))
		return false;
	if (map_length(document, after, id, rope, err)) {
		poking.to = store_source(poking.store, *id);
		if (rope_visit(with, 0, rope_len(with), poke_piece, &poking))
			return true;
		drop(document, *id, *rope);
	}
	if (!set_length(document, before, &ignored))
		err_prefix(err, "the file keeps its new length of %" PRIu64 " bytes", after);
	return false;
}

/* Where another program has changed the length since, ours would cut off what it wrote. */
static bool has_its_length(const struct document *document, struct err *err)
{
	struct file_identity now;

	if (!file_identify(document->file->fd, &now, err))
		return false;
	return now.size == document_size(document) ||
	       err_set(err, ERR_CHANGED, "another program changed the length of the file from %"
		       PRIu64 " to %" PRIu64 " bytes: use :reload first",
		       document_size(document), now.size);
}

bool in_place_resize(struct document *document, uint64_t pos, struct rope *with, struct rope *old,
		     struct err *err)
{
	struct rope *rope;
	uint16_t id;

	assert(pos + rope_len(old) == document_size(document) && (!with || !old));
	if (!has_its_length(document, err))
		return false;
	if (with ? !lengthen(document, with, &id, &rope, err) :
		   !shorten(document, pos, &id, &rope, err))
		return false;
	drop(document, document->source, document->rope);
	document->source = id;
	document->rope = rope;
	rope_unref(document->ropes, document->saved);
	document->saved = rope_ref(rope);
	return true;
}
