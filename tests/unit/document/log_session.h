/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_UNIT_DOCUMENT_LOG_SESSION_H
#define BURIN_UNIT_DOCUMENT_LOG_SESSION_H

/* A session with one document whose edits are logged, for the tests of what it leaves. */

#include "support/testing.h"

#include <sys/wait.h>
#include <unistd.h>

#include "document/document.h"

struct session {
	struct store *store;
	struct ropes ropes;
	struct document *document;
};

static inline void open_session(struct session *session, const char *path, enum document_mode mode)
{
	const struct document_options options = { .mode = mode };
	struct err err;

	session->store = store_new(4096, &err);
	assert_non_null(session->store);
	ropes_init(&session->ropes, session->store);
	session->document = document_open(&session->ropes, path, &options, &err);
	assert_non_null(session->document);
	document_log_use(session->document, true, false);
}

static inline void close_session(struct session *session)
{
	document_close(session->document);
	ropes_done(&session->ropes);
	store_free(session->store);
}

/* A process of its own that ends without a word after `work`, which says whether all went well. */
static inline void die_after(bool (*work)(struct session *session), const char *path)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		struct session session;

		open_session(&session, path, DOCUMENT_COPY);
		_exit(work(&session) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

#endif
