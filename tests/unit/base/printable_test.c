/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <langinfo.h>
#include <locale.h>

#include "base/printable.h"

static bool use_utf8(void)
{
	return (setlocale(LC_ALL, "C.UTF-8") || setlocale(LC_ALL, "en_US.UTF-8")) &&
	       strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* The safe form of text[0..len), in a buffer to be freed. */
static struct buf safe(const void *text, size_t len)
{
	struct buf out = BUF_INIT;
	printable_add(&out, text, len);
	assert_true(buf_ok(&out));
	return out;
}

struct row {
	const char *text;
	const char *safe;
};

static void check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct buf out = safe(rows[i].text, strlen(rows[i].text));
		assert_string_equal(buf_string(&out), rows[i].safe);
		buf_done(&out);
	}
}

static void texts(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "", "" }, { "plain ~", "plain ~" }, { "\x1b[31m", "\\x1b[31m" },
		{ "a\nb\x7f", "a\\x0ab\\x7f" }, { "\xc2\x9b" "1m", "\\u{9b}1m" },
		{ "\x9b", "\\x9b" },
		{ "\xff\xfe", "\\xff\\xfe" }, { "\xc3", "\\xc3" }, { "\xc3(", "\\xc3(" },
		{ "\xc0\xaf", "\\xc0\\xaf" }, { "\xe0\x80\xaf", "\\xe0\\x80\\xaf" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
		{ "\xe2\x80\xae" "fdp.exe", "\\u{202e}fdp.exe" }, { "\xd8\x9c", "\\u{61c}" },
		{ "\xe2\x81\xa6", "\\u{2066}" }, { "\xe2\x80\x8b", "\\u{200b}" },
		{ "\xef\xbb\xbf", "\\u{feff}" }, { "\xe2\x80\xa8", "\\u{2028}" },
	};
	static const struct row wide[] = {
		{ "\xc3\xa4\xe2\x82\xac", "\xc3\xa4\xe2\x82\xac" },
		{ "\xe6\xbc\xa2", "\xe6\xbc\xa2" },
		{ "a\xcc\x81", "a\xcc\x81" },
		{ "\xcc\x81" "a", "\\u{301}a" },
		{ "\n\xcc\x81", "\\x0a\\u{301}" },
		{ "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
		  "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\\u{301}" },
	};
	check_rows(rows, ARRAY_COUNT(rows));
	if (use_utf8()) {
		check_rows(rows, ARRAY_COUNT(rows));
		check_rows(wide, ARRAY_COUNT(wide));
	}
	setlocale(LC_ALL, "C");
	static const struct row ascii[] = {
		{ "\xc3\xa4", "\\u{e4}" }, { "a\xcc\x81", "a\\u{301}" },
	};
	check_rows(ascii, ARRAY_COUNT(ascii));
}

static void check_is_safe(const uint8_t *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		uint32_t code;
		size_t used = utf8_decode(text + at, len - at, &code);
		assert_true(used > 0);
		assert_true(code >= 0x20 && code != 0x7f && !(code >= 0x80 && code < 0xa0));
		assert_true(printable_width(code) >= 0);
		at += used;
	}
}

static bool is_bidi_control(uint32_t code)
{
	return code == 0x61c || code == 0x200e || code == 0x200f ||
	       (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

static void check_code(uint32_t code)
{
	uint8_t text[5] = { 'x' };
	size_t len = 1 + utf8_encode(code, text + 1);
	struct buf out = safe(text, len);
	check_is_safe(out.data, out.len);
	bool kept = out.len == len;
	assert_int_equal(kept, printable_width(code) >= 0);
	if (is_bidi_control(code) || (code >= 0x200b && code <= 0x200d) || code == 0xfeff)
		assert_false(kept);
	int width = printable_width(code);
	assert_int_equal(printable_cells((char *)out.data, out.len),
			 kept ? 1 + width : (int)out.len);
	buf_done(&out);
}

static void every_code_point(void **state)
{
	(void)state;
	for (int round = 0; round < 2; round++) {
		if (round == 1 && !use_utf8())
			break;
		for (uint32_t code = 0; code <= 0x10ffff; code++) {
			/* Whole planes of nothing are the same throughout. */
			if (code > 0x40000 && code < 0xdfff0)
				code = 0xdfff0;
			check_code(code);
		}
	}
	setlocale(LC_ALL, "C");
}

static void any_bytes(void **state)
{
	(void)state;
	struct random rnd;
	random_start(&rnd);
	use_utf8();
	for (int round = 0; round < 3000; round++) {
		uint8_t bytes[60];
		size_t len = (size_t)random_below(&rnd, sizeof bytes);
		random_fill(&rnd, bytes, len);
		for (size_t i = 0; i < len; i++) {
			if (random_below(&rnd, 2))
				bytes[i] = (uint8_t)(0x80 | (bytes[i] & 0x7f));
		}
		struct buf out = safe(bytes, len);
		check_is_safe(out.data, out.len);
		buf_done(&out);
	}
	setlocale(LC_ALL, "C");
}

static void utf8_round_trips(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		uint8_t text[4];
		uint32_t again = 0;
		size_t len = utf8_encode(code, text);
		size_t used = utf8_decode(text, len, &again);
		if (code >= 0xd800 && code <= 0xdfff) {
			assert_int_equal(used, 0);
			continue;
		}
		assert_int_equal(used, len);
		assert_int_equal(again, code);
		for (size_t cut = 1; cut < len; cut++)
			assert_int_equal(utf8_decode(text, cut, &again), 0);
	}
}

/* Every lead byte with every second byte: exactly one of the ways to write a character is taken. */
static void utf8_has_one_form(void **state)
{
	(void)state;
	for (unsigned lead = 0; lead < 256; lead++) {
		for (unsigned second = 0; second < 256; second++) {
			uint8_t text[4] = { (uint8_t)lead, (uint8_t)second, 0x80, 0x80 }, back[4];
			uint32_t code;
			size_t len = utf8_decode(text, sizeof text, &code);
			if (len == 0)
				continue;
			assert_int_equal(utf8_encode(code, back), len);
			assert_memory_equal(back, text, len);
		}
	}
}

static void widths(void **state)
{
	(void)state;
	assert_int_equal(printable_width('a'), 1);
	assert_int_equal(printable_width(0), -1);
	assert_int_equal(printable_width('\t'), -1);
	assert_int_equal(printable_width(0x9b), -1);
	if (!use_utf8())
		return;
	assert_int_equal(printable_width(0xe4), 1);
	assert_int_equal(printable_width(0x6f22), 2);
	assert_int_equal(printable_width(0x301), 0);
	assert_int_equal(printable_width(0xd800), -1);
	assert_int_equal(printable_width(0xe000), -1);
	assert_int_equal(printable_width(0xffff), -1);
	assert_int_equal(printable_width(0x110000), -1);
	assert_int_equal(printable_cells("a\xe6\xbc\xa2" "b\xcc\x81", 7), 4);
	setlocale(LC_ALL, "C");
}

static void breaks_between_words(void **state)
{
	static const struct { const char *text; int cells; size_t first; } cases[] = {
		{ "", 5, 0 }, { "abc", 5, 3 }, { "abcde", 5, 5 }, { "ab cde", 5, 3 },
		{ "ab cd e", 5, 6 }, { "a b c d", 5, 6 }, { "abcdef", 5, 6 },
		{ "abcdef gh", 5, 9 }, { "abc defghijk", 5, 4 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		assert_int_equal(printable_break(cases[i].text, strlen(cases[i].text),
						 cases[i].cells), cases[i].first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(every_code_point),
		cmocka_unit_test(any_bytes),
		cmocka_unit_test(utf8_round_trips),
		cmocka_unit_test(utf8_has_one_form),
		cmocka_unit_test(widths),
		cmocka_unit_test(breaks_between_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
