/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small files are read whole and searched where they are: to open a document, map it and start a
 * search takes ten times as long as to look through a few KiB.
 *
 *	if (find_small_read(small, fd)) {
 *		while ((result = find_small_next(small, &match)) == MATCH_FOUND)
 *			use(small->bytes + match.start);
 *	}
 *
 * Hits are separate, as those of grep -o.
 */
#ifndef BURIN_CLI_FIND_SMALL_H
#define BURIN_CLI_FIND_SMALL_H

#include "base/err.h"
#include "scan/match.h"
#include "scan/pattern.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct find_small {
	struct matcher *matcher; /* owned; NULL: this pattern is not for small files */
	uint8_t *bytes;          /* owned */
	size_t len;
	size_t at;               /* the next hit begins here or later */
	uint64_t files;          /* read so far */
};

/* One for all files of a run; ended by find_small_done(), also when it fails. */
bool find_small_init(struct find_small *small, const struct pattern *pattern, struct err *err)
	BURIN_MUST_CHECK;
void find_small_done(struct find_small *small);

/* False: it is not a small regular file that can be read to its end; nothing is told. */
bool find_small_read(struct find_small *small, int fd) BURIN_MUST_CHECK;

/* The next hit; where the pattern is too complex, match->start tells the place. */
enum match_result find_small_next(struct find_small *small, struct match *match);

#endif
