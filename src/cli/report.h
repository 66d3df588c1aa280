/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the program says on its two streams, made safe for a terminal. */
#ifndef BURIN_CLI_REPORT_H
#define BURIN_CLI_REPORT_H

#include "base/err.h"

#include <stddef.h>

/* "burin: TEXT" on standard error, as one write. */
void report_error(const struct err *err);
void report_line(const char *format, ...) BURIN_PRINTF(1, 2);

/* All of it to standard output. ERR_IO; sys is EPIPE when nobody reads any more. */
bool report_write(const void *bytes, size_t len, struct err *err) BURIN_MUST_CHECK;

/* The exit code after report_write() failed: a reader that went away is no failure, and nothing is
 * said of it. */
int report_write_failure(const struct err *err);

#endif
