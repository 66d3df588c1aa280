/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of recovery share.
 *
 *	recovery.c         finding, describing, discarding
 *	recovery_rope.c    pieces of a log to ropes
 *	recovery_replay.c  records to edits
 *	recovery_apply.c   around that: what a log may be applied to, and what then
 */
#ifndef BURIN_DOCUMENT_RECOVERY_PRIVATE_H
#define BURIN_DOCUMENT_RECOVERY_PRIVATE_H

#include "document/document.h"
#include "document/edit_log_format.h"
#include "document/history.h"
#include "document/recovery.h"
#include "store/private_folder.h"

#include <stddef.h>
#include <stdint.h>

/* Opens and locks a log. -1: ERR_BUSY when its session is alive. The caller closes it. */
int recovery_open(struct private_folder *folder, const char *name, struct err *err)
	BURIN_MUST_CHECK;

/* Bytes of the log that were read, and where they are in the arena now. */
struct recovery_bytes {
	uint64_t from, len, to;
};

/* What pieces are turned into ropes with. */
struct recovery_ropes {
	struct document *document;       /* borrowed */
	struct recovery_bytes *bytes;    /* owned; sorted, as the log is read in order */
	size_t count, room;
	bool moved;              /* the file's bytes are not where the log has them */
};

void recovery_ropes_done(struct recovery_ropes *ropes);

/* The next pieces of a body as a rope of `len` bytes, or of all that are left (UINT64_MAX); NULL
 * with ERR_NONE when there are none. ERR_SYNTAX, ERR_LOST and others on failure. */
struct rope *recovery_take_rope(struct recovery_ropes *ropes, struct log_body *body, uint64_t len,
				struct err *err) BURIN_MUST_CHECK;

/* Keeps the bytes that the rest of a body has, for references to them. */
bool recovery_remember(struct recovery_ropes *ropes, struct log_body *body, struct err *err)
	BURIN_MUST_CHECK;

/* A log that is being brought into a document. */
struct replay {
	struct document *document;
	struct log_reader reader;
	struct log_header header;
	struct recovery_ropes ropes;
	struct recovery_report *report;
	uint64_t base;           /* changes applied when it was saved */
	uint64_t saved_at;       /* in the log: what is before is in the file; 0: nothing is */
	bool settled;            /* no more history comes, and how much of it is applied is known */
	bool last_undo;          /* the last record was an undo: in place it may be half done */
	bool forced;             /* edits are made whatever the old bytes are */
	bool stopped;            /* what follows can not be applied */
	bool kept;               /* the document keeps what was loaded, whatever comes */
};

/* All whole records. On failure the document holds a part of them. */
bool replay_records(struct replay *replay, struct err *err) BURIN_MUST_CHECK;

/* Whether every change fits to the length of what it is applied to, from `size` at what is applied
 * down to the first and up to the last. */
bool replay_fits(const struct history *history, uint64_t size);

/* Whether the document has the bytes of a rope at pos; those of `other`, where not NULL, do as
 * well. */
bool replay_has_rope(const struct document *document, uint64_t pos, struct rope *rope,
		     struct rope *other);

/* Journals of interrupted saves among the files of the folder. */
bool recovery_is_save_name(const char *name);
void recovery_examine_save(struct private_folder *folder, const char *name,
			   struct recovery_item *item);

void replay_note_different(struct replay *replay, uint64_t pos, uint64_t len);

#endif
