/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_UNIT_CLI_OBEDIENT_H
#define BURIN_UNIT_CLI_OBEDIENT_H

/* What parsers of the tests have in common: a byte tells them to crash and so on. */

#include "support/testing.h"

#include <signal.h>

#include "base/buf.h"
#include "base/seccomp.h"

/* Whether parsers can be confined here, and so be tested. */
static inline bool can_confine(void)
{
	const char *instrumented = getenv("BURIN_INSTRUMENTED");

	return seccomp_is_built() && !(instrumented && strcmp(instrumented, "yes") == 0);
}

/* c: crashes, l: goes on for ever, n: says that it failed, s: says nothing, -: refuses, f: says
 * much more than it may. True: it was one of these, and *answer is what the parser returns. */
static inline bool obey(uint8_t order, struct buf *reply, bool *answer)
{
	volatile bool forever = true;

	*answer = order != 'n';
	switch (order) {
	case 'c':
		raise(SIGKILL);
		return true;
	case 'l':
		while (forever)
			;
		return true;
	case 'n':
	case 's':
		return true;
	case '-':
		buf_text(reply, "-it is missing");
		return true;
	case 'f':
		buf_fill(reply, '+', 8 << 20);
		return true;
	default:
		return false;
	}
}

#endif
