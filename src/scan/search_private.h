/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the tests of search.c, which search with windows of a few bytes. */
#ifndef BURIN_SCAN_SEARCH_PRIVATE_H
#define BURIN_SCAN_SEARCH_PRIVATE_H

#include "scan/search.h"

#include <stddef.h>

struct search_sizes {
	size_t window;           /* longest window of the reader: a power of two */
	size_t want;             /* bytes asked for; one hit's length comes on top. The window is
				  * made larger where that does not fit */
	uint64_t step;           /* positions looked at in one step of the job */
};

struct job *search_new_with(const struct snapshot *snapshot, const struct search_request *request,
			    const struct search_sizes *sizes, struct err *err) BURIN_MUST_CHECK;

#endif
