/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The monotonic clock, so that a change of the date neither stops nor rushes anything. */
#include "base/clock.h"

#include <time.h>

uint64_t clock_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}
