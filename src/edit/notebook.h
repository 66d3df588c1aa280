/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When the notes of a window are read from their side file and written to it.
 *
 *	notebook_begin(editor);              once the first frame is seen, and again and again
 *	notebook_keep(editor, window, false, &err);      they are in the file, if they are to be
 *
 * Where: `:set notes=data` (the default) is a file in the user's data folder, `beside` is
 * FILE.burin, `no` nowhere. Notes are not kept with --forensic, which does not even look for them,
 * nor with -r, nor of what is no file or only a part of one.
 */
#ifndef BURIN_EDIT_NOTEBOOK_H
#define BURIN_EDIT_NOTEBOOK_H

#include "base/buf.h"
#include "base/err.h"

struct buffer;
struct editor;
struct window;

enum notes_option { NOTES_DATA, NOTES_BESIDE, NOTES_NO };

/* Looks for the side files of windows where that was not done yet: without one it costs one call of
 * the system. Asks about one that is of other contents. */
void notebook_begin(struct editor *editor);

/* Reads the side file of the window: its notes are added to those that are there. With `foreign`
 * also where it is of other contents. */
bool notebook_read(struct editor *editor, struct window *window, bool foreign, struct err *err)
	BURIN_MUST_CHECK;

/* Why the notes of the window are not kept; NULL: they are. Static text. */
const char *notebook_why_not(const struct editor *editor, const struct window *window);

/* Whether something of them is not in the file yet. */
bool notebook_is_dirty(const struct editor *editor, const struct window *window);

/* Writes what is dirty. With `over` whatever is in the side file gives way. */
bool notebook_keep(struct editor *editor, struct window *window, bool over, struct err *err)
	BURIN_MUST_CHECK;
bool notebook_keep_all(struct editor *editor, struct err *err) BURIN_MUST_CHECK;

/* Starts a job that writes what is new in them, so that it outlives a program that is killed: for
 * the program's loop. While one is running what comes next waits, and then goes with the next. */
void notebook_tend(struct editor *editor);

/* Ends the job that writes the notes of a buffer, whether it has begun or not. */
void notebook_settle(struct editor *editor, struct buffer *buffer);

/* Nobody can be asked any more: writes the dirty notes of every window as far as it goes. */
void notebook_rescue(struct editor *editor);

/* The path of the side file; false: there is no home. Appends. */
bool notebook_path(const struct editor *editor, const struct window *window, struct buf *path);

#endif
