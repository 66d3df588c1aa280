/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "base/byteclass.h"
#include "base/checked.h"
#include "base/scalar.h"

static const uint8_t sample[8] = { 0x81, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xf8 };

static void loads(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		uint64_t value;
	} rows[] = {
		{ "u8", 0x81 },
		{ "i8", UINT64_C(0xffffffffffffff81) },
		{ "u16", 0x0281 },
		{ "u16le", 0x0281 },
		{ "u16be", 0x8102 },
		{ "i16le", 0x0281 },
		{ "i16be", UINT64_C(0xffffffffffff8102) },
		{ "u24le", 0x030281 },
		{ "u24be", 0x810203 },
		{ "i24be", UINT64_C(0xffffffffff810203) },
		{ "u32le", 0x04030281 },
		{ "u32be", 0x81020304 },
		{ "i32be", UINT64_C(0xffffffff81020304) },
		{ "u48le", UINT64_C(0x060504030281) },
		{ "u48be", UINT64_C(0x810203040506) },
		{ "i48be", UINT64_C(0xffff810203040506) },
		{ "u64le", UINT64_C(0xf807060504030281) },
		{ "u64be", UINT64_C(0x81020304050607f8) },
		{ "i64le", UINT64_C(0xf807060504030281) },
		{ "i64", UINT64_C(0xf807060504030281) },
		{ "f32be", 0x81020304 },
		{ "f64", UINT64_C(0xf807060504030281) },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		const struct scalar *scalar = scalar_find(rows[i].name, strlen(rows[i].name));
		assert_non_null(scalar);
		assert_true(scalar_load(scalar, sample) == rows[i].value);
	}
}

static const char *const known[] = {
	"u8", "i8", "u16le", "u16be", "i16le", "i16be", "u24le", "u24be", "i24le", "i24be",
	"u32le", "u32be", "i32le", "i32be", "u48le", "u48be", "i48le", "i48be",
	"u64le", "u64be", "i64le", "i64be", "f32le", "f32be", "f64le", "f64be",
};

static void names(void **state)
{
	(void)state;
	static const char *const unknown[] = {
		"", "u", "u1", "u7", "u8le", "i8be", "u16x", "u16lee", "U16", "f16", "f32l",
		"u128", "le",
	};
	for (size_t i = 0; i < ARRAY_COUNT(unknown); i++)
		assert_null(scalar_find(unknown[i], strlen(unknown[i])));
	for (size_t i = 0; i < ARRAY_COUNT(known); i++)
		assert_string_equal(scalar_find(known[i], strlen(known[i]))->name, known[i]);
	/* Only the first `len` bytes count. */
	assert_string_equal(scalar_find("u32be(4)", 5)->name, "u32be");
	assert_string_equal(scalar_find("u32be(4)", 3)->name, "u32le");
}

static void what_is_stored_is_loaded(void **state)
{
	(void)state;
	struct random rnd;
	random_start(&rnd);
	for (int round = 0; round < 2000; round++) {
		const char *name = known[random_below(&rnd, ARRAY_COUNT(known))];
		const struct scalar *scalar = scalar_find(name, strlen(name));
		uint8_t bytes[10], again[10];
		random_fill(&rnd, bytes, sizeof bytes);
		memcpy(again, bytes, sizeof again);
		scalar_store(scalar, scalar_load(scalar, bytes + 1), again + 1);
		assert_memory_equal(bytes, again, sizeof bytes);
		store_int(again + 1, scalar->size, !scalar->big, random_next(&rnd));
		assert_int_equal(again[0], bytes[0]);
		assert_memory_equal(again + 1 + scalar->size, bytes + 1 + scalar->size,
				    sizeof bytes - 1 - scalar->size);
	}
}

static void checked_arithmetic(void **state)
{
	(void)state;
	uint64_t value;
	size_t size;
	assert_true(add_fits(UINT64_MAX - 1, 1, &value) && value == UINT64_MAX);
	assert_false(add_fits(UINT64_MAX, 1, &value));
	assert_true(mul_fits(UINT64_C(1) << 32, (UINT64_C(1) << 32) - 1, &value));
	assert_false(mul_fits(UINT64_C(1) << 32, UINT64_C(1) << 32, &value));
	assert_false(mul_size_fits(SIZE_MAX / 2, 3, &size));
	assert_true(min_u64(1, UINT64_MAX) == 1 && max_u64(1, UINT64_MAX) == UINT64_MAX);
	assert_true(min_size(2, 1) == 1);
}

static void classes_of_bytes(void **state)
{
	(void)state;
	int count[6] = { 0 };
	for (int byte = 0; byte < 256; byte++)
		count[byte_class((uint8_t)byte)]++;
	assert_int_equal(count[BYTE_ZERO], 1);
	assert_int_equal(count[BYTE_SPACE], 6);
	assert_int_equal(count[BYTE_CONTROL], 31 - 5 + 1);
	assert_int_equal(count[BYTE_PRINTABLE], 94);
	assert_int_equal(count[BYTE_HIGH], 127);
	assert_int_equal(count[BYTE_FULL], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loads),
		cmocka_unit_test(names),
		cmocka_unit_test(what_is_stored_is_loaded),
		cmocka_unit_test(checked_arithmetic),
		cmocka_unit_test(classes_of_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
