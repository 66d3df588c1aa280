/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dumping a pipe as it comes: a row is printed as soon as it is whole, and nothing is kept. That
 * needs a format whose rows stand for themselves, and positions that do not count from the end.
 */
#ifndef BURIN_CLI_STREAM_H
#define BURIN_CLI_STREAM_H

#include "cli/options.h"

bool stream_can(const struct cli *cli, const struct dump_options *options);

/* Standard input to standard output. Returns the exit code. */
int stream_dump(const struct cli *cli, const struct dump_options *options);

#endif
