/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps the bytes that a save in place writes over for all who still read them: the undo history,
 * registers, other documents, running jobs. Each source over the file gets a detour
 * (store/detour.h) to a nameless file in the private folder, so nothing of it is in memory, and
 * nothing is left behind. For the files of saving alone.
 *
 *	save_keep_open(&keep, store, fd, err)                owner's thread: takes references
 *	save_keep_add(&keep, folder, off, bytes, len, err)   any thread, ascending, many times
 *	save_keep_publish(&keep, err)                        before the file is written to
 *	save_keep_close(&keep, store)                        owner's thread
 */
#ifndef BURIN_DOCUMENT_SAVE_KEEP_H
#define BURIN_DOCUMENT_SAVE_KEEP_H

#include "base/err.h"
#include "store/detour.h"
#include "store/store.h"

#include <stddef.h>
#include <stdint.h>

/* One source over the file. */
struct kept_source {
	uint16_t id;             /* one reference */
	struct source *source;
	int fd;                  /* where its bytes are kept; -1: none yet */
	bool new;                /* fd is ours, and not yet the source's */
	uint64_t end;            /* of that file */
	struct detour_run *moves;        /* owned */
	size_t count;
	size_t room;
	struct detour *base;     /* owned; a copy of what it had before; NULL: not needed so far */
};

struct save_keep {
	struct kept_source *sources;     /* owned */
	size_t count;
};

bool save_keep_open(struct save_keep *keep, struct store *store, int fd, struct err *err)
	BURIN_MUST_CHECK;
bool save_keep_add(struct save_keep *keep, int folder, uint64_t off, const void *bytes, size_t len,
		   struct err *err) BURIN_MUST_CHECK;
bool save_keep_publish(struct save_keep *keep, struct err *err) BURIN_MUST_CHECK;

/* The same for len zeroes, which take no room. */
bool save_keep_zeroes(struct save_keep *keep, int folder, uint64_t off, uint64_t len,
		      struct err *err) BURIN_MUST_CHECK;

/* Where bytes move within the file. Again and again: what is kept counts, and `moves` of bytes that
 * are not; each tells the place in the file before the save. DETOUR_SLOT is in `slot`, borrowed
 * until the next call. */
bool save_keep_move(struct save_keep *keep, const struct detour_run *moves, size_t count, int slot,
		    struct err *err) BURIN_MUST_CHECK;

/* All of it is in the file again as before the save. */
bool save_keep_restore(struct save_keep *keep, struct err *err) BURIN_MUST_CHECK;
void save_keep_close(struct save_keep *keep, struct store *store);

#endif
