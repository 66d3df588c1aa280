/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The examples of the standard, and the same bytes in any pieces. */
#include "support/testing.h"

#include "scan/sha256.h"

static void check(const struct sha256 *state, const char *wanted)
{
	struct sha256 copy = *state;
	uint8_t digest[SHA256_SIZE];
	char text[SHA256_TEXT];

	sha256_end(&copy, digest);
	for (int i = 0; i < SHA256_SIZE; i++)
		snprintf(text + 2 * i, 3, "%02x", digest[i]);
	assert_string_equal(text, wanted);
}

static void equals_the_standard(void **state)
{
	static const struct { const char *text, *digest; } cases[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	static char a[1000];
	struct sha256 sha;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		sha256_start(&sha);
		sha256_add(&sha, cases[i].text, strlen(cases[i].text));
		check(&sha, cases[i].digest);
	}
	memset(a, 'a', sizeof(a));
	sha256_start(&sha);
	for (int i = 0; i < 1000; i++)
		sha256_add(&sha, a, sizeof(a));
	check(&sha, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void pieces_make_no_difference(void **state)
{
	uint8_t bytes[300], whole[SHA256_SIZE], parts[SHA256_SIZE];
	struct random random;
	struct sha256 sha;

	(void)state;
	random_start(&random);
	random_fill(&random, bytes, sizeof(bytes));
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		sha256_start(&sha);
		sha256_add(&sha, bytes, len);
		sha256_end(&sha, whole);
		sha256_start(&sha);
		/* With the processor's instructions, if any, and without, in turns. */
		sha.by_processor = sha.by_processor && len % 2 == 0;
		for (size_t at = 0; at < len;) {
			size_t part = random_below(&random, len - at) + 1;
			sha256_add(&sha, bytes + at, part);
			at += part;
		}
		sha256_end(&sha, parts);
		assert_memory_equal(whole, parts, SHA256_SIZE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_the_standard),
		cmocka_unit_test(pieces_make_no_difference),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
