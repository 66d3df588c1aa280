/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `burin --strings`: find_mode.c walks over the files; what is particular to strings is here. The
 * lines are those of `strings -t x`, with --decimal of `strings -t d`; of several encodings
 * each line tells its own.
 */
#ifndef BURIN_CLI_FIND_STRINGS_H
#define BURIN_CLI_FIND_STRINGS_H

#include "cli/find_print.h"
#include "cli/place.h"
#include "scan/strings.h"

struct find_strings;

/* NULL with an error: no memory, or --encoding is none that strings are looked for in. */
struct find_strings *find_strings_new(const struct cli *cli, struct err *err) BURIN_MUST_CHECK;
void find_strings_free(struct find_strings *strings);    /* NULL is allowed */

/* Strings of a part of the next document go to `hits` (may be NULL). NULL with an error. */
struct job *find_strings_job(struct find_strings *strings, const struct snapshot *snapshot,
			     const struct place *place, struct hits *hits, unsigned threads,
			     struct err *err) BURIN_MUST_CHECK;

/* The line of one. False when it could not be written. */
bool find_strings_print(struct find_strings *strings, struct find_print *print,
			const struct document *document, const struct hit *hit, struct err *err)
	BURIN_MUST_CHECK;

#endif
