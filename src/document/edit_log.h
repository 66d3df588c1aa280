/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The edit log: every edit is in a file of the user's private folder before the next key is read,
 * so that a killed session's unsaved edits can be had back (document/recovery.h).
 *
 * An append is one pwrite(), about a microsecond; a thread of its own brings it to the disk, a
 * second later or once 64 KiB have come together. So a kill loses nothing, and a power cut at most
 * the last second. What is large is kept by reference: a range of the saved file, of another
 * file, a pattern and its length, bytes that stand in the log already.
 *
 * Everything in a log relates to the document as it was saved (opened) last. A new log begins with
 * what leads from there to the present, the changes that could be undone before it included, and
 * takes the place of the old one by rename(): so a save, a recovery and a quit with kept undo
 * history are the same operation, whole at every moment.
 *
 *	log = edit_log_create(&base, "", &err);           the first edit
 *	mark = edit_log_mark(log);
 *	edit_log_change(log, &edit);                      before each
 *	if (!edit_was_made) edit_log_rollback(log, &mark);
 *	edit_log_close(log, EDIT_LOG_REMOVE);
 *
 * What fails is never the edit: the log is whole up to there and takes no more, and
 * edit_log_problem() says why.
 *
 * One thread calls these.
 */
#ifndef BURIN_DOCUMENT_EDIT_LOG_H
#define BURIN_DOCUMENT_EDIT_LOG_H

#include "base/err.h"
#include "document/history.h"
#include "document/rope.h"
#include "document/witness.h"

#include <stdint.h>

struct edit_log;

#define EDIT_LOG_NOWHERE UINT64_MAX

/* What a new log begins with. All is borrowed for the call. */
struct edit_log_base {
	struct ropes *ropes;
	int fd;                  /* the file, as saved last */
	uint64_t origin;         /* file offset of position 0 */
	bool in_place;           /* edits are in the file */
	struct rope *saved;      /* what the file holds */
	struct rope *rope;       /* what the document holds */
	const struct history *history;
	uint64_t saved_index;    /* changes applied when it was saved; NOWHERE: not among these */
	const char *boot;        /* log_read_boot() */
	bool clean;              /* end as if nothing had changed since it was saved, for undo */
};

/* `replaces` is the name of a log that gives way to this one, or "". */
struct edit_log *edit_log_create(const struct edit_log_base *base, const char *replaces,
				 struct err *err) BURIN_MUST_CHECK;

enum edit_log_end { EDIT_LOG_REMOVE, EDIT_LOG_KEEP, EDIT_LOG_LEAVE };

/* Waits for the thread; KEEP syncs first, LEAVE is for a log that has given way to another. NULL
 * is allowed. */
void edit_log_close(struct edit_log *log, enum edit_log_end end);

/* A log that is nobody's is removed, where it can be. */
void edit_log_discard(const char *name);
const char *edit_log_name(const struct edit_log *log);       /* in the private folder */

/* An edit that is about to be made. */
struct edit_log_edit {
	uint64_t pos;            /* in the document */
	uint64_t len;            /* bytes that go */
	struct rope *from;       /* holds them, at `at` */
	uint64_t at;
	const struct witness *seen;      /* they were read already; NULL or of no length: not */
	struct rope *with;       /* what comes; NULL: nothing */
	bool merge, joined;      /* as history_add() will be told, nothing where it is sealed */
};

struct edit_log_mark { uint64_t end; uint32_t sum; };

struct edit_log_mark edit_log_mark(const struct edit_log *log);
void edit_log_rollback(struct edit_log *log, const struct edit_log_mark *mark);
void edit_log_change(struct edit_log *log, const struct edit_log_edit *edit);
void edit_log_undo(struct edit_log *log);                    /* of one step */
void edit_log_redo(struct edit_log *log);
void edit_log_join(struct edit_log *log, uint64_t steps);    /* the last ones became one */

/* A save of what the document holds now is about to make a new file of it, or to move bytes within
 * the file: where the log is told which file that is. Of a log that takes nothing more it is not
 * open. */
struct edit_log_slot {
	bool open;
	int fd;                  /* owned */
	uint64_t off;
	uint32_t sum;
};

struct edit_log_slot edit_log_saving(struct edit_log *log);

/* The open file `fd` is it, whole and synced, and takes the name next. Any thread. */
void edit_log_saved_as(const struct edit_log_slot *slot, int fd);

/* The same file gets this length, which it does not have yet: the journal of that save is whole and
 * can be finished from now on. */
void edit_log_saved_within(const struct edit_log_slot *slot, int fd, uint64_t size);
void edit_log_slot_done(struct edit_log_slot *slot);

/* On the disk when it returns true. */
bool edit_log_sync(struct edit_log *log, struct err *err);

/* NULL, or why nothing is logged any more: for people. */
const char *edit_log_problem(const struct edit_log *log);

#endif
