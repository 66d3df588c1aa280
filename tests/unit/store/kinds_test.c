/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources without a file: a pattern, anonymous memory; and the checks that all kinds share. */
#include "support/testing.h"

#include "store/kinds.h"

static void repeats_a_pattern(void **state)
{
	enum { LEN = 700 };
	uint8_t pattern[41], back[LEN];
	struct random rnd;
	struct err err;

	(void)state;
	random_start(&rnd);
	random_fill(&rnd, pattern, sizeof pattern);
	for (size_t n = 1; n <= sizeof pattern; n++) {
		struct source *fill = fill_new(pattern, n, LEN, &err);

		assert_non_null(fill);
		assert_int_equal(source_size(fill), LEN);
		for (int i = 0; i < 50; i++) {
			size_t off = (size_t)random_below(&rnd, LEN);
			size_t len = (size_t)random_between(&rnd, 1, LEN);
			size_t have = len < LEN - off ? len : LEN - off;
			int why = -1;

			assert_int_equal(source_read(fill, off, back, len, &why), have);
			assert_int_equal(why, 0);
			for (size_t k = 0; k < have; k++)
				assert_int_equal(back[k], pattern[(off + k) % n]);
		}
		source_close(fill);
	}
}

static void knows_zeros(void **state)
{
	static const struct {
		const char *pattern;
		size_t len;
		bool zero;
	} rows[] = {
		{ "\0", 1, true },      { "\0\0\0", 3, true }, { "\0\0\1", 3, false },
		{ "\1\0\0", 3, false }, { "a", 1, false },
	};
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct source *fill = fill_new(rows[i].pattern, rows[i].len, 100, &err);

		assert_non_null(fill);
		assert_int_equal(source_is_zero_fill(fill), rows[i].zero);
		source_close(fill);
	}
}

static void fills_without_end(void **state)
{
	struct err err;
	struct source *fill = fill_new("abc", 3, UINT64_MAX, &err);
	char back[8];
	int why;

	(void)state;
	assert_non_null(fill);
	assert_int_equal(source_size(fill), UINT64_MAX);
	assert_int_equal(source_read(fill, UINT64_MAX - 3, back, 8, &why), 3);
	assert_memory_equal(back, "abc", 3);         /* 2^64 - 1 is a multiple of 3 */
	assert_int_equal(source_begin(fill, 0, 10).bytes.len, 0);
	source_close(fill);
}

static void remembers_anonymous_bytes(void **state)
{
	struct err err;
	struct source *memory = map_anonymous(100000, &err);
	struct source_span span;
	char back[16];
	int why;

	(void)state;
	assert_non_null(memory);
	assert_true(source_is_zero_fill(memory));
	assert_true(source_can_poke(memory));
	assert_true(source_poke(memory, 99995, "hello", 5, &err));
	assert_false(source_is_zero_fill(memory));
	source_drop(memory, 0, 100000);
	assert_int_equal(source_read(memory, 99994, back, 16, &why), 6);
	assert_memory_equal(back, "\0hello", 6);
	span = source_begin(memory, 0, 1 << 20);
	assert_int_equal(span.bytes.len, 100000);
	assert_memory_equal(span.bytes.data + 99995, "hello", 5);
	assert_true(source_end(memory, &span));
	assert_true(source_sync(memory, &err));
	assert_int_equal(source_fd(memory), -1);
	source_close(memory);
}

static void takes_room_only_where_written(void **state)
{
	const uint64_t sizes[] = { UINT64_C(1) << 43, UINT64_C(1) << 36 };
	struct err err;
	char back[4];
	int why;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
		struct source *memory = map_anonymous(sizes[i], &err);

		/* Instrumented programs have less address space. */
		if (!memory) {
			assert_int_equal(err.code, ERR_NOMEM);
			continue;
		}
		assert_true(source_poke(memory, sizes[i] - 3, "end", 3, &err));
		assert_int_equal(source_read(memory, sizes[i] - 3, back, 4, &why), 3);
		assert_memory_equal(back, "end", 3);
		source_close(memory);
	}
}

static void checks_every_range(void **state)
{
	struct err err = { 0 };
	struct source *memory = map_anonymous(100, &err);
	struct source *fill = fill_new("a", 1, 100, &err);
	char back[4];
	int why = -1;

	(void)state;
	assert_non_null(memory);
	assert_non_null(fill);
	assert_int_equal(source_read(memory, 100, back, 4, &why), 0);
	assert_int_equal(why, 0);
	assert_int_equal(source_read(memory, UINT64_MAX, back, 4, &why), 0);
	assert_int_equal(source_read(memory, 50, back, 0, &why), 0);
	assert_int_equal(source_begin(memory, 100, 1).bytes.len, 0);
	assert_int_equal(source_begin(memory, 0, 0).bytes.len, 0);
	struct source_span span = source_begin(memory, 200, 1);
	assert_true(source_end(memory, &span));

	assert_false(source_poke(memory, 98, "abc", 3, &err));
	assert_int_equal(err.code, ERR_RANGE);
	assert_false(source_poke(memory, UINT64_MAX, "abc", 3, &err));
	assert_int_equal(err.code, ERR_RANGE);
	assert_true(source_is_zero_fill(memory));
	assert_true(source_poke(memory, 100, "", 0, &err));
	assert_false(source_poke(fill, 0, "b", 1, &err));
	assert_int_equal(err.code, ERR_READONLY);
	source_drop(memory, 200, UINT64_MAX);
	source_close(memory);
	source_close(fill);
	source_close(NULL);
}

static void may_be_empty(void **state)
{
	struct err err;
	struct source *sources[] = { map_anonymous(0, &err), fill_new("abc", 3, 0, &err) };
	char back;
	int why;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(sources); i++) {
		assert_non_null(sources[i]);
		assert_int_equal(source_size(sources[i]), 0);
		assert_int_equal(source_read(sources[i], 0, &back, 1, &why), 0);
		source_drop(sources[i], 0, 1);
		source_close(sources[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repeats_a_pattern),
		cmocka_unit_test(knows_zeros),
		cmocka_unit_test(fills_without_end),
		cmocka_unit_test(remembers_anonymous_bytes),
		cmocka_unit_test(takes_room_only_where_written),
		cmocka_unit_test(checks_every_range),
		cmocka_unit_test(may_be_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
