/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes take `digits` cells each. What stands between them is counted by one function, breaks():
 * in hexadecimal a group is written without blanks, as a number is, and every eighth byte gets a
 * second blank for the eye; in the other bases digits run into each other, so there every byte has
 * its blank and a group two. The way back from a cell to a byte is a search over the few bytes of
 * a row by the forward function, so that the two can not disagree.
 */
#include "edit/layout.h"

#include "base/number.h"

#include <assert.h>

enum {
	GAP = 2,                 /* blanks between the panes ... */
	GAP_NARROW = 1,          /* ... or so many, where that makes a row of ROUND bytes */
	ROUND = 8,
	MOST_COLUMNS = 65536,    /* keeps cells far from the limits of int */
	ADDRESS_WIDE = 8,        /* addresses have at least so many digits ... */
	ADDRESS_NARROW = 4,      /* ... or so many in a window below NARROW cells */
	NARROW = 40,
};

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static int digits_of(enum number_base base)
{
	switch (base) {
	case BASE_DECIMAL:
	case BASE_OCTAL:
		return 3;
	case BASE_BINARY:
		return 8;
	default:
		return 2;
	}
}

/* Blanks before the slot `index` of a row. */
static unsigned breaks(const struct layout *layout, unsigned index)
{
	bool joined = layout->base == BASE_HEX;
	unsigned wide = layout->group;

	if ((joined || layout->group == 1) && wide < 8)
		wide = 8;
	return index / (joined ? layout->group : 1) + index / wide;
}

static int slot_cell(const struct layout *layout, unsigned slot)
{
	return layout->hex_col + (int)(slot * (unsigned)layout->digits + breaks(layout, slot));
}

/* Cells of the digits of a row of `columns` bytes. */
static int digits_width(const struct layout *layout, unsigned columns)
{
	unsigned last = columns - 1;

	return (int)(columns * (unsigned)layout->digits + breaks(layout, last));
}

static int width_for(const struct layout *layout, unsigned columns, bool address, bool text)
{
	int width = digits_width(layout, columns);

	if (address)
		width += layout->address_width + layout->address_gap;
	if (text)
		width += layout->text_gap + (int)columns;
	return width;
}

/* A round number of columns, where `most` fit. */
static unsigned rounded(const struct layout *layout, unsigned most)
{
	unsigned step = layout->group > ROUND ? layout->group : ROUND;

	if (most >= step)
		return most - most % step;
	if (most >= ROUND)
		return ROUND;
	if (most >= layout->group)
		return most - most % layout->group;
	return most;
}

static unsigned fitting(const struct layout *layout, int cols, bool address, bool text)
{
	unsigned columns = 1;

	while (columns < MOST_COLUMNS && width_for(layout, columns + 1, address, text) <= cols)
		columns++;
	return rounded(layout, columns);
}

/* Rows of 7 bytes, as half of a terminal of 80 cells would have, are of no use to anybody. */
static unsigned fit_columns(struct layout *layout, int cols, bool address, bool text)
{
	unsigned columns = fitting(layout, cols, address, text);

	if (columns >= ROUND)
		return columns;
	layout->address_gap = GAP_NARROW;
	if (fitting(layout, cols, address, text) >= ROUND)
		return ROUND;
	layout->text_gap = GAP_NARROW;
	if (fitting(layout, cols, address, text) >= ROUND)
		return ROUND;
	layout->address_gap = layout->text_gap = GAP;
	return columns;
}

static int address_width(const struct layout_wish *wish, int cols)
{
	int width = number_digits(wish->last_address, wish->address_decimal ? 10 : 16);
	int usual = wish->tight || cols < NARROW ? ADDRESS_NARROW : ADDRESS_WIDE;

	return width < usual ? usual : width;
}

void layout_fit(struct layout *layout, const struct layout_wish *wish, int cols)
{
	bool address = true, text = true;

	layout->group = wish->group > 0 ? wish->group : 1;
	layout->little_endian = wish->little_endian;
	layout->base = wish->base;
	layout->address_decimal = wish->address_decimal;
	layout->digits = digits_of(wish->base);
	layout->address_width = address_width(wish, cols);
	layout->address_gap = layout->text_gap = GAP;

	if (width_for(layout, 1, true, true) > cols) {
		text = false;
		address = width_for(layout, 1, true, false) <= cols;
	}
	layout->columns = wish->columns > 0 ? least(wish->columns, MOST_COLUMNS) :
					      fit_columns(layout, cols, address, text);
	layout->shift = wish->shift % layout->columns;
	if (!address)
		layout->address_width = 0;
	layout->hex_col = address ? layout->address_width + layout->address_gap : 0;
	layout->width = width_for(layout, layout->columns, address, text);
	layout->text_col = text ? layout->width - (int)layout->columns : -1;
	layout->skip = 0;
}

/* Where in the row's order of slots byte `index` is written, and, as it is its own inverse, the
 * other way round. A group that the row cuts is turned within what there is of it. */
static unsigned slot_of(const struct layout *layout, unsigned index)
{
	if (!layout->little_endian)
		return index;
	unsigned start = index - index % layout->group;
	unsigned len = least(layout->group, layout->columns - start);

	return start + (len - 1 - (index - start));
}

int layout_hex_cell(const struct layout *layout, unsigned index)
{
	assert(index < layout->columns);
	return slot_cell(layout, slot_of(layout, index)) - layout->skip;
}

int layout_text_cell(const struct layout *layout, unsigned index)
{
	assert(index < layout->columns);
	return layout->text_col < 0 ? -1 : layout->text_col + (int)index - layout->skip;
}

/* The last slot that begins at or before col, col >= hex_col. */
static unsigned slot_before(const struct layout *layout, int col)
{
	unsigned low = 0, high = layout->columns;

	while (high - low > 1) {
		unsigned middle = low + (high - low) / 2;

		if (slot_cell(layout, middle) <= col)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int layout_hex_at(const struct layout *layout, int col, int *digit)
{
	if (col < layout->hex_col)
		return -1;
	unsigned slot = slot_before(layout, col + layout->skip);
	int inside = col + layout->skip - slot_cell(layout, slot);

	if (inside >= layout->digits)
		return -1;
	*digit = inside;
	return (int)slot_of(layout, slot);
}

int layout_text_at(const struct layout *layout, int col)
{
	int index = col + layout->skip - layout->text_col;

	if (layout->text_col < 0 || col < layout->hex_col || index < 0)
		return -1;
	return index < (int)layout->columns ? index : -1;
}

/* The least skip from `skip` on where a byte begins at hex_col, in the digits or in the text. */
static int rounded_skip(const struct layout *layout, int skip)
{
	unsigned slot = slot_before(layout, layout->hex_col + skip);

	if (slot_cell(layout, slot) - layout->hex_col < skip)
		slot++;
	if (slot < layout->columns)
		return slot_cell(layout, slot) - layout->hex_col;
	int text = layout->text_col - layout->hex_col;
	return text > skip ? text : skip;
}

void layout_scroll(struct layout *layout, int cols, int skip, unsigned index, bool text)
{
	bool in_text = text && layout->text_col >= 0;

	layout->skip = 0;
	if (layout->width <= cols)
		return;
	int first = in_text ? layout_text_cell(layout, index) : layout_hex_cell(layout, index);
	int last = in_text ? first : first + layout->digits - 1;
	int least = last - cols + 1, most = first - layout->hex_col;
	if (skip > layout->width - cols)
		skip = layout->width - cols;
	if (skip < least)
		skip = least;
	skip = rounded_skip(layout, skip > 0 ? skip : 0);
	layout->skip = skip < most ? skip : most;
}

uint64_t layout_row_start(const struct layout *layout, uint64_t pos)
{
	if (pos < layout->shift)
		return 0;
	return pos - (pos - layout->shift) % layout->columns;
}

unsigned layout_row_len(const struct layout *layout, uint64_t row_start)
{
	return row_start < layout->shift ? layout->shift : layout->columns;
}
