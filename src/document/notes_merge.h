/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two people's notes made one: what each changed since a common state. Notes are the same by their
 * name. Nothing that somebody wrote is dropped: where both changed one note, both stay, theirs
 * under another name; and one that was changed here is not removed because they removed it.
 */
#ifndef BURIN_DOCUMENT_NOTES_MERGE_H
#define BURIN_DOCUMENT_NOTES_MERGE_H

#include "document/notes.h"

/* Into `notes`, which may be half merged after an error (memory; too many of them). *changed
 * counts those that are new, other or gone. `base` may be empty: then nothing was removed. */
bool notes_merge(struct notes *notes, const struct notes *base, const struct notes *theirs,
		 size_t *changed, struct err *err) BURIN_MUST_CHECK;

/* Same place, colour and comment. */
bool note_same(const struct note *one, const struct note *other);

/* A note under a name that is free. */
bool notes_add_free(struct notes *notes, const struct note *note, struct err *err)
	BURIN_MUST_CHECK;

#endif
