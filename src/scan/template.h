/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a hit is replaced with, as a person writes it.
 *
 *	de ad ?? 4?             hexadecimal; ?? keeps the byte of the hit at that place, 4? and ?4
 *	                        keep half of it
 *	"text"  u32le:1000      the literals of base/bytes.h
 *	$0  $1  $name           the hit, a capture, a named one; also within text, and as ${name}
 *	$$                      a dollar sign, within text
 *	u32le:${u32le(.)+1}     a number of a type, computed for each hit: an expression of
 *	                        base/expression.h, in which . is where the hit begins
 *	"${. / 16}"             within text, and alone: the decimal digits of one
 *	text                    what is none of these is taken as text, without escapes
 *
 * All but the last can follow each other, separated by blanks: "<" $1 ">" 00. Nothing at all is
 * written "".
 */
#ifndef BURIN_SCAN_TEMPLATE_H
#define BURIN_SCAN_TEMPLATE_H

#include "base/buf.h"
#include "base/err.h"
#include "scan/match.h"
#include "scan/matcher.h"
#include "scan/pattern.h"

#include <stdint.h>

struct template;

/* The pattern (borrowed for the call) tells which captures there are, and in which encoding texts
 * are. Errors point at the character. */
struct template *template_new(const char *text, const struct pattern *pattern, struct err *err)
	BURIN_MUST_CHECK;
void template_free(struct template *template);   /* NULL is allowed */

/* Whether the bytes are the same for every hit. */
bool template_is_constant(const struct template *template);

/* What a template is expanded for; all is borrowed. */
struct template_hit {
	const uint8_t *data;
	const struct match *match;       /* of data */
	uint64_t pos;            /* of the match in the document */
	const struct matcher_source *source;     /* where expressions read */
};

/* Appends the bytes for one hit. A capture that took no part is empty. ERR_RANGE when a byte is to
 * be kept behind the end of the hit, or a number can not be computed or does not fit its type; *out
 * is then as before. */
bool template_expand(const struct template *template, const struct template_hit *hit,
		     struct buf *out, struct err *err) BURIN_MUST_CHECK;

#endif
