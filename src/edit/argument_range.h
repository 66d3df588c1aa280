/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ranges as people type them:
 *
 *	A,B      from A up to, but not with, B
 *	A,+LEN   A+LEN    LEN bytes from A on; the last + outside parentheses is meant
 *	A B      only where no argument follows
 *
 * A, B and LEN are expressions, A and B addresses.
 */
#ifndef BURIN_EDIT_ARGUMENT_RANGE_H
#define BURIN_EDIT_ARGUMENT_RANGE_H

#include "base/err.h"
#include "edit/command.h"

#include <stddef.h>

/* The position of an address; the error says where the document ends. */
bool argument_position(struct window *window, uint64_t address, uint64_t *pos, struct err *err)
	BURIN_MUST_CHECK;

/* Reads a range at the start of text. Where it may be left out and the text is none, *used is 0 and
 * value->given false. `last`: no argument follows. */
bool argument_range(struct window *window, const char *text, bool optional, bool last,
		    size_t *used, struct value *value, struct err *err) BURIN_MUST_CHECK;

#endif
