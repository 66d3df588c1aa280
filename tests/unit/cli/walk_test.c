/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/walk.h"

static void make_folder(struct tmpdir *dir, const char *name)
{
	assert_int_equal(mkdir(tmpdir_path(dir, name), 0700), 0);
}

/* The names of all files behind the folder's, one a line; "!" for trouble. */
static void list(struct tmpdir *dir, struct buf *out)
{
	size_t skip = strlen(tmpdir_path(dir, "")) + 1;
	enum walk_result result;
	struct walk_file file;
	struct err err;
	struct walk *walk = walk_open(tmpdir_path(dir, "."), &err);

	assert_non_null(walk);
	while ((result = walk_next(walk, &file, &err)) != WALK_END) {
		if (result == WALK_FILE)
			buf_format(out, "%s\n", file.name + skip);
		else
			buf_text(out, "!\n");
	}
	walk_close(walk);
}

static void sorted_and_without_links(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct buf names = BUF_INIT;

	(void)state;
	make_folder(dir, "m");
	make_folder(dir, "m/empty");
	make_folder(dir, "B");
	tmpdir_write(dir, "z", "z", 1);
	tmpdir_write(dir, "a", "a", 1);
	tmpdir_write(dir, "m/2", "2", 1);
	tmpdir_write(dir, "m/10", "10", 2);
	tmpdir_write(dir, "B/.hidden", "h", 1);
	tmpdir_write(dir, "m\xff\n", "x", 1);
	assert_int_equal(symlink("a", tmpdir_path(dir, "link")), 0);
	assert_int_equal(symlink("..", tmpdir_path(dir, "m/up")), 0);
	assert_int_equal(symlink("nowhere", tmpdir_path(dir, "broken")), 0);
	assert_int_equal(mkfifo(tmpdir_path(dir, "fifo"), 0600), 0);
	list(dir, &names);
	/* tmpdir_path(dir, ".") is what the names begin with. */
	assert_string_equal(buf_string(&names),
			    "./B/.hidden\n./a\n./m/10\n./m/2\n./m\xff\n\n./z\n");
	buf_done(&names);
	tmpdir_free(dir);
}

static void files_are_open(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct walk_file file;
	struct err err;
	struct walk *walk;
	char text[8];

	(void)state;
	tmpdir_write(dir, "a", "inside", 6);
	walk = walk_open(tmpdir_path(dir, ""), &err);
	assert_non_null(walk);
	assert_int_equal(walk_next(walk, &file, &err), WALK_FILE);
	assert_int_equal(read(file.fd, text, sizeof text), 6);
	assert_memory_equal(text, "inside", 6);
	assert_int_equal(walk_next(walk, &file, &err), WALK_END);
	assert_int_equal(walk_next(walk, &file, &err), WALK_END);
	walk_close(walk);
	assert_null(walk_open(tmpdir_path(dir, "a"), &err));
	assert_null(walk_open(tmpdir_path(dir, "none"), &err));
	tmpdir_free(dir);
}

/* Deeper than there are descriptors, and a path longer than the system takes. */
static void deep(void **state)
{
	enum { DEPTH = 1500, DESCRIPTORS = 32 };
	static const char name[] = "deep-folder";
	struct tmpdir *dir = tmpdir_new();
	struct rlimit limit, old;
	struct walk_file file;
	struct err err;
	struct walk *walk;
	int fd = open(tmpdir_path(dir, ""), O_RDONLY | O_DIRECTORY);

	(void)state;
	for (int i = 0; i < DEPTH; i++) {
		int below;

		assert_int_equal(mkdirat(fd, name, 0700), 0);
		below = openat(fd, name, O_RDONLY | O_DIRECTORY);
		assert_true(below >= 0);
		close(fd);
		fd = below;
	}
	close(openat(fd, "file", O_WRONLY | O_CREAT, 0600));
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	limit = old;
	limit.rlim_cur = DESCRIPTORS;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	walk = walk_open(tmpdir_path(dir, ""), &err);
	assert_non_null(walk);
	assert_int_equal(walk_next(walk, &file, &err), WALK_FILE);
	assert_true(strlen(file.name) > DEPTH * sizeof name);
	assert_int_equal(walk_next(walk, &file, &err), WALK_END);
	walk_close(walk);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	assert_int_equal(unlinkat(fd, "file", 0), 0);
	for (int i = 0; i < DEPTH; i++) {
		int above = openat(fd, "..", O_RDONLY | O_DIRECTORY);

		close(fd);
		fd = above;
		assert_int_equal(unlinkat(fd, name, AT_REMOVEDIR), 0);
	}
	close(fd);
	tmpdir_free(dir);
}

/* The way back does not lead to where the walk came from. */
static void moved_away(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct walk_file file;
	struct err err;
	struct walk *walk;

	(void)state;
	make_folder(dir, "top");
	make_folder(dir, "top/a");
	make_folder(dir, "other");
	tmpdir_write(dir, "top/a/file", "1", 1);
	tmpdir_write(dir, "top/z", "1", 1);
	tmpdir_write(dir, "other/secret", "1", 1);
	walk = walk_open(tmpdir_path(dir, "top"), &err);
	assert_non_null(walk);
	assert_int_equal(walk_next(walk, &file, &err), WALK_FILE);
	assert_int_equal(rename(tmpdir_path(dir, "top/a"), tmpdir_path(dir, "other/a")), 0);
	assert_int_equal(walk_next(walk, &file, &err), WALK_TROUBLE);
	assert_int_equal(err.code, ERR_CHANGED);
	assert_int_equal(walk_next(walk, &file, &err), WALK_END);
	walk_close(walk);
	tmpdir_free(dir);
}

/* A folder that may be listed but not passed through is told of, and the others follow. */
static void closed_folders(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct buf names = BUF_INIT;

	(void)state;
	if (geteuid() == 0) {
		tmpdir_free(dir);
		skip();
	}
	make_folder(dir, "a");
	make_folder(dir, "b");
	make_folder(dir, "c");
	tmpdir_write(dir, "a/file", "1", 1);
	tmpdir_write(dir, "c/file", "1", 1);
	tmpdir_write(dir, "d", "1", 1);
	chmod(tmpdir_path(dir, "a"), 0400);
	chmod(tmpdir_path(dir, "b"), 0);
	chmod(tmpdir_path(dir, "d"), 0);
	list(dir, &names);
	assert_string_equal(buf_string(&names), "!\n!\n./c/file\n!\n");
	buf_done(&names);
	chmod(tmpdir_path(dir, "a"), 0700);
	chmod(tmpdir_path(dir, "b"), 0700);
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorted_and_without_links),
		cmocka_unit_test(files_are_open),
		cmocka_unit_test(deep),
		cmocka_unit_test(moved_away),
		cmocka_unit_test(closed_folders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
