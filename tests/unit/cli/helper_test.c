/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a confined process can not do any more, what the helper does for it, and parsers that do
 * their worst. Each confinement is made in a child, which ends with the number of the first check
 * that failed. */
#include "support/testing.h"

#include "cli/helper.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/confine.h"
#include "base/outside.h"
#include "base/seccomp.h"
#include "scan/charset.h"

/* A line of a child's work: ends it with the line's number when it does not hold. */
#define CHECK(what) do { if (!(what)) _exit(__LINE__ % 200 + 20); } while (0)

enum { SKIPPED = 1 };

static const char *inside, *other;       /* folders */

static const char *at(const char *folder, const char *name)
{
	static char paths[4][512];
	static int turn;
	char *path = paths[turn++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static bool is_denied(int result, int error)
{
	return result < 0 && errno == error;
}

static void confine(enum confine_kind kind)
{
	struct confine confine;

	confine_begin(&confine, kind);
	confine_keep_folder(&confine, inside);
	if (!confine.has_landlock || !seccomp_is_built())
		_exit(SKIPPED);
	CHECK(confine_end(&confine));
}

static void check_no_processes(void)
{
	char *const argv[] = { (char *)"true", NULL };

	CHECK(is_denied(execv("/bin/true", argv), EPERM));
	CHECK(is_denied((int)fork(), EPERM));
	CHECK(is_denied((int)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0), EPERM));
	CHECK(is_denied((int)syscall(435, NULL, 0), ENOSYS));
	CHECK(is_denied(socket(AF_INET, SOCK_STREAM, 0), EPERM));
	CHECK(is_denied((int)syscall(SYS_ptrace, 0, 0, 0, 0), EPERM));
	CHECK(is_denied(ioctl(0, TIOCSTI, "x"), EPERM));
	CHECK(is_denied((int)syscall(SYS_unshare, 0), EPERM));
	CHECK(is_denied((int)syscall(SYS_open_by_handle_at, 0, 0, 0), EPERM));
}

static void *do_nothing(void *argument)
{
	return argument;
}

static int write_file(const char *path)
{
	return open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
}

static void viewer(void)
{
	struct err err;
	int given[2], null = open("/dev/null", O_RDWR);
	const int fds[3] = { null, null, null };

	CHECK(pipe(given) == 0);
	CHECK(helper_start(HELPER_VIEWER, NULL, &err));
	confine(CONFINE_VIEWER);
	check_no_processes();
	CHECK(is_denied(open(at(inside, "there"), O_RDONLY), EACCES));
	CHECK(is_denied(open("/etc/passwd", O_RDONLY), EACCES));
	CHECK(is_denied(write_file(at(inside, "new")), EACCES));
	CHECK(is_denied(unlink(at(inside, "there")), EACCES));
	CHECK(is_denied(truncate(at(inside, "there"), 0), EACCES));
	CHECK(outside_openat(AT_FDCWD, at(other, "there"), O_RDONLY, 0) >= 0);
	CHECK(is_denied(outside_openat(AT_FDCWD, at(other, "there"), O_RDWR, 0), EACCES));
	CHECK(is_denied(outside_openat(AT_FDCWD, at(other, "new"), O_CREAT, 0600), EACCES));
	CHECK(is_denied(outside_openat(AT_FDCWD, at(other, "there"), O_TRUNC, 0), EACCES));
	CHECK(is_denied(outside_openat(AT_FDCWD, other, O_TMPFILE | O_RDWR, 0600), EACCES));
	CHECK(is_denied(outside_unlinkat(AT_FDCWD, at(other, "there"), 0), EPERM));
	CHECK(is_denied(outside_renameat2(AT_FDCWD, at(other, "there"), AT_FDCWD,
					  at(other, "x"), 0), EPERM));
	CHECK(outside_run("touch x", fds, &err) < 0 && err.code == ERR_REFUSED);
	CHECK(write(given[1], "x", 1) == 1);
}

static void editor(void)
{
	pthread_t thread;
	struct err err;
	int fd, folder;

	CHECK(helper_start(HELPER_EDITOR, NULL, &err));
	confine(CONFINE_EDITOR);
	check_no_processes();
	CHECK(pthread_create(&thread, NULL, do_nothing, NULL) == 0);
	CHECK(pthread_join(thread, NULL) == 0);
	CHECK(write_file(at(inside, "new")) >= 0);
	CHECK(rename(at(inside, "new"), at(inside, "newer")) == 0);
	CHECK(unlink(at(inside, "newer")) == 0);
	CHECK(is_denied(write_file(at(other, "new")), EACCES));
	CHECK(is_denied(symlink("x", at(inside, "link")), EACCES));
	CHECK(is_denied(rename(at(inside, "there"), at(other, "moved")), EXDEV) ||
	      errno == EACCES);
	/* By the helper: made without a name, named, exchanged, removed. */
	folder = outside_openat(AT_FDCWD, other, O_RDONLY | O_DIRECTORY, 0);
	CHECK(folder >= 0);
	fd = outside_openat(folder, ".", O_TMPFILE | O_RDWR, 0600);
	if (fd >= 0) {
		CHECK(write(fd, "new", 3) == 3);
		CHECK(outside_name_file(fd, folder, "named") == 0);
		CHECK(is_denied(outside_name_file(fd, folder, "there"), EEXIST));
	} else {
		CHECK(outside_openat(folder, "named", O_CREAT | O_RDWR, 0600) >= 0);
	}
	CHECK(outside_renameat2(folder, "named", folder, "again", 0) == 0);
	CHECK(outside_linkat(folder, "again", folder, "twice", 0) == 0);
	CHECK(outside_unlinkat(folder, "again", 0) == 0);
	CHECK(outside_unlinkat(folder, "twice", 0) == 0);
	CHECK(is_denied(outside_unlinkat(folder, "twice", 0), ENOENT) || errno == EACCES);
	CHECK(is_denied(outside_openat(folder, "nothing", O_RDONLY, 0), ENOENT));
}

/* The helper is gone: refused, and the process lives. */
static void alone(void)
{
	int ends[2];
	struct err err;

	CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
	close(ends[1]);
	outside_set_helper(ends[0]);
	confine(CONFINE_EDITOR);
	CHECK(is_denied(outside_openat(AT_FDCWD, at(other, "there"), O_RDONLY, 0), EACCES));
	CHECK(outside_run("true", (int[]){ 0, 1, 2 }, &err) < 0 && err.code == ERR_REFUSED);
	CHECK(strstr(err.text, "gone"));
	CHECK(open(at(inside, "there"), O_RDONLY) >= 0);
}

static void in_child(void (*work)(void))
{
	struct tmpdir *a = tmpdir_new(), *b = tmpdir_new();
	int status;
	pid_t pid;

	inside = tmpdir_path(a, "");
	other = tmpdir_path(b, "");
	tmpdir_write(a, "there", "1", 1);
	tmpdir_write(b, "there", "2", 1);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		/* A name may have been made meanwhile by another test of this program. */
		outside_set_helper(-1);
		work();
		_exit(0);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) > SKIPPED)
		fail_msg("the check of line %d (or 200 more or less) failed",
			 WEXITSTATUS(status) - 20);
	tmpdir_free(a);
	tmpdir_free(b);
	if (WEXITSTATUS(status) == SKIPPED)
		skip();
}

static void a_viewer_is_confined(void **state)
{
	(void)state;
	in_child(viewer);
}

static void an_editor_is_confined(void **state)
{
	(void)state;
	in_child(editor);
}

static void it_lives_without_the_helper(void **state)
{
	(void)state;
	in_child(alone);
}

/* Any message is answered, nothing happens, no descriptor stays. */
static void garbage_is_answered(void **state)
{
	struct random random;
	int ends[2], before, after;

	(void)state;
	random_start(&random);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	before = dup(0);
	close(before);
	for (int i = 0; i < 5000; i++) {
		uint8_t message[sizeof(struct outside_request) + 64];
		struct outside_request *request = (struct outside_request *)message;
		struct outside_reply reply;
		size_t len = random_below(&random, sizeof(message)) + 1;

		for (size_t b = 0; b < sizeof(message); b++)
			message[b] = random_below(&random, 4) ? 0 : 0xff;
		if (random_below(&random, 4))
			request->op = (uint32_t)random_below(&random, OUTSIDE_OPS + 1);
		if (random_below(&random, 4))
			request->texts = (uint32_t)random_below(&random, OUTSIDE_TEXTS + 2);
		assert_int_equal(send(ends[0], message, len, 0), (ssize_t)len);
		assert_true(helper_serve(ends[1], HELPER_VIEWER, NULL));
		assert_int_equal(recv(ends[0], &reply, sizeof(reply), 0), sizeof(reply));
		assert_int_not_equal(reply.error, 0);
	}
	after = dup(0);
	close(after);
	assert_int_equal(before, after);
	close(ends[0]);
	assert_false(helper_serve(ends[1], HELPER_VIEWER, NULL));
	close(ends[1]);
}

/* --- parsers --- */

static int reversing;

static void *prepare(const uint8_t *bytes, size_t len)
{
	(void)bytes, (void)len;
	return &reversing;
}

static void *fail_to_prepare(const uint8_t *bytes, size_t len)
{
	(void)bytes, (void)len;
	return NULL;
}

static bool reverse(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply)
{
	assert(prepared == &reversing);
	while (len > 0)
		buf_add_byte(reply, bytes[--len]);
	return true;
}

static bool bomb(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply)
{
	size_t taken = 0;

	(void)prepared, (void)bytes, (void)len;
	for (;;) {
		char *block = malloc(1 << 20);
		if (!block)
			break;
		for (size_t i = 0; i < 1 << 20; i += 4096)
			((volatile char *)block)[i] = 1;
		taken++;
	}
	if (taken >= 1024)
		return false;
	buf_text(reply, "limited");
	return true;
}

static bool loop(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply)
{
	volatile bool forever = true;

	(void)prepared, (void)bytes, (void)len, (void)reply;
	while (forever)
		;
	return true;
}

static bool crash(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply)
{
	(void)prepared, (void)bytes, (void)len, (void)reply;
	raise(SIGKILL);
	return true;
}

static bool flood(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply)
{
	(void)prepared, (void)bytes, (void)len;
	buf_fill(reply, 'x', 1 << 20);
	return true;
}

static bool peek(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply)
{
	(void)prepared, (void)bytes, (void)len;
	buf_format(reply, "%d", open("/etc/passwd", O_RDONLY));
	return true;
}

static bool refuse(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply)
{
	(void)prepared, (void)bytes, (void)len, (void)reply;
	return false;
}

static const struct confined_parser parsers[] = {
	{ "reverse", prepare, reverse }, { "unready", fail_to_prepare, reverse },
	{ "bomb", NULL, bomb }, { "loop", NULL, loop },
	{ "crash", NULL, crash }, { "flood", NULL, flood }, { "peek", NULL, peek },
	{ "refuse", NULL, refuse }, { .name = NULL },
};

static void parsers_are_confined(void **state)
{
	static const struct { const char *name, *answer, *why; } cases[] = {
		{ "reverse", "cba", NULL },
		{ "loop", NULL, "failed on these bytes" },
		{ "crash", NULL, "failed on these bytes" },
		{ "flood", NULL, "too long an answer" },
		{ "refuse", NULL, "failed on these bytes" },
		{ "nobody", NULL, "can not be started" },
		{ "unready", NULL, "failed on these bytes" },
		{ "peek", NULL, "failed on these bytes" },
		{ "bomb", "limited", NULL },
		{ "reverse", "cba", NULL },
	};
	struct buf reply = BUF_INIT;
	struct err err;
	const char *instrumented = getenv("BURIN_INSTRUMENTED");

	(void)state;
	/* Sanitizers need more of the system than a parser gets. */
	if (!seccomp_is_built() || (instrumented && strcmp(instrumented, "yes") == 0))
		skip();
	assert_true(helper_start(HELPER_VIEWER, parsers, &err));
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		bool ok = confined_run(cases[i].name, (const uint8_t *)"abc", 3, &reply, 1000,
				       &err);
		if (ok != (cases[i].answer != NULL))
			fail_msg("%s: %s", cases[i].name, ok ? "answered" : err.text);
		if (ok)
			assert_string_equal(buf_string(&reply), cases[i].answer);
		else if (!strstr(err.text, cases[i].why))
			fail_msg("%s: %s", cases[i].name, err.text);
	}
	buf_done(&reply);
	outside_set_helper(-1);
}

/* Modules of iconv are loaded before the process is confined. */
static void tables_are_made_by_the_helper(void **state)
{
	static const struct confined_parser maker[] = {
		{ "charset", charset_prepare, charset_parse }, { .name = NULL },
	};
	static const char *const names[] = { "koi8-r", "shift-jis", "gb18030" };
	struct buf own = BUF_INIT, reply = BUF_INIT;
	struct err err;
	const char *instrumented = getenv("BURIN_INSTRUMENTED");

	(void)state;
	if (!seccomp_is_built() || (instrumented && strcmp(instrumented, "yes") == 0))
		skip();
	/* So the program knows of encodings before it makes its helper. */
	charset_unref(charset_open("cp1252", &err));
	assert_true(helper_start(HELPER_VIEWER, maker, &err));
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		const uint8_t *name = (const uint8_t *)names[i];
		size_t len = strlen(names[i]);

		buf_clear(&own);
		assert_true(charset_parse(charset_prepare(name, len), name, len, &own));
		if (!confined_run("charset", name, len, &reply, 1 << 22, &err))
			fail_msg("%s: %s", names[i], err.text);
		assert_int_equal(reply.len, own.len);
		assert_memory_equal(reply.data, own.data, own.len);
	}
	assert_false(confined_run("charset", (const uint8_t *)"x/y", 3, &reply, 1 << 22, &err));
	buf_done(&own);
	buf_done(&reply);
	outside_set_helper(-1);
}

/* --- commands --- */

static size_t read_to_end(int fd, char *to, size_t room)
{
	size_t len = 0;
	ssize_t got;

	while (len < room - 1 && (got = read(fd, to + len, room - 1 - len)) > 0)
		len += (size_t)got;
	to[len] = '\0';
	return len;
}

static void commands_run(void **state)
{
	int in[2], out[2], failed[2], control, status;
	char text[200];
	struct err err;

	(void)state;
	assert_true(helper_start(HELPER_EDITOR, NULL, &err));
	assert_int_equal(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC) | pipe2(failed, O_CLOEXEC),
			 0);
	control = outside_run("tr a-z A-Z; echo no >&2; test -t 0 || exit 3",
			      (int[]){ in[0], out[1], failed[1] }, &err);
	assert_true(control >= 0);
	close(in[0]), close(out[1]), close(failed[1]);
	assert_int_equal(write(in[1], "abc", 3), 3);
	close(in[1]);
	read_to_end(out[0], text, sizeof(text));
	assert_string_equal(text, "ABC");
	read_to_end(failed[0], text, sizeof(text));
	assert_string_equal(text, "no\n");
	assert_int_equal(read(control, &status, sizeof(status)), sizeof(status));
	assert_int_equal(WEXITSTATUS(status), 3);
	close(control), close(out[0]), close(failed[0]);

	/* Nobody waits any more: it is killed with what it started. */
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	control = outside_run("sleep 1000 & sleep 1000", (int[]){ 0, out[1], 2 }, &err);
	assert_true(control >= 0);
	close(out[1]);
	close(control);
	assert_int_equal(read_to_end(out[0], text, sizeof(text)), 0);
	close(out[0]);
	outside_set_helper(-1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_viewer_is_confined),
		cmocka_unit_test(an_editor_is_confined),
		cmocka_unit_test(it_lives_without_the_helper),
		cmocka_unit_test(garbage_is_answered),
		cmocka_unit_test(parsers_are_confined),
		cmocka_unit_test(tables_are_made_by_the_helper),
		cmocka_unit_test(commands_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
