/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_PTY_SCAN_H
#define BURIN_PTY_SCAN_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Reads what a program sent to the terminal, and finds what it must never send. Allowed are
 * printable characters, line ends, and the control sequences that place the cursor, erase, choose
 * looks, and switch the modes that burin uses. Nothing else: no title, no clipboard, no palette, no
 * question that the terminal would answer, no control of a file's content or name.
 */
struct scan {
	size_t sequences;        /* control sequences */
	size_t colours;          /* that choose a colour */
	char forbidden[80];      /* the first thing that is not allowed, as text; "": none */
};

void scan_output(const struct buf *output, struct scan *scan);

#endif
