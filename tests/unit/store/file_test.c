/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "pattern_file.h"
#include "store/file.h"
#include "support/fail.h"

static struct file *must_open(const char *path, bool for_writing)
{
	struct err err = { 0 };
	struct file *file = file_open(path, for_writing, &err);

	if (!file)
		fail_msg("%s", err.text);
	return file;
}

static struct source *must_source(const struct file *file, uint64_t off, uint64_t len,
				  bool writable, bool no_map)
{
	struct err err = { 0 };
	struct source *source = file_source(file, off, len, writable, no_map, &err);

	if (!source)
		fail_msg("%s", err.text);
	return source;
}

static void opens_regular_files(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	const char *path = tmpdir_path(dir, "file");

	(void)state;
	close(pattern_open(dir, "file", 5000));
	assert_int_equal(symlink("file", tmpdir_path(dir, "link")), 0);
	for (int i = 0; i < 4; i++) {
		const char *name = i & 1 ? tmpdir_path(dir, "link") : path;
		struct file *file = must_open(name, i & 2);

		assert_int_equal(file->kind, FILE_REGULAR);
		assert_string_equal(file->path, name);
		assert_int_equal(file->size, 5000);
		assert_int_equal(file->identity.size, 5000);
		assert_true(file->can_write);
		assert_int_equal(file->writable, (i & 2) != 0);
		assert_int_equal(fcntl(file->fd, F_GETFL) & O_NONBLOCK, 0);
		assert_int_equal(fcntl(file->fd, F_GETFD), FD_CLOEXEC);
		assert_int_equal(file_changed(file, &file->identity), FILE_SAME);
		file_close(file);
	}
	file_close(NULL);
	tmpdir_free(dir);
}

static void opens_empty_and_strange_names(void **state)
{
	static const char *const names[] = { "-x", "--", "-", "+7", "shm", "a b\n", "\xff\xfe" };
	struct tmpdir *dir = tmpdir_new();
	int back = open(".", O_RDONLY | O_DIRECTORY);

	(void)state;
	assert_int_equal(chdir(tmpdir_path(dir, "")), 0);
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		int fd = open(names[i], O_WRONLY | O_CREAT, 0600);

		/* Not every file system takes every name. */
		if (fd < 0)
			continue;
		close(fd);
		struct file *file = must_open(names[i], true);
		assert_int_equal(file->kind, FILE_REGULAR);
		assert_int_equal(file->size, 0);
		struct source *source = must_source(file, 0, 0, true, false);
		assert_int_equal(source_size(source), 0);
		source_close(source);
		file_close(file);
	}
	assert_int_equal(fchdir(back), 0);
	close(back);
	tmpdir_free(dir);
}

static void make_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_true(fd >= 0 && strlen(path) < sizeof address.sun_path);
	strcpy(address.sun_path, path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	close(fd);
}

/* Quickly: a FIFO that nobody writes to would hang, and the alarm would end this program. */
static void refuses_other_kinds(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	const char *fifo = tmpdir_path(dir, "fifo"), *sock = tmpdir_path(dir, "sock");

	(void)state;
	assert_int_equal(mkfifo(fifo, 0600), 0);
	make_socket(sock);
	const struct {
		const char *path, *message;
	} rows[] = {
		{ tmpdir_path(dir, ""), ": is a directory" },
		{ fifo, ": is a FIFO; use - to read standard input" },
		{ sock, ": is a socket" },
		{ "/dev/null", ": is a character device" },
		{ "/dev/zero", ": is a character device" },
		{ "/proc/self/mem", ": is the memory of a process" },
	};

	alarm(20);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		for (int for_writing = 0; for_writing < 2; for_writing++) {
			struct err err = { 0 };

			assert_null(file_open(rows[i].path, (unsigned)(for_writing), &err));
			assert_int_equal(err.code, ERR_REFUSED);
			assert_memory_equal(err.text, rows[i].path, strlen(rows[i].path));
			assert_non_null(strstr(err.text, rows[i].message));
		}
	}
	alarm(0);
	tmpdir_free(dir);
}

static void says_when_there_is_none(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	const char *loop = tmpdir_path(dir, "loop");
	struct err err = { 0 };

	(void)state;
	assert_null(file_open(tmpdir_path(dir, "none"), false, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(err.sys, ENOENT);
	assert_non_null(strstr(err.text, "none: "));
	assert_null(file_open("", true, &err));
	assert_int_equal(err.sys, ENOENT);
	assert_int_equal(symlink("loop", loop), 0);
	assert_null(file_open(loop, false, &err));
	assert_int_equal(err.sys, ELOOP);
	tmpdir_free(dir);
}

/* In a child, since the superuser has every permission and must give it away first. */
static void check_permissions(const char *folder)
{
	struct err err;
	struct file *file;

	if (chdir(folder) != 0 || (geteuid() == 0 && seteuid(65534) != 0))
		_exit(1);
	file = file_open("fixed", true, &err);
	if (!file || file->writable || file->can_write)
		_exit(2);
	if (file_source(file, 0, 1, true, false, &err) || err.code != ERR_READONLY)
		_exit(3);
	file_close(file);
	file = file_open("free", false, &err);
	if (!file || file->writable || !file->can_write)
		_exit(4);
	file_close(file);
	if (file_open("secret", false, &err) || err.sys != EACCES)
		_exit(5);
	_exit(0);
}

static void knows_permissions(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	int status;

	(void)state;
	assert_int_equal(chmod(tmpdir_path(dir, ""), 0755), 0);
	assert_int_equal(chmod(tmpdir_write(dir, "fixed", "abc", 3), 0444), 0);
	assert_int_equal(chmod(tmpdir_write(dir, "free", "abc", 3), 0666), 0);
	assert_int_equal(chmod(tmpdir_write(dir, "secret", "abc", 3), 0000), 0);
	pid_t child = fork();
	if (child == 0)
		check_permissions(tmpdir_path(dir, ""));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	tmpdir_free(dir);
}

static void reads_made_up_files_to_their_end(void **state)
{
	static const char *const paths[] = {
		"/proc/self/status", "/proc/version", "/proc/self/maps",
		"/sys/kernel/mm/transparent_hugepage/enabled", "/sys/kernel/uevent_seqnum",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(paths); i++) {
		if (access(paths[i], R_OK) != 0)
			continue;
		struct file *file = must_open(paths[i], false);
		size_t len = 0;
		char *text = tmpdir_read(paths[i], &len);
		struct source *source = must_source(file, 0, file->size, false, false);
		uint8_t byte;
		int why;

		assert_int_equal(file->kind, FILE_SPOOL);
		assert_string_equal(file->path, paths[i]);
		assert_in_range(file->size, 1, 1 << 20);
		assert_false(file->can_write);
		assert_int_equal(source_read(source, file->size - 1, &byte, 1, &why), 1);
		assert_int_equal(byte, '\n');
		assert_int_equal(file_changed(file, &file->identity), FILE_SAME);
		if (strcmp(paths[i], "/proc/version") == 0)
			assert_int_equal(file->size, len);
		free(text);
		source_close(source);
		file_close(file);
	}
}

static void opens_shared_memory(void **state)
{
	char name[64], path[80];
	struct err err = { 0 };
	char back[6] = "";

	(void)state;
	snprintf(name, sizeof name, "/burin-test-%ld", (long)getpid());
	int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 10000), 0);
	for (int slash = 0; slash < 2; slash++) {
		snprintf(path, sizeof path, "shm:%s", slash ? name : name + 1);
		struct file *file = must_open(path, true);
		struct source *source = must_source(file, 5, 9000, true, false);

		assert_int_equal(file->kind, FILE_SHM);
		assert_int_equal(file->size, 10000);
		assert_true(file->can_map && file->can_write && file->writable);
		assert_true(source_poke(source, 95, slash ? "chise" : "burin", 5, &err));
		assert_int_equal(pread(fd, back, 5, 100), 5);
		assert_string_equal(back, slash ? "chise" : "burin");
		source_close(source);
		file_close(file);
		file = must_open(path, false);
		assert_true(file->can_write && !file->writable);
		assert_int_equal(file_changed(file, &file->identity), FILE_SAME);
		assert_int_equal(ftruncate(fd, 10001 + slash), 0);
		assert_int_equal(file_changed(file, &file->identity), FILE_MODIFIED);
		assert_int_equal(ftruncate(fd, 10000), 0);
		file_close(file);
	}
	close(fd);
	shm_unlink(name);
	assert_null(file_open(path, false, &err));
	assert_int_equal(err.sys, ENOENT);
	assert_null(file_open("shm:", false, &err));
	assert_null(file_open("shm:a/b", false, &err));
}

/* Reading only, of whatever disk there is. */
static void opens_block_devices(void **state)
{
	static const char *const paths[] = { "/dev/vda", "/dev/sda", "/dev/nvme0n1", "/dev/loop0" };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(paths); i++) {
		if (access(paths[i], R_OK) != 0)
			continue;
		struct err err;
		struct file *file = file_open(paths[i], false, &err);

		/* A container may show the name without letting anybody open it. */
		if (!file)
			continue;
		assert_int_equal(file->kind, FILE_BLOCK);
		assert_false(file->can_map);
		assert_int_equal(file->size % 512, 0);
		struct source *source = must_source(file, 0, file->size, false, false);
		assert_string_equal(source_kind(source), "read by blocks");
		source_close(source);
		file_close(file);
	}
}

/* Writes to a pipe in a child; returns the end to read. */
static int start_writer(size_t len, bool nonblocking)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	if (fork() == 0) {
		for (size_t i = 0; i < len; i++) {
			uint8_t byte = pattern_at(i);

			if (i % 1000 == 0)
				usleep(100);
			if (write(ends[1], &byte, 1) != 1)
				break;
		}
		_exit(0);
	}
	close(ends[1]);
	if (nonblocking)
		assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	return ends[0];
}

static void spools_a_pipe(void **state)
{
	enum { LEN = 100001 };
	static uint8_t back[LEN];
	struct err err = { 0 };

	(void)state;
	signal(SIGPIPE, SIG_DFL);
	for (int i = 0; i < 4; i++) {
		int fd = start_writer(LEN, i & 1);
		struct file *file = file_spool(fd, i & 2 ? LEN - 1 : LEN, &err);
		int why;

		close(fd);
		assert_true(wait(NULL) > 0);
		if (i & 2) {
			assert_null(file);
			assert_int_equal(err.code, ERR_RANGE);
			assert_non_null(strstr(err.text, "standard input"));
			continue;
		}
		assert_non_null(file);
		assert_int_equal(file->kind, FILE_SPOOL);
		assert_null(file->path);
		assert_int_equal(file->size, LEN);
		assert_false(file->can_write);
		struct source *source = must_source(file, 1, LEN - 1, false, false);
		assert_int_equal(file_changed(file, &file->identity), FILE_SAME);
		file_close(file);
		assert_int_equal(source_read(source, 0, back, LEN, &why), LEN - 1);
		assert_int_equal(pattern_right(back, 1, LEN - 1), LEN - 1);
		source_close(source);
	}
	struct file *file = file_spool(open("/dev/null", O_RDONLY), 0, &err);
	assert_non_null(file);
	assert_int_equal(file->size, 0);
	file_close(file);
	assert_null(file_spool(-1, 10, &err));
	assert_int_equal(err.sys, EBADF);
}

static void gives_sources(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct err err = { 0 };
	uint8_t back[100];
	int why;

	(void)state;
	close(pattern_open(dir, "file", 50000));
	for (int i = 0; i < 4; i++) {
		struct file *file = must_open(tmpdir_path(dir, "file"), true);
		bool writable = i & 1, no_map = i & 2;

		if (i == 3)
			assert_true(file->can_map);
		struct source *source = must_source(file, 12345, 20000, writable, no_map);
		file_close(file);
		assert_int_equal(source_size(source), 20000);
		assert_int_equal(source_can_poke(source), writable);
		assert_int_equal(strncmp(source_kind(source), "mapped", 6) == 0, !no_map);
		assert_int_equal(source_read(source, 19990, back, 100, &why), 10);
		assert_int_equal(pattern_right(back, 12345 + 19990, 10), 10);
		source_close(source);
	}
	/* Without room for a mapping it reads by blocks. */
	struct file *file = must_open(tmpdir_path(dir, "file"), false);
	fail_from("mmap", 0, ENOMEM);
	struct source *source = file_source(file, 0, 100, false, false, &err);
	fail_reset();
	assert_non_null(source);
	assert_string_equal(source_kind(source), "read by blocks");
	source_close(source);
	file_close(file);
	tmpdir_free(dir);
}

static void notices_changes(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	const char *path = tmpdir_write(dir, "file", "abc", 3);
	struct file *file = must_open(path, false);
	struct file_identity seen = file->identity;
	struct err err;

	(void)state;
	int fd = open(path, O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "d", 1), 1);
	close(fd);
	assert_int_equal(file_changed(file, &seen), FILE_MODIFIED);
	assert_true(file_identify(file->fd, &seen, &err));
	assert_int_equal(seen.size, 4);
	assert_int_equal(file_changed(file, &seen), FILE_SAME);
	const struct timespec times[2] = { { 1, 0 }, { 1, 5 } };
	assert_int_equal(futimens(file->fd, times), 0);
	assert_int_equal(file_changed(file, &seen), FILE_MODIFIED);
	assert_true(file_identify(file->fd, &seen, &err));

	const char *other = tmpdir_write(dir, "other", "abcd", 4);
	assert_int_equal(rename(other, path), 0);
	assert_int_equal(file_changed(file, &seen), FILE_REPLACED);
	/* A save that put a new file there remembers the new one. */
	fd = open(path, O_RDONLY);
	assert_true(file_identify(fd, &seen, &err));
	assert_int_equal(file_changed(file, &seen), FILE_SAME);
	assert_int_equal(truncate(path, 1), 0);
	assert_int_equal(file_changed(file, &seen), FILE_MODIFIED);
	close(fd);

	assert_int_equal(unlink(path), 0);
	assert_int_equal(file_changed(file, &seen), FILE_GONE);
	assert_false(file_identify(-1, &seen, &err));
	assert_int_equal(err.sys, EBADF);
	file_close(file);
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_regular_files),
		cmocka_unit_test(opens_empty_and_strange_names),
		cmocka_unit_test(refuses_other_kinds),
		cmocka_unit_test(says_when_there_is_none),
		cmocka_unit_test(knows_permissions),
		cmocka_unit_test(reads_made_up_files_to_their_end),
		cmocka_unit_test(opens_shared_memory),
		cmocka_unit_test(opens_block_devices),
		cmocka_unit_test(spools_a_pipe),
		cmocka_unit_test(gives_sources),
		cmocka_unit_test(notices_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
