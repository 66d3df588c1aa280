/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files of command lines. editor_source() opens one by name and runs it; who wants to do something
 * between the lines (batch) takes them one by one:
 *
 *	lines = source_text(fd, "NAME", &err);
 *	for (rest = lines; (line = source_line(&rest)) != NULL;)
 *		...
 *	free(lines);
 */
#ifndef BURIN_EDIT_SOURCE_H
#define BURIN_EDIT_SOURCE_H

#include "base/err.h"

struct editor;

/* Runs every line that the descriptor gives. An error does not stop it: the first is what is left
 * in *err, as "NAME:12: …", with how many others there were. The descriptor stays the caller's.
 * */
bool source_run(struct editor *editor, int fd, const char *name, struct err *err)
	BURIN_MUST_CHECK;

/* All that the descriptor gives as text, malloc'ed. ERR_RANGE when it is endless, ERR_SYNTAX when
 * it is no text. */
char *source_text(int fd, const char *name, struct err *err) BURIN_MUST_CHECK;

/* The next line of a text, which it is cut out of: without its end (also as on DOS), blanks around
 * it gone, tabs turned into blanks. *rest moves behind it. NULL at the end. */
char *source_line(char **rest);

#endif
