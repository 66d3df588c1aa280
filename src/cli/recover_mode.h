/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --list-recovery and --clean: the logs of edits that sessions have left, as a table, and their
 * removal. Return the exit code. */
#ifndef BURIN_CLI_RECOVER_MODE_H
#define BURIN_CLI_RECOVER_MODE_H

#include "cli/options.h"

int recover_mode_list(void);

/* The logs that are named; with none those that nobody can use any more, after a yes. */
int recover_mode_clean(const struct cli *cli);

#endif
