/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion: what could stand at the cursor of a command line, from the types of the arguments. */
#ifndef BURIN_EDIT_COMPLETE_H
#define BURIN_EDIT_COMPLETE_H

#include "base/err.h"
#include "edit/command.h"

#include <stddef.h>

struct ropes;

struct completions {
	char **words;            /* sorted, owned */
	size_t count;
	size_t from, to;         /* bytes of the line that a word takes the place of */
};

/* `type` is ARG_COMMAND for a whole ':' line, else the type of the prompt's single argument.
 * With ropes of a screen (else NULL) a folder whose server does not answer has no names. */
bool complete_line(struct ropes *ropes, const char *line, size_t cursor, enum argument_type type,
		   const char *const *choices, struct completions *found, struct err *err)
	BURIN_MUST_CHECK;
void completions_done(struct completions *found);

#endif
