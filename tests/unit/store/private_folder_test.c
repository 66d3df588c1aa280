/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The private folder: what it makes, what it refuses, and that nothing in it is followed. */
#include "support/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/private_folder.h"

static struct private_folder *open_new(struct tmpdir *dir)
{
	struct err err;
	struct private_folder *folder = private_folder_open_path(tmpdir_path(dir, "a/b/state"),
								 true, &err);

	assert_non_null(folder);
	return folder;
}

static void is_made_for_the_user_alone(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct private_folder *folder = open_new(dir);
	struct stat st;
	struct err err;

	(void)state;
	assert_string_equal(private_folder_path(folder), tmpdir_path(dir, "a/b/state"));
	assert_int_equal(fstat(private_folder_fd(folder), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	private_folder_close(folder);
	folder = private_folder_open_path(tmpdir_path(dir, "a/b/state"), false, &err);
	assert_non_null(folder);
	private_folder_close(folder);
	assert_null(private_folder_open_path(tmpdir_path(dir, "none"), false, &err));
	assert_int_equal(err.sys, ENOENT);
	tmpdir_free(dir);
}

static void refuses_folders_that_are_not_private(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	const char *path = tmpdir_path(dir, "a/b/state");
	const char *link = tmpdir_path(dir, "link");
	struct err err;

	(void)state;
	private_folder_close(open_new(dir));
	for (mode_t bit = 1; bit < 0100; bit <<= 1) {
		assert_int_equal(chmod(path, 0700 | bit), 0);
		assert_null(private_folder_open_path(path, true, &err));
		assert_int_equal(err.code, ERR_REFUSED);
		assert_non_null(strstr(err.text, "chmod 700"));
	}
	assert_int_equal(chmod(path, 0700), 0);
	assert_int_equal(symlink(path, link), 0);
	assert_null(private_folder_open_path(link, true, &err));
	assert_int_equal(err.code, ERR_REFUSED);
	tmpdir_write(dir, "file", "x", 1);
	assert_null(private_folder_open_path(tmpdir_path(dir, "file"), true, &err));
	assert_int_equal(err.code, ERR_REFUSED);
	assert_null(private_folder_open_path("/proc/none/state", true, &err));
	assert_int_equal(err.code, ERR_IO);
	tmpdir_free(dir);
}

/* Only root can give a folder away, and only others meet one of root's. */
static void refuses_the_folder_of_another(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	const char *path = tmpdir_path(dir, "a/b/state");
	struct err err;

	(void)state;
	private_folder_close(open_new(dir));
	if (geteuid() == 0)
		assert_int_equal(chown(path, 12345, 12345), 0);
	else
		path = "/root";
	if (access(path, R_OK) == 0) {
		assert_null(private_folder_open_path(path, false, &err));
		assert_int_equal(err.code, ERR_REFUSED);
		assert_non_null(strstr(err.text, "another user"));
	}
	tmpdir_free(dir);
}

static void makes_and_opens_files(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct private_folder *folder = open_new(dir);
	mode_t mask = umask(0);
	struct stat st;
	struct err err;
	int fd = private_folder_create(folder, "k.log", &err);

	(void)state;
	umask(mask);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	assert_int_equal(write(fd, "abc", 3), 3);
	close(fd);
	assert_int_equal(private_folder_create(folder, "k.log", &err), -1);
	assert_int_equal(err.code, ERR_EXISTS);
	fd = private_folder_file(folder, "k.log", false, &err);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), -1);
	close(fd);
	fd = private_folder_file(folder, "k.log", true, &err);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
	assert_true(private_folder_remove(folder, "k.log", &err));
	assert_true(private_folder_remove(folder, "k.log", &err));
	assert_true(private_folder_sync(folder, &err));
	assert_int_equal(private_folder_file(folder, "k.log", false, &err), -1);
	assert_int_equal(err.sys, ENOENT);
	private_folder_close(folder);
	tmpdir_free(dir);
}

static void check_refused(struct private_folder *folder, const char *name)
{
	struct err err;

	for (int writing = 0; writing < 2; writing++) {
		assert_int_equal(private_folder_file(folder, name, writing != 0, &err), -1);
		assert_int_equal(err.code, ERR_REFUSED);
	}
	assert_int_equal(private_folder_create(folder, name, &err), -1);
	assert_int_equal(err.code, ERR_EXISTS);
}

static void refuses_what_is_no_plain_private_file(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct private_folder *folder = open_new(dir);
	int at = private_folder_fd(folder);
	const char *target = tmpdir_write(dir, "target", "secret", 6);

	(void)state;
	assert_int_equal(chmod(target, 0600), 0);
	assert_int_equal(symlinkat(target, at, "symlink"), 0);
	assert_int_equal(symlinkat("nowhere", at, "dangling"), 0);
	assert_int_equal(mkfifoat(at, "fifo", 0600), 0);
	assert_int_equal(mkdirat(at, "folder", 0700), 0);
	assert_int_equal(linkat(AT_FDCWD, target, at, "hard", 0), 0);
	check_refused(folder, "symlink");
	check_refused(folder, "dangling");
	check_refused(folder, "fifo");
	check_refused(folder, "folder");
	check_refused(folder, "hard");
	assert_int_equal(unlinkat(at, "hard", 0), 0);
	for (mode_t bit = 1; bit < 0100; bit <<= 1) {
		int fd = openat(at, "open", O_CREAT | O_WRONLY, 0600);

		assert_true(fd >= 0 && fchmod(fd, 0600 | bit) == 0);
		close(fd);
		check_refused(folder, "open");
	}
	if (geteuid() == 0) {
		assert_int_equal(fchmodat(at, "open", 0600, 0), 0);
		assert_int_equal(fchownat(at, "open", 12345, 12345, 0), 0);
		check_refused(folder, "open");
	}
	tmpdir_check(dir, "target", "secret", 6);
	private_folder_close(folder);
	tmpdir_free(dir);
}

static void check_is_at(const char *expected)
{
	struct err err;
	struct private_folder *folder = private_folder_open(true, &err);

	assert_non_null(folder);
	assert_string_equal(private_folder_path(folder), expected);
	private_folder_close(folder);
}

static void is_where_the_environment_says(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct err err;

	(void)state;
	setenv("HOME", tmpdir_path(dir, ""), 1);
	setenv("XDG_STATE_HOME", tmpdir_path(dir, "xdg"), 1);
	check_is_at(tmpdir_path(dir, "xdg/burin"));
	setenv("XDG_STATE_HOME", "relative", 1);
	check_is_at(tmpdir_path(dir, ".local/state/burin"));
	unsetenv("XDG_STATE_HOME");
	check_is_at(tmpdir_path(dir, ".local/state/burin"));
	/* A home of somebody else is not used; what the password file says is not made here. */
	if (geteuid() == 0) {
		struct private_folder *folder;

		assert_int_equal(mkdir(tmpdir_path(dir, "other"), 0700), 0);
		assert_int_equal(chown(tmpdir_path(dir, "other"), 12345, 12345), 0);
		setenv("HOME", tmpdir_path(dir, "other"), 1);
		folder = private_folder_open(false, &err);
		assert_true(folder || err.code == ERR_IO);
		if (folder)
			assert_null(strstr(private_folder_path(folder), "other"));
		else
			assert_null(strstr(err.text, "other"));
		private_folder_close(folder);
	}
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_made_for_the_user_alone),
		cmocka_unit_test(refuses_folders_that_are_not_private),
		cmocka_unit_test(refuses_the_folder_of_another),
		cmocka_unit_test(makes_and_opens_files),
		cmocka_unit_test(refuses_what_is_no_plain_private_file),
		cmocka_unit_test(is_where_the_environment_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
