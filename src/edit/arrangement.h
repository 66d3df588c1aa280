/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the screen was divided when one left a file: its panes with their places, which of them
 * scroll together, and whether the inspector, the disassembly and the minimap were there. Kept from
 * run to run in one file of the state folder, of the files that were left last, by the option
 * `restore`:
 *
 *	no      nothing is kept, and nothing comes back
 *	file    the panes of the file that is opened come back (the default)
 *	all     those of other files too, which are opened for that
 *
 * Other files stay closed by default: nobody named them, they may be on a server that does not
 * answer, and to open one can be seen by others. A file that was left with one pane and nothing
 * beside it is forgotten. With --forensic nothing is read or written, with -r nothing is written.
 */
#ifndef BURIN_EDIT_ARRANGEMENT_H
#define BURIN_EDIT_ARRANGEMENT_H

#include "edit/editor.h"

enum {
	ARRANGEMENT_NODES = 63,          /* panes and forks of one file */
	ARRANGEMENT_FILES = 200,         /* that are remembered */
	ARRANGEMENT_BYTES = 1 << 20,     /* of all of them */
};

/* The session is about the file of the present window, and it looks now as it did when it was left;
 * what it looks like in the end is kept for it. Only on a screen. */
void arrangement_begin(struct editor *editor);

/* At the end of the session. Where it fails nothing is said: nothing of value is lost. */
void arrangement_end(struct editor *editor);

/* The two directions, on the text of one file's entry: for them, and for tests. On a failure of
 * parsing nothing is changed. */
bool arrangement_write(const struct editor *editor, const struct document *own, struct buf *out);
void arrangement_add_path(struct buf *out, const char *path);    /* as one word */
bool arrangement_read(struct editor *editor, const char *text, bool others, struct err *err)
	BURIN_MUST_CHECK;

#endif
