/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The edit log of a document: begun with the first edit, so that a file which is only looked at
 * leaves no trace; let go when everything is saved, and begun again with the next edit.
 *
 * A log that fails does not stop an edit. It is tried again after the next save.
 */
#include "document/document.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outside.h"
#include "document/document_private.h"
#include "document/edit_log_format.h"

void document_log_use(struct document *document, bool wanted, bool undo_file)
{
	if (wanted && !document->log.wanted)
		log_read_boot(document->log.boot);
	document->log.wanted = wanted;
	document->log.undo_file = wanted && undo_file;
}

static bool can_be_logged(const struct document *document)
{
	return document->log.wanted && document->path && document->file &&
	       document->file->kind != FILE_SPOOL;
}

bool document_log_is_to_begin(const struct document *document)
{
	return !document->log.log && !document->log.failed && can_be_logged(document);
}

static bool is_its_file(const struct document *document, int fd)
{
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 && st.st_dev == document->identity.dev &&
	       st.st_ino == document->identity.ino;
}

/* After a save the file may be another one than the one that is open. Gives a descriptor to be
 * closed. */
static int open_saved(const struct document *document, struct err *err)
{
	const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd = is_its_file(document, document->file->fd) ?
		 fcntl(document->file->fd, F_DUPFD_CLOEXEC, 0) :
		 outside_openat(AT_FDCWD, document->path, flags, 0);

	if (is_its_file(document, fd))
		return fd;
	if (fd >= 0)
		close(fd);
	err_set(err, ERR_REFUSED, "the file is gone or another one: edits are not logged");
	return -1;
}

static uint64_t saved_index(const struct document *document, bool clean)
{
	uint64_t index;

	if (clean && document->mode == DOCUMENT_WRITE)
		return document->history.applied;
	return history_find_state(&document->history, document->saved_state, &index) ?
		       index : EDIT_LOG_NOWHERE;
}

static struct edit_log *create(struct document *document, bool clean, const char *replaces,
			       struct err *err)
{
	struct edit_log_base base = {
		.ropes = document->ropes,
		.origin = document_origin(document),
		.in_place = document->mode == DOCUMENT_WRITE,
		.saved = document->saved,
		.rope = document->rope,
		.history = &document->history,
		.saved_index = saved_index(document, clean),
		.boot = document->log.boot,
		.clean = clean,
		.fd = open_saved(document, err),
	};
	struct edit_log *log = NULL;

	if (base.fd >= 0) {
		log = edit_log_create(&base, replaces, err);
		close(base.fd);
	}
	return log;
}

/* Begins it where there is none. */
static void begin(struct document *document)
{
	struct document_log *own = &document->log;

	if (!document_log_is_to_begin(document))
		return;
	own->log = create(document, false, own->replaces, &own->problem);
	own->failed = !own->log;
	if (own->log)
		own->replaces[0] = '\0';
}

static struct edit_log_mark mark_of(const struct document *document)
{
	const struct edit_log_mark none = { 0, 0 };

	return document->log.log ? edit_log_mark(document->log.log) : none;
}

struct edit_log_mark document_log_change(struct document *document,
					 const struct prepared *prepared, unsigned flags)
{
	const bool in_place = document->mode == DOCUMENT_WRITE;
	const bool sealed = document->history.sealed;
	const struct edit_log_edit edit = {
		.pos = prepared->pos,
		.len = prepared->len,
		.from = in_place ? prepared->old : document->rope,
		.at = in_place ? 0 : prepared->pos,
		.seen = &prepared->seen,
		.with = prepared->with,
		.merge = !sealed && flags & DOCUMENT_MERGE,
		.joined = !sealed && flags & DOCUMENT_GROUP,
	};
	struct edit_log_mark mark;

	begin(document);
	mark = mark_of(document);
	if (document->log.log)
		edit_log_change(document->log.log, &edit);
	return mark;
}

struct edit_log_mark document_log_step(struct document *document, bool redo)
{
	struct edit_log_mark mark;

	begin(document);
	mark = mark_of(document);
	if (document->log.log && redo)
		edit_log_redo(document->log.log);
	else if (document->log.log)
		edit_log_undo(document->log.log);
	return mark;
}

void document_log_join(struct document *document, uint64_t steps)
{
	if (document->log.log)
		edit_log_join(document->log.log, steps);
}

void document_log_rollback(struct document *document, const struct edit_log_mark *mark)
{
	if (document->log.log)
		edit_log_rollback(document->log.log, mark);
}

static bool is_unsaved(const struct document *document)
{
	return document_state(document) != document->saved_state;
}

/* Where a new log can not be made, the old one is about a file that is no more. */
void document_log_rebase(struct document *document)
{
	struct document_log *own = &document->log;
	char name[sizeof own->replaces] = "";

	own->failed = false;
	memcpy(name, own->replaces, sizeof name);
	if (own->log)
		memcpy(name, edit_log_name(own->log), strlen(edit_log_name(own->log)) + 1);
	edit_log_close(own->log, EDIT_LOG_LEAVE);
	own->log = NULL;
	memcpy(own->replaces, name, sizeof name);
	if (is_unsaved(document))
		begin(document);
	if (!own->log && *name)
		edit_log_discard(name);
	own->replaces[0] = '\0';
}

struct edit_log_slot document_log_saving(struct document *document, bool anew)
{
	const struct edit_log_slot none = { .open = false };

	return anew && document->log.log ? edit_log_saving(document->log.log) : none;
}

/* Edits that were made while the save ran go on in a new log, which takes the place of the old one.
 */
void document_log_saved(struct document *document)
{
	document->log.recovered = false;
	document_log_rebase(document);
}

void document_log_drop(struct document *document)
{
	edit_log_close(document->log.log, EDIT_LOG_REMOVE);
	document->log.log = NULL;
	document->log.replaces[0] = '\0';
	document->log.failed = false;
	document->log.recovered = false;
	document->barred = NULL;
}

/* The history of what is saved, for the next time. False where there is none to be kept. */
static bool keep_history(struct document *document)
{
	struct document_log *own = &document->log;
	const char *replaces = own->log ? edit_log_name(own->log) : own->replaces;
	struct edit_log *log;
	struct err ignored;

	if (!own->undo_file || !can_be_logged(document) || document->looking ||
	    document->history.count == 0 || document_disk(document) != DISK_SAME ||
	    saved_index(document, true) == EDIT_LOG_NOWHERE)
		return false;
	log = create(document, true, replaces, &ignored);
	if (!log)
		return false;
	edit_log_close(own->log, EDIT_LOG_LEAVE);
	own->log = NULL;
	edit_log_close(log, EDIT_LOG_KEEP);
	return true;
}

void document_log_close(struct document *document)
{
	struct document_log *own = &document->log;
	bool unsaved = is_unsaved(document);

	/* Nothing was done since the history was loaded. */
	if (!own->log && own->replaces[0])
		return;
	if (unsaved && (own->keep || own->recovered))
		edit_log_close(own->log, EDIT_LOG_KEEP);
	else if (!keep_history(document))
		edit_log_close(own->log, EDIT_LOG_REMOVE);
	own->log = NULL;
}

void document_log_take_over(struct document *document, const char *name)
{
	struct document_log *own = &document->log;

	document_log_drop(document);
	memcpy(own->replaces, name, strnlen(name, sizeof own->replaces - 1) + 1);
	own->recovered = true;
	begin(document);
}

const char *document_log_problem(const struct document *document)
{
	if (!can_be_logged(document))
		return NULL;
	if (document->log.failed)
		return document->log.problem.text;
	return document->log.log ? edit_log_problem(document->log.log) : NULL;
}

bool document_is_logged(const struct document *document)
{
	return can_be_logged(document) && !document_log_problem(document);
}

bool document_log_sync(struct document *document, struct err *err)
{
	return !document->log.log || edit_log_sync(document->log.log, err);
}

void document_log_keep(struct document *document)
{
	document->log.keep = true;
}
