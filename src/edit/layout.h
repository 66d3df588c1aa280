/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where things stand in a window: pure arithmetic between bytes and cells.
 *
 *	00000010  48 8b 05 c3 00 00 00 00  00 00 00 00 00 00 00 00  H...............
 *	00000010  488b05c3 00000000  00000000 00000000  H...............     group 4
 *	00000010  072 139 005 195  000 000 000 000  H.......               group 4, decimal
 *	address   groups of digits                      text
 *
 * In hexadecimal the bytes of a group are written together; after every eighth byte (or a longer
 * group) stands a second blank. In the other bases each byte has its blank, and a group two.
 */
#ifndef BURIN_EDIT_LAYOUT_H
#define BURIN_EDIT_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

enum number_base { BASE_HEX, BASE_DECIMAL, BASE_OCTAL, BASE_BINARY };

/* What the user wants. */
struct layout_wish {
	unsigned columns;        /* bytes a row, 0: as many as fit */
	unsigned group;          /* bytes a group: 1 2 4 8 16 */
	bool little_endian;      /* groups show their bytes from the last to the first */
	enum number_base base;
	bool address_decimal;
	bool tight;              /* addresses have no more leading zeros than they must */
	uint64_t last_address;   /* the largest address that has to fit */
	unsigned shift;          /* bytes: a row starts at shift + n * columns */
};

struct layout {
	unsigned columns;        /* bytes a row, at least 1 */
	unsigned group;
	bool little_endian;
	enum number_base base;
	bool address_decimal;
	unsigned shift;          /* < columns */
	int digits;              /* of one byte in this base: 2 3 3 8 */
	int address_width;       /* digits of the address column; 0: not shown */
	int address_gap;         /* blanks behind the address, 2 or 1 */
	int text_gap;            /* blanks before the text, 2 or 1 */
	int hex_col;             /* first cell of the digits */
	int text_col;            /* first cell of the text pane; -1: not shown */
	int width;               /* cells used in all */
	int skip;                /* cells by which digits and text are scrolled to the left */
};

/* Fits a wish into `cols` cells, 1 or more. Columns that are not fixed are a multiple of 8 (and of
 * the group) where so many fit, else a multiple of the group, else what fits. Where a blank less
 * on one side of the digits, or on both, makes 8 of them, it is left out. Where even one byte does
 * not fit with an address and a text, the text, then the address is left out. Fixed columns that
 * are too many are cut by the window's edge; nothing is scrolled. */
void layout_fit(struct layout *layout, const struct layout_wish *wish, int cols);

/* Scrolls rows that are wider than `cols` from `skip`, where they were, no further than it needs to
 * show all of byte `index` in its digits (`text`: its character, where that pane is shown). The
 * address stays, and behind it always begins a byte. */
void layout_scroll(struct layout *layout, int cols, int skip, unsigned index, bool text);

/* The first cell of byte `index` of a row (0 <= index < columns) in the digits, and in the text
 * pane (-1 where that is not shown). The bytes of a first row that a shift makes shorter begin at
 * the left too. Cells before hex_col are scrolled out of sight. */
int layout_hex_cell(const struct layout *layout, unsigned index);
int layout_text_cell(const struct layout *layout, unsigned index);

/* The byte of a row whose digits (text) cover cell `col`; -1 for none. *digit is which digit. */
int layout_hex_at(const struct layout *layout, int col, int *digit);
int layout_text_at(const struct layout *layout, int col);

/* The start of the row that holds pos. With a shift the first row (start 0) is shorter. */
uint64_t layout_row_start(const struct layout *layout, uint64_t pos);

/* Bytes in the row that starts at row_start, were the document endless. */
unsigned layout_row_len(const struct layout *layout, uint64_t row_start);

#endif
