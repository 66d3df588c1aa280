/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Characters of Unicode: "U+00E9 é", and typed as either. Overlong forms, lone surrogates and what
 * is above U+10FFFF are no characters, on the way in and on the way out.
 */
#include "scan/inspect_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/printable.h"
#include "base/scalar.h"

enum { LAST = 0x10ffff };

static bool is_surrogate(uint32_t code)
{
	return code >= 0xd800 && code <= 0xdfff;
}

static enum reading_state wrong(struct buf *out, const char *why)
{
	buf_text(out, why);
	return READING_WRONG;
}

/* How many bytes the first says that there are. */
static size_t utf8_wanted(uint8_t first)
{
	return first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
}

static enum reading_state take_utf8(const uint8_t *bytes, size_t len, uint32_t *code, size_t *used,
				    struct buf *out)
{
	size_t wanted = utf8_wanted(bytes[0]);

	*used = utf8_decode(bytes, len, code);
	if (*used > 0)
		return READING_FINE;
	for (size_t i = 1; i < wanted; i++) {
		if (i == len)
			return READING_SHORT;
		if ((bytes[i] & 0xc0) != 0x80)
			break;
	}
	return wrong(out, "no UTF-8");
}

static enum reading_state take_utf16(bool big, const uint8_t *bytes, size_t len, uint32_t *code,
				     size_t *used, struct buf *out)
{
	if (len < 2)
		return READING_SHORT;
	*code = (uint32_t)load_int(bytes, 2, big);
	*used = 2;
	if (!is_surrogate(*code))
		return READING_FINE;
	if (*code >= 0xdc00)
		return wrong(out, "second half of a pair");
	if (len < 4)
		return READING_SHORT;
	uint32_t low = (uint32_t)load_int(bytes + 2, 2, big);
	if (low < 0xdc00 || low > 0xdfff)
		return wrong(out, "first half of a pair");
	*code = 0x10000 + ((*code - 0xd800) << 10 | (low - 0xdc00));
	*used = 4;
	return READING_FINE;
}

static enum reading_state take_utf32(bool big, const uint8_t *bytes, uint32_t *code, size_t *used,
				     struct buf *out)
{
	*code = (uint32_t)load_int(bytes, 4, big);
	*used = 4;
	return is_surrogate(*code) || *code > LAST ? wrong(out, "no character") : READING_FINE;
}

READING_DECODE(character_decode)
{
	enum reading_state state;
	uint8_t text[4];
	uint32_t code;

	if (reading->kind == 8)
		state = take_utf8(bytes, len, &code, &value->len, out);
	else if (reading->kind == 16)
		state = take_utf16(big, bytes, len, &code, &value->len, out);
	else
		state = take_utf32(big, bytes, &code, &value->len, out);
	if (state != READING_FINE)
		return state;
	buf_format(out, "U+%04" PRIX32, code);
	if (code > ' ' && printable_width(code) > 0) {
		buf_text(out, " ");
		buf_add(out, text, utf8_encode(code, text));
	}
	return READING_FINE;
}

static bool parse_character(const struct reading *reading, const char *text, uint32_t *code,
			    struct err *err)
{
	if ((text[0] == 'U' || text[0] == 'u') && text[1] == '+') {
		char *end;
		unsigned long long number = strtoull(text + 2, &end, 16);

		if (hex_digit_value(text[2]) < 0 || (*end != '\0' && *end != ' '))
			return not_such(err, reading, text, "U+00E9, or the character itself");
		if (number > LAST || is_surrogate((uint32_t)number))
			return not_fitting(err, reading, text, "U+0000 to U+10FFFF without "
					   "surrogates");
		*code = (uint32_t)number;
		return true;
	}
	size_t used = utf8_decode((const uint8_t *)text, strlen(text), code);
	if (used == 0 || text[used + strspn(text + used, " ")] != '\0')
		return not_such(err, reading, text, "U+00E9, or one character");
	return true;
}

READING_ENCODE(character_encode)
{
	uint32_t code;

	(void)len;
	if (!parse_character(reading, text, &code, err))
		return false;
	if (reading->kind == 8) {
		*used = utf8_encode(code, bytes);
	} else if (reading->kind == 32) {
		store_int(bytes, 4, big, code);
	} else if (code < 0x10000) {
		store_int(bytes, 2, big, code);
		*used = 2;
	} else {
		store_int(bytes, 2, big, 0xd800 + ((code - 0x10000) >> 10));
		store_int(bytes + 2, 2, big, 0xdc00 + ((code - 0x10000) & 0x3ff));
		*used = 4;
	}
	return true;
}
