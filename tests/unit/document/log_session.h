/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_UNIT_DOCUMENT_LOG_SESSION_H
#define BURIN_UNIT_DOCUMENT_LOG_SESSION_H

/* A session with one document whose edits are logged, for the tests of what it leaves. */

#include "support/testing.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/job.h"
#include "document/document.h"
#include "document/recovery.h"
#include "document/save.h"

struct session {
	struct store *store;
	struct ropes ropes;
	struct document *document;
};

static inline void open_session_with(struct session *session, const char *path,
				     const struct document_options *options)
{
	struct err err;

	session->store = store_new(4096, &err);
	assert_non_null(session->store);
	ropes_init(&session->ropes, session->store);
	session->document = document_open(&session->ropes, path, options, &err);
	assert_non_null(session->document);
	document_log_use(session->document, true, false);
}

static inline void open_session(struct session *session, const char *path, enum document_mode mode)
{
	open_session_with(session, path, &(struct document_options){ .mode = mode });
}

static inline void close_session(struct session *session)
{
	document_close(session->document);
	ropes_done(&session->ropes);
	store_free(session->store);
}

/* An edit that can be made. */
static inline void session_edit(struct session *session, uint64_t pos, const char *text)
{
	struct err err;

	assert_true(document_overwrite(session->document, pos, text, strlen(text), 0, &err));
}

/* By a new file. */
static inline void session_save(struct session *session)
{
	const struct save_request request = { .choice = SAVE_ATOMIC };
	struct err err;
	struct job *job = save_new(session->document, &request, &err);

	if (!job || !job_run(job, &err))
		fail_msg("%s", err.text);
	save_finish(job, session->document);
	job_free(job);
	assert_false(document_is_modified(session->document));
}

/* A process of its own that is killed after `work`, which says whether all went well. */
static inline void die_after(bool (*work)(struct session *session), const char *path)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		struct session session;

		open_session(&session, path, DOCUMENT_COPY);
		if (work(&session))
			raise(SIGKILL);
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* A file, and a state folder for its logs that is not there yet. */
enum { LOG_FILE_SIZE = 500 };

struct log_scene {
	struct tmpdir *dir;
	const char *path, *state, *folder;
	uint8_t start[LOG_FILE_SIZE];
};

static inline void log_begin_scene(struct log_scene *scene)
{
	*scene = (struct log_scene){ .dir = tmpdir_new() };
	for (size_t i = 0; i < LOG_FILE_SIZE; i++)
		scene->start[i] = (uint8_t)(i * 7);
	scene->path = tmpdir_write(scene->dir, "file", scene->start, LOG_FILE_SIZE);
	scene->state = tmpdir_path(scene->dir, "state");
	scene->folder = tmpdir_path(scene->dir, "state/burin");
	setenv("XDG_STATE_HOME", scene->state, 1);
}

/* How many logs there are for its file, and the newest; item->path is not kept. */
static inline size_t log_find(struct session *session, struct recovery_item *first)
{
	struct recovery_item items[RECOVERY_MOST];
	size_t count = recovery_find(session->document, items, RECOVERY_MOST);

	*first = (struct recovery_item){ .name = "" };
	for (size_t i = 0; i < count; i++) {
		if (i == 0)
			*first = items[i];
		recovery_item_done(&items[i]);
	}
	first->path = NULL;
	return count;
}

/* Two edits, one of which makes the file 6 bytes longer. */
static inline bool log_edit_twice(struct session *session)
{
	struct err err;

	return document_overwrite(session->document, 10, "firstone", 8, 0, &err) &&
	       document_insert(session->document, 90, "second", 6, 0, &err);
}

#endif
