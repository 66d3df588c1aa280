/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the tests of transform.c, which go by steps of a few bytes. */
#ifndef BURIN_SCAN_TRANSFORM_PRIVATE_H
#define BURIN_SCAN_TRANSFORM_PRIVATE_H

#include "scan/transform.h"

#include <stddef.h>

/* `window`: the longest of the reader, a power of two; `step`: bytes worked on in one step. Both
 * at least 8. */
struct job *transform_new_with(const struct snapshot *snapshot,
			       const struct transform_request *request, size_t window, size_t step,
			       struct err *err) BURIN_MUST_CHECK;

#endif
