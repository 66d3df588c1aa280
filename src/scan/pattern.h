/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is searched for, as a person writes it: at the prompt, on the command line, in a script.
 *
 *	48 8b ?? 4? c3          hexadecimal; ? stands for any nibble, ?? for any byte
 *	0xdeadbeef  \xde\xad    hexadecimal
 *	[00-1f 41] [^00 4?]     one byte out of a class; ^ takes all others
 *	{4}  {0,16}             a gap: that many bytes of any value, as few as will do
 *	( 41 | 42 43 )          alternatives, tried in this order; the group captures: $1, $2, …
 *	"text"                  text with the escapes of base/bytes.h, and behind the quote:
 *	    /i                  ignores the case of ASCII letters
 *	    /u /U               UTF-16LE, UTF-16BE; the same as /utf16le, /utf16be
 *	    /utf8 /utf16le /utf16be /utf32le /utf32be /latin1 /cp437 /ebcdic
 *	                        in that encoding, or another of scan/charset.h that has a name;
 *	                        several: in any of them
 *	    /any                in any of these eight
 *	u32le:1000  i16: -2     a number; without le or be in either order
 *	u32: 1000..2000         a number from 1000 to 2000
 *	f32:1.5~0.01            a number from 1.49 to 1.51
 *	leb128:300  sleb128:-3  a number in LEB128, in its shortest form
 *	ptr32: 0x8000..0x8fff   a pointer into a range: u32; alone, at multiples of 4. ptr64 also
 *	text                    what is none of these is taken as text
 *
 * These can follow each other, separated by blanks: 7f "ELF" ?? u16le:1. At the end can stand
 *
 *	/xor                    XORed with any one-byte key        (plain bytes and wildcards)
 *	/near:N                 at most N bytes differ             (plain bytes and wildcards)
 *	/base64                 within base64, at any alignment    (plain bytes)
 *	/align:N                at positions that N divides
 *	/not                    where it does not match            (of one length)
 *	/changed                hits with a byte that was changed since the file was saved
 *	/selection              hits in the selection
 *
 * Alone stand, but for modifiers behind a blank,
 *
 *	re:…                    a regular expression (PCRE2 on bytes); with flags re/ismx:…
 *	expr: …                 an expression of base/expression.h that is true; . is the position
 *	list:FILE               the patterns in a file, one a line; see scan/pattern_list.h
 */
#ifndef BURIN_SCAN_PATTERN_H
#define BURIN_SCAN_PATTERN_H

#include "base/buf.h"
#include "base/err.h"
#include "scan/charset.h"
#include "scan/program.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PATTERN_MOST = 65536 };   /* bytes */

enum pattern_kind {
	PATTERN_BYTES,           /* values and masks */
	PATTERN_PROGRAM,         /* classes, gaps, alternatives, numbers in a range */
	PATTERN_REGEX,
	PATTERN_EXPRESSION,
	PATTERN_LIST,
};

/*
 * Of bytes, a byte b matches place i when (b & mask[i]) == value[i]; where fold[i] is 1, b is
 * lower-cased first, mask[i] is ff and value[i] is a lower-case letter. The other kinds have no
 * places, and len is the shortest match.
 */
struct pattern {
	size_t len;              /* 1 to PATTERN_MOST */
	uint8_t *value;          /* value[i] == (value[i] & mask[i]) */
	uint8_t *mask;
	uint8_t *fold;
	bool exact;              /* every mask is ff and no place folds */
	enum pattern_kind kind;
	uint64_t most;           /* bytes of the longest match; UINT64_MAX: there is no bound */
	unsigned groups;         /* captures */
	struct program *program; /* owned */
	char *text;              /* owned: the regular expression, the expression, the file */
	unsigned flags;          /* of the regular expression */
	unsigned near;           /* so many bytes may differ */
	bool xored;              /* with any key */
	bool inverted;           /* where it does not match */
	bool changed;            /* has a changed byte */
	bool selection;          /* is wanted in the selection alone; who searches heeds it */
	bool quoted;             /* typed as text, not as digits */
	uint64_t align;          /* 0: any position */
	struct pattern_list *list;       /* one reference */
	const struct charset *charset;   /* of texts, one reference; NULL: UTF-8 */
	char *source;            /* owned: what was parsed; NULL: made of bytes */
	char *note;              /* owned: the description; NULL: made of the places */
};

/* Parses; the message of an error points at the character. *pattern is then untouched; else the
 * caller ends it with pattern_done(). */
bool pattern_parse(const char *text, struct pattern *pattern, struct err *err) BURIN_MUST_CHECK;

/* The same, with texts that do not say their encoding in this one (borrowed; NULL and ASCII: as
 * UTF-8). What is in a list of patterns is not meant. */
bool pattern_parse_in(const char *text, const struct charset *charset, struct pattern *pattern,
		      struct err *err) BURIN_MUST_CHECK;
bool pattern_from_bytes(const void *bytes, size_t len, struct pattern *pattern, struct err *err)
	BURIN_MUST_CHECK;
bool pattern_copy(const struct pattern *pattern, struct pattern *copy, struct err *err)
	BURIN_MUST_CHECK;
void pattern_done(struct pattern *pattern);

/* Says how it was understood: "5 bytes: 48 8b ?? 4? c3", "4 bytes: 74 65 78 74, text",
 * "text, 4 bytes, any case", "3 to 19 bytes: 48 {0,16} [00-1f] c3". Appends to *out. */
void pattern_describe(const struct pattern *pattern, struct buf *out);

/* Whether the pattern is plain bytes, for scan/finder.h. */
bool pattern_is_plain(const struct pattern *pattern);

/* Whether bytes[0..pattern->len) match the places, by the masks alone. */
bool pattern_matches(const struct pattern *pattern, const uint8_t *bytes);

/* Whether a match can lie in zeroes alone; "yes" also where it is not known. */
bool pattern_takes_zeroes(const struct pattern *pattern);

#endif
