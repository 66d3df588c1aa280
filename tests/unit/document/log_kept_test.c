/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a log must not lose, and what it must not keep. */
#include "log_session.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "document/edit_log_format.h"
#include "support/fail.h"

static off_t size_of_log(struct log_scene *scene, const char *name)
{
	char path[LOG_NAME + 20];
	struct stat st;

	snprintf(path, sizeof path, "state/burin/%s", name);
	assert_int_equal(stat(tmpdir_path(scene->dir, path), &st), 0);
	return st.st_size;
}

/* A log gives way to the next session only where it has history alone, and nobody reads it at the
 * moment. */
static void leaves_needed_logs_alone(void **state)
{
	(void)state;
	for (int clean = 0; clean < 2; clean++) {
		struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
		struct session session;
		struct recovery_item item, newest;
		struct log_scene scene;
		char path[LOG_NAME + 20];
		off_t size;
		int fd;

		log_begin_scene(&scene);
		if (clean) {
			open_session(&session, scene.path, DOCUMENT_WRITE);
			document_log_use(session.document, true, true);
			session_edit(&session, 3, "one");
			close_session(&session);
		} else {
			die_after(log_edit_twice, scene.path);
		}
		open_session(&session, scene.path, DOCUMENT_COPY);
		assert_int_equal(log_find(&session, &item), 1);
		assert_int_equal(item.state, clean ? RECOVERY_CLEAN : RECOVERY_LEFT);
		size = size_of_log(&scene, item.name);
		snprintf(path, sizeof path, "state/burin/%s", item.name);
		fd = open(tmpdir_path(scene.dir, path), O_RDWR | O_CLOEXEC);
		assert_true(fd >= 0);
		if (clean)
			assert_int_equal(fcntl(fd, F_OFD_SETLK, &whole), 0);
		session_edit(&session, 9, "more");
		assert_int_equal(log_find(&session, &newest), 2);
		assert_int_equal(size_of_log(&scene, item.name), size);
		close(fd);
		close_session(&session);
		tmpdir_free(scene.dir);
	}
}

/* In place an edit can fail after it was logged. Then it is not in the log any more, and the same
 * bytes, when they come again, are not looked for in what was taken out of it. */
static void takes_back_what_was_not_made(void **state)
{
	const struct document_options options = { .mode = DOCUMENT_WRITE, .no_map = true };
	static const uint8_t zeros[3000], bytes[2000] = { 1 };
	struct recovery_report report;
	struct session session;
	struct recovery_item item;
	struct log_scene scene;
	struct rope *rope;
	struct err err;
	off_t size;

	(void)state;
	log_begin_scene(&scene);
	tmpdir_write(scene.dir, "file", zeros, sizeof zeros);
	open_session_with(&session, scene.path, &options);
	rope = document_make(&session.ropes, bytes, sizeof bytes, &err);
	session_edit(&session, 2500, "one");
	assert_int_equal(log_find(&session, &item), 1);
	size = size_of_log(&scene, item.name);
	/* The first is the log's. */
	fail_at("pwrite", 1, EIO);
	assert_false(document_replace(session.document, 4, sizeof bytes, rope, 0, &err));
	assert_int_equal(fail_happened(), 1);
	fail_reset();
	assert_null(document_log_problem(session.document));
	assert_int_equal(size_of_log(&scene, item.name), size);
	assert_true(document_replace(session.document, 4, sizeof bytes, rope, 0, &err));
	rope_unref(&session.ropes, rope);
	document_log_keep(session.document);
	close_session(&session);
	open_session(&session, scene.path, DOCUMENT_WRITE);
	if (!recovery_apply(session.document, item.name, RECOVERY_TAKE, &report, &err))
		fail_msg("%s", err.text);
	assert_int_equal(report.edits, 2);
	close_session(&session);
	tmpdir_check(scene.dir, "file", zeros, sizeof zeros);
	tmpdir_free(scene.dir);
}

/* Edits over bytes that are gone; when these are back, whatever they are, the edits are as well. */
static void logs_edits_over_lost_bytes(void **state)
{
	struct recovery_report report;
	struct session session;
	struct recovery_item item;
	struct log_scene scene;
	uint8_t bytes[4];
	struct err err;

	(void)state;
	log_begin_scene(&scene);
	open_session(&session, scene.path, DOCUMENT_COPY);
	assert_int_equal(truncate(scene.path, 100), 0);
	session_edit(&session, 300, "lost");
	assert_null(document_log_problem(session.document));
	document_log_keep(session.document);
	close_session(&session);
	tmpdir_write(scene.dir, "file", scene.start, LOG_FILE_SIZE);
	open_session(&session, scene.path, DOCUMENT_COPY);
	assert_int_equal(log_find(&session, &item), 1);
	assert_true(recovery_apply(session.document, item.name, RECOVERY_LOOK, &report, &err));
	assert_int_equal(report.edits, 1);
	assert_int_equal(report.different, 0);
	assert_int_equal(document_read(session.document, 300, bytes, NULL, 4, NULL), 0);
	assert_memory_equal(bytes, "lost", 4);
	close_session(&session);
	tmpdir_free(scene.dir);
}

/* Which new file a save makes is on the disk before that file has the name. */
static void brings_the_saving_slot_to_the_disk(void **state)
{
	struct session session;
	struct log_scene scene;

	(void)state;
	log_begin_scene(&scene);
	open_session(&session, scene.path, DOCUMENT_COPY);
	session_edit(&session, 3, "one");
	fail_reset();
	session_save(&session);
	assert_true(fail_count("fdatasync") > 0);
	close_session(&session);
	tmpdir_free(scene.dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_needed_logs_alone),
		cmocka_unit_test(takes_back_what_was_not_made),
		cmocka_unit_test(logs_edits_over_lost_bytes),
		cmocka_unit_test(brings_the_saving_slot_to_the_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
