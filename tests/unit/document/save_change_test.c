/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving while things change: other programs, the user who edits on or stops it, limits, a file cut
 * short. */
#include "save_support.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MIB = 1 << 20 };

static void notices_foreign_changes(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "abc", 3);
	struct document *document = world_open(world, path);
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };

	put(document, 0, "X");
	tmpdir_write(world->dir, "file", "other", 5);
	save_badly(document, &request, ERR_CHANGED, ":write! replaces it, :reload reads it anew");
	tmpdir_check(world->dir, "file", "other", 5);
	save_well(document, NULL, true);
	check_saved(document, path);

	put(document, 1, "Y");
	assert_int_equal(rename(tmpdir_write(world->dir, "z", "zzz", 3), path), 0);
	save_badly(document, &request, ERR_CHANGED, "was changed by another program");
	tmpdir_check(world->dir, "file", "zzz", 3);

	assert_int_equal(unlink(path), 0);
	save_badly(document, &request, ERR_CHANGED, "was removed by another program");
	assert_int_equal(tmpdir_count(world->dir), 0);
	document_close(document);
}

static void makes_a_removed_file_no_more_open(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "secret", "abc", 3);
	struct document *document;

	assert_int_equal(chmod(path, 0600), 0);
	document = world_open(world, path);
	put(document, 0, "X");
	assert_int_equal(unlink(path), 0);
	save_well(document, NULL, true);
	tmpdir_check(world->dir, "secret", "Xbc", 3);
	assert_int_equal(stat_of(path).st_mode & 07777, 0600);
	document_close(document);
}

static void saves_again_and_back(void **state)
{
	struct world *world = *state;
	char bytes[100000];
	struct err err = { 0 };
	const char *path;
	struct document *document;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 7 % 251);
	path = tmpdir_write(world->dir, "file", bytes, sizeof bytes);
	document = world_open(world, path);
	for (int round = 0; round < 3; round++) {
		insert(document, (uint64_t)round * 30000 + 17, "inserted");
		cut(document, 90000 - (uint64_t)round * 20000, 1000);
		document_seal(document);
		save_well(document, NULL, false);
		check_saved(document, path);
		assert_false(document_is_modified(document));
		assert_int_equal(tmpdir_count(world->dir), 1);
	}
	while (document_undo_count(document) > 0)
		assert_true(document_undo(document, &(struct document_place){ 0 }, &err));
	assert_true(document_is_modified(document));
	save_well(document, NULL, false);
	tmpdir_check(world->dir, "file", bytes, sizeof bytes);
	while (document_redo_count(document) > 0)
		assert_true(document_redo(document, &(struct document_place){ 0 }, &err));
	save_well(document, NULL, false);
	check_saved(document, path);
	document_close(document);
}

/* Steps and edits in turn: what is written is what was there when the save began. */
static void editing_goes_on(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_sparse(world->dir, "file", 0);
	struct document *document = world_new(world, 0);
	struct save_request request = { .choice = SAVE_ATOMIC, .path = path, .overwrite = true };
	size_t size = 20 * MIB;
	char *bytes = malloc(size);
	struct err err = { 0 };
	enum job_state step;
	int steps = 0;
	struct job *job;

	assert_non_null(bytes);
	random_fill(&(struct random){ 1 }, bytes, size);
	assert_true(document_insert(document, 0, bytes, size, 0, &err));
	job = save_new(document, &request, &err);
	assert_non_null(job);
	while ((step = job_step(job, &err)) == JOB_RUNNING) {
		put(document, (uint64_t)steps * 100, "edited");
		cut(document, document_size(document) / 2, 10);
		steps++;
	}
	assert_int_equal(step, JOB_DONE);
	assert_true(steps >= 5);
	save_finish(job, document);
	job_free(job);
	tmpdir_check(world->dir, "file", bytes, size);
	assert_true(document_is_modified(document));
	while (document_undo_count(document) > 1)
		assert_true(document_undo(document, &(struct document_place){ 0 }, &err));
	assert_false(document_is_modified(document));
	document_close(document);
	free(bytes);
}

/* What a worker of the editor does. */
static void *run_in_thread(void *argument)
{
	struct err err;

	return job_run(argument, &err) ? argument : NULL;
}

static void a_worker_saves_meanwhile(void **state)
{
	struct world *world = *state;
	size_t size = 3 * MIB;
	char *bytes = malloc(size);
	struct document *document;
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct err err = { 0 };
	void *result = NULL;
	struct job *job;
	pthread_t thread;

	assert_non_null(bytes);
	random_fill(&(struct random){ 2 }, bytes, size);
	document = world_open(world, tmpdir_write(world->dir, "file", bytes, size));
	for (uint64_t i = 0; i < 300; i++) {
		insert(document, i * 9973, "before");
		memmove(bytes + i * 9973 + 6, bytes + i * 9973, size - i * 9973 - 6);
		memcpy(bytes + i * 9973, "before", 6);
	}
	/* The array has kept its size, so the document gets it as well. */
	cut(document, size, document_size(document) - size);
	job = save_new(document, &request, &err);
	assert_non_null(job);
	assert_int_equal(pthread_create(&thread, NULL, run_in_thread, job), 0);
	for (uint64_t i = 0; i < 3000; i++) {
		put(document, i * 997, "meanwhile");
		cut(document, document_size(document) / 2, 3);
		if (i % 7 == 0)
			assert_true(document_undo(document, &(struct document_place){ 0 }, &err));
	}
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_non_null(result);
	save_finish(job, document);
	job_free(job);
	tmpdir_check(world->dir, "file", bytes, size);
	document_close(document);
	free(bytes);
}

static void cancelling_leaves_nothing(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "abc", 3);
	struct document *document = world_open(world, path);
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };

	put(document, 0, "X");
	for (int steps = 0; steps < 6; steps++) {
		struct err err = { 0 };
		struct job *job = save_new(document, &request, &err);
		int n = 0;

		assert_non_null(job);
		while (n < steps && job_step(job, &err) == JOB_RUNNING)
			n++;
		if (n < steps) {
			job_free(job);
			break;
		}
		job_cancel(job);
		assert_int_equal(job_step(job, &err), JOB_FAILED);
		assert_int_equal(err.code, ERR_CANCELLED);
		job_free(job);
		tmpdir_check(world->dir, "file", "abc", 3);
		assert_int_equal(tmpdir_count(world->dir), 1);
		assert_true(document_is_modified(document));
	}
	document_close(document);
}

static void a_lost_byte_stops_it(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "abc", 3);
	const char *other = tmpdir_sparse(world->dir, "other", 5 * MIB);
	struct document *document = world_open(world, path);
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct err err = { 0 };
	struct rope *rope = document_read_file(document, other, &err);

	assert_non_null(rope);
	assert_true(document_replace(document, 1, 0, rope, 0, &err));
	rope_unref(document_ropes(document), rope);
	assert_int_equal(truncate(other, 3 * MIB), 0);
	save_badly(document, &request, ERR_LOST, "the byte at 0x300001 can not be read");
	save_badly(document, &request, ERR_LOST, "is as before");
	tmpdir_check(world->dir, "file", "abc", 3);
	assert_int_equal(tmpdir_count(world->dir), 2);
	assert_true(document_is_modified(document));
	document_close(document);
}

static void set_file_limit(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_size_limit_is_kept(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "abc", 3);
	struct document *document = world_open(world, path);
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct err err = { 0 };
	struct job *job;

	assert_true(document_resize(document, 100000, &err));
	put(document, 90000, "far");
	set_file_limit(65536);
	save_badly(document, &request, ERR_REFUSED, "ulimit -f");
	set_file_limit(RLIM_INFINITY);

	/* The limit comes while the save goes on. */
	job = save_new(document, &request, &err);
	assert_non_null(job);
	set_file_limit(65536);
	assert_false(job_run(job, &err));
	set_file_limit(RLIM_INFINITY);
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(err.sys, EFBIG);
	job_free(job);
	tmpdir_check(world->dir, "file", "abc", 3);
	assert_int_equal(tmpdir_count(world->dir), 1);
	assert_true(document_is_modified(document));
	save_well(document, NULL, false);
	check_saved(document, path);
	document_close(document);
}

/* Other bytes, with the size and the time of before. */
static void change_secretly(const char *path, const char *bytes)
{
	struct stat st = stat_of(path);
	struct timespec times[2] = { st.st_atim, st.st_mtim };
	int fd = open(path, O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(st.st_size, strlen(bytes));
	assert_int_equal(pwrite(fd, bytes, strlen(bytes), 0), strlen(bytes));
	assert_int_equal(futimens(fd, times), 0);
	close(fd);
}

static void notices_what_comes_between(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "abc", 3);
	struct document *document = world_open(world, path);
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct save_request fresh = {
		.choice = SAVE_ATOMIC, .path = tmpdir_path(world->dir, "fresh")
	};
	struct err err = { 0 };
	struct job *job;

	put(document, 0, "X");
	job = save_new(document, &request, &err);
	assert_non_null(job);
	assert_int_equal(job_step(job, &err), JOB_RUNNING);
	tmpdir_write(world->dir, "file", "foreign", 7);
	assert_false(job_run(job, &err));
	assert_int_equal(err.code, ERR_CHANGED);
	job_free(job);
	tmpdir_check(world->dir, "file", "foreign", 7);

	/* Neither size nor time give this one away. */
	assert_int_equal(document_disk(document), DISK_GROWN);
	save_well(document, NULL, true);
	put(document, 1, "Y");
	job = save_new(document, &request, &err);
	assert_non_null(job);
	change_secretly(path, "abc");
	assert_false(job_run(job, &err));
	assert_int_equal(err.code, ERR_CHANGED);
	job_free(job);
	tmpdir_check(world->dir, "file", "abc", 3);

	/* The user agreed to another state of the file than the one that is there. */
	request.overwrite = true;
	job = save_new(document, &request, &err);
	assert_non_null(job);
	assert_int_equal(rename(tmpdir_write(world->dir, "z", "zzz", 3), path), 0);
	assert_false(job_run(job, &err));
	assert_int_equal(err.code, ERR_CHANGED);
	job_free(job);
	tmpdir_check(world->dir, "file", "zzz", 3);

	job = save_new(document, &fresh, &err);
	assert_non_null(job);
	tmpdir_write(world->dir, "fresh", "foreign", 7);
	assert_false(job_run(job, &err));
	assert_int_equal(err.code, ERR_EXISTS);
	job_free(job);
	tmpdir_check(world->dir, "fresh", "foreign", 7);
	assert_int_equal(tmpdir_count(world->dir), 2);
	assert_true(document_is_modified(document));
	document_close(document);
}

/* A folder that is renamed while the save goes on takes the save along. */
static void a_folder_may_move(void **state)
{
	struct world *world = *state;
	const char *folder = tmpdir_path(world->dir, "folder");
	struct document *document;
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct err err = { 0 };
	struct job *job;

	assert_int_equal(mkdir(folder, 0700), 0);
	document = world_open(world, tmpdir_write(world->dir, "folder/file", "abc", 3));
	put(document, 0, "X");
	job = save_new(document, &request, &err);
	assert_non_null(job);
	assert_int_equal(rename(folder, tmpdir_path(world->dir, "moved")), 0);
	assert_true(job_run(job, &err));
	job_free(job);
	tmpdir_check(world->dir, "moved/file", "Xbc", 3);
	document_close(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(notices_foreign_changes),
		world_test(makes_a_removed_file_no_more_open),
		world_test(saves_again_and_back),
		world_test(editing_goes_on),
		world_test(a_worker_saves_meanwhile),
		world_test(cancelling_leaves_nothing),
		world_test(a_lost_byte_stops_it),
		world_test(a_size_limit_is_kept),
		world_test(notices_what_comes_between),
		world_test(a_folder_may_move),
	};
	signal(SIGXFSZ, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
