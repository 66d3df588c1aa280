/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The proof before a save: what it is about to write over is still what the user saw there. For the
 * files of saving alone; the owner's thread.
 */
#ifndef BURIN_DOCUMENT_SAVE_CHECK_H
#define BURIN_DOCUMENT_SAVE_CHECK_H

#include "base/err.h"
#include "document/document.h"

/* Compares the bytes of the file `fd` under every change with what was saved there last, and with
 * what was seen when it was edited; at most SAVE_CHECK_MOST bytes. ERR_CHANGED names the ranges
 * that differ. `name` is the file's, for the message. */
bool save_check(const struct document *document, int fd, const char *name, struct err *err)
	BURIN_MUST_CHECK;

#define SAVE_CHECK_MOST (UINT64_C(64) << 20)

#endif
