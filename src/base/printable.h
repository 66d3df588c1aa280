/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text from outside (file names, error texts, contents) made safe for a terminal: what is not a
 * printable character of known width becomes a visible escape. C0, DEL, C1 (also as UTF-8), invalid
 * UTF-8, bidirectional controls and unassigned code points are written \x1b, \u{202e} and so on.
 */
#ifndef BURIN_BASE_PRINTABLE_H
#define BURIN_BASE_PRINTABLE_H

#include "base/buf.h"

/* Appends text[0..len) to *out as safe UTF-8. In a locale without UTF-8 everything above ASCII is
 * escaped. */
void printable_add(struct buf *out, const char *text, size_t len);

/* Decodes one character of UTF-8 at text[0..len), len > 0: its length in bytes (1 to 4), the code
 * point in *code. Overlong forms, surrogates and what is above U+10FFFF are errors: returns 0. */
size_t utf8_decode(const uint8_t *text, size_t len, uint32_t *code);

/* Encodes; returns the length in bytes (1 to 4). */
size_t utf8_encode(uint32_t code, uint8_t text[4]);

/* Cells a character takes on the terminal: 1 or 2; 0 for a combining mark; -1 when it must not be
 * sent to a terminal. */
int printable_width(uint32_t code);

/* Cells that safe text takes. */
int printable_cells(const char *text, size_t len);

/* How many bytes of safe text a first row of that many cells takes: all of it, or as many words
 * with their blanks as fit; all of it too where not even the first word does. */
size_t printable_break(const char *text, size_t len, int cells);

#endif
