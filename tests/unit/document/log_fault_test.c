/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can happen to the folder of the logs, and to a log while it is written: the edits are made
 * whatever happens, and it is told. */
#include "log_session.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "document/recovery.h"
#include "support/fail.h"

/* Folders in which no log can be. Each makes `folder` or `state`. */
static void is_a_file(struct log_scene *scene)
{
	tmpdir_write(scene->dir, "state", "", 0);
}

static void is_a_link(struct log_scene *scene)
{
	assert_int_equal(mkdir(scene->state, 0700), 0);
	assert_int_equal(mkdir(tmpdir_path(scene->dir, "elsewhere"), 0700), 0);
	assert_int_equal(symlink("../elsewhere", scene->folder), 0);
}

static void is_open_to_all(struct log_scene *scene)
{
	assert_int_equal(mkdir(scene->state, 0700), 0);
	assert_int_equal(mkdir(scene->folder, 0700), 0);
	assert_int_equal(chmod(scene->folder, 0777), 0);
}

static void is_of_another(struct log_scene *scene)
{
	assert_int_equal(mkdir(scene->state, 0700), 0);
	assert_int_equal(mkdir(scene->folder, 0700), 0);
	assert_int_equal(chown(scene->folder, 1234, 1234), 0);
}

static void can_not_be_made(struct log_scene *scene)
{
	(void)scene;
	setenv("XDG_STATE_HOME", "/proc/self", 1);
}

static void can_not_be_written(struct log_scene *scene)
{
	assert_int_equal(mkdir(scene->state, 0700), 0);
	assert_int_equal(mkdir(scene->folder, 0700), 0);
	assert_int_equal(chmod(scene->folder, 0500), 0);
}

static const struct {
	const char *what;
	void (*make)(struct log_scene *scene);
	int only;                /* 1: where we are root; -1: where we are not */
} folders[] = {
	{ "a file", is_a_file, 0 },
	{ "a link", is_a_link, 0 },
	{ "open to all", is_open_to_all, 0 },
	{ "of another", is_of_another, 1 },
	{ "can not be made", can_not_be_made, 0 },
	{ "can not be written", can_not_be_written, -1 },
};

/* It is told; edits, undo and saves are as ever; and where the folder is mended, the edit after the
 * next save is logged. */
static void goes_on_without_a_folder(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(folders); i++) {
		struct document_place place;
		struct session session;
		struct log_scene scene;
		struct err err;

		if (folders[i].only == (geteuid() == 0 ? -1 : 1))
			continue;
		log_begin_scene(&scene);
		folders[i].make(&scene);
		open_session(&session, scene.path, DOCUMENT_COPY);
		session_edit(&session, 3, "one");
		if (!document_log_problem(session.document))
			fail_msg("%s: nothing is told", folders[i].what);
		assert_false(document_is_logged(session.document));
		session_edit(&session, 4, "two");
		assert_true(document_undo(session.document, &place, &err));
		session_save(&session);
		setenv("XDG_STATE_HOME", tmpdir_path(scene.dir, "mended"), 1);
		session_edit(&session, 9, "more");
		assert_null(document_log_problem(session.document));
		assert_true(document_is_logged(session.document));
		close_session(&session);
		memcpy(scene.start + 3, "one", 3);
		tmpdir_check(scene.dir, "file", scene.start, LOG_FILE_SIZE);
		if (folders[i].make == can_not_be_written)
			assert_int_equal(chmod(scene.folder, 0700), 0);
		tmpdir_free(scene.dir);
	}
}

/* The disk is full from the n-th write of a log on: the edits are made, it is told, what was logged
 * before comes back, and after a save with room again edits are logged. */
static void meets_a_full_disk_at_every_write(void **state)
{
	bool told = true;

	(void)state;
	for (uint64_t n = 0; told; n++) {
		struct recovery_report report;
		struct session session, other;
		struct recovery_item item;
		struct log_scene scene;
		struct err err;

		assert_true(n < 50);
		log_begin_scene(&scene);
		open_session(&session, scene.path, DOCUMENT_COPY);
		fail_from("pwrite", n, ENOSPC);
		for (uint64_t i = 0; i < 4; i++)
			session_edit(&session, 10 * i, "abc");
		told = document_log_problem(session.document) != NULL;
		assert_int_equal(told, fail_happened() > 0);
		fail_reset();
		document_log_keep(session.document);
		close_session(&session);
		open_session(&other, scene.path, DOCUMENT_COPY);
		document_log_use(other.document, false, false);
		if (log_find(&other, &item) > 0 && item.state == RECOVERY_LEFT) {
			assert_true(recovery_apply(other.document, item.name, RECOVERY_LOOK,
						   &report, &err));
			assert_true(report.edits <= 4 && (told || report.edits == 4));
			assert_false(report.cut);
		}
		close_session(&other);
		tmpdir_free(scene.dir);
	}
}

/* A disk that can not sync: told when it is asked for. */
static void tells_of_a_sync_that_fails(void **state)
{
	struct session session;
	struct log_scene scene;
	struct err err;

	(void)state;
	log_begin_scene(&scene);
	open_session(&session, scene.path, DOCUMENT_COPY);
	session_edit(&session, 3, "one");
	assert_true(document_log_sync(session.document, &err));
	fail_from("fdatasync", 0, EIO);
	assert_false(document_log_sync(session.document, &err));
	assert_int_equal(err.sys, EIO);
	fail_reset();
	session_edit(&session, 4, "two");
	close_session(&session);
	tmpdir_free(scene.dir);
}

static void notices_that_its_log_was_removed(void **state)
{
	struct recovery_item item;
	struct session session;
	struct log_scene scene;
	char name[200];
	struct err err;

	(void)state;
	log_begin_scene(&scene);
	open_session(&session, scene.path, DOCUMENT_COPY);
	session_edit(&session, 3, "one");
	assert_int_equal(log_find(&session, &item), 1);
	snprintf(name, sizeof name, "state/burin/%s", item.name);
	assert_int_equal(unlink(tmpdir_path(scene.dir, name)), 0);
	session_edit(&session, 4, "two");
	assert_false(document_log_sync(session.document, &err));
	assert_non_null(strstr(err.text, "removed"));
	session_save(&session);
	session_edit(&session, 5, "three");
	assert_true(document_log_sync(session.document, &err));
	close_session(&session);
	assert_int_equal(tmpdir_count(scene.dir), 2);
	tmpdir_free(scene.dir);
}

/* What was recovered and then neither saved nor discarded can be recovered again; looking at it
 * changes nothing. */
static void recovered_is_not_saved(void **state)
{
	struct recovery_report report;
	struct recovery_item item;
	struct session session;
	struct log_scene scene;
	struct err err;

	(void)state;
	log_begin_scene(&scene);
	die_after(log_edit_twice, scene.path);
	for (int i = 0; i < 4; i++) {
		open_session(&session, scene.path, DOCUMENT_COPY);
		assert_int_equal(log_find(&session, &item), 1);
		assert_int_equal(item.state, RECOVERY_LEFT);
		assert_true(recovery_apply(session.document, item.name,
					   i % 2 ? RECOVERY_TAKE : RECOVERY_LOOK, &report, &err));
		assert_int_equal(report.edits, 2);
		assert_int_equal(document_size(session.document), LOG_FILE_SIZE + 6);
		close_session(&session);
	}
	open_session(&session, scene.path, DOCUMENT_COPY);
	assert_int_equal(log_find(&session, &item), 1);
	assert_true(recovery_apply(session.document, item.name, RECOVERY_TAKE, &report, &err));
	session_save(&session);
	close_session(&session);
	open_session(&session, scene.path, DOCUMENT_COPY);
	assert_int_equal(log_find(&session, &item), 0);
	close_session(&session);
	tmpdir_free(scene.dir);
}

/* So much that the thread of the log does not wait for more. */
static void insert_much(struct session *session)
{
	static const uint8_t much[70000];
	struct err err;

	assert_true(document_insert(session->document, 0, much, sizeof much, 0, &err));
}

/* Log and folder are synced by a thread, when asked, when kept, and before another log goes. Once
 * it failed nothing makes it good. */
static void brings_logs_to_the_disk(void **state)
{
	static const char *const calls[] = { "fdatasync", "fsync" };
	struct recovery_report report;
	struct recovery_item item;
	struct session session;
	struct log_scene scene;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(calls); i++) {
		log_begin_scene(&scene);
		open_session(&session, scene.path, DOCUMENT_COPY);
		session_edit(&session, 3, "one");
		fail_from(calls[i], 0, EIO);
		assert_false(document_log_sync(session.document, &err));
		insert_much(&session);
		for (int n = 0; n < 6000 && !document_log_problem(session.document); n++)
			usleep(10000);
		assert_non_null(document_log_problem(session.document));
		fail_reset();
		assert_false(document_log_sync(session.document, &err));
		close_session(&session);
		tmpdir_free(scene.dir);
	}
	log_begin_scene(&scene);
	open_session(&session, scene.path, DOCUMENT_COPY);
	session_edit(&session, 3, "one");
	document_log_keep(session.document);
	fail_reset();
	close_session(&session);
	assert_true(fail_count("fdatasync") > 0 && fail_count("fsync") > 0);
	open_session(&session, scene.path, DOCUMENT_COPY);
	assert_int_equal(log_find(&session, &item), 1);
	fail_reset();
	assert_true(recovery_apply(session.document, item.name, RECOVERY_TAKE, &report, &err));
	assert_true(fail_count("fdatasync") > 0 && fail_count("fsync") > 0);
	close_session(&session);
	tmpdir_free(scene.dir);
}

/* Edits that are there are not mixed with those of a log. */
static void stays_beside_other_edits(void **state)
{
	struct recovery_report report;
	struct recovery_item item;
	struct session session;
	struct log_scene scene;
	struct err err;

	(void)state;
	log_begin_scene(&scene);
	die_after(log_edit_twice, scene.path);
	open_session(&session, scene.path, DOCUMENT_COPY);
	assert_int_equal(log_find(&session, &item), 1);
	session_edit(&session, 3, "one");
	assert_false(recovery_apply(session.document, item.name, RECOVERY_TAKE, &report, &err));
	assert_int_equal(err.code, ERR_REFUSED);
	assert_int_equal(document_size(session.document), LOG_FILE_SIZE);
	close_session(&session);
	tmpdir_free(scene.dir);
}

/* In place: what another program wrote over an edit since is neither the edit's nor the old bytes,
 * and stays. */
static void takes_back_its_own_bytes_alone(void **state)
{
	struct recovery_report report;
	struct recovery_item item;
	struct session session;
	struct log_scene scene;
	struct err err;
	int status;
	pid_t child;

	(void)state;
	log_begin_scene(&scene);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		open_session(&session, scene.path, DOCUMENT_WRITE);
		session_edit(&session, 10, "first");
		session_edit(&session, 30, "second");
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	memcpy(scene.start + 10, "other", 5);
	open_session(&session, scene.path, DOCUMENT_WRITE);
	assert_true(document_overwrite(session.document, 10, "other", 5, 0, &err));
	close_session(&session);
	open_session(&session, scene.path, DOCUMENT_WRITE);
	assert_int_equal(log_find(&session, &item), 1);
	if (!recovery_apply(session.document, item.name, RECOVERY_TAKE, &report, &err))
		fail_msg("%s", err.text);
	assert_int_equal(report.edits, 1);
	assert_int_equal(report.different, 1);
	assert_int_equal(report.places[0].pos, 10);
	close_session(&session);
	tmpdir_check(scene.dir, "file", scene.start, LOG_FILE_SIZE);
	tmpdir_free(scene.dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_on_without_a_folder),
		cmocka_unit_test(meets_a_full_disk_at_every_write),
		cmocka_unit_test(tells_of_a_sync_that_fails),
		cmocka_unit_test(notices_that_its_log_was_removed),
		cmocka_unit_test(recovered_is_not_saved),
		cmocka_unit_test(brings_logs_to_the_disk),
		cmocka_unit_test(stays_beside_other_edits),
		cmocka_unit_test(takes_back_its_own_bytes_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
