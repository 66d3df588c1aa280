/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clipboard of the system the terminal is on. A text goes there through a program where one is
 * there for it (tmux, wl-copy, xclip, xsel, pbcopy), else by a sequence to the terminal (OSC 52),
 * which works over ssh. In batch it is printed.
 */
#ifndef BURIN_EDIT_CLIPBOARD_H
#define BURIN_EDIT_CLIPBOARD_H

#include "base/buf.h"
#include "base/err.h"

struct editor;
struct window;

/* For the option. */
enum clipboard_choice { CLIPBOARD_AUTO, CLIPBOARD_TERMINAL, CLIPBOARD_NO };

/* Bytes of text that terminals take by OSC 52: xterm's limit. */
enum { CLIPBOARD_TERMINAL_MOST = 74994 };

/* Consumes the text. What became of it is a message, in which it is called `what`. */
bool clipboard_put(struct editor *editor, struct window *window, struct buf *text,
		   const char *what, struct err *err) BURIN_MUST_CHECK;

/* The command of /bin/sh that reads a clipboard's text, or NULL: there is none. For tests. */
const char *clipboard_program(void);

#endif
