/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who else has a file: by any name, and without waiting. */
#include "support/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/lock.h"

static struct tmpdir *dir;

static struct file *open_file(const char *name)
{
	struct err err;
	struct file *file = file_open(tmpdir_path(dir, name), false, &err);

	if (!file)
		fail_msg("%s", err.text);
	return file;
}

/* Another process locks the file in one way or another, until *release is closed. */
enum way { WAY_FCNTL, WAY_OFD, WAY_FLOCK, WAY_LEASE };

static bool lock_in(enum way way, int fd)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };

	switch (way) {
	case WAY_FCNTL:
		return fcntl(fd, F_SETLK, &whole) == 0;
	case WAY_OFD:
		return fcntl(fd, F_OFD_SETLK, &whole) == 0;
	case WAY_FLOCK:
		return flock(fd, LOCK_EX | LOCK_NB) == 0;
	default:
		return fcntl(fd, F_SETLEASE, F_WRLCK) == 0;
	}
}

static pid_t lock_elsewhere(const char *path, enum way way, int *release)
{
	int ready[2], end[2];
	char byte = 'n';
	pid_t child;

	assert_int_equal(pipe2(ready, O_CLOEXEC) | pipe2(end, O_CLOEXEC), 0);
	child = fork();
	if (child == 0) {
		int fd = open(path, O_RDWR | O_CLOEXEC);

		close(end[1]);
		signal(SIGIO, SIG_IGN);
		byte = fd >= 0 && lock_in(way, fd) ? 'y' : 'n';
		if (write(ready[1], &byte, 1) == 1 && read(end[0], &byte, 1) == 0)
			_exit(0);
		_exit(1);
	}
	close(ready[1]);
	close(end[0]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	*release = end[1];
	if (byte == 'y')
		return child;
	close(end[1]);
	waitpid(child, NULL, 0);
	return -1;
}

static void two_see_each_other(void **state)
{
	struct lock one = { .fd = -1 }, two = { .fd = -1 };
	struct file *file, *other;

	(void)state;
	dir = tmpdir_new();
	tmpdir_write(dir, "a", "abc", 3);
	assert_int_equal(link(tmpdir_path(dir, "a"), tmpdir_path(dir, "b")), 0);
	file = open_file("a");
	other = open_file("b");
	assert_int_equal(lock_look(file), LOCK_NOBODY);
	assert_int_equal(lock_take(&one, file), LOCK_NOBODY);
	assert_true(lock_is_of(&one, &file->identity));
	/* By a hard link as well; who only looks takes nothing. */
	assert_int_equal(lock_look(other), LOCK_BURIN);
	assert_int_equal(lock_take(&two, other), LOCK_BURIN);
	lock_drop(&one);
	lock_drop(&one);
	assert_int_equal(lock_take(&one, file), LOCK_BURIN);
	lock_drop(&two);
	assert_int_equal(lock_take(&one, file), LOCK_NOBODY);
	lock_drop(&one);
	file_close(file);
	file_close(other);
	tmpdir_free(dir);
}

static void locks_of_others_are_seen(void **state)
{
	(void)state;
	for (enum way way = WAY_FCNTL; way <= WAY_LEASE; way++) {
		struct lock lock = { .fd = -1 };
		struct file *file;
		int release, status;
		pid_t child;

		dir = tmpdir_new();
		file = open_file(tmpdir_write(dir, "a", "abc", 3) ? "a" : "");
		/* A lease is given for what nobody else has open. */
		if (way == WAY_LEASE)
			file_close(file);
		child = lock_elsewhere(tmpdir_path(dir, "a"), way, &release);
		if (way == WAY_LEASE) {
			/* To open it breaks the lease: that is not waited for. */
			struct err err;

			file = child > 0 ? NULL : open_file("a");
			if (child > 0) {
				file = file_open(tmpdir_path(dir, "a"), false, &err);
				assert_true(file || err.sys == EAGAIN);
			}
		} else if (child > 0) {
			assert_int_equal(lock_take(&lock, file), LOCK_FOREIGN);
		}
		if (child > 0) {
			close(release);
			assert_int_equal(waitpid(child, &status, 0), child);
		}
		lock_drop(&lock);
		file_close(file);
		tmpdir_free(dir);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_see_each_other),
		cmocka_unit_test(locks_of_others_are_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
