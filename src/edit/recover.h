/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is done for the time after a crash: edits are logged, and what a session that ended badly
 * has left is found when a file is opened, and asked about. The answers are :recover.
 * Until it was asked, and in a batch where nobody can be, the document takes no edit.
 */
#ifndef BURIN_EDIT_RECOVER_H
#define BURIN_EDIT_RECOVER_H

#include "base/err.h"

struct editor;
struct window;

/* A file was opened: logging begins, kept undo history is loaded, leftovers are looked for; once a
 * window. Whoever opens calls it. */
void recover_begin(struct editor *editor, struct window *window);

/* Asks about what the current window's file has left over, once; tells once when edits can not be
 * logged. The loop calls it before it draws. */
void recover_ask(struct editor *editor);

/* The next of the leftovers, after one was dealt with. */
void recover_look_again(struct editor *editor, struct window *window);

/* What :recover, --recover[=HOW] and the answers do: "", take, look, discard, later, finish, undo,
 * leave. */
bool recover_run(struct editor *editor, struct window *window, const char *how, struct err *err)
	BURIN_MUST_CHECK;

/* The program is ended from outside: the logs of unsaved edits stay when the editor is freed. */
void recover_keep(struct editor *editor);

/* Brings all logs to the disk now. */
void recover_sync(struct editor *editor);

#endif
