/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>

#include "base/err.h"

static void set_fills_all(void **state)
{
	(void)state;
	struct err err = { ERR_IO, 5, "before" };
	assert_false(err_set(&err, ERR_RANGE, "position %d is past the end", 7));
	assert_int_equal(err.code, ERR_RANGE);
	assert_int_equal(err.sys, 0);
	assert_string_equal(err.text, "position 7 is past the end");
	err_clear(&err);
	assert_int_equal(err.code, ERR_NONE);
	assert_string_equal(err.text, "");
	assert_false(err_nomem(&err));
	assert_int_equal(err.code, ERR_NOMEM);
	assert_string_equal(err.text, "out of memory");
}

static void sys_names_the_reason(void **state)
{
	(void)state;
	struct err err;
	assert_false(err_sys(&err, ENOENT, "cannot open %s", "x"));
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(err.sys, ENOENT);
	assert_string_equal(err.text, "cannot open x: No such file or directory");
	assert_false(err_sys(&err, ENOMEM, "cannot map"));
	assert_int_equal(err.code, ERR_NOMEM);
	assert_int_equal(err.sys, ENOMEM);
}

static void prefix_keeps_code_and_reason(void **state)
{
	(void)state;
	struct err err;
	err_sys(&err, EIO, "read");
	char expected[sizeof err.text + 20];
	snprintf(expected, sizeof expected, "block 9: %s", err.text);
	assert_false(err_prefix(&err, "block %d", 9));
	assert_string_equal(err.text, expected);
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(err.sys, EIO);
}

static void own_text_may_be_an_argument(void **state)
{
	(void)state;
	struct err err;
	err_set(&err, ERR_SYNTAX, "inner");
	err_set(&err, ERR_RANGE, "outer (%s)", err.text);
	assert_string_equal(err.text, "outer (inner)");
	err_prefix(&err, "%s", err.text);
	assert_string_equal(err.text, "outer (inner): outer (inner)");
}

/* Whatever the length, the text ends, fits, and is not cut inside a character. */
static void long_texts_are_cut_between_characters(void **state)
{
	(void)state;
	struct err err;
	char text[3 * sizeof err.text];
	for (size_t lead = 0; lead < 4; lead++) {
		memset(text, 'a', lead);
		for (size_t i = lead; i + 3 < sizeof text; i += 3)
			memcpy(text + i, "\xe2\x82\xac", 4);
		err_set(&err, ERR_IO, "%s", text);
		size_t len = strlen(err.text);
		assert_true(len < sizeof err.text && len >= sizeof err.text - 3);
		assert_int_equal((len - lead) % 3, 0);
		err_prefix(&err, "%s", "file");
		len = strlen(err.text);
		assert_true(len < sizeof err.text && len >= sizeof err.text - 3);
		assert_int_equal((len - lead - strlen("file: ")) % 3, 0);
	}
	for (size_t len = sizeof err.text - 3; len < sizeof err.text + 3; len++) {
		memset(text, 'x', len);
		text[len] = '\0';
		err_sys(&err, EIO, "%s", text);
		assert_true(strlen(err.text) == sizeof err.text - 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_fills_all),
		cmocka_unit_test(sys_names_the_reason),
		cmocka_unit_test(prefix_keeps_code_and_reason),
		cmocka_unit_test(own_text_may_be_an_argument),
		cmocka_unit_test(long_texts_are_cut_between_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
