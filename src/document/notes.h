/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Notes: named ranges of one document, each with a colour and a comment. Like marks they move with
 * the edits, and pull: notes_follow() before they are read. What an edit took away of a note comes
 * back when that edit is undone.
 *
 *	notes_init(&notes, document);
 *	notes_add(&notes, &note, &err);                a copy of it
 *	...
 *	notes_follow(&notes, document);
 *	size_t index = notes_at(&notes, cursor);       SIZE_MAX: none
 *	notes_done(&notes);
 *
 * How they are kept in a file: document/notes_format.h and document/notes_file.h.
 */
#ifndef BURIN_DOCUMENT_NOTES_H
#define BURIN_DOCUMENT_NOTES_H

#include "base/buf.h"
#include "document/document.h"

#include <stddef.h>
#include <stdint.h>

enum note_colour {
	NOTE_YELLOW, NOTE_RED, NOTE_GREEN, NOTE_CYAN, NOTE_BLUE, NOTE_MAGENTA, NOTE_COLOURS
};

/* Bytes of a name and of a comment; notes of a document. */
enum { NOTE_NAME_MOST = 64, NOTE_COMMENT_MOST = 4096, NOTES_MOST = 1 << 16 };

struct note {
	uint64_t id;             /* stays the same; given by notes_add() */
	uint64_t pos, len;       /* of length 0 where its bytes were deleted, and at the end */
	enum note_colour colour;
	char *name;              /* no other note has it */
	char *comment;           /* "": none; any bytes, made safe when shown */
};

struct notes_step;

struct notes {
	struct note *list;       /* owned; by position, a longer one before those inside it */
	size_t count, room;
	uint64_t longest;        /* no note is longer */
	uint64_t last_id;
	uint64_t version;        /* another one when a note was added, changed or removed */
	uint64_t generation;     /* edits up to here are counted in */
	uint64_t undo_count;     /* of the document then */
	struct notes_step *trail;        /* owned; the edits that an undo may take back */
	size_t trail_count, trail_room;
};

/* For no document (NULL) they do not move. */
void notes_init(struct notes *notes, const struct document *document);
void notes_done(struct notes *notes);

/* A copy of the note; its id does not matter. ERR_EXISTS: the name is taken; ERR_RANGE: there are
 * too many, or a text is too long; ERR_SYNTAX: a name is made of letters, digits, '_' and '.'. */
bool notes_add(struct notes *notes, const struct note *note, struct err *err) BURIN_MUST_CHECK;

/* Everything of a note but its id; the index of others may change. `to` may borrow from it. */
bool notes_change(struct notes *notes, size_t index, const struct note *to, struct err *err)
	BURIN_MUST_CHECK;
void notes_remove(struct notes *notes, size_t index);
bool notes_copy(const struct notes *from, struct notes *copy, struct err *err) BURIN_MUST_CHECK;

/* SIZE_MAX: there is none. */
size_t notes_find(const struct notes *notes, const char *name, size_t len);
size_t notes_find_id(const struct notes *notes, uint64_t id);

/* The shortest that covers the byte; one of length 0 covers the byte that it stands before. */
size_t notes_at(const struct notes *notes, uint64_t pos);

/* The first that begins behind pos, or the last that begins before it. */
size_t notes_next(const struct notes *notes, uint64_t pos, bool backward);

/* owner[i]: what notes_at() finds for pos + i; NULL: none. */
void notes_owners(const struct notes *notes, uint64_t pos, const struct note **owner, size_t len);

/* What a name can be; how many bytes of text are one. */
size_t note_name_len(const char *text);
bool note_check(const struct note *note, struct err *err) BURIN_MUST_CHECK;

/* `wanted`, or with a number where that is taken. Appends. "": "note1" and so on. */
void notes_free_name(const struct notes *notes, const char *wanted, struct buf *out);

const char *note_colour_name(enum note_colour colour);
bool note_colour_find(const char *name, size_t len, enum note_colour *colour);

/* Moves them with the edits since. */
void notes_follow(struct notes *notes, const struct document *document);

/* One edit; for notes_follow() and tests. */
void notes_move(struct notes *notes, const struct document_edit *edit);

/* Many replacements that were made as one edit and could be seen one by one, from the first to the
 * last, as they were before; in place of notes_follow(). */
struct notes_gap {
	uint64_t pos, removed, inserted;
};
void notes_follow_many(struct notes *notes, const struct document *document,
		       const struct notes_gap *gaps, size_t count);

/* Their places in what was saved last, or from there to the document as it is: a note inside of
 * what was changed goes to what stands there. */
bool notes_to_saved(struct notes *notes, const struct document *document, struct err *err)
	BURIN_MUST_CHECK;
bool notes_from_saved(struct notes *notes, const struct document *document, struct err *err)
	BURIN_MUST_CHECK;

#endif
