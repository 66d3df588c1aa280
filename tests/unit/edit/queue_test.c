/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>
#include <poll.h>

#include "edit/queue.h"
#include "support/fail.h"

/* Counts to its total, or fails at a step, or goes on until it is cancelled. */
struct counter {
	struct job job;
	uint64_t steps;
	uint64_t fail_at;        /* 0: never */
	int *freed;
};

static enum job_state counter_step(struct job *job, struct err *err)
{
	struct counter *counter = (struct counter *)job;

	counter->steps++;
	if (counter->steps == counter->fail_at) {
		err_set(err, ERR_IO, "step %d failed", (int)counter->steps);
		return JOB_FAILED;
	}
	atomic_fetch_add(&job->done, 1);
	return atomic_load(&job->done) == atomic_load(&job->total) ? JOB_DONE : JOB_RUNNING;
}

static void counter_free(struct job *job)
{
	struct counter *counter = (struct counter *)job;

	(*counter->freed)++;
	free(counter);
}

static const struct job_class counter_class = { "counting", counter_step, counter_free };

struct outcome {
	int done, failed, cancelled, freed;
	uint64_t steps;
	struct queue *again;     /* start one more from the end of the first */
};

static struct job *counter_new(struct outcome *outcome, uint64_t total, uint64_t fail_at)
{
	struct counter *counter = calloc(1, sizeof(*counter));

	assert_non_null(counter);
	job_init(&counter->job, &counter_class, total);
	counter->fail_at = fail_at;
	counter->freed = &outcome->freed;
	return &counter->job;
}

static void ended(void *context, struct job *job, const struct err *err)
{
	struct outcome *outcome = context;
	struct queue *again = outcome->again;
	struct err ignored;

	outcome->steps += ((struct counter *)job)->steps;
	outcome->done += !err;
	outcome->cancelled += err && err->code == ERR_CANCELLED;
	outcome->failed += err && err->code != ERR_CANCELLED;
	outcome->again = NULL;
	if (again)
		assert_true(queue_start(again, counter_new(outcome, 3, 0), outcome, ended, outcome,
					&ignored));
}

static void add(struct queue *queue, struct outcome *outcome, uint64_t total, uint64_t fail_at)
{
	struct err err;

	assert_true(queue_start(queue, counter_new(outcome, total, fail_at), outcome, ended,
				outcome, &err));
}

static void runs_inline(void **state)
{
	struct outcome outcome = { 0 };
	struct err err;
	struct queue *queue = queue_new(0, &err);

	(void)state;
	assert_int_equal(queue_fd(queue), -1);
	add(queue, &outcome, 10, 0);
	assert_int_equal(outcome.done, 1);
	assert_int_equal(outcome.steps, 10);
	assert_int_equal(outcome.freed, 1);
	add(queue, &outcome, 10, 4);
	assert_int_equal(outcome.failed, 1);
	outcome.again = queue;
	add(queue, &outcome, 1, 0);
	assert_int_equal(outcome.done, 3);
	assert_int_equal(queue_count(queue), 0);
	assert_false(queue_poll(queue));
	queue_wait(queue);
	queue_free(queue);
}

/* Where no thread can be had a job runs inline, and the next one asks for threads again. */
static void runs_inline_without_threads(void **state)
{
	struct outcome outcome = { 0 };
	struct err err;
	struct queue *queue = queue_new(2, &err);
	struct job *job = counter_new(&outcome, 10, 0);

	(void)state;
	fail_at("calloc", 1, ENOMEM);    /* 0 is the queue's entry, 1 the threads */
	assert_true(queue_start(queue, job, &outcome, ended, &outcome, &err));
	assert_int_equal(fail_happened(), 1);
	fail_reset();
	assert_int_equal(outcome.done, 1);
	assert_int_equal(queue_count(queue), 0);
	add(queue, &outcome, 10, 0);
	queue_wait(queue);
	assert_int_equal(outcome.done, 2);
	queue_free(queue);
}

static void runs_on_workers(void **state)
{
	struct outcome outcome = { 0 };
	struct err err;
	struct queue *queue = queue_new(2, &err);

	(void)state;
	assert_non_null(queue);
	for (int i = 0; i < 20; i++)
		assert_true(queue_start(queue, counter_new(&outcome, 500, i % 4 == 3 ? 7 : 0),
					&outcome, ended, &outcome, &err));
	outcome.again = queue;
	/* Nothing is handled but in this thread. */
	assert_int_equal(outcome.done + outcome.failed, 0);
	assert_int_equal(queue_count(queue), 20);
	assert_true(queue_is_busy(queue, &outcome));
	assert_false(queue_is_busy(queue, &err));
	queue_wait(queue);
	assert_int_equal(queue_count(queue), 0);
	assert_int_equal(outcome.done, 16);
	assert_int_equal(outcome.failed, 5);
	assert_int_equal(outcome.steps, 15 * 500 + 5 * 7 + 3);
	assert_int_equal(outcome.freed, 21);
	queue_free(queue);
}

static void tells_when_to_poll(void **state)
{
	struct outcome outcome = { 0 };
	struct err err;
	struct queue *queue = queue_new(1, &err);
	struct pollfd wait = { .fd = queue_fd(queue), .events = POLLIN };

	(void)state;
	assert_int_equal(poll(&wait, 1, 0), 0);
	add(queue, &outcome, 5, 0);
	assert_int_equal(poll(&wait, 1, 60000), 1);
	assert_true(queue_poll(queue));
	assert_int_equal(outcome.done, 1);
	assert_int_equal(poll(&wait, 1, 0), 0);
	queue_free(queue);
}

static void shows_progress_and_cancels(void **state)
{
	struct outcome outcome = { 0 };
	struct queue_progress progress;
	struct err err;
	struct queue *queue = queue_new(1, &err);

	(void)state;
	assert_true(queue_start(queue, counter_new(&outcome, UINT64_MAX, 0), NULL, ended, &outcome,
				&err));
	do
		assert_true(queue_progress(queue, 0, &progress));
	while (progress.done < 1000);
	assert_string_equal(progress.verb, "counting");
	assert_true(progress.total == UINT64_MAX);
	assert_false(queue_progress(queue, 1, &progress));
	queue_cancel(queue);
	queue_wait(queue);
	assert_int_equal(outcome.cancelled, 1);
	assert_int_equal(outcome.freed, 1);
	queue_free(queue);
}

/* A slice of the way back takes until the test lets it go on. */
static _Atomic bool may_go_back;

static enum job_state counter_stop(struct job *job, struct err *err)
{
	atomic_store(&job->back, true);
	if (!atomic_load(&may_go_back))
		return JOB_RUNNING;
	err_set(err, ERR_CANCELLED, "counted back");
	return JOB_FAILED;
}

static void shows_what_is_taken_back(void **state)
{
	struct outcome outcome = { 0 };
	struct queue_progress progress;
	struct err err;
	struct queue *queue = queue_new(1, &err);
	struct job *job = counter_new(&outcome, UINT64_MAX, 0);

	(void)state;
	job->stop = counter_stop;
	atomic_store(&may_go_back, false);
	assert_true(queue_start(queue, job, NULL, ended, &outcome, &err));
	assert_true(queue_progress(queue, 0, &progress));
	assert_true(progress.can_stop);
	queue_cancel(queue);
	do
		assert_true(queue_progress(queue, 0, &progress));
	while (progress.can_stop);
	assert_string_equal(progress.verb, "taking back");
	/* The editor's thread goes on meanwhile. */
	(void)queue_poll(queue);
	assert_int_equal(outcome.cancelled, 0);
	atomic_store(&may_go_back, true);
	queue_wait(queue);
	assert_int_equal(outcome.cancelled, 1);
	queue_free(queue);
}

static void cancels_one(void **state)
{
	struct outcome outcome = { 0 };
	struct queue_progress first, second;
	struct err err;
	struct queue *queue = queue_new(2, &err);

	(void)state;
	add(queue, &outcome, UINT64_MAX, 0);
	add(queue, &outcome, UINT64_MAX, 0);
	assert_true(queue_progress(queue, 0, &first) && queue_progress(queue, 1, &second));
	assert_true(first.id != second.id);
	assert_ptr_equal(first.owner, &outcome);
	assert_false(first.stopping);
	queue_cancel_one(queue, first.id);
	while (outcome.cancelled == 0) {
		queue_poll(queue);
		poll(NULL, 0, 1);
	}
	queue_cancel_one(queue, first.id);
	assert_int_equal(queue_count(queue), 1);
	assert_true(queue_progress(queue, 0, &first));
	assert_int_equal(first.id, second.id);
	assert_false(first.stopping);
	queue_free(queue);
	assert_int_equal(outcome.cancelled, 2);
}

static void tells_the_percentage(void **state)
{
	const struct {
		uint64_t done, total;
		unsigned percent;
	} rows[] = {
		{ 0, 0, 0 }, { 5, 0, 0 }, { 0, 9, 0 }, { 1, 3, 33 }, { 3, 3, 100 }, { 4, 3, 100 },
		{ UINT64_MAX - 1, UINT64_MAX, 99 }, { UINT64_MAX / 2, UINT64_MAX, 49 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct queue_progress progress = { .done = rows[i].done, .total = rows[i].total };

		assert_int_equal(queue_percent(&progress), rows[i].percent);
	}
}

static void ends_the_jobs_of_one_owner(void **state)
{
	struct outcome mine = { 0 }, other = { 0 };
	struct err err;
	struct queue *queue = queue_new(2, &err);

	(void)state;
	add(queue, &other, UINT64_MAX, 0);
	add(queue, &mine, UINT64_MAX, 0);
	add(queue, &mine, UINT64_MAX, 0);
	queue_end(queue, &mine);
	assert_int_equal(mine.cancelled, 2);
	assert_int_equal(other.cancelled, 0);
	assert_true(queue_is_busy(queue, &other));
	queue_end(queue, &mine);
	queue_end(queue, &other);
	assert_int_equal(other.cancelled, 1);
	assert_int_equal(queue_count(queue), 0);
	queue_free(queue);
}

/* It says that it waits until it is told to go on, and counts its steps. */
struct waiter {
	struct job job;
	atomic_bool go;
	atomic_uint steps;
	bool ended, cancelled;
};

static enum job_state waiter_step(struct job *job, struct err *err)
{
	struct waiter *waiter = (struct waiter *)job;

	(void)err;
	atomic_fetch_add(&waiter->steps, 1);
	return atomic_load(&waiter->go) ? JOB_DONE : JOB_WAITING;
}

static void waiter_free(struct job *job)
{
	(void)job;
}

static const struct job_class waiter_class = { "waiting", waiter_step, waiter_free };

static void waiter_ended(void *context, struct job *job, const struct err *err)
{
	struct waiter *waiter = (struct waiter *)job;

	(void)context;
	waiter->ended = true;
	waiter->cancelled = err != NULL;
}

static void wait_quietly(struct queue *queue, struct waiter *waiter, const void *owner)
{
	struct err err;

	*waiter = (struct waiter){ .go = false };
	job_init(&waiter->job, &waiter_class, 0);
	assert_true(queue_start_quiet(queue, &waiter->job, owner, waiter_ended, NULL, &err));
	while (atomic_load(&waiter->steps) == 0)
		poll(NULL, 0, 1);
}

static void quiet_jobs_are_not_seen(void **state)
{
	struct queue_progress progress;
	struct waiter waiter;
	struct err err;
	struct queue *queue = queue_new(1, &err);

	(void)state;
	wait_quietly(queue, &waiter, NULL);
	assert_int_equal(queue_count(queue), 0);
	assert_false(queue_progress(queue, 0, &progress));
	queue_cancel(queue);
	queue_wait(queue);
	assert_false(waiter.ended);
	/* It goes on when it is polled. */
	atomic_store(&waiter.go, true);
	while (!waiter.ended) {
		queue_poll(queue);
		poll(NULL, 0, 1);
	}
	assert_false(waiter.cancelled);
	queue_free(queue);
}

/* A quiet job is started while another one runs: no slice of it before that one has ended. */
static void quiet_jobs_give_way(void **state)
{
	struct outcome outcome = { 0 };
	struct waiter waiter = { .go = true };
	struct err err;
	struct queue *queue = queue_new(2, &err);

	(void)state;
	add(queue, &outcome, UINT64_MAX, 0);
	job_init(&waiter.job, &waiter_class, 0);
	assert_true(queue_start_quiet(queue, &waiter.job, NULL, waiter_ended, NULL, &err));
	for (int i = 0; i < 20; i++) {
		queue_poll(queue);
		poll(NULL, 0, 1);
	}
	assert_int_equal(atomic_load(&waiter.steps), 0);
	assert_int_equal(queue_count(queue), 1);
	queue_cancel(queue);
	queue_wait(queue);
	assert_int_equal(outcome.cancelled, 1);
	while (!waiter.ended) {
		queue_poll(queue);
		poll(NULL, 0, 1);
	}
	assert_int_equal(atomic_load(&waiter.steps), 1);
	queue_free(queue);
}

/* One on the only thread, beside a job that never ends. */
static void jobs_aside_give_no_way(void **state)
{
	struct outcome outcome = { 0 };
	struct waiter waiter = { .go = false };
	struct err err;
	struct queue *queue = queue_new(1, &err);

	(void)state;
	add(queue, &outcome, UINT64_MAX, 0);
	job_init(&waiter.job, &waiter_class, 0);
	assert_true(queue_start_aside(queue, &waiter.job, NULL, waiter_ended, NULL, &err));
	assert_int_equal(queue_count(queue), 1);
	/* It waits for what others do, and still goes on while the job runs. */
	while (atomic_load(&waiter.steps) < 3) {
		queue_poll(queue);
		poll(NULL, 0, 1);
	}
	atomic_store(&waiter.go, true);
	while (!waiter.ended) {
		queue_poll(queue);
		poll(NULL, 0, 1);
	}
	assert_false(waiter.cancelled);
	assert_int_equal(outcome.done + outcome.cancelled, 0);
	queue_free(queue);
	assert_int_equal(outcome.cancelled, 1);
}

/* However often it is tried: in each state that a quiet job can be in. */
static void quiet_jobs_end_with_their_owner(void **state)
{
	struct outcome outcome = { 0 };
	struct waiter waiter;
	struct err err;
	struct queue *queue = queue_new(2, &err);

	(void)state;
	for (int i = 0; i < 200; i++) {
		wait_quietly(queue, &waiter, &outcome);
		for (int n = i % 4; n > 0; n--)
			queue_poll(queue);
		queue_end(queue, &outcome);
		assert_true(waiter.ended && waiter.cancelled);
	}
	wait_quietly(queue, &waiter, NULL);
	queue_free(queue);
	assert_true(waiter.ended && waiter.cancelled);
}

static void ends_what_runs_when_freed(void **state)
{
	struct outcome outcome = { 0 };
	struct err err;
	struct queue *queue = queue_new(2, &err);

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_true(queue_start(queue, counter_new(&outcome, UINT64_MAX, 0), NULL, ended,
					&outcome, &err));
	queue_free(queue);
	assert_int_equal(outcome.cancelled, 5);
	assert_int_equal(outcome.freed, 5);
	queue_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_inline),
		cmocka_unit_test(runs_inline_without_threads),
		cmocka_unit_test(runs_on_workers),
		cmocka_unit_test(tells_when_to_poll),
		cmocka_unit_test(shows_progress_and_cancels),
		cmocka_unit_test(shows_what_is_taken_back),
		cmocka_unit_test(cancels_one),
		cmocka_unit_test(tells_the_percentage),
		cmocka_unit_test(ends_the_jobs_of_one_owner),
		cmocka_unit_test(quiet_jobs_are_not_seen),
		cmocka_unit_test(quiet_jobs_give_way),
		cmocka_unit_test(jobs_aside_give_no_way),
		cmocka_unit_test(quiet_jobs_end_with_their_owner),
		cmocka_unit_test(ends_what_runs_when_freed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
