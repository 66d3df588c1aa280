/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `burin --find PATTERN` and --strings: where a pattern is in files, and what texts are. */
#ifndef BURIN_CLI_FIND_MODE_H
#define BURIN_CLI_FIND_MODE_H

#include "cli/options.h"

/* The exit codes of grep. */
enum find_exit { FIND_FOUND, FIND_NONE, FIND_TROUBLE };

/* The files one after the other; without one standard input, or with --recursive the current
 * folder. What fails is said, and the next file follows. Returns the exit code. */
int find_mode_run(const struct cli *cli);

#endif
