/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>

#include "store/badmap.h"

enum { SPACE = 200 };

static void check_against(const struct badmap *bad, const int *model)
{
	for (size_t i = 0; i + 1 < bad->count; i++)
		assert_true(bad->runs[i].hi <= bad->runs[i + 1].lo);
	for (uint64_t at = 0; at < SPACE; at++) {
		const struct bad_run *run = badmap_after(bad, at);

		assert_int_equal(run && run->lo <= at ? run->why : 0, model[at]);
	}
}

/* Against an array with one errno per byte. */
static void is_a_set_of_ranges(void **state)
{
	struct badmap bad = { 0 };
	int model[SPACE] = { 0 };
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (int n = 0; n < 3000; n++) {
		uint64_t lo = random_below(&rnd, SPACE - 1);
		uint64_t hi = random_between(&rnd, lo + 1, lo + 9 < SPACE ? lo + 9 : SPACE);

		if (random_below(&rnd, 4) == 0) {
			/* Runs are forgotten as a whole. */
			for (size_t i = 0; i < bad.count; i++) {
				if (bad.runs[i].lo >= hi || bad.runs[i].hi <= lo)
					continue;
				for (uint64_t at = bad.runs[i].lo; at < bad.runs[i].hi; at++)
					model[at] = 0;
			}
			badmap_forget(&bad, lo, hi);
		} else {
			/* What it overlaps takes the new reason over. */
			uint64_t from = lo, to = hi;

			for (size_t i = 0; i < bad.count; i++) {
				if (bad.runs[i].lo >= hi || bad.runs[i].hi <= lo)
					continue;
				from = bad.runs[i].lo < from ? bad.runs[i].lo : from;
				to = bad.runs[i].hi > to ? bad.runs[i].hi : to;
			}
			int why = random_below(&rnd, 2) ? EIO : ENXIO;
			for (uint64_t at = from; at < to; at++)
				model[at] = why;
			assert_true(badmap_add(&bad, lo, hi, why));
		}
		check_against(&bad, model);
	}
	badmap_done(&bad);
	assert_null(badmap_after(&bad, 0));
	badmap_done(&bad);
}

static void melts_neighbours(void **state)
{
	struct badmap bad = { 0 };

	(void)state;
	for (uint64_t at = 0; at < 1000; at += 2)
		assert_true(badmap_add(&bad, at, at + 1, EIO));
	assert_int_equal(bad.count, 500);
	for (uint64_t at = 1; at < 1000; at += 2)
		assert_true(badmap_add(&bad, at, at + 1, EIO));
	assert_int_equal(bad.count, 1);
	assert_true(badmap_add(&bad, 1000, 1001, ENXIO));
	assert_int_equal(bad.count, 2);
	badmap_done(&bad);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_a_set_of_ranges),
		cmocka_unit_test(melts_neighbours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
