/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A save of another length into the file itself: its bytes move, by way of a journal in the private
 * folder, all or nothing. For the files of saving alone; any thread but for find, open and close.
 *
 *	save_shift_find(&shift, document, size, err)         owner's thread; for the plan
 *	save_shift_open(&shift, store, err)
 *	while (!over)
 *		save_shift_step(&shift, &over, err)
 *	save_shift_close(&shift, store)                      takes back what is not finished
 */
#ifndef BURIN_DOCUMENT_SAVE_SHIFT_H
#define BURIN_DOCUMENT_SAVE_SHIFT_H

#include "base/err.h"
#include "document/save_keep.h"
#include "document/save_shift_table.h"
#include "document/snapshot.h"
#include "store/private_folder.h"

#include <stdint.h>

enum save_shift_phase {
	SAVE_SHIFT_LAYOUT,       /* the table of what moves goes to the journal */
	SAVE_SHIFT_JOURNAL,      /* and what comes, and what goes */
	SAVE_SHIFT_COMMIT,
	SAVE_SHIFT_RESERVE,      /* the file gets its blocks */
	SAVE_SHIFT_MOVE,
	SAVE_SHIFT_REST,
	SAVE_SHIFT_OVER,
};

enum {
	SAVE_SHIFT_CHUNK = 8 << 20,      /* bytes that are moved at once */
	SAVE_SHIFT_HOLE = 65536,         /* bytes of the shortest hole that stays one */
};

struct save_shift {
	const struct disk *disk;
	struct private_folder *folder;   /* owned */
	int fd;                  /* the file, owned, for reading and writing; -1: none */
	const struct snapshot *snapshot; /* borrowed */
	const char *path;        /* borrowed; for the journal and messages */
	uint64_t chunk;          /* 0: SAVE_SHIFT_CHUNK */
	uint64_t hole;           /* 0: SAVE_SHIFT_HOLE */
	struct shift_runs runs;  /* owned */
	struct shift_table table;        /* owned */
	struct save_keep keep;
	struct journal *journal; /* owned */
	struct shift_place place;
	enum save_shift_phase phase;
	uint64_t done, total;    /* bytes, or of them back, for the progress; total is known after
	                            the layout */
	bool written;            /* the file may have been written to */
	bool committed;          /* from here on it has to be finished or taken back */
	bool retired;            /* the journal can not act again */
	bool back;               /* it is being taken back, because of `failure` */
	struct err failure;
	bool stuck;              /* neither finished nor taken back: the journal stays */
	struct err warning;      /* where it was saved: what the user should know; else ERR_NONE */
	uint8_t *buffer;         /* owned */
};

/* What would move. Bytes that the journal would take are save_shift_need(). */
bool save_shift_find(struct save_shift *shift, const struct document *document, uint64_t file_size,
		     struct err *err) BURIN_MUST_CHECK;
uint64_t save_shift_need(const struct save_shift *shift);

/* disk, snapshot, path, fd and runs of *shift are set, the rest is zero; all of it is the shift's
 * from here on, also on failure. */
bool save_shift_open(struct save_shift *shift, struct store *store, struct err *err)
	BURIN_MUST_CHECK;

/* A slice; false when it failed, and all is taken back: the file is as before, unless the text says
 * otherwise and ERR_LOST is given. Taking back is done in slices as well (`back`). */
bool save_shift_step(struct save_shift *shift, bool *over, struct err *err) BURIN_MUST_CHECK;

/* From here on save_shift_step() takes back, and fails with `why` in the end. False: there is
 * nothing to be taken back. */
bool save_shift_stop(struct save_shift *shift, const struct err *why);

/* Takes back what is not finished, now. True when the file was written to and is as before. */
bool save_shift_undo(struct save_shift *shift);
void save_shift_close(struct save_shift *shift, struct store *store);

/* Between the files of this header: what the sources over the file are told (save_shift_keep.c).
 * Where the moved bytes are now; the holes that go or move; the bytes that are under way in a
 * journal which will not be there any more. */
bool shift_tell_sources(struct save_shift *shift, struct err *err) BURIN_MUST_CHECK;
bool shift_keep_holes(struct save_shift *shift, struct err *err) BURIN_MUST_CHECK;
void shift_keep_loaded(struct save_shift *shift);

#endif
