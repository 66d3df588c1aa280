/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Regular expressions on bytes: the one place that knows the library. Without it (regex_none.c)
 * regex_new() refuses with a message. A regex is used by one thread.
 *
 * Bytes are bytes: no encoding is assumed, \xff is the byte ff, and case is that of ASCII.
 */
#ifndef BURIN_SCAN_REGEX_H
#define BURIN_SCAN_REGEX_H

#include "base/err.h"
#include "scan/match.h"
#include "scan/program.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct regex;

enum {
	REGEX_CASELESS = 1,      /* i */
	REGEX_DOTALL = 2,        /* s: . takes a line feed too */
	REGEX_EXTENDED = 4,      /* x: blanks and comments do not count */
	REGEX_MULTILINE = 8,     /* m: ^ and $ at every line */
};

/* ERR_SYNTAX: *error_at is the place in `text`; ERR_REFUSED: built without the library. */
struct regex *regex_new(const char *text, unsigned flags, size_t *error_at, struct err *err)
	BURIN_MUST_CHECK;
void regex_free(struct regex *regex);            /* NULL is allowed */

/* Bytes: what it takes at least (0 is possible), and looks back at most. */
size_t regex_least(const struct regex *regex);
size_t regex_behind(const struct regex *regex);

unsigned regex_groups(const struct regex *regex);
/* The number of a named group, 0 when there is none. */
unsigned regex_group(const struct regex *regex, const char *name);

/* The bytes that one atom of a single byte takes: "[a-z]", "\\s", ".". False: not to be told. */
bool regex_class(const char *text, size_t len, unsigned flags, struct byteset *set);

/* A run of bytes. */
struct regex_text {
	const unsigned char *data;
	size_t len;
	bool starts;             /* data[0] is the first byte of all */
	bool ends;               /* no byte follows */
	bool partial;            /* a match that could go on behind the end is MATCH_MORE */
	const _Atomic bool *cancelled;   /* may be NULL */
};

/* The first match that begins in [from, to), to <= len. What is before `from` can be looked back
 * at. Empty matches are passed over. MATCH_COMPLEX: match->start is where it gave up;
 * MATCH_STOPPED: it was cancelled, which is looked for every few milliseconds. */
enum match_result regex_next(struct regex *regex, const struct regex_text *text, size_t from,
			     size_t to, struct match *match);

/* "PCRE2 10.42, JIT", or NULL without the library. */
const char *regex_library(void);

#endif
