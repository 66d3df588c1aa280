/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a save goes: the name that a path leads to after all symbolic links, in a folder that is
 * held open, so that a folder which is renamed meanwhile does no harm. For the files of saving
 * alone.
 */
#ifndef BURIN_DOCUMENT_SAVE_TARGET_H
#define BURIN_DOCUMENT_SAVE_TARGET_H

#include "base/err.h"
#include "document/save_plan.h"

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

struct save_target {
	char *path;                  /* as it was asked for, owned */
	char *folder_path;           /* for messages, owned */
	int folder;                  /* -1 for "shm:NAME", which is in no folder */
	bool folder_readable;        /* `folder` is good for fsync() */
	char name[NAME_MAX + 1];     /* in the folder; not a symbolic link */
	bool exists;
	enum save_target_kind kind;
	struct stat st;              /* where it exists: as it was when it was opened here */
	bool mount_point;
	bool immutable;              /* chattr +i or +a */
	bool folder_immutable;
};

/* Follows the links and looks at what is there. The last name need not exist; folders must. */
bool save_target_open(struct save_target *target, const char *path, struct err *err)
	BURIN_MUST_CHECK;
void save_target_close(struct save_target *target);

/* How what is under the name now compares to what was there at save_target_open(). */
enum save_target_change {
	SAVE_TARGET_SAME,
	SAVE_TARGET_MODIFIED,        /* the same file, with another size, time or number of links */
	SAVE_TARGET_OTHER_FILE,      /* another file, or none */
};
enum save_target_change save_target_changed(const struct save_target *target);

/* The same for a file elsewhere, not counting the change time, which a rename moves. */
enum save_target_change save_target_compare(const struct save_target *target,
					    const struct stat *now);

/* The names in the folder are on the disk when it returns true. `fd` is a file in it. */
bool save_target_sync_folder(const struct save_target *target, int fd, struct err *err)
	BURIN_MUST_CHECK;

#endif
