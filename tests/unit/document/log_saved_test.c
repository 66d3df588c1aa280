/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A log that is left over, whose edits the file has already: its session ended just after a save,
 * or that save was finished later. */
#include "support/testing.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "document/document.h"
#include "document/recovery.h"

enum { SIZE = 500 };

struct session {
	struct store *store;
	struct ropes ropes;
	struct document *document;
};

static void open_session(struct session *session, const char *path)
{
	const struct document_options options = { .mode = DOCUMENT_COPY };
	struct err err;

	session->store = store_new(4096, &err);
	assert_non_null(session->store);
	ropes_init(&session->ropes, session->store);
	session->document = document_open(&session->ropes, path, &options, &err);
	assert_non_null(session->document);
	document_log_use(session->document, true, false);
}

static void close_session(struct session *session)
{
	document_close(session->document);
	ropes_done(&session->ropes);
	store_free(session->store);
}

/* The process ends without a word after edits of one place twice, and of one that is undone. */
static void edit_and_die(const char *path)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		struct document_place place;
		struct session session;
		struct err err;

		open_session(&session, path);
		_exit(document_overwrite(session.document, 10, "first", 5, 0, &err) &&
		      document_overwrite(session.document, 200, "gone", 4, 0, &err) &&
		      document_undo(session.document, &place, &err) &&
		      document_overwrite(session.document, 12, "second", 6, 0, &err) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void tells_what_is_saved(void **state)
{
	static const char *const in_file[] = { "", "fisecond", "fisecons", "Fisecond" };
	struct tmpdir *dir = tmpdir_new();
	uint8_t bytes[SIZE] = { 0 };
	const char *path = tmpdir_write(dir, "file", bytes, SIZE);

	(void)state;
	setenv("XDG_STATE_HOME", tmpdir_path(dir, "state"), 1);
	edit_and_die(path);
	for (size_t i = 0; i < ARRAY_COUNT(in_file); i++) {
		struct recovery_item items[RECOVERY_MOST];
		struct document_place place;
		struct session session;
		struct err err;

		memcpy(bytes + 10, in_file[i], strlen(in_file[i]));
		path = tmpdir_write(dir, "file", bytes, SIZE);
		open_session(&session, path);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_what_is_saved),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
