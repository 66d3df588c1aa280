/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: the levels above are a list of names and where each stands, and only the folder of
 * the last one is open. The way back up is "..", which must be the folder that was left. So neither
 * the stack, nor the number of descriptors, nor the longest path that the system takes limits the
 * depth.
 *
 * Rejected: fts(3), which keeps whole paths and stops where they grow too long; nftw(3), whose
 * order is that of the disk.
 */
#include "cli/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

enum { FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOCTTY };

/* A folder. */
struct level {
	char **entries;          /* owned: a byte with the kind (DT_REG, …), then the name */
	size_t count, room;
	size_t next;             /* the entry to look at */
	size_t path_len;         /* of this folder in walk->path */
	dev_t device;
	ino_t inode;
};

struct walk {
	struct level *levels;    /* owned */
	size_t depth, room;
	int fd;                  /* of the last level */
	int file;                /* -1, or what was given to the caller */
	struct buf path;
};

static void free_level(struct level *level)
{
	for (size_t i = 0; i < level->count; i++)
		free(level->entries[i]);
	free(level->entries);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static bool tell(struct walk *walk, int sys, struct err *err)
{
	return err_sys(err, sys, "%s", buf_string(&walk->path));
}

static bool grow(void **items, size_t count, size_t *room, size_t size)
{
	size_t wanted = *room ? *room * 2 : 16;
	void *grown;

	if (count < *room)
		return true;
	grown = reallocarray(*items, wanted, size);
	if (!grown)
		return false;
	*items = grown;
	*room = wanted;
	return true;
}

static bool add_entry(struct level *level, const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);
	char *copy;

	if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
		return true;
	copy = malloc(len + 2);
	if (!copy || !grow((void **)&level->entries, level->count, &level->room, sizeof copy)) {
		free(copy);
		return false;
	}
	copy[0] = (char)entry->d_type;
	memcpy(copy + 1, entry->d_name, len + 1);
	level->entries[level->count++] = copy;
	return true;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a + 1, *(char *const *)b + 1);
}

/* Returns an errno; what was read before it stays. */
static int read_entries(struct level *level, int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0), sys = 0;
	DIR *folder = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *entry;

	if (!folder) {
		sys = errno;
		close_fd(&copy);
		return sys;
	}
	while (errno = 0, (entry = readdir(folder))) {
		if (!add_entry(level, entry)) {
			sys = ENOMEM;
			break;
		}
	}
	sys = sys ? sys : errno;
	closedir(folder);
	if (level->count > 0)
		qsort(level->entries, level->count, sizeof *level->entries, compare);
	return sys;
}

/* The folder open as fd, which is consumed, becomes the last level; walk->path names it. */
static bool enter(struct walk *walk, int fd, struct err *err)
{
	struct level level = { .path_len = walk->path.len };
	struct stat st;
	int sys = 0;

	if (!grow((void **)&walk->levels, walk->depth, &walk->room, sizeof level))
		sys = ENOMEM;
	else if (fstat(fd, &st) != 0)
		sys = errno;
	if (sys != 0) {
		close(fd);
		return tell(walk, sys, err);
	}
	level.device = st.st_dev;
	level.inode = st.st_ino;
	sys = read_entries(&level, fd);
	walk->levels[walk->depth++] = level;
	close_fd(&walk->fd);
	walk->fd = fd;
	return sys == 0 || tell(walk, sys, err);
}

/* Down into the folder `name`, unless there would be no way back. */
static bool descend(struct walk *walk, const char *name, struct err *err)
{
	int fd = openat(walk->fd, name, FOLDER_FLAGS | O_NOFOLLOW);
	struct stat st;

	if (fd < 0)
		return tell(walk, errno, err);
	if (fstatat(fd, "..", &st, 0) != 0) {
		int sys = errno;

		close(fd);
		return tell(walk, sys, err);
	}
	return enter(walk, fd, err);
}

static void leave_all(struct walk *walk)
{
	while (walk->depth > 0)
		free_level(&walk->levels[--walk->depth]);
	close_fd(&walk->fd);
}

/* Up from the last level, which is over. Without a way back all is. */
static bool ascend(struct walk *walk, struct err *err)
{
	const struct level *level;
	struct stat st;
	int fd;

	free_level(&walk->levels[--walk->depth]);
	if (walk->depth == 0)
		return true;
	level = &walk->levels[walk->depth - 1];
	fd = openat(walk->fd, "..", FOLDER_FLAGS);
	close_fd(&walk->fd);
	walk->fd = fd;
	walk->path.len = level->path_len;
	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_dev == level->device &&
	    st.st_ino == level->inode)
		return true;
	err_set(err, ERR_CHANGED, "%s: a folder below it was moved: the rest was not searched",
		buf_string(&walk->path));
	leave_all(walk);
	return false;
}

/* Opens it to be read; -1 with errno 0 when it is no regular file any more. */
static int open_file(struct walk *walk, const char *name)
{
	int fd = openat(walk->fd, name,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;

	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
		close_fd(&fd);
		errno = 0;
	} else if (fd < 0 && errno == ELOOP)
		errno = 0;
	return fd;
}

static unsigned char kind_of(struct walk *walk, const char *entry)
{
	unsigned char kind = (unsigned char)entry[0];
	struct stat st;

	if (kind != DT_UNKNOWN)
		return kind;
	if (fstatat(walk->fd, entry + 1, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return DT_UNKNOWN;
	return S_ISREG(st.st_mode) ? DT_REG : S_ISDIR(st.st_mode) ? DT_DIR : DT_CHR;
}

static bool name_entry(struct walk *walk, const struct level *level, const char *name)
{
	walk->path.len = level->path_len;
	if (walk->path.len > 0 && walk->path.data[walk->path.len - 1] != '/')
		buf_add_byte(&walk->path, '/');
	buf_text(&walk->path, name);
	if (buf_ok(&walk->path))
		return true;
	walk->path.failed = false;
	return false;
}

/* One step: an entry, or the way up. True with walk->file < 0: nothing to tell. */
static bool step(struct walk *walk, struct err *err)
{
	struct level *level = &walk->levels[walk->depth - 1];
	const char *entry;
	unsigned char kind;

	if (level->next == level->count)
		return ascend(walk, err);
	entry = level->entries[level->next++];
	if (!name_entry(walk, level, entry + 1))
		return err_nomem(err);
	kind = kind_of(walk, entry);
	if (kind == DT_DIR)
		return descend(walk, entry + 1, err);
	if (kind == DT_UNKNOWN)
		return tell(walk, errno, err);
	if (kind != DT_REG)
		return true;
	walk->file = open_file(walk, entry + 1);
	return walk->file >= 0 || errno == 0 || tell(walk, errno, err);
}

struct walk *walk_open(const char *folder, struct err *err)
{
	struct walk *walk = calloc(1, sizeof *walk);
	int fd;

	if (!walk) {
		err_nomem(err);
		return NULL;
	}
	walk->fd = walk->file = -1;
	buf_text(&walk->path, folder);
	fd = open(folder, FOLDER_FLAGS);
	if (fd < 0)
		tell(walk, errno, err);
	if (fd >= 0 && enter(walk, fd, err))
		return walk;
	walk_close(walk);
	return NULL;
}

enum walk_result walk_next(struct walk *walk, struct walk_file *file, struct err *err)
{
	close_fd(&walk->file);
	while (walk->depth > 0) {
		if (!step(walk, err))
			return WALK_TROUBLE;
		if (walk->file < 0)
			continue;
		*file = (struct walk_file){ buf_string(&walk->path), walk->file };
		return WALK_FILE;
	}
	return WALK_END;
}

void walk_close(struct walk *walk)
{
	if (!walk)
		return;
	leave_all(walk);
	close_fd(&walk->file);
	free(walk->levels);
	buf_done(&walk->path);
	free(walk);
}
