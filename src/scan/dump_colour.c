/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Colours of a dump: one SGR sequence where the class of the bytes changes, and a reset at the
 * end of the row, so that a row cut out of the dump (grep, head) colours nothing else. Blanks
 * have no colour of their own and never break a run.
 *
 * The sixteen colours that every terminal has are used, so that a person's own palette decides.
 */
#include "scan/dump_format.h"

#include <string.h>

#include "base/byteclass.h"

uint8_t *dump_put_colour(uint8_t *out, unsigned paint)
{
	static const char sequences[][DUMP_SGR + 1] = {
		[DUMP_PLAIN_COLOUR] = "\x1b[0m",
		[1 + BYTE_ZERO] = "\x1b[90m",
		[1 + BYTE_CONTROL] = "\x1b[35m",
		[1 + BYTE_SPACE] = "\x1b[32m",
		[1 + BYTE_PRINTABLE] = "\x1b[36m",
		[1 + BYTE_HIGH] = "\x1b[33m",
		[1 + BYTE_FULL] = "\x1b[34m",
		[DUMP_UNKNOWN_COLOUR] = "\x1b[91m",
	};
	size_t len = paint == DUMP_PLAIN_COLOUR ? DUMP_SGR - 1 : DUMP_SGR;

	memcpy(out, sequences[paint], DUMP_SGR);
	return out + len;
}

uint8_t *dump_put_painted(uint8_t *out, const uint8_t *row, const uint8_t *paint, size_t len)
{
	unsigned on = DUMP_PLAIN_COLOUR;

	for (size_t i = 0; i < len; i++) {
		if (paint[i] != on && paint[i] != DUMP_ANY_COLOUR)
			out = dump_put_colour(out, on = paint[i]);
		*out++ = row[i];
	}
	return on != DUMP_PLAIN_COLOUR ? dump_put_colour(out, DUMP_PLAIN_COLOUR) : out;
}
