/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list of what is allowed would need Unicode's tables; wcwidth() has them, and agrees with most
 * terminals. It is asked only in a UTF-8 locale, where wchar_t is a code point, and after a short
 * list of characters that it calls harmless though they hide, join or turn what is beside them.
 */
#include "base/printable.h"

#include <assert.h>
#include <langinfo.h>
#include <string.h>
#include <wchar.h>

/* Marks kept on one character: what a cell of curses can hold. */
enum { MARKS_MAX = 4 };

struct range {
	uint32_t first;
	uint32_t last;
};

static const struct range confusing[] = {
	{ 0x00ad, 0x00ad },      /* soft hyphen: a cell here, nothing there */
	{ 0x034f, 0x034f },      /* combining grapheme joiner */
	{ 0x061c, 0x061c },      /* Arabic letter mark */
	{ 0x115f, 0x1160 },      /* Hangul fillers, invisible */
	{ 0x17b4, 0x17b5 },      /* Khmer inherent vowels, invisible */
	{ 0x180b, 0x180f },      /* Mongolian separators */
	{ 0x200b, 0x200f },      /* zero width, left-to-right and right-to-left marks */
	{ 0x2028, 0x202e },      /* line and paragraph ends, bidirectional embedding */
	{ 0x2060, 0x206f },      /* word joiner, bidirectional isolates, deprecated controls */
	{ 0x3164, 0x3164 },      /* Hangul filler */
	{ 0xd800, 0xf8ff },      /* surrogates, private use */
	{ 0xfdd0, 0xfdef },      /* noncharacters */
	{ 0xfe00, 0xfe0f },      /* variation selectors change the width */
	{ 0xfeff, 0xfeff },      /* byte order mark */
	{ 0xffa0, 0xffa0 },      /* Hangul filler */
	{ 0xfff0, 0xfffb },      /* interlinear annotation */
	{ 0x1d173, 0x1d17a },    /* musical controls */
	{ 0xe0000, 0x10ffff },   /* tags, selectors, private use */
};

size_t utf8_decode(const uint8_t *text, size_t len, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint8_t lead = text[0];
	if (lead < 0x80) {
		*code = lead;
		return 1;
	}
	size_t need = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
	if (lead < 0xc2 || lead > 0xf4 || need > len)
		return 0;
	uint32_t value = lead & (0x7fu >> need);
	for (size_t i = 1; i < need; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (text[i] & 0x3fu);
	}
	if (value < least[need] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*code = value;
	return need;
}

size_t utf8_encode(uint32_t code, uint8_t text[4])
{
	assert(code <= 0x10ffff);
	if (code < 0x80) {
		text[0] = (uint8_t)code;
		return 1;
	}
	size_t len = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	for (size_t i = len - 1; i > 0; i--) {
		text[i] = (uint8_t)(0x80 | (code & 0x3f));
		code >>= 6;
	}
	text[0] = (uint8_t)(0xf00u >> len | code);
	return len;
}

static bool is_confusing(uint32_t code)
{
	for (size_t i = 0; i < sizeof confusing / sizeof confusing[0]; i++) {
		if (code <= confusing[i].last)
			return code >= confusing[i].first;
	}
	return true;
}

int printable_width(uint32_t code)
{
	if (code < 0x80)
		return code >= ' ' && code != 0x7f ? 1 : -1;
	bool noncharacter = (code & 0xfffe) == 0xfffe;
	if (code < 0xa0 || noncharacter || is_confusing(code))
		return -1;
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		return -1;
	int width = wcwidth((wchar_t)code);
	return width > 2 ? -1 : width;
}

/* A mark is kept when it stands on a character that is shown, and only so many of them. */
void printable_add(struct buf *out, const char *text, size_t len)
{
	const uint8_t *bytes = (const uint8_t *)text;
	int marks_left = 0;
	for (size_t at = 0; at < len;) {
		uint32_t code;
		size_t used = utf8_decode(bytes + at, len - at, &code);
		int width = used > 0 ? printable_width(code) : -1;
		if (width > 0 || (width == 0 && marks_left > 0)) {
			buf_add(out, bytes + at, used);
			marks_left = width > 0 ? MARKS_MAX : marks_left - 1;
		} else {
			if (used > 0 && code >= 0x80)
				buf_format(out, "\\u{%x}", (unsigned)code);
			else
				buf_format(out, "\\x%02x", bytes[at]);
			marks_left = 0;
		}
		at += used > 0 ? used : 1;
	}
}

int printable_cells(const char *text, size_t len)
{
	const uint8_t *bytes = (const uint8_t *)text;
	int cells = 0;
	for (size_t at = 0; at < len;) {
		uint32_t code;
		size_t used = utf8_decode(bytes + at, len - at, &code);
		int width = used > 0 ? printable_width(code) : 1;
		cells += width >= 0 ? width : 1;
		at += used > 0 ? used : 1;
	}
	return cells;
}

size_t printable_break(const char *text, size_t len, int cells)
{
	size_t best = 0;

	if (printable_cells(text, len) <= cells)
		return len;
	for (size_t i = 1; i < len; i++) {
		if (text[i] != ' ')
			continue;
		if (printable_cells(text, i) > cells)
			break;
		best = i + 1;
	}
	return best ? best : len;
}
