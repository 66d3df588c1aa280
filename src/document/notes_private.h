/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of notes share. */
#ifndef BURIN_DOCUMENT_NOTES_PRIVATE_H
#define BURIN_DOCUMENT_NOTES_PRIVATE_H

#include "document/notes.h"

/* Puts the list in order again after places were changed. */
void notes_sort(struct notes *notes);

/* The edits are forgotten; one note is forgotten in them. */
void notes_trail_clear(struct notes *notes);
void notes_trail_drop(struct notes *notes, uint64_t id);

#endif
