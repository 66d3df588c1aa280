/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dumps against what xxd 2022-01-14, hexdump (util-linux 2.38) and od (coreutils 9.1) printed.
 * The programs themselves are asked in dump_tools_test.c.
 */
#include "scan_support.h"

#include <limits.h>

/* 41 bytes; 118 bytes. */
static const char mixed[] = "The \"quick\"\\\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			    "\x7f\x80\xfe\xff~ \t\r";
static uint8_t zeroes[118];

struct row {
	struct dump_options options;
	bool zeroes;             /* of these bytes, not of the mixed ones */
	uint64_t pos, len;       /* len 0: all */
	const char *text;
};

static const struct row rows[] = {
	{ { .format = DUMP_XXD, .group = UINT_MAX }, false, 0, 0,
	  "00000000: 5468 6520 2271 7569 636b 225c 0a00 0000  The \"quick\"\\....\n"
	  "00000010: 0000 0000 0000 0000 0000 0000 0000 0000  ................\n"
	  "00000020: 007f 80fe ff7e 2009 0d                   .....~ ..\n" },
	{ { .format = DUMP_XXD, .columns = 5, .group = UINT_MAX }, false, 1, 12,
	  "00000001: 6865 2022 71  he \"q\n"
	  "00000006: 7569 636b 22  uick\"\n"
	  "0000000b: 5c0a          \\.\n" },
	{ { .format = DUMP_XXD, .columns = 10, .group = 3 }, false, 0, 0,
	  "00000000: 546865 202271 756963 6b  The \"quick\n"
	  "0000000a: 225c0a 000000 000000 00  \"\\........\n"
	  "00000014: 000000 000000 000000 00  ..........\n"
	  "0000001e: 000000 7f80fe ff7e20 09  .......~ .\n"
	  "00000028: 0d                       .\n" },
	{ { .format = DUMP_XXD, .group = 0, .upper = true }, false, 0, 0,
	  "00000000: 5468652022717569636B225C0A000000  The \"quick\"\\....\n"
	  "00000010: 00000000000000000000000000000000  ................\n"
	  "00000020: 007F80FEFF7E20090D                .....~ ..\n" },
	{ { .format = DUMP_XXD, .group = UINT_MAX, .little_endian = true }, false, 0, 0,
	  "00000000: 20656854 69757122 5c226b63 0000000a  The \"quick\"\\....\n"
	  "00000010: 00000000 00000000 00000000 00000000  ................\n"
	  "00000020: fe807f00 09207eff       0d           .....~ ..\n" },
	{ { .format = DUMP_XXD, .columns = 5, .group = UINT_MAX, .little_endian = true },
	  false, 0, 11,
	  "00000000: 20656854     Th22\"\n"
	  "00000005: 63697571     qu6bk\n"
	  "0000000a:       22     \"\n" },
	{ { .format = DUMP_XXD, .columns = 12, .group = UINT_MAX, .decimal = true }, false, 0, 0,
	  "00000000: 5468 6520 2271 7569 636b 225c  The \"quick\"\\\n"
	  "00000012: 0a00 0000 0000 0000 0000 0000  ............\n"
	  "00000024: 0000 0000 0000 0000 007f 80fe  ............\n"
	  "00000036: ff7e 2009 0d                   .~ ..\n" },
	{ { .format = DUMP_XXD, .group = UINT_MAX, .base = 0xfffffff0 }, false, 16, 4,
	  "100000000: 0000 0000                                ....\n" },
	{ { .format = DUMP_PLAIN }, false, 0, 0,
	  "5468652022717569636b225c0a0000000000000000000000000000000000\n"
	  "0000007f80feff7e20090d\n" },
	{ { .format = DUMP_PLAIN, .columns = 7, .upper = true }, false, 0, 9,
	  "54686520227175\n"
	  "6963\n" },
	{ { .format = DUMP_PLAIN, .columns = UINT_MAX }, false, 3, 6, "202271756963\n" },
	{ { .format = DUMP_C, .name = "rec" }, false, 0, 14,
	  "unsigned char rec[] = {\n"
	  "  0x54, 0x68, 0x65, 0x20, 0x22, 0x71, 0x75, 0x69, 0x63, 0x6b, 0x22, 0x5c,\n"
	  "  0x0a, 0x00\n"
	  "};\n"
	  "unsigned int rec_len = 14;\n" },
	{ { .format = DUMP_C, .name = "0a.b-\xc3\xa9_", .upper = true }, false, 11, 2,
	  "unsigned char __0a_b____[] = {\n"
	  "  0X5C, 0X0A\n"
	  "};\n"
	  "unsigned int __0a_b_____len = 2;\n" },
	{ { .format = DUMP_C, .columns = 5 }, false, 0, 11,
	  "  0x54, 0x68, 0x65, 0x20, 0x22,\n"
	  "  0x71, 0x75, 0x69, 0x63, 0x6b,\n"
	  "  0x22\n" },
	{ { .format = DUMP_BITS, .group = UINT_MAX }, false, 0, 8,
	  "00000000: 01010100 01101000 01100101 00100000 00100010 01110001  The \"q\n"
	  "00000006: 01110101 01101001                                      ui\n" },
	{ { .format = DUMP_XXD, .group = UINT_MAX, .fold = true }, true, 0, 0,
	  "00000000: 0000 0000 0000 0000 0000 0000 0000 0000  ................\n"
	  "*\n"
	  "00000040: 0000 0000 0000 4141 4141 4141 4141 4141  ......AAAAAAAAAA\n"
	  "00000050: 4141 4141 4141 0000 0000 0000 0000 0000  AAAAAA..........\n"
	  "00000060: 0000 0000 0000 0000 0000 0000 0000 0000  ................\n"
	  "00000070: 0000 0000 0000                           ......\n" },
	{ { .format = DUMP_HEXDUMP }, false, 0, 0,
	  "00000000  54 68 65 20 22 71 75 69  63 6b 22 5c 0a 00 00 00  |The \"quick\"\\....|\n"
	  "00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n"
	  "00000020  00 7f 80 fe ff 7e 20 09  0d                       |.....~ ..|\n"
	  "00000029\n" },
	{ { .format = DUMP_HEXDUMP, .fold = true }, true, 0, 0,
	  "00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n"
	  "*\n"
	  "00000040  00 00 00 00 00 00 41 41  41 41 41 41 41 41 41 41  |......AAAAAAAAAA|\n"
	  "00000050  41 41 41 41 41 41 00 00  00 00 00 00 00 00 00 00  |AAAAAA..........|\n"
	  "00000060  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n"
	  "00000070  00 00 00 00 00 00                                 |......|\n"
	  "00000076\n" },
	{ { .format = DUMP_OD }, false, 0, 0,
	  "000000 54 68 65 20 22 71 75 69 63 6b 22 5c 0a 00 00 00  >The \"quick\"\\....<\n"
	  "000010 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  >................<\n"
	  "000020 00 7f 80 fe ff 7e 20 09 0d                       >.....~ ..<\n"
	  "000029\n" },
	{ { .format = DUMP_OD, .fold = true }, true, 0, 0,
	  "000000 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  >................<\n"
	  "*\n"
	  "000040 00 00 00 00 00 00 41 41 41 41 41 41 41 41 41 41  >......AAAAAAAAAA<\n"
	  "000050 41 41 41 41 41 41 00 00 00 00 00 00 00 00 00 00  >AAAAAA..........<\n"
	  "000060 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  >................<\n"
	  "000070 00 00 00 00 00 00                                >......<\n"
	  "000076\n" },
	{ { .format = DUMP_OD, .columns = 7, .decimal = true }, false, 0, 9,
	  "0000000 54 68 65 20 22 71 75  >The \"qu<\n"
	  "0000007 69 63                 >ic<\n"
	  "0000009\n" },
	{ { .format = DUMP_JSON, .columns = 8, .base = 5 }, false, 0, 20,
	  "{\"address\":5,\"hex\":\"5468652022717569\",\"text\":\"The \\\"qui\"}\n"
	  "{\"address\":13,\"hex\":\"636b225c0a000000\",\"text\":\"ck\\\"\\\\....\"}\n"
	  "{\"address\":21,\"hex\":\"00000000\",\"text\":\"....\"}\n" },
};

static void check_text(struct buf *text, const char *right)
{
	assert_string_equal(buf_string(text), right);
	buf_done(text);
}

static void prints_what_was_recorded(void **state)
{
	struct document *documents[2];

	(void)state;
	memset(zeroes + 70, 'A', 16);
	documents[0] = scan_document(mixed, sizeof(mixed) - 1);
	documents[1] = scan_document(zeroes, sizeof(zeroes));
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		const struct document *document = documents[rows[i].zeroes];
		uint64_t len = rows[i].len > 0 ? rows[i].len : document_size(document);
		struct buf text = BUF_INIT;

		assert_int_equal(scan_dump(document, rows[i].pos, len, &rows[i].options, &text), 0);
		check_text(&text, rows[i].text);
	}
	document_close(documents[0]);
	document_close(documents[1]);
}

static void prints_nothing_of_nothing(void **state)
{
	static const char *const texts[] = {
		[DUMP_XXD] = "", [DUMP_PLAIN] = "", [DUMP_BITS] = "", [DUMP_HEXDUMP] = "",
		[DUMP_OD] = "000000\n", [DUMP_JSON] = "",
		[DUMP_C] = "unsigned char e[] = {\n};\nunsigned int e_len = 0;\n",
	};
	struct document *document = scan_document("", 0);

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
		struct dump_options options = { .format = (enum dump_format)i, .name = "e" };
		struct buf text = BUF_INIT;

		scan_dump(document, 0, 0, &options, &text);
		check_text(&text, texts[i]);
	}
	document_close(document);
}

/* What stands where the dump is longer than a stretch of text and a window of the reader. */
static void joins_stretches(void **state)
{
	enum { SIZE = 2500000, PART = 96 * 1000 };
	uint8_t *bytes = malloc(SIZE);
	struct document *document, *pieces;
	struct random rnd;

	(void)state;
	random_start(&rnd);
	assert_non_null(bytes);
	random_fill(&rnd, bytes, SIZE);
	document = scan_file(bytes, SIZE);
	pieces = scan_pieces(&rnd, bytes, SIZE, 9000);
	for (enum dump_format format = DUMP_XXD; format <= DUMP_JSON; format++) {
		struct dump_options options = {
			.format = format, .columns = 24, .group = UINT_MAX,
		};
		struct buf whole = BUF_INIT, parts = BUF_INIT, others = BUF_INIT;

		scan_dump(document, 0, SIZE, &options, &whole);
		scan_dump(pieces, 0, SIZE, &options, &others);
		assert_int_equal(whole.len, others.len);
		assert_memory_equal(whole.data, others.data, whole.len);
		if (format != DUMP_C && format != DUMP_HEXDUMP && format != DUMP_OD) {
			for (uint64_t pos = 0; pos < SIZE; pos += PART)
				scan_dump(document, pos, pos + PART < SIZE ? PART : SIZE - pos,
					  &options, &parts);
			assert_int_equal(whole.len, parts.len);
			assert_memory_equal(whole.data, parts.data, whole.len);
		}
		buf_done(&whole);
		buf_done(&parts);
		buf_done(&others);
	}
	document_close(document);
	document_close(pieces);
	free(bytes);
}

static void shows_unknown_bytes(void **state)
{
	static const struct {
		struct dump_options options;
		const char *text;
	} cases[] = {
		{ { .format = DUMP_XXD, .columns = 4, .group = 2 },
		  "00000ffc: 6161 ????  aa??\n"
		  "00001000: ???? ??62  ???b\n"
		  "00001004: 6262       bb\n" },
		{ { .format = DUMP_XXD, .columns = 4, .group = 4, .little_endian = true },
		  "00000ffc: ????6161  aa??\n"
		  "00001000: 62??????  ???b\n"
		  "00001004:     6262  bb\n" },
		{ { .format = DUMP_PLAIN, .columns = 4 }, "6161????\n??????62\n6262\n" },
		{ { .format = DUMP_C, .columns = 5 },
		  "  0x61, 0x61, 0x??, 0x??, 0x??,\n"
		  "  0x??, 0x??, 0x62, 0x62, 0x62\n" },
		{ { .format = DUMP_BITS, .columns = 4, .group = 1 },
		  "00000ffc: 01100001 01100001 ???????? ????????  aa??\n"
		  "00001000: ???????? ???????? ???????? 01100010  ???b\n"
		  "00001004: 01100010 01100010                    bb\n" },
		{ { .format = DUMP_OD, .columns = 16, .fold = true },
		  "000ffc 61 61 ?? ?? ?? ?? ?? 62 62 62                    >aa?????bbb<\n"
		  "001006\n" },
		{ { .format = DUMP_JSON, .columns = 4 },
		  "{\"address\":4092,\"hex\":\"6161\",\"text\":\"aa\"}\n"
		  "{\"address\":4094,\"len\":2,\"hex\":null,\"text\":null}\n"
		  "{\"address\":4096,\"len\":3,\"hex\":null,\"text\":null}\n"
		  "{\"address\":4099,\"hex\":\"62\",\"text\":\"b\"}\n"
		  "{\"address\":4100,\"hex\":\"6262\",\"text\":\"bb\"}\n" },
		{ { .format = DUMP_XXD, .columns = 10, .group = 1, .colour = true },
		  "00000ffc: \x1b[36m61 61 \x1b[91m?? ?? ?? ?? ?? \x1b[36m62 62 62  aa"
		  "\x1b[91m?????\x1b[36m" "bbb\x1b[0m\n" },
	};
	/* Five unknown bytes are left of the page. */
	struct document *document = scan_damaged(4094, 3);
	struct err err = { 0 };

	(void)state;
	assert_true(document_delete(document, 4094, SCAN_PAGE - 5, 0, &err));
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct buf text = BUF_INIT;

		assert_int_equal(scan_dump(document, 4092, 10, &cases[i].options, &text), 5);
		check_text(&text, cases[i].text);
	}
	document_close(document);
}

/* Long unknown stretches, and rows that fall on their edges. */
static void counts_unknown_bytes(void **state)
{
	struct document *document = scan_damaged(100, 200);

	(void)state;
	for (enum dump_format format = DUMP_XXD; format <= DUMP_JSON; format++) {
		struct dump_options options = {
			.format = format, .columns = 24, .group = UINT_MAX,
		};
		struct buf text = BUF_INIT;

		assert_int_equal(scan_dump(document, 0, 300 + SCAN_PAGE, &options, &text),
				 SCAN_PAGE);
		buf_done(&text);
	}
	document_close(document);
}

static void strip_colours(const struct buf *text, struct buf *plain)
{
	for (size_t i = 0; i < text->len; i++) {
		if (text->data[i] != 0x1b) {
			buf_add_byte(plain, text->data[i]);
			continue;
		}
		while (text->data[i] != 'm')
			i++;
	}
}

/* No two sequences follow each other, none repeats the one before, and each row ends without. */
static void check_sequences(struct buf *text)
{
	char *save = NULL;

	for (char *row = strtok_r((char *)(uintptr_t)buf_string(text), "\n", &save); row != NULL;
	     row = strtok_r(NULL, "\n", &save)) {
		char last[8] = "\x1b[0m";

		for (char *at = strchr(row, 0x1b); at != NULL; at = strchr(at + 1, 0x1b)) {
			size_t len = (size_t)(strchr(at, 'm') + 1 - at);

			assert_true(len < sizeof(last));
			assert_true(memcmp(last, at, len) != 0 || last[len] != '\0');
			memcpy(last, at, len);
			last[len] = '\0';
			assert_true(at[len] != 0x1b);
		}
		assert_string_equal(last, "\x1b[0m");
	}
}

static void colours_by_class(void **state)
{
	static const char bytes[] = "\0\0\1\2 \nab\x80\xfe\xff\xffzz\0z";
	struct document *document = scan_document(bytes, 16);
	struct dump_options options = { .format = DUMP_XXD, .group = UINT_MAX, .colour = true };
	struct buf text = BUF_INIT;

	(void)state;
	scan_dump(document, 0, 16, &options, &text);
	check_text(&text, "00000000: \x1b[90m0000 \x1b[35m0102 \x1b[32m200a \x1b[36m6162 "
			  "\x1b[33m80fe \x1b[34mffff \x1b[36m7a7a \x1b[90m00\x1b[36m7a  "
			  "\x1b[90m..\x1b[35m..\x1b[32m .\x1b[36m" "ab\x1b[33m..\x1b[34m.."
			  "\x1b[36mzz\x1b[90m.\x1b[36mz\x1b[0m\n");
	options.format = DUMP_HEXDUMP;
	scan_dump(document, 6, 2, &options, &text);
	check_text(&text, "00000006  \x1b[36m61 62                                             "
			  "\x1b[0m|\x1b[36m" "ab\x1b[0m|\n00000008\n");
	options = (struct dump_options){ .format = DUMP_C, .columns = 3, .colour = true };
	scan_dump(document, 6, 4, &options, &text);
	check_text(&text, "\x1b[36m  0x61, 0x62\x1b[33m, 0x80\x1b[0m,\n\x1b[33m  0xfe\x1b[0m\n");
	document_close(document);
}

static void colours_change_no_text(void **state)
{
	static uint8_t bytes[1000];
	struct document *document;
	struct random rnd;

	(void)state;
	random_start(&rnd);
	random_fill(&rnd, bytes, sizeof(bytes));
	scan_fill(&rnd, bytes, 500, 3);
	document = scan_document(bytes, sizeof(bytes));
	for (unsigned i = 0; i < 300; i++) {
		struct dump_options options = { .group = (unsigned)random_below(&rnd, 9) };
		struct buf plain = BUF_INIT, text = BUF_INIT, stripped = BUF_INIT;

		options.format = (enum dump_format)random_below(&rnd, DUMP_JSON);
		options.columns = (unsigned)random_below(&rnd, 257);
		options.fold = options.format != DUMP_C && options.format != DUMP_PLAIN;
		options.little_endian = options.format == DUMP_XXD && random_below(&rnd, 2);
		if (options.little_endian)
			options.group = 1u << random_below(&rnd, 5);
		scan_dump(document, 0, sizeof(bytes), &options, &plain);
		options.colour = true;
		scan_dump(document, 0, sizeof(bytes), &options, &text);
		strip_colours(&text, &stripped);
		assert_int_equal(stripped.len, plain.len);
		assert_memory_equal(stripped.data, plain.data, plain.len);
		check_sequences(&text);
		buf_done(&plain);
		buf_done(&text);
		buf_done(&stripped);
	}
	document_close(document);
}

static void refuses(void **state)
{
	static const struct {
		uint64_t pos, len;
		struct dump_options options;
		enum err_code code;
		const char *message;
	} bad[] = {
		{ 0, 7, { .format = DUMP_XXD }, ERR_RANGE, "reach past the end" },
		{ 7, 0, { .format = DUMP_XXD }, ERR_RANGE, "reach past the end" },
		{ 1, UINT64_MAX, { .format = DUMP_XXD }, ERR_RANGE, "reach past the end" },
		{ 0, 6, { .format = DUMP_XXD, .columns = 257 }, ERR_RANGE, "at most 256" },
		{ 0, 6, { .format = DUMP_JSON, .columns = 257 }, ERR_RANGE, "at most 256" },
		{ 0, 6, { .format = DUMP_XXD, .group = 3, .little_endian = true }, ERR_RANGE,
		  "not 3" },
		{ 0, 6, { .format = DUMP_BITS, .little_endian = true }, ERR_REFUSED, "use xxd" },
		{ 0, 6, { .format = DUMP_PLAIN, .fold = true }, ERR_REFUSED, "plain" },
		{ 0, 6, { .format = DUMP_JSON, .fold = true }, ERR_REFUSED, "json" },
	};
	struct document *document = scan_document("abcdef", 6);
	struct snapshot snapshot = document_snapshot(document);

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		struct err err = { 0 };

		assert_null(dump_new(&snapshot, bad[i].pos, bad[i].len, &bad[i].options, &err));
		assert_int_equal(err.code, bad[i].code);
		if (strstr(err.text, bad[i].message) == NULL)
			fail_msg("%s instead of %s", err.text, bad[i].message);
	}
	snapshot_done(&snapshot);
	document_close(document);
}

static void knows_its_formats(void **state)
{
	enum dump_format format;

	(void)state;
	assert_true(dump_format_find("hexdump", &format));
	assert_int_equal(format, DUMP_HEXDUMP);
	assert_true(dump_format_find("xxd", &format));
	assert_int_equal(format, DUMP_XXD);
	assert_false(dump_format_find("dump", &format));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_what_was_recorded),
		cmocka_unit_test(prints_nothing_of_nothing),
		cmocka_unit_test(joins_stretches),
		cmocka_unit_test(shows_unknown_bytes),
		cmocka_unit_test(counts_unknown_bytes),
		cmocka_unit_test(colours_by_class),
		cmocka_unit_test(colours_change_no_text),
		cmocka_unit_test(refuses),
		cmocka_unit_test(knows_its_formats),
	};
	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
