/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/power_cut.h"

#include "support/testing.h"

#include <errno.h>

enum { WORLD = 500 };            /* saves that share a store */

void power_fail(const struct power *power, const char *what)
{
	fail_msg("%s, run %" PRIu64 ", save %" PRIu64 ": %s", power->plan->name, power->run,
		 power->saves, what);
}

struct power_trouble power_trouble(struct power *power, uint64_t calls)
{
	struct power_trouble trouble = { 0 };

	if (random_below(&power->random, 4) > 0)
		return trouble;
	trouble.at = random_between(&power->random, 1, calls);
	trouble.on = random_below(&power->random, 4) == 0;
	trouble.error = random_below(&power->random, 2) ? EIO : ENOSPC;
	return trouble;
}

static uint64_t runs_wanted(void)
{
	const char *wanted = getenv("BURIN_RUNS");

	return wanted && *wanted ? strtoull(wanted, NULL, 10) : 20000;
}

static void report(const struct power *power)
{
	print_message("# %s: %" PRIu64 " runs in %" PRIu64 " saves: %" PRIu64 " old, %" PRIu64
		      " new, none torn; %" PRIu64 " finished, %" PRIu64 " undone, %" PRIu64
		      " recoveries interrupted, %" PRIu64 " saves with failing calls, %" PRIu64
		      " cancelled\n", power->plan->name, power->run, power->saves, power->left_old,
		      power->left_new, power->finished, power->undone, power->crashed_again,
		      power->failed, power->cancelled);
}

void power_run(const struct power_plan *plan)
{
	struct power power = { .plan = plan };
	uint64_t runs = runs_wanted();
	struct err err;

	random_start(&power.random);
	while (power.run < runs) {
		power.store = store_new(1 << 16, &err);
		assert_non_null(power.store);
		ropes_init(&power.ropes, power.store);
		for (int i = 0; i < WORLD && power.run < runs; i++) {
			plan->once(&power);
			power.saves++;
		}
		ropes_done(&power.ropes);
		store_free(power.store);
	}
	report(&power);
}
