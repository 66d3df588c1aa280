/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys, and the one notation for them in key maps, the config file, tests and help:
 *
 *	a  G  :  é        the character
 *	<C-g> <M-w> <S-Left> <C-S-Right>    Ctrl, Alt (Meta), Shift
 *	<Esc> <Enter> <Tab> <BackTab> <Space> <Backspace> <Delete> <Insert> <lt>
 *	<Up> <Down> <Left> <Right> <Home> <End> <PageUp> <PageDown> <F1> … <F12>
 *	<Click> <Drag> <Release> <RightClick> <WheelUp> <WheelDown>     with a place on the screen
 *
 * Alt with '<' is <M-lt>; <M->> is Alt with '>'. Ctrl with a letter is the lower-case letter with
 * KEY_CTRL; <C-i> is <Tab>, <C-m> <Enter>, <C-[> <Esc>: that is what a terminal sends.
 */
#ifndef BURIN_EDIT_KEY_H
#define BURIN_EDIT_KEY_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum { KEY_CTRL = 1, KEY_ALT = 2, KEY_SHIFT = 4 };

/* Codes above Unicode; below, a code is the character itself. */
enum key_code {
	KEY_NONE = 0x110000,
	KEY_ESC, KEY_RETURN, KEY_TABULATOR, KEY_BACKSP, KEY_DEL, KEY_INS,
	KEY_GO_UP, KEY_GO_DOWN, KEY_GO_LEFT, KEY_GO_RIGHT,
	KEY_GO_HOME, KEY_GO_END, KEY_PAGE_UP, KEY_PAGE_DOWN,
	KEY_FUNCTION,                    /* KEY_FUNCTION + n is <Fn>, n = 1 to 12 */
	KEY_FUNCTION_LAST = KEY_FUNCTION + 12,
	KEY_CLICK, KEY_DRAG, KEY_RELEASE, KEY_RIGHT_CLICK, KEY_WHEEL_UP, KEY_WHEEL_DOWN,
	KEY_PASTE,                       /* pasted text; it waits in the editor's paste buffer */
};

struct key {
	uint32_t code;
	uint8_t mods;
	int row, col;                    /* cells, of a mouse event; else 0 */
};

/* Parses one key at the start of text; *used is its length in bytes. */
bool key_parse(const char *text, size_t *used, struct key *key, struct err *err) BURIN_MUST_CHECK;
void key_format(const struct key *key, struct buf *out);

/* A sequence in notation as people read it: "^X^S", "M-x", "F1", "Space", "g". Appends. */
void keys_label(const char *keys, struct buf *out);
bool key_equal(const struct key *a, const struct key *b);    /* without the place */
bool key_is_mouse(const struct key *key);

/* A character that a person types: no modifier but Shift, at or above the blank. */
bool key_is_text(const struct key *key);

#endif
