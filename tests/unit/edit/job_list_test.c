/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/edit/editor_fixture.h"

#include <poll.h>

#include "edit/job_list.h"

/* One thread for all: the first job holds it, in one slice, until the test lets it go on; what
 * comes after it waits. Each goes on until it is cancelled. */
static _Atomic bool held;
static _Atomic int holding;
static int ended_count, freed_count;

static enum job_state hold_step(struct job *job, struct err *err)
{
	(void)err;
	atomic_store(&job->done, 1 << 20);
	atomic_fetch_add(&holding, 1);
	while (atomic_load(&held))
		poll(NULL, 0, 1);
	return JOB_RUNNING;
}

static void hold_free(struct job *job)
{
	freed_count++;
	free(job);
}

static const struct job_class holding_class = { "holding", hold_step, hold_free };
static const struct job_class other_class = { "looking", hold_step, hold_free };

static void ended(void *context, struct job *job, const struct err *err)
{
	(void)context;
	(void)job;
	assert_non_null(err);
	ended_count++;
}

static void start_job(struct fixture *f, const struct job_class *class, uint64_t total)
{
	struct job *job = calloc(1, sizeof(*job));

	assert_non_null(job);
	job_init(job, class, total);
	assert_true(queue_start(f->editor->queue, job, window(f)->document, ended, NULL, &f->err));
}

/* Two files; of the first two jobs, of the second one one. The first file is shown. */
static void start_jobs(struct fixture *f)
{
	const struct editor_setup setup = { .screen = true, .workers = 1 };

	atomic_store(&held, true);
	atomic_store(&holding, 0);
	ended_count = freed_count = 0;
	f->editor = editor_new(&setup, &f->err);
	assert_non_null(f->editor);
	editor_resize(f->editor, 24, 80);
	open_file(f, "one", "abc", 3, DOCUMENT_COPY);
	start_job(f, &holding_class, 2 << 20);
	while (atomic_load(&holding) == 0)
		poll(NULL, 0, 1);
	start_job(f, &other_class, 0);
	open_file(f, "two", "def", 3, DOCUMENT_COPY);
	start_job(f, &other_class, 4 << 20);
	editor_show(f->editor, 0);
}

/* The row holds these words. */
static void row_holds(const struct fixture *f, uint64_t index, const char *const *words)
{
	struct list_row row;

	list_row(f->editor->list, index, &row);
	for (; *words; words++)
		if (!strstr(buf_string(&row.text), *words))
			fail_msg("\"%s\" is not in \"%s\"", *words, buf_string(&row.text));
	list_row_done(&row);
}

#define HOLDS(f, index, ...) row_holds(f, index, (const char *const[]){ __VA_ARGS__, NULL })

/* As type() does, but while jobs run. */
static void press(struct fixture *f, const char *keys)
{
	struct key key;
	size_t used;

	for (; *keys; keys += used) {
		assert_true(key_parse(keys, &used, &key, &f->err));
		editor_key(f->editor, &key);
		editor_settle(f->editor);
	}
}

static void poll_until_ended(struct fixture *f, int count)
{
	while (ended_count < count) {
		editor_poll(f->editor);
		poll(NULL, 0, 1);
	}
	editor_settle(f->editor);
}

static void lists_what_runs(void **state)
{
	struct fixture *f = *state;

	start_jobs(f);
	run(f, "jobs");
	assert_int_equal(list_count(f->editor->list), 3);
	HOLDS(f, 0, "holding\tone\t50%\t1 MiB of 2 MiB\t", " s");
	HOLDS(f, 1, "looking\tone\t\t0 bytes\t", "\twaiting");
	HOLDS(f, 2, "looking\ttwo\t0%\t0 bytes of 4 MiB\t", "\twaiting");
	/* Opened again it is one list. */
	run(f, "jobs");
	assert_null(f->editor->list->under);
	assert_true(list_filter(f->editor->list, "TWO", &f->err));
	assert_int_equal(list_count(f->editor->list), 1);
	HOLDS(f, 0, "two");
	press(f, "<Esc><Esc>");
	assert_null(f->editor->list);
	assert_int_equal(queue_count(f->editor->queue), 3);
}

static bool shows(const struct fixture *f, const char *name)
{
	return strcmp(strrchr(document_name(window(f)->document), '/') + 1, name) == 0;
}

static void shows_the_file(void **state)
{
	struct fixture *f = *state;

	start_jobs(f);
	run(f, "jobs");
	press(f, "<End><Space>");
	assert_true(shows(f, "two"));
	assert_true(f->editor->list->focused);
	press(f, "<Home><Enter>");
	assert_true(shows(f, "one"));
	assert_false(f->editor->list->focused);
}

/* One alone ends; the cursor stays with its job, and a row whose job has just ended is not another
 * one's. */
static void stops_the_chosen_one(void **state)
{
	struct fixture *f = *state;

	start_jobs(f);
	run(f, "jobs");
	press(f, "<Down>d");
	editor_settle(f->editor);
	HOLDS(f, 1, "looking\tone", "\tstopping");
	press(f, "<Down>");
	atomic_store(&held, false);
	poll_until_ended(f, 1);
	assert_int_equal(list_count(f->editor->list), 2);
	assert_int_equal(f->editor->list->cursor, 1);
	HOLDS(f, 1, "looking\ttwo");
	press(f, "<Delete>");
	while (ended_count < 2) {
		editor_poll(f->editor);
		poll(NULL, 0, 1);
	}
	refuse(f, "job-stop", ERR_REFUSED);
	editor_settle(f->editor);
	assert_int_equal(list_count(f->editor->list), 1);
	HOLDS(f, 0, "holding\tone");
	press(f, "d");
	poll_until_ended(f, 3);
	assert_int_equal(list_count(f->editor->list), 0);
	assert_int_equal(freed_count, 3);
	refuse(f, "job-stop", ERR_REFUSED);
	refuse(f, "job-show", ERR_REFUSED);
	press(f, "<Esc>");
	run(f, "jobs");
	says(f, "no job runs");
}

/* The list of hits below it goes on, and is seen again; with its file it goes. */
static void lies_over_the_list(void **state)
{
	struct fixture *f = *state;
	struct list *hits;

	start_jobs(f);
	run(f, "find-all 'b'");
	hits = f->editor->list;
	run(f, "jobs");
	assert_ptr_equal(f->editor->list->under, hits);
	assert_int_equal(list_count(f->editor->list), 4);
	press(f, "q");
	assert_ptr_equal(f->editor->list, hits);
	run(f, "jobs");
	atomic_store(&held, false);
	queue_cancel(f->editor->queue);
	poll_until_ended(f, 3);
	assert_non_null(f->editor->list);
	run(f, "close");
	assert_null(f->editor->list->under);
	press(f, "q");
	assert_null(f->editor->list);
}

/* A save that waits for another one can be given up, and what was to come after it with it. */
static void lists_what_is_to_be_saved_again(void **state)
{
	struct fixture *f = *state;

	start_jobs(f);
	run(f, "insert 'X'");
	assert_true(editor_run(f->editor, "write", &f->err));
	run(f, "insert 'Y'");
	assert_true(editor_run(f->editor, "wq", &f->err));
	run(f, "jobs");
	assert_int_equal(list_count(f->editor->list), 5);
	HOLDS(f, 3, "saving\tone");
	HOLDS(f, 4, "saving again\tone\t\tnewer changes\t\tafter the save");
	press(f, "<End><Space>");
	assert_true(shows(f, "one"));
	press(f, "d");
	says(f, "the newer changes are not saved");
	assert_false(f->editor->quit_when_saved);
	assert_int_equal(list_count(f->editor->list), 4);
	atomic_store(&held, false);
	while (window(f)->buffer->saving) {
		editor_poll(f->editor);
		poll(NULL, 0, 1);
	}
	assert_true(editor_is_modified(f->editor));
	assert_false(f->editor->quit);
	tmpdir_check(f->dir, "one", "Xabc", 4);
}

/* And for nothing else: the others would never end. */
static void the_end_waits_for_saves_alone(void **state)
{
	struct fixture *f = *state;

	start_jobs(f);
	run(f, "insert 'X'");
	assert_true(editor_run(f->editor, "write", &f->err));
	atomic_store(&held, false);
	editor_free(f->editor);
	f->editor = NULL;
	assert_int_equal(ended_count, 3);
	tmpdir_check(f->dir, "one", "Xabc", 4);
}

/* Also after a failure the thread has to come to its end. */
static int let_go(void **state)
{
	atomic_store(&held, false);
	return tear_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lists_what_runs, set_up, let_go),
		cmocka_unit_test_setup_teardown(shows_the_file, set_up, let_go),
		cmocka_unit_test_setup_teardown(stops_the_chosen_one, set_up, let_go),
		cmocka_unit_test_setup_teardown(lies_over_the_list, set_up, let_go),
		cmocka_unit_test_setup_teardown(lists_what_is_to_be_saved_again, set_up, let_go),
		cmocka_unit_test_setup_teardown(the_end_waits_for_saves_alone, set_up, let_go),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
