/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a name is answered for, over an open() of ours that does not return when told so. */
#include "support/testing.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/probe.h"

/* For all processes. */
struct server {
	atomic_int dead;
	atomic_int helper;       /* the process that waits for it; 0: none */
	atomic_int own;          /* files that the test's own process opened */
	pid_t test;
};

static struct server *server;

int __wrap_open(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __real_open(const char *path, int flags, ...);

static void rest(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

int __wrap_open(const char *path, int flags, ...)
{
	/* None of those who call it here makes a file. */
	if (getpid() == server->test)
		atomic_fetch_add(&server->own, 1);
	else if (atomic_load(&server->dead)) {
		atomic_store(&server->helper, getpid());
		while (atomic_load(&server->dead))
			rest();
		atomic_store(&server->helper, 0);
	}
	return __real_open(path, flags);
}

int __wrap_open64(const char *path, int flags, ...)
{
	return __wrap_open(path, flags);
}

static struct nursery *start(void)
{
	struct err err = { 0 };
	struct nursery *nursery = nursery_new(-1, &err);

	assert_non_null(nursery);
	server->test = getpid();
	atomic_store(&server->dead, 0);
	atomic_store(&server->own, 0);
	return nursery;
}

static struct probe *ask(const char *path, struct nursery *nursery)
{
	struct err err = { 0 };
	struct probe *probe = probe_new(path, nursery, &err);

	if (!probe)
		fail_msg("%s", err.text);
	return probe;
}

static void wait_for_answer(struct probe *probe)
{
	while (!probe_answered(probe, 1000))
		;
}

/* Whatever the answer is, and whatever the name is. */
static void is_answered(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct nursery *nursery = start();
	const char *fifo = tmpdir_path(dir, "fifo");
	assert_int_equal(mkfifo(fifo, 0600), 0);
	const char *paths[] = { tmpdir_write(dir, "file", "x", 1), tmpdir_path(dir, ""),
				tmpdir_path(dir, "none"), "", "/dev/null",
				tmpdir_path(dir, "fifo") };

	(void)state;
	atomic_store(&server->own, 0);
	for (size_t i = 0; i < ARRAY_COUNT(paths); i++) {
		struct probe *probe = ask(paths[i], nursery);
		wait_for_answer(probe);
		/* And stays so. */
		assert_true(probe_answered(probe, 0));
		probe_free(probe);
	}
	assert_int_equal(atomic_load(&server->own), 0);
	nursery_free(nursery);
	tmpdir_free(dir);
}

/* Nobody waits longer than asked, also not who gives it up; and it can come yet. */
static void is_not_answered(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct nursery *nursery = start();
	const char *path = tmpdir_write(dir, "file", "x", 1);
	struct probe *probe;

	(void)state;
	atomic_store(&server->dead, 1);
	probe = ask(path, nursery);
	while (atomic_load(&server->helper) == 0)
		rest();
	assert_false(probe_answered(probe, 0));
	assert_false(probe_answered(probe, 20));
	atomic_store(&server->dead, 0);
	wait_for_answer(probe);
	probe_free(probe);
	atomic_store(&server->dead, 1);
	probe = ask(path, nursery);
	while (atomic_load(&server->helper) == 0)
		rest();
	probe_free(probe);
	nursery_free(nursery);
	atomic_store(&server->dead, 0);
	tmpdir_free(dir);
}

/* Then there is nothing to wait for. */
static void the_helper_is_killed(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct nursery *nursery = start();
	struct probe *probe;

	(void)state;
	atomic_store(&server->dead, 1);
	atomic_store(&server->helper, 0);
	probe = ask(tmpdir_write(dir, "file", "x", 1), nursery);
	while (atomic_load(&server->helper) == 0)
		rest();
	assert_int_equal(kill(atomic_load(&server->helper), SIGKILL), 0);
	wait_for_answer(probe);
	probe_free(probe);
	nursery_free(nursery);
	tmpdir_free(dir);
}

static void a_name_may_be_too_long(void **state)
{
	struct nursery *nursery = start();
	struct err err = { 0 };
	char path[8192];

	(void)state;
	memset(path, 'x', sizeof path);
	path[sizeof path - 1] = '\0';
	struct probe *probe = probe_new(path, nursery, &err);
	assert_null(probe);
	assert_string_not_equal(err.text, "");
	probe_free(NULL);
	nursery_free(nursery);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_answered),
		cmocka_unit_test(is_not_answered),
		cmocka_unit_test(the_helper_is_killed),
		cmocka_unit_test(a_name_may_be_too_long),
	};
	server = mmap(NULL, sizeof *server, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (server == MAP_FAILED)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
