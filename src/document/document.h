/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The document: an edited sequence of bytes over a file, in one of three modes.
 *
 *	copy    edits live in memory until they are saved (the default)
 *	write   in place: an edit is in the file at once; the length is fixed but for the end
 *	read    every edit is refused
 *
 * All edits are document_replace(): bytes [pos, pos + len) become `with`. It happens wholly,
 * as one undoable change, or not at all. Undo and redo are without limit. Nobody is called on
 * an edit: whoever keeps positions asks document_edits_since() and moves them.
 *
 * Invariants, cited by asserts and tests:
 *  D1 nothing here changes bytes behind a piece, but for the one mapped source of a `write`
 *     document;
 *  D2 every change passes apply_change() and raises the generation by one;
 *  D3 undo after a change restores size and bytes exactly;
 *  D4 a `write` document is one piece of its source (or empty);
 *  D5 a failed call leaves document, history and file as they were (a `write` that failed in
 *     the middle puts the old bytes back; where even that fails the message says so).
 *
 * One thread owns a document. Workers get a snapshot.
 */
#ifndef BURIN_DOCUMENT_DOCUMENT_H
#define BURIN_DOCUMENT_DOCUMENT_H

#include "base/err.h"
#include "document/snapshot.h"

#include <stddef.h>
#include <stdint.h>

struct document;

enum document_mode { DOCUMENT_COPY, DOCUMENT_WRITE, DOCUMENT_READ };

struct document_options {
	enum document_mode mode;
	bool sliced;             /* only [offset, offset + length); its length is fixed */
	uint64_t offset;         /* bytes; must lie in the file */
	uint64_t length;         /* cut to what the file has */
	bool no_map;             /* read by blocks even where it could be mapped */
	bool in_use;             /* a device is written to also while it is mounted */
	bool forensic;           /* reading leaves the file's time of access as it is */
};

/* Opens a file (or "shm:NAME"). `write` on a file that may not be written gives a read-only
 * document whose document_note() says so. */
struct document *document_open(struct ropes *ropes, const char *path,
			       const struct document_options *options, struct err *err)
	BURIN_MUST_CHECK;

/* A document without a file: `size` zero bytes that take memory only where they are written. */
struct document *document_new(struct ropes *ropes, uint64_t size, struct err *err)
	BURIN_MUST_CHECK;

/* Everything that a descriptor gives (standard input), at most `limit` bytes. */
struct document *document_spool(struct ropes *ropes, int fd, uint64_t limit, struct err *err)
	BURIN_MUST_CHECK;
void document_close(struct document *document);      /* NULL is allowed; unsaved edits are gone */

/* Other threads wait for slow disks no longer: for jobs that were cancelled. It ends by itself
 * after a minute, and is taken back (off) before the next job starts. */
void document_interrupt(struct document *document, bool on);

/* For who can not do without bytes that document_read() did not have: where they are only late
 * (`why` is EAGAIN) *err says that instead of what was written there. Always false. */
bool document_late(int why, struct err *err);

/* What it is. */
uint64_t document_size(const struct document *document);
uint64_t document_origin(const struct document *document);   /* file offset of position 0 */
bool document_is_slice(const struct document *document);     /* a part of the file is open */
enum document_mode document_mode(const struct document *document);
const char *document_path(const struct document *document);  /* NULL when it has none; raw bytes */

/* For people; raw bytes: show through printable_add. */
const char *document_name(const struct document *document);

/* "" or what the user should know; static text. */
const char *document_note(const struct document *document);

/* "mapped", "read by blocks", "memory". */
const char *document_medium(const struct document *document);
bool document_is_fixed_size(const struct document *document, const char **reason);
bool document_can_save(const struct document *document);     /* the file itself may be written */
uint64_t document_generation(const struct document *document);
struct ropes *document_ropes(const struct document *document);

/* Switches the mode where that is safe; ERR_REFUSED says what stands against it (unsaved
 * edits, ...). Going to or from `write` opens the file anew and forgets the undo history. */
bool document_set_mode(struct document *document, enum document_mode mode, struct err *err)
	BURIN_MUST_CHECK;

/* Reads the file anew, through a new source that asks for every byte again; unsaved edits and the
 * undo history are given up. */
bool document_revert(struct document *document, struct err *err) BURIN_MUST_CHECK;

/* Reading. [pos, pos + len) must lie within. As snapshot_read(). */
size_t document_read(const struct document *document, uint64_t pos, void *to, uint8_t *known,
		     size_t len, int *why);

/* flags[i] = 1 where the byte differs from what was saved last (or opened), as far as pieces
 * tell. */
void document_changed(const struct document *document, uint64_t pos, uint8_t *flags, size_t len);

/* The nearest byte at or after pos (backward: before pos) for which document_changed() would
 * be 1, in a time that grows with the pieces passed, not with the bytes. False: there is
 * none. */
bool document_find_changed(const struct document *document, uint64_t pos, bool backward,
			   uint64_t *found);

/* Where the document differs from what was saved last, as far as pieces tell: at pos `len` bytes
 * stand for the `old_len` bytes at old_pos of what was saved. In order, with unchanged bytes
 * between any two. In place there are none. */
struct document_change {
	uint64_t pos, len;
	uint64_t old_pos, old_len;
};

struct document_changes {
	struct document_change *list;    /* owned */
	size_t count;
};

bool document_list_changes(const struct document *document, struct document_changes *changes,
			   struct err *err) BURIN_MUST_CHECK;
void document_changes_done(struct document_changes *changes);

/* Bytes of what was saved, as document_read(). */
size_t document_read_saved(const struct document *document, uint64_t old_pos, void *to,
			   uint8_t *known, size_t len);

/* Puts back what was saved, as an edit of its own (flags as below). The change is of the present
 * state. */
bool document_take_back(struct document *document, const struct document_change *change,
			unsigned flags, struct err *err) BURIN_MUST_CHECK;

/* How often it was saved: another number means other changes. */
uint64_t document_saves(const struct document *document);

struct snapshot document_snapshot(const struct document *document);  /* caller: snapshot_done() */

/* Bytes [pos, pos + len), which must lie within, as a rope that later edits do not touch; caller:
 * rope_unref(). O(log pieces), but in place the bytes are copied, at most DOCUMENT_IN_PLACE_MOST.
 * NULL with err->code ERR_NONE when len is 0. */
struct rope *document_copy(const struct document *document, uint64_t pos, uint64_t len,
			   struct err *err) BURIN_MUST_CHECK;

/* Editing. */
enum {
	/* Typing: joins the last change where they touch: an overwrite right after it or over its
	 * last bytes (the second digit of a byte), an insertion right after it, a deletion right
	 * before it or at the same place. Anything else is a step of its own. */
	DOCUMENT_MERGE = 1,
	DOCUMENT_GROUP = 2,      /* belongs to the same undo step as the change before */
};

/* The longest change in place, because the old bytes are kept for undo: 1 GiB. */
#define DOCUMENT_IN_PLACE_MOST (UINT64_C(1) << 30)

/* Bytes [pos, pos + len) become `with`, which is borrowed (NULL: deletion). */
bool document_replace(struct document *document, uint64_t pos, uint64_t len, struct rope *with,
		      unsigned flags, struct err *err) BURIN_MUST_CHECK;
bool document_overwrite(struct document *document, uint64_t pos, const void *bytes, size_t len,
			unsigned flags, struct err *err) BURIN_MUST_CHECK;
bool document_insert(struct document *document, uint64_t pos, const void *bytes, size_t len,
		     unsigned flags, struct err *err) BURIN_MUST_CHECK;
bool document_delete(struct document *document, uint64_t pos, uint64_t len, unsigned flags,
		     struct err *err) BURIN_MUST_CHECK;

/* [pos, pos + len) becomes the pattern, repeated; O(1) in len but for a `write` document. */
bool document_fill(struct document *document, uint64_t pos, uint64_t len, const void *pattern,
		   size_t pattern_len, unsigned flags, struct err *err) BURIN_MUST_CHECK;

/* [pos, pos + len) moves to `to`, a position of the document as it is before and not inside
 * the range; one undo step. */
bool document_move(struct document *document, uint64_t pos, uint64_t len, uint64_t to,
		   struct err *err) BURIN_MUST_CHECK;

/* Cuts the end off or appends zero bytes. In place the file itself gets the new length. */
bool document_resize(struct document *document, uint64_t size, struct err *err) BURIN_MUST_CHECK;

/* The whole content of a file as a rope, mapped, O(1); caller: rope_unref(). NULL with err->code
 * ERR_NONE when the file is empty. */
struct rope *document_read_file(struct document *document, const char *path, struct err *err)
	BURIN_MUST_CHECK;

/* Bytes as a rope in the arena; caller: rope_unref(). NULL with err->code ERR_NONE when len
 * is 0. */
struct rope *document_make(struct ropes *ropes, const void *bytes, size_t len, struct err *err)
	BURIN_MUST_CHECK;

/* History. */
struct document_place {
	uint64_t pos;            /* where it happened */
	uint64_t len;            /* bytes there now */
};

/* False without an error (err->code ERR_NONE) when there is nothing to undo (redo). */
bool document_undo(struct document *document, struct document_place *place, struct err *err);
bool document_redo(struct document *document, struct document_place *place, struct err *err);
uint64_t document_undo_count(const struct document *document);   /* steps that can be undone */
uint64_t document_redo_count(const struct document *document);

/* How many steps lie behind the moment `ms` milliseconds ago: what :earlier has to undo. */
uint64_t document_steps_since(const struct document *document, uint64_t ms);

/* The next change starts an undo step of its own. */
void document_seal(struct document *document);

/* All changes between the two are one undo step in the end, whatever made them; a save that ends
 * meanwhile ends a step. Beginning again before the end changes nothing. */
void document_group(struct document *document);
void document_group_end(struct document *document);

/* True when the current state is not the one saved (opened) last; false again after undoing
 * back to it. */
bool document_is_modified(const struct document *document);

/* An edit, for those who keep positions: at pos, `removed` bytes gave way to `inserted` bytes. */
struct document_edit {
	uint64_t pos;
	uint64_t removed;
	uint64_t inserted;
};

enum { DOCUMENT_EDITS = 64 };

/* The edits after `generation`, oldest first, into edits[DOCUMENT_EDITS]. False when there
 * were more than are kept: start again from document_size(). */
bool document_edits_since(const struct document *document, uint64_t generation,
			  struct document_edit edits[DOCUMENT_EDITS], size_t *count);

/* Where pos went. Inside what was removed it goes to the start of what came instead, but
 * stays where as many bytes came as went (an overwrite). */
uint64_t document_edit_move(const struct document_edit *edit, uint64_t pos);

/* The edit log (document/edit_log.h): unsaved edits survive the end of the program, whatever ends
 * it, and can be recovered (document/recovery.h). Documents without a file have none.
 *
 * `undo_file` keeps the undo history when the document is closed. */
void document_log_use(struct document *document, bool wanted, bool undo_file);

/* NULL, or why edits are not logged although they should be: for people. */
const char *document_log_problem(const struct document *document);

/* Whether a crash now would lose edits that are made. */
bool document_is_logged(const struct document *document);

/* What is logged is on the disk when it returns true. */
bool document_log_sync(struct document *document, struct err *err) BURIN_MUST_CHECK;

/* The program is ended from outside: document_close() leaves the log of unsaved edits. */
void document_log_keep(struct document *document);

/* The file behind it, as another program may have left it. */
enum document_disk {
	DISK_SAME,
	DISK_CHANGED,            /* same length, but written (in place: not told, it is seen) */
	DISK_GROWN,
	DISK_SHRUNK,
	DISK_REPLACED,           /* the name leads to another file */
	DISK_GONE,               /* the name leads nowhere */
};
enum document_disk document_disk(const struct document *document);

struct document_news {
	enum document_disk disk;
	uint64_t was;            /* bytes the file had when it was opened or saved last ... */
	uint64_t is;             /* ... and has now; 0 when it is gone */
	uint64_t stamp;          /* another one when the file changed again */
};
struct document_news document_look(const struct document *document);

/* Edits over bytes that another program changed since they were made: the ranges of the document in
 * question, in order; of length 0 where bytes were cut that the file has others for now. Edits of
 * more than 64 KiB in one run are not looked into, nor are files on a network, and what is in place
 * has none. */
struct document_range {
	uint64_t pos, len;
};

struct document_conflicts {
	struct document_range *list;     /* owned */
	size_t count;
};

bool document_find_conflicts(const struct document *document, struct document_conflicts *conflicts,
			     struct err *err) BURIN_MUST_CHECK;
void document_conflicts_done(struct document_conflicts *conflicts);

/* Who else has the file. */
enum document_others {
	OTHERS_NONE,
	OTHERS_BURIN,            /* another burin that can edit it */
	OTHERS_LOCKED,           /* another program has locked it, or a part of it */
};

/* From now on, until it is closed or only read, others see that this document can change its file
 * (store/lock.h); gives who was there before. One that is only read looks, and takes nothing.
 * Waits for a fifth of a second at most, and only where another burin is; where the file system has
 * no locks, or could keep us waiting, there is nobody. */
enum document_others document_claim(struct document *document);

/* What another program wrote is to be seen: nothing kept of the file's bytes is believed any more.
 * A new generation without an edit, so whoever keeps something of the bytes looks again. */
void document_refresh(struct document *document);

/* Takes the file as it is now for the one that was opened, where only its bytes, not its length,
 * are others: from here on it counts as unchanged. */
void document_accept(struct document *document);

/* The bytes that another program appended to the file (DISK_GROWN) come behind the last one; edits
 * and undo stay. Nothing when it did not grow. */
bool document_grow(struct document *document, struct err *err) BURIN_MUST_CHECK;

/* Reads the file anew, and keeps the edits: where the file is the same one it is refreshed, and
 * grows; where another one of the same length has taken its name the edits are laid over that, as
 * one change that can be undone. ERR_REFUSED where the lengths do not allow it. */
bool document_reload(struct document *document, struct err *err) BURIN_MUST_CHECK;

/* Whether the file is a device. */
bool document_is_device(const struct document *document);

/* Whether somebody has to answer for it who may be gone: a file on a network or of FUSE. */
bool document_has_server(const struct document *document);

/* Whether the name leads to the same file as the document's own. */
bool document_is_at(const struct document *document, const char *path);

/* ERR_BUSY when that somebody does not answer just now; waits for a fraction of a second. */
bool document_answers(const struct document *document, struct err *err) BURIN_MUST_CHECK;

#endif
