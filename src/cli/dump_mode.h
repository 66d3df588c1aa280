/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `burin --dump`: files as text on standard output. */
#ifndef BURIN_CLI_DUMP_MODE_H
#define BURIN_CLI_DUMP_MODE_H

#include "cli/options.h"

/* The files one after the other, each with its own addresses; without one, standard input. Returns
 * the exit code. What fails is said, and the next file follows. */
int dump_mode_run(const struct cli *cli);

#endif
