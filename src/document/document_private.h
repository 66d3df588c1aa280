/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a document is made of, for the files of document/ alone.
 *
 *	document.c          opening, closing, what it is; mode and reload
 *	document_read.c     reading, copies, which bytes are changed
 *	document_changes.c  where the changed bytes are
 *	document_edit.c     every edit, down to document_replace()
 *	document_apply.c    a change: prepared, then applied; the one place where the modes differ
 *	document_log.c      when the edit log begins, what goes into it, how it ends
 *	document_in_place.c old bytes kept and new ones poked, the length of the file
 *	document_undo.c     undo, redo, states, the edits since
 *	document_bytes.c    ropes from bytes, patterns and files
 *	document_conflicts.c edits over what another program changed
 *	document_disk.c     what another program does to the file
 *	document_server.c   whether who has the file answers
 */
#ifndef BURIN_DOCUMENT_DOCUMENT_PRIVATE_H
#define BURIN_DOCUMENT_DOCUMENT_PRIVATE_H

#include "base/err.h"
#include "document/document.h"
#include "document/edit_log.h"
#include "document/history.h"
#include "document/witness.h"
#include "store/file.h"
#include "store/lock.h"

#include <stdint.h>

struct alignment;
struct changes;

/* The fill sources that a document has made, so that filling often does not use up the store. */
struct fills {
	uint16_t of_byte[256];   /* endless runs of one byte; 0: none yet. One reference each */
	uint16_t last;           /* of the longer pattern used last; 0: none */
	uint8_t *pattern;        /* that pattern, owned */
	size_t pattern_len;
};

/* The edit log of a document; it begins with the first edit. */
struct document_log {
	bool wanted;             /* edits are to be logged */
	bool undo_file;          /* undo is kept when the document is closed */
	bool keep;               /* unsaved edits are kept when it is closed */
	bool recovered;          /* they came from a log, and were not saved since */
	bool failed;             /* it could not be begun: `problem` says why */
	struct edit_log *log;    /* owned; NULL: not begun */
	char boot[40];           /* of the machine, read before the program is confined */
	char replaces[64];       /* the name of a log that gives way to it, or "" */
	struct err problem;
};

struct document {
	struct ropes *ropes;     /* borrowed */
	struct rope *rope;       /* what it holds now */
	struct rope *saved;      /* what was saved (opened) last */
	struct file *file;       /* owned; NULL for document_new() until it is saved */
	struct file_identity identity;   /* of the file as it was opened or saved last */
	char *path;              /* owned; NULL while it has none */
	struct document_options options; /* as opened, for reload; options.mode is not kept up */
	enum document_mode mode;
	uint16_t source;         /* the file's, one reference; STORE_ARENA: none, it is empty */
	uint64_t arena_mark;     /* size of the arena when it was saved: newer bytes lie behind */
	uint64_t generation;     /* changes so far */
	struct document_edit edits[DOCUMENT_EDITS];  /* of generation g at g % DOCUMENT_EDITS */
	uint64_t edits_from;     /* edits of this generation and before are not known */
	struct history history;
	uint64_t saves;          /* calls of document_mark_saved() */
	uint64_t saved_state;    /* identity of the state that was saved (opened) last */
	uint64_t opened;         /* clock_ms() */
	const char *note;        /* static text */
	struct fills fills;
	struct witnesses witnesses;      /* of the file's bytes where they were edited */
	struct changes *changes; /* owned */
	struct lock lock;        /* of document_claim(); fd -1: none */
	struct document_log log;
	const char *barred;      /* NULL, or why no edit is taken; static text */
	bool looking;            /* shows what a log holds, and is only read */
};

/* document_changes.c: what is known of the changes of one state; made and freed with the document.
 */
struct changes *changes_new(void);           /* NULL when memory ran out */
void changes_free(struct changes *changes);

/* What the document and what was saved have in common; NULL while their lengths are the same, or
 * where there are too many pieces. Borrowed until the next change. */
const struct alignment *document_alignment(const struct document *document);

/* The first run that ends behind pos; alignment->count where there is none. */
size_t alignment_find(const struct alignment *alignment, uint64_t pos);

/* document_conflicts.c: the file's bytes under all edits, as they are now, are what was seen. */
void document_keep_anew(struct document *document);

/* Saving.
 *
 *	document_seal(document);
 *	struct snapshot snapshot = document_snapshot(document);
 *	uint64_t state = document_state(document);
 *	... write the snapshot ...
 *	document_mark_saved(document, state, snapshot.rope, &identity, path or NULL);
 */

/* The identity of the present state; what document_mark_saved() takes back. */
uint64_t document_state(const struct document *document);

/* `state`, whose bytes are `rope` (borrowed), is what the file holds now. `identity` is the
 * file's after the save. A `path` makes the document that file's (save under a name where it
 * had none): it is opened for later comparisons, and where that fails the document goes
 * without. Can not fail. */
void document_mark_saved(struct document *document, uint64_t state, struct rope *rope,
			 const struct file_identity *identity, const char *path);

/* Between the files of the document. */

/* A change that has been prepared: everything that can be refused or run out has been asked for. */
struct prepared {
	uint64_t pos;
	uint64_t len;            /* bytes that go */
	struct rope *with;       /* owned; what comes */
	struct rope *old;        /* owned; in place: the bytes that go, as a rope in the arena */
	struct witness seen;     /* these bytes, where seen as one run; else of no length */
};

/* The edit log. Before an edit, an undo or a redo is made; taken back where it was not. */
/* Whether the next edit begins one, and asks for the file by name and descriptor. */
bool document_log_is_to_begin(const struct document *document);
struct edit_log_mark document_log_change(struct document *document,
					 const struct prepared *prepared, unsigned flags);
struct edit_log_mark document_log_step(struct document *document, bool redo);
void document_log_join(struct document *document, uint64_t steps);
void document_log_rollback(struct document *document, const struct edit_log_mark *mark);

/* A save of what the document holds begins; `anew`: it makes a new file. */
struct edit_log_slot document_log_saving(struct document *document, bool anew);

/* The file holds `saved_state` now. */
void document_log_saved(struct document *document);

/* What is saved is another file, or a longer one, and the edits are the same. */
void document_log_rebase(struct document *document);

/* The document begins anew, or ends. */
void document_log_drop(struct document *document);
void document_log_close(struct document *document);

/* What was recovered from the log `name` goes on in a log of ours, which takes its place. */
void document_log_take_over(struct document *document, const char *name);

/* Checks the mode and reserves nodes, history and, in place, the old bytes. `with` is
 * borrowed. [pos, pos + len) must lie within; lengths may differ in place only where the
 * change reaches the end and `resizing` is set. */
bool change_prepare(struct document *document, struct prepared *prepared, uint64_t pos,
		    uint64_t len, struct rope *with, bool resizing, struct err *err)
	BURIN_MUST_CHECK;
void change_release(struct prepared *prepared, struct ropes *ropes);   /* frees what it holds */

/* Makes it and remembers it in the history. In a copy document this can not fail. Consumes
 * *prepared, also on failure. */
bool change_commit(struct document *document, struct prepared *prepared, unsigned flags,
		   struct err *err) BURIN_MUST_CHECK;

/* The one function that differs between the modes: [pos, pos + len) becomes `with`
 * (borrowed). `old` (borrowed) is a rope of the bytes that go; a copy document does not look
 * at it. *gone, where not NULL, gets them as a rope of their own. ROPE_NODES_PER_EDIT nodes
 * are reserved; a copy document never fails. */
bool apply_change(struct document *document, uint64_t pos, uint64_t len, struct rope *with,
		  struct rope *old, struct rope **gone, struct err *err) BURIN_MUST_CHECK;

/* In place: [pos, pos + rope_len(with)) is poked; where that fails, `old` is put back. */
bool in_place_poke(struct document *document, uint64_t pos, struct rope *with, struct rope *old,
		   struct err *err) BURIN_MUST_CHECK;

/* In place: everything from pos on becomes `with`, by a new length of the file. `old` as above. */
bool in_place_resize(struct document *document, uint64_t pos, struct rope *with, struct rope *old,
		     struct err *err) BURIN_MUST_CHECK;

/* Bytes [pos, pos + len) of a rope (borrowed) as arena bytes, so that no one changes them.
 * NULL on failure (ERR_LOST: not all can be read); len >= 1. */
struct rope *rope_to_arena(struct ropes *ropes, struct rope *rope, uint64_t pos, uint64_t len,
			   struct err *err) BURIN_MUST_CHECK;

/* In place: what a change needs beyond nodes and history. prepared->with may be replaced by a
 * copy. */
bool in_place_prepare(struct document *document, struct prepared *prepared, struct err *err)
	BURIN_MUST_CHECK;

/* len bytes of a repeated pattern as a rope. NULL on failure; len >= 1. */
struct rope *document_pattern(struct document *document, const void *pattern, size_t pattern_len,
			      uint64_t len, struct err *err) BURIN_MUST_CHECK;
void fills_done(struct fills *fills, struct store *store);

/* FILE_… for a file that is opened as the options say. */
unsigned document_file_flags(const struct document_options *options, enum document_mode mode);

/* Opens the document's name so; ERR_BUSY when its server does not answer just now. */
struct file *document_open_file(const struct document *document, enum document_mode mode,
				struct err *err) BURIN_MUST_CHECK;

/* A source for the document's range of the file, and the rope over it (NULL and 0 when it is
 * empty). */
bool document_map(struct ropes *ropes, const struct file *file,
		  const struct document_options *options, bool writable, uint16_t *id,
		  struct rope **rope, struct err *err) BURIN_MUST_CHECK;

/* Whether its bytes can be had again by opening a name. */
bool document_has_file(const struct document *document);

/* The document begins anew as `rope` over source `id`, both consumed: without history, file and
 * changes. Can not fail. */
void document_begin(struct document *document, uint16_t id, struct rope *rope);

/* After that: `file` is its file, consumed. */
void document_take_file(struct document *document, struct file *file, enum document_mode mode);

/* document_disk.c: the lock, where there is one, follows the document to another file. */
void document_move_claim(struct document *document);

/* One more generation, with the edit that led to it. */
void document_note_edit(struct document *document, uint64_t pos, uint64_t removed,
			uint64_t inserted);

/* One more generation without an edit to tell: all positions start again. */
void document_forget_edits(struct document *document);

#endif
