/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * F_OFD_GETLK with a lock for writing tells of every lock of others, of this process as well. A
 * file that another has locked by flock() refuses a shared lock, which is given back at once;
 * /proc/locks would tell of shared ones too, but the kernel takes up to 15 ms for it, ten times all
 * of a start.
 */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
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

/* Whether another has locked the whole file, alone, by flock(). */
static bool is_taken_whole(int fd)
{
	if (flock(fd, LOCK_SH | LOCK_NB) != 0)
		return errno == EWOULDBLOCK;
	flock(fd, LOCK_UN);
	return false;
}

static enum lock_others others(int fd)
{
	if (is_locked(fd, PLACE, 1))
		return LOCK_BURIN;
	if (is_locked(fd, 0, PLACE) || is_locked(fd, PLACE + 1, 0))
		return LOCK_FOREIGN;
	return is_taken_whole(fd) ? LOCK_FOREIGN : LOCK_NOBODY;
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
