/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Walks a pattern over a snapshot: through windows of the reader, across pieces, past bytes that
 * can not be read, over holes. What searching, replacing and listing have in common. A scanner is
 * used by one thread.
 *
 * A window can turn out to be no genuine loan after it was searched, so what a visitor is told
 * counts only when its accept() is called: begin() means that nothing since the last accept()
 * was true.
 */
#ifndef BURIN_SCAN_SCANNER_H
#define BURIN_SCAN_SCANNER_H

#include "base/err.h"
#include "document/snapshot.h"
#include "scan/match.h"
#include "scan/pattern.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scanner;

struct scanner_sizes {
	size_t window;           /* longest window of the reader: a power of two */
	size_t want;             /* bytes asked for; one hit's length comes on top. The window is
				  * made larger where that does not fit */
};

struct scanner_hit {
	uint64_t pos, len;
	const struct match *match;       /* of data */
	const uint8_t *data;
};

struct scanner_visitor {
	void *context;
	void (*begin)(void *context);
	/* False stops the walk behind this hit; or fails it, with *err set. */
	bool (*hit)(void *context, const struct scanner_hit *hit, struct err *err);
	bool (*accept)(void *context, struct err *err);
};

/* One walk; scanner_walk() moves it on and adds to what it found. */
struct scanner_walk {
	uint64_t at, high;       /* hits begin in [at, high) */
	uint64_t seen;           /* unknown bytes are counted below it */
	bool separate;           /* a hit begins where the one before ends, or later */
	bool last;               /* only the last hit is wanted */
	bool count_only;         /* hits of a plain pattern need not be told one by one */
	const struct scanner_visitor *visitor;   /* NULL: none */
	uint64_t count;          /* hits */
	uint64_t unknown;        /* bytes */
	bool found, stopped;
	uint64_t first, first_len;       /* of the first hit of all */
	uint64_t last_pos, last_len;     /* of the last */
};

/* Hits lie wholly in [start, end), which is all there is for ^, $ and the like. The snapshot and
 * `cancelled` (may be NULL) are borrowed; the pattern is copied. */
struct scanner *scanner_new(const struct snapshot *snapshot, const struct pattern *pattern,
			    uint64_t start, uint64_t end, const struct scanner_sizes *sizes,
			    const _Atomic bool *cancelled, struct err *err) BURIN_MUST_CHECK;
void scanner_free(struct scanner *scanner);      /* NULL is allowed */

/* Bytes of the longest window. */
size_t scanner_window(const struct scanner *scanner);

/* Walks to the end, until the visitor stops it (walk->stopped), or until cancelled (walk->at then
 * tells how far it came). `first`: until the first hit. */
bool scanner_walk(struct scanner *scanner, struct scanner_walk *walk, bool first, struct err *err)
	BURIN_MUST_CHECK;

/* The end of the positions from `at` on that need not be looked at, since all there is zero. */
uint64_t scanner_skip(struct scanner *scanner, uint64_t at, uint64_t high);

/* The same downward: the start of those right before `end`. */
uint64_t scanner_skip_back(const struct scanner *scanner, uint64_t low, uint64_t end);

bool scanner_is_cancelled(const struct scanner *scanner);

/* Chooses anew what is looked for first, by what is read next. */
void scanner_resample(struct scanner *scanner);

/* Gives the pages behind a finished range back. */
void scanner_drop(struct scanner *scanner, uint64_t pos, uint64_t len);

/* The number of a named group, 0: none. */
unsigned scanner_group(const struct scanner *scanner, const char *name);

#endif
