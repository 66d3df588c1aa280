/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CRC-32C: the examples of RFC 3720, both ways beside each other, and sums taken in parts. */
#include "support/testing.h"

#include "base/checksum.h"

static void gives_the_sums_of_the_standard(void **state)
{
	uint8_t bytes[32];

	(void)state;
	assert_int_equal(checksum_crc32c(0, "", 0), 0);
	assert_int_equal(checksum_crc32c(0, "123456789", 9), 0xe3069283);
	memset(bytes, 0, sizeof bytes);
	assert_int_equal(checksum_crc32c(0, bytes, sizeof bytes), 0x8a9136aa);
	memset(bytes, 0xff, sizeof bytes);
	assert_int_equal(checksum_crc32c(0, bytes, sizeof bytes), 0x62a8ab43);
	for (int i = 0; i < 32; i++)
		bytes[i] = (uint8_t)i;
	assert_int_equal(checksum_crc32c(0, bytes, sizeof bytes), 0x46dd794e);
}

static void agrees_with_itself(void **state)
{
	struct random rnd;
	uint8_t bytes[300];

	(void)state;
	random_start(&rnd);
	for (int i = 0; i < 500; i++) {
		size_t from = (size_t)random_below(&rnd, 9);
		size_t len = (size_t)random_below(&rnd, sizeof bytes - from + 1);
		size_t part = (size_t)random_below(&rnd, len + 1);
		const uint8_t *at = bytes + from;
		uint32_t whole;

		random_fill(&rnd, bytes, sizeof bytes);
		whole = checksum_crc32c(7, at, len);
		assert_int_equal(whole, checksum_crc32c_portable(7, at, len));
		assert_int_equal(whole, checksum_crc32c(checksum_crc32c(7, at, part), at + part,
							len - part));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_the_sums_of_the_standard),
		cmocka_unit_test(agrees_with_itself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
