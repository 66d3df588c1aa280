/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Readings: what some bytes mean as a number, a date, an address, a colour. One table; each row
 * decodes bytes to a text, and encodes such a text back to bytes.
 *
 *	const struct reading *reading = reading_find("u32", 3);
 *	struct reading_value value;
 *	struct buf text = BUF_INIT;
 *	if (reading_decode(reading, false, bytes, len, &text, &value) == READING_FINE)
 *		... buf_string(&text), value.len bytes were read ...
 *	reading_encode(reading, false, "1000", value.len, bytes, &len, &err);
 *
 * What encodes a decoded text gives bytes that decode to the same text. Nothing here knows a
 * locale or a time zone: dates are UTC in the calendar of today, extended to all years, and a day
 * has 86400 seconds.
 */
#ifndef BURIN_SCAN_INSPECT_H
#define BURIN_SCAN_INSPECT_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum { READING_MOST = 24 };      /* bytes that a reading looks at, at the most */

enum reading_state {
	READING_FINE,
	READING_SHORT,           /* there are not enough bytes */
	READING_WRONG,           /* the bytes are none of that kind; the text says why */
};

struct reading_value {
	size_t len;              /* bytes that it is made of */
	bool is_colour;
	uint32_t rgb;            /* 0xrrggbb */
	bool is_pointer;
	uint64_t pointer;        /* an address */
};

struct reading {
	const char *name;
	uint8_t size;            /* bytes; 0: as the bytes say, or READING_ANY */
	bool any;                /* of any length: reads all the bytes it is given, at most 16 */
	bool ordered;            /* little and big endian are two readings; else `big` is ignored */
	int8_t kind;             /* its own: bits of a fraction, units of a second, a sign */
	enum reading_state (*decode)(const struct reading *reading, bool big, const uint8_t *bytes,
				     size_t len, struct buf *out, struct reading_value *value);
	bool (*encode)(const struct reading *reading, bool big, const char *text, size_t len,
		       uint8_t *bytes, size_t *used, struct err *err);
	const char *help;        /* what it is, a few words */
};

const struct reading *reading_at(size_t index);                  /* NULL past the last */
const struct reading *reading_find(const char *name, size_t len);/* NULL: there is none */

/* bytes[0..len) as text, appended to *out; *value is filled where it is READING_FINE. */
enum reading_state reading_decode(const struct reading *reading, bool big, const uint8_t *bytes,
				  size_t len, struct buf *out, struct reading_value *value);

/* A text to bytes[READING_MOST], *used of them. `len` is how many the reading had (of a size of its
 * own: 0 for as few as can be): a number in LEB128 or VLQ is made that long, and what can not have
 * that length is ERR_RANGE, as is what does not fit. ERR_SYNTAX for no such text. */
bool reading_encode(const struct reading *reading, bool big, const char *text, size_t len,
		    uint8_t *bytes, size_t *used, struct err *err) BURIN_MUST_CHECK;

#endif
