/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows with an address, digits and text.
 *
 * How it works: the options become a layout, which says for every byte of a row where its digits
 * go, and a blank row. A row is the address, a copy of the blank row, and for each byte two
 * stores from tables. The stores go byte by byte, digits before text, as in xxd, because with -e
 * and a row that is no multiple of the group digits and text lie over each other there, and its
 * output is what we promise.
 *
 * Folding has two manners. xxd drops rows of zeroes: the first of a run is shown, then "*" for
 * more than one, but two are shown as they are, and a run at the end shows its last row. hexdump
 * and od drop what equals the row before, and close with the address of the end.
 */
#include "scan/dump_format.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

enum { ADDRESS_MOST = 21 };      /* decimal, with a sign */

static bool is_xxd(const struct dump *dump)
{
	return dump->options.format == DUMP_XXD || dump->options.format == DUMP_BITS;
}

static void lay_out_xxd(struct dump *dump)
{
	struct dump_grid *grid = &dump->grid;
	unsigned columns = dump->options.columns, group = dump->options.group;
	unsigned turn = dump->options.little_endian ? group - 1 : 0;

	grid->digits = 8;
	for (unsigned i = 0; i < columns; i++) {
		unsigned slot = i ^ turn;

		grid->place[i] = (uint16_t)(2 + grid->cell * slot + slot / group);
	}
	grid->text = (uint16_t)(4 + grid->cell * columns + (columns - 1) / group);
}

static void lay_out_hexdump(struct dump *dump)
{
	struct dump_grid *grid = &dump->grid;
	unsigned columns = dump->options.columns;

	grid->digits = 8;
	for (unsigned i = 0; i < columns; i++)
		grid->place[i] = (uint16_t)(2 + 3 * i + i / 8);
	grid->text = (uint16_t)(4 + 3 * columns + (columns - 1) / 8);
	grid->close = '|';
}

static void lay_out_od(struct dump *dump)
{
	struct dump_grid *grid = &dump->grid;
	unsigned columns = dump->options.columns;

	grid->digits = dump->options.decimal ? 7 : 6;
	for (unsigned i = 0; i < columns; i++)
		grid->place[i] = (uint16_t)(1 + 3 * i);
	grid->text = (uint16_t)(3 + 3 * columns);
	grid->close = '<';
}

static void draw_blank(struct dump *dump)
{
	struct dump_grid *grid = &dump->grid;

	memset(grid->blank, ' ', sizeof(grid->blank));
	if (is_xxd(dump))
		grid->blank[0] = ':';
	else
		grid->blank[grid->text - 1] = dump->options.format == DUMP_OD ? '>' : '|';
}

static void bit_cells(struct dump *dump)
{
	for (unsigned value = 0; value < 256; value++) {
		for (unsigned bit = 0; bit < 8; bit++)
			dump->cells[value][bit] = value >> (7 - bit) & 1 ? '1' : '0';
	}
	memset(dump->unknown_cell, '?', 8);
}

static bool check_group(struct dump *dump, struct err *err)
{
	unsigned *group = &dump->options.group;

	if (*group < 1 || *group > dump->options.columns)
		*group = dump->options.columns;
	else if (dump->options.little_endian && (*group & (*group - 1)) != 0)
		return err_set(err, ERR_RANGE,
			       "a little-endian group has 1, 2, 4, 8, 16 ... bytes, not %u",
			       *group);
	return true;
}

/* The longest row. With -e digits may stand behind the text (and are cut off). */
static size_t width_of(const struct dump_grid *grid, unsigned columns)
{
	size_t width = (size_t)grid->text + columns + 1;

	for (unsigned i = 0; i < columns; i++) {
		if (width < (size_t)grid->place[i] + grid->cell)
			width = (size_t)grid->place[i] + grid->cell;
	}
	assert(width <= DUMP_WIDTH);
	return width;
}

static bool grid_init(struct dump *dump, struct err *err)
{
	struct dump_grid *grid = &dump->grid;
	size_t width;

	if (!check_group(dump, err))
		return false;
	grid->cell = dump->options.format == DUMP_BITS ? 8 : 2;
	if (grid->cell == 8)
		bit_cells(dump);
	else
		dump_hex_cells(dump, "");
	if (is_xxd(dump))
		lay_out_xxd(dump);
	else if (dump->options.format == DUMP_HEXDUMP)
		lay_out_hexdump(dump);
	else
		lay_out_od(dump);
	draw_blank(dump);
	width = width_of(grid, dump->options.columns);
	if (dump->options.colour)
		width = (width + 1) * (DUMP_SGR + 1);
	dump->row_most = ADDRESS_MOST + width + 1;
	dump->unknown_most = dump->row_most;
	return true;
}

static uint8_t *put_number(uint8_t *out, uint64_t value, unsigned base, unsigned digits)
{
	uint8_t text[24];
	unsigned count = 0;

	do {
		text[count++] = (uint8_t)"0123456789abcdef"[value % base];
		value /= base;
	} while (value > 0);
	while (count < digits)
		text[count++] = '0';
	while (count > 0)
		*out++ = text[--count];
	return out;
}

static uint8_t *put_address(const struct dump *dump, uint8_t *out, uint64_t pos)
{
	unsigned digits = dump->grid.digits;
	uint64_t address = dump->options.base + pos;

	if (!dump->options.decimal) {
		unsigned shift = digits * 4;

		if (address >> shift != 0)
			return put_number(out, address, 16, digits);
		for (; shift > 0; shift -= 4)
			*out++ = (uint8_t)"0123456789abcdef"[address >> (shift - 4) & 15];
		return out;
	}
	/* As printf("%08ld"): a base near 2^64 stands for a negative one. */
	if (address >> 63 != 0) {
		*out++ = '-';
		return put_number(out, 0 - address, 10, digits - 1);
	}
	return put_number(out, address, 10, digits);
}

static inline void put_cells(const struct dump *dump, uint8_t *row, const struct dump_run *run,
			     size_t cell)
{
	const uint16_t *place = dump->grid.place;
	uint8_t *text = row + dump->grid.text;
	const uint8_t *bytes = run->bytes;

	for (size_t i = 0; i < run->len; i++) {
		memcpy(row + place[i], dump->cells[bytes[i]], cell);
		text[i] = dump->texts[bytes[i]];
	}
}

static void put_known_cells(const struct dump *dump, uint8_t *row, const struct dump_run *run)
{
	const struct dump_grid *grid = &dump->grid;

	for (size_t i = 0; i < run->len; i++) {
		const uint8_t *cell = dump->cells[run->bytes[i]];

		memcpy(row + grid->place[i], run->known[i] ? cell : dump->unknown_cell, grid->cell);
		row[grid->text + i] = run->known[i] ? dump->texts[run->bytes[i]] : '?';
	}
}

/* The part of a row after its address. */
static uint8_t *put_body(const struct dump *dump, uint8_t *row, const struct dump_run *run)
{
	const struct dump_grid *grid = &dump->grid;
	uint8_t *end = row + grid->text + run->len;

	memcpy(row, grid->blank, grid->text);
	if (run->known != NULL)
		put_known_cells(dump, row, run);
	else if (grid->cell == 2)
		put_cells(dump, row, run, 2);
	else
		put_cells(dump, row, run, 8);
	if (grid->close != 0)
		*end++ = grid->close;
	return end;
}

static uint8_t *put_coloured_body(const struct dump *dump, uint8_t *out, const struct dump_run *run)
{
	const struct dump_grid *grid = &dump->grid;
	uint8_t row[DUMP_WIDTH], paint[DUMP_WIDTH];
	size_t len = (size_t)(put_body(dump, row, run) - row);

	for (size_t i = 0; i < grid->text; i++)
		paint[i] = grid->blank[i] == ' ' ? DUMP_ANY_COLOUR : DUMP_PLAIN_COLOUR;
	paint[len - 1] = DUMP_PLAIN_COLOUR;
	for (size_t i = 0; i < run->len; i++) {
		bool known = run->known == NULL || run->known[i];
		uint8_t shade = known ? dump->paints[run->bytes[i]] : DUMP_UNKNOWN_COLOUR;

		memset(paint + grid->place[i], shade, grid->cell);
		paint[grid->text + i] = shade;
	}
	return dump_put_painted(out, row, paint, len);
}

static uint8_t *put_row(const struct dump *dump, uint8_t *out, const struct dump_run *run)
{
	out = put_address(dump, out, run->pos);
	if (dump->options.colour)
		out = put_coloured_body(dump, out, run);
	else
		out = put_body(dump, out, run);
	*out++ = '\n';
	return out;
}

static uint8_t *put_star(uint8_t *out)
{
	*out++ = '*';
	*out++ = '\n';
	return out;
}

static bool is_zero(const struct dump *dump, const struct dump_run *row)
{
	return row->known == NULL && row->len == dump->options.columns && row->bytes[0] == 0 &&
	       memcmp(row->bytes, row->bytes + 1, row->len - 1) == 0;
}

static uint8_t *put_zero_row(const struct dump *dump, uint8_t *out, uint64_t pos)
{
	static const uint8_t zeroes[DUMP_COLUMNS];
	struct dump_run row = { pos, zeroes, NULL, dump->options.columns };

	return put_row(dump, out, &row);
}

static uint8_t *put_folding_zeroes(struct dump *dump, uint8_t *out, const struct dump_run *row)
{
	struct dump_state *state = &dump->state;

	if (is_zero(dump, row))
		return state->zeroes++ == 0 ? put_row(dump, out, row) : out;
	if (state->zeroes == 2)
		out = put_zero_row(dump, out, row->pos - dump->options.columns);
	else if (state->zeroes > 2)
		out = put_star(out);
	state->zeroes = 0;
	return put_row(dump, out, row);
}

/* What a run of zeroes that reaches the end held back. */
static uint8_t *put_last_zeroes(struct dump *dump, uint8_t *out, uint64_t pos)
{
	unsigned columns = dump->options.columns;

	if (dump->state.zeroes == 3)
		out = put_zero_row(dump, out, pos - 2 * columns);
	else if (dump->state.zeroes > 3)
		out = put_star(out);
	if (dump->state.zeroes > 1)
		out = put_zero_row(dump, out, pos - columns);
	return out;
}

static uint8_t *put_folding_equal(struct dump *dump, uint8_t *out, const struct dump_run *row)
{
	struct dump_state *state = &dump->state;
	bool whole = row->known == NULL && row->len == dump->options.columns;

	if (whole && state->has_last && memcmp(state->last, row->bytes, row->len) == 0) {
		if (!state->starred)
			out = put_star(out);
		state->starred = true;
		return out;
	}
	state->starred = false;
	state->has_last = whole;
	if (whole)
		memcpy(state->last, row->bytes, row->len);
	return put_row(dump, out, row);
}

static uint8_t *grid_put(struct dump *dump, uint8_t *out, const struct dump_run *run)
{
	size_t columns = dump->options.columns;
	struct dump_run row = *run;

	for (size_t done = 0; done < run->len; done += row.len) {
		row.pos = run->pos + done;
		row.bytes = run->bytes + done;
		row.len = run->len - done < columns ? run->len - done : columns;
		if (!dump->options.fold)
			out = put_row(dump, out, &row);
		else if (is_xxd(dump))
			out = put_folding_zeroes(dump, out, &row);
		else
			out = put_folding_equal(dump, out, &row);
	}
	return out;
}

static void grid_begin(const struct dump *dump, struct buf *text)
{
	(void)dump;
	(void)text;
}

static void grid_end(struct dump *dump, struct buf *text, uint64_t pos)
{
	uint8_t *out;

	if (!buf_reserve(text, 3 * dump->row_most))
		return;
	out = text->data + text->len;
	if (is_xxd(dump)) {
		out = put_last_zeroes(dump, out, pos);
	} else if (dump->options.format == DUMP_OD || pos > dump->start) {
		out = put_address(dump, out, pos);
		*out++ = '\n';
	}
	text->len = (size_t)(out - text->data);
}

const struct dump_family dump_grid_family = {
	.init = grid_init,
	.begin = grid_begin,
	.put = grid_put,
	.end = grid_end,
	.whole_rows = true,
};
