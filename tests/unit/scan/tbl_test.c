/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/charset.h"

#include "support/testing.h"

#include <sys/stat.h>

static const struct charset *read_table(struct tmpdir *dir, const char *text, struct err *err)
{
	return charset_open(tmpdir_write(dir, "game.tbl", text, strlen(text)), err);
}

static const char game[] =
	"\xef\xbb\xbf# a comment\r\n"
	"@TheGame\r\n"
	"\n"
	"41=A\r\n"
	"42=b\n"
	"43==\n"
	"8140=\u306e\n"
	"81=z\n"
	"E0=the\n"
	"E1=the \n"
	"814041=long\n"
	"42=again\n"
	"*FE\n"
	"*fd=\n"
	"/FF=[END]\n"
	"/FC\n"
	"20= ";

static void reads_tables(void **state)
{
	/* Longest first, of two the first; 50 is nothing. */
	static const uint8_t bytes[] = { 0x81, 0x40, 0x41, 0x81, 0x40, 0x81, 0x42, 0xe0, 0xe1, 0x20,
					 0x43, 0x50, 0xfe, 0xfd, 0xff, 0xfc };
	static const char shown[] = "long\u306ezbthethe  =\ufffd\n\n[END]";
	struct tmpdir *dir = tmpdir_new();
	struct buf text = BUF_INIT;
	struct charset_unit unit;
	struct err err;
	const struct charset *table = read_table(dir, game, &err);

	(void)state;
	if (!table)
		fail_msg("%s", err.text);
	assert_string_equal(charset_title(table), "game.tbl");
	charset_decode_text(table, bytes, sizeof(bytes), &text);
	assert_string_equal(buf_string(&text), shown);
	charset_decode(table, bytes, 3, &unit);
	assert_int_equal(unit.len, 3);
	assert_int_equal(unit.count, 4);
	assert_int_equal(unit.codes[3], 'g');
	charset_decode(table, bytes, 1, &unit);
	assert_int_equal(unit.len, 1);
	assert_int_equal(unit.codes[0], 'z');
	buf_done(&text);
	charset_unref(table);
	tmpdir_free(dir);
}

static void writes_by_the_longest_entry(void **state)
{
	static const struct { const char *text, *bytes; size_t len; } rows[] = {
		{ "the A", "\xe1" "A", 2 }, { "theA", "\xe0" "A", 2 }, { "b", "B", 1 },
		{ "\u306e=\n", "\x81\x40" "C\xfe", 4 }, { "long", "\x81\x40\x41", 3 },
		{ "[END]", "\xff", 1 }, { "again", NULL, 0 }, { "th", NULL, 0 }, { "", "", 0 },
	};
	struct tmpdir *dir = tmpdir_new();
	struct err err;
	const struct charset *table = read_table(dir, game, &err);
	uint8_t bytes[CHARSET_KEY];

	(void)state;
	assert_non_null(table);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf out = BUF_INIT;
		bool ok = charset_encode_text(table, rows[i].text, strlen(rows[i].text), &out,
					      &err);

		/* "again" is of the same byte as "b", and later. */
		assert_int_equal(ok, rows[i].bytes != NULL);
		assert_int_equal(out.len, rows[i].len);
		if (out.len > 0)
			assert_memory_equal(out.data, rows[i].bytes, out.len);
		buf_done(&out);
	}
	assert_int_equal(charset_encode(table, 'A', bytes), 1);
	assert_int_equal(charset_encode(table, 0x306e, bytes), 2);
	assert_int_equal(charset_encode(table, 't', bytes), 0);
	charset_unref(table);
	tmpdir_free(dir);
}

static void says_which_line_is_wrong(void **state)
{
	static const struct { const char *text, *why; } rows[] = {
		{ "41=A\n4=B\n", "game.tbl:2: half a byte before =" },
		{ "41=A\n\nxy=B\n", "game.tbl:3: expected hexadecimal digits" },
		{ "41\n", "game.tbl:1: there is no text after =" },
		{ "41=\n", "game.tbl:1: there is no text after =" },
		{ "=A", "game.tbl:1: expected hexadecimal digits" },
		{ "41=A\n42 = B", "game.tbl:2: expected hexadecimal digits" },
		{ "010203040506070809=A", "game.tbl:1: more than 8 bytes" },
		{ "41=\x82\xa0", "game.tbl:1: the text is no UTF-8" },
		{ "41=0123456789012345678901234567890123456789012345678901234567890123456",
		  "game.tbl:1: the text has more than 64 bytes" },
		{ "# nothing", "game.tbl: has no entries" },
		{ "", "game.tbl: has no entries" },
		{ "/\n", "game.tbl:1: expected" },
	};
	struct tmpdir *dir = tmpdir_new();
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		assert_null(read_table(dir, rows[i].text, &err));
		if (!strstr(err.text, rows[i].why))
			fail_msg("%s: %s", rows[i].text, err.text);
	}
	assert_null(charset_open(tmpdir_path(dir, "none.tbl"), &err));
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(mkdir(tmpdir_path(dir, "folder.tbl"), 0700), 0);
	assert_null(charset_open(tmpdir_path(dir, "folder.tbl"), &err));
	assert_non_null(strstr(err.text, "no regular file"));
	tmpdir_free(dir);
}

static void refuses_what_is_too_large(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct buf text = BUF_INIT;
	struct err err;

	(void)state;
	for (unsigned i = 0; i < 65537; i++)
		buf_format(&text, "%06x=%c\n", i, 'a' + i % 26);
	assert_null(charset_open(tmpdir_write(dir, "a.tbl", text.data, text.len), &err));
	assert_non_null(strstr(err.text, "a.tbl:65537: a table has at most 65536 entries"));
	buf_clear(&text);
	buf_fill(&text, '\n', (1 << 20) + 1);
	assert_null(charset_open(tmpdir_write(dir, "b.tbl", text.data, text.len), &err));
	assert_non_null(strstr(err.text, "is longer than 1 MiB"));
	buf_done(&text);
	tmpdir_free(dir);
}

/* Entries by chance: what is decoded is the longest entry, as a plain search finds it. */
static void finds_the_longest_by_chance(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct random rnd;
	struct err err;

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 100; round++) {
		uint8_t keys[40][3];
		size_t lens[40];
		struct buf text = BUF_INIT;

		for (unsigned i = 0; i < 40; i++) {
			lens[i] = 1 + random_below(&rnd, 3);
			for (size_t k = 0; k < lens[i]; k++) {
				keys[i][k] = (uint8_t)random_below(&rnd, 4);
				buf_format(&text, "%02X", keys[i][k]);
			}
			buf_format(&text, "=%c\n", '0' + i);
		}
		const struct charset *table = read_table(dir, buf_string(&text), &err);
		assert_non_null(table);
		for (unsigned n = 0; n < 200; n++) {
			uint8_t bytes[4];
			struct charset_unit unit;
			size_t best = 40;

			for (size_t k = 0; k < sizeof(bytes); k++)
				bytes[k] = (uint8_t)random_below(&rnd, 5);
			for (size_t i = 40; i-- > 0;)
				if (memcmp(keys[i], bytes, lens[i]) == 0 &&
				    (best == 40 || lens[i] >= lens[best]))
					best = i;
			charset_decode(table, bytes, sizeof(bytes), &unit);
			assert_int_equal(unit.count, best < 40);
			assert_int_equal(unit.len, best < 40 ? lens[best] : 1);
			if (best < 40)
				assert_int_equal(unit.codes[0], '0' + best);
		}
		charset_unref(table);
		buf_done(&text);
	}
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_tables),
		cmocka_unit_test(writes_by_the_longest_entry),
		cmocka_unit_test(says_which_line_is_wrong),
		cmocka_unit_test(refuses_what_is_too_large),
		cmocka_unit_test(finds_the_longest_by_chance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
