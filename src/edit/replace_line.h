/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "PATTERN => WITH", what the commands that replace take. The first " => " separates the two, so
 * WITH can hold anything, and a pattern that searches for these four characters is written in
 * hexadecimal.
 */
#ifndef BURIN_EDIT_REPLACE_LINE_H
#define BURIN_EDIT_REPLACE_LINE_H

#include "base/err.h"
#include "scan/pattern.h"
#include "scan/template.h"

#include <stddef.h>

struct replace_line {
	char *text;              /* PATTERN, owned */
	struct pattern pattern;  /* owned */
	struct template *with;   /* owned */
};

/* Texts are in this encoding, unless PATTERN says another for its own. On an error there is nothing
 * to end. */
bool replace_line_parse(struct replace_line *parsed, const char *line,
			const struct charset *charset, struct err *err) BURIN_MUST_CHECK;
void replace_line_done(struct replace_line *parsed);

/* Says how it was understood, as far as it is typed. False: what is there is wrong. */
bool replace_line_describe(const char *line, const struct charset *charset, struct buf *out,
			   struct err *err) BURIN_MUST_CHECK;

#endif
