/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * F_OFD_GETLK with a lock for writing tells of every lock of others, of this process as well. Whole
 * files locked by flock(), and leases, only /proc/locks tells; asking for such a lock would disturb
 * who else wants it just then.
 */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define PLACE (INT64_C(1) << 62)

/* Whether others have a lock within [start, start + len); len 0: to the end of all. */
static bool is_locked(int fd, int64_t start, int64_t len)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = start, .l_len = len,
	};

	return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

/* "1: FLOCK  ADVISORY  WRITE 4711 08:01:12345 0 EOF" */
static bool is_listed(const struct stat *st)
{
	FILE *list = fopen("/proc/locks", "re");
	char line[256], kind[16];
	bool found = false;

	while (list && !found && fgets(line, sizeof(line), list)) {
		unsigned major_number, minor_number;
		unsigned long long inode;

		if (sscanf(line, "%*s %15s %*s %*s %*s %x:%x:%llu", kind, &major_number,
			   &minor_number, &inode) != 4)
			continue;
		found = (strcmp(kind, "FLOCK") == 0 || strcmp(kind, "LEASE") == 0) &&
			inode == (unsigned long long)st->st_ino &&
			major_number == major(st->st_dev) && minor_number == minor(st->st_dev);
	}
	if (list)
		fclose(list);
	return found;
}

static enum lock_others others(int fd)
{
	struct stat st;

	if (is_locked(fd, PLACE, 1))
		return LOCK_BURIN;
	if (is_locked(fd, 0, PLACE) || is_locked(fd, PLACE + 1, 0))
		return LOCK_FOREIGN;
	return fstat(fd, &st) == 0 && is_listed(&st) ? LOCK_FOREIGN : LOCK_NOBODY;
}

/* Descriptors that were duplicated share their locks, so it needs one that was opened. */
static int open_again(const struct file *file)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", file->fd);
	return open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

static bool can_be_locked(const struct file *file)
{
	return file->kind == FILE_REGULAR && !file->may_freeze;
}

enum lock_others lock_look(const struct file *file)
{
	return can_be_locked(file) ? others(file->fd) : LOCK_NOBODY;
}

enum lock_others lock_take(struct lock *lock, const struct file *file)
{
	struct flock place = {
		.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = PLACE, .l_len = 1,
	};

	lock_drop(lock);
	if (!can_be_locked(file))
		return LOCK_NOBODY;
	lock->fd = open_again(file);
	if (lock->fd < 0)
		return lock_look(file);
	lock->dev = file->identity.dev;
	lock->ino = file->identity.ino;
	/* In this order: of two that begin at the same time both see the other. */
	if (fcntl(lock->fd, F_OFD_SETLK, &place) != 0) {
		lock_drop(lock);
		/* Somebody has it for writing. */
		return lock_look(file);
	}
	return others(lock->fd);
}

bool lock_is_of(const struct lock *lock, const struct file_identity *identity)
{
	return lock->fd >= 0 && lock->dev == identity->dev && lock->ino == identity->ino;
}

void lock_drop(struct lock *lock)
{
	if (lock->fd >= 0)
		close(lock->fd);
	lock->fd = -1;
}
