/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A save in place: the changed ranges go into the file itself, by way of a journal in the private
 * folder, all or nothing. For the files of saving alone; any thread but for open and close.
 *
 *	save_patch_open(&patch, &setup, store, err)      owner's thread
 *	while (!over)
 *		save_patch_step(&patch, &over, err)
 *	save_patch_close(&patch, store)                  takes back what is not finished
 */
#ifndef BURIN_DOCUMENT_SAVE_PATCH_H
#define BURIN_DOCUMENT_SAVE_PATCH_H

#include "base/err.h"
#include "document/journal_patch.h"
#include "document/save_keep.h"
#include "document/save_ranges.h"
#include "document/snapshot.h"
#include "store/private_folder.h"

#include <stdint.h>

enum save_patch_phase {
	SAVE_PATCH_JOURNAL,      /* old and new bytes go to the journal */
	SAVE_PATCH_COMMIT,
	SAVE_PATCH_RESERVE,      /* holes get their blocks */
	SAVE_PATCH_WRITE,
	SAVE_PATCH_SYNC,
	SAVE_PATCH_OVER,
};

struct save_patch {
	const struct disk *disk;
	struct private_folder *folder;   /* owned */
	int fd;                  /* the file, owned, for reading and writing; -1: none */
	const struct snapshot *snapshot; /* borrowed */
	uint64_t origin;         /* offset in the file of the snapshot's first byte */
	const char *path;        /* borrowed; for the journal and messages */
	struct save_ranges ranges;       /* owned */
	size_t index;            /* the range that is journalled now ... */
	uint64_t inside;         /* ... and how much of it was */
	uint64_t done, total;    /* bytes journalled and written, or put back; for the progress */
	struct save_keep keep;
	struct journal *journal; /* owned */
	struct patch_place place;
	enum save_patch_phase phase;
	bool written;            /* the file may have been written to */
	bool committed;          /* from here on it has to be finished or taken back */
	bool retired;            /* the journal can not act again */
	bool back;               /* it is being taken back, because of `failure` */
	struct err failure;
	bool stuck;              /* neither finished nor taken back: the journal stays */
	struct err warning;      /* where it was saved: what the user should know; else ERR_NONE */
	uint8_t *buffer;         /* owned */
};

/* disk, snapshot, origin, path, fd and ranges of *patch are set, the rest is zero; all of it is the
 * patch's from here on, also on failure. */
bool save_patch_open(struct save_patch *patch, struct store *store, struct err *err)
	BURIN_MUST_CHECK;

/* A slice; false when it failed, and all is taken back: the file is as before, unless the text says
 * otherwise and ERR_LOST is given. Taking back is done in slices as well (`back`). */
bool save_patch_step(struct save_patch *patch, bool *over, struct err *err) BURIN_MUST_CHECK;

/* From here on save_patch_step() takes back, and fails with `why` in the end. False: there is
 * nothing to be taken back. */
bool save_patch_stop(struct save_patch *patch, const struct err *why);

/* Takes back what is not finished, now. True when the file was written to and is as before. */
bool save_patch_undo(struct save_patch *patch);
void save_patch_close(struct save_patch *patch, struct store *store);

#endif
