/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The side file that keeps the notes of a file. It is read and written as a whole; positions in it
 * are those of what is saved. What another program wrote into it meanwhile is merged, never
 * overwritten; what is no file of notes, or holds those of other contents, is left alone.
 *
 *	struct notes_file file = { 0 };
 *	if (notes_file_read(&file, "FILE.burin", &notes, &identity, err))      ERR_NONE: no file
 *	...
 *	notes_file_write(&file, "FILE.burin", &notes, &identity, how, &merged, err)
 *	notes_file_done(&file);
 */
#ifndef BURIN_DOCUMENT_NOTES_FILE_H
#define BURIN_DOCUMENT_NOTES_FILE_H

#include "document/notes_format.h"

/* What is known of the side file that was read or written last. */
struct notes_file {
	char *path;              /* owned; NULL: none yet */
	bool has;                /* it is there */
	uint64_t print;          /* of its bytes */
	struct notes base;       /* the notes in it */
	struct notes_identity identity;
};

void notes_file_done(struct notes_file *file);
bool notes_file_copy(const struct notes_file *from, struct notes_file *to, struct err *err)
	BURIN_MUST_CHECK;

/* Reads the notes into *notes, which has none, and what they are of. False with ERR_NONE: there is
 * no such file. */
bool notes_file_read(struct notes_file *file, const char *path, struct notes *notes,
		     struct notes_identity *identity, struct err *err);

/* The bytes of a plain file of at most NOTES_TEXT_MOST; `direct`: that is no symbolic link. False
 * with ERR_NONE: it is not there. */
bool notes_file_text(const char *path, bool direct, struct buf *text, struct err *err);

/* Where it is written, and how. */
struct notes_target {
	const char *path;
	const char *about;       /* the file's name, for people */
	bool in_folder;          /* in the user's own folder, which is made and must be private */
	bool over;               /* whatever is there gives way */
};

/* Writes the notes, which may get those of others in addition: *merged of them. Without notes the
 * file is removed. ERR_CHANGED: it holds notes of other contents. */
bool notes_file_write(struct notes_file *file, const struct notes_target *target,
		      struct notes *notes, const struct notes_identity *identity, size_t *merged,
		      struct err *err) BURIN_MUST_CHECK;

#endif
