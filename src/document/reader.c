/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A large look is lent from the piece that it falls in, if that has as much as is wanted.
 * Anything else is copied into the reader's own memory: where pieces meet, where a source can
 * not lend, after a loan that was not genuine, and small looks, because to find a loan
 * genuine costs a system call and to copy 64 bytes does not. What was copied is kept: the
 * next look may lie in it, and one that comes close behind it reads on a little, so that
 * small steps through a file do not descend the rope at all.
 *
 * Of a live snapshot nothing is kept.
 */
#include "document/reader.h"

#include <assert.h>
#include <stdlib.h>

#include "base/checked.h"

enum {
	SMALL = 4096,        /* looks up to here are copied */
	AHEAD = 16384,       /* how far small steps read on */
};

struct reader {
	const struct snapshot *snapshot;
	size_t most;                 /* bytes in a window */
	struct piece piece;          /* the last looked at; len 0: none */
	struct source *source;       /* its source */
	struct source_span span;     /* lent and not accepted; bytes.len 0: none */
	bool by_copy;                /* the last loan was not genuine: do not lend this time */
	uint8_t *copy;               /* owned; most bytes, then most bytes of known[] */
	uint64_t copy_pos;           /* of copy[0] */
	size_t copy_len;             /* bytes there, all known; 0: none */
};

struct reader *reader_new(const struct snapshot *snapshot, size_t most, struct err *err)
{
	struct reader *reader = calloc(1, sizeof *reader);
	size_t room;

	assert(most > 0 && (most & (most - 1)) == 0);
	if (reader && mul_size_fits(most, 2, &room))
		reader->copy = malloc(room);
	if (!reader || !reader->copy) {
		free(reader);
		err_nomem(err);
		return NULL;
	}
	reader->snapshot = snapshot;
	reader->most = most;
	return reader;
}

void reader_free(struct reader *reader)
{
	if (!reader)
		return;
	free(reader->copy);
	free(reader);
}

static void find_piece(struct reader *reader, uint64_t pos)
{
	const struct piece *piece = &reader->piece;

	/* Below piece->pos the difference wraps, and is larger than any length. */
	if (pos - piece->pos < piece->len)
		return;
	reader->piece = rope_piece_at(reader->snapshot->rope, pos);
	reader->source = store_source(reader->snapshot->ropes->store, reader->piece.source);
}

/* Lends at least `least` bytes from pos on, which lie in reader->piece, and at most `len`. */
static bool lend(struct reader *reader, uint64_t pos, size_t least, size_t len,
		 struct reader_window *window)
{
	const struct piece *piece = &reader->piece;

	reader->span = source_begin(reader->source, piece->off + (pos - piece->pos), len);
	if (reader->span.bytes.len < least) {
		(void)!source_end(reader->source, &reader->span);
		reader->span.bytes.len = 0;
		return false;
	}
	*window = (struct reader_window){ reader->span.bytes, pos, 0 };
	return true;
}

/* Whether [pos, pos + want) was copied by a look before. */
static bool has_copy(const struct reader *reader, uint64_t pos, size_t want)
{
	uint64_t skip = pos - reader->copy_pos;

	return !reader->snapshot->live && skip < reader->copy_len &&
	       want <= reader->copy_len - skip;
}

/* Copies [pos, pos + len). Gives known[], or NULL where all is known. */
static const uint8_t *copy(struct reader *reader, uint64_t pos, size_t len)
{
	uint8_t *known = reader->copy + reader->most;
	int why;

	find_piece(reader, pos);
	reader->copy_pos = pos;
	reader->copy_len = len;
	uint64_t skip = pos - reader->piece.pos;

	if (len <= reader->piece.len - skip &&
	    source_read(reader->source, reader->piece.off + skip, reader->copy, len, &why) == len)
		return NULL;
	if (snapshot_read(reader->snapshot, pos, reader->copy, NULL, len, NULL) == 0 ||
	    snapshot_read(reader->snapshot, pos, reader->copy, known, len, NULL) == 0)
		return NULL;
	reader->copy_len = 0;
	return known;
}

/* Forgets what was lent before. */
static void start(struct reader *reader, uint64_t pos, struct reader_window *window)
{
	*window = (struct reader_window){ { reader->copy, 0 }, pos, 0 };
	reader->span.bytes.len = 0;
}

/* How much to copy for a look at `want` bytes, when `left` bytes are to be had and the look begins
 * `distance` from the far end of the last copy. */
static size_t read_on(const struct reader *reader, size_t want, uint64_t left, uint64_t distance)
{
	if (want >= SMALL || distance >= reader->copy_len + SMALL || reader->copy_len == 0 ||
	    reader->snapshot->live)
		return want;
	return (size_t)min_u64(min_u64(AHEAD, reader->most), left);
}

static void copy_forward(struct reader *reader, uint64_t pos, size_t want, uint64_t size,
			 struct reader_window *window)
{
	size_t most = read_on(reader, want, size - pos, pos - reader->copy_pos);
	const uint8_t *known = copy(reader, pos, most);
	size_t len = 0;

	while (known && len < most && known[len])
		len++;
	window->bytes.len = known ? len : most;
	while (known && len < most && !known[len])
		len++;
	window->unknown = known ? len - window->bytes.len : 0;
}

bool reader_look(struct reader *reader, uint64_t pos, size_t want, struct reader_window *window,
		 struct err *err)
{
	uint64_t size = snapshot_len(reader->snapshot);

	(void)err;
	assert(pos <= size && want <= reader->most);
	start(reader, pos, window);
	want = (size_t)min_u64(want, size - pos);
	if (want == 0)
		return true;
	if (has_copy(reader, pos, want)) {
		size_t skip = (size_t)(pos - reader->copy_pos);

		window->bytes = (struct span){ reader->copy + skip, reader->copy_len - skip };
		return true;
	}
	if (!reader->by_copy && want > SMALL) {
		find_piece(reader, pos);

		uint64_t left = reader->piece.pos + reader->piece.len - pos;

		if (left >= want &&
		    lend(reader, pos, want, (size_t)min_u64(left, reader->most), window))
			return true;
	}
	copy_forward(reader, pos, want, size, window);
	return true;
}

static void copy_backward(struct reader *reader, uint64_t end, size_t want,
			  struct reader_window *window)
{
	size_t most = read_on(reader, want, end, reader->copy_pos + reader->copy_len - end);
	const uint8_t *known = copy(reader, end - most, most);
	size_t len = 0;

	while (known && len < most && known[most - len - 1])
		len++;
	if (!known)
		len = most;
	window->pos = end - len;
	window->bytes = (struct span){ reader->copy + most - len, len };
	while (known && len < most && !known[most - len - 1])
		len++;
	window->unknown = len - window->bytes.len;
}

bool reader_look_back(struct reader *reader, uint64_t end, size_t want,
		      struct reader_window *window, struct err *err)
{
	(void)err;
	assert(end <= snapshot_len(reader->snapshot) && want <= reader->most);
	start(reader, end, window);
	want = (size_t)min_u64(want, end);
	if (want == 0)
		return true;
	if (has_copy(reader, end - want, want)) {
		window->pos = reader->copy_pos;
		window->bytes.len = (size_t)(end - reader->copy_pos);
		return true;
	}
	if (!reader->by_copy && want > SMALL) {
		find_piece(reader, end - 1);

		size_t most = (size_t)min_u64(end - reader->piece.pos, reader->most);

		if (most >= want && (lend(reader, end - most, most, most, window) ||
				     lend(reader, end - want, want, want, window)))
			return true;
	}
	copy_backward(reader, end, want, window);
	return true;
}

bool reader_accept(struct reader *reader)
{
	bool genuine = reader->span.bytes.len == 0 || source_end(reader->source, &reader->span);

	reader->span.bytes.len = 0;
	reader->by_copy = !genuine;
	return genuine;
}

void reader_drop(struct reader *reader, uint64_t pos, uint64_t len)
{
	snapshot_drop(reader->snapshot, pos, len);
}
