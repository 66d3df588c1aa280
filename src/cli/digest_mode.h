/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --digest: "HEX  FILE" as sha256sum prints it, for one algorithm; "NAME (FILE) = HEX", as
 * sha256sum --tag, for several. */
#ifndef BURIN_CLI_DIGEST_MODE_H
#define BURIN_CLI_DIGEST_MODE_H

#include "cli/options.h"

/* Returns the exit code of the program. */
int digest_mode_run(const struct cli *cli);

/* Only the names are asked for: no file is needed. */
bool digest_mode_lists(const struct cli *cli);

#endif
