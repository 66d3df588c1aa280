/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <locale.h>

#include "base/json.h"

static void strings_are_escaped(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t len;
		const char *json;
	} rows[] = {
		{ "", 0, "\"\"" },
		{ "plain", 5, "\"plain\"" },
		{ "a\"b\\c", 5, "\"a\\\"b\\\\c\"" },
		{ "\n\t\r\x1b\x7f", 5, "\"\\n\\t\\u000d\\u001b\\u007f\"" },
		{ "\0x", 2, "\"\\u0000x\"" },
		{ "\xc3\xa9", 2, "\"\xc3\xa9\"" },
		{ "\xff\xc3", 2, "\"\\ufffd\\ufffd\"" },
		{ "\xc2\x9b", 2, "\"\\u009b\"" },
		{ "\xe2\x80\xae", 3, "\"\\u202e\"" },
		{ "\xed\xa0\x80", 3, "\"\\ufffd\\ufffd\\ufffd\"" },
		{ "\xf4\x8f\xbf\xbf", 4, "\"\\udbff\\udfff\"" },
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf out = BUF_INIT;
		json_string(&out, rows[i].text, rows[i].len);
		assert_string_equal(buf_string(&out), rows[i].json);
		buf_done(&out);
	}
}

static void members_have_commas_between(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	buf_add_byte(&out, '{');
	json_member(&out, "a", "1");
	json_member(&out, "b", "{");
	json_member(&out, "c", "");
	buf_add_byte(&out, '}');
	assert_string_equal(buf_string(&out), "{\"a\":\"1\",\"b\":\"{\",\"c\":\"\"}");
	buf_done(&out);
}

static void lines_become_an_array(void **state)
{
	(void)state;
	static const struct {
		const char *text, *json;
	} rows[] = {
		{ "", "{\"l\":[]" },
		{ "one", "{\"l\":[\"one\"]" },
		{ "one\n", "{\"l\":[\"one\"]" },
		{ "one\n\ntwo\n", "{\"l\":[\"one\",\"\",\"two\"]" },
		{ "\n", "{\"l\":[\"\"]" },
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf out = BUF_INIT;
		buf_add_byte(&out, '{');
		json_lines(&out, "l", rows[i].text);
		assert_string_equal(buf_string(&out), rows[i].json);
		buf_done(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_escaped),
		cmocka_unit_test(members_have_commas_between),
		cmocka_unit_test(lines_become_an_array),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
