/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/tmpdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/testing.h"

/*
 * A failed cmocka test leaves by longjmp, so "removed on success" needs no flag: the call of
 * tmpdir_free is simply not reached. Teardown functions would run in both cases and were not used.
 */

/* A path that was given out, kept until the folder goes. */
struct name {
	struct name *next; /* the one given out before */
	char path[];       /* whole, with its NUL */
};

/* The folder and the list of names in it. */
struct tmpdir {
	struct name *names; /* newest first */
	char *root;         /* absolute path of the folder */
};

static void *must(void *memory)
{
	if (!memory)
		fail_msg("out of memory in the test itself");
	return memory;
}

static char *join(const char *folder, const char *name)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	char *path = must(malloc(size));

	snprintf(path, size, "%s/%s", folder, name);
	return path;
}

struct tmpdir *tmpdir_new(void)
{
	const char *build = getenv("BURIN_BUILDDIR");
	char *scratch = join(build ? build : "/tmp", build ? "tests/tmp" : "");
	struct tmpdir *dir = must(calloc(1, sizeof(*dir)));

	if (mkdir(scratch, 0777) && errno != EEXIST)
		fail_msg("cannot make %s: %s", scratch, strerror(errno));
	dir->root = join(scratch, "test.XXXXXX");
	free(scratch);
	if (!mkdtemp(dir->root))
		fail_msg("cannot make %s: %s", dir->root, strerror(errno));
	return dir;
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info;
	(void)where;
	/* A folder that a test made read-only still has entries to remove. */
	return kind == FTW_DP ? rmdir(path) : unlink(path);
}

static int open_folder(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info;
	(void)where;
	return kind == FTW_D || kind == FTW_DNR ? chmod(path, 0700) : 0;
}

void tmpdir_free(struct tmpdir *dir)
{
	if (nftw(dir->root, open_folder, 16, FTW_PHYS) ||
		nftw(dir->root, remove_entry, 16, FTW_DEPTH | FTW_PHYS))
		fail_msg("cannot remove %s: %s", dir->root, strerror(errno));
	while (dir->names) {
		struct name *name = dir->names;

		dir->names = name->next;
		free(name);
	}
	free(dir->root);
	free(dir);
}

const char *tmpdir_path(struct tmpdir *dir, const char *name)
{
	size_t size = strlen(dir->root) + strlen(name) + 2;
	struct name *made = must(malloc(sizeof(*made) + size));

	snprintf(made->path, size, "%s%s%s", dir->root, *name ? "/" : "", name);
	made->next = dir->names;
	dir->names = made;
	return made->path;
}

static int create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0)
		fail_msg("cannot create %s: %s", path, strerror(errno));
	return fd;
}

const char *tmpdir_write(struct tmpdir *dir, const char *name, const void *data, size_t len)
{
	const char *path = tmpdir_path(dir, name);
	int fd = create(path);

	for (size_t done = 0; done < len;) {
		ssize_t count = write(fd, (const char *)data + done, len - done);

		if (count < 0)
			fail_msg("cannot write %s: %s", path, strerror(errno));
		done += (size_t)count;
	}
	close(fd);
	return path;
}

const char *tmpdir_sparse(struct tmpdir *dir, const char *name, uint64_t size)
{
	const char *path = tmpdir_path(dir, name);
	int fd = create(path);

	if (ftruncate(fd, (off_t)size))
		fail_msg("cannot make %s of that size: %s", path, strerror(errno));
	close(fd);
	return path;
}

void tmpdir_write_holes(const char *path, const void *data, size_t len)
{
	static const char zeroes[4096];
	int fd = create(path);

	if (ftruncate(fd, (off_t)len))
		fail_msg("cannot make %s of that size: %s", path, strerror(errno));
	for (size_t at = 0; at < len; at += sizeof zeroes) {
		size_t run = len - at < sizeof zeroes ? len - at : sizeof zeroes;
		const char *from = (const char *)data + at;

		if (memcmp(from, zeroes, run) != 0 && pwrite(fd, from, run, (off_t)at) !=
		    (ssize_t)run)
			fail_msg("cannot write %s: %s", path, strerror(errno));
	}
	close(fd);
}

char *tmpdir_read(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t room = 4096;
	char *data = must(malloc(room));
	ssize_t count;

	if (fd < 0)
		fail_msg("cannot open %s: %s", path, strerror(errno));
	*len = 0;
	while ((count = read(fd, data + *len, room - *len - 1)) > 0) {
		*len += (size_t)count;
		if (*len == room - 1)
			data = must(realloc(data, room *= 2));
	}
	if (count < 0)
		fail_msg("cannot read %s: %s", path, strerror(errno));
	close(fd);
	data[*len] = '\0';
	return data;
}

void tmpdir_check(struct tmpdir *dir, const char *name, const void *data, size_t len)
{
	size_t found;
	char *bytes = tmpdir_read(tmpdir_path(dir, name), &found);

	if (found != len)
		fail_msg("%s has %zu bytes, not %zu", name, found, len);
	assert_memory_equal(bytes, data, len);
	free(bytes);
}

size_t tmpdir_count(struct tmpdir *dir)
{
	DIR *folder = opendir(dir->root);
	size_t count = 0;

	if (!folder)
		fail_msg("cannot list %s: %s", dir->root, strerror(errno));
	while (readdir(folder))
		count++;
	closedir(folder);
	return count - 2; /* without "." and ".." */
}
