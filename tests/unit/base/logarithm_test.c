/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Against the library of mathematics, over the whole range. */
#include "support/testing.h"

#include <math.h>

#include "base/logarithm.h"

static void assert_near(double got, double wanted, double unit)
{
	double off = got > wanted ? got - wanted : wanted - got;
	double most = 4e-15 * (fabs(wanted) > unit ? fabs(wanted) : unit);

	if (off > most)
		fail_msg("%.17g is not %.17g", got, wanted);
}

static void exact_values(void **state)
{
	(void)state;
	for (int i = -900; i < 1000; i++)
		assert_true(logarithm_2(ldexp(1, i)) == i);
	assert_true(logarithm_e(1) == 0);
	assert_true(logarithm_power(0) == 1);
	assert_true(logarithm_power(-1e9) == 0);
}

static void as_the_library(void **state)
{
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (int i = 0; i < 20000; i++) {
		double x = (double)random_below(&rnd, UINT64_C(1) << 53) / 9007199254740992.0;
		double y = ldexp(1 + x, (int)random_below(&rnd, 1800) - 900);
		double z = (x - 0.5) * 1300;

		assert_near(logarithm_2(y), log2(y), 1);
		assert_near(logarithm_2(0.9 + x / 5), log2(0.9 + x / 5), 1);
		assert_near(logarithm_e(y), log(y), 1);
		assert_near(logarithm_power(z) / exp(z), 1, 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exact_values),
		cmocka_unit_test(as_the_library),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
