/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which bytes of a file stay, move, go and come when a document of another length is saved into it.
 * For the files of saving alone.
 *
 *	shift_runs_find(&runs, document, file_size, err)             owner's thread, reads nothing
 *	shift_table_make(&table, &runs, &setup, err)                 asks the file for its holes
 */
#ifndef BURIN_DOCUMENT_SAVE_SHIFT_TABLE_H
#define BURIN_DOCUMENT_SAVE_SHIFT_TABLE_H

#include "document/alignment.h"
#include "document/document.h"
#include "document/journal_shift.h"
#include "document/snapshot.h"

/* What the document and its file have in common, as far as pieces tell. */
struct shift_runs {
	struct alignment_run *list;      /* owned; positions are offsets in the files */
	size_t count;
	uint64_t old_size;       /* of the file */
	uint64_t new_size;
	uint64_t origin;         /* where the document begins in it */
	uint64_t moved;          /* bytes in both, elsewhere; holes count as well */
	uint64_t written;        /* new bytes; so do zeroes */
	uint64_t cut;            /* old bytes that go; so do holes */
};

bool shift_runs_find(struct shift_runs *runs, const struct document *document, uint64_t file_size,
		     struct err *err) BURIN_MUST_CHECK;
void shift_runs_done(struct shift_runs *runs);

struct shift_table {
	struct shift_entry *list;        /* owned */
	size_t count;
	size_t room;
};

/* Shorter holes than `hole` bytes are data. */
bool shift_table_make(struct shift_table *table, const struct shift_runs *runs,
		      const struct snapshot *snapshot, const struct disk *disk, int fd,
		      uint64_t hole, struct err *err) BURIN_MUST_CHECK;
void shift_table_done(struct shift_table *table);

#endif
