/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes of a file overwritten, all or nothing, by way of a journal. For the files of saving alone;
 * any thread.
 *
 *	struct journal *journal = journal_new(disk, folder, fd, JOURNAL_PATCH, path, err);
 *	patch_add(journal, off, old, new, len, err)          in ascending order
 *	journal_commit(journal, err)                         from here on it can be undone
 *	struct patch_place place = { 0 };
 *	patch_reserve(journal, fd, &place, err)              until place.over
 *	patch_write(journal, fd, &place, false, err)         until place.over
 *	disk_sync(disk, fd, err) && journal_retire(journal, err)
 *
 * What fails after the commit is taken back: patch_write() of old bytes, sync, journal_retire().
 */
#ifndef BURIN_DOCUMENT_JOURNAL_PATCH_H
#define BURIN_DOCUMENT_JOURNAL_PATCH_H

#include "document/journal_private.h"

/* Where one is among the records. */
struct patch_place {
	uint64_t at;             /* in the journal; 0: before the first */
	uint64_t index;          /* records passed */
	uint64_t end;            /* of the record before, in the file */
	uint64_t solid;          /* up to here the file is known to have no hole */
	uint64_t ahead;          /* the journal's stage has its bytes from here on: ... */
	size_t ahead_len;        /* ... so many */
	bool over;
};

/* At most JOURNAL_RUN bytes, behind all that were added before. */
bool patch_add(struct journal *journal, uint64_t off, const uint8_t *old, const uint8_t *new,
	       size_t len, struct err *err) BURIN_MUST_CHECK;

/* The next record's range, with its bytes in journal->buffer: old, then new. False without an
 * error (ERR_NONE) when there is none. */
bool patch_next(struct journal *journal, struct patch_place *place, struct journal_record *record,
		struct err *err);

/* Blocks for the next ranges, so that a full disk is known before the first byte is written. */
bool patch_reserve(struct journal *journal, int fd, struct patch_place *place, struct err *err)
	BURIN_MUST_CHECK;

/* The next ranges get their new (or old) bytes; some megabytes. */
bool patch_write(struct journal *journal, int fd, struct patch_place *place, bool old,
		 struct err *err) BURIN_MUST_CHECK;

#endif
