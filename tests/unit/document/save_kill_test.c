/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process is killed before each system call of a save: what is there is whole, the old or the
 * new. */
#include "save_scene.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "document/recovery.h"
#include "save_kill.h"

/* Saves in a child that is killed at its n-th call; true when it was. */
static bool killed_at(int n, const char *path)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		struct err err;

		save_kill_at(n);
		_exit(save_to(path, &err) ? 0 : 1);
	}
	return save_was_killed(child);
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
		if (len == SCENE_SIZE) {
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
			tmpdir_write(scene.world.dir, "file", scene.old, SCENE_SIZE);
			assert_int_equal(chmod(scene.path, 04751), 0);
			scene_open();
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

/* With an edit log: a session of its own edits and saves, and is killed at its n-th call. */
static bool session_killed_at(int n)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		struct err err;

		scene_open();
		document_log_use(scene.document, true, false);
		insert(scene.document, 5, "logged");
		save_kill_at(n);
		_exit(save_to(NULL, &err) ? 0 : 1);
	}
	return save_was_killed(child);
}

/* Whether anybody would be asked about edits of the file. */
static bool is_asked(bool *saved)
{
	struct recovery_item items[RECOVERY_MOST];
	struct document *document = world_open(&scene.world, scene.path);
	size_t count = recovery_find(document, items, RECOVERY_MOST);
	bool asked = false;

	for (size_t i = 0; i < count; i++) {
		struct err err;

		asked = asked || items[i].state == RECOVERY_LEFT ||
			items[i].state == RECOVERY_ORPHAN;
		*saved = *saved || items[i].state == RECOVERY_SAVED;
		assert_true(recovery_discard(items[i].name, &err));
		recovery_item_done(&items[i]);
	}
	document_close(document);
	return asked;
}

/* Not before the new file has the name, and not after. */
static void a_kill_leaves_no_stale_question(void **state)
{
	bool killed = true, saved = false, was_old = false, was_new = false;

	(void)state;
	setenv("XDG_STATE_HOME", tmpdir_path(scene.world.dir, "state"), 1);
	for (int n = 0; killed; n++) {
		struct stat st;
		bool is_old;

		assert_true(n < 100);
		tmpdir_write(scene.world.dir, "file", scene.old, SCENE_SIZE);
		killed = session_killed_at(n);
		st = stat_of(scene.path);
		is_old = st.st_size == SCENE_SIZE;
		assert_int_equal(is_asked(&saved), is_old);
		was_old = was_old || is_old;
		was_new = was_new || !is_old;
		remove_leftovers();
	}
	assert_true(was_old && was_new && saved);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scene_test(a_kill_leaves_one_whole_file),
		scene_test(a_kill_leaves_a_new_file_or_none),
		scene_test(a_kill_leaves_no_stale_question),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
