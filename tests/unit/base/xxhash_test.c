/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "base/xxhash.h"

/* Values that the authors of XXH64 and its ports publish. */
static void gives_the_published_values(void **state)
{
	static const struct {
		const char *text;
		uint64_t sum;
	} rows[] = {
		{ "", UINT64_C(0xef46db3751d8e999) },
		{ "a", UINT64_C(0xd24ec4f1a98c6e5b) },
		{ "as", UINT64_C(0x1c330fb2d66be179) },
		{ "asd", UINT64_C(0x631c37ce72a97393) },
		{ "asdf", UINT64_C(0x415872f599cea71e) },
		{ "abc", UINT64_C(0x44bc2cf5ad770999) },
		{ "Call me Ishmael. Some years ago--never mind how long precisely-",
		  UINT64_C(0x02a2e85470d6fd96) },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
		assert_int_equal(xxhash_of(rows[i].text, strlen(rows[i].text)), rows[i].sum);
}

static void does_not_care_how_it_is_cut(void **state)
{
	struct random random;
	uint8_t bytes[300];

	(void)state;
	random_start(&random);
	for (int i = 0; i < 2000; i++) {
		size_t len = (size_t)random_below(&random, sizeof bytes + 1);
		struct xxhash sum;

		random_fill(&random, bytes, len);
		xxhash_start(&sum);
		for (size_t at = 0; at < len;) {
			size_t part = (size_t)random_between(&random, 1, len - at);

			xxhash_add(&sum, bytes + at, part);
			at += part;
		}
		assert_int_equal(xxhash_end(&sum), xxhash_of(bytes, len));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_the_published_values),
		cmocka_unit_test(does_not_care_how_it_is_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
