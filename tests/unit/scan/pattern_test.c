/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/pattern.h"

#include "support/testing.h"

struct row {
	const char *text;
	const char *value;       /* two digits a place, "??" and "4?" as they are, lower case */
	const char *described;
};

static const struct row rows[] = {
	{ "48 8b ?? 4? c3", "488b??4?c3", "5 bytes: 48 8b ?? 4? c3" },
	{ "488B??4?c3", "488b??4?c3", "5 bytes: 48 8b ?? 4? c3" },
	{ "?f", "?f", "1 byte: ?f" },
	{ "??", "??", "1 byte: ??" },
	{ "  de\tad  ", "dead", "2 bytes: de ad" },
	{ "0xdeadbeef", "deadbeef", "4 bytes: de ad be ef" },
	{ "\\xde\\xad", "dead", "2 bytes: de ad" },
	{ "74657874", "74657874", "4 bytes: 74 65 78 74, text" },
	{ "\"text\"", "74657874", "4 bytes: 74 65 78 74, text" },
	{ "'a b\\n'", "6120620a", "4 bytes: 61 20 62 0a" },
	{ "\"say \\\"A\\\"\"", "7361792022412" "2", "7 bytes: 73 61 79 20 22 41 22, text" },
	{ "\"TeXt\"/i", "TEXT", "text, 4 bytes, any case" },
	{ "\"a1\"/i", "A31", "text, 2 bytes, any case" },
	{ "\"ab\"/u", "61006200", "4 bytes: 61 00 62 00" },
	{ "\"ab\"/U", "00610062", "4 bytes: 00 61 00 62" },
	{ "\"aB\"/iu", "A00B00", "4 bytes: 61 00 62 00, any case" },
	{ "\"\xe2\x82\xac\"/u", "ac20", "2 bytes: ac 20" },
	{ "\"\xf0\x9f\x98\x80\"/U", "d83dde00", "4 bytes: d8 3d de 00" },
	/* U+4161 has a letter in each byte, and no case. */
	{ "\"\xe4\x85\xa1\"/iu", "6141", "2 bytes: 61 41, text" },
	{ "u32le:1000", "e8030000", "4 bytes: e8 03 00 00" },
	{ "i16be:-2", "fffe", "2 bytes: ff fe" },
	{ "7f \"ELF\" ?? u16le:1", "7f454c46??0100", "7 bytes: 7f 45 4c 46 ?? 01 00" },
	/* What is none of these is text. */
	{ "text", "74657874", "4 bytes: 74 65 78 74, text" },
	{ "hello ab", "68656c6c6f206162", "8 bytes: 68 65 6c 6c 6f 20 61 62, text" },
	{ "add", "616464", "3 bytes: 61 64 64, text" },
	{ "10:30", "31303a3330", "5 bytes: 31 30 3a 33 30, text" },
	{ "what?", "776861743f", "5 bytes: 77 68 61 74 3f, text" },
	{ "it's", "69742773", "4 bytes: 69 74 27 73, text" },
	{ "000102030405060708090a0b0c0d0e0f10", "000102030405060708090a0b0c0d0e0f10",
	  "17 bytes: 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f ..." },
};

/* A letter of any case is one upper-case letter here, all else two digits. */
static char *notation(const struct pattern *pattern)
{
	char *text = malloc(2 * pattern->len + 1), *at = text;

	assert_non_null(text);
	for (size_t i = 0; i < pattern->len; i++) {
		uint8_t value = pattern->value[i], mask = pattern->mask[i];

		if (pattern->fold[i]) {
			assert_true(value >= 'a' && value <= 'z' && mask == 0xff);
			*at++ = (char)(value - 0x20);
			continue;
		}
		assert_int_equal(value & mask, value);
		*at++ = mask & 0xf0 ? "0123456789abcdef"[value >> 4] : '?';
		*at++ = mask & 0x0f ? "0123456789abcdef"[value & 15] : '?';
	}
	*at = '\0';
	return text;
}

static void parses(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct pattern pattern;
		struct buf text = BUF_INIT;
		struct err err = { 0 };
		char *value;

		if (!pattern_parse(rows[i].text, &pattern, &err))
			fail_msg("%s: %s", rows[i].text, err.text);
		value = notation(&pattern);
		assert_string_equal(value, rows[i].value);
		assert_int_equal(pattern.exact,
				 strpbrk(value, "?ABCDEFGHIJKLMNOPQRSTUVWXYZ") == NULL);
		pattern_describe(&pattern, &text);
		assert_string_equal(buf_string(&text), rows[i].described);
		free(value);
		buf_done(&text);
		pattern_done(&pattern);
	}
}

static void refuses(void **state)
{
	static const struct {
		const char *text;
		enum err_code code;
		const char *message;
	} bad[] = {
		{ "", ERR_SYNTAX, "empty" },
		{ "   ", ERR_SYNTAX, "empty" },
		{ "\"\"", ERR_SYNTAX, "empty" },
		{ "48 8", ERR_SYNTAX, "half a byte (quote what is text) at column 4" },
		{ "bad cafe", ERR_SYNTAX, "half a byte" },
		{ "4??", ERR_SYNTAX, "half a byte" },
		{ "\"open", ERR_SYNTAX, "quote is not closed at column 1" },
		{ "\"open\\\"", ERR_SYNTAX, "quote is not closed" },
		{ "\"a\"/x", ERR_SYNTAX, "none of i, u, U at column 5" },
		{ "\"a\"b", ERR_SYNTAX, "a blank is missing after the text at column 4" },
		{ "\"a\"/uU", ERR_SYNTAX, "exclude each other" },
		{ "\"\\xff\"/u", ERR_SYNTAX, "no UTF-8" },
		{ "\"\\q\"", ERR_SYNTAX, "" },
		{ "u8:256", ERR_RANGE, "does not fit" },
		{ "48 u16le:z", ERR_SYNTAX, "" },
		{ "0x", ERR_SYNTAX, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		struct pattern pattern = { .len = 77 };
		struct err err = { 0 };

		if (pattern_parse(bad[i].text, &pattern, &err))
			fail_msg("%s was taken", bad[i].text);
		assert_int_equal(pattern.len, 77);
		if (err.code != bad[i].code || strstr(err.text, bad[i].message) == NULL)
			fail_msg("%s: code %d, %s", bad[i].text, err.code, err.text);
	}
}

static void limits_the_length(void **state)
{
	static uint8_t bytes[PATTERN_MOST + 1];
	struct pattern pattern, copy;
	struct err err = { 0 };

	(void)state;
	assert_true(pattern_from_bytes(bytes, PATTERN_MOST, &pattern, &err));
	assert_true(pattern.exact);
	assert_int_equal(pattern.len, PATTERN_MOST);
	assert_true(pattern_copy(&pattern, &copy, &err));
	pattern_done(&pattern);
	assert_true(pattern_matches(&copy, bytes));
	pattern_done(&copy);
	assert_false(pattern_from_bytes(bytes, PATTERN_MOST + 1, &pattern, &err));
	assert_int_equal(err.code, ERR_RANGE);
}

static void matches(void **state)
{
	static const struct {
		const char *pattern, *bytes;
		bool match;
	} cases[] = {
		{ "4? ?8", "\x41\x28", true },
		{ "4? ?8", "\x51\x28", false },
		{ "4? ?8", "\x41\x29", false },
		{ "\"aZ[\"/i", "Az[", true },
		{ "\"aZ[\"/i", "aZ[", true },
		{ "\"aZ[\"/i", "aZ{", false },
		{ "\"@\"/i", "`", false },
		{ "\"a\"", "A", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct pattern pattern;
		struct err err = { 0 };

		assert_true(pattern_parse(cases[i].pattern, &pattern, &err));
		assert_int_equal(pattern_matches(&pattern, (const uint8_t *)cases[i].bytes),
				 cases[i].match);
		pattern_done(&pattern);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses),
		cmocka_unit_test(refuses),
		cmocka_unit_test(limits_the_length),
		cmocka_unit_test(matches),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
