/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where characters begin in a row depends on what is before it, so some bytes from there are read
 * again for each row: whatever the window was scrolled by, a row looks the same.
 *
 * Bytes that could not be read end a run; the next one begins as if nothing were before it.
 */
#include "view/paint_text.h"

#include <string.h>

#include "base/checked.h"
#include "base/printable.h"
#include "edit/option.h"

enum { DOTTED_CIRCLE = 0x25cc, ELLIPSIS = 0x2026 };

/* A row with what is before and behind it. */
struct stretch {
	size_t row;              /* where it begins */
	size_t end;              /* and ends */
	size_t len;              /* of all */
	uint8_t data[CHARSET_BEHIND + PAINT_TEXT_MOST + CHARSET_KEY];
	uint8_t known[CHARSET_BEHIND + PAINT_TEXT_MOST + CHARSET_KEY];
};

static bool is_shown(uint32_t code)
{
	return printable_width(code) == 1;
}

static const uint16_t cp437[32] = {
	'.', 0x263a, 0x263b, 0x2665, 0x2666, 0x2663, 0x2660, 0x2022, 0x25d8, 0x25cb, 0x25d9,
	0x2642, 0x2640, 0x266a, 0x266b, 0x263c, 0x25ba, 0x25c4, 0x2195, 0x203c, 0xb6, 0xa7,
	0x25ac, 0x21a8, 0x2191, 0x2193, 0x2192, 0x2190, 0x221f, 0x2194, 0x25b2, 0x25bc,
};

uint32_t paint_text_control(uint64_t glyphs, uint32_t code)
{
	uint32_t glyph = '.';

	if (glyphs == CONTROL_PICTURES && code < 0x20)
		glyph = 0x2400 + code;
	else if (glyphs == CONTROL_PICTURES && code == 0x7f)
		glyph = 0x2421;
	else if (glyphs == CONTROL_CP437 && code < 0x20)
		glyph = cp437[code];
	else if (glyphs == CONTROL_CP437 && code == 0x7f)
		glyph = 0x2302;
	return is_shown(glyph) ? glyph : '.';
}

uint32_t paint_text_cut(void)
{
	return is_shown(ELLIPSIS) ? ELLIPSIS : '?';
}

static void read_around(const struct paint_text *row, struct stretch *stretch)
{
	const struct document *document = row->window->document;
	size_t before = (size_t)min_u64(row->pos, CHARSET_BEHIND);
	size_t behind = (size_t)min_u64(document_size(document) - row->pos - row->len,
					CHARSET_KEY);

	stretch->row = before;
	stretch->end = before + row->len;
	stretch->len = stretch->end + behind;
	if (before > 0)
		document_read(document, row->pos - before, stretch->data, stretch->known, before,
			      NULL);
	memcpy(stretch->data + before, row->data, row->len);
	memcpy(stretch->known + before, row->known, row->len);
	if (behind > 0)
		document_read(document, row->pos + row->len, stretch->data + stretch->end,
			      stretch->known + stretch->end, behind, NULL);
}

/* Wide forms of ASCII have narrow ones; others do not. */
static uint32_t narrow(uint32_t code)
{
	if (code == 0x3000)
		return ' ';
	return code >= 0xff01 && code <= 0xff5e ? code - 0xff01 + '!' : '?';
}

/* With the soft hyphen, which says where a line may be broken and has no width of its own. */
static bool is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xad;
}

/* One character into `room` cells; returns how many it takes. `cut`: its other bytes are in the
 * next row. */
static size_t put_code(uint64_t glyphs, uint32_t code, size_t room, bool cut, uint32_t *text)
{
	int width = is_control(code) ? 1 : printable_width(code);

	if (is_control(code))
		text[0] = paint_text_control(glyphs, code);
	else if (width == 0)
		text[0] = is_shown(DOTTED_CIRCLE) ? DOTTED_CIRCLE : '?';
	else if (width < 0)
		text[0] = '?';
	else if (width == 2 && room < 2)
		text[0] = cut ? paint_text_cut() : narrow(code);
	else
		text[0] = code;
	if (width != 2 || room < 2)
		return 1;
	text[1] = 0;
	return 2;
}

/* What begins at `at`, as far as it is in the row. */
static void put_unit(const struct paint_text *row, const struct stretch *stretch, size_t at,
		     const struct charset_unit *unit, uint32_t *text)
{
	size_t end = at + unit->len < stretch->end ? at + unit->len : stretch->end;
	size_t begin = at > stretch->row ? at : stretch->row, used = begin;
	bool cut = at + unit->len > stretch->end;

	for (size_t i = begin; i < end; i++)
		text[i - stretch->row] = unit->count > 0 ? ' ' : '.';
	for (unsigned i = 0; at >= stretch->row && i < unit->count && used < end; i++)
		used += put_code(row->glyphs, unit->codes[i], end - used, cut,
				 &text[used - stretch->row]);
}

/* Bytes that were all read, up to `end`; what is before `begin` and belongs to them is too. */
static void put_run(const struct paint_text *row, const struct stretch *stretch, size_t first,
		    size_t begin, size_t end, uint32_t *text)
{
	const struct charset *charset = row->window->charset;
	uint64_t pos = row->pos - stretch->row + begin;
	size_t at = first + charset_start(charset, stretch->data + first, begin - first,
					  pos - row->window->layout.shift);
	struct charset_unit unit = { .len = 1 };

	for (size_t i = begin; i < at && i < end && i < stretch->end; i++)
		text[i - stretch->row] = '.';
	for (; at < end && at < stretch->end; at += unit.len) {
		charset_decode(charset, stretch->data + at, end - at, &unit);
		put_unit(row, stretch, at, &unit, text);
	}
}

void paint_text_row(const struct paint_text *row, uint32_t text[PAINT_TEXT_MOST + 1])
{
	struct stretch stretch;
	size_t at, first, end;

	read_around(row, &stretch);
	for (size_t i = 0; i < row->len; i++)
		text[i] = row->late ? ' ' : '?';
	text[row->len] = ' ';
	for (first = stretch.row; first > 0 && stretch.known[first - 1];)
		first--;
	for (at = stretch.row; at < stretch.end; at = first = end + 1) {
		for (end = at; end < stretch.len && stretch.known[end];)
			end++;
		if (end > at)
			put_run(row, &stretch, first, at, end, text);
	}
}
