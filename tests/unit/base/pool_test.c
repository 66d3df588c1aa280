/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>

#include "base/pool.h"
#include "support/fail.h"

static void items_do_not_overlap(void **state)
{
	(void)state;
	for (size_t item = 1; item <= 40; item++) {
		struct pool pool;
		struct err err;
		uint8_t *items[20];
		pool_init(&pool, item, 3);
		assert_true(pool.item >= item && pool.item % 8 == 0);
		assert_true(pool_reserve(&pool, ARRAY_COUNT(items), &err));
		for (size_t i = 0; i < ARRAY_COUNT(items); i++) {
			items[i] = pool_take(&pool);
			assert_int_equal((uintptr_t)items[i] % 8, 0);
			memset(items[i], (int)i, item);
		}
		for (size_t i = 0; i < ARRAY_COUNT(items); i++) {
			for (size_t at = 0; at < item; at++)
				assert_int_equal(items[i][at], i);
		}
		assert_int_equal(pool.live_count, ARRAY_COUNT(items));
		assert_int_equal(pool.free_count, 1);
		pool_done(&pool);
		assert_int_equal(pool.live_count, 0);
	}
}

/* Random taking and giving against a plain list of what is out. */
static void taken_and_given_back(void **state)
{
	(void)state;
	struct random rnd;
	struct pool pool;
	struct err err;
	uint64_t *out[100];
	size_t count = 0;
	random_start(&rnd);
	pool_init(&pool, sizeof **out, 7);
	for (int step = 0; step < 20000; step++) {
		if (count < ARRAY_COUNT(out) && random_below(&rnd, 2)) {
			assert_true(pool_reserve(&pool, 1, &err));
			out[count] = pool_take(&pool);
			for (size_t i = 0; i < count; i++)
				assert_ptr_not_equal(out[i], out[count]);
			count++;
		} else if (count > 0) {
			size_t at = (size_t)random_below(&rnd, count);
			pool_give(&pool, out[at]);
			out[at] = out[--count];
		}
		assert_int_equal(pool.live_count, count);
	}
	assert_true(pool.free_count + count <= 7 * (100 / 7 + 1));
	pool_done(&pool);
}

/* After a reservation that failed nothing is lost, and what was promised before still holds. */
static void no_memory(void **state)
{
	(void)state;
	for (uint64_t n = 0;; n++) {
		struct pool pool;
		struct err err;
		fail_at("malloc", n, ENOMEM);
		pool_init(&pool, 24, 4);
		bool ok = pool_reserve(&pool, 2, &err) && pool_reserve(&pool, 17, &err);
		bool happened = fail_happened() > 0;
		assert_int_equal(ok, !happened);
		if (happened) {
			assert_int_equal(err.code, ERR_NOMEM);
			for (size_t left = pool.free_count; left > 0; left--)
				memset(pool_take(&pool), 0, 24);
			assert_true(pool_reserve(&pool, 17, &err));
		}
		for (int i = 0; i < 17; i++)
			assert_non_null(pool_take(&pool));
		pool_done(&pool);
		if (!happened)
			break;
	}
	fail_reset();
}

static void too_large_is_refused(void **state)
{
	(void)state;
	struct pool pool;
	struct err err;
	pool_init(&pool, SIZE_MAX / 4, 8);
	assert_false(pool_reserve(&pool, 1, &err));
	assert_int_equal(err.code, ERR_NOMEM);
	pool_done(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_do_not_overlap),
		cmocka_unit_test(taken_and_given_back),
		cmocka_unit_test(no_memory),
		cmocka_unit_test(too_large_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
