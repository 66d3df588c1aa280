/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happens in the middle of a save: in which order the system is asked, what another program does in
 * the last moment, a kill at each call, calls that do less than they were asked, file systems that
 * can do less.
 */
#include "save_support.h"
#include "save_hook.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { SIZE = 300000 };

/* A file, and a document of it with edits. */
struct scene {
	struct world world;
	struct document *document;
	const char *path;
	const char *fresh;           /* a name that is not there */
	char *old;
	char *new;
	size_t new_len;
	bool has_attribute;
};

static struct scene scene;

static void open_scene(void)
{
	struct err err = { 0 };

	scene.document = world_open(&scene.world, scene.path);
	put(scene.document, 150000, "overwritten");
	insert(scene.document, 100, "inserted");
	assert_true(document_fill(scene.document, 120000, 9000, "", 1, 0, &err));
}

static int start(void **state)
{
	(void)state;
	scene = (struct scene){ 0 };
	world_start(&scene.world);
	scene.old = malloc(SIZE);
	assert_non_null(scene.old);
	random_fill(&(struct random){ 5 }, scene.old, SIZE);
	scene.path = tmpdir_write(scene.world.dir, "file", scene.old, SIZE);
	scene.fresh = tmpdir_path(scene.world.dir, "fresh");
	if (geteuid() == 0)
		assert_int_equal(chown(scene.path, 1234, 5678), 0);
	assert_int_equal(chmod(scene.path, 04751), 0);
	scene.has_attribute = setxattr(scene.path, "user.test", "value", 5, 0) == 0;
	open_scene();
	scene.new_len = (size_t)document_size(scene.document);
	scene.new = malloc(scene.new_len);
	assert_non_null(scene.new);
	assert_int_equal(document_read(scene.document, 0, scene.new, NULL, scene.new_len, NULL), 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	save_hook = (struct save_hook){ 0 };
	document_close(scene.document);
	free(scene.old);
	free(scene.new);
	world_end(&scene.world);
	return 0;
}

static void check_old(void)
{
	tmpdir_check(scene.world.dir, "file", scene.old, SIZE);
}

static void check_new(void)
{
	tmpdir_check(scene.world.dir, "file", scene.new, scene.new_len);
}

static bool save_to(const char *path, struct err *err)
{
	struct save_request request = { .path = path };

	err_clear(err);
	return try_save(scene.document, &request, err);
}

/* One letter per call, the same in a row as one. */
static char calls[64];

static int note(const char *call, int flags)
{
	static const struct {
		const char *call;
		char letter;
	} letters[] = {
		{ "ftruncate", 't' }, { "fallocate", 'a' }, { "pwrite", 'w' },
		{ "copy_file_range", 'w' }, { "fchown", 'o' }, { "fsetxattr", 'x' },
		{ "fchmod", 'm' }, { "fsync", 's' }, { "linkat", 'l' }, { "renameat2", 'r' },
		{ "unlinkat", 'u' },
	};
	size_t len = strlen(calls);

	(void)flags;
	for (size_t i = 0; i < ARRAY_COUNT(letters); i++)
		if (strcmp(call, letters[i].call) == 0 && len + 1 < sizeof calls &&
		    (len == 0 || calls[len - 1] != letters[i].letter))
			calls[len++] = letters[i].letter;
	calls[len] = '\0';
	return 0;
}

/*
 * The bytes are on the disk before the file has a name, and the folder is on the disk before the old file
 * is removed. No test can pull the plug, so the order itself is the test.
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

/* Counting down to the call at which the process ends. */
static int countdown;

static int kill_at_last(const char *call, int flags)
{
	(void)call;
	(void)flags;
	if (countdown-- == 0)
		kill(getpid(), SIGKILL);
	return 0;
}

/* Saves in a child that is killed at its n-th call; true when it was. */
static bool killed_at(int n, const char *path)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		struct err err;

		save_hook.before = kill_at_last;
		countdown = n;
		_exit(save_to(path, &err) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	return WIFSIGNALED(status);
}

/* Removes what a kill may leave: one file beside the target, of this name. Returns how many. */
static int remove_leftovers(void)
{
	const char *root = tmpdir_path(scene.world.dir, "");
	DIR *folder = opendir(root);
	struct dirent *entry;
	int count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		if (strncmp(entry->d_name, ".file.burin-", 12) != 0)
			continue;
		assert_int_equal(unlinkat(dirfd(folder), entry->d_name, 0), 0);
		count++;
	}
	closedir(folder);
	return count;
}

static void check_attributes(void)
{
	struct stat st;

	assert_int_equal(stat(scene.path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 04751);
	if (geteuid() == 0)
		assert_true(st.st_uid == 1234 && st.st_gid == 5678);
	if (scene.has_attribute)
		assert_int_equal(getxattr(scene.path, "user.test", NULL, 0), 5);
}

static void a_kill_leaves_one_whole_file(void **state)
{
	bool was_old = false, was_new = false, killed = true;

	(void)state;
	for (int n = 0; killed; n++) {
		size_t len;
		char *bytes;

		assert_true(n < 100);
		killed = killed_at(n, NULL);
		bytes = tmpdir_read(scene.path, &len);
		if (len == SIZE) {
			assert_false(was_new);
			check_old();
			was_old = true;
		} else {
			check_new();
			was_new = true;
		}
		free(bytes);
		check_attributes();
		/* Only between the linking and the removal a name exists that a kill leaves. */
		assert_true(remove_leftovers() <= (killed ? 1 : 0));
		assert_int_equal(tmpdir_count(scene.world.dir), 1);
		if (was_new && killed) {
			/* Start again from the old file. */
			document_close(scene.document);
			tmpdir_write(scene.world.dir, "file", scene.old, SIZE);
			assert_int_equal(chmod(scene.path, 04751), 0);
			open_scene();
			was_new = false;
		}
	}
	assert_true(was_old && was_new);
}

static void a_kill_leaves_a_new_file_or_none(void **state)
{
	bool killed = true, was_absent = false;

	(void)state;
	for (int n = 0; killed; n++) {
		assert_true(n < 100);
		killed = killed_at(n, scene.fresh);
		if (access(scene.fresh, F_OK) != 0) {
			assert_true(killed);
			was_absent = true;
			assert_int_equal(tmpdir_count(scene.world.dir), 1);
			continue;
		}
		tmpdir_check(scene.world.dir, "fresh", scene.new, scene.new_len);
		assert_int_equal(unlink(scene.fresh), 0);
		assert_int_equal(tmpdir_count(scene.world.dir), 1);
	}
	assert_true(was_absent);
	check_old();
}

/* Another program, just before the names are exchanged. */
static void (*intrude)(void);
static int exchanges;

static int intrude_at_exchange(const char *call, int flags)
{
	(void)flags;
	if (strcmp(call, "renameat2") == 0 && exchanges++ == 0)
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
		const char *content;     /* of the file afterwards; NULL: the old one */
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
			end(state);
			start(state);
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
			tmpdir_check(scene.world.dir, "file", rows[i].content,
				     strlen(rows[i].content));
	}
}

/* What fails, whatever its number: a call, with an errno. */
static const char *failing;
static int failing_flag;
static int failing_error;
static int failing_times;

static int fail_it(const char *call, int flags)
{
	if (strcmp(call, failing) != 0 || (flags & failing_flag) != failing_flag ||
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
			end(state);
			start(state);
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
	struct save_request request = { .path = scene.fresh };
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

/* Neither unnamed files nor links: a rename that does not replace. */
static int fat(const char *call, int flags)
{
	if (strcmp(call, "openat") == 0 && (flags & O_TMPFILE) == O_TMPFILE)
		return EOPNOTSUPP;
	return strcmp(call, "linkat") == 0 ? EPERM : 0;
}

static void links_are_not_needed(void **state)
{
	struct err err;

	(void)state;
	save_hook.before = fat;
	assert_true(save_to(scene.fresh, &err));
	tmpdir_check(scene.world.dir, "fresh", scene.new, scene.new_len);
	assert_int_equal(tmpdir_count(scene.world.dir), 2);
	assert_true(save_to(NULL, &err));
	check_new();
	assert_int_equal(tmpdir_count(scene.world.dir), 2);

	tmpdir_write(scene.world.dir, "taken", "foreign", 7);
	assert_false(save_to(tmpdir_path(scene.world.dir, "taken"), &err));
	assert_int_equal(err.code, ERR_EXISTS);
	tmpdir_check(scene.world.dir, "taken", "foreign", 7);
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

#define scene_test(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		scene_test(everything_is_synced_in_order),
		scene_test(a_kill_leaves_one_whole_file),
		scene_test(a_kill_leaves_a_new_file_or_none),
		scene_test(the_last_moment_belongs_to_others),
		scene_test(the_old_file_that_can_not_be_removed_comes_back),
		scene_test(an_attribute_that_can_not_be_kept_is_named),
		scene_test(poorer_file_systems_will_do),
		scene_test(links_are_not_needed),
		scene_test(much_room_need_not_be_reserved),
		scene_test(short_calls_go_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
