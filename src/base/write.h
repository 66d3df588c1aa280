/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write() that goes on after an interruption and after a part, and waits where the descriptor does
 * not block. */
#ifndef BURIN_BASE_WRITE_H
#define BURIN_BASE_WRITE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* False with errno when not all of it could be written. */
bool write_all(int fd, const void *bytes, size_t len) BURIN_MUST_CHECK;

#endif
