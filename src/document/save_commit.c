/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The names are exchanged, not replaced: the old file is then whole under the temporary name, so
 * what came out can be looked at (somebody may have put another file there after the last look),
 * and everything up to the sync of the folder can be taken back by exchanging again. Where the
 * file system can not exchange, a plain rename is all there is.
 */
#include "document/save_commit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outside.h"

static int exchange(const struct save_target *target, const struct temporary *temporary)
{
	return outside_renameat2(
		target->folder, temporary->name, target->folder, target->name, RENAME_EXCHANGE);
}

static bool changed(const struct save_target *target, struct err *err)
{
	return err_set(err, ERR_CHANGED,
		"%s was changed by another program while it was being saved; "
		"look at it, then save again",
		target->path);
}

static bool may_replace(enum save_target_change change, bool overwrite)
{
	return change == SAVE_TARGET_SAME || (change == SAVE_TARGET_MODIFIED && overwrite);
}

/* Whether `name` in the folder is the file of fd. */
static bool is_name_of(int folder, const char *name, int fd)
{
	struct stat named, open_one;

	return fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstat(fd, &open_one) == 0 && named.st_dev == open_one.st_dev &&
	       named.st_ino == open_one.st_ino;
}

/* Undoes the exchange; *err has the reason and stays. Always returns false. */
static bool take_back(const struct save_target *target, struct temporary *temporary, bool *touched,
	struct err *err)
{
	struct err ignored;

	if (exchange(target, temporary) == 0 &&
		is_name_of(target->folder, temporary->name, temporary->fd)) {
		if (!save_target_sync_folder(target, temporary->fd, &ignored))
			err_clear(&ignored);
		return false;
	}
	temporary->named = false;
	*touched = true;
	return err_set(err, err->code, "%s; the old and the new content are in %s and %s/%s",
		err->text, target->path, target->folder_path, temporary->name);
}

static bool finish_exchange(const struct save_target *target, struct temporary *temporary,
	bool overwrite, bool *touched, struct err *err)
{
	struct err ignored;
	struct stat old;

	if (fstatat(target->folder, temporary->name, &old, AT_SYMLINK_NOFOLLOW) != 0 ||
		!may_replace(save_target_compare(target, &old), overwrite)) {
		changed(target, err);
		return take_back(target, temporary, touched, err);
	}
	if (!save_target_sync_folder(target, temporary->fd, err))
		return take_back(target, temporary, touched, err);
	if (outside_unlinkat(target->folder, temporary->name, 0) != 0) {
		err_sys(err, errno, "cannot remove the old content");
		return take_back(target, temporary, touched, err);
	}
	temporary->named = false;
	/* The save is on the disk already; this only keeps a power cut from bringing the old name
	 * back. */
	if (!save_target_sync_folder(target, temporary->fd, &ignored))
		err_clear(&ignored);
	return true;
}

static bool rename_over(const struct save_target *target, struct temporary *temporary,
	bool *touched, struct err *err)
{
	if (outside_renameat2(target->folder, temporary->name, target->folder, target->name,
			      0) != 0)
		return err_sys(err, errno, "cannot replace %s", target->path);
	temporary->named = false;
	if (save_target_sync_folder(target, temporary->fd, err))
		return true;
	*touched = true;
	return err_prefix(
		err, "%s has the new content, but that may not survive a power cut", target->path);
}

bool save_commit_replace(const struct save_target *target, struct temporary *temporary,
	const struct edit_log_slot *log, bool overwrite, bool *touched, struct err *err)
{
	if (!temporary_give_name(temporary, err))
		return false;
	if (!may_replace(save_target_changed(target), overwrite))
		return changed(target, err);
	edit_log_saved_as(log, temporary->fd);
	if (exchange(target, temporary) == 0)
		return finish_exchange(target, temporary, overwrite, touched, err);
	if (errno == ENOENT)
		return changed(target, err);
	if (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP)
		return rename_over(target, temporary, touched, err);
	return err_sys(err, errno, "cannot replace %s", target->path);
}

bool save_commit_new(const struct save_target *target, struct temporary *temporary, bool *touched,
	struct err *err)
{
	struct err ignored;

	if (!temporary_publish(temporary, err))
		return false;
	if (save_target_sync_folder(target, temporary->fd, err))
		return true;
	if (is_name_of(target->folder, target->name, temporary->fd) &&
		outside_unlinkat(target->folder, target->name, 0) == 0) {
		/* Part of the sync that failed may have been done: the name must not come back. */
		if (!save_target_sync_folder(target, temporary->fd, &ignored))
			err_clear(&ignored);
		return false;
	}
	*touched = true;
	return err_prefix(err, "%s was written, but may not survive a power cut", target->path);
}
