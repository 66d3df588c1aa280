/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Integer expressions: what a person types where a position, a length or a number is wanted.
 *
 *	number    as base/number.h: 4096 0x1000 0o17 0b11 1_000 0xde'ad 4k 2MiB 63s
 *	.         the position of the cursor        $   the end        'a   the mark a
 *	@name     where the note of that name begins
 *	50%       that part of the way from the start to the end (when no operand follows the %)
 *	type(x)   a typed read of the document at x: u32le(.+4), i16be(0x10), u8($-1)
 *	size      the length of the document; start the first position
 *	operators, C's precedence: ~ - + (unary)  * / %  + -  << >>  &  ^  |  ( )
 *	also == != < <= > >= && || ! (1 or 0), so that a condition can be written
 *
 * A leading + or - makes the value relative: to the cursor (EXPRESSION_RELATIVE), or, where the
 * command line is parsed, -N counts from the end (EXPRESSION_FROM_END; +N is then just N).
 * Arithmetic is exact: a step whose value leaves -2^63 … 2^64-1 is ERR_RANGE, so is a division by
 * zero or a shift of 64 or more; "~x" is taken in 64 bits.
 */
#ifndef BURIN_BASE_EXPRESSION_H
#define BURIN_BASE_EXPRESSION_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum expression_sign { EXPRESSION_PLAIN, EXPRESSION_RELATIVE, EXPRESSION_FROM_END };

/* What names mean. A NULL function makes its syntax an error that says so. */
struct expression_env {
	uint64_t start;              /* first position: "start", 0% */
	uint64_t end;                /* one past the last: "$", 100% */
	uint64_t cursor;             /* "." */
	bool has_cursor;             /* false: "." and a relative value are errors */
	enum expression_sign sign;   /* what a leading + or - means */
	bool (*mark)(void *context, char name, uint64_t *pos);   /* false: not set */
	bool (*note)(void *context, const char *name, size_t len, uint64_t *pos);
	bool (*read)(void *context, uint64_t pos, uint8_t *bytes, size_t len, struct err *err);
	void *context;
};

/* Evaluates all of `text`. On a syntax error the message names the offending place.
 * Fails with ERR_RANGE when the value is negative or above 2^64-1. */
bool expression_eval(const char *text, const struct expression_env *env, uint64_t *value,
		     struct err *err) BURIN_MUST_CHECK;

/* Evaluates the longest expression at the start of text; *used is its length. For lists such as
 * "A,B" or "A B": an operand right after an operand ends the expression, and a % that is glued to
 * what is before it but not to what follows is percent: "25% 50%" are two, "25 % 50" is one. */
bool expression_eval_part(const char *text, size_t *used, const struct expression_env *env,
			  uint64_t *value, struct err *err) BURIN_MUST_CHECK;

#endif
