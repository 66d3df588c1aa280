/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files closed by another process, which has a close() of ours that hangs where it is told to. A
 * pipe says what was closed: its reader sees the end when no writer is left.
 */
#include "support/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/closer.h"

enum { MANY = 200, THREADS = 4 };

/* For all processes. */
struct server {
	atomic_int dead;         /* closing this descriptor does not return; -1: none */
	atomic_int all_dead;     /* nor does closing any other in another process than the test's */
	atomic_int waiting;      /* who waits now */
	atomic_int own;          /* calls made by the process that has the closer */
	pid_t test;
};

static struct server *server;

int __wrap_close(int fd);
int __real_close(int fd);

static void rest(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

static void wait_for(atomic_int *what, int value)
{
	atomic_fetch_add(&server->waiting, 1);
	while (atomic_load(what) == value)
		rest();
	atomic_fetch_sub(&server->waiting, 1);
}

int __wrap_close(int fd)
{
	bool own = !server || getpid() == server->test;

	if (server && own)
		atomic_fetch_add(&server->own, 1);
	/* As the kernel does it: the number is free, the call does not return. */
	if (!own && atomic_load(&server->dead) == fd) {
		int result = __real_close(fd);
		wait_for(&server->dead, fd);
		return result;
	}
	/* Here the number stays, so that the test can tell what was closed. */
	if (!own)
		wait_for(&server->all_dead, 1);
	return __real_close(fd);
}

static struct closer *start(void)
{
	struct err err = { 0 };
	struct closer *closer;

	server->test = getpid();
	atomic_store(&server->dead, -1);
	atomic_store(&server->all_dead, 0);
	closer = closer_new(&err);
	if (!closer)
		fail_msg("%s", err.text);
	return closer;
}

static void make_pipe(int ends[2])
{
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
}

/* Waits for the end. */
static void expect_end(int fd)
{
	char byte;

	assert_int_equal(read(fd, &byte, 1), 0);
}

static void without_one_it_is_close(void **state)
{
	int ends[2];

	(void)state;
	make_pipe(ends);
	closer_close(NULL, ends[1]);
	assert_int_equal(fcntl(ends[1], F_GETFD), -1);
	expect_end(ends[0]);
	close(ends[0]);
	closer_free(NULL);
}

/* Gone here as well, and closed by another process than this. */
static void closes_for_us(void **state)
{
	struct closer *closer = start();

	(void)state;
	atomic_store(&server->own, 0);
	for (int i = 0; i < MANY; i++) {
		int ends[2];
		make_pipe(ends);
		closer_close(closer, ends[1]);
		expect_end(ends[0]);
		assert_int_equal(fcntl(ends[1], F_GETFD), -1);
		__real_close(ends[0]);
	}
	assert_int_equal(atomic_load(&server->own), 0);
	closer_free(closer);
}

static void *close_many(void *context)
{
	for (int i = 0; i < MANY; i++) {
		int ends[2];
		make_pipe(ends);
		closer_close(context, ends[1]);
		expect_end(ends[0]);
		__real_close(ends[0]);
	}
	return NULL;
}

static void closes_for_many_threads(void **state)
{
	struct closer *closer = start();
	pthread_t threads[THREADS];

	(void)state;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, close_many, closer), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	closer_free(closer);
}

/* Returns though the server is dead, and what others have is closed meanwhile. */
static void waits_for_no_server(void **state)
{
	struct closer *closer = start();
	int stuck[2], others[2];

	(void)state;
	make_pipe(stuck);
	atomic_store(&server->dead, stuck[1]);
	closer_close(closer, stuck[1]);
	/* Its number may be in use again: that one is not closed. */
	for (int i = 0; i < 10; i++) {
		make_pipe(others);
		if (others[1] == stuck[1])
			break;
		closer_close(closer, others[1]);
		expect_end(others[0]);
		__real_close(others[0]);
	}
	while (atomic_load(&server->waiting) == 0)
		rest();
	expect_end(stuck[0]);
	atomic_store(&server->dead, -1);
	while (atomic_load(&server->waiting) > 0)
		rest();
	__real_close(stuck[0]);
	closer_free(closer);
}

/* More than it has room for: each call returns. What found no room stays open until the end, and
 * there is room again as soon as the server is back. */
static void stands_a_server_that_is_dead_for_all(void **state)
{
	struct closer *closer = start();
	int pipes[MANY][2], left = 0, more[2];

	(void)state;
	atomic_store(&server->all_dead, 1);
	for (int i = 0; i < MANY; i++) {
		make_pipe(pipes[i]);
		closer_close(closer, pipes[i][1]);
	}
	for (int i = 0; i < MANY; i++)
		assert_true(fcntl(pipes[i][1], F_GETFD) >= 0);
	atomic_store(&server->all_dead, 0);
	expect_end(pipes[0][0]);
	while (atomic_load(&server->waiting) > 0)
		rest();
	for (int i = 0; i < MANY; i++) {
		left += fcntl(pipes[i][1], F_GETFD) >= 0;
		__real_close(pipes[i][1]);
		expect_end(pipes[i][0]);
		__real_close(pipes[i][0]);
	}
	assert_true(left > 0 && left < MANY);
	make_pipe(more);
	closer_close(closer, more[1]);
	expect_end(more[0]);
	__real_close(more[0]);
	closer_free(closer);
}

/* A program with a closer that has these writers, and one that is stuck, ends. */
static void end_with(int writer, int other, int signal)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		struct closer *closer = start();
		int stuck = dup(writer);
		atomic_store(&server->dead, stuck);
		__real_close(other);
		(void)closer;
		if (signal)
			raise(signal);
		_exit(0);
	}
	__real_close(writer);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(signal ? WIFSIGNALED(status) : WIFEXITED(status));
}

/* Though no close is made by its end, all is closed then: a lock is let go. */
static void closes_all_at_the_end(void **state)
{
	static const int signals[] = { 0, SIGTERM, SIGKILL };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(signals); i++) {
		int ends[2];
		make_pipe(ends);
		end_with(ends[1], ends[0], signals[i]);
		expect_end(ends[0]);
		atomic_store(&server->dead, -1);
		while (atomic_load(&server->waiting) > 0)
			rest();
		__real_close(ends[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_one_it_is_close),
		cmocka_unit_test(closes_for_us),
		cmocka_unit_test(closes_for_many_threads),
		cmocka_unit_test(waits_for_no_server),
		cmocka_unit_test(stands_a_server_that_is_dead_for_all),
		cmocka_unit_test(closes_all_at_the_end),
	};
	server = mmap(NULL, sizeof *server, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (server == MAP_FAILED)
		return 1;
	server->test = getpid();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
