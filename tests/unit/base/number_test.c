/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "base/number.h"

#define KI(n) (UINT64_C(1) << (10 * (n)))

static void numbers(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t used;
		uint64_t value;
	} rows[] = {
		{ "0", 1, 0 },
		{ "4096", 4, 4096 },
		{ "010", 3, 10 },
		{ "0x1000", 6, 4096 },
		{ "0XfF", 4, 255 },
		{ "0o17", 4, 15 },
		{ "0O17", 4, 15 },
		{ "0b101", 5, 5 },
		{ "1_000_000", 9, 1000000 },
		{ "1'000", 5, 1000 },
		{ "0xdead'beef", 11, 0xdeadbeef },
		{ "0xde'ad", 7, 0xdead },
		{ "4'a", 1, 4 },
		{ "0x4'z", 3, 4 },
		{ "1__0", 1, 1 },
		{ "1_", 1, 1 },
		{ "18446744073709551615", 20, UINT64_MAX },
		{ "0xffffffffffffffff", 18, UINT64_MAX },
		{ "4k", 2, 4096 },
		{ "4K", 2, 4096 },
		{ "1M", 2, KI(2) },
		{ "1G", 2, KI(3) },
		{ "1T", 2, KI(4) },
		{ "2KiB", 4, 2 * KI(1) },
		{ "2MiB", 4, 2 * KI(2) },
		{ "2GiB", 4, 2 * KI(3) },
		{ "2TiB", 4, 2 * KI(4) },
		{ "3kB", 3, 3000 },
		{ "3MB", 3, 3000000 },
		{ "3GB", 3, UINT64_C(3000000000) },
		{ "3TB", 3, UINT64_C(3000000000000) },
		{ "63s", 3, 63 * 512 },
		{ "0x10k", 5, 0x4000 },
		{ "0x10MiB", 7, 16 * KI(2) },
		{ "0x10s", 5, 16 * 512 },
		{ "0x1b", 4, 0x1b },
		{ "0b11k", 5, 3072 },
		{ "4size", 1, 4 },
		{ "4kilo", 1, 4 },
		{ "4k+1", 2, 4096 },
		{ "12 k", 2, 12 },
		{ "7,8", 1, 7 },
		{ "0xfg", 3, 15 },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct err err;
		size_t used = 99;
		uint64_t value = 99;
		bool ok = number_parse(rows[i].text, strlen(rows[i].text), &used, &value, &err);
		if (!ok || used != rows[i].used || value != rows[i].value)
			fail_msg("%s gives %d, %zu bytes, %" PRIu64, rows[i].text, ok, used, value);
	}
}

static void what_is_no_number(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err_code code;
		const char *message;
	} rows[] = {
		{ "", ERR_SYNTAX, "\"\": expected a number" },
		{ "x", ERR_SYNTAX, "\"x\": expected a number" },
		{ "-1", ERR_SYNTAX, "\"-1\": expected a number" },
		{ "0x", ERR_SYNTAX, "\"0x\": expected hexadecimal digits after \"0x\"" },
		{ "0b2", ERR_SYNTAX, "\"0b2\": expected binary digits after \"0b\"" },
		{ "0b12", ERR_SYNTAX, "\"0b12\": 2 is no binary digit" },
		{ "0o18", ERR_SYNTAX, "\"0o18\": 8 is no octal digit" },
		{ "1 2", ERR_SYNTAX, "\"1 2\": \"2\" does not belong to a number" },
		{ "4kilo", ERR_SYNTAX, "\"4kilo\": \"kilo\" does not belong to a number" },
		{ "18446744073709551616", ERR_RANGE, NULL },
		{ "0x10000000000000000", ERR_RANGE, NULL },
		{ "99999999999999999999999999999999", ERR_RANGE, NULL },
		{ "16777216T", ERR_RANGE, NULL },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct err err;
		uint64_t value;
		assert_false(number_parse_all(rows[i].text, &value, &err));
		assert_int_equal(err.code, rows[i].code);
		if (rows[i].message)
			assert_string_equal(err.text, rows[i].message);
	}
}

static void blanks_around_are_allowed(void **state)
{
	(void)state;
	struct err err;
	uint64_t value;
	assert_true(number_parse_all(" \t0x10 \t", &value, &err));
	assert_int_equal(value, 16);
}

/* What is behind the given length is not looked at. */
static void the_length_counts(void **state)
{
	(void)state;
	static const char text[] = "0x12345678k";
	for (size_t len = 3; len < sizeof text - 1; len++) {
		struct err err;
		size_t used;
		uint64_t value;
		assert_true(number_parse(text, len, &used, &value, &err));
		assert_int_equal(used, len);
		assert_int_equal(number_digits(value, 16), len - 2);
	}
}

static uint64_t random_value(struct random *rnd)
{
	return random_next(rnd) >> random_below(rnd, 64);
}

static void round_trips(void **state)
{
	(void)state;
	struct random rnd;
	random_start(&rnd);
	for (int i = 0; i < 5000; i++) {
		uint64_t value = random_value(&rnd), again;
		struct err err;
		char text[100];
		snprintf(text, sizeof text, "%" PRIu64, value);
		assert_int_equal(number_digits(value, 10), strlen(text));
		assert_true(number_parse_all(text, &again, &err) && again == value);
		snprintf(text, sizeof text, "0x%" PRIx64, value);
		assert_int_equal(number_digits(value, 16), strlen(text) - 2);
		assert_true(number_parse_all(text, &again, &err) && again == value);
		snprintf(text, sizeof text, "0o%" PRIo64, value);
		assert_int_equal(number_digits(value, 8), strlen(text) - 2);
		assert_true(number_parse_all(text, &again, &err) && again == value);
		char *binary = text + 2;
		strcpy(text, "0b");
		int digits = number_digits(value, 2);
		for (int bit = digits - 1; bit >= 0; bit--)
			*binary++ = (char)('0' + (value >> bit & 1));
		*binary = '\0';
		assert_true(number_parse_all(text, &again, &err) && again == value);
		char grouped[NUMBER_TEXT];
		number_grouped(value, grouped);
		for (char *comma = grouped; (comma = strchr(comma, ','));)
			*comma = '_';
		assert_true(number_parse_all(grouped, &again, &err) && again == value);
	}
}

static void sizes_for_people(void **state)
{
	(void)state;
	static const struct {
		uint64_t bytes;
		const char *text;
	} rows[] = {
		{ 0, "0 bytes" }, { 1, "1 byte" }, { 17, "17 bytes" }, { 1023, "1023 bytes" },
		{ 1024, "1 KiB" }, { 1536, "1.5 KiB" }, { 4096, "4 KiB" },
		{ KI(2) - 1, "1023.9 KiB" }, { KI(2), "1 MiB" }, { KI(3) + KI(3) / 2, "1.5 GiB" },
		{ KI(4), "1 TiB" }, { KI(5), "1 PiB" }, { KI(6), "1 EiB" },
		{ UINT64_MAX, "15.9 EiB" },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		char text[NUMBER_TEXT];
		assert_string_equal(number_size(rows[i].bytes, text), rows[i].text);
	}
	char text[NUMBER_TEXT];
	assert_string_equal(number_grouped(0, text), "0");
	assert_string_equal(number_grouped(999, text), "999");
	assert_string_equal(number_grouped(1000, text), "1,000");
	assert_string_equal(number_grouped(UINT64_MAX, text), "18,446,744,073,709,551,615");
	assert_string_equal(number_time(0, text), "0 s");
	assert_string_equal(number_time(1, text), "1 s");
	assert_string_equal(number_time(59000, text), "59 s");
	assert_string_equal(number_time(59001, text), "1:00 min");
	assert_string_equal(number_time(3599000, text), "59:59 min");
	assert_string_equal(number_time(3661000, text), "1:01:01 h");
	assert_int_equal(strlen(number_time(UINT64_MAX, text)), strlen("5124095576030:25:52 h"));
	assert_int_equal(number_digits(0, 2), 1);
	assert_int_equal(number_digits(UINT64_MAX, 2), 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(what_is_no_number),
		cmocka_unit_test(blanks_around_are_allowed),
		cmocka_unit_test(the_length_counts),
		cmocka_unit_test(round_trips),
		cmocka_unit_test(sizes_for_people),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
