/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "base/clock.h"
#include "base/job.h"

/* Counts to `total`, one a step; fails at `fail_at`, asks itself to stop at `cancel_at`. */
struct counting {
	struct job job;
	uint64_t fail_at;
	uint64_t cancel_at;
	bool *freed;
};

static enum job_state counting_step(struct job *job, struct err *err)
{
	struct counting *counting = (struct counting *)job;
	uint64_t done = atomic_fetch_add(&job->done, 1) + 1;
	if (done == counting->cancel_at)
		job_cancel(job);
	if (done == counting->fail_at) {
		err_set(err, ERR_LOST, "no more");
		return JOB_FAILED;
	}
	return done == atomic_load(&job->total) ? JOB_DONE : JOB_RUNNING;
}

static void counting_free(struct job *job)
{
	struct counting *counting = (struct counting *)job;
	*counting->freed = true;
	free(counting);
}

static const struct job_class counting_class = { "counting", counting_step, counting_free };

static struct job *counting_new(uint64_t total, uint64_t fail_at, uint64_t cancel_at, bool *freed)
{
	struct counting *counting = calloc(1, sizeof *counting);
	assert_non_null(counting);
	job_init(&counting->job, &counting_class, total);
	counting->fail_at = fail_at;
	counting->cancel_at = cancel_at;
	counting->freed = freed;
	*freed = false;
	return &counting->job;
}

static void runs_to_the_end(void **state)
{
	(void)state;
	bool freed;
	struct err err;
	struct job *job = counting_new(5, 0, 0, &freed);
	assert_int_equal(atomic_load(&job->done), 0);
	assert_int_equal(job_step(job, &err), JOB_RUNNING);
	assert_true(job_run(job, &err));
	assert_int_equal(atomic_load(&job->done), 5);
	job_free(job);
	assert_true(freed);
	job_free(NULL);
}

static void failure_is_passed_on(void **state)
{
	(void)state;
	bool freed;
	struct err err;
	struct job *job = counting_new(5, 3, 0, &freed);
	assert_false(job_run(job, &err));
	assert_int_equal(err.code, ERR_LOST);
	assert_int_equal(atomic_load(&job->done), 3);
	job_free(job);
}

static void cancelled_is_not_stepped_again(void **state)
{
	(void)state;
	bool freed;
	struct err err;
	struct job *job = counting_new(5, 0, 2, &freed);
	assert_false(job_run(job, &err));
	assert_int_equal(err.code, ERR_CANCELLED);
	assert_string_equal(err.text, "counting was cancelled");
	assert_int_equal(atomic_load(&job->done), 2);
	assert_int_equal(job_step(job, &err), JOB_FAILED);
	assert_int_equal(atomic_load(&job->done), 2);
	job_free(job);
}

/* Half of what was counted is taken back with each slice. */
static enum job_state counting_stop(struct job *job, struct err *err)
{
	uint64_t done = atomic_load(&job->done) / 2;

	atomic_store(&job->done, done);
	atomic_store(&job->back, true);
	if (done > 0)
		return JOB_RUNNING;
	err_set(err, ERR_CANCELLED, "counted back");
	return JOB_FAILED;
}

static void what_is_half_done_is_taken_back(void **state)
{
	(void)state;
	bool freed;
	struct err err;
	struct job *job = counting_new(9, 0, 5, &freed);
	job->stop = counting_stop;
	assert_string_equal(job_verb(job), "counting");
	for (int i = 0; i < 6; i++)
		assert_int_equal(job_step(job, &err), JOB_RUNNING);
	assert_string_equal(job_verb(job), "taking back");
	assert_int_equal(atomic_load(&job->done), 2);
	assert_false(job_run(job, &err));
	assert_string_equal(err.text, "counted back");
	assert_int_equal(atomic_load(&job->done), 0);
	job_free(job);
}

static void the_clock_never_goes_back(void **state)
{
	(void)state;
	uint64_t last = clock_ms();
	for (int i = 0; i < 1000; i++) {
		uint64_t now = clock_ms();
		assert_true(now >= last);
		last = now;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_to_the_end),
		cmocka_unit_test(failure_is_passed_on),
		cmocka_unit_test(cancelled_is_not_stepped_again),
		cmocka_unit_test(what_is_half_done_is_taken_back),
		cmocka_unit_test(the_clock_never_goes_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
