/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal: shows an editor and feeds it keys until it quits.
 *
 * tui_none.c takes the place of this folder where the program is built without curses.
 */
#ifndef BURIN_TUI_TUI_H
#define BURIN_TUI_TUI_H

#include "edit/editor.h"

bool tui_is_built(void);

/* "ncurses 6.4.20221231", for --version; "" without. */
const char *tui_library(void);

/* Runs until editor->quit. False when the terminal can not be used; it is then untouched. Keys come
 * from standard input, or from the terminal itself where that is something else. `shown` (NULL:
 * nothing) is called once, when the first frame is on the screen and before a key is read: for what
 * nobody shall wait for. */
bool tui_run(struct editor *editor, void (*shown)(void *context), void *context,
	     struct err *err) BURIN_MUST_CHECK;

/* Once, at the start of the program: a crash restores the terminal before it kills. */
void tui_guard_terminal(void);

#endif
