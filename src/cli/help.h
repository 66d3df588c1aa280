/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --help and --version, as text. */
#ifndef BURIN_CLI_HELP_H
#define BURIN_CLI_HELP_H

#include "base/buf.h"

void help_text(struct buf *out);
void help_usage(struct buf *out);        /* the two lines for a command line that makes no sense */

/* `terminal` names the library of the screen; "" when it was built without. */
void help_version(struct buf *out, const char *terminal);

#endif
