/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the bytes of a row are as text: one cell a byte, so that bytes and cells stay in step.
 *
 * A character of several bytes stands in the cell of its first one and leaves the others blank; a
 * wide one takes two of its cells. What no cell can show has a stand-in: U+2026 for a wide
 * character with one cell left before the end of the row, a dotted circle for a mark that belongs
 * on the character before, '?' for what can not be sent to this terminal.
 */
#ifndef BURIN_VIEW_PAINT_TEXT_H
#define BURIN_VIEW_PAINT_TEXT_H

#include "edit/window.h"

enum { PAINT_TEXT_MOST = 4096 };         /* bytes of a row */

/* A row; all is borrowed. */
struct paint_text {
	const struct window *window;
	uint64_t glyphs;         /* enum control_glyphs, of edit/option.h */
	uint64_t pos;
	size_t len;              /* up to PAINT_TEXT_MOST */
	const uint8_t *data;
	const uint8_t *known;    /* whether they could be read ... */
	bool late;               /* ... and whether others still may be */
};

/* The character of each cell, 0 for the second cell of a wide one; and one blank more. */
void paint_text_row(const struct paint_text *row, uint32_t text[PAINT_TEXT_MOST + 1]);

/* Of a byte that is no printable ASCII. */
uint32_t paint_text_control(uint64_t glyphs, uint32_t code);
uint32_t paint_text_cut(void);           /* in place of a wide character without its room */

#endif
