/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lists of mounts say, which are given in the place of the system's. */
#include "support/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/outside.h"
#include "store/mounts.h"

static const char *list_path;            /* NULL: there is none */

int __wrap_outside_openat(int folder, const char *path, int flags, mode_t mode);

int __wrap_outside_openat(int folder, const char *path, int flags, mode_t mode)
{
	(void)folder;
	(void)mode;
	assert_string_equal(path, "/proc/self/mountinfo");
	if (list_path)
		return open(list_path, flags);
	errno = ENOENT;
	return -1;
}

static void give_list(struct tmpdir *dir, const char *text, size_t len)
{
	list_path = tmpdir_write(dir, "list", text, len);
}

static void knows_servers_by_their_type(void **state)
{
	static const struct {
		const char *list;
		bool have;
	} cases[] = {
		{ "", false },
		{ "\n\n", false },
		{ "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n", false },
		{ "21 1 8:1 / / rw - ext4 /dev/sda1 rw", false },
		{ "21 1 0:5 / /mnt rw,relatime shared:1 - nfs4 host:/ rw\n", true },
		{ "21 1 0:5 / /mnt rw - nfs host:/ rw", true },
		{ "21 1 0:5 / /mnt rw - nfsd nfsd rw\n", false },
		{ "21 1 0:5 / /mnt rw - nf x rw\n", false },
		{ "21 1 0:5 / /mnt rw - fuse.sshfs me@there: rw\n", true },
		{ "21 1 0:5 / /mnt rw - fuse x rw\n", true },
		{ "21 1 0:5 / /mnt rw - fusectl fusectl rw\n", false },
		{ "21 1 0:5 / /mnt rw - autofs systemd-1 rw\n", true },
		{ "21 1 0:5 / /mnt rw - cifs //host/share rw\n", true },
		/* A name is no type, and neither is a source. */
		{ "21 1 8:1 / /fuse rw - ext4 nfs nfs\n", false },
		{ "21 1 8:1 / /mnt rw -\n", false },
		{ "21 1 8:1 / /mnt rw - ", false },
		{ "nonsense\n21 1 8:1 / / rw - ext4 a rw\n22 1 0:6 / /m rw - 9p a rw\n", true },
	};
	struct tmpdir *dir = tmpdir_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		give_list(dir, cases[i].list, strlen(cases[i].list));
		if (mounts_have_servers() != cases[i].have)
			fail_msg("%s", cases[i].list);
	}
	list_path = NULL;
	assert_false(mounts_have_servers());
	assert_false(mounts_may_ask_for("/"));
	tmpdir_free(dir);
}

/* The number of the mount that has this name; 0 where the system does not tell without waiting. */
static uint64_t number_of(const char *path)
{
#ifdef STATX_MNT_ID
	struct { uint64_t flags, mode, resolve; } how = { O_PATH | O_CLOEXEC, 0, 0x20 };
	int fd = (int)syscall(437, AT_FDCWD, path, &how, sizeof how);
	struct statx st;

	if (fd < 0)
		return 0;
	if (statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &st) < 0 || !(st.stx_mask & STATX_MNT_ID))
		st.stx_mnt_id = 0;
	close(fd);
	return st.stx_mnt_id;
#else
	(void)path;
	return 0;
#endif
}

static void give_server(struct tmpdir *dir, uint64_t number)
{
	char text[200];

	snprintf(text, sizeof text,
		 "1 0 8:1 / / rw - ext4 a rw\n%" PRIu64 " 1 0:9 / /m rw - nfs a rw\n", number);
	give_list(dir, text, strlen(text));
}

/* The kernel does not say it where another's mount or rename came between: once is enough. */
static bool need_not_ask(const char *path)
{
	struct stat st;

	for (int i = 0; i < 1000; i++)
		if (stat(path, &st) == 0 && !mounts_may_ask_for(path))
			return true;
	return false;
}

static void finds_the_mount_of_a_name(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct stat st;
	char link[4096];

	(void)state;
	const char *path = tmpdir_write(dir, "file", "x", 1);
	snprintf(link, sizeof link, "%s", tmpdir_path(dir, "link"));
	assert_int_equal(symlink(path, link), 0);
	/* Then the kernel knows them. */
	assert_int_equal(stat(link, &st), 0);
	uint64_t number = number_of(path);
	if (number != 0) {
		give_server(dir, number);
		assert_true(mounts_may_ask_for(path));
		assert_true(mounts_may_ask_for(link));
		give_server(dir, number + 1000000);
		assert_true(need_not_ask(path));
		assert_true(need_not_ask(link));
	}
	/* Nobody knows where a name leads that was never looked at; nor one that is none. */
	give_server(dir, number + 1000000);
	assert_true(mounts_may_ask_for(tmpdir_path(dir, "never/seen")));
	assert_true(mounts_may_ask_for(""));
	give_list(dir, "1 0 8:1 / / rw - ext4 a rw\n", 27);
	assert_false(mounts_may_ask_for(tmpdir_path(dir, "never/seen")));
	tmpdir_free(dir);
}

/* Longer than what is read of it: nothing is certain. */
static void a_list_without_end_makes_nothing_certain(void **state)
{
	static const char line[] = "1 0 8:1 / / rw - ext4 a rw\n";
	struct tmpdir *dir = tmpdir_new();
	struct buf list = BUF_INIT;

	(void)state;
	while (list.len <= 1 << 20)
		buf_text(&list, line);
	buf_text(&list, "7 0 8:1 / / rw - nfs a rw\n");
	give_list(dir, buf_string(&list), list.len);
	assert_true(mounts_have_servers());
	assert_true(mounts_may_ask_for(list_path));
	buf_done(&list);
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_servers_by_their_type),
		cmocka_unit_test(finds_the_mount_of_a_name),
		cmocka_unit_test(a_list_without_end_makes_nothing_certain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
