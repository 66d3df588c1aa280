/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the helper starts: commands of the user's, and parsers of foreign bytes. */
#ifndef BURIN_CLI_HELPER_CHILD_H
#define BURIN_CLI_HELPER_CHILD_H

#include "base/confined.h"

/* Both return a descriptor for whoever asked (base/outside.h), or -1 with errno. */
int helper_child_run(const char *command, const int fds[3]);
int helper_child_parse(const char *name, int bytes, const struct confined_parser *parsers);

#endif
