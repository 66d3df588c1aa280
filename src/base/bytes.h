/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Byte literals: what a person types where bytes are wanted (:put, :insert, :fill, paste as hex).
 *
 *	de ad be ef   deadbeef   DE:AD   0xde,0xad   \xde\xad   41h     hexadecimal, in pairs
 *	"text"  'text'                                                with \n \r \t \0 \\ \" \' \xHH
 *	u32le:1000  i16be:-2  f32:1.5                                  a number, as base/scalar.h
 *
 * Several can follow each other, separated by blanks.
 */
#ifndef BURIN_BASE_BYTES_H
#define BURIN_BASE_BYTES_H

#include "base/buf.h"
#include "base/err.h"
#include "base/number.h"

/* Appends the bytes of `text` to *out. On an error *out is as before, and the message points at the
 * character that was not understood. */
bool bytes_parse(const char *text, struct buf *out, struct err *err) BURIN_MUST_CHECK;

/* Two lower-case (or upper-case) hexadecimal digits per byte, `separator` between (0: none). */
void bytes_format_hex(struct buf *out, const uint8_t *bytes, size_t len, char separator,
		      bool upper);

#endif
