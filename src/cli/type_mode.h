/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --type: what kind of files they are, a line each, as file(1) prints it. */
#ifndef BURIN_CLI_TYPE_MODE_H
#define BURIN_CLI_TYPE_MODE_H

#include "cli/options.h"

/* Returns the exit code of the program. */
int type_mode_run(const struct cli *cli);

#endif
