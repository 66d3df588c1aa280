/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `burin --replace PATTERN WITH`: something else in the place of all hits in files. */
#ifndef BURIN_CLI_REPLACE_MODE_H
#define BURIN_CLI_REPLACE_MODE_H

#include "cli/options.h"

/* The exit codes of grep. */
enum replace_exit { REPLACE_DONE, REPLACE_NONE, REPLACE_TROUBLE };

/* The files one after the other, each saved as a whole or left as it is; without one, standard
 * input to standard output. What fails is said, and the next file follows. Returns the exit
 * code. */
int replace_mode_run(const struct cli *cli);

#endif
