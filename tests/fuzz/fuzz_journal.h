/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A disk of two files in memory for fuzz_journal.c: the user's file, and a journal beside it. It
 * watches what is done: a write to the file that its journal has no range for, and a length that it
 * does not name, end the program. What would need more room fails as on a full disk.
 *
 *	fuzz_disk_init(&disk, data, size);
 *	... journal_find(&disk.base, 0, FUZZ_FILE, &err) ...
 *
 * The input is a struct fuzz_plan, the journal's header (not its whole sector), its body, and for
 * each of the two slots of a shift a struct fuzz_slot and its bytes. What is missing is FUZZ_BYTE.
 */
#ifndef BURIN_FUZZ_JOURNAL_H
#define BURIN_FUZZ_JOURNAL_H

#include <stdbool.h>

#include "document/journal_private.h"

enum {
	FUZZ_FILE = 10,          /* the descriptors */
	FUZZ_JOURNAL = 11,
	FUZZ_FILE_ROOM = 160 << 10,
	FUZZ_JOURNAL_ROOM = 640 << 10,
	FUZZ_CALLS = 20000,      /* after so many nothing works any more: no input takes long */
	FUZZ_BYTE = 'o',         /* what the file is full of, so that chance meets it */
};

enum fuzz_flag {
	FUZZ_UNDO = 1,           /* else finish */
	FUZZ_NO_PUNCH = 2,       /* a file system that can not make holes */
	FUZZ_UNTOUCHED = 4,      /* the file has the change time that the journal tells */
	FUZZ_BY_NAME = 8,        /* found by the journal's name */
	FUZZ_HOSTILE_SUMS = 16,  /* the sums and the identity are the input's: else mended */
	FUZZ_HOSTILE_BODY = 32,  /* the same for the length of the body */
	FUZZ_LONG = 64,          /* the file is longer than the longest record */
};

struct fuzz_plan {
	uint8_t flags;           /* enum fuzz_flag */
	uint8_t fail_at;         /* this call on the disk fails; 0: none */
	uint8_t file_len[2];     /* of the file, in two bytes, the lower first */
	uint8_t more[2];         /* FUZZ_BYTEs behind what the input gives, by 8 */
};

/* As journal_shift.c has it. */
struct fuzz_slot {
	uint64_t seq, step, len, body_sum, data_sum, sum;
};

struct fuzz_disk {
	struct disk base;
	struct fuzz_plan plan;
	struct journal_header header;    /* as it is in the journal */
	uint8_t file[FUZZ_FILE_ROOM];
	uint64_t file_size;
	uint8_t journal[FUZZ_JOURNAL_ROOM];
	uint64_t journal_size;
	bool may[FUZZ_FILE_ROOM];        /* be written to */
	uint8_t wanted[2][FUZZ_FILE_ROOM];       /* every byte when a patch is finished, undone */
	bool named;              /* the journal has its name */
	bool possible;           /* what the journal says can be done at all */
	uint64_t calls;
	uint64_t writes;         /* and changes of the length, of the file */
};

void fuzz_disk_init(struct fuzz_disk *disk, const uint8_t *data, size_t size);

/* Ends the program. */
void fuzz_check(bool holds);

#endif
