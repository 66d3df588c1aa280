/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/pattern.h"
#include "scan/pattern_list.h"

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
	{ "74657874", "74657874", "4 bytes: 74 65 78 74" },
	{ "\"text\"", "74657874", "4 bytes: 74 65 78 74, text" },
	{ "'a b\\n'", "6120620a", "4 bytes: 61 20 62 0a" },
	{ "\"say \\\"A\\\"\"", "7361792022412" "2", "7 bytes: 73 61 79 20 22 41 22, text" },
	{ "\"TeXt\"/i", "TEXT", "text, 4 bytes, any case" },
	{ "\"a1\"/i", "A31", "text, 2 bytes, any case" },
	{ "\"ab\"/u", "61006200", "4 bytes: 61 00 62 00, text as UTF-16LE" },
	{ "\"ab\"/U", "00610062", "4 bytes: 00 61 00 62, text as UTF-16BE" },
	{ "\"aB\"/iu", "A00B00", "4 bytes: 61 00 62 00, any case, text as UTF-16LE" },
	{ "\"\xe2\x82\xac\"/u", "ac20", "2 bytes: ac 20, text as UTF-16LE" },
	{ "\"\xf0\x9f\x98\x80\"/U", "d83dde00", "4 bytes: d8 3d de 00, text as UTF-16BE" },
	/* U+4161 has a letter in each byte, and no case. */
	{ "\"\xe4\x85\xa1\"/iu", "6141", "2 bytes: 61 41, text as UTF-16LE" },
	{ "u32le:1000", "e8030000", "4 bytes: e8 03 00 00" },
	{ "i16be:-2", "fffe", "2 bytes: ff fe" },
	{ "u16:257", "0101", "2 bytes: 01 01" },
	{ "f32le: 1.5", "0000c03f", "4 bytes: 00 00 c0 3f" },
	{ "leb128:300", "ac02", "2 bytes: ac 02" },
	{ "sleb128:-129", "ff7e", "2 bytes: ff 7e" },
	{ "[40-4f] [?1]", "4??1", "2 bytes: 4? ?1" },
	{ "41{2}42", "41????42", "4 bytes: 41 ?? ?? 42" },
	{ "\"\xc3\xa9\"/ebcdic", "51", "1 byte: 51, text as EBCDIC" },
	{ "\"a\"/utf32be", "00000061", "4 bytes: 00 00 00 61, text as UTF-32BE" },
	{ "\"\xe2\x96\x91\"/cp437", "b0", "1 byte: b0, text as CP437" },
	{ "de ad/align:4", "dead", "2 bytes: de ad, at multiples of 4" },
	{ "de ad be /near:1", "deadbe", "3 bytes: de ad be, up to 1 byte differing" },
	{ "\"key\"/xor", "6b6579", "3 bytes: 6b 65 79, text, XORed with any byte" },
	{ "/usr/bin", "2f7573722f62696e", "8 bytes: 2f 75 73 72 2f 62 69 6e, text" },
	{ "[section]", "5b73656374696f6e5d", "9 bytes: 5b 73 65 63 74 69 6f 6e 5d, text" },
	{ "7f \"ELF\" ?? u16le:1", "7f454c46??0100", "7 bytes: 7f 45 4c 46 ?? 01 00" },
	{ "20212223", "20212223", "4 bytes: 20 21 22 23" },
	{ "de ad /changed", "dead", "2 bytes: de ad, with a changed byte" },
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

/* Kinds without places. */
static void describes_structure(void **state)
{
	static const struct {
		const char *text;
		size_t least;
		uint64_t most;
		unsigned groups;
		const char *described;
	} cases[] = {
		{ "48  8b ?? [00-7e] {0,16} c3", 5, 21, 0,
		  "5 to 21 bytes: 48 8b ?? [00-7e] {0,16} c3" },
		{ "(41 | 42 43) ff", 2, 3, 1, "2 to 3 bytes: (41 | 42 43) ff" },
		{ "41 | 42 43", 1, 2, 0, "1 to 2 bytes: 41 | 42 43" },
		{ "\"ab\"/u/U", 4, 4, 0, "4 bytes: \"ab\"/u/U, text as UTF-16LE, UTF-16BE" },
		{ "\"ab\"/any", 2, 8, 0,
		  "2 to 8 bytes: \"ab\"/any, text as UTF-8, UTF-16LE, UTF-16BE, UTF-32LE, "
		  "UTF-32BE, Latin-1, CP437, EBCDIC" },
		{ "u16: 1000..2000", 2, 2, 0, "2 bytes: u16: 1000..2000, in either order" },
		{ "i16: -2", 2, 2, 0, "2 bytes: i16: -2, in either order" },
		{ "leb128: 5..300", 1, 10, 0, "1 to 10 bytes: leb128: 5..300" },
		{ "00/not", 1, 1, 0, "1 byte: 00/not" },
		{ "expr: u8(.) > 4", 1, 1, 0, "where this is true: u8(.) > 4" },
		{ "expr: u8(.) > 4 /align:8", 1, 1, 0,
		  "where this is true: u8(.) > 4, at multiples of 8" },
		{ "ptr32le: 0x100..0x1ff", 4, 4, 0,
		  "4 bytes: ptr32le: 0x100..0x1ff, at multiples of 4" },
		{ "ptr64: 1..2 /align:2", 8, 8, 0,
		  "8 bytes: ptr64: 1..2 /align:2, in either order, at multiples of 2" },
		{ "41 ptr32be: 1..2", 5, 5, 0, "5 bytes: 41 ptr32be: 1..2" },
#ifdef WITH_PCRE2
		{ "re:[a-z]/x", 3, 3, 0, "regular expression: [a-z]/x" },
		{ "re:[a-z]/not", 5, 5, 0, "regular expression: [a-z]/not" },
		{ "re:[a-z]b /not  /align:2 /changed ", 2, 2, 0, "regular expression: [a-z]b, at "
		  "multiples of 2, where it does not match, with a changed byte" },
#endif
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct pattern pattern, copy;
		struct buf text = BUF_INIT;
		struct err err = { 0 };

		if (!pattern_parse(cases[i].text, &pattern, &err))
			fail_msg("%s: %s", cases[i].text, err.text);
		assert_int_not_equal(pattern.kind, PATTERN_BYTES);
		assert_true(pattern_copy(&pattern, &copy, &err));
		pattern_done(&pattern);
		assert_int_equal(copy.len, cases[i].least);
		assert_int_equal(copy.most, cases[i].most);
		assert_int_equal(copy.groups, cases[i].groups);
		pattern_describe(&copy, &text);
		assert_string_equal(buf_string(&text), cases[i].described);
		buf_done(&text);
		pattern_done(&copy);
	}
}

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
		{ "\"a\"/x", ERR_SYNTAX, "none of i, u, U, an encoding, a modifier at column 5" },
		{ "\"a\"b", ERR_SYNTAX, "a blank is missing after the text at column 4" },
		{ "[00-1f", ERR_SYNTAX, "the class is not closed at column 1" },
		{ "41 [1f-00]", ERR_SYNTAX, "at column 7" },
		{ "[ ]", ERR_SYNTAX, "" },
		{ "41 {3,2}", ERR_SYNTAX, "ends before it begins at column 4" },
		{ "{0}", ERR_SYNTAX, "" },
		{ "41 {0,2000000} 42", ERR_SYNTAX, "at most 1 MiB" },
		{ "(41", ERR_SYNTAX, "the group is not closed at column 1" },
		{ "41 |", ERR_SYNTAX, "an alternative is missing at column 5" },
		{ "()", ERR_SYNTAX, "an alternative is missing at column 2" },
		{ "\"\xe2\x82\xac\"/latin1", ERR_SYNTAX, "no such character at column 1" },
		{ "41 42/near:0", ERR_SYNTAX, "above 0 at column 12" },
		{ "41 42/near:2", ERR_SYNTAX, "as many bytes may differ" },
		{ "41 42/near", ERR_SYNTAX, "/near wants a number" },
		{ "41 [00-12]/xor", ERR_SYNTAX, "bytes and wildcards alone at column 11" },
		{ "41 {0,2} 42/not", ERR_SYNTAX, "of one length" },
		{ "4?/base64", ERR_SYNTAX, "plain bytes" },
		{ "41 42/align:4 43", ERR_SYNTAX, "nothing can follow" },
		{ "u16: 5..3", ERR_SYNTAX, "ends before it begins at column 6" },
		{ "u16: 5..70000", ERR_RANGE, "does not fit u16le at column 9" },
		{ "u16:5~1", ERR_SYNTAX, "belongs to f32" },
		{ "expr: u32le(.", ERR_SYNTAX, "expected ) at column 14" },
		{ "re:", ERR_SYNTAX, "missing at column 4" },
		{ "\"\\xff\"/u", ERR_SYNTAX, "no UTF-8" },
		{ "\"\\q\"", ERR_SYNTAX, "" },
		{ "u8:256", ERR_RANGE, "does not fit" },
		{ "48 u16le:z", ERR_SYNTAX, "" },
		{ "0x", ERR_SYNTAX, "" },
		{ "re/iq:a", ERR_SYNTAX, "no flag of a regular expression: i, s, x and m are at "
		  "column 5" },
		{ "expr: 1 == 1 /near:2", ERR_SYNTAX, "bytes and wildcards alone at column 14" },
		{ "expr: 1 == 1 /base64", ERR_SYNTAX, "plain bytes at column 14" },
		{ "expr: 1 == 1 /align:x", ERR_SYNTAX, "at column 21" },
		{ "expr: 1 == 1 /align:2x", ERR_SYNTAX, "a blank and a modifier at column 22" },
		{ "expr: 1 == 1 /align:2/odd", ERR_SYNTAX, "a blank and a modifier at column 22" },
		{ "ptr32: 1..", ERR_SYNTAX, "expected a number at column 11" },
		{ "list:", ERR_SYNTAX, "the name of a file is missing at column 6" },
		{ "list: /none/none", ERR_IO, "/none/none: No such file" },
		{ "list:/", ERR_REFUSED, "/: is no regular file" },
		{ "list:/dev/zero", ERR_REFUSED, "/dev/zero: is no regular file" },
		{ "{1000000} {1000000}", ERR_RANGE, "longer than 1 MiB" },
		{ "{1000000000}", ERR_SYNTAX, "at most 1 MiB" },
		{ "{99999999999999999999999}", ERR_RANGE, "" },
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

/* Out of one part that repeats: refused, or made, in no time and with no end of memory. */
static void bears_hostile_ones(void **state)
{
	static const struct {
		const char *lead, *part, *tail;
		unsigned count;
		bool taken;
	} cases[] = {
		{ "", "(", "", 100000, false },
		{ "", "(41|", "", 100000, false },
		{ "", "[00-1f]", "", 50000, true },
		{ "", "(41|42)", "", 60, true },
		{ "", "(41|42)", "", 70, false },
		{ "", "{0,16} 41 ", "", 1000, true },
		{ "", "{0,1000000}", "41", 1000, false },
		{ "", "41|", "42", 30000, true },
		{ "", "41|", "42", 60000, false },
		{ "", "41", "", 70000, false },
		{ "\"", "a", "\"/any/i", 4000, true },
		{ "\"", "a", "\"/any", 60000, false },
		{ "u8:", "1", "", 100000, false },
		{ "expr: ", "(", "", 100000, false },
		{ "expr: 1", "+1", "", 20000, true },
		{ "41 ", "/not", "", 10000, true },
		{ "expr: 1", " /not", "", 10000, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct buf text = BUF_INIT, described = BUF_INIT;
		struct pattern pattern;
		struct err err = { 0 };

		buf_text(&text, cases[i].lead);
		for (unsigned n = 0; n < cases[i].count; n++)
			buf_text(&text, cases[i].part);
		buf_text(&text, cases[i].tail);
		if (pattern_parse(buf_string(&text), &pattern, &err) != cases[i].taken)
			fail_msg("%s%s, %u times: %s", cases[i].lead, cases[i].part,
				 cases[i].count, err.text);
		if (cases[i].taken) {
			pattern_describe(&pattern, &described);
			assert_true(described.len < 400);
			pattern_done(&pattern);
		} else {
			assert_true(strlen(err.text) > 10);
		}
		buf_done(&described);
		buf_done(&text);
	}
}

static void write_list(struct tmpdir *dir, const char *text, size_t len, struct buf *pattern)
{
	buf_clear(pattern);
	buf_format(pattern, "list:%s", tmpdir_write(dir, "list", text, len));
}

static void reads_lists(void **state)
{
	static const char good[] = "# two\n\n \"abc\"/i\r\n{2}\n41\t42 /align:2";
	static const struct {
		const char *text;
		size_t len;
		enum err_code code;
		const char *message;
	} bad[] = {
#define TEXT(text) text, sizeof(text) - 1
		{ TEXT(""), ERR_SYNTAX, "list: has no patterns" },
		{ TEXT("# nothing\n"), ERR_SYNTAX, "list: has no patterns" },
		{ TEXT("41\n\"open\n"), ERR_SYNTAX, "list:2: the quote is not closed at column 1" },
		{ TEXT("41\nlist:other\n"), ERR_REFUSED, "list:2: a list in a list" },
		{ TEXT("41 /changed\n"), ERR_REFUSED, "list:1: /changed stands after" },
		{ TEXT("41\0 42\n"), ERR_SYNTAX, "list:1: a byte of zero" },
#undef TEXT
	};
	struct tmpdir *dir = tmpdir_new();
	struct buf text = BUF_INIT, described = BUF_INIT;
	struct pattern pattern, copy;
	struct err err = { 0 };

	(void)state;
	write_list(dir, good, sizeof(good) - 1, &text);
	if (!pattern_parse(buf_string(&text), &pattern, &err))
		fail_msg("%s", err.text);
	assert_true(pattern_copy(&pattern, &copy, &err));
	pattern_done(&pattern);
	assert_int_equal(copy.kind, PATTERN_LIST);
	assert_int_equal(pattern_list_count(copy.list), 3);
	assert_string_equal(pattern_list_text(copy.list, 0), " \"abc\"/i");
	assert_int_equal(pattern_list_line(copy.list, 2), 5);
	assert_int_equal(copy.len, 2);
	assert_int_equal(copy.most, 3);
	assert_true(pattern_takes_zeroes(&copy));
	pattern_describe(&copy, &described);
	assert_memory_equal(described.data, "3 patterns of /", 15);
	pattern_done(&copy);
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		write_list(dir, bad[i].text, bad[i].len, &text);
		assert_false(pattern_parse(buf_string(&text), &pattern, &err));
		if (err.code != bad[i].code || strstr(err.text, bad[i].message) == NULL)
			fail_msg("%s: code %d, %s", bad[i].text, err.code, err.text);
	}
	buf_done(&described);
	buf_done(&text);
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses),
		cmocka_unit_test(describes_structure),
		cmocka_unit_test(refuses),
		cmocka_unit_test(limits_the_length),
		cmocka_unit_test(bears_hostile_ones),
		cmocka_unit_test(reads_lists),
		cmocka_unit_test(matches),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
