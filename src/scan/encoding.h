/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The encodings in which a text can be searched for: from code points to bytes. */
#ifndef BURIN_SCAN_ENCODING_H
#define BURIN_SCAN_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum encoding {
	ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE, ENCODING_UTF32LE, ENCODING_UTF32BE,
	ENCODING_LATIN1, ENCODING_CP437, ENCODING_EBCDIC,        /* code page 037 */
	ENCODING_COUNT,
};

enum { ENCODING_MOST = 4 };      /* bytes of one character */

/* "utf16le", in any case. */
bool encoding_find(const char *name, size_t len, enum encoding *encoding);
const char *encoding_title(enum encoding encoding);      /* "UTF-16LE" */

/* The bytes of one code point; returns how many, 0 where the encoding has no such character. */
size_t encoding_put(enum encoding encoding, uint32_t code, uint8_t bytes[ENCODING_MOST]);

#endif
