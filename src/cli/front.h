/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process in front of a run without a screen, so that Ctrl-C ends it whatever a file's server
 * (network, FUSE) does. Who waits for such a server in the kernel can be ended by nothing, not even
 * by SIGKILL; so the work is done by a child, and who was started hands it signals, and goes by
 * them when the child does not.
 */
#ifndef BURIN_CLI_FRONT_H
#define BURIN_CLI_FRONT_H

#include "cli/options.h"

/* Before any thread. Returns in the process that does the work: this one, where none of the files
 * can have a server, or a child; who called then ends as it ends. */
void front_start(const struct cli *cli);

#endif
