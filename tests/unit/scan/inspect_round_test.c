/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readings of random bytes, whose text has to lead to bytes of the same text; the calendar. */
#include "scan/inspect.h"

#include "support/testing.h"

static const struct reading *find(const char *name)
{
	const struct reading *reading = reading_find(name, strlen(name));

	if (!reading)
		fail_msg("there is no reading %s", name);
	return reading;
}

/* decode, encode, decode: the same text. Where there is but one form, the same bytes. */
static void go_round(const struct reading *reading, bool big, const uint8_t *bytes, size_t len)
{
	struct buf text = BUF_INIT, again = BUF_INIT;
	struct reading_value value, back;
	uint8_t made[READING_MOST];
	struct err err = { 0 };
	size_t used;

	if (reading_decode(reading, big, bytes, len, &text, &value) == READING_FINE) {
		if (!reading_encode(reading, big, buf_string(&text), value.len, made, &used, &err))
			fail_msg("%s of \"%s\": %s", reading->name, buf_string(&text), err.text);
		assert_int_equal(used, value.len);
		assert_int_equal(reading_decode(reading, big, made, used, &again, &back),
				 READING_FINE);
		if (strcmp(buf_string(&text), buf_string(&again)) != 0)
			fail_msg("%s: \"%s\", then \"%s\"", reading->name, buf_string(&text),
				 buf_string(&again));
	}
	buf_done(&text);
	buf_done(&again);
}

static void goes_round_with_random_bytes(void **state)
{
	enum { ROUNDS = 1000 };
	struct random rnd;
	const struct reading *reading;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; (reading = reading_at(i)) != NULL; i++)
		for (int round = 0; round < ROUNDS; round++) {
			uint8_t bytes[READING_MOST];
			size_t len = 1 + (size_t)random_below(&rnd, READING_MOST);
			unsigned kind = (unsigned)random_below(&rnd, 4);

			/* Also bytes of which many are none, all ones or the top bit. */
			for (size_t at = 0; at < len; at++)
				bytes[at] = kind == 0 || random_below(&rnd, 3) == 0
					? (uint8_t)random_below(&rnd, 256)
					: (uint8_t)(kind == 1 ? 0 : kind == 2 ? 0xff : 0x80);
			go_round(reading, round & 1, bytes, len);
		}
}

/* All 65536 of what has two bytes, with the very same bytes where there is one form for each. */
static void goes_round_with_all_of_two_bytes(void **state)
{
	static const char *const names[] = { "f16", "bf16", "rgb565", "q15", "q8.8", "i16" };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(names); i++)
		for (unsigned n = 0; n < 65536; n++) {
			uint8_t bytes[2] = { (uint8_t)n, (uint8_t)(n >> 8) }, made[READING_MOST];
			struct buf text = BUF_INIT;
			struct reading_value value;
			struct err err = { 0 };
			size_t used;

			assert_int_equal(reading_decode(find(names[i]), false, bytes, 2, &text,
							&value), READING_FINE);
			if (!reading_encode(find(names[i]), false, buf_string(&text), 2, made,
					    &used, &err) || memcmp(made, bytes, 2) != 0)
				fail_msg("%s %04x \"%s\": %s", names[i], n, buf_string(&text),
					 err.text);
			buf_done(&text);
		}
}

/* Every day of some years, one after the other. */
static void counts_the_days(void **state)
{
	static const unsigned lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	const struct reading *reading = find("time64");
	int64_t seconds = -62167219200;          /* 0000-01-01 */

	(void)state;
	for (unsigned year = 0; year < 2500; year++)
		for (unsigned month = 1; month <= 12; month++) {
			unsigned leap = month == 2 && (year % 4 == 0) &&
					(year % 100 != 0 || year % 400 == 0);
			char text[32];
			uint8_t made[READING_MOST];
			uint64_t got = 0;
			struct err err = { 0 };
			size_t used;

			snprintf(text, sizeof(text), "%04u-%02u-01", year, month);
			assert_true(reading_encode(reading, true, text, 8, made, &used, &err));
			for (size_t i = 0; i < 8; i++)
				got = got << 8 | made[i];
			if ((int64_t)got != seconds)
				fail_msg("%s: %" PRId64, text, (int64_t)got);
			go_round(reading, true, made, 8);
			seconds += (int64_t)(lengths[month - 1] + leap) * 86400;
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_round_with_random_bytes),
		cmocka_unit_test(goes_round_with_all_of_two_bytes),
		cmocka_unit_test(counts_the_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
