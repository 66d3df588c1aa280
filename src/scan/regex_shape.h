/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be read off the text of a regular expression: how far a match can reach, and bytes that
 * each match holds. Said only where it is certain.
 */
#ifndef BURIN_SCAN_REGEX_SHAPE_H
#define BURIN_SCAN_REGEX_SHAPE_H

#include "scan/program.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REGEX_LITERAL = 64 };

/*
 * Of the bytes that a match takes, or looks at behind its first, at most `fixed` are not in
 * `loose`: what can be repeated without an end. So a match that begins before more than `fixed`
 * such bytes does not reach the byte behind them.
 */
struct regex_shape {
	bool known;              /* else nothing below is said */
	uint64_t fixed;
	struct byteset loose;    /* empty: a match has a bound, which is `fixed` */
	size_t len;              /* of the literal; 0: none */
	uint8_t value[REGEX_LITERAL];    /* each match holds (byte & mask[i]) == value[i] */
	uint8_t mask[REGEX_LITERAL];
};

/* For an expression that regex_new() takes. */
void regex_shape(const char *text, unsigned flags, struct regex_shape *shape);

/* A match, and all that it depends on behind its first byte, lies within so many bytes. UINT64_MAX:
 * there is no bound, or it can not be told simply. */
uint64_t regex_bound(const char *text, unsigned flags);

#endif
