/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pattern made ready for searching: one interface for all kinds. Plain bytes go to the finder;
 * what has structure is tried where a prefix of it was found; regular expressions are PCRE2's.
 *
 *	matcher_begin(matcher, &text);
 *	while ((result = matcher_next(matcher, from, to, &match)) == MATCH_FOUND)
 *		from = match.start + 1;          (or match.end, where hits must not overlap)
 *
 * A matcher is used by one thread at a time.
 */
#ifndef BURIN_SCAN_MATCHER_H
#define BURIN_SCAN_MATCHER_H

#include "base/err.h"
#include "scan/match.h"
#include "scan/pattern.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct matcher;

/* A run of bytes of the document. */
struct matcher_text {
	const uint8_t *data;
	size_t len;
	uint64_t pos;            /* of data[0] in the document */
	bool starts, ends;       /* nothing is before it, nothing behind it */
};

/* Where an expression reads: false when [pos, pos + len) can not be read. */
struct matcher_source {
	bool (*read)(void *context, uint64_t pos, uint8_t *bytes, size_t len);
	void *context;
	uint64_t size;           /* of the document */
	/* Of patterns with /changed: whether a byte of [pos, pos + len) was. NULL: none was. */
	bool (*changed)(void *context, uint64_t pos, uint64_t len);
	const _Atomic bool *cancelled;   /* may be NULL; regular expressions look at it */
};

/* The pattern is copied. source (may be NULL: an expression can read nothing) is copied too. */
struct matcher *matcher_new(const struct pattern *pattern, const struct matcher_source *source,
			    struct err *err) BURIN_MUST_CHECK;
void matcher_free(struct matcher *matcher);      /* NULL is allowed */

/* Chooses what to look for first by a sample of the data. */
void matcher_probe(struct matcher *matcher, const uint8_t *sample, size_t len);

/* The text to search from now on; the bytes are borrowed until the next call. */
void matcher_begin(struct matcher *matcher, const struct matcher_text *text);

/* A place of the text: what begins before it does not depend on what follows the text. Its length
 * for patterns with a bound, of which the caller asks only for places with room for a match of any
 * length; 0 where that can not be told. */
size_t matcher_settled(const struct matcher *matcher);

/* The first match that begins in [from, to) and lies wholly in the text. MATCH_MORE comes only
 * where the text does not end and `to` is behind matcher_settled(). Where it gives up, match->start
 * tells the place. */
enum match_result matcher_next(struct matcher *matcher, size_t from, size_t to,
			       struct match *match);

/* The last one: the greatest start. Plain patterns take no longer than for the first. */
enum match_result matcher_last(struct matcher *matcher, size_t from, size_t to,
			       struct match *match);

/* Plain patterns alone: the first matches that begin in [from, to), as finder_list() gives them. */
size_t matcher_list(struct matcher *matcher, size_t from, size_t to, bool separate, size_t *at,
		    size_t room, size_t *next);

/* Plain patterns alone: how many begin in [from, to), those that overlap too. */
uint64_t matcher_count(struct matcher *matcher, size_t from, size_t to);

/* Whether a match that begins before at least *reach zeroes, and where it begins is zero, too, is
 * impossible: then long holes need not be searched. */
bool matcher_skips_zeroes(const struct matcher *matcher, size_t *reach);

/* Bytes before a place that can count there. */
size_t matcher_behind(const struct matcher *matcher);

/* The number of a named group of a regular expression, 0: none. */
unsigned matcher_group(const struct matcher *matcher, const char *name);

#endif
