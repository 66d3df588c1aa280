/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Notes for other programs: JSON and CSV with the names offset, length, colour, name, comment. What
 * is read may come from anyone: it is bounded, members that are not known are passed over, and a
 * note without a name gets one.
 */
#ifndef BURIN_DOCUMENT_NOTES_EXCHANGE_H
#define BURIN_DOCUMENT_NOTES_EXCHANGE_H

#include "document/notes_format.h"

enum notes_kind { NOTES_JSON, NOTES_CSV };

/* By the end of the name. */
bool notes_kind_of(const char *path, enum notes_kind *kind, struct err *err) BURIN_MUST_CHECK;

/* `origin` is added to positions. Appends. */
void notes_export(const struct notes *notes, enum notes_kind kind, uint64_t origin,
		  struct buf *out);

/* Adds the notes of the text to *notes, which has none; on an error it has none either. */
bool notes_import(struct notes *notes, enum notes_kind kind, const char *text, size_t len,
		  struct err *err) BURIN_MUST_CHECK;

#endif
