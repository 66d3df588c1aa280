/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --statistics: the numbers of each file, a line each or as an object of JSON. */
#ifndef BURIN_CLI_STATISTICS_MODE_H
#define BURIN_CLI_STATISTICS_MODE_H

#include "cli/options.h"

/* Returns the exit code of the program. */
int statistics_mode_run(const struct cli *cli);

#endif
