/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "base/expression.h"

/* The document of the tests: 16 bytes at 0x100. */
enum { START = 0x100, SIZE = 16 };

static const uint8_t content[SIZE] = {
	0x01, 0x02, 0x03, 0x04, 0xff, 0xfe, 0x80, 0x00,
	0x00, 0x00, 0xc0, 0x3f,                  /* 1.5f, little endian */
	0x7f, 0xc0, 0x00, 0x00,                  /* not a number, big endian */
};

static bool find_mark(void *context, char name, uint64_t *pos)
{
	(void)context;
	*pos = 0x108;
	return name == 'a';
}

static bool read_content(void *context, uint64_t pos, uint8_t *bytes, size_t len, struct err *err)
{
	(void)context;
	if (pos == START + 7)
		return err_set(err, ERR_LOST, "the disk is gone");
	memcpy(bytes, content + (pos - START), len);
	return true;
}

static const struct expression_env full = {
	.start = START, .end = START + SIZE, .cursor = 0x104, .has_cursor = true,
	.mark = find_mark, .read = read_content,
};

static const struct expression_env bare = { .start = 0, .end = 10 };

static void values(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint64_t value;
	} rows[] = {
		{ "1", 1 }, { " 0x10\t", 16 }, { "1_000", 1000 }, { "2MiB", 2 << 20 },
		{ "4k", 4096 },
		{ "0xde'ad", 0xdead }, { "63s", 63 * 512 },
		{ ".", 0x104 }, { "$", 0x110 }, { "'a", 0x108 }, { "start", 0x100 }, { "size", 16 },
		{ "1+2*3", 7 }, { "(1+2)*3", 9 }, { "10-3-2", 5 }, { "100/10/5", 2 }, { "7%4", 3 },
		{ "1<<4+1", 32 }, { "0xff>>4&3", 3 }, { "1|6^2&3", 5 }, { "1|2==2", 1 },
		{ "-1+2", 1 },
		{ "--5", 5 }, { "- -5", 5 }, { "~0", UINT64_MAX }, { "~0&0xff", 0xff },
		{ "~-1", 0 },
		{ "!0", 1 }, { "!7", 0 }, { "!!7", 1 }, { "-7/2+10", 7 }, { "-7%3+10", 9 },
		{ "-8>>1&0xff", 0xfc }, { "-7>>1&0xff", 0xfc },
		{ "1==1", 1 }, { "1!=1", 0 }, { "1<2", 1 }, { "2<=1", 0 }, { "2>1", 1 },
		{ "1>=2", 0 },
		{ "-1<0xffffffffffffffff", 1 }, { "2&&3", 1 }, { "2&&0", 0 }, { "0||3", 1 },
		{ "0||0", 0 }, { "1||0&&0", 1 }, { "1<2==1", 1 },
		{ "0&&1/0", 0 }, { "1||1/0", 1 }, { "0&&u8(0)", 0 }, { "1||~-(1<<99)", 1 },
		{ "0&&(1||1/0)", 0 }, { "0&&-0xffffffffffffffff", 0 }, { "0&&(0-1)%", 0 },
		{ "0%", 0x100 }, { "50%", 0x108 }, { "100%", 0x110 }, { "99%", 0x10f },
		{ "200%", 0x120 },
		{ "50% ", 0x108 }, { "50 %", 0x108 }, { "50%-16", 0xf8 }, { "50% - 16", 0xf8 },
		{ "50%+1", 0x109 }, { "50 % 20", 10 }, { "50%20", 10 }, { "50% 20", 10 },
		{ "50%%20", 264 % 20 }, { "(50%)", 0x108 }, { "(40+10)%", 0x108 }, { "50%(7)", 1 },
		{ "1000 % .", 1000 % 0x104 }, { "50%*2", 0x210 }, { "50%==0x108", 1 },
		{ "50%!=1", 1 },
		{ "9%!0", 0 }, { "9%~0", 9 }, { "25%<<1", 0x208 },
		{ "u8(start)", 1 }, { "u16(0x100)", 0x0201 }, { "u16be(0x100)", 0x0102 },
		{ "u32le(.-4)", 0x04030201 }, { "u24be(0x101)", 0x020304 }, { "u8($-1)", 0 },
		{ "i8(.)+1", 0 }, { "i16be(.)+2", 0 }, { "i16le(.)+0x102", 1 },
		{ "u32le( . - 4 )", 0x04030201 }, { "u8 (.)", 0xff }, { "f32le(0x108)", 1 },
		{ "u8(u8(0x100)+0x100)", 2 }, { "i48be(.-4) >> 40", 1 },
		{ "0xffffffffffffffff", UINT64_MAX }, { "0xfffffffffffffffe+1", UINT64_MAX },
		{ "-0x8000000000000000+0x8000000000000001", 1 }, { "1<<63", UINT64_C(1) << 63 },
		{ "0xffffffffffffffff*1", UINT64_MAX }, { "0xffffffffffffffff-1+1", UINT64_MAX },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct err err = { 0 };
		uint64_t value = 0;
		bool ok = expression_eval(rows[i].text, &full, &value, &err);
		if (!ok || value != rows[i].value)
			fail_msg("%s gives %" PRIu64 " %s", rows[i].text, value, err.text);
	}
}

static void errors_point_at_the_place(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *message;
	} rows[] = {
		{ "", "expected a number at column 1 in \"\"" },
		{ "  ", "expected a number at column 3 in \"  \"" },
		{ "1 + ", "expected a number at column 5 in \"1 + \"" },
		{ "1 2", "expected an operator at column 3 in \"1 2\"" },
		{ "1.5", "expected an operator at column 2 in \"1.5\"" },
		{ "(1", "expected ) at column 3 in \"(1\"" },
		{ "1)", "expected an operator at column 2 in \"1)\"" },
		{ "()", "expected a number at column 2 in \"()\"" },
		{ "1=2", "expected an operator at column 2 in \"1=2\"" },
		{ "1+foo", "unknown name at column 3 in \"1+foo\"" },
		{ "u32le", "expected ( and a position at column 6 in \"u32le\"" },
		{ "'", "expected a mark such as 'a at column 1 in \"'\"" },
		{ "'7", "expected a mark such as 'a at column 1 in \"'7\"" },
		{ "1+'b", "this mark is not set at column 3 in \"1+'b\"" },
		{ "0x", "expected hexadecimal digits after \"0x\" at column 1 in \"0x\"" },
		{ "\xc3\xa4", "expected a number at column 1 in \"\xc3\xa4\"" },
		{ "1 \xc3\xa4 2", "expected an operator at column 3 in \"1 \xc3\xa4 2\"" },
		{ "0 && foo", "unknown name at column 6 in \"0 && foo\"" },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct err err;
		uint64_t value;
		assert_false(expression_eval(rows[i].text, &full, &value, &err));
		assert_int_equal(err.code, ERR_SYNTAX);
		assert_string_equal(err.text, rows[i].message);
	}
}

static void what_does_not_fit(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *message;
	} rows[] = {
		{ "18446744073709551616", "the number does not fit 64 bits at column 1" },
		{ "0xffffffffffffffff + 1 - 1", "the value does not fit 64 bits at column 20" },
		{ "-0x8000000000000000 - 1 + 1", "the value does not fit 64 bits at column 21" },
		{ "-0x8000000000000001 + 2", "the value does not fit 64 bits at column 1" },
		{ "0xffffffffffffffff * 0xffffffffffffffff",
		  "the value does not fit 64 bits at column 20" },
		{ "-1 ^ 0xffffffffffffffff", "the value does not fit 64 bits at column 4" },
		{ "0xffffffffffffffff << 63", "the value does not fit 64 bits at column 20" },
		{ "3 / 0", "division by zero at column 3" },
		{ "3 % (1-1)", "division by zero at column 3" },
		{ "1 << 64", "a shift has to be 0 to 63 bits at column 3" },
		{ "1 >> -1", "a shift has to be 0 to 63 bits at column 3" },
		{ "1 - 2", "the value is below 0 at column 1" },
		{ "(-5)%", "a negative percentage at column 5" },
		{ "u8($)", "the read is not inside the document at column 1" },
		{ "u8(0)", "the read is not inside the document at column 1" },
		{ "u8(0-1)", "the read is not inside the document at column 1" },
		{ "u32($-3)", "the read is not inside the document at column 1" },
		{ "u8(0xffffffffffffffff)", "the read is not inside the document at column 1" },
		{ "f32be(0x10c)", "the float read has no value in 64 bits at column 1" },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct err err;
		uint64_t value;
		char message[200];
		assert_false(expression_eval(rows[i].text, &full, &value, &err));
		snprintf(message, sizeof message, "%s in \"%s\"", rows[i].message, rows[i].text);
		assert_string_equal(err.text, message);
		assert_int_equal(err.code, ERR_RANGE);
	}
}

static void a_read_that_fails_tells_why(void **state)
{
	(void)state;
	struct err err;
	uint64_t value;
	assert_false(expression_eval("1+u16be(0x107)", &full, &value, &err));
	assert_int_equal(err.code, ERR_LOST);
	assert_string_equal(err.text, "u16be(0x107): the disk is gone");
}

static void what_the_place_does_not_offer(void **state)
{
	(void)state;
	static const char *const rows[] = { ".", "'a", "u8(0)", "1+." };
	struct err err;
	uint64_t value;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		assert_false(expression_eval(rows[i], &bare, &value, &err));
		assert_int_equal(err.code, ERR_SYNTAX);
	}
	struct expression_env env = bare;
	env.sign = EXPRESSION_RELATIVE;
	assert_false(expression_eval("+1", &env, &value, &err));
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_true(expression_eval("$-1", &bare, &value, &err) && value == 9);
}

static void leading_signs(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum expression_sign sign;
		bool ok;
		uint64_t value;
	} rows[] = {
		{ "+4", EXPRESSION_PLAIN, true, 4 },
		{ "-4", EXPRESSION_PLAIN, false, 0 },
		{ "+4", EXPRESSION_RELATIVE, true, 0x108 },
		{ "-4", EXPRESSION_RELATIVE, true, 0x100 },
		{ " -4+2", EXPRESSION_RELATIVE, true, 0x102 },
		{ "(-4)+2", EXPRESSION_RELATIVE, false, 0 },
		{ "4", EXPRESSION_RELATIVE, true, 4 },
		{ "-0x105", EXPRESSION_RELATIVE, false, 0 },
		{ "+4*2", EXPRESSION_RELATIVE, true, 0x10c },
		{ "+0xffffffffffffffff", EXPRESSION_RELATIVE, false, 0 },
		{ "+4", EXPRESSION_FROM_END, true, 4 },
		{ "-4", EXPRESSION_FROM_END, true, 0x10c },
		{ "-$", EXPRESSION_FROM_END, true, 0 },
		{ "-$-1", EXPRESSION_FROM_END, false, 0 },
		{ "4", EXPRESSION_FROM_END, true, 4 },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct expression_env env = full;
		struct err err = { 0 };
		uint64_t value = 0;
		env.sign = rows[i].sign;
		bool ok = expression_eval(rows[i].text, &env, &value, &err);
		if (ok != rows[i].ok || (ok && value != rows[i].value))
			fail_msg("row %zu, %s: %" PRIu64 " %s", i, rows[i].text, value, err.text);
		assert_true(ok || err.code == ERR_RANGE);
	}
}

static void percent_is_exact(void **state)
{
	(void)state;
	static const struct {
		uint64_t start, end;
		const char *text;
		uint64_t value;
	} rows[] = {
		{ 0, UINT64_MAX, "100%", UINT64_MAX },
		{ 0, UINT64_MAX, "50%", UINT64_MAX / 2 },
		{ 0, UINT64_MAX, "1%", UINT64_MAX / 100 },
		{ 7, UINT64_MAX, "100%", UINT64_MAX },
		{ UINT64_MAX - 100, UINT64_MAX, "99%", UINT64_MAX - 1 },
		{ 0, 3, "50%", 1 }, { 0, 0, "50%", 0 }, { 5, 5, "100%", 5 },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct expression_env env = { .start = rows[i].start, .end = rows[i].end };
		struct err err;
		uint64_t value;
		assert_true(expression_eval(rows[i].text, &env, &value, &err));
		assert_true(value == rows[i].value);
	}
	static const struct expression_env wide_env = { .start = 1, .end = UINT64_MAX };
	static const char *const beyond[] = { "101%", "0xffffffffffffffff%" };
	for (size_t i = 0; i < ARRAY_COUNT(beyond); i++) {
		struct err err;
		uint64_t value;
		assert_false(expression_eval(beyond[i], &wide_env, &value, &err));
		assert_int_equal(err.code, ERR_RANGE);
	}
}

static void parts_of_a_list(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t used;
		uint64_t value;
	} rows[] = {
		{ "1,2", 1, 1 }, { "1 2", 1, 1 }, { " 1 + 1 , 3", 6, 2 }, { "1)", 1, 1 },
		{ "4 de", 1, 4 },
		{ "start size", 5, 0x100 }, { "4+(2) x", 5, 6 }, { "'a 'b", 2, 0x108 },
		{ ". $", 1, 0x104 },
		{ "25% 50%", 3, 0x104 }, { "25%,50%", 3, 0x104 }, { "25 % 10", 7, 5 },
		{ "25%10", 5, 5 },
		{ "25 % ,", 4, 0x104 }, { "5 -2", 4, 3 }, { "1 = 2", 1, 1 }, { "7", 1, 7 },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct err err = { 0 };
		uint64_t value = 0;
		size_t used = 99;
		bool ok = expression_eval_part(rows[i].text, &used, &full, &value, &err);
		if (!ok || used != rows[i].used || value != rows[i].value)
			fail_msg("%s: %" PRIu64 " of %zu %s", rows[i].text, value, used, err.text);
	}
	struct err err;
	uint64_t value;
	size_t used;
	assert_false(expression_eval_part(", 1", &used, &full, &value, &err));
	assert_false(expression_eval_part("1 + , 2", &used, &full, &value, &err));
}

static bool nested(const char *open, const char *close, int times)
{
	char text[1000] = "";
	struct err err;
	uint64_t value;
	for (int i = 0; i < times; i++)
		strcat(text, open);
	strcat(text, "1");
	for (int i = 0; i < times; i++)
		strcat(text, close);
	bool ok = expression_eval(text, &full, &value, &err);
	if (!ok)
		assert_non_null(strstr(err.text, "nested too deeply"));
	return ok;
}

static void depth_is_limited(void **state)
{
	(void)state;
	assert_true(nested("(", ")", 64));
	assert_false(nested("(", ")", 65));
	assert_true(nested("~", "", 64));
	assert_false(nested("~", "", 65));
	assert_false(nested("~(", ")", 33));
	char chain[2000] = "1";
	for (int i = 0; i < 900; i++)
		strcat(chain, "+1");
	struct err err;
	uint64_t value;
	assert_true(expression_eval(chain, &full, &value, &err) && value == 901);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
		cmocka_unit_test(errors_point_at_the_place),
		cmocka_unit_test(what_does_not_fit),
		cmocka_unit_test(a_read_that_fails_tells_why),
		cmocka_unit_test(what_the_place_does_not_offer),
		cmocka_unit_test(leading_signs),
		cmocka_unit_test(percent_is_exact),
		cmocka_unit_test(parts_of_a_list),
		cmocka_unit_test(depth_is_limited),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
