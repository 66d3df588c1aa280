/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small files of the program's own, which outlive a run. Written beside and renamed, so two burins
 * that end at once leave one whole file. They may tell what a person looked at, so nobody else may
 * read them. `what` says in errors which it is: "the history".
 */
#ifndef BURIN_EDIT_STATE_FILE_H
#define BURIN_EDIT_STATE_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* Folders that are missing are made. */
bool state_file_save(const char *path, const char *what, const struct buf *text, struct err *err)
	BURIN_MUST_CHECK;

/* Appends all of it; nothing where there is no such file. One that is longer than `most`, is no
 * plain file, or belongs to somebody else is refused. */
bool state_file_load(const char *path, const char *what, size_t most, struct buf *text,
		     struct err *err) BURIN_MUST_CHECK;

#endif
