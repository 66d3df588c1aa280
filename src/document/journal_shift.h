/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file whose bytes move within it, all or nothing, by way of a journal. For the files of saving
 * alone; any thread.
 *
 *	struct journal *journal = journal_new(disk, folder, fd, JOURNAL_SHIFT, path, err);
 *	shift_begin(journal, entries, count, new_size, chunk, err)
 *	journal_add(journal, bytes, len, err)        of each SHIFT_WRITE and SHIFT_CUT, in order
 *	shift_seal(journal, err) && journal_commit(journal, err)
 *	shift_reserve(journal, fd, &place, err)      until place.over
 *	shift_widen(journal, fd, err)
 *	while (shift_can_move(journal, false))
 *		shift_load(journal, fd, false, err) && shift_store(journal, fd, false, err)
 *	shift_rest(journal, fd, false, &place, err)  until place.over
 *	journal_retire(journal, err)
 *
 * With `back` all of it goes the other way, from any moment on: shift_run(journal, fd, back).
 */
#ifndef BURIN_DOCUMENT_JOURNAL_SHIFT_H
#define BURIN_DOCUMENT_JOURNAL_SHIFT_H

#include "document/journal_private.h"

enum shift_kind {
	SHIFT_MOVE = 1,          /* bytes that are in both files, elsewhere */
	SHIFT_HOLE,              /* a hole that is in both files, elsewhere */
	SHIFT_WRITE,             /* new bytes, in the journal */
	SHIFT_ZERO,              /* new zeroes */
	SHIFT_CUT,               /* bytes that go or are written over, in the journal */
	SHIFT_CUT_HOLE,          /* the same of a hole */
};

/* Those with a place in the old file ascend by `from`, those with one in the new file by `to`, both
 * without overlaps. */
struct shift_entry {
	uint64_t kind;
	uint64_t from;           /* in the old file: MOVE, HOLE, CUT, CUT_HOLE */
	uint64_t to;             /* in the new file: MOVE, HOLE, WRITE, ZERO */
	uint64_t len;
};

/* A move, in the order in which moves are made. */
struct shift_move {
	uint64_t from, to, len;
	uint64_t before;         /* bytes that are moved before it */
};

struct shift {
	struct shift_entry *entries;     /* owned */
	size_t count;
	struct shift_move *moves;        /* owned */
	size_t move_count;
	uint64_t total;          /* bytes to be moved */
	uint64_t chunk;          /* of them in one step */
	uint64_t data;           /* in the journal: the bytes of the entries */
	uint64_t slots;          /* in the journal: the first slot */
	uint64_t moved;          /* steps that are made */
	bool loaded;             /* step `step` is in buffer and in a slot, perhaps half written */
	uint64_t step;
	uint64_t seq;            /* of the newest slot */
	unsigned turn;           /* the slot that is written next */
	uint8_t *buffer;         /* owned; the sector of the slot, then its bytes */
};

/* Where one is among the entries. */
struct shift_place {
	size_t index;
	uint64_t inside;
	uint64_t data;           /* bytes passed of those in the journal */
	bool over;
};

/* The table goes to the journal; `entries` is copied. chunk: 1 to JOURNAL_CHUNK_MOST. */
bool shift_begin(struct journal *journal, const struct shift_entry *entries, size_t count,
		 uint64_t new_size, uint64_t chunk, struct err *err) BURIN_MUST_CHECK;

/* After the last byte: room for the slots. */
bool shift_seal(struct journal *journal, struct err *err) BURIN_MUST_CHECK;

/* Of a journal that was found: reads the table and the newest slot. Nothing is believed. */
bool shift_open(struct journal *journal, struct err *err) BURIN_MUST_CHECK;
void shift_free(struct shift *shift);            /* NULL is allowed */

/* Blocks for the next places that get bytes: a full disk is known before anything moves. */
bool shift_reserve(struct journal *journal, int fd, struct shift_place *place, struct err *err)
	BURIN_MUST_CHECK;

/* The file is as long as the longer of both. */
bool shift_widen(struct journal *journal, int fd, struct err *err) BURIN_MUST_CHECK;

/* One step: from the file to a slot of the journal, synced; then to its place, synced. What is
 * loaded can be stored either way. */
bool shift_can_move(const struct journal *journal, bool back);
bool shift_load(struct journal *journal, int fd, bool back, struct err *err) BURIN_MUST_CHECK;
bool shift_store(struct journal *journal, int fd, bool back, struct err *err) BURIN_MUST_CHECK;

/* What is not moved: new bytes and holes (back: old ones), some megabytes; with the last of them
 * the length, and a sync. */
bool shift_rest(struct journal *journal, int fd, bool back, struct shift_place *place,
		struct err *err) BURIN_MUST_CHECK;

/* All that is left to be done. */
bool shift_run(struct journal *journal, int fd, bool back, struct err *err) BURIN_MUST_CHECK;

/* The part of step `step` at *at, a byte among all that are moved, and passes it. False: none. */
bool shift_part(const struct shift *shift, uint64_t step, uint64_t *at, struct shift_move *part);

/* Between the files of this header. */
bool shift_is_old(const struct shift_entry *entry);      /* it has a place in the old file */
bool shift_is_new(const struct shift_entry *entry);
bool shift_has_data(const struct shift_entry *entry);    /* in the journal */
uint64_t shift_steps(const struct shift *shift);
uint64_t shift_step_len(const struct shift *shift, uint64_t step);
bool shift_write_slot(struct journal *journal, struct err *err) BURIN_MUST_CHECK;

/* Where in the journal the bytes of the loaded step are. */
uint64_t shift_slot(const struct shift *shift);

#endif
