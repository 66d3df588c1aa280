/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The journal of a save that writes into the file itself: what the file had and what it gets, kept
 * in the user's private folder (store/private_folder.h) until the file is whole again. This header
 * is for those who find one: the save was interrupted, and the file may be half old, half new.
 *
 *	struct journal *journal = journal_find(&disk_real, folder, fd, err);
 *	if (!journal)
 *		return err->code == ERR_NONE;        nothing was interrupted
 *	if (journal_check(journal, fd, err)) {
 *		journal_about(journal)               tell, and ask
 *		journal_finish(journal, fd, err)     or journal_undo(journal, fd, err)
 *	}
 *	journal_close(journal);                      a journal that was not settled stays
 *
 * `folder` is private_folder_fd(); `fd` is the file, open for reading (find, check) or for reading
 * and writing (finish, undo). Nothing in a journal is believed before it was checked. Nothing is
 * written to the file by find and check; a journal whose save never began to write, or which is
 * done, is removed by them.
 */
#ifndef BURIN_DOCUMENT_JOURNAL_H
#define BURIN_DOCUMENT_JOURNAL_H

#include "base/err.h"
#include "document/disk.h"

#include <stdint.h>

struct journal;

enum journal_kind {
	JOURNAL_PATCH = 1,       /* bytes are overwritten: can be finished and undone */
	JOURNAL_SHIFT = 2,       /* bytes are moved: can be finished and undone */
};

/* What is known of an interrupted save. */
struct journal_about {
	enum journal_kind kind;
	const char *path;        /* of the file, as it was saved; raw bytes; borrowed */
	const char *name;        /* of the journal in its folder; borrowed */
	uint64_t count;          /* ranges that change */
	uint64_t bytes;          /* in them */
	uint64_t old_size;       /* of the file */
	uint64_t new_size;
	int64_t when;            /* seconds since 1970 */
};

enum { JOURNAL_NAME = 32 };      /* room for a name, with its NUL */

/* The name that a journal of this file has: KEY.save. */
void journal_name(const struct disk_identity *identity, char name[JOURNAL_NAME]);

/* The journal of an interrupted save of the file `fd`. NULL: ERR_NONE there is none; ERR_BUSY it is
 * being saved just now by another burin; ERR_LOST or ERR_REFUSED there is one that can not be used,
 * and err->text says why and what to do. */
struct journal *journal_find(const struct disk *disk, int folder, int fd, struct err *err)
	BURIN_MUST_CHECK;

/* A save writes into the file just now, of this or another process. */
bool journal_is_busy(const struct disk *disk, int folder, int file);

/* The same by the journal's own name, for lists: the file is not looked at. */
struct journal *journal_open(const struct disk *disk, int folder, const char *name,
			     struct err *err) BURIN_MUST_CHECK;
void journal_close(struct journal *journal);         /* NULL is allowed */
struct journal_about journal_about(const struct journal *journal);

/* The file is the one that was being saved, and every byte that the save touches is the old one or
 * the new one: it can be settled. ERR_CHANGED: another program wrote to it since; the text says
 * where. */
bool journal_check(struct journal *journal, int fd, struct err *err) BURIN_MUST_CHECK;

/* All bytes are the new ones (the old ones), on the disk, and the journal is gone. Both check
 * first. On failure the journal stays, and either can be tried again. */
bool journal_finish(struct journal *journal, int fd, struct err *err) BURIN_MUST_CHECK;
bool journal_undo(struct journal *journal, int fd, struct err *err) BURIN_MUST_CHECK;

/* Removes the journal and leaves the file as it is, for good. */
bool journal_discard(struct journal *journal, struct err *err) BURIN_MUST_CHECK;

#endif
