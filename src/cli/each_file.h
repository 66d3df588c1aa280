/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the modes that only read share: each file of the command line, or standard input, is opened
 * to be read, and -s and -n are found in it.
 *
 *	return each_file(cli, print_one, &printing);
 */
#ifndef BURIN_CLI_EACH_FILE_H
#define BURIN_CLI_EACH_FILE_H

#include "cli/place.h"

/* What it adds to *out goes to standard output. `place` lies within; "-" is standard input. False
 * with *err: that is told with the file's name instead, and the next is taken. */
typedef bool each_file_work(void *context, const struct document *document,
			    const struct place *place, const char *name, struct buf *out,
			    struct err *err);

/* Returns the exit code of the program; errors have been told. */
int each_file(const struct cli *cli, each_file_work *work, void *context);

#endif
