/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --disassemble: the code of files as instructions, a line each. */
#ifndef BURIN_CLI_DISASSEMBLE_MODE_H
#define BURIN_CLI_DISASSEMBLE_MODE_H

#include "cli/options.h"

/* Returns the exit code of the program. */
int disassemble_mode_run(const struct cli *cli);

#endif
