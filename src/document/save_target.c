/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Links are followed here, one at a time, instead of by realpath(): each step is relative to a
 * folder that is open, so nothing can be exchanged between the look and the use, and a link that
 * leads to nothing yet still has a folder in which the file can be made.
 */
#include "document/save_target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/outside.h"
#include "store/file.h"

enum { LINKS_MAX = 40 }; /* as the kernel has it */

/* Opens the folder part of path (up to and with its last '/', or "."). */
static int open_folder(int from, const char *folder, bool *readable)
{
	int flags = O_DIRECTORY | O_CLOEXEC;
	int fd = outside_openat(from, folder, flags | O_RDONLY, 0);

	*readable = fd >= 0;
	/* Without permission to list it, files can still be made in it. */
	if (fd < 0 && errno == EACCES)
		fd = outside_openat(from, folder, flags | O_PATH, 0);
	return fd;
}

/* Where `folder` lies, seen from the folder before it, for messages. */
static char *join_folder(const char *before, const char *folder)
{
	char *joined = NULL;
	size_t len = strlen(folder);

	while (len > 1 && folder[len - 1] == '/')
		len--;
	if (!before || folder[0] == '/')
		return strndup(folder, len);
	if (asprintf(&joined, "%s/%.*s", before, (int)len, folder) < 0)
		return NULL;
	return joined;
}

/* Goes to the folder of `path` (relative to the present folder, or the working one), and takes
 * its last part as the name. */
static bool enter(struct save_target *target, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	char *joined = folder ? join_folder(target->folder_path, slash ? folder : ".") : NULL;
	int from = target->folder >= 0 ? target->folder : AT_FDCWD;
	int fd = -1;

	if (!joined) {
		free(folder);
		return err_nomem(err);
	}
	if (strlen(name) > NAME_MAX)
		err_sys(err, ENAMETOOLONG, "%s", target->path);
	else if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		err_set(err, ERR_REFUSED, "%s is a folder; write another name", target->path);
	else if ((fd = open_folder(from, folder, &target->folder_readable)) < 0)
		err_sys(err, errno, "cannot save in %s", joined);
	free(folder);
	if (fd < 0) {
		free(joined);
		return false;
	}
	snprintf(target->name, sizeof target->name, "%s", name);
	free(target->folder_path);
	target->folder_path = joined;
	if (target->folder >= 0)
		close(target->folder);
	target->folder = fd;
	return true;
}

/* Looks at the name; sets target->exists and target->st. */
static bool look(struct save_target *target, struct err *err)
{
	target->exists =
		fstatat(target->folder, target->name, &target->st, AT_SYMLINK_NOFOLLOW) == 0;
	if (target->exists || errno == ENOENT)
		return true;
	return err_sys(err, errno, "%s", target->path);
}

static bool follow(struct save_target *target, struct err *err)
{
	char link[PATH_MAX];

	if (!enter(target, target->path, err) || !look(target, err))
		return false;
	for (int links = 0; target->exists && S_ISLNK(target->st.st_mode); links++) {
		ssize_t len = readlinkat(target->folder, target->name, link, sizeof link - 1);

		if (len < 0 || links == LINKS_MAX)
			return err_sys(err, len < 0 ? errno : ELOOP, "%s", target->path);
		link[len] = '\0';
		if (!enter(target, link, err) || !look(target, err))
			return false;
	}
	return true;
}

static enum save_target_kind kind_of(mode_t mode)
{
	if (S_ISREG(mode))
		return SAVE_TARGET_FILE;
	if (S_ISBLK(mode))
		return SAVE_TARGET_DEVICE;
	return S_ISDIR(mode) ? SAVE_TARGET_FOLDER : SAVE_TARGET_OTHER;
}

/* What only statx() tells. An old kernel does not; then the exchange itself will fail. */
static uint64_t attributes_of(const struct save_target *target, const char *name)
{
	struct statx stx;

	if (statx(target->folder, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_BASIC_STATS,
		    &stx) != 0)
		return 0;
	return stx.stx_attributes & stx.stx_attributes_mask;
}

static void look_closer(struct save_target *target)
{
	const uint64_t fixed = STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND;
	uint64_t attributes = target->exists ? attributes_of(target, target->name) : 0;
	struct stat folder;

	target->immutable = attributes & fixed;
	target->mount_point = attributes & STATX_ATTR_MOUNT_ROOT;
	if (target->exists && fstat(target->folder, &folder) == 0 &&
		folder.st_dev != target->st.st_dev && !S_ISDIR(target->st.st_mode))
		target->mount_point = true;
	target->folder_immutable = attributes_of(target, ".") & fixed;
}

bool save_target_open(struct save_target *target, const char *path, struct err *err)
{
	*target = (struct save_target){ .folder = -1, .path = strdup(path) };
	if (!target->path)
		return err_nomem(err);
	if (strncmp(path, "shm:", 4) == 0) {
		target->kind = SAVE_TARGET_SHM;
		target->exists = true;
		return true;
	}
	if (!follow(target, err)) {
		save_target_close(target);
		return false;
	}
	target->kind = target->exists ? kind_of(target->st.st_mode) : SAVE_TARGET_FILE;
	look_closer(target);
	return true;
}

void save_target_close(struct save_target *target)
{
	if (target->folder >= 0)
		close(target->folder);
	free(target->path);
	free(target->folder_path);
	*target = (struct save_target){ .folder = -1 };
}

enum save_target_change save_target_compare(
	const struct save_target *target, const struct stat *now)
{
	const struct stat *then = &target->st;

	if (now->st_dev != then->st_dev || now->st_ino != then->st_ino)
		return SAVE_TARGET_OTHER_FILE;
	if (now->st_size != then->st_size || now->st_nlink != then->st_nlink ||
		!file_is_same_time(now->st_mtim, then->st_mtim))
		return SAVE_TARGET_MODIFIED;
	return SAVE_TARGET_SAME;
}

enum save_target_change save_target_changed(const struct save_target *target)
{
	struct stat now;

	if (fstatat(target->folder, target->name, &now, AT_SYMLINK_NOFOLLOW) != 0)
		return SAVE_TARGET_OTHER_FILE;
	if (save_target_compare(target, &now) != SAVE_TARGET_SAME)
		return save_target_compare(target, &now);
	return file_is_same_time(now.st_ctim, target->st.st_ctim) ? SAVE_TARGET_SAME
								  : SAVE_TARGET_MODIFIED;
}

/* Some file systems can not sync a folder, and one that may not be listed can not be opened for
 * it. */
bool save_target_sync_folder(const struct save_target *target, int fd, struct err *err)
{
	int result = target->folder_readable ? fsync(target->folder) : -1;

	if (result != 0 && (!target->folder_readable || errno == EINVAL || errno == EOPNOTSUPP))
		result = syncfs(fd);
	return result == 0 ||
	       err_sys(err, errno, "cannot write the folder %s to the disk", target->folder_path);
}
