/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * iconv() is the second implementation: of what is built in, of UTF-8, -16 and -32, and of every
 * table, which was made from it but is walked by our own code.
 */
#include "scan/charset.h"

#include "support/testing.h"

#include <errno.h>
#include <iconv.h>
#include <locale.h>

#define NO_ICONV ((iconv_t)-1)

/* Code points as numbers of this machine. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
static const char host[] = "UTF-32BE";
#else
static const char host[] = "UTF-32LE";
#endif

static const struct charset *need(const char *name)
{
	struct err err;
	const struct charset *charset = charset_open(name, &err);

	if (!charset)
		fail_msg("%s: %s", name, err.text);
	return charset;
}

/* --- names --- */

static void knows_names(void **state)
{
	static const struct { const char *text, *name; } rows[] = {
		{ "ascii", "ascii" }, { "US-ASCII", "ascii" }, { "Latin-1", "latin1" },
		{ "ISO-8859-1", "latin1" }, { "utf8", "utf-8" }, { "UTF_16LE", "utf-16le" },
		{ "utf16", "utf-16le" }, { "ebcdic", "ebcdic-037" }, { "IBM500", "ebcdic-500" },
		{ "cp1047", "ebcdic-1047" }, { "SJIS", "shift-jis" }, { "Shift_JIS", "shift-jis" },
		{ "CP1252", "cp1252" }, { "gb18030", "gb18030" },
	};
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		const struct charset *charset = need(rows[i].text);

		assert_string_equal(charset_name(charset), rows[i].name);
		assert_true(charset_is_name(rows[i].text, strlen(rows[i].text)));
		charset_unref(charset_ref(charset));
		charset_unref(charset);
	}
	for (size_t i = 0; charset_names[i] != NULL; i++)
		charset_unref(need(charset_names[i]));
	assert_false(charset_is_name("utf", 3));
	assert_false(charset_is_name("", 0));
	assert_null(charset_open("", &err));
	assert_null(charset_open("nonsense", &err));
	assert_non_null(strstr(err.text, "there is no encoding \"nonsense\""));
	assert_null(charset_open("../../etc/passwd", &err));
	assert_null(charset_open("UTF-8//TRANSLIT", &err));
	/* They keep a state, or are larger than a table can be. */
	assert_null(charset_open("iso-2022-jp", &err));
	assert_null(charset_open("utf-7", &err));
}

/* --- against iconv --- */

enum said { SAID_WRONG, SAID_MORE, SAID_ONE };

/* What iconv says of the first character: how many bytes it takes. */
static enum said ask(iconv_t from, const uint8_t *bytes, size_t len, uint32_t *code, size_t *used)
{
	char *in = (char *)bytes, *out = (char *)code;
	size_t in_left = 0, out_left;

	for (size_t take = 1; take <= len; take++) {
		in = (char *)bytes;
		in_left = take;
		out = (char *)code;
		out_left = 4;
		iconv(from, NULL, NULL, NULL, NULL);
		if (iconv(from, &in, &in_left, &out, &out_left) == (size_t)-1) {
			if (errno != EINVAL)
				return SAID_WRONG;
			continue;
		}
		iconv(from, NULL, NULL, &out, &out_left);
		*used = take;
		return out_left == 0 ? SAID_ONE : SAID_WRONG;
	}
	return SAID_MORE;
}

static iconv_t open_iconv(const char *name)
{
	iconv_t from = iconv_open(host, name);

	assert_true(from != NO_ICONV);
	return from;
}

static void check_one(const struct charset *charset, iconv_t from, const uint8_t *bytes,
		      size_t len)
{
	struct charset_unit unit;
	uint32_t code = 0;
	size_t used = 0;
	enum said said = ask(from, bytes, len, &code, &used);

	charset_decode(charset, bytes, len, &unit);
	assert_true(unit.len >= 1 && unit.len <= len);
	if ((said == SAID_ONE) != (unit.count == 1) ||
	    (said == SAID_ONE && (unit.codes[0] != code || unit.len != used)))
		fail_msg("%s: %02x %02x %02x %02x: U+%04x of %zu, not U+%04x of %zu",
			 charset_name(charset), bytes[0], len > 1 ? bytes[1] : 0,
			 len > 2 ? bytes[2] : 0, len > 3 ? bytes[3] : 0,
			 unit.count ? unit.codes[0] : 0, unit.len, said == SAID_ONE ? code : 0,
			 used);
}

/* Whether iconv writes a character, and as what. */
static size_t written(iconv_t to, uint32_t code, uint8_t *bytes)
{
	char *in = (char *)&code, *out = (char *)bytes;
	size_t in_left = 4, out_left = CHARSET_KEY;

	iconv(to, NULL, NULL, NULL, NULL);
	if (iconv(to, &in, &in_left, &out, &out_left) == (size_t)-1)
		return 0;
	iconv(to, NULL, NULL, &out, &out_left);
	return CHARSET_KEY - out_left;
}

/* What decodes encodes to what decodes to the same; and as iconv writes it. */
static void check_round(const struct charset *charset, iconv_t to)
{
	uint8_t bytes[CHARSET_KEY], theirs[CHARSET_KEY];
	struct charset_unit unit;

	for (uint32_t code = 0; code <= 0x10ffff; code += code < 0x30000 ? 1 : 251) {
		size_t len = charset_encode(charset, code, bytes);

		if (len == 0)
			continue;
		charset_decode(charset, bytes, len, &unit);
		if (unit.count != 1 || unit.codes[0] != code || unit.len != len)
			fail_msg("%s: U+%04x does not come back", charset_name(charset), code);
		if (code % 7 == 0 && (written(to, code, theirs) != len ||
				      memcmp(bytes, theirs, len) != 0))
			fail_msg("%s: U+%04x is written otherwise", charset_name(charset), code);
	}
	assert_int_equal(charset_encode(charset, 0xd800, bytes), 0);
	assert_int_equal(charset_encode(charset, 0x110000, bytes), 0);
}

static const struct { const char *ours, *theirs; } single[] = {
	{ "latin1", "ISO-8859-1" }, { "cp437", "CP437" }, { "ebcdic-037", "IBM037" },
	{ "ebcdic-500", "IBM500" }, { "ebcdic-1047", "IBM1047" }, { "cp1252", "CP1252" },
	{ "koi8-r", "KOI8-R" }, { "cp850", "CP850" }, { "cp866", "CP866" },
	{ "cp1250", "CP1250" }, { "cp1251", "CP1251" }, { "koi8-u", "KOI8-U" },
	{ "iso-8859-2", "ISO-8859-2" }, { "iso-8859-15", "ISO-8859-15" },
	{ "ascii", "US-ASCII" },
};

static void one_byte_is_as_iconv_has_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(single); i++) {
		const struct charset *charset = need(single[i].ours);
		iconv_t from = open_iconv(single[i].theirs);
		iconv_t to = iconv_open(single[i].theirs, host);

		assert_true(to != NO_ICONV);
		for (unsigned byte = 0; byte < 256; byte++) {
			uint8_t bytes[1] = { (uint8_t)byte };

			check_one(charset, from, bytes, 1);
		}
		check_round(charset, to);
		iconv_close(from);
		iconv_close(to);
		charset_unref(charset);
	}
}

static const struct { const char *ours, *theirs; } several[] = {
	{ "shift-jis", "SHIFT_JIS" }, { "euc-jp", "EUC-JP" }, { "gb18030", "GB18030" },
	{ "gbk", "GBK" }, { "big5", "BIG5" }, { "euc-kr", "EUC-KR" }, { "utf-8", "UTF-8" },
	{ "utf-16le", "UTF-16LE" }, { "utf-16be", "UTF-16BE" }, { "utf-32le", "UTF-32LE" },
	{ "utf-32be", "UTF-32BE" },
};

/* All of two bytes, with what follows by chance; and by chance. */
static void several_bytes_are_as_iconv_has_them(void **state)
{
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; i < ARRAY_COUNT(several); i++) {
		const struct charset *charset = need(several[i].ours);
		iconv_t from = open_iconv(several[i].theirs);
		iconv_t to = iconv_open(several[i].theirs, host);

		assert_true(to != NO_ICONV);
		for (unsigned both = 0; both < 0x10000; both++) {
			uint32_t rest = (uint32_t)random_below(&rnd, 0x10000);
			uint8_t bytes[] = { (uint8_t)(both >> 8), (uint8_t)both,
					    (uint8_t)(rest >> 8), (uint8_t)rest };

			check_one(charset, from, bytes, 4);
			check_one(charset, from, bytes, 1 + both % 4);
			/* Digits are what GB18030 has in the second and fourth place. */
			bytes[1] = (uint8_t)(0x30 + both % 10);
			bytes[3] = (uint8_t)(0x30 + rest % 10);
			check_one(charset, from, bytes, 4);
		}
		check_round(charset, to);
		iconv_close(from);
		iconv_close(to);
		charset_unref(charset);
	}
}

/* --- UTF-8 --- */

/* Each byte of what the standard has as replaced is in one of these groups. */
static void utf8_breaks_at_maximal_subparts(void **state)
{
	static const struct { const char *bytes; size_t len; const char *groups; } rows[] = {
		/* Table 3-8 */
		{ "\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64", 13, "1 -3 -2 -1 1 -1 1 "
		  "-1 -1 1 " },
		/* Tables 3-9 to 3-11: overlong, surrogates, other ill-formed ones, cut short */
		{ "\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41", 9, "-1 -1 -1 -1 -1 -1 -1 -1 1 " },
		{ "\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41", 9, "-1 -1 -1 -1 -1 -1 -1 -1 1 " },
		{ "\xf4\x91\x92\x93\xff\x41\x80\xbf\x42", 9, "-1 -1 -1 -1 -1 1 -1 -1 1 " },
		{ "\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", 9, "-2 -1 -3 -2 1 " },
		{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9, "2 3 4 " },
		{ "\xef\xbf\xbf\xed\x9f\xbf\xf4\x8f\xbf\xbf", 10, "3 3 4 " },
	};
	const struct charset *utf8 = need("utf-8");

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf groups = BUF_INIT;
		struct charset_unit unit;

		for (size_t at = 0; at < rows[i].len; at += unit.len) {
			charset_decode(utf8, (const uint8_t *)rows[i].bytes + at,
				       rows[i].len - at, &unit);
			buf_format(&groups, "%s%zu ", unit.count ? "" : "-", unit.len);
		}
		assert_string_equal(buf_string(&groups), rows[i].groups);
		buf_done(&groups);
	}
}

static void text_of_wrong_bytes_is_marked(void **state)
{
	static const uint8_t bytes[] = "\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64";
	struct buf text = BUF_INIT;

	(void)state;
	charset_decode_text(need("utf-8"), bytes, 13, &text);
	assert_string_equal(buf_string(&text), "a\ufffd\ufffd\ufffd" "b\ufffd" "c\ufffd\ufffd" "d");
	buf_done(&text);
}

/* --- where characters begin --- */

/* A text of characters of the encoding; begins[i]: one begins there. */
static size_t make_text(const struct charset *charset, struct random *rnd, uint8_t *bytes,
			bool *begins, size_t room)
{
	size_t len = 0;

	memset(begins, 0, room);
	while (len + CHARSET_KEY < room) {
		uint32_t code = random_below(rnd, 3) == 0 ? ' ' + (uint32_t)random_below(rnd, 64) :
				random_below(rnd, 2) ? 0x3041 + (uint32_t)random_below(rnd, 80) :
				(uint32_t)random_below(rnd, 0x110000);
		size_t used = charset_encode(charset, code, bytes + len);

		begins[len] = used > 0;
		len += used;
	}
	return len;
}

static void rows_begin_in_step(void **state)
{
	static const char *const names[] = {
		"utf-8", "utf-16le", "utf-16be", "utf-32le", "shift-jis", "euc-jp", "gb18030",
		"latin1",
	};
	uint8_t bytes[700];
	bool begins[700];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		const struct charset *charset = need(names[i]);

		for (unsigned round = 0; round < 20; round++) {
			size_t len = make_text(charset, &rnd, bytes, begins, sizeof(bytes));

			for (size_t row = 0; row < len; row += 1 + random_below(&rnd, 20)) {
				size_t from = row > CHARSET_BEHIND ? row - CHARSET_BEHIND : 0;
				size_t at = from + charset_start(charset, bytes + from, row - from,
								 row);
				struct charset_unit unit = { .len = 1 };

				for (; at < len; at += unit.len) {
					charset_decode(charset, bytes + at, len - at, &unit);
					if (at >= row && (!begins[at] || unit.count == 0))
						fail_msg("%s: at %zu, row %zu", names[i], at, row);
				}
			}
		}
		charset_unref(charset);
	}
}

static void bears_random_bytes(void **state)
{
	uint8_t bytes[300];
	struct random rnd;
	struct charset_unit unit;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; charset_names[i] != NULL; i++) {
		const struct charset *charset = need(charset_names[i]);

		for (unsigned round = 0; round < 50; round++) {
			size_t row = random_below(&rnd, 290);

			for (size_t k = 0; k < sizeof(bytes); k++)
				bytes[k] = (uint8_t)random_below(&rnd, 256);
			size_t at = charset_start(charset, bytes, row, random_below(&rnd, 8));
			assert_true(at <= row + 3);
			for (; at < sizeof(bytes); at += unit.len) {
				charset_decode(charset, bytes + at, sizeof(bytes) - at, &unit);
				assert_true(unit.len >= 1 && unit.len <= sizeof(bytes) - at);
				assert_true(unit.count <= 1);
				assert_true(unit.count == 0 || unit.codes[0] <= 0x10ffff);
			}
		}
		charset_unref(charset);
	}
}

/* --- texts --- */

static void encodes_texts(void **state)
{
	static const struct { const char *name, *text, *bytes; size_t len; } rows[] = {
		{ "utf-16be", "a\u20ac", "\0a\x20\xac", 4 },
		{ "utf-16le", "\U0001f600", "\x3d\xd8\0\xde", 4 },
		{ "shift-jis", "\u65e5\u672c", "\x93\xfa\x96\x7b", 4 },
		{ "koi8-r", "\u0434\u0430", "\xc4\xc1", 2 },
		{ "ebcdic", "A1", "\xc1\xf1", 2 },
		{ "ebcdic-1047", "[]", "\xad\xbd", 2 },
		{ "ebcdic-500", "[]", "\x4a\x5a", 2 },
		{ "gb18030", "\u4e2d\U0001f600", "\xd6\xd0\x94\x39\xfc\x36", 6 },
		{ "ascii", "\u00e9", "\xc3\xa9", 2 },
		{ "latin1", "\u20ac", NULL, 0 },
		{ "shift-jis", "\u00e9", NULL, 0 },
		{ "utf-16le", "\xff", NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		const struct charset *charset = need(rows[i].name);
		struct buf out = BUF_INIT, back = BUF_INIT;
		struct err err;
		bool ok;

		buf_text(&out, "x");
		ok = charset_encode_text(charset, rows[i].text, strlen(rows[i].text), &out, &err);
		assert_int_equal(ok, rows[i].bytes != NULL);
		assert_int_equal(out.len, 1 + rows[i].len);
		if (ok) {
			assert_memory_equal(out.data + 1, rows[i].bytes, rows[i].len);
			if (!charset_is_ascii(charset)) {
				charset_decode_text(charset, out.data + 1, out.len - 1, &back);
				assert_string_equal(buf_string(&back), rows[i].text);
			}
		} else {
			assert_int_equal(err.code, ERR_RANGE);
		}
		buf_done(&out);
		buf_done(&back);
		charset_unref(charset);
	}
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_names),
		cmocka_unit_test(one_byte_is_as_iconv_has_it),
		cmocka_unit_test(several_bytes_are_as_iconv_has_them),
		cmocka_unit_test(utf8_breaks_at_maximal_subparts),
		cmocka_unit_test(text_of_wrong_bytes_is_marked),
		cmocka_unit_test(rows_begin_in_step),
		cmocka_unit_test(bears_random_bytes),
		cmocka_unit_test(encodes_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
