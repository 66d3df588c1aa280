/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a descriptor to its end into a file in memory, for file.c. */
#ifndef BURIN_STORE_SPOOL_H
#define BURIN_STORE_SPOOL_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* Returns the descriptor of the memory file, or -1. More than `limit` bytes is ERR_RANGE.
 * When the descriptor has nothing at the moment (EAGAIN), `patient` waits; else that is the end. */
int spool_read(int fd, uint64_t limit, bool patient, struct err *err) BURIN_MUST_CHECK;

#endif
