/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A one-line text editor as a state machine: it is fed keys and never waits. UTF-8; the cursor
 * stands between characters. Knows Left Right Home End Backspace Delete, Ctrl-A E B F D K U W H,
 * Alt-B F.
 */
#ifndef BURIN_EDIT_LINEEDIT_H
#define BURIN_EDIT_LINEEDIT_H

#include "base/buf.h"
#include "edit/key.h"

struct lineedit {
	struct buf text;     /* UTF-8 */
	size_t cursor;       /* byte offset, on a character's start */
};

void lineedit_init(struct lineedit *line);
void lineedit_done(struct lineedit *line);
void lineedit_set(struct lineedit *line, const char *text);      /* cursor at the end */

/* False: not a key of a line editor. */
bool lineedit_key(struct lineedit *line, const struct key *key);

/* Control characters become blanks. */
void lineedit_insert(struct lineedit *line, const char *text, size_t len);
const char *lineedit_text(struct lineedit *line);
void lineedit_replace(struct lineedit *line, size_t from, size_t to, const char *text);

#endif
