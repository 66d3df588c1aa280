/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recovering is killed itself, before each of its calls: what was to be recovered still is. */
#include "log_session.h"

#include <stdlib.h>

#include "document/recovery.h"
#include "save_kill.h"

enum { SIZE = 500, EDITED = SIZE + 6 };

static bool edit(struct session *session)
{
	struct document_place place;
	struct err err;

	return document_overwrite(session->document, 10, "first", 5, 0, &err) &&
	       document_delete(session->document, 300, 50, 0, &err) &&
	       document_undo(session->document, &place, &err) &&
	       document_insert(session->document, 90, "second", 6, 0, &err);
}

/* The one log that has the edits; empty ones may stand beside it. */
static void find(struct session *session, char name[RECOVERY_NAME])
{
	struct recovery_item items[RECOVERY_MOST];
	size_t count = recovery_find(session->document, items, RECOVERY_MOST), left = 0;

	for (size_t i = 0; i < count; i++) {
		if (items[i].state == RECOVERY_LEFT) {
			memcpy(name, items[i].name, RECOVERY_NAME);
			left++;
		}
		recovery_item_done(&items[i]);
	}
	assert_int_equal(left, 1);
}

static void take(struct session *session, const char *path)
{
	struct recovery_report report;
	char name[RECOVERY_NAME];
	struct err err;

	open_session(session, path, DOCUMENT_COPY);
	find(session, name);
	if (!recovery_apply(session->document, name, RECOVERY_TAKE, &report, &err))
		fail_msg("%s", err.text);
	assert_int_equal(report.different + report.after, 0);
	assert_false(report.cut);
}

/* True when it was killed. */
static bool killed_at(int n, const char *path)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		struct session session;

		save_kill_at(n);
		take(&session, path);
		_exit(0);
	}
	return save_was_killed(child);
}

static void recovers_after_being_killed(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	uint8_t start[SIZE] = { 1, 2, 3 }, expected[EDITED], bytes[EDITED];
	const char *path = tmpdir_write(dir, "file", start, SIZE);
	bool killed = true;

	(void)state;
	setenv("XDG_STATE_HOME", tmpdir_path(dir, "state"), 1);
	memcpy(expected, start, SIZE);
	memcpy(expected + 10, "first", 5);
	memmove(expected + 96, expected + 90, SIZE - 90);
	memcpy(expected + 90, "second", 6);
	die_after(edit, path);
	for (int n = 0; killed; n++) {
		struct document_place place;
		struct session session;
		struct err err;

		assert_true(n < 100);
		killed = killed_at(n, path);
		take(&session, path);
		assert_int_equal(document_size(session.document), EDITED);
		assert_int_equal(document_read(session.document, 0, bytes, NULL, EDITED, NULL), 0);
		assert_memory_equal(bytes, expected, EDITED);
		assert_true(document_undo(session.document, &place, &err));
		assert_true(document_undo(session.document, &place, &err));
		assert_false(document_is_modified(session.document));
		assert_true(document_redo(session.document, &place, &err));
		assert_true(document_redo(session.document, &place, &err));
		close_session(&session);
		tmpdir_check(dir, "file", start, SIZE);
	}
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recovers_after_being_killed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
