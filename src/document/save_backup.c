/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same parts as a save to a new file: blocks are shared where the file system can, holes stay
 * holes, and a full disk is known before the first byte.
 *
 * A second name for the old file was rejected: a save in place would then change the backup too.
 */
#include "document/save_backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outside.h"
#include "document/metadata.h"

void save_backup_init(struct save_backup *backup)
{
	*backup = (struct save_backup){ .fd = -1 };
	temporary_init(&backup->temporary);
}

void save_backup_done(struct save_backup *backup)
{
	temporary_discard(&backup->temporary);
	save_copy_done(&backup->copy);
	if (backup->fd >= 0)
		close(backup->fd);
	save_backup_init(backup);
}

static bool begin(struct save_backup *backup, const struct save_target *target, struct err *err)
{
	int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	struct stat st;

	if (target->kind != SAVE_TARGET_FILE)
		return err_set(err, ERR_REFUSED, "only files can have one; use :set nobackup");
	if (strlen(target->name) >= NAME_MAX)
		return err_sys(err, ENAMETOOLONG, "%s~", target->name);
	snprintf(backup->name, sizeof backup->name, "%.*s~", NAME_MAX - 1, target->name);
	if (fstatat(target->folder, backup->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(st.st_mode))
		return err_set(err, ERR_REFUSED, "it is a folder; use :set nobackup");
	backup->fd = outside_openat(target->folder, target->name, flags, 0);
	if (backup->fd < 0 || fstat(backup->fd, &st) != 0)
		return err_sys(err, errno, "can not read %s", target->path);
	backup->layout = (struct save_layout){
		.file = backup->fd, .head = (uint64_t)st.st_size, .tail_off = (uint64_t)st.st_size,
	};
	return temporary_open(&backup->temporary, target->folder, target->name, 0600, err) &&
	       save_copy_init(&backup->copy, &backup->layout, backup->temporary.fd, err);
}

static bool finish(struct save_backup *backup, const struct save_target *target, struct err *err)
{
	struct temporary *temporary = &backup->temporary;

	if (!metadata_copy(backup->fd, temporary->fd, err))
		return false;
	if (fsync(temporary->fd) != 0)
		return err_sys(err, errno, "cannot write to the disk");
	if (!temporary_give_name(temporary, err))
		return false;
	if (outside_renameat2(target->folder, temporary->name, target->folder, backup->name, 0) !=
	    0)
		return err_sys(err, errno, "cannot take its name");
	temporary->named = false;
	return save_target_sync_folder(target, temporary->fd, err);
}

static bool step(struct save_backup *backup, const struct save_target *target, bool *over,
		 struct err *err)
{
	if (backup->fd < 0)
		return begin(backup, target, err);
	if (!backup->copied) {
		backup->copied = backup->copy.size == 0;
		return backup->copied || save_copy_step(&backup->copy, &backup->copied, err);
	}
	*over = true;
	return finish(backup, target, err);
}

bool save_backup_step(struct save_backup *backup, const struct save_target *target, bool *over,
		      struct err *err)
{
	*over = false;
	return step(backup, target, over, err) ||
	       err_prefix(err, "the backup %s~ can not be made", target->name);
}
