/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "base/base64.h"

/* RFC 4648, section 10. */
static void equals_the_published_examples(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf text = BUF_INIT, bytes = BUF_INIT;

		base64_encode(&text, (const uint8_t *)rows[i][0], strlen(rows[i][0]));
		assert_string_equal(buf_string(&text), rows[i][1]);
		assert_true(base64_decode(&bytes, rows[i][1], strlen(rows[i][1])));
		assert_string_equal(buf_string(&bytes), rows[i][0]);
		buf_done(&text);
		buf_done(&bytes);
	}
}

static void comes_back(void **state)
{
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (int round = 0; round < 2000; round++) {
		uint8_t bytes[64];
		size_t len = (size_t)random_between(&rnd, 0, sizeof(bytes)), cut;
		struct buf text = BUF_INIT, back = BUF_INIT;

		for (size_t i = 0; i < len; i++)
			bytes[i] = (uint8_t)random_between(&rnd, 0, 255);
		base64_encode(&text, bytes, len);
		assert_int_equal(text.len, (len + 2) / 3 * 4);
		/* Without its padding, in the other alphabet, and in two lines. */
		for (cut = text.len; cut > 0 && round % 2 && text.data[cut - 1] == '=';)
			cut--;
		for (size_t i = 0; i < cut && round % 3 == 0; i++)
			text.data[i] = text.data[i] == '+' ? '-' :
				       text.data[i] == '/' ? '_' : text.data[i];
		buf_remove(&text, cut, text.len - cut);
		buf_insert(&text, (size_t)random_between(&rnd, 0, text.len), " \n", 2);
		assert_true(base64_decode(&back, (const char *)text.data, text.len));
		assert_int_equal(back.len, len);
		if (len > 0)
			assert_memory_equal(back.data, bytes, len);
		buf_done(&text);
		buf_done(&back);
	}
}

static void refuses_what_is_none(void **state)
{
	static const char *const rows[] = { "Z", "Zg=", "Zg===", "=", "Zg==Zg", "Zm9vY", "Zm 9?",
					    "Zm9v=", "Z=m9" };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf bytes = BUF_INIT;

		if (base64_decode(&bytes, rows[i], strlen(rows[i])))
			fail_msg("%s is taken", rows[i]);
		buf_done(&bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_the_published_examples),
		cmocka_unit_test(comes_back),
		cmocka_unit_test(refuses_what_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
