/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>

#include "base/workers.h"
#include "support/fail.h"

enum { TASKS = 500 };

/* Where tasks write what they did; one lock for all of it. */
struct log {
	pthread_mutex_t mutex;
	sem_t ended;             /* posted once per task */
	int order[TASKS];
	int count;
};

struct entry {
	struct log *log;
	int number;
};

static void log_init(struct log *log)
{
	pthread_mutex_init(&log->mutex, NULL);
	sem_init(&log->ended, 0, 0);
	log->count = 0;
}

static void log_done(struct log *log)
{
	pthread_mutex_destroy(&log->mutex);
	sem_destroy(&log->ended);
}

static void write_entry(void *argument)
{
	struct entry *entry = argument;
	pthread_mutex_lock(&entry->log->mutex);
	entry->log->order[entry->log->count++] = entry->number;
	pthread_mutex_unlock(&entry->log->mutex);
	sem_post(&entry->log->ended);
}

static void submit_all(struct workers *workers, struct log *log, struct entry *entries)
{
	struct err err;
	for (int i = 0; i < TASKS; i++) {
		entries[i] = (struct entry){ log, i };
		assert_true(workers_submit(workers, write_entry, &entries[i], &err));
	}
	for (int i = 0; i < TASKS; i++)
		sem_wait(&log->ended);
}

static void one_thread_keeps_the_order(void **state)
{
	(void)state;
	struct log log;
	struct err err;
	struct entry entries[TASKS];
	log_init(&log);
	struct workers *workers = workers_new(1, &err);
	assert_non_null(workers);
	submit_all(workers, &log, entries);
	workers_free(workers);
	assert_int_equal(log.count, TASKS);
	for (int i = 0; i < TASKS; i++)
		assert_int_equal(log.order[i], i);
	log_done(&log);
}

static void many_threads_run_each_task_once(void **state)
{
	(void)state;
	struct log log;
	struct err err;
	struct entry entries[TASKS];
	bool seen[TASKS] = { false };
	log_init(&log);
	struct workers *workers = workers_new(4, &err);
	assert_non_null(workers);
	submit_all(workers, &log, entries);
	workers_free(workers);
	assert_int_equal(log.count, TASKS);
	for (int i = 0; i < TASKS; i++) {
		assert_false(seen[log.order[i]]);
		seen[log.order[i]] = true;
	}
	log_done(&log);
}

/* A task that says it has begun and then waits to be let go. */
struct gate {
	sem_t begun;
	sem_t open;
	atomic_int ended;
};

static void pass_gate(void *argument)
{
	struct gate *gate = argument;
	sem_post(&gate->begun);
	sem_wait(&gate->open);
	atomic_fetch_add(&gate->ended, 1);
}

static void *free_workers(void *argument)
{
	workers_free(argument);
	return NULL;
}

static void freeing_waits_for_what_runs(void **state)
{
	(void)state;
	struct gate gate;
	struct err err;
	pthread_t freeing;
	sem_init(&gate.begun, 0, 0);
	sem_init(&gate.open, 0, 0);
	atomic_init(&gate.ended, 0);
	struct workers *workers = workers_new(2, &err);
	assert_non_null(workers);
	for (int i = 0; i < 2; i++)
		assert_true(workers_submit(workers, pass_gate, &gate, &err));
	for (int i = 0; i < 2; i++)
		sem_wait(&gate.begun);
	assert_int_equal(pthread_create(&freeing, NULL, free_workers, workers), 0);
	assert_int_equal(atomic_load(&gate.ended), 0);
	for (int i = 0; i < 2; i++)
		sem_post(&gate.open);
	pthread_join(freeing, NULL);
	assert_int_equal(atomic_load(&gate.ended), 2);
	sem_destroy(&gate.begun);
	sem_destroy(&gate.open);
}

struct mask {
	sigset_t set;
	sem_t ended;
};

static void read_mask(void *argument)
{
	struct mask *mask = argument;
	pthread_sigmask(SIG_SETMASK, NULL, &mask->set);
	sem_post(&mask->ended);
}

static void signals_stay_with_the_caller(void **state)
{
	(void)state;
	static const int blocked[] = { SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCHLD,
				       SIGALRM, SIGUSR1 };
	static const int open[] = { SIGBUS, SIGSEGV, SIGFPE, SIGILL };
	struct mask mask;
	struct err err;
	sigset_t before, after;
	pthread_sigmask(SIG_SETMASK, NULL, &before);
	sem_init(&mask.ended, 0, 0);
	struct workers *workers = workers_new(1, &err);
	assert_non_null(workers);
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	for (int signal = 1; signal < SIGRTMAX; signal++)
		assert_int_equal(sigismember(&before, signal), sigismember(&after, signal));
	assert_true(workers_submit(workers, read_mask, &mask, &err));
	sem_wait(&mask.ended);
	for (size_t i = 0; i < ARRAY_COUNT(blocked); i++)
		assert_int_equal(sigismember(&mask.set, blocked[i]), 1);
	for (size_t i = 0; i < ARRAY_COUNT(open); i++)
		assert_int_equal(sigismember(&mask.set, open[i]), 0);
	workers_free(workers);
	sem_destroy(&mask.ended);
}

static void count_index(void *context, unsigned index)
{
	_Atomic unsigned *counts = context;

	counts[index]++;
}

/* With threads, without, and where only some of the tasks can be given to them. */
static void shares_of_a_whole(void **state)
{
	struct err err;
	struct workers *workers = workers_new(3, &err);

	(void)state;
	assert_non_null(workers);
	for (unsigned round = 0; round < 300; round++) {
		_Atomic unsigned counts[WORKERS_SHARE] = { 0 };
		unsigned count = round % (WORKERS_SHARE + 1);

		if (round % 3 == 0)
			fail_at("malloc", round % 5, ENOMEM);
		workers_share(round % 7 ? workers : NULL, count, count_index, counts);
		fail_reset();
		for (unsigned i = 0; i < WORKERS_SHARE; i++)
			assert_int_equal(counts[i], i < count);
	}
	workers_free(workers);
}

static void no_memory(void **state)
{
	(void)state;
	struct err err;
	fail_at("calloc", 0, ENOMEM);
	assert_null(workers_new(1, &err));
	assert_int_equal(err.code, ERR_NOMEM);
	fail_reset();
	struct workers *workers = workers_new(1, &err);
	assert_non_null(workers);
	fail_at("malloc", 0, ENOMEM);
	assert_false(workers_submit(workers, write_entry, NULL, &err));
	assert_int_equal(err.code, ERR_NOMEM);
	fail_reset();
	workers_free(workers);
	workers_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_thread_keeps_the_order),
		cmocka_unit_test(many_threads_run_each_task_once),
		cmocka_unit_test(freeing_waits_for_what_runs),
		cmocka_unit_test(signals_stay_with_the_caller),
		cmocka_unit_test(shares_of_a_whole),
		cmocka_unit_test(no_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
