/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Encodings of text, by name: from bytes to characters and back. What the text pane shows, what is
 * typed there, and in what a text is searched for all come from here.
 *
 *	ascii latin1 cp437 ebcdic-037 ebcdic-500 ebcdic-1047      built in
 *	utf-8 utf-16le utf-16be utf-32le utf-32be                 built in
 *	cp1252 koi8-r shift-jis euc-jp gb18030 …                  from iconv, read once into a table
 *	FILE.tbl                                                  a table that somebody wrote
 *
 * Case, '-' and '_' in a name of the first two kinds do not count.
 *
 *	struct charset_unit unit;
 *	const struct charset *charset = charset_open("shift-jis", &err);
 *	for (at = charset_start(charset, bytes, row, position); at < len; at += unit.len)
 *		charset_decode(charset, bytes + at, len - at, &unit);
 *	charset_unref(charset);
 *
 * A charset never changes and may be used by any thread; who keeps one counts a reference.
 */
#ifndef BURIN_SCAN_CHARSET_H
#define BURIN_SCAN_CHARSET_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct charset;

enum {
	CHARSET_KEY = 8,         /* bytes of one character, or of one entry of a table */
	CHARSET_CODES = 8,       /* characters that charset_decode() tells of such an entry */
	CHARSET_BEHIND = 256,    /* bytes before a place that tell where characters begin */
	CHARSET_NAME = 256,      /* bytes of a name with its NUL */
};

/* The bytes at a place. */
struct charset_unit {
	size_t len;              /* so many belong together, 1 or more */
	unsigned count;          /* characters they are; 0: none, they are wrong or cut short */
	uint32_t codes[CHARSET_CODES];   /* the first of them */
};

/* A name of the list above, any other that iconv knows and that keeps no state, or a file. Ended
 * with charset_unref(). A table that this process may not make any more comes from the helper. */
const struct charset *charset_open(const char *name, struct err *err) BURIN_MUST_CHECK;
const struct charset *charset_ref(const struct charset *charset);
void charset_unref(const struct charset *charset);       /* NULL is allowed */

/* Those that are built in, by name, as charset_open() without anything that can fail; NULL: it is
 * none of them. */
const struct charset *charset_built_in(const char *name, size_t len);

/* The names of both kinds, for completion, ended by NULL; and whether this is one of them. */
extern const char *const charset_names[];
bool charset_is_name(const char *name, size_t len);

const char *charset_name(const struct charset *charset);         /* "utf-16le" */
const char *charset_title(const struct charset *charset);        /* "UTF-16LE" */

/* Whether it is ASCII alone, which is what is shown where nothing else is asked for. */
bool charset_is_ascii(const struct charset *charset);

/* The most bytes that belong together; 1: each byte is a character by itself, or none. */
unsigned charset_most(const struct charset *charset);

/* What bytes[0..len) begin with, len > 0. Of wrong UTF-8 a unit is a "maximal subpart" as Unicode
 * has it, of other wrong bytes one byte, of a lone surrogate its two. */
void charset_decode(const struct charset *charset, const uint8_t *bytes, size_t len,
		    struct charset_unit *unit);

/* Where in bytes[0..at] to begin with charset_decode() so as to be in step at bytes[at], which is
 * at `position` of what UTF-16 and UTF-32 count their units from. Is exact where bytes[0] is the
 * first of all or the encoding can be read from the middle; else the last place that must be the
 * beginning of a character, or 0. Behind `at` it is where bytes[0..] begins with part of a unit. */
size_t charset_start(const struct charset *charset, const uint8_t *bytes, size_t at,
		     uint64_t position);

/* The bytes of a character; returns how many, 0 where the encoding has no such character. */
size_t charset_encode(const struct charset *charset, uint32_t code, uint8_t bytes[CHARSET_KEY]);

/* Appends the bytes of a text in UTF-8, of a table by its longest entries. ASCII and UTF-8 take the
 * bytes as they are. ERR_RANGE: the encoding has no such character, the message says which; *out is
 * then as before. */
bool charset_encode_text(const struct charset *charset, const char *text, size_t len,
			 struct buf *out, struct err *err) BURIN_MUST_CHECK;

/* Appends bytes as UTF-8; wrong ones are U+FFFD. */
void charset_decode_text(const struct charset *charset, const uint8_t *bytes, size_t len,
			 struct buf *out);

/* For base/confined.h, in the process that makes tables for confined ones. */
void *charset_prepare(const uint8_t *name, size_t len);
bool charset_parse(void *prepared, const uint8_t *name, size_t len, struct buf *table);

#endif
