/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many bytes a regular expression can take or look at, read off its text. */
#ifndef BURIN_SCAN_REGEX_BOUND_H
#define BURIN_SCAN_REGEX_BOUND_H

#include <stdint.h>

/* For an expression that regex_new() takes: a match, and all that it depends on behind its first
 * byte, lies within so many bytes. UINT64_MAX: there is no bound, or it can not be told simply. */
uint64_t regex_bound(const char *text, unsigned flags);

#endif
