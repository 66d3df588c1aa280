/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A number that a template computes for each hit: an expression of base/expression.h in which . is
 * where the hit begins. It reads what was there before anything was replaced.
 */
#ifndef BURIN_SCAN_TEMPLATE_NUMBER_H
#define BURIN_SCAN_TEMPLATE_NUMBER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/scalar.h"
#include "scan/template.h"

#include <stddef.h>

struct template_number {
	const struct scalar *scalar;     /* how it is written; NULL: as decimal digits */
	char *text;              /* owned */
};

/* Takes text[0..len), which is tried once. ERR_SYNTAX says what is wrong, and *error_at where. */
bool template_number_init(struct template_number *number, const struct scalar *scalar,
			  const char *text, size_t len, size_t *error_at, struct err *err)
	BURIN_MUST_CHECK;
void template_number_done(struct template_number *number);

/* Appends its bytes. ERR_RANGE when the value does not fit, or can not be computed. */
bool template_number_add(const struct template_number *number, const struct template_hit *hit,
			 struct buf *out, struct err *err) BURIN_MUST_CHECK;

#endif
