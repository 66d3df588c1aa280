/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classes a byte is coloured by. */
#ifndef BURIN_BASE_BYTECLASS_H
#define BURIN_BASE_BYTECLASS_H

#include <stdint.h>

enum byte_class {
	BYTE_ZERO,           /* 00 */
	BYTE_CONTROL,        /* 01-1f and 7f but white space */
	BYTE_SPACE,          /* tab, line feed, vertical tab, form feed, carriage return, space */
	BYTE_PRINTABLE,      /* 21-7e */
	BYTE_HIGH,           /* 80-fe */
	BYTE_FULL,           /* ff */
};

static inline enum byte_class byte_class(uint8_t byte)
{
	if (byte == 0)
		return BYTE_ZERO;
	if (byte == 0xff)
		return BYTE_FULL;
	if (byte >= 0x80)
		return BYTE_HIGH;
	if (byte == ' ' || (byte >= '\t' && byte <= '\r'))
		return BYTE_SPACE;
	if (byte > ' ' && byte < 0x7f)
		return BYTE_PRINTABLE;
	return BYTE_CONTROL;
}

#endif
