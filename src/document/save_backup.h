/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NAME~: the content that a save is about to replace, as a file of its own with the same owner,
 * mode and attributes. It is whole and on the disk before the target changes, and takes its name
 * in one step: an older NAME~ is there until then, a symbolic link of that name is replaced and not
 * followed, a folder refuses. For the files of saving alone; any thread.
 *
 *	save_backup_init(&backup);
 *	while (!over)
 *		save_backup_step(&backup, &target, &over, err)
 *	save_backup_done(&backup);
 */
#ifndef BURIN_DOCUMENT_SAVE_BACKUP_H
#define BURIN_DOCUMENT_SAVE_BACKUP_H

#include "base/err.h"
#include "document/save_copy.h"
#include "document/save_layout.h"
#include "document/save_target.h"
#include "document/temporary.h"

struct save_backup {
	int fd;                  /* the target, for reading; owned; -1: not begun */
	struct save_layout layout;       /* all of it */
	struct temporary temporary;
	struct save_copy copy;
	bool copied;
	char name[NAME_MAX + 1];
};

void save_backup_init(struct save_backup *backup);
bool save_backup_step(struct save_backup *backup, const struct save_target *target, bool *over,
		      struct err *err) BURIN_MUST_CHECK;
void save_backup_done(struct save_backup *backup);

#endif
