/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happens in the middle of a save: in which order the system is asked, what another program
 * does in the last moment, calls that do less than they were asked, file systems that can do
 * less.
 */
#include "save_scene.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "save_hook.h"

/* One letter per call, the same in a row as one. */
static char calls[64];

static int note(const struct save_call *call)
{
	static const struct {
		const char *call;
		char letter;
	} letters[] = {
		{ "ftruncate", 't' },
		{ "fallocate", 'a' },
		{ "pwrite", 'w' },
		{ "copy_file_range", 'w' },
		{ "fchown", 'o' },
		{ "fsetxattr", 'x' },
		{ "fchmod", 'm' },
		{ "fsync", 's' },
		{ "linkat", 'l' },
		{ "renameat2", 'r' },
		{ "unlinkat", 'u' },
	};
	size_t len = strlen(calls);

	for (size_t i = 0; i < ARRAY_COUNT(letters); i++)
		if (strcmp(call->name, letters[i].call) == 0 && len + 1 < sizeof calls &&
			(len == 0 || calls[len - 1] != letters[i].letter))
			calls[len++] = letters[i].letter;
	calls[len] = '\0';
	return 0;
}

/*
 * The bytes are on the disk before the file has a name, and the folder is on the disk before the
 * old file is removed. No test can pull the plug, so the order itself is the test.
 */
static void everything_is_synced_in_order(void **state)
{
	char wanted[32];
	struct err err;

	(void)state;
	snprintf(wanted, sizeof wanted, "taw%s%smslrsus", geteuid() == 0 ? "o" : "",
		scene.has_attribute ? "x" : "");
	save_hook.before = note;
	calls[0] = '\0';
	assert_true(save_to(NULL, &err));
	assert_string_equal(calls, wanted);
	check_new();

	calls[0] = '\0';
	assert_true(save_to(scene.fresh, &err));
	assert_string_equal(calls, "tawsls");
}

/* Another program, just before the names are exchanged. */
static void (*intrude)(void);
static int exchanges;

static int intrude_at_exchange(const struct save_call *call)
{
	if (strcmp(call->name, "renameat2") == 0 && exchanges++ == 0)
		intrude();
	return 0;
}

static void write_into(void)
{
	tmpdir_write(scene.world.dir, "file", "foreign", 7);
}

static void put_another(void)
{
	tmpdir_write(scene.world.dir, "z", "foreign", 7);
	assert_int_equal(rename(tmpdir_path(scene.world.dir, "z"), scene.path), 0);
}

static void make_link(void)
{
	assert_int_equal(link(scene.path, scene.fresh), 0);
}

static void remove_it(void)
{
	assert_int_equal(unlink(scene.path), 0);
}

static void the_last_moment_belongs_to_others(void **state)
{
	static const struct {
		void (*intrude)(void);
		const char *content; /* of the file afterwards; NULL: the old one */
		size_t files;
	} rows[] = {
		{ write_into, "foreign", 1 },
		{ put_another, "foreign", 1 },
		{ make_link, NULL, 2 },
		{ remove_it, "", 0 },
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct err err;

		if (i > 0) {
			scene_end(state);
			scene_start(state);
		}
		intrude = rows[i].intrude;
		exchanges = 0;
		save_hook.before = intrude_at_exchange;
		assert_false(save_to(NULL, &err));
		save_hook.before = NULL;
		assert_int_equal(err.code, ERR_CHANGED);
		assert_int_equal(tmpdir_count(scene.world.dir), rows[i].files);
		assert_true(document_is_modified(scene.document));
		if (!rows[i].content)
			check_old();
		else if (rows[i].files > 0)
			tmpdir_check(
				scene.world.dir, "file", rows[i].content, strlen(rows[i].content));
	}
}

/* What fails, whatever its number: a call, with an errno. */
static const char *failing;
static int failing_flag;
static int failing_error;
static int failing_times;

static int fail_it(const struct save_call *call)
{
	if (strcmp(call->name, failing) != 0 || (call->flags & failing_flag) != failing_flag ||
		failing_times == 0)
		return 0;
	failing_times--;
	return failing_error;
}

static void let_fail(const char *call, int flag, int error, int times)
{
	failing = call;
	failing_flag = flag;
	failing_error = error;
	failing_times = times;
	save_hook.before = fail_it;
}

static void the_old_file_that_can_not_be_removed_comes_back(void **state)
{
	struct err err;

	(void)state;
	let_fail("unlinkat", 0, EIO, 1);
	assert_false(save_to(NULL, &err));
	assert_non_null(strstr(err.text, "cannot remove the old content"));
	check_old();
	assert_int_equal(tmpdir_count(scene.world.dir), 1);
	assert_true(document_is_modified(scene.document));
}

static void an_attribute_that_can_not_be_kept_is_named(void **state)
{
	struct err err;

	(void)state;
	if (!scene.has_attribute) {
		print_message("# skipped: no user attributes here\n");
		return;
	}
	let_fail("fsetxattr", 0, EPERM, 1);
	assert_false(save_to(NULL, &err));
	assert_int_equal(err.code, ERR_REFUSED);
	assert_non_null(strstr(err.text, "the attribute user.test can not be kept"));
	assert_non_null(strstr(err.text, "file is as before"));
	check_old();
	check_attributes();
	assert_int_equal(tmpdir_count(scene.world.dir), 1);
}

static void poorer_file_systems_will_do(void **state)
{
	static const struct {
		const char *call;
		int flag;
		int error;
		int times;
	} rows[] = {
		{ "openat", O_TMPFILE, EOPNOTSUPP, -1 },
		{ "openat", O_TMPFILE, EISDIR, -1 },
		{ "renameat2", 2, EINVAL, -1 },
		{ "renameat2", 2, ENOSYS, -1 },
		{ "linkat", AT_EMPTY_PATH, ENOENT, -1 },
		{ "linkat", 0, EEXIST, 1 },
		{ "fallocate", 0, EOPNOTSUPP, -1 },
		{ "copy_file_range", 0, EXDEV, -1 },
		{ "copy_file_range", 0, EINTR, 3 },
		{ "pwrite", 0, EINTR, 3 },
		{ "fallocate", 0, EINTR, 3 },
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct err err;

		if (i > 0) {
			scene_end(state);
			scene_start(state);
		}
		let_fail(rows[i].call, rows[i].flag, rows[i].error, rows[i].times);
		if (!save_to(NULL, &err))
			fail_msg("row %zu: %s", i, err.text);
		check_new();
		check_attributes();
		assert_int_equal(tmpdir_count(scene.world.dir), 1);
		assert_false(document_is_modified(scene.document));
		failing_times = rows[i].times;
		/* The name being taken is another row's matter. */
		if (rows[i].error != EEXIST && !save_to(scene.fresh, &err))
			fail_msg("row %zu, new: %s", i, err.text);
		assert_int_equal(tmpdir_count(scene.world.dir), rows[i].error != EEXIST ? 2 : 1);
	}
}

/* More than is reserved at once, where nothing can be reserved. Nothing is written. */
static void much_room_need_not_be_reserved(void **state)
{
	struct document *document = world_new(&scene.world, 3ull << 30);
	struct save_request request = { .choice = SAVE_ATOMIC, .path = scene.fresh };
	struct err err = { 0 };
	struct job *job;

	(void)state;
	assert_true(document_fill(document, 0, 3ull << 30, "pattern", 7, 0, &err));
	job = save_new(document, &request, &err);
	if (job) {
		let_fail("fallocate", 0, EOPNOTSUPP, 1);
		for (int i = 0; i < 3; i++)
			assert_int_equal(job_step(job, &err), JOB_RUNNING);
		job_cancel(job);
		assert_int_equal(job_step(job, &err), JOB_FAILED);
		assert_int_equal(atomic_load(&job->done), 0);
	} else {
		print_message("# skipped: %s\n", err.text);
	}
	job_free(job);
	document_close(document);
	assert_int_equal(tmpdir_count(scene.world.dir), 1);
}

/* File systems without unnamed files, and one after the other without the ways to name a new one.
 */
static bool no_links;
static bool no_rename;

static int fat(const struct save_call *call)
{
	if (strcmp(call->name, "openat") == 0 && (call->flags & O_TMPFILE) == O_TMPFILE)
		return EOPNOTSUPP;
	if (strcmp(call->name, "linkat") == 0)
		return no_links ? EPERM : 0;
	return strcmp(call->name, "renameat2") == 0 && call->flags != 0 && no_rename ? EINVAL : 0;
}

static void new_files_find_a_way(void **state)
{
	(void)state;
	for (int way = 0; way < 3; way++) {
		struct document *document = world_new(&scene.world, 5);
		struct save_request taken = { .choice = SAVE_ATOMIC, .path = scene.path };

		no_links = way == 1;
		no_rename = way == 2;
		save_hook.before = fat;
		put(document, 0, "fresh");
		save_badly(document, &taken, ERR_EXISTS, "exists");
		save_well(document, scene.fresh, false);
		tmpdir_check(scene.world.dir, "fresh", "fresh", 5);
		assert_int_equal(tmpdir_count(scene.world.dir), 2);
		/* It is ours, and nobody seems to have changed it. */
		assert_int_equal(document_disk(document), DISK_SAME);
		put(document, 0, "again");
		save_well(document, NULL, false);
		tmpdir_check(scene.world.dir, "fresh", "again", 5);
		assert_int_equal(tmpdir_count(scene.world.dir), 2);
		document_close(document);
		assert_int_equal(unlink(scene.fresh), 0);
	}
}

/* The name is taken after the question whether it is. */
static void a_new_file_replaces_nothing(void **state)
{
	(void)state;
	for (int way = 0; way < 3; way++) {
		struct save_request request = { .choice = SAVE_ATOMIC, .path = scene.fresh };
		struct err err = { 0 };
		struct job *job = save_new(scene.document, &request, &err);

		assert_non_null(job);
		no_links = way == 1;
		no_rename = way == 2;
		save_hook.before = fat;
		tmpdir_write(scene.world.dir, "fresh", "foreign", 7);
		assert_false(job_run(job, &err));
		assert_int_equal(err.code, ERR_EXISTS);
		job_free(job);
		tmpdir_check(scene.world.dir, "fresh", "foreign", 7);
		assert_int_equal(tmpdir_count(scene.world.dir), 2);
		assert_int_equal(unlink(scene.fresh), 0);
	}
}

static void short_calls_go_on(void **state)
{
	struct err err;

	(void)state;
	save_hook.most = 777;
	assert_true(save_to(NULL, &err));
	save_hook.most = 0;
	check_new();
	assert_int_equal(tmpdir_count(scene.world.dir), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scene_test(everything_is_synced_in_order),
		scene_test(the_last_moment_belongs_to_others),
		scene_test(the_old_file_that_can_not_be_removed_comes_back),
		scene_test(an_attribute_that_can_not_be_kept_is_named),
		scene_test(poorer_file_systems_will_do),
		scene_test(new_files_find_a_way),
		scene_test(a_new_file_replaces_nothing),
		scene_test(much_room_need_not_be_reserved),
		scene_test(short_calls_go_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
