/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is searched for: bytes with a mask.
 *
 *	48 8b ?? 4? c3          hexadecimal; ? stands for any nibble, ?? for any byte
 *	0xdeadbeef  \xde\xad    hexadecimal
 *	"text"   "text"/i       text with the escapes of base/bytes.h; /i ignores the case of
 *	                        ASCII letters
 *	"text"/u                as UTF-16LE; /U as UTF-16BE; with /iu the case is ignored too
 *	u32le:1000              a number, as base/bytes.h
 *	text                    what is none of these is taken as text
 *
 * The first four can follow each other, separated by blanks: 7f "ELF" ?? u16le:1
 */
#ifndef BURIN_SCAN_PATTERN_H
#define BURIN_SCAN_PATTERN_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PATTERN_MOST = 65536 };   /* bytes */

/*
 * A byte b matches place i when (b & mask[i]) == value[i]; where fold[i] is 1, b is lower-cased
 * first, mask[i] is ff and value[i] is a lower-case letter.
 */
struct pattern {
	size_t len;              /* 1 to PATTERN_MOST */
	uint8_t *value;          /* value[i] == (value[i] & mask[i]) */
	uint8_t *mask;
	uint8_t *fold;
	bool exact;              /* every mask is ff and no place folds */
};

/* Parses; the message of an error points at the character. *pattern is then untouched; else the
 * caller ends it with pattern_done(). */
bool pattern_parse(const char *text, struct pattern *pattern, struct err *err) BURIN_MUST_CHECK;
bool pattern_from_bytes(const void *bytes, size_t len, struct pattern *pattern, struct err *err)
	BURIN_MUST_CHECK;
bool pattern_copy(const struct pattern *pattern, struct pattern *copy, struct err *err)
	BURIN_MUST_CHECK;
void pattern_done(struct pattern *pattern);

/* Says how it was understood: "5 bytes: 48 8b ?? 4? c3", "4 bytes: 74 65 78 74, text",
 * "text, 4 bytes, any case". Appends to *out. */
void pattern_describe(const struct pattern *pattern, struct buf *out);

/* Whether bytes[0..pattern->len) match. */
bool pattern_matches(const struct pattern *pattern, const uint8_t *bytes);

#endif
