/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A log that is left over, whose edits the file has already: its session ended just after a save,
 * or that save was finished later. */
#include "log_session.h"

#include <stdlib.h>

#include "base/job.h"
#include "document/recovery.h"
#include "document/save.h"

enum { SIZE = 500 };

/* Edits of one place twice, and of one that is undone. */
static bool edit(struct session *session)
{
	struct document *document = session->document;
	struct document_place place;
	struct err err;

	return document_overwrite(document, 10, "first", 5, 0, &err) &&
	       document_overwrite(document, 200, "gone", 4, 0, &err) &&
	       document_undo(document, &place, &err) &&
	       document_overwrite(document, 12, "second", 6, 0, &err);
}

static void tells_what_is_saved(void **state)
{
	static const char *const in_file[] = { "", "fisecond", "fisecons", "Fisecond" };
	struct tmpdir *dir = tmpdir_new();
	uint8_t bytes[SIZE] = { 0 };
	const char *path = tmpdir_write(dir, "file", bytes, SIZE);

	(void)state;
	setenv("XDG_STATE_HOME", tmpdir_path(dir, "state"), 1);
	die_after(edit, path);
	for (size_t i = 0; i < ARRAY_COUNT(in_file); i++) {
		struct recovery_item items[RECOVERY_MOST];
		struct document_place place;
		struct session session;
		struct err err;

		memcpy(bytes + 10, in_file[i], strlen(in_file[i]));
		path = tmpdir_write(dir, "file", bytes, SIZE);
		open_session(&session, path, DOCUMENT_COPY);
		assert_int_equal(recovery_find(session.document, items, RECOVERY_MOST), 1);
		assert_int_equal(items[0].state, RECOVERY_LEFT);
		assert_int_equal(recovery_is_saved(session.document, items[0].name), i == 1);
		assert_false(document_is_modified(session.document));
		assert_false(document_undo(session.document, &place, &err));
		recovery_item_done(&items[0]);
		close_session(&session);
	}
	tmpdir_free(dir);
}

/* A new file takes the name; then, before the log can go, the process ends. */
static bool save_anew(struct session *session, bool edit_meanwhile)
{
	const struct save_request request = { .choice = SAVE_ATOMIC };
	struct document *document = session->document;
	struct job *job;
	struct err err;

	if (!document_insert(document, 7, "new", 3, 0, &err))
		return false;
	job = save_new(document, &request, &err);
	return job && save_method(job) == SAVE_REPLACE &&
	       (!edit_meanwhile || document_insert(document, 8, "newer", 5, 0, &err)) &&
	       job_run(job, &err);
}

static bool only_save(struct session *session)
{
	return save_anew(session, false);
}

static bool save_and_edit(struct session *session)
{
	return save_anew(session, true);
}

/* Whoever replaces the file after that, it is another one. */
static void tells_which_new_file_is_saved(void **state)
{
	static const struct {
		bool (*work)(struct session *session);
		bool replaced;
		enum recovery_state expected;
	} rows[] = {
		{ only_save, false, RECOVERY_SAVED },
		{ save_and_edit, false, RECOVERY_ORPHAN },
		{ only_save, true, RECOVERY_ORPHAN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct tmpdir *dir = tmpdir_new();
		struct recovery_item items[RECOVERY_MOST];
		uint8_t bytes[SIZE] = { 0 };
		const char *path = tmpdir_write(dir, "file", bytes, SIZE);
		struct session session;

		setenv("XDG_STATE_HOME", tmpdir_path(dir, "state"), 1);
		die_after(rows[i].work, path);
		if (rows[i].replaced)
			assert_int_equal(rename(tmpdir_write(dir, "other", bytes, SIZE), path), 0);
		open_session(&session, path, DOCUMENT_COPY);
		assert_int_equal(recovery_find(session.document, items, RECOVERY_MOST), 1);
		assert_int_equal(items[0].state, rows[i].expected);
		recovery_item_done(&items[0]);
		close_session(&session);
		tmpdir_free(dir);
	}
}

/* Its own file gets another length; then, in the middle of things, the process ends. */
static bool save_within(struct session *session, bool shorter, void (*meanwhile)(struct session *))
{
	const struct save_request request = { .choice = SAVE_INPLACE };
	struct document *document = session->document;
	struct job *job;
	struct err err;

	if (!(shorter ? document_delete(document, 7, 300, 0, &err) :
			document_insert(document, 7, "longer", 6, 0, &err)))
		return false;
	job = save_new(document, &request, &err);
	if (!job || save_method(job) != SAVE_SHIFT)
		return false;
	if (meanwhile)
		meanwhile(session);
	return job_run(job, &err);
}

static void edit_meanwhile(struct session *session)
{
	session_edit(session, 5, "mean");
}

static void undo_meanwhile(struct session *session)
{
	struct document_place place;
	struct err err;

	session_edit(session, 5, "mean");
	assert_true(document_undo(session->document, &place, &err));
	assert_true(document_undo(session->document, &place, &err));
	session_edit(session, 5, "lost");
}

static bool get_longer(struct session *session)
{
	return save_within(session, false, NULL);
}

static bool get_longer_and_edit(struct session *session)
{
	return save_within(session, false, edit_meanwhile);
}

static bool get_shorter_and_edit(struct session *session)
{
	return save_within(session, true, edit_meanwhile);
}

static bool get_longer_and_undo(struct session *session)
{
	return save_within(session, false, undo_meanwhile);
}

/* What was copied is in the log once, before the save, or in the file, where it has moved. */
static bool get_longer_and_copy(struct session *session)
{
	static const uint8_t bytes[2000] = { 'c', 'o', 'p', 'y' };
	const struct save_request request = { .choice = SAVE_INPLACE };
	struct document *document = session->document;
	struct err err;
	struct rope *rope = document_make(&session->ropes, bytes, sizeof bytes, &err);
	struct job *job;

	if (!rope || !document_replace(document, 0, 0, rope, 0, &err))
		return false;
	job = save_new(document, &request, &err);
	return job && document_replace(document, 5, 0, rope, 0, &err) && job_run(job, &err);
}

static void copy_meanwhile(struct session *session)
{
	struct err err;
	struct rope *rope = document_copy(session->document, 100, 390, &err);

	assert_true(rope && document_replace(session->document, 5, 0, rope, 0, &err));
}

static bool get_longer_and_copy_file(struct session *session)
{
	return save_within(session, false, copy_meanwhile);
}

/* The save is taken back half way, and the file is as it was. */
static bool give_up_getting_longer(struct session *session)
{
	const struct save_request request = { .choice = SAVE_INPLACE, .chunk = 16 };
	struct err err;
	struct job *job = document_insert(session->document, 7, "longer", 6, 0, &err) ?
				  save_new(session->document, &request, &err) : NULL;

	for (int i = 0; job && i < 12; i++)
		if (job_step(job, &err) != JOB_RUNNING)
			return false;
	if (!job)
		return false;
	job_cancel(job);
	return !job_run(job, &err) && err.code == ERR_CANCELLED;
}

static bool only_insert(struct session *session)
{
	const struct save_request request = { .choice = SAVE_INPLACE };
	struct err err;

	return document_insert(session->document, 7, "longer", 6, 0, &err) &&
	       save_new(session->document, &request, &err);
}

/* What was edited before the save is in the file and is not made again; what was edited while it
 * ran is made where it belongs, and what was undone then can not be. */
static void tells_what_was_saved_within(void **state)
{
	static const struct {
		bool (*work)(struct session *session);
		enum recovery_state expected;
		uint64_t edits, after;   /* that come back, that do not */
		size_t size;
		const char *at_5;
	} rows[] = {
		{ get_longer, RECOVERY_SAVED, 0, 0, SIZE + 6, "fflonger" },
		{ get_longer_and_edit, RECOVERY_LEFT, 1, 0, SIZE + 6, "meannger" },
		{ get_shorter_and_edit, RECOVERY_LEFT, 1, 0, SIZE - 300, "meanffff" },
		{ get_longer_and_undo, RECOVERY_LEFT, 1, 2, SIZE + 6, "fflonger" },
		{ get_longer_and_copy, RECOVERY_LEFT, 1, 0, SIZE + 4000, "copy\0\0\0" },
		{ get_longer_and_copy_file, RECOVERY_LEFT, 0, 0, SIZE + 6, "fflonger" },
		{ give_up_getting_longer, RECOVERY_LEFT, 1, 0, SIZE + 6, "fflonger" },
		{ only_insert, RECOVERY_LEFT, 1, 0, SIZE + 6, "fflonger" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct tmpdir *dir = tmpdir_new();
		struct recovery_report report = { .edits = 0 };
		struct session session;
		struct recovery_item item;
		uint8_t bytes[SIZE];
		const char *path;
		struct err err;

		memset(bytes, 'f', SIZE);
		path = tmpdir_write(dir, "file", bytes, SIZE);
		setenv("XDG_STATE_HOME", tmpdir_path(dir, "state"), 1);
		die_after(rows[i].work, path);
		open_session(&session, path, DOCUMENT_COPY);
		assert_int_equal(log_find(&session, &item), 1);
		assert_int_equal(item.state, rows[i].expected);
		assert_int_equal(recovery_is_saved(session.document, item.name),
				 item.state == RECOVERY_SAVED);
		if (item.state == RECOVERY_LEFT &&
		    !recovery_apply(session.document, item.name, RECOVERY_TAKE, &report, &err) &&
		    (rows[i].edits > 0 || err.code != ERR_LOST))
			fail_msg("row %zu: %s", i, err.text);
		assert_int_equal(report.edits, rows[i].edits);
		assert_int_equal(report.after, rows[i].after);
		assert_int_equal(document_size(session.document), rows[i].size);
		assert_int_equal(document_read(session.document, 5, bytes, NULL, 8, NULL), 0);
		assert_memory_equal(bytes, rows[i].at_5, 8);
		close_session(&session);
		tmpdir_free(dir);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_what_is_saved),
		cmocka_unit_test(tells_which_new_file_is_saved),
		cmocka_unit_test(tells_what_was_saved_within),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
