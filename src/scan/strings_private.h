/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of strings share, and for the tests, which look through windows of a few bytes. */
#ifndef BURIN_SCAN_STRINGS_PRIVATE_H
#define BURIN_SCAN_STRINGS_PRIVATE_H

#include "scan/strings.h"
#include "scan/strings_kernel.h"

struct strings_sizes {
	size_t window;           /* longest window of the reader: a power of two, at least 16 */
	size_t want;             /* bytes asked for; from 8 to window */
	uint64_t step;           /* bytes of a part in one step of the job */
};

struct job *strings_new_with(const struct snapshot *snapshot,
			     const struct strings_request *request,
			     const struct strings_sizes *sizes,
			     const struct strings_kernel *kernel, struct err *err)
	BURIN_MUST_CHECK;

/* Bytes that are characters, one after the other. */
struct strings_run {
	uint64_t pos, len;
	uint64_t follow;         /* bytes of them that do not begin a character of UTF-8 */
};

/* Whether a run is a string of so many characters. */
bool strings_is_one(const struct strings_encoding *encoding, uint64_t least,
		    const struct strings_run *run);

/* Whether a character can be part of a string, and what charset_decode() has made. */
bool strings_is_text(uint32_t code);
bool strings_is_unit(const struct charset_unit *unit);

/* Whether zeroes can be text, so that a hole is to be read. */
bool strings_has_zeroes(const struct strings_encoding *encoding);

/* Finds the strings of one part after the other; used by one thread at a time. What reaches the
 * ends of the part may go on in its neighbours, and is told apart. */
struct strings_walk;

/* Of one encoding in a part. */
struct strings_found {
	struct strings_run head; /* begins at low; its len may be 0 */
	bool whole;              /* it reaches high: there is nothing else */
	struct strings_run tail; /* reaches high; len 0: none does */
	uint64_t count;          /* strings between them */
};

struct strings_part {
	uint64_t low, high;      /* asked for */
	struct strings_found found[STRINGS_MOST];        /* as in the set */
	uint64_t unknown;        /* bytes */
};

/* The request and its set outlive the walk. */
struct strings_walk *strings_walk_new(const struct snapshot *snapshot,
				      const struct strings_request *request,
				      const struct strings_sizes *sizes,
				      const struct strings_kernel *kernel,
				      const _Atomic bool *cancelled, struct err *err)
	BURIN_MUST_CHECK;
void strings_walk_free(struct strings_walk *walk);       /* NULL is allowed */

/* part->low and part->high are given, the rest is filled in. Cancelled: it is not, to the end.
 * Of STRINGS_CHARSET parts are to follow each other, but for zeroes that are no text. */
bool strings_walk_run(struct strings_walk *walk, struct strings_part *part, struct err *err)
	BURIN_MUST_CHECK;

/* Appends the strings of encoding n between head and tail to `hits`. */
bool strings_walk_give(struct strings_walk *walk, unsigned n, struct hits *hits, struct err *err)
	BURIN_MUST_CHECK;

/* Gives the pages behind a finished range back. */
void strings_walk_drop(struct strings_walk *walk, uint64_t pos, uint64_t len);

#endif
