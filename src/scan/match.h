/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A match within a run of bytes, and what a matcher says. */
#ifndef BURIN_SCAN_MATCH_H
#define BURIN_SCAN_MATCH_H

#include <stddef.h>

enum { MATCH_GROUPS = 64 };

enum match_result {
	MATCH_NONE,
	MATCH_FOUND,
	MATCH_MORE,              /* more bytes are needed to tell: match.start says from where */
	MATCH_COMPLEX,           /* gave up */
	MATCH_NOMEM,
	MATCH_STOPPED,           /* cancelled: nothing is known */
};

struct match {
	size_t start, end;       /* indices into the bytes */
	size_t which;            /* pattern of a list */
	unsigned groups;         /* captures of the pattern, 1 to `groups` in group[] */
	struct {
		size_t start, end;       /* SIZE_MAX: took no part */
	} group[MATCH_GROUPS + 1];       /* [0] is not used */
};

#endif
