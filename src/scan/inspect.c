/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table, in the order in which readings are shown, and what all rows have in common: a reading
 * of a fixed size is never called with fewer bytes, and what it encoded is that long.
 */
#include "scan/inspect.h"

#include <assert.h>
#include <string.h>

#include "scan/inspect_private.h"

#define ROW(NAME, SIZE, KIND, FAMILY) \
	.name = NAME, .size = SIZE, .kind = KIND, .decode = FAMILY##_decode, \
	.encode = FAMILY##_encode
#define ORDERED .ordered = true
#define UNSIGNED(BITS) \
	{ ROW("u" #BITS, BITS / 8, 0, integer), ORDERED, .help = "unsigned, " #BITS " bits" }
#define SIGNED(BITS) \
	{ ROW("i" #BITS, BITS / 8, 1, integer), ORDERED, .help = "signed, " #BITS " bits" }

static const struct reading rows[] = {
	{ ROW("bits", 1, 1, bits), ORDERED, .help = "bits; le: the lowest first" },
	{ ROW("u8", 1, 0, integer), .help = "unsigned, 8 bits" },
	{ ROW("i8", 1, 1, integer), .help = "signed, 8 bits" },
	UNSIGNED(16), SIGNED(16), UNSIGNED(32), SIGNED(32), UNSIGNED(64), SIGNED(64),
	{ ROW("f32", 4, FLOAT_SINGLE, float), ORDERED, .help = "IEEE 754 single" },
	{ ROW("f64", 8, FLOAT_DOUBLE, float), ORDERED, .help = "IEEE 754 double" },
	{ ROW("ptr32", 4, 0, pointer), ORDERED, .help = "address, 32 bits" },
	{ ROW("ptr64", 8, 0, pointer), ORDERED, .help = "address, 64 bits" },
	{ ROW("utf8", 0, 8, character), .help = "character of UTF-8" },
	{ ROW("utf16", 0, 16, character), ORDERED, .help = "character of UTF-16" },
	{ ROW("utf32", 4, 32, character), ORDERED, .help = "character of UTF-32" },
	{ ROW("time32", 4, TIME_UNIX_32, time), ORDERED, .help = "time_t, seconds since 1970" },
	{ ROW("time64", 8, TIME_UNIX, time), ORDERED, .help = "time_t of 64 bits" },
	{ ROW("time64ms", 8, TIME_UNIX_MS, time), ORDERED, .help = "milliseconds since 1970" },
	{ ROW("time64us", 8, TIME_UNIX_US, time), ORDERED, .help = "microseconds since 1970" },
	{ ROW("time64ns", 8, TIME_UNIX_NS, time), ORDERED, .help = "nanoseconds since 1970" },
	{ ROW("filetime", 8, TIME_FILE, time), ORDERED, .help = "Windows: 100 ns since 1601" },
	{ ROW("dostime", 4, 0, dos), ORDERED, .help = "MS-DOS time and date, as FAT and ZIP" },
	{ ROW("hfs", 4, TIME_HFS, time), ORDERED, .help = "Mac: seconds since 1904" },
	{ ROW("webkit", 8, TIME_WEBKIT, time), ORDERED, .help = "browsers: us since 1601" },
	{ ROW("ole", 8, 0, ole), ORDERED, .help = "OLE: days since 1899-12-30" },
	{ ROW("guid", 16, 0, guid), ORDERED, .help = "GUID; le: as Windows stores it" },
	{ ROW("ipv4", 4, 0, ipv4), ORDERED, .help = "IPv4; be: as sent" },
	{ ROW("ipv6", 16, 0, ipv6), .help = "IPv6" },
	{ ROW("mac", 6, 0, mac), .help = "MAC, EUI-48" },
	{ ROW("rgb565", 2, 0, colour), ORDERED, .help = "colour, 5 6 5 bits" },
	{ ROW("rgb888", 3, 0, colour), ORDERED, .help = "colour; be: red first" },
	{ ROW("rgb8888", 4, 0, colour), ORDERED, .help = "colour and alpha; be: red first" },
	{ ROW("uleb128", 0, 0, leb), .help = "LEB128, unsigned" },
	{ ROW("sleb128", 0, 1, leb), .help = "LEB128, signed" },
	{ ROW("vlq", 0, 0, vlq), .help = "VLQ, as MIDI and ASN.1" },
	{ ROW("bits16", 2, 0, bits), ORDERED, .help = "16 bits, the highest first" },
	{ ROW("bits32", 4, 0, bits), ORDERED, .help = "32 bits, the highest first" },
	{ ROW("bcd8", 1, 0, bcd), .help = "packed decimal, 2 digits" },
	{ ROW("bcd16", 2, 0, bcd), ORDERED, .help = "packed decimal, 4 digits" },
	{ ROW("bcd32", 4, 0, bcd), ORDERED, .help = "packed decimal, 8 digits" },
	{ ROW("bcd64", 8, 0, bcd), ORDERED, .help = "packed decimal, 16 digits" },
	UNSIGNED(24), SIGNED(24), UNSIGNED(40), SIGNED(40), UNSIGNED(48), SIGNED(48),
	UNSIGNED(56), SIGNED(56), UNSIGNED(128), SIGNED(128),
	{ ROW("f16", 2, FLOAT_HALF, float), ORDERED, .help = "IEEE 754 half" },
	{ ROW("bf16", 2, FLOAT_BRAIN, float), ORDERED, .help = "bfloat16" },
	{ ROW("f80", 10, 0, extended), ORDERED, .help = "x87 long double" },
	{ ROW("q7", 1, 7, fixed), .help = "fixed point, 7 bits of fraction" },
	{ ROW("q15", 2, 15, fixed), ORDERED, .help = "fixed point, 15 bits of fraction" },
	{ ROW("q8.8", 2, 8, fixed), ORDERED, .help = "fixed point, 8 of 16 bits" },
	{ ROW("q31", 4, 31, fixed), ORDERED, .help = "fixed point, 31 bits of fraction" },
	{ ROW("q16.16", 4, 16, fixed), ORDERED, .help = "fixed point, 16 of 32 bits" },
	{ ROW("usel", 0, 0, integer), .any = true, ORDERED, .help = "the selection, unsigned" },
	{ ROW("isel", 0, 1, integer), .any = true, ORDERED, .help = "the selection, signed" },
};

enum { ROWS = sizeof(rows) / sizeof(*rows), ANY_MOST = 16 };

const struct reading *reading_at(size_t index)
{
	return index < ROWS ? &rows[index] : NULL;
}

const struct reading *reading_find(const char *name, size_t len)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strlen(rows[i].name) == len && memcmp(rows[i].name, name, len) == 0)
			return &rows[i];
	return NULL;
}

enum reading_state reading_decode(const struct reading *reading, bool big, const uint8_t *bytes,
				  size_t len, struct buf *out, struct reading_value *value)
{
	*value = (struct reading_value){ .len = reading->size };
	if (len == 0 || len < reading->size)
		return READING_SHORT;
	if (reading->any && len > ANY_MOST) {
		buf_text(out, "more than 16 bytes");
		return READING_WRONG;
	}
	if (reading->any)
		value->len = len;
	else if (reading->size > 0)
		len = reading->size;
	return reading->decode(reading, big, bytes, len, out, value);
}

bool reading_encode(const struct reading *reading, bool big, const char *text, size_t len,
		    uint8_t *bytes, size_t *used, struct err *err)
{
	if (reading->size > 0)
		len = reading->size;
	if (reading->any && (len == 0 || len > ANY_MOST))
		return err_set(err, ERR_RANGE, "%s has 1 to 16 bytes", reading->name);
	*used = len;
	text += strspn(text, " \t");
	if (*text == '\0')
		return err_set(err, ERR_SYNTAX, "no value for %s is given", reading->name);
	if (!reading->encode(reading, big, text, len, bytes, used, err))
		return false;
	assert(*used > 0 && *used <= READING_MOST);
	if (len > 0 && *used != len)
		return err_set(err, ERR_RANGE,
			       "\"%s\" takes %zu %s as %s, and there are %zu: an edit of a value "
			       "moves no bytes", text, *used, *used == 1 ? "byte" : "bytes",
			       reading->name, len);
	return true;
}

void bytes_turn(uint8_t *to, const uint8_t *from, size_t len, bool turn)
{
	for (size_t i = 0; i < len; i++)
		to[i] = from[turn ? len - 1 - i : i];
}

bool not_such(struct err *err, const struct reading *reading, const char *text,
	      const char *example)
{
	return err_set(err, ERR_SYNTAX, "\"%s\" is no %s: type it as %s", text, reading->name,
		       example);
}

bool not_fitting(struct err *err, const struct reading *reading, const char *text,
		 const char *limits)
{
	return err_set(err, ERR_RANGE, "\"%s\" does not fit %s: %s", text, reading->name, limits);
}
