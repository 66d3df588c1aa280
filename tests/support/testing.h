/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_SUPPORT_TESTING_H
#define BURIN_SUPPORT_TESTING_H

/*
 * What every cmocka test includes first: cmocka with the headers that it needs, and our helpers
 * for folders, files and random numbers. support/fail.h is included by those tests alone that
 * link with $(unit_fail_ldflags).
 *
 * One program runs one group, as TAP allows one plan:
 *
 *	static void counts_bytes(void **state) { ... }
 *
 *	int main(void)
 *	{
 *		const struct CMUnitTest tests[] = {
 *			cmocka_unit_test(counts_bytes),
 *		};
 *		return cmocka_run_group_tests(tests, NULL, NULL);
 *	}
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/random.h"
#include "support/tmpdir.h"

/* BURIN_NO_MMAP in the environment: documents are read by blocks, as with --no-mmap. */
static inline bool no_map_asked(void)
{
	return getenv("BURIN_NO_MMAP") != NULL;
}

#define ARRAY_COUNT(array) (sizeof(array) / sizeof(*(array)))

#endif
