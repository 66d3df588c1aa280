/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What sessions that ended badly have left: edit logs, found, described, and brought back into a
 * document. Nothing is applied unless it is asked for, and everything in a log is checked first.
 *
 *	count = recovery_find(document, found, RECOVERY_MOST);
 *	if (count > 0 && found[0].state == RECOVERY_LEFT)
 *		recovery_apply(document, found[0].name, RECOVERY_TAKE, &report, err);
 *
 * Edits of a copy come back as unsaved edits with their undo history. Edits made in place are in
 * the file; bringing that log back means to take them back, as one undo after the other. In both
 * the old bytes that the log has are compared with those that are there: what differs was changed
 * by another program since, and is told instead of being overwritten.
 */
#ifndef BURIN_DOCUMENT_RECOVERY_H
#define BURIN_DOCUMENT_RECOVERY_H

#include "base/err.h"
#include "document/document.h"

#include <stdint.h>

struct buf;

enum recovery_state {
	RECOVERY_LEFT,           /* unsaved edits (in place: edits that can be taken back) */
	RECOVERY_ALIVE,          /* a session is working with it */
	RECOVERY_CLEAN,          /* undo history of a session that ended well */
	RECOVERY_EMPTY,          /* ended before the first edit, or everything was undone */
	RECOVERY_ORPHAN,         /* its file is gone or another one */
	RECOVERY_SAVED,          /* all of it is in the file: a save was the last thing done */
	RECOVERY_UNREADABLE,     /* damaged, of a newer burin, or not a private file; `why` */
	RECOVERY_HALF_SAVED,     /* the journal of a save that was interrupted, of `edits` ranges;
				  * recovery_list() alone gives it */
};

enum { RECOVERY_NAME = 64, RECOVERY_MOST = 16 };

struct recovery_item {
	char name[RECOVERY_NAME];        /* in the private folder */
	enum recovery_state state;
	bool in_place;
	bool other_boot;         /* written before the machine was started again */
	bool other_host;         /* on another machine, whose processes we can not see */
	uint64_t edits;          /* changes less those that were undone */
	uint64_t pid;
	int64_t when;            /* seconds since 1970: the last edit */
	char host[65];
	char why[200];           /* of UNREADABLE and ORPHAN */
	char *path;              /* owned; "" where not known; raw bytes */
};

void recovery_item_done(struct recovery_item *item);

/* The logs about this document's file, or about another file that had its name; newest first. Finds
 * nothing where the folder can not be used. */
size_t recovery_find(const struct document *document, struct recovery_item *items, size_t most);

/* All that is in the folder; *items is the caller's: recovery_item_done() each, then free(). False
 * when the folder is not to be used; one that is not there is an empty one. */
bool recovery_list(struct recovery_item **items, size_t *count, struct err *err) BURIN_MUST_CHECK;

/* A sentence about an item, for a question: "17 edits of 21 Nov 13:07 (pid 4711 gone)". */
void recovery_describe(const struct recovery_item *item, struct buf *out);

enum recovery_how {
	RECOVERY_TAKE,           /* bring it back, and go on logging in its place */
	RECOVERY_LOOK,           /* bring it back to be looked at: the log stays as it is */
};

enum { RECOVERY_DIFFERENT = 8 };

struct recovery_report {
	uint64_t edits;          /* brought back */
	uint64_t different;      /* not, because the bytes there are others */
	uint64_t after;          /* not, because they come after one whose length matters */
	bool cut;                /* the log ends in a record that is not whole */
	struct document_place places[RECOVERY_DIFFERENT];    /* the first of these, file offsets */
};

/* The document must be unmodified. ERR_BUSY: a session is alive; ERR_CHANGED: not for this file as
 * it is; ERR_SYNTAX: damaged. On failure document and log are as before. */
bool recovery_apply(struct document *document, const char *name, enum recovery_how how,
		    struct recovery_report *report, struct err *err) BURIN_MUST_CHECK;

/* Whether the bytes that a log leads to are in the file already: its session ended after a save and
 * before it could remove the log, or the save was finished later. False too where that can not be
 * told, as of edits that change the length. The document, a copy without edits, stays as it is. */
bool recovery_is_saved(struct document *document, const char *name);

/* Loads the undo history that a clean quit left, if it is of the file as it is now. */
bool recovery_load_history(struct document *document);

/* Removes a log; ERR_BUSY when a session is alive. */
bool recovery_discard(const char *name, struct err *err) BURIN_MUST_CHECK;

/* A save that was interrupted while it wrote into the file: *about gets a sentence. False: there is
 * none (ERR_NONE), or one that can not be used, of which *err tells. */
bool recovery_save_find(const struct document *document, struct buf *about, struct err *err);

enum recovery_save {
	RECOVERY_SAVE_FINISH,    /* the file gets what was to be saved */
	RECOVERY_SAVE_UNDO,      /* the file gets back what it had */
	RECOVERY_SAVE_LEAVE,     /* it stays as it is */
};

/* Settles it, and reads the file anew. On failure it can be tried again. */
bool recovery_save_settle(struct document *document, enum recovery_save how, struct err *err)
	BURIN_MUST_CHECK;

/* Edits are refused until the document is closed or the log dealt with: for scripts, which can not
 * be asked. */
void recovery_bar(struct document *document, bool half_saved);
void recovery_unbar(struct document *document);

#endif
