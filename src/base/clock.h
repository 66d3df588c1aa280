/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monotonic time in milliseconds, for progress, rates and undo by time. */
#ifndef BURIN_BASE_CLOCK_H
#define BURIN_BASE_CLOCK_H

#include <stdint.h>

uint64_t clock_ms(void);

#endif
