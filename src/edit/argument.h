/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arguments of a command line: from text to values, by the types of the command's row.
 *
 *	struct arguments arguments;
 *	arguments_init(&arguments);
 *	if (arguments_parse(&arguments, command, window, text, err) && arguments.missing < 0)
 *		... arguments.values ...
 *	arguments_done(&arguments);
 *
 * Positions come as addresses and leave as positions in the window's document, so that a value
 * can be used without a check.
 */
#ifndef BURIN_EDIT_ARGUMENT_H
#define BURIN_EDIT_ARGUMENT_H

#include "base/buf.h"
#include "base/err.h"
#include "edit/command.h"

struct arguments {
	struct value values[COMMAND_ARGUMENTS];
	struct buf texts[COMMAND_ARGUMENTS]; /* what the values' texts point to */
	int missing;             /* the first needed argument that is not there; -1: none */
};

void arguments_init(struct arguments *arguments);
void arguments_done(struct arguments *arguments);

/* Takes a whole line's arguments apart. A needed argument that is missing is no error but noted.
 * The window may be NULL: positions and ranges are then errors. */
bool arguments_parse(struct arguments *arguments, const struct command *command,
		     struct window *window, const char *text, struct err *err) BURIN_MUST_CHECK;

/* All of `text`, unquoted, is argument `index`: what is typed at a prompt for it. An empty text
 * is ERR_SYNTAX. */
bool arguments_set(struct arguments *arguments, const struct command *command, int index,
		   struct window *window, const char *text, struct err *err) BURIN_MUST_CHECK;

/* A word of a line, quotes and backslashes taken off, appended to *out; the bytes it took are
 * returned. *open tells that a quote was not closed. */
size_t argument_unquote(const char *text, struct buf *out, bool *open);

/* A name written so that argument_unquote() gives it again. Appends. */
void argument_quote(const char *name, struct buf *out);

/* True for the types that take the rest of the line. */
bool argument_is_rest(enum argument_type type);

/* A number or a place is written there, and no name: what an optional one that others follow is
 * known by. */
bool argument_begins_number(const char *text);

#endif
