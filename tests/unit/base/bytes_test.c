/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>

#include "base/bytes.h"
#include "support/fail.h"

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

static void literals(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const uint8_t *bytes;
		size_t len;
	} rows[] = {
		{ "", BYTES("") }, { "  ", BYTES("") }, { "\"\"", BYTES("") },
		{ "de ad be ef", BYTES("\xde\xad\xbe\xef") },
		{ "deadBEEF", BYTES("\xde\xad\xbe\xef") },
		{ "DE:AD", BYTES("\xde\xad") },
		{ "0xde,0xad", BYTES("\xde\xad") },
		{ "0xde, 0xad,\n\t0x05,", BYTES("\xde\xad\x05") },
		{ "0x0,0xA", BYTES("\0\x0a") },
		{ "0xdeadbeef", BYTES("\xde\xad\xbe\xef") },
		{ "\\xde\\xad", BYTES("\xde\xad") },
		{ "41h 42H", BYTES("AB") }, { "4142h", BYTES("AB") },
		{ "\"text\"", BYTES("text") }, { "'text'", BYTES("text") },
		{ "\"it's\" '\"'", BYTES("it's\"") },
		{ "\"\\n\\r\\t\\0\\\\\\\"\\'\\x7f\"", BYTES("\n\r\t\0\\\"'\x7f") },
		{ "\"\xc3\xa4\"", BYTES("\xc3\xa4") },
		{ "de\"x\"ad", BYTES("\xdex\xad") },
		{ "u8:255", BYTES("\xff") }, { "i8:-128", BYTES("\x80") },
		{ "i8:127", BYTES("\x7f") },
		{ "u16:1", BYTES("\1\0") }, { "u16be:0x102", BYTES("\1\2") },
		{ "u32le:1000", BYTES("\xe8\3\0\0") }, { "i16be:-2", BYTES("\xff\xfe") },
		{ "u24be:1_000_000", BYTES("\x0f\x42\x40") },
		{ "i64:-1", BYTES("\xff\xff\xff\xff\xff\xff\xff\xff") },
		{ "i64be:-0x8000000000000000", BYTES("\x80\0\0\0\0\0\0\0") },
		{ "u64be:0xffffffffffffffff", BYTES("\xff\xff\xff\xff\xff\xff\xff\xff") },
		{ "u32:1M", BYTES("\0\0\x10\0") }, { "u8:-0", BYTES("\0") },
		{ "u8:+7", BYTES("\7") },
		{ "f32:1.5", BYTES("\0\0\xc0\x3f") }, { "f32be:-0", BYTES("\x80\0\0\0") },
		{ "f32be:inf", BYTES("\x7f\x80\0\0") },
		{ "f64be:1e3", BYTES("\x40\x8f\x40\0\0\0\0\0") },
		{ "f32be:3.4028234e38", BYTES("\x7f\x7f\xff\xff") },
		{ "f3:24", BYTES("\xf3\x24") }, { "u8:1,u8:2 03", BYTES("\1\2\3") },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf out = BUF_INIT;
		struct err err = { 0 };
		bool ok = bytes_parse(rows[i].text, &out, &err);
		if (!ok || out.len != rows[i].len ||
		    (out.len > 0 && memcmp(out.data, rows[i].bytes, out.len) != 0))
			fail_msg("%s gives %zu bytes, %s", rows[i].text, out.len, err.text);
		buf_done(&out);
	}
}

static void errors_point_at_the_place(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *message;
		enum err_code code;
	} rows[] = {
		{ "de a", "an odd number of hexadecimal digits at column 4", ERR_SYNTAX },
		{ "dea", "an odd number of hexadecimal digits at column 1", ERR_SYNTAX },
		{ "0x", "expected a hexadecimal digit at column 3", ERR_SYNTAX },
		{ "0x123", "an odd number of hexadecimal digits at column 3", ERR_SYNTAX },
		{ "de xy", "expected bytes at column 4", ERR_SYNTAX },
		{ "de,,ad", "expected bytes at column 4", ERR_SYNTAX },
		{ ":de", "expected bytes at column 1", ERR_SYNTAX },
		{ "\xc3\xa4 xx", "expected bytes at column 1", ERR_SYNTAX },
		{ "\"\xc3\xa4\" xx", "expected bytes at column 5", ERR_SYNTAX },
		{ "\"abc", "a quote without its end at column 1", ERR_SYNTAX },
		{ "00 'abc\"", "a quote without its end at column 4", ERR_SYNTAX },
		{ "'\\q'",
		  "expected one of \\n \\r \\t \\0 \\\\ \\\" \\' \\xHH at column 2", ERR_SYNTAX },
		{ "'\\",
		  "expected one of \\n \\r \\t \\0 \\\\ \\\" \\' \\xHH at column 2", ERR_SYNTAX },
		{ "'\\x1", "expected two hexadecimal digits after \\x at column 2", ERR_SYNTAX },
		{ "\\x1g", "expected two hexadecimal digits after \\x at column 1", ERR_SYNTAX },
		{ "\\n", "expected bytes at column 1", ERR_SYNTAX },
		{ "u8:", "expected a number at column 4", ERR_SYNTAX },
		{ "u8:x", "expected a number at column 4", ERR_SYNTAX },
		{ "f32: 1", "expected a number at column 5", ERR_SYNTAX },
		{ "u8:1x", "expected a blank after the number at column 5", ERR_SYNTAX },
		{ "u8:256", "the value does not fit u8 at column 4", ERR_RANGE },
		{ "i8:128", "the value does not fit i8 at column 4", ERR_RANGE },
		{ "i8:-129", "the value does not fit i8 at column 4", ERR_RANGE },
		{ "u16:-1", "the value does not fit u16le at column 5", ERR_RANGE },
		{ "i64:0x8000000000000000", "the value does not fit i64le at column 5", ERR_RANGE },
		{ "i64:-0x8000000000000001",
		  "the value does not fit i64le at column 5", ERR_RANGE },
		{ "u64:0x10000000000000000",
		  "the number does not fit 64 bits at column 5", ERR_RANGE },
		{ "f32:1e39", "the value does not fit f32le at column 5", ERR_RANGE },
		{ "f64:1e999", "the value does not fit f64le at column 5", ERR_RANGE },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf out = BUF_INIT;
		struct err err = { 0 };
		char message[200];
		buf_text(&out, "kept");
		snprintf(message, sizeof message, "%s in \"%s\"", rows[i].message, rows[i].text);
		assert_false(bytes_parse(rows[i].text, &out, &err));
		assert_string_equal(err.text, message);
		assert_int_equal(err.code, rows[i].code);
		assert_string_equal(buf_string(&out), "kept");
		buf_done(&out);
	}
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	static const char separators[] = { 0, ' ', ':', ',' };
	struct random rnd;
	random_start(&rnd);
	for (int round = 0; round < 1000; round++) {
		uint8_t bytes[40];
		size_t len = (size_t)random_below(&rnd, sizeof bytes);
		struct buf text = BUF_INIT, again = BUF_INIT;
		struct err err;
		random_fill(&rnd, bytes, len);
		bytes_format_hex(&text, bytes, len, separators[round % 4], round % 3 == 0);
		assert_true(bytes_parse(buf_string(&text), &again, &err));
		assert_int_equal(again.len, len);
		if (len > 0)
			assert_memory_equal(again.data, bytes, len);
		buf_done(&text);
		buf_done(&again);
	}
}

static void digits(void **state)
{
	(void)state;
	struct buf text = BUF_INIT;
	bytes_format_hex(&text, (const uint8_t *)"\x0a\xbc", 2, ' ', false);
	bytes_format_hex(&text, (const uint8_t *)"\x0a\xbc", 2, 0, true);
	assert_string_equal(buf_string(&text), "0a bc0ABC");
	buf_done(&text);
	static const char all[] = "0123456789abcdef";
	for (int c = -1; c < 256; c++) {
		const char *at = c > 0 ? strchr(all, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;
		assert_int_equal(hex_digit_value(c), at ? at - all : -1);
	}
}

static void no_memory(void **state)
{
	(void)state;
	for (uint64_t n = 0;; n++) {
		struct buf out = BUF_INIT;
		struct err err;
		fail_at("realloc", n, ENOMEM);
		bool ok = bytes_parse("00 01 u64:7 'a rather long text which needs more than the"
				      " first allocation of a buffer, and more once again'",
				      &out, &err);
		bool happened = fail_happened() > 0;
		assert_int_equal(ok, !happened);
		if (!ok) {
			assert_int_equal(err.code, ERR_NOMEM);
			assert_int_equal(out.len, 0);
			assert_true(buf_ok(&out));
		}
		buf_done(&out);
		if (!happened)
			break;
	}
	fail_reset();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(literals),
		cmocka_unit_test(errors_point_at_the_place),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(digits),
		cmocka_unit_test(no_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
