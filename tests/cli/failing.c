/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole program, in which a call fails as BURIN_FAIL orders (support/fail.h):
 *
 *	BURIN_FAIL='pwrite 3 28'	the fourth pwrite() fails with errno 28
 *	BURIN_FAIL='malloc 0 12 ever'	so does every malloc()
 *
 * When nothing had to fail, it says so at its end by a line on descriptor 3.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/fail.h"

static bool ordered;

__attribute__((constructor)) static void take_order(void)
{
	const char *text = getenv("BURIN_FAIL");
	char name[32], ever[8];
	uint64_t n = 0;
	int error = 0;
	int parts = text ? sscanf(text, "%31s %" SCNu64 " %d %7s", name, &n, &error, ever) : 0;

	if (parts == 3)
		fail_at(name, n, error);
	else if (parts == 4)
		fail_from(name, n, error);
	ordered = parts >= 3;
}

/* Not by write(), which may be what fails. */
__attribute__((destructor)) static void tell(void)
{
	if (ordered && fail_happened() == 0)
		syscall(SYS_write, 3, "nothing failed\n", 15);
}
