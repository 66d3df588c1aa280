/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `burin --undump [INPUT [OUTPUT]]`: text back to bytes, as xxd -r. */
#ifndef BURIN_CLI_UNDUMP_MODE_H
#define BURIN_CLI_UNDUMP_MODE_H

#include "cli/options.h"

/* To standard output from the first byte to the last, with zeros in gaps; to a file the bytes are
 * patched in, all or none of them. Returns the exit code. */
int undump_mode_run(const struct cli *cli);

#endif
