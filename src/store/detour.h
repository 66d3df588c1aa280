/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the bytes of a source are to be found since its file was written over by our own save.
 *
 * A source promises that its bytes never change, and ropes, the undo history, registers and running
 * jobs rely on it. So when a save writes into the file under a source, the old bytes are kept in
 * another file, or are known to have moved, and the source is given a detour: a complete table
 * from its offsets to places. Nobody above the store notices.
 *
 *	const struct detour *now = source_detour(source);
 *	struct detour *next = detour_redirect(now ? now : identity, moves, count, err);
 *	source_set_detour(source, next);         before the file is written to
 *
 * A table never changes once it is published. One thread at a time publishes; any thread reads.
 */
#ifndef BURIN_STORE_DETOUR_H
#define BURIN_STORE_DETOUR_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum detour_place {
	DETOUR_FILE,             /* the source's own file */
	DETOUR_KEPT,             /* a file of kept bytes */
	DETOUR_SLOT,             /* bytes that are being moved just now */
	DETOUR_PLACES,
};

/* Bytes [off, off + len) are at `at` in the place. */
struct detour_run {
	uint64_t off;
	uint64_t len;
	uint64_t at;
	enum detour_place place;
};

struct detour {
	struct detour_run *runs; /* owned; ascending, without gaps, from 0 to the source's size */
	size_t count;
	size_t room;
	int kept;                /* descriptor of DETOUR_KEPT, borrowed from the source; -1: none */
	int slot;                /* of DETOUR_SLOT, borrowed from the saver; -1: none */
	struct detour *next;     /* the source's list of those that are not read any more */
};

/* `size` bytes from `start` in the file, as they always were. NULL: out of memory. */
struct detour *detour_new(uint64_t size, uint64_t start, struct err *err) BURIN_MUST_CHECK;

/* A copy in which all bytes that `from` has in the file within [move.off, move.off + move.len) are
 * at move.at on, in move.place. The moves are file offsets, ascending, without overlaps. */
struct detour *detour_redirect(const struct detour *from, const struct detour_run *moves,
			       size_t count, struct err *err) BURIN_MUST_CHECK;
void detour_free(struct detour *detour);         /* NULL is allowed */

/* The run that has offset off. */
const struct detour_run *detour_at(const struct detour *detour, uint64_t off);

/* Whether any byte of the source is in the file within [off, off + len). */
bool detour_needs(const struct detour *detour, uint64_t off, uint64_t len);

#endif
