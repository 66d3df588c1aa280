/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as the journal of an interrupted save, with sums that are right unless the input wants
 * others: else nothing behind the header would ever be reached. Beside not crashing:
 *
 *	- finding and checking write nothing to the file;
 *	- a journal that can not be used stays, and so does the file;
 *	- what is written lies in the ranges that the journal has (fuzz_journal_disk.c watches);
 *	- a patch leaves all bytes new, or all old, and the others alone; when a call of the disk
 *	  fails on the way, going back still leads to the old ones;
 *	- a shift ends with the length that it says.
 */
#include "fuzz/fuzz_journal.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_told(const struct err *err)
{
	fuzz_check(err->code != ERR_NONE && err->text[0] != '\0');
}

static struct journal *find(struct fuzz_disk *disk)
{
	struct err err = { 0 };
	struct journal *journal = disk->plan.flags & FUZZ_BY_NAME ?
		journal_open(&disk->base, 0, "any", &err) :
		journal_find(&disk->base, 0, FUZZ_FILE, &err);

	fuzz_check(disk->writes == 0);
	if (!journal && err.code != ERR_NONE)
		check_told(&err);
	fuzz_check(disk->named || (!journal && err.code == ERR_NONE));
	if (journal) {
		struct journal_about about = journal_about(journal);

		fuzz_check(strlen(about.path) <= JOURNAL_PATH_MOST && about.name[0] != '\0');
	}
	return journal;
}

static void check_result(const struct fuzz_disk *disk, bool back)
{
	const struct journal_header *header = &disk->header;

	fuzz_check(disk->possible);
	fuzz_check(!disk->named || disk->plan.fail_at != 0 || disk->calls >= FUZZ_CALLS);
	if (header->kind == JOURNAL_PATCH)
		fuzz_check(disk->file_size == header->file.size &&
			   memcmp(disk->file, disk->wanted[back], (size_t)disk->file_size) == 0);
	else
		fuzz_check(disk->file_size == (back ? header->file.size : header->new_size));
}

static bool settle(struct journal *journal, bool back, struct err *err)
{
	return back ? journal_undo(journal, FUZZ_FILE, err) :
		      journal_finish(journal, FUZZ_FILE, err);
}

/* The way there failed: back, with a disk that works. For a patch that can always be done. */
static void take_back(struct fuzz_disk *disk)
{
	struct journal *journal;
	struct err err;
	bool undone;

	disk->plan.fail_at = 0;
	disk->writes = 0;
	disk->plan.flags &= (uint8_t)~FUZZ_UNTOUCHED;
	journal = find(disk);
	if (!journal)
		return;
	undone = settle(journal, true, &err);
	journal_close(journal);
	if (undone)
		check_result(disk, true);
	else
		check_told(&err);
	fuzz_check(undone || disk->header.kind != JOURNAL_PATCH || disk->calls >= FUZZ_CALLS);
}

static void use(struct fuzz_disk *disk, struct journal *journal)
{
	bool back = disk->plan.flags & FUZZ_UNDO, checked;
	struct err err = { 0 };

	checked = journal_check(journal, FUZZ_FILE, &err);
	fuzz_check(disk->writes == 0 && (!checked || disk->possible));
	if (!checked)
		check_told(&err);
	err_clear(&err);
	if (settle(journal, back, &err)) {
		journal_close(journal);
		check_result(disk, back);
		return;
	}
	check_told(&err);
	journal_close(journal);
	if (disk->writes > 0)
		take_back(disk);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fuzz_disk disk;
	struct journal *journal;

	fuzz_disk_init(&disk, data, size);
	journal = find(&disk);
	if (journal)
		use(&disk, journal);
	return 0;
}
