/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the positions of a document as it once was are now, after any number of edits: what a long
 * list of positions needs, which can not be walked for each edit.
 *
 * It does for each position what document_edit_move() does, one edit after the other.
 */
#ifndef BURIN_EDIT_SHIFTS_H
#define BURIN_EDIT_SHIFTS_H

#include "base/err.h"
#include "document/document.h"

#include <stddef.h>
#include <stdint.h>

struct shift;

struct shifts {
	struct shift *items;     /* owned, sorted */
	size_t count, room;
};

/* Edits at more places than these are refused: it is then better to begin anew. */
enum { SHIFTS_MOST = 1 << 16 };

#define SHIFTS_INIT { NULL, 0, 0 }
void shifts_done(struct shifts *shifts);
void shifts_clear(struct shifts *shifts);

/* On an error (ERR_RANGE: too many places) it is as before. */
bool shifts_add(struct shifts *shifts, const struct document_edit *edit, struct err *err)
	BURIN_MUST_CHECK;
uint64_t shifts_now(const struct shifts *shifts, uint64_t pos);
bool shifts_copy(const struct shifts *shifts, struct shifts *copy, struct err *err)
	BURIN_MUST_CHECK;

#endif
