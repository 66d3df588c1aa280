/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `burin --batch`: commands without a screen. */
#ifndef BURIN_CLI_BATCH_H
#define BURIN_CLI_BATCH_H

#include "cli/options.h"

/* Stops at the first command that fails. Returns the exit code: failure also when changes were not
 * saved. */
int batch_run(const struct cli *cli);

#endif
