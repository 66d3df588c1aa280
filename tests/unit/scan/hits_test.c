/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/hits.h"

#include "support/testing.h"

enum { COUNT = 5000 };

static void fill(struct random *rnd, struct hits *hits, struct hit *right, bool lengths)
{
	unsigned kinds = hits_kinds(hits);
	struct err err = { 0 };
	uint64_t pos = random_below(rnd, 10);

	for (size_t i = 0; i < COUNT; i++) {
		right[i].pos = pos;
		right[i].len = lengths && i > 700 ? random_below(rnd, 1000) : 4;
		right[i].kind = random_below(rnd, kinds);
		assert_true(kinds == 1 ? hits_add(hits, right[i].pos, right[i].len, &err) :
					 hits_add_many(hits, &right[i], 1, &err));
		pos += random_below(rnd, 3) ? random_below(rnd, 300) : random_below(rnd, 1u << 30);
	}
}

static void keeps_what_was_added(void **state)
{
	static struct hit right[COUNT], got[COUNT];
	struct random rnd;
	struct err err = { 0 };

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 4; round++) {
		struct hits *hits = hits_new(UINT64_MAX, &err);

		assert_non_null(hits);
		if (round >= 2)
			hits_set_kinds(hits, 3);
		fill(&rnd, hits, right, round % 2 != 0);
		assert_int_equal(hits_count(hits), COUNT);
		assert_int_equal(hits_get(hits, 0, got, COUNT), COUNT);
		assert_memory_equal(got, right, sizeof(right));
		for (unsigned i = 0; i < 200; i++) {
			size_t n = (size_t)random_below(&rnd, COUNT + 10);
			uint64_t pos = n < COUNT ? right[n].pos + random_below(&rnd, 2) :
						   UINT64_MAX;
			size_t found = 0;

			assert_int_equal(hits_get(hits, n, got, 1), n < COUNT);
			if (n < COUNT)
				assert_memory_equal(got, &right[n], sizeof(*got));
			while (found < COUNT && right[found].pos < pos)
				found++;
			assert_int_equal(hits_find(hits, pos), found);
		}
		hits_free(hits);
	}
}

static void forgets_the_last_ones(void **state)
{
	static struct hit right[COUNT], got[COUNT];
	struct random rnd;
	struct err err = { 0 };

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 60; round++) {
		struct hits *hits = hits_new(UINT64_MAX, &err);
		size_t kept = (size_t)random_below(&rnd, COUNT + 1);

		assert_non_null(hits);
		if (round % 3 == 0)
			kept -= kept % 256;
		fill(&rnd, hits, right, round % 2 != 0);
		hits_truncate(hits, COUNT + 1);
		hits_truncate(hits, kept);
		assert_int_equal(hits_count(hits), kept);
		assert_true(hits_add_many(hits, right + kept, COUNT - kept, &err));
		assert_int_equal(hits_get(hits, 0, got, COUNT), COUNT);
		assert_memory_equal(got, right, sizeof(right));
		hits_free(hits);
	}
}

static void tells_what_it_drops(void **state)
{
	struct err err = { 0 };
	struct hits *hits = hits_new(3, &err);
	struct hit hit;

	(void)state;
	assert_non_null(hits);
	assert_int_equal(hits_get(hits, 0, &hit, 1), 0);
	assert_int_equal(hits_find(hits, 0), 0);
	for (uint64_t i = 0; i < 10; i++)
		assert_true(hits_add(hits, i, 1, &err));
	assert_int_equal(hits_count(hits), 3);
	assert_int_equal(hits_dropped(hits), 7);
	hits_clear(hits);
	assert_int_equal(hits_count(hits) + hits_dropped(hits), 0);
	assert_true(hits_add(hits, 5, 9, &err));
	assert_int_equal(hits_get(hits, 0, &hit, 1), 1);
	assert_int_equal(hit.len, 9);
	hits_free(hits);
}

/* A hit every 100 bytes: a byte each and the index. */
static void takes_little_memory(void **state)
{
	struct err err = { 0 };
	struct hits *hits = hits_new(UINT64_MAX, &err);

	(void)state;
	assert_non_null(hits);
	for (uint64_t i = 0; i < 1000000; i++)
		assert_true(hits_add(hits, i * 100, 8, &err));
	assert_true(hits_memory(hits) < 3000000);
	hits_free(hits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_was_added),
		cmocka_unit_test(forgets_the_last_ones),
		cmocka_unit_test(tells_what_it_drops),
		cmocka_unit_test(takes_little_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
