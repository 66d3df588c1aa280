/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a journal is laid out, and what its files share. Numbers are the machine's own: a journal
 * never leaves it.
 *
 *	0     header, in one sector; its sum makes a half-written one invalid
 *	512   body: the path, then what the kind says (journal_patch.c, journal_shift.c)
 *
 * The commit point is the sync of the file and of its folder: before it a journal means nothing,
 * and after it the save can be finished or undone whatever happens. `done` ends that.
 */
#ifndef BURIN_DOCUMENT_JOURNAL_PRIVATE_H
#define BURIN_DOCUMENT_JOURNAL_PRIVATE_H

#include "base/xxhash.h"
#include "document/journal.h"

enum {
	JOURNAL_SECTOR = 512,
	JOURNAL_PATH_MOST = 4096,
	JOURNAL_RUN = 65536,             /* bytes of the longest record of a patch */
	JOURNAL_STAGE = 4 * JOURNAL_RUN, /* small records go out together */
	JOURNAL_CHUNK_MOST = 64 << 20,   /* bytes of the longest chunk of a shift */
};

struct journal_header {
	uint8_t magic[8];
	uint32_t kind;           /* enum journal_kind */
	uint32_t done;           /* 1: the file is whole, nothing is to be done */
	struct disk_identity file;       /* as the save found it */
	uint64_t new_size;
	uint64_t count;          /* records */
	uint64_t bytes;          /* that change, in all records */
	uint64_t path_len;
	uint64_t body;           /* bytes after the header */
	uint64_t body_sum;
	uint64_t chunk;          /* of a shift */
	int64_t when;
	uint64_t sum;            /* of all before */
};

/* One range of a patch; len bytes of old, then of new content follow. */
struct journal_record {
	uint64_t off;
	uint64_t len;
};

struct shift;

struct journal {
	const struct disk *disk; /* borrowed */
	int folder;              /* borrowed */
	int fd;                  /* owned, locked */
	char name[JOURNAL_NAME];
	struct journal_header header;
	char path[JOURNAL_PATH_MOST + 1];
	struct xxhash sum;     /* while it is being written: of the body so far */
	uint64_t end;            /* where the next byte goes */
	uint8_t *stage;          /* owned; what is not written yet: [0, staged) */
	size_t staged;
	uint8_t *buffer;         /* owned; for one record: old, new, the file's */
	struct shift *shift;     /* owned; what is moved, where that is known (journal_shift.h) */
};

/* For those who save. A new journal for `fd`, locked. ERR_BUSY: another burin saves it;
 * ERR_REFUSED: an interrupted save has to be settled first. `path` is cut where too long. */
struct journal *journal_new(const struct disk *disk, int folder, int fd, enum journal_kind kind,
			    const char *path, struct err *err) BURIN_MUST_CHECK;

/* Appends to the body. */
bool journal_add(struct journal *journal, const void *bytes, size_t len, struct err *err)
	BURIN_MUST_CHECK;
bool journal_flush(struct journal *journal, struct err *err) BURIN_MUST_CHECK;

/* The commit point. */
bool journal_commit(struct journal *journal, struct err *err) BURIN_MUST_CHECK;

/* It never acts again: marked as done, and removed; one of the two is enough. */
bool journal_retire(struct journal *journal, struct err *err) BURIN_MUST_CHECK;

/* The save failed because of `failure`, and could not be taken back because of *err: says both, and
 * what to do. Always returns false. */
bool journal_stays(const struct journal *journal, const char *folder, const struct err *failure,
		   struct err *err);

/* Removes one that was not committed; errors do no harm. */
void journal_drop(struct journal *journal);

/* Reads from the journal itself. */
bool journal_read(struct journal *journal, void *to, size_t len, uint64_t off, struct err *err)
	BURIN_MUST_CHECK;

/* What a kind does. Each walks the records, which journal_find() has summed up but not believed. */
struct journal_kind_calls {
	bool (*check)(struct journal *journal, int fd, struct err *err);
	bool (*finish)(struct journal *journal, int fd, struct err *err);
	bool (*undo)(struct journal *journal, int fd, struct err *err);
};
extern const struct journal_kind_calls journal_patch_calls;
extern const struct journal_kind_calls journal_shift_calls;

#endif
