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

/* Whether a run is a string. */
bool strings_is_one(const struct strings_request *request, const struct strings_run *run);

/* Finds the strings of one part after the other; used by one thread at a time. What reaches the
 * ends of the part may go on in its neighbours, and is told apart. */
struct strings_walk;

struct strings_part {
	uint64_t low, high;      /* asked for */
	struct strings_run head; /* begins at low; its len may be 0 */
	bool whole;              /* it reaches high: there is nothing else */
	struct strings_run tail; /* reaches high; len 0: none does */
	uint64_t count;          /* strings between them */
	uint64_t unknown;        /* bytes */
};

struct strings_walk *strings_walk_new(const struct snapshot *snapshot,
				      const struct strings_request *request,
				      const struct strings_sizes *sizes,
				      const struct strings_kernel *kernel,
				      const _Atomic bool *cancelled, struct err *err)
	BURIN_MUST_CHECK;
void strings_walk_free(struct strings_walk *walk);       /* NULL is allowed */

/* part->low and part->high are given, the rest is filled in. Cancelled: it is not, to the end. */
bool strings_walk_run(struct strings_walk *walk, struct strings_part *part, struct err *err)
	BURIN_MUST_CHECK;

/* Appends the strings between head and tail to `hits`. */
bool strings_walk_give(struct strings_walk *walk, struct hits *hits, struct err *err)
	BURIN_MUST_CHECK;

/* Gives the pages behind a finished range back. */
void strings_walk_drop(struct strings_walk *walk, uint64_t pos, uint64_t len);

#endif
