/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Typing into a window that is being edited: digits in the pane of digits, characters in the
 * text, in the window's encoding (in ASCII as UTF-8).
 *
 * Digits go one by one: the first changes its place in the byte (or inserts a byte of which it is
 * the first digit), the last moves on to the next byte. In the bases 10 and 8 a digit that makes
 * the byte greater than 255 clears the digits after it, and is refused when that does not help.
 * Behind the last byte typing appends, where the size can change.
 *
 * What is typed in one go is one undo step. A step ends where the cursor is moved otherwise, in
 * the text after white space, and in the digits before each address that is a multiple of eight.
 */
#ifndef BURIN_EDIT_TYPING_H
#define BURIN_EDIT_TYPING_H

#include "base/err.h"
#include "edit/window.h"

#include <stdint.h>

/* One typed character (a code point). ERR_SYNTAX when it is no digit, ERR_RANGE when the encoding
 * has no such character. A selection is dropped. */
bool typing_put(struct window *window, uint32_t code, struct err *err) BURIN_MUST_CHECK;

/* Deletes the byte before the cursor when inserting (in the text the character), or what is typed
 * of this one; goes back over it otherwise. */
bool typing_backspace(struct window *window, struct err *err) BURIN_MUST_CHECK;

/* Pasted text as one undo step: what scan/unclip.h understands in the pane of digits, else text in
 * the window's encoding, with line ends as Enter types them. *count is how many bytes it was;
 * *taken_for what the text was taken for, NULL: just bytes. */
bool typing_paste(struct window *window, const uint8_t *text, size_t len, size_t *count,
		  const char **taken_for, struct err *err) BURIN_MUST_CHECK;

/* Puts bytes in at the cursor, or over what is there and on past the end, and moves behind them.
 * The rope is borrowed. */
bool typing_rope(struct window *window, struct rope *rope, bool inserting, struct err *err)
	BURIN_MUST_CHECK;

#endif
