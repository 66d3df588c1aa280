/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * UTF-8 by Table 3-7 of the Unicode standard: which second bytes a first byte allows. So where it
 * is wrong, what was good up to there is a maximal subpart (Table 3-8), as most programs show it.
 */
#include "scan/charset_private.h"

#include "base/printable.h"
#include "base/scalar.h"

static void wrong(struct charset_unit *unit, size_t len)
{
	unit->len = len;
	unit->count = 0;
}

static void one(struct charset_unit *unit, size_t len, uint32_t code)
{
	unit->len = len;
	unit->count = 1;
	unit->codes[0] = code;
}

static bool is_second(uint8_t lead, uint8_t byte)
{
	uint8_t least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
	uint8_t most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;

	return byte >= least && byte <= most;
}

void charset_utf8_decode(const uint8_t *bytes, size_t len, struct charset_unit *unit)
{
	uint8_t lead = bytes[0];
	size_t need = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2, good = 1;
	uint32_t code = lead & (0x7fu >> need);

	if (lead < 0x80) {
		one(unit, 1, lead);
		return;
	}
	if (lead < 0xc2 || lead > 0xf4) {
		wrong(unit, 1);
		return;
	}
	while (good < need && good < len &&
	       (good == 1 ? is_second(lead, bytes[1]) : (bytes[good] & 0xc0) == 0x80))
		code = code << 6 | (bytes[good++] & 0x3fu);
	if (good == need)
		one(unit, need, code);
	else
		wrong(unit, good);
}

void charset_utf16_decode(bool big, const uint8_t *bytes, size_t len, struct charset_unit *unit)
{
	uint32_t high, low;

	if (len < 2) {
		wrong(unit, 1);
		return;
	}
	high = (uint32_t)load_int(bytes, 2, big);
	if (high < 0xd800 || high > 0xdfff) {
		one(unit, 2, high);
		return;
	}
	low = len < 4 ? 0 : (uint32_t)load_int(bytes + 2, 2, big);
	if (high >= 0xdc00 || low < 0xdc00 || low > 0xdfff)
		wrong(unit, 2);
	else
		one(unit, 4, 0x10000 + ((high - 0xd800) << 10 | (low - 0xdc00)));
}

void charset_utf32_decode(bool big, const uint8_t *bytes, size_t len, struct charset_unit *unit)
{
	uint32_t code;

	if (len < 4) {
		wrong(unit, len);
		return;
	}
	code = (uint32_t)load_int(bytes, 4, big);
	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		wrong(unit, 4);
	else
		one(unit, 4, code);
}

size_t charset_unicode_encode(const struct charset *charset, uint32_t code,
			      uint8_t bytes[CHARSET_KEY])
{
	bool big = charset->big;

	if (charset->kind == CHARSET_UTF8)
		return utf8_encode(code, bytes);
	if (charset->kind == CHARSET_UTF32) {
		store_int(bytes, 4, big, code);
		return 4;
	}
	if (code < 0x10000) {
		store_int(bytes, 2, big, code);
		return 2;
	}
	store_int(bytes, 2, big, 0xd800 + ((code - 0x10000) >> 10));
	store_int(bytes + 2, 2, big, 0xdc00 + ((code - 0x10000) & 0x3ff));
	return 4;
}

/* A first byte reaches at most three bytes on. */
static size_t utf8_start(const uint8_t *bytes, size_t at)
{
	for (size_t back = 1; back <= 3 && back <= at; back++)
		if ((bytes[at - back] & 0xc0) != 0x80)
			return at - back;
	return at;
}

size_t charset_unicode_start(const struct charset *charset, const uint8_t *bytes, size_t at,
			     uint64_t position)
{
	size_t unit = charset->kind == CHARSET_UTF16 ? 2 : 4, back = (size_t)(position % unit);

	if (charset->kind == CHARSET_UTF8)
		return utf8_start(bytes, at);
	/* The first character of all may be cut short at its beginning. */
	if (back > at)
		return at + unit - back;
	at -= back;
	/* The second half of a pair may end there, or begin. */
	return charset->kind == CHARSET_UTF16 && at >= 2 ? at - 2 : at;
}
