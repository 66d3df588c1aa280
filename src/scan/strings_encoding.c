/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The encodings, and one string by itself: what is shown of it, and whether it is one still. */
#include "scan/strings.h"

#include <ctype.h>

#include "base/printable.h"

static const struct {
	const char *name;
	char letter;             /* of GNU strings; 0: none */
	unsigned unit;
} encodings[STRINGS_ENCODINGS] = {
	[STRINGS_ASCII] = { "ascii", 's', 1 },
	[STRINGS_8BIT] = { "8bit", 'S', 1 },
	[STRINGS_UTF8] = { "utf8", 0, 1 },
	[STRINGS_UTF16LE] = { "utf16le", 'l', 2 },
	[STRINGS_UTF16BE] = { "utf16be", 'b', 2 },
	[STRINGS_UTF32LE] = { "utf32le", 'L', 4 },
	[STRINGS_UTF32BE] = { "utf32be", 'B', 4 },
};

/* In any case, with hyphens or without. */
static bool is_name(const char *text, const char *name)
{
	for (; *text || *name; text++) {
		if (*text == '-')
			continue;
		if (tolower((unsigned char)*text) != *name)
			return false;
		name++;
	}
	return true;
}

bool strings_encoding_find(const char *name, enum strings_encoding *encoding)
{
	for (unsigned i = 0; i < STRINGS_ENCODINGS; i++) {
		if (!is_name(name, encodings[i].name) &&
		    (name[0] == '\0' || name[0] != encodings[i].letter || name[1] != '\0'))
			continue;
		*encoding = (enum strings_encoding)i;
		return true;
	}
	return false;
}

const char *strings_encoding_name(enum strings_encoding encoding)
{
	return encodings[encoding].name;
}

unsigned strings_unit(enum strings_encoding encoding)
{
	return encodings[encoding].unit;
}

void strings_text(enum strings_encoding encoding, const uint8_t *bytes, size_t len,
		  struct buf *out)
{
	unsigned unit = strings_unit(encoding);
	bool big = encoding == STRINGS_UTF16BE || encoding == STRINGS_UTF32BE;

	if (unit == 1)
		buf_add(out, bytes, len);
	else
		for (size_t i = 0; len - i >= unit; i += unit)
			buf_add_byte(out, bytes[big ? i + unit - 1 : i]);
}

static bool is_ascii(uint32_t code)
{
	return (code >= 0x20 && code < 0x7f) || code == '\t';
}

/* Bytes of the character at the start; 0: there is none. */
static size_t one(enum strings_encoding encoding, const uint8_t *bytes, size_t len)
{
	size_t unit = strings_unit(encoding), used;
	bool big = encoding == STRINGS_UTF16BE || encoding == STRINGS_UTF32BE;
	uint32_t code = 0;

	if (len < unit)
		return 0;
	for (size_t i = 0; i < unit; i++)
		code = code << 8 | bytes[big ? i : unit - 1 - i];
	if (is_ascii(code))
		return unit;
	if (encoding == STRINGS_8BIT)
		return code >= 0x80;
	if (encoding != STRINGS_UTF8)
		return 0;
	used = utf8_decode(bytes, len < 4 ? len : 4, &code);
	return used > 1 && code >= 0xa0 ? used : 0;
}

bool strings_begins(enum strings_encoding encoding, uint64_t least, const uint8_t *bytes,
		    size_t len)
{
	for (size_t at = 0, used; least > 0; least--, at += used) {
		used = one(encoding, bytes + at, len - at);
		if (used == 0)
			return false;
	}
	return true;
}

size_t strings_whole(enum strings_encoding encoding, const uint8_t *bytes, size_t len)
{
	if (encoding != STRINGS_UTF8)
		return len - len % strings_unit(encoding);
	for (size_t n = 1; n < 4 && n < len; n++) {
		uint8_t byte = bytes[len - n];

		if (byte >= 0xc0)
			return n < (byte >= 0xf0 ? 4u : byte >= 0xe0 ? 3u : 2u) ? len - n : len;
		if (byte < 0x80)
			return len;
	}
	return len;
}
