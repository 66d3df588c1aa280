/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as text for other programs, and back: each format, and texts as people find them. */
#include "scan_support.h"

#include "scan/clip.h"
#include "scan/unclip.h"

static enum clip_format format_of(const char *name)
{
	for (int i = 0; clip_formats[i]; i++)
		if (strcmp(clip_formats[i], name) == 0)
			return (enum clip_format)i;
	fail_msg("there is no format %s", name);
	return CLIP_HEX;
}

static bool write_as(const struct snapshot *snapshot, const char *format, uint64_t len,
		     uint64_t base, struct buf *text, struct err *err)
{
	struct clip_request request = { format_of(format), 0, len, base,
					charset_built_in("ascii", 5) };

	return clip_write(snapshot, &request, text, err);
}

static void writes(void **state)
{
	static const char elf[] = "\x7f" "EL|\x0a";
	static const struct {
		const char *format, *text;
	} rows[] = {
		{ "hex", "7f 45 4c 7c 0a" },
		{ "plain", "7f454c7c0a" },
		{ "text", "\xef\xbf\xbd" "EL|\n" },
		{ "c", "unsigned char data[5] = {\n\t0x7f, 0x45, 0x4c, 0x7c, 0x0a,\n};\n" },
		{ "cpp", "constexpr std::array<std::uint8_t, 5> data = {\n"
			 "\t0x7f, 0x45, 0x4c, 0x7c, 0x0a,\n};\n" },
		{ "python", "data = bytes([\n\t0x7f, 0x45, 0x4c, 0x7c, 0x0a,\n])\n" },
		{ "rust", "const DATA: [u8; 5] = [\n\t0x7f, 0x45, 0x4c, 0x7c, 0x0a,\n];\n" },
		{ "go", "var data = [5]byte{\n\t0x7f, 0x45, 0x4c, 0x7c, 0x0a,\n}\n" },
		{ "json", "[\n\t127, 69, 76, 124, 10\n]\n" },
		{ "base64", "f0VMfAo=" },
		{ "xxd", "00000101: 7f45 4c7c 0a                             .EL|.\n" },
		{ "markdown", "| address | bytes | text |\n|---|---|---|\n"
			      "| `00000101` | `7f 45 4c 7c 0a` | `.EL..` |\n" },
	};
	struct document *document = scan_document(elf, 5);
	struct snapshot snapshot = document_snapshot(document);
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf text = BUF_INIT;

		assert_true(write_as(&snapshot, rows[i].format, 5, 0x101, &text, &err));
		assert_string_equal(buf_string(&text), rows[i].text);
		buf_done(&text);
	}
	snapshot_done(&snapshot);
	document_close(document);
}

static void texts_have_an_encoding(void **state)
{
	static const struct {
		const char *charset, *bytes;
		size_t len;
		const char *text;
	} rows[] = {
		{ "ascii", "\xc3\xa4\xff\n", 4, "\xc3\xa4\xef\xbf\xbd\n" },
		{ "utf-8", "\xc3\xa4\x1b", 3, "\xc3\xa4\xef\xbf\xbd" },
		{ "latin1", "\xe4\x9b", 2, "\xc3\xa4\xef\xbf\xbd" },
		{ "utf-16le", "a\0\xe4\0", 4, "a\xc3\xa4" },
		{ "ebcdic-037", "\xc1\xc2", 2, "AB" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct document *document = scan_document(rows[i].bytes, rows[i].len);
		struct snapshot snapshot = document_snapshot(document);
		struct clip_request request = { CLIP_TEXT, 0, rows[i].len, 0,
			charset_built_in(rows[i].charset, strlen(rows[i].charset)) };
		struct buf text = BUF_INIT;
		struct err err;

		assert_non_null(request.charset);
		assert_true(clip_write(&snapshot, &request, &text, &err));
		assert_string_equal(buf_string(&text), rows[i].text);
		buf_done(&text);
		snapshot_done(&snapshot);
		document_close(document);
	}
}

/* Through every format and back, at lengths around those of their rows. */
static void comes_back(void **state)
{
	static const char *const formats[] = { "hex", "plain", "c", "cpp", "python", "rust", "go",
					       "json", "base64", "xxd" };
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; i < 40 * ARRAY_COUNT(formats); i++) {
		const char *format = formats[i % ARRAY_COUNT(formats)];
		size_t len = (size_t)random_between(&rnd, 24, 80);
		struct buf text = BUF_INIT, back = BUF_INIT;
		enum unclip_kind kind;
		struct document *document;
		struct snapshot snapshot;
		uint8_t bytes[80];
		struct err err;

		for (size_t k = 0; k < len; k++)
			bytes[k] = (uint8_t)random_between(&rnd, 0, 255);
		document = scan_pieces(&rnd, bytes, len, 7);
		snapshot = document_snapshot(document);
		assert_true(write_as(&snapshot, format, len, i * 16, &text, &err));
		if (!unclip(buf_string(&text), text.len, &back, &kind, &err))
			fail_msg("%s: %s in\n%s", format, err.text, buf_string(&text));
		assert_int_equal(back.len, len);
		assert_memory_equal(back.data, bytes, len);
		buf_done(&text);
		buf_done(&back);
		snapshot_done(&snapshot);
		document_close(document);
	}
}

static void refuses_too_much_and_the_unknown(void **state)
{
	struct document *document = scan_damaged(100, 200);
	struct snapshot snapshot = document_snapshot(document);
	struct buf text = BUF_INIT;
	struct err err;

	(void)state;
	assert_false(write_as(&snapshot, "hex", 300, 0, &text, &err));
	assert_int_equal(err.code, ERR_LOST);
	assert_false(write_as(&snapshot, "xxd", 300, 0, &text, &err));
	assert_int_equal(err.code, ERR_LOST);
	assert_int_equal(text.len, 0);
	assert_true(write_as(&snapshot, "plain", 100, 0, &text, &err));
	assert_int_equal(text.len, 200);
	assert_false(write_as(&snapshot, "hex", CLIP_MOST + 1, 0, &text, &err));
	assert_int_equal(err.code, ERR_RANGE);
	buf_done(&text);
	snapshot_done(&snapshot);
	document_close(document);
}

/* As they stand in programs and terminals; no bytes: it is refused with this code. */
static void understands(void **state)
{
	static const struct {
		const char *text, *kind, *bytes;
		size_t len;
	} rows[] = {
		{ "41 0x42 43h \\x44", "bytes", "ABCD", 4 },
		{ "41\n42\r\n\t43", "bytes", "ABC", 3 },
		{ "deadbeef  cafebabe", "bytes", "\xde\xad\xbe\xef\xca\xfe\xba\xbe", 8 },
		{ "\"[1]\"", "bytes", "[1]", 3 },
		{ "'{'", "bytes", "{", 1 },
		{ "{ 0x7f, 69, 'L', '\\n', -1, }", "an array", "\x7f" "EL\n\xff", 5 },
		{ "char x[] = { /* 1, */ 2, // 3\n 4 };", "an array", "\2\4", 2 },
		{ "std::array<std::uint8_t, 2> a = {{1, 2}};", "an array", "\1\2", 2 },
		{ "let a: [u8; 3] = [1, 0b10, 0o3];", "an array", "\1\2\3", 3 },
		{ "[]byte{',', '\\''}", "an array", ",'", 2 },
		{ "[127,69]", "an array", "\x7f" "E", 2 },
		{ "[]", "an array", "", 0 },
		{ "data = b\"\\x7fELF\"", "a string", "\x7f" "ELF", 4 },
		{ "bytes.fromhex(\"7f45 4c\")", "a string", "\x7f" "EL", 3 },
		{ "f0VMRgIBAQAAAAAAAAA=", "base64", "\x7f" "ELF\2\1\1\0\0\0\0\0\0\0", 14 },
		{ "f0VMRgIB\n  AQAAAAAAAAA", "base64", "\x7f" "ELF\2\1\1\0\0\0\0\0\0\0", 14 },
		{ "data:image/png;base64,iVBORw==", "base64", "\x89PNG", 4 },
		{ "00000010: 7f45 4c46  .ELF\n00000014: 01\n", "a dump", "\x7f" "ELF\1", 5 },
		{ "00000000  7f 45 4c 46 02 01 01 00  00 41            |.ELF.....A|\n0000000a\n",
		  "a dump", "\x7f" "ELF\2\1\1\0\0A", 10 },
		{ "00000010: 41\n*\n00000013: 42\n", "a dump", "AAAB", 4 },
	};
	static const char *const wrong[] = {
		"password", "thisisnobase64atall", "{ 256 }", "{ -129 }", "{ 1 2 }", "{ 'ab' }",
		"{ x }", "{ 010 }", "[1", "00000010: 41\n00000020: 42\n", "00000010: 4x\n",
		"\"open", "=", "{ 0x111111111111111111111111111111111 }", "b\"\\x4\"",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf bytes = BUF_INIT;
		enum unclip_kind kind;
		struct err err;

		buf_text(&bytes, "x");
		if (!unclip(rows[i].text, strlen(rows[i].text), &bytes, &kind, &err))
			fail_msg("%s: %s", rows[i].text, err.text);
		assert_string_equal(unclip_kind_name(kind), rows[i].kind);
		assert_int_equal(bytes.len, rows[i].len + 1);
		assert_memory_equal(bytes.data + 1, rows[i].bytes, rows[i].len);
		buf_done(&bytes);
	}
	for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
		struct buf bytes = BUF_INIT;
		enum unclip_kind kind;
		struct err err;

		buf_text(&bytes, "x");
		if (unclip(wrong[i], strlen(wrong[i]), &bytes, &kind, &err))
			fail_msg("%s is taken", wrong[i]);
		assert_true(*err.text != '\0');
		assert_int_equal(bytes.len, 1);
		buf_done(&bytes);
	}
}

/* Whatever is on a clipboard: an answer, and none that reads outside of it. */
static void stands_anything(void **state)
{
	static const char letters[] = "{}[](),'\"\\/*0x1fhZ=: \n|<bdata;";
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (int round = 0; round < 50000; round++) {
		size_t len = (size_t)random_between(&rnd, 0, 40);
		char *text = malloc(len + 1);
		struct buf bytes = BUF_INIT;
		enum unclip_kind kind;
		struct err err;

		assert_non_null(text);
		for (size_t i = 0; i < len; i++)
			text[i] = letters[random_between(&rnd, 0, sizeof(letters) - 2)];
		if (!unclip(text, len, &bytes, &kind, &err))
			assert_int_equal(bytes.len, 0);
		buf_done(&bytes);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes),
		cmocka_unit_test(texts_have_an_encoding),
		cmocka_unit_test(comes_back),
		cmocka_unit_test(refuses_too_much_and_the_unknown),
		cmocka_unit_test(understands),
		cmocka_unit_test(stands_anything),
	};
	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
