/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A name is looked at before it is opened: opening a FIFO lets its writer run into SIGPIPE, and
 * opening a device can rewind a tape. What was opened is looked at again, since the name can have
 * changed meanwhile, and O_NONBLOCK keeps even that case from hanging.
 *
 * Files of /proc and /sys have the size 0 or 4096 whatever they hold. They are read to their end
 * once; those that claim more than the limit (/proc/kcore) are believed, and read by blocks.
 */
#include "store/file.h"

#include "base/outside.h"
#include "store/file_kind.h"
#include "store/file_looker.h"
#include "store/kinds.h"
#include "store/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char shm_prefix[] = "shm:";

static bool is_shm(const char *path)
{
	return strncmp(path, shm_prefix, sizeof shm_prefix - 1) == 0;
}

static int open_shm(const char *path, int flags)
{
	char name[256], path_of_it[sizeof name + 16];
	const char *rest = path + sizeof shm_prefix - 1;
	int len, fd;

	if (*rest == '/')
		rest++;
	len = snprintf(name, sizeof name, "/%s", rest);
	if (len < 2 || (size_t)len >= sizeof name) {
		errno = len < 2 ? EINVAL : ENAMETOOLONG;
		return -1;
	}
	fd = shm_open(name, flags & (O_ACCMODE | O_CLOEXEC), 0);
	if (fd < 0 && errno == EACCES) {
		snprintf(path_of_it, sizeof path_of_it, "/dev/shm%s", name);
		fd = outside_openat(AT_FDCWD, path_of_it,
				    (flags & (O_ACCMODE | O_CLOEXEC)) | O_NOFOLLOW, 0);
	}
	return fd;
}

static int open_name(const char *path, int access)
{
	int flags = access | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd;

	do
		fd = is_shm(path) ? open_shm(path, flags)
				  : outside_openat(AT_FDCWD, path, flags, 0);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* False when the device must not be written to: the system uses it. Without permission it is left
 * to be opened for reading. */
static bool open_for_writing(struct file *file, bool exclusive, struct err *err)
{
	file->fd = open_name(file->path, O_RDWR | (exclusive ? O_EXCL : 0));
	file->writable = file->fd >= 0;
	if (file->fd >= 0 || errno != EBUSY)
		return true;
	return err_set(err, ERR_REFUSED, "%s is mounted or otherwise in use: unmount it, or "
		       "open it with -r; with --force it is written to all the same", file->path);
}

static int open_for_reading(const char *path, bool forensic)
{
	return open_name(path, O_RDONLY | (forensic ? O_NOATIME : 0));
}

static bool cannot_open(const struct file *file, bool forensic, struct err *err)
{
	if (forensic && errno == EPERM)
		return err_set(err, ERR_REFUSED, "%s: only its owner and root can read it "
			       "without a trace (O_NOATIME)", file->path);
	return err_sys(err, errno, "%s", file->path);
}

/* Sets file->fd and file->writable. */
static bool open_allowed(struct file *file, unsigned flags, struct err *err)
{
	bool is_block = false, forensic = flags & FILE_FORENSIC;
	struct stat st;

	/* What stat() can not see, open() may tell better. */
	if (!is_shm(file->path) && stat(file->path, &st) == 0) {
		if (!kind_allowed(file->path, st.st_mode, err))
			return false;
		is_block = S_ISBLK(st.st_mode);
	}
	if (flags & FILE_FOR_WRITING &&
	    !open_for_writing(file, is_block && !(flags & FILE_IN_USE), err))
		return false;
	/* Why it can not be written does not matter yet: it may still be readable. */
	if (file->fd < 0)
		file->fd = open_for_reading(file->path, forensic);
	if (file->fd < 0)
		return cannot_open(file, forensic, err);
	if (fstat(file->fd, &st) != 0)
		return err_sys(err, errno, "%s", file->path);
	if (!kind_allowed(file->path, st.st_mode, err))
		return false;
	if (is_shm(file->path))
		file->kind = FILE_SHM;
	else
		file->kind = S_ISBLK(st.st_mode) ? FILE_BLOCK : FILE_REGULAR;
	return true;
}

/* True when the size is 0 and there are bytes all the same. */
static bool is_empty_only_by_name(int fd)
{
	struct stat st;
	char byte;

	/* In this order: a file that grows in between has a size by the second question. */
	return pread(fd, &byte, 1, 0) == 1 && fstat(fd, &st) == 0 && st.st_size == 0;
}

static bool size_must_be_found(const struct file *file, struct fs_nature nature)
{
	if (file->kind != FILE_REGULAR || file->size > FILE_SPOOL_LIMIT)
		return false;
	return nature.made_up || (file->size == 0 && is_empty_only_by_name(file->fd));
}

/* Goes over from the open file to a copy of it in memory. */
static bool become_spool(struct file *file, uint64_t limit, bool patient, struct err *err)
{
	int memory = spool_read(file->fd, limit, patient, err);

	if (memory < 0)
		return false;
	close(file->fd);
	file->fd = memory;
	file->kind = FILE_SPOOL;
	file->can_map = true;
	file->can_write = false;
	file->writable = false;
	return size_of(file->fd, &file->size, err) &&
	       file_identify(file->fd, &file->identity, err);
}

/* The rest of the struct, from an open descriptor. */
static bool look_at(struct file *file, struct err *err)
{
	struct fs_nature nature = fs_nature_of(file->fd);

	if (nature.made_up && is_process_memory(file->fd))
		return err_set(err, ERR_REFUSED, "is the memory of a process, "
			       "which can not be opened yet");
	if (!size_of(file->fd, &file->size, err) ||
	    !file_identify(file->fd, &file->identity, err))
		return false;
	if (size_must_be_found(file, nature))
		return become_spool(file, FILE_SPOOL_LIMIT, false, err);

	int flags = fcntl(file->fd, F_GETFL);
	if (flags < 0 || fcntl(file->fd, F_SETFL, flags & ~O_NONBLOCK) != 0)
		return err_sys(err, errno, "cannot set up the file");
	file->may_freeze = file->kind == FILE_BLOCK || nature.can_freeze;
	file->can_map = file->kind != FILE_BLOCK && !nature.can_freeze && !nature.made_up;
	return true;
}

static bool may_write(const struct file *file)
{
	if (file->kind == FILE_SPOOL)
		return false;
	if (file->writable || file->kind != FILE_SHM)
		return file->writable || has_write_permission(file->path, file->fd);

	int fd = open_name(file->path, O_RDWR);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

struct file *file_open(const char *path, unsigned flags, struct err *err)
{
	struct file *file = calloc(1, sizeof *file);

	if (!file) {
		err_nomem(err);
		return NULL;
	}
	file->fd = -1;
	file->path = strdup(path);
	if (!file->path) {
		err_nomem(err);
		goto fail;
	}
	if (!open_allowed(file, flags, err))
		goto fail;
	if (!look_at(file, err)) {
		err_prefix(err, "%s", path);
		goto fail;
	}
	file->can_write = may_write(file);
	return file;
fail:
	file_close(file);
	return NULL;
}

struct file *file_spool(int fd, uint64_t limit, struct err *err)
{
	struct file *file = calloc(1, sizeof *file);

	if (!file) {
		err_nomem(err);
		return NULL;
	}
	/* A descriptor of our own, which become_spool() closes. */
	file->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (file->fd < 0)
		err_sys(err, errno, "cannot read");
	if (file->fd < 0 || !become_spool(file, limit, true, err)) {
		err_prefix(err, "standard input");
		file_close(file);
		return NULL;
	}
	return file;
}

void file_close(struct file *file)
{
	if (!file)
		return;
	file_looker_free(file->looker);
	if (file->fd >= 0)
		nursery_close(file->nursery, file->fd);
	free(file->path);
	free(file);
}

struct source *file_source(const struct file *file, uint64_t off, uint64_t len, bool writable,
			   bool no_map, struct err *err)
{
	const char *name = file->path ? file->path : "standard input";
	struct source *source = NULL;

	if (writable && !file->writable) {
		err_set(err, ERR_READONLY, "%s: is open for reading only", name);
		return NULL;
	}
	if (file->can_map && !no_map)
		source = map_open(file->fd, off, len, writable, err);
	/* No room for the mapping is no reason to give up. */
	if (!source)
		source = window_open(file->fd, off, len, writable, WINDOW_BLOCK, WINDOW_BLOCKS,
				     err);
	if (source)
		source->has_server = file_has_server(file);
	else
		err_prefix(err, "%s", name);
	return source;
}

static struct file_identity identity_of(const struct stat *st)
{
	return (struct file_identity){
		.dev = st->st_dev,
		.ino = st->st_ino,
		.size = st->st_size > 0 ? (uint64_t)st->st_size : 0,
		.mtime = st->st_mtim,
		.ctime = st->st_ctim,
	};
}

bool file_identify(int fd, struct file_identity *identity, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_sys(err, errno, "cannot look at the file");
	*identity = identity_of(&st);
	return size_of(fd, &identity->size, err);
}

bool file_is_same_inode(const struct file_identity *a, const struct file_identity *b)
{
	return a->dev == b->dev && a->ino == b->ino;
}

bool file_is_same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static enum file_change compare(const struct file_identity *now, const struct file_identity *then)
{
	bool same = now->size == then->size && file_is_same_time(now->mtime, then->mtime) &&
		    file_is_same_time(now->ctime, then->ctime);

	return same ? FILE_SAME : FILE_MODIFIED;
}

bool file_has_server(const struct file *file)
{
	return file->kind == FILE_REGULAR && file->may_freeze;
}

void file_hurry(struct file *file, struct nursery *nursery)
{
	if (!file_has_server(file) || file->looker)
		return;
	file->nursery = nursery;
	/* Without one it is looked at directly. */
	file->looker = file_looker_new(file->fd, file->path, nursery);
}

bool file_answers(const struct file *file)
{
	return !file->looker || !file_looker_can(file->looker) ||
	       file_looker_answers(file->looker);
}

static enum file_change look_hurried(const struct file *file, const struct file_identity *identity,
				     struct file_identity *now)
{
	struct fetcher_look seen;

	*now = *identity;
	if (!file_looker_look(file->looker, identity, &seen))
		return FILE_SAME;
	if (!seen.is_open || !seen.is_named)
		return FILE_GONE;
	*now = identity_of(&seen.named);
	return file_is_same_inode(now, identity) ? compare(now, identity) : FILE_REPLACED;
}

enum file_change file_look(const struct file *file, const struct file_identity *identity,
			   struct file_identity *now)
{
	struct err ignored;
	struct stat st;

	if (file->looker && file_looker_can(file->looker))
		return look_hurried(file, identity, now);
	if (!file_identify(file->fd, now, &ignored))
		return FILE_GONE;
	if (file->kind == FILE_SPOOL || file->kind == FILE_SHM)
		return compare(now, identity);
	if (stat(file->path, &st) != 0)
		return FILE_GONE;
	/* A device has its size from elsewhere. After a save the old file is still the open one. */
	if (st.st_dev != now->dev || st.st_ino != now->ino)
		*now = identity_of(&st);
	return file_is_same_inode(now, identity) ? compare(now, identity) : FILE_REPLACED;
}

enum file_change file_changed(const struct file *file, const struct file_identity *identity)
{
	struct file_identity now;

	return file_look(file, identity, &now);
}
