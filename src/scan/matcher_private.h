/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What matcher.c and matcher_regex.c share. */
#ifndef BURIN_SCAN_MATCHER_PRIVATE_H
#define BURIN_SCAN_MATCHER_PRIVATE_H

#include "scan/finder.h"
#include "scan/matcher.h"
#include "scan/matcher_list.h"
#include "scan/regex.h"
#include "scan/regex_shape.h"

/* A finder of plain bytes, which gives candidates. */
struct matcher_lane {
	struct finder *finder;   /* owned */
	size_t off;              /* of what it finds in the match */
	size_t next;             /* its next candidate at or after `asked`; SIZE_MAX: none */
	size_t asked;            /* SIZE_MAX: nothing is known yet */
};

struct matcher {
	struct pattern pattern;  /* owned */
	struct matcher_source source;
	struct matcher_text text;
	struct matcher_lane lanes[PROGRAM_PREFIXES];
	size_t lane_count;
	bool firsts[256];        /* without lanes: what a program begins with */
	size_t key, other;       /* /xor: two places that are fully known */
	struct program_run run;
	struct regex *regex;     /* owned */
	struct regex_shape shape;
	bool filter;             /* lane 0 has the literal, which is rare */
	struct matcher_list *list;       /* owned */
	size_t clear, unclear;   /* /not: no match begins in [clear, unclear) */
	bool stands;             /* and one does at `unclear` */
	size_t settled;          /* in the text: see matcher_settled() */
};

bool matcher_add_lane(struct matcher *matcher, const uint8_t *value, const uint8_t *mask,
		      size_t len, size_t off, struct err *err);

/* The first candidate of a lane at or after `from`; SIZE_MAX: none. */
size_t matcher_lane_next(const struct matcher *matcher, struct matcher_lane *lane, size_t from);

enum match_result matcher_last_of_plain(struct matcher *matcher, size_t from, size_t to,
					struct match *match);

/* Of regular expressions; called as those of matcher.h without "_regex". */
bool matcher_start_regex(struct matcher *matcher, struct err *err);
void matcher_probe_regex(struct matcher *matcher, const uint8_t *sample, size_t len);
bool matcher_regex_skips_zeroes(const struct matcher *matcher, size_t *reach);
size_t matcher_settle_regex(const struct matcher *matcher);
enum match_result matcher_next_of_regex(struct matcher *matcher, size_t from, size_t to,
					struct match *match);

#endif
