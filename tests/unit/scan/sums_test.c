/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Published examples, and every kind beside its definition, in any pieces. */
#include "support/testing.h"

#include "scan/sums.h"

static uint64_t sum_of(enum sum_kind kind, const void *bytes, size_t len)
{
	struct sum sum;

	sum_start(&sum, kind);
	sum_add(&sum, bytes, len);
	return sum_value(&sum);
}

static void equals_what_is_published(void **state)
{
	static const struct { enum sum_kind kind; const char *text; uint64_t value; } cases[] = {
		{ SUM_FLETCHER16, "abcde", 0xc8f0 },
		{ SUM_FLETCHER16, "abcdef", 0x2057 },
		{ SUM_FLETCHER16, "abcdefgh", 0x0627 },
		{ SUM_FLETCHER32, "abcde", 0xf04fc729 },
		{ SUM_FLETCHER32, "abcdef", 0x56502d2a },
		{ SUM_FLETCHER32, "abcdefgh", 0xebe19591 },
		{ SUM_FLETCHER64, "abcde", UINT64_C(0xc8c6c527646362c6) },
		{ SUM_FLETCHER64, "abcdef", UINT64_C(0xc8c72b276463c8c6) },
		{ SUM_FLETCHER64, "abcdefgh", UINT64_C(0x312e2b28cccac8c6) },
		{ SUM_ADLER32, "Wikipedia", 0x11e60398 },
		{ SUM_ADLER32, "", 1 },
		{ SUM_8, "abc", 0x26 },
		{ SUM_16, "abc", 0x126 },
		{ SUM_16LE, "abc", 0x6261 + 0x63 },
		{ SUM_16BE, "abc", 0x6162 + 0x6300 },
		{ SUM_32LE, "abcde", 0x64636261 + 0x65 },
		{ SUM_XOR8, "abc", 'a' ^ 'b' ^ 'c' },
		{ SUM_XOR16BE, "abc", 0x6162 ^ 0x6300 },
	};
	/* The header of RFC 1071's example, 00 01 f2 03 f4 f5 f6 f7. */
	static const uint8_t header[] = { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7 };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		uint64_t value = sum_of(cases[i].kind, cases[i].text, strlen(cases[i].text));

		if (value != cases[i].value)
			fail_msg("%s of %s: 0x%llx", sum_name(cases[i].kind), cases[i].text,
				 (unsigned long long)value);
	}
	assert_int_equal(sum_of(SUM_INTERNET, header, sizeof(header)), 0xffff & ~0xddf2);
}

/* One number after the other, modulo each time. */
static uint64_t slow_sum(enum sum_kind kind, const uint8_t *bytes, size_t len)
{
	static const unsigned units[SUM_KINDS] = {
		1, 1, 1, 1, 2, 2, 4, 4, 1, 2, 2, 4, 4, 2, 1, 2, 4, 1,
	};
	bool big = kind == SUM_16BE || kind == SUM_32BE || kind == SUM_XOR16BE ||
		   kind == SUM_XOR32BE || kind == SUM_INTERNET;
	unsigned unit = units[kind], bits = sum_bits(kind);
	uint64_t modulus = kind == SUM_ADLER32 ? 65521 : kind == SUM_FLETCHER16 ? 255 :
			   kind == SUM_FLETCHER32 ? 65535 : 0xffffffff;
	uint64_t a = kind == SUM_ADLER32, b = 0, mask = UINT64_MAX >> (64 - bits);

	for (size_t i = 0; i < len; i += unit) {
		uint64_t number = 0;

		for (unsigned k = 0; k < unit; k++) {
			uint64_t byte = i + k < len ? bytes[i + k] : 0;
			number |= byte << 8 * (big ? unit - 1 - k : k);
		}
		if (kind >= SUM_XOR8 && kind <= SUM_XOR32BE) {
			a ^= number;
		} else if (kind >= SUM_FLETCHER16) {
			a = (a + number) % modulus;
			b = (b + a) % modulus;
		} else {
			a += number;
		}
		if (kind == SUM_INTERNET)
			a = a > 0xffff ? a - 0xffff : a;
	}
	if (kind == SUM_INTERNET)
		return ~a & 0xffff;
	return kind >= SUM_FLETCHER16 ? b << bits / 2 | a : a & mask;
}

static void any_length_in_any_parts(void **state)
{
	static uint8_t bytes[70000];
	struct random random;

	(void)state;
	random_start(&random);
	random_fill(&random, bytes, sizeof(bytes));
	memset(bytes + 3000, 0xff, 60000);
	for (enum sum_kind kind = 0; kind < SUM_KINDS; kind++)
		for (int i = 0; i < 60; i++) {
			size_t len = i == 0 ? sizeof(bytes) : random_below(&random, 300);
			struct sum sum;

			sum_start(&sum, kind);
			for (size_t at = 0; at < len;) {
				size_t part = random_below(&random, len - at) + 1;

				sum_add(&sum, bytes + at, part);
				at += part;
			}
			if (sum_value(&sum) != slow_sum(kind, bytes, len) ||
			    sum_of(kind, bytes, len) != sum_value(&sum))
				fail_msg("%s of %zu bytes", sum_name(kind), len);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_what_is_published),
		cmocka_unit_test(any_length_in_any_parts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
