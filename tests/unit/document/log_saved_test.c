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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_what_is_saved),
		cmocka_unit_test(tells_which_new_file_is_saved),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
