/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each reading in both directions: with published examples, and with its limits. */
#include "scan/inspect.h"

#include "support/testing.h"

#include "base/bytes.h"

static const struct reading *find(const char *name)
{
	const struct reading *reading = reading_find(name, strlen(name));

	if (!reading)
		fail_msg("there is no reading %s", name);
	return reading;
}

static void parse(const char *text, struct buf *bytes)
{
	struct err err = { 0 };

	if (!bytes_parse(text, bytes, &err))
		fail_msg("%s: %s", text, err.text);
}

/* `both`: the text encodes to those very bytes. */
static const struct example {
	const char *name;
	bool big;
	const char *bytes, *text;
} both[] = {
	{ "u8", false, "ff", "255" },
	{ "i8", false, "80", "-128" },
	{ "u16", false, "34 12", "4660" },
	{ "u16", true, "12 34", "4660" },
	{ "i16", true, "ff fe", "-2" },
	{ "u24", false, "ff ff ff", "16777215" },
	{ "i24", true, "80 00 00", "-8388608" },
	{ "u40", true, "01 00 00 00 00", "4294967296" },
	{ "i40", false, "ff ff ff ff 7f", "549755813887" },
	{ "u48", true, "ff ff ff ff ff ff", "281474976710655" },
	{ "i56", true, "80 00 00 00 00 00 00", "-36028797018963968" },
	{ "u64", false, "ff ff ff ff ff ff ff ff", "18446744073709551615" },
	{ "i64", true, "80 00 00 00 00 00 00 00", "-9223372036854775808" },
	{ "u128", true, "ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff",
	  "340282366920938463463374607431768211455" },
	{ "i128", true, "80 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
	  "-170141183460469231731687303715884105728" },
	{ "i128", false, "ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff 7f",
	  "170141183460469231731687303715884105727" },
	{ "usel", true, "01 02 03", "66051" },
	{ "isel", false, "fe ff ff ff ff", "-2" },
	{ "usel", false, "00 00 00 00 00 01", "1099511627776" },
	/* IEEE 754 binary16, Wikipedia "Half-precision floating-point format" */
	{ "f16", true, "3c 00", "1" },
	{ "f16", true, "7b ff", "65504" },
	{ "f16", true, "00 01", "6e-08" },
	{ "f16", true, "35 55", "0.3333" },
	{ "f16", true, "c0 00", "-2" },
	{ "f16", true, "80 00", "-0" },
	{ "f16", true, "7c 00", "inf" },
	{ "f16", true, "fc 00", "-inf" },
	{ "f16", true, "7e 00", "nan" },
	{ "f16", true, "7c 01", "nan(0x7c01)" },
	/* bfloat16: pi and 1/3 */
	{ "bf16", true, "40 49", "3.14" },
	{ "bf16", true, "3e ab", "0.334" },
	{ "bf16", true, "7f 7f", "3.39e+38" },
	/* IEEE 754 binary32 and binary64 */
	{ "f32", true, "3e 20 00 00", "0.15625" },
	{ "f32", false, "db 0f 49 40", "3.1415927" },
	{ "f32", true, "7f 7f ff ff", "3.4028235e+38" },
	{ "f32", true, "00 00 00 01", "1e-45" },
	{ "f32", true, "7f c0 00 00", "nan" },
	{ "f32", true, "ff 80 00 00", "-inf" },
	{ "f64", true, "40 09 21 fb 54 44 2d 18", "3.141592653589793" },
	{ "f64", true, "3f d5 55 55 55 55 55 55", "0.3333333333333333" },
	{ "f64", true, "7f ef ff ff ff ff ff ff", "1.7976931348623157e+308" },
	{ "f64", true, "00 00 00 00 00 00 00 01", "5e-324" },
	/* Intel's manual: 1, and pi as FLDPI loads it */
	{ "f80", false, "00 00 00 00 00 00 00 80 ff 3f", "1" },
	{ "f80", false, "35 c2 68 21 a2 da 0f c9 00 40", "3.1415926535897932385" },
	{ "f80", false, "00 00 00 00 00 00 00 80 ff 7f", "inf" },
	{ "f80", false, "00 00 00 00 00 00 00 c0 ff ff", "-nan" },
	{ "f80", true, "c0 00 80 00 00 00 00 00 00 00", "-2" },
	/* DWARF 5, appendix and section 7.6 */
	{ "uleb128", false, "02", "2" },
	{ "uleb128", false, "7f", "127" },
	{ "uleb128", false, "80 01", "128" },
	{ "uleb128", false, "81 01", "129" },
	{ "uleb128", false, "b9 64", "12857" },
	{ "uleb128", false, "e5 8e 26", "624485" },
	{ "sleb128", false, "02", "2" },
	{ "sleb128", false, "7e", "-2" },
	{ "sleb128", false, "ff 00", "127" },
	{ "sleb128", false, "81 7f", "-127" },
	{ "sleb128", false, "80 01", "128" },
	{ "sleb128", false, "80 7f", "-128" },
	{ "sleb128", false, "ff 7e", "-129" },
	{ "sleb128", false, "c0 bb 78", "-123456" },
	/* the MIDI file format 1.0 */
	{ "vlq", false, "00", "0" },
	{ "vlq", false, "7f", "127" },
	{ "vlq", false, "81 00", "128" },
	{ "vlq", false, "c0 00", "8192" },
	{ "vlq", false, "ff 7f", "16383" },
	{ "vlq", false, "81 80 00", "16384" },
	{ "vlq", false, "ff ff ff 7f", "268435455" },
	{ "bcd8", false, "42", "42" },
	{ "bcd16", true, "12 34", "1234" },
	{ "bcd32", false, "78 56 34 12", "12345678" },
	{ "bcd64", true, "00 00 00 00 12 34 56 78", "0000000012345678" },
	{ "bits", true, "a1", "10100001" },
	{ "bits", false, "a1", "10000101" },
	{ "bits16", true, "80 01", "10000000 00000001" },
	{ "bits16", false, "80 01", "00000001 10000000" },
	{ "bits32", false, "01 00 00 80", "10000000 00000000 00000000 00000001" },
	/* Unicode 15, table 3-6 and chapter 3.9; RFC 3629 section 7 */
	{ "utf8", false, "24", "U+0024 $" },
	{ "utf8", false, "0a", "U+000A" },
	{ "utf8", false, "20", "U+0020" },
	{ "utf16", true, "00 4d", "U+004D M" },
	{ "utf16", false, "4d 00", "U+004D M" },
	{ "utf32", true, "00 00 00 4d", "U+004D M" },
	/* time(7), and the ends of 32 bits */
	{ "time32", true, "00 00 00 00", "1970-01-01 00:00:00" },
	{ "time32", true, "7f ff ff ff", "2038-01-19 03:14:07" },
	{ "time32", true, "80 00 00 00", "1901-12-13 20:45:52" },
	{ "time32", true, "49 96 02 d2", "2009-02-13 23:31:30" },
	{ "time64", true, "00 00 00 00 80 00 00 00", "2038-01-19 03:14:08" },
	{ "time64", true, "80 00 00 00 00 00 00 00", "-292277022657-01-27 08:29:52" },
	{ "time64", true, "7f ff ff ff ff ff ff ff", "+292277026596-12-04 15:30:07" },
	{ "time64", true, "00 00 00 3a ff f4 41 7f", "9999-12-31 23:59:59" },
	{ "time64ms", true, "7f ff ff ff ff ff ff ff", "+292278994-08-17 07:12:55.807" },
	{ "time64ms", true, "ff ff ff ff ff ff ff ff", "1969-12-31 23:59:59.999" },
	{ "time64us", true, "00 00 00 00 00 0f 42 41", "1970-01-01 00:00:01.000001" },
	{ "time64ns", true, "7f ff ff ff ff ff ff ff", "2262-04-11 23:47:16.854775807" },
	{ "time64ns", true, "80 00 00 00 00 00 00 00", "1677-09-21 00:12:43.145224192" },
	/* Microsoft: 116444736000000000 is 1970; [MS-DTYP] 2.3.3 counts from 1601 */
	{ "filetime", false, "00 80 3e d5 de b1 9d 01", "1970-01-01 00:00:00.0000000" },
	{ "filetime", false, "00 00 00 00 00 00 00 00", "1601-01-01 00:00:00.0000000" },
	{ "filetime", true, "ff ff ff ff ff ff ff ff", "+60056-05-28 05:36:10.9551615" },
	/* the FAT specification: the first date, and the last */
	{ "dostime", false, "00 00 21 00", "1980-01-01 00:00:00" },
	{ "dostime", false, "7d bf 9f ff", "2107-12-31 23:59:58" },
	{ "dostime", false, "40 7d 6a 4f", "2019-11-10 15:42:00" },
	/* Apple TN1150 */
	{ "hfs", true, "00 00 00 00", "1904-01-01 00:00:00" },
	{ "hfs", true, "ff ff ff ff", "2040-02-06 06:28:15" },
	{ "hfs", true, "7c 25 b0 80", "1970-01-01 00:00:00" },
	{ "webkit", true, "00 29 11 ab 89 63 80 00", "1967-04-28 04:01:27.216128" },
	{ "webkit", true, "00 00 00 00 00 00 00 00", "1601-01-01 00:00:00.000000" },
	/* Microsoft's COleDateTime: the table of the DATE type */
	{ "ole", true, "00 00 00 00 00 00 00 00", "1899-12-30 00:00:00.000" },
	{ "ole", true, "40 00 00 00 00 00 00 00", "1900-01-01 00:00:00.000" },
	{ "ole", true, "40 14 00 00 00 00 00 00", "1900-01-04 00:00:00.000" },
	{ "ole", true, "40 17 00 00 00 00 00 00", "1900-01-04 18:00:00.000" },
	{ "ole", true, "40 17 80 00 00 00 00 00", "1900-01-04 21:00:00.000" },
	{ "ole", true, "bf f4 00 00 00 00 00 00", "1899-12-29 06:00:00.000" },
	/* RFC 9562; the same as [MS-DTYP] 2.3.4 stores it */
	{ "guid", true, "00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff",
	  "00112233-4455-6677-8899-aabbccddeeff" },
	{ "guid", false, "33 22 11 00 55 44 77 66 88 99 aa bb cc dd ee ff",
	  "00112233-4455-6677-8899-aabbccddeeff" },
	{ "guid", false, "28 73 2a c1 1f f8 d2 11 ba 4b 00 a0 c9 3e c9 3b",
	  "c12a7328-f81f-11d2-ba4b-00a0c93ec93b" },
	{ "ipv4", true, "c0 00 02 01", "192.0.2.1" },
	{ "ipv4", false, "01 00 00 7f", "127.0.0.1" },
	/* RFC 5952 */
	{ "ipv6", false, "20 01 0d b8 00 00 00 00 00 01 00 00 00 00 00 01", "2001:db8::1:0:0:1" },
	{ "ipv6", false, "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01", "::1" },
	{ "ipv6", false, "20 01 0d b8 00 00 00 01 00 01 00 01 00 01 00 01",
	  "2001:db8:0:1:1:1:1:1" },
	/* RFC 7042: documentation */
	{ "mac", false, "00 00 5e 00 53 01", "00:00:5e:00:53:01" },
	{ "rgb565", true, "f8 00", "#ff0000" },
	{ "rgb565", false, "e0 07", "#00ff00" },
	{ "rgb888", true, "ff 88 00", "#ff8800" },
	{ "rgb888", false, "00 88 ff", "#ff8800" },
	{ "rgb8888", true, "ff 88 00 40", "#ff880040" },
	{ "q7", false, "40", "0.5" },
	{ "q15", true, "80 00", "-1" },
	{ "q15", true, "40 00", "0.5" },
	{ "q15", true, "7f ff", "0.99997" },
	{ "q8.8", false, "80 01", "1.5" },
	{ "q31", true, "c0 00 00 00", "-0.5" },
	{ "q16.16", true, "00 01 80 00", "1.5" },
	{ "ptr32", false, "00 10 40 00", "0x401000" },
	{ "ptr64", true, "00 00 00 00 00 40 10 00", "0x401000" },
};

static void decodes_and_encodes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(both); i++) {
		const struct example *example = &both[i];
		const struct reading *reading = find(example->name);
		struct buf bytes = BUF_INIT, text = BUF_INIT;
		struct reading_value value;
		uint8_t made[READING_MOST];
		struct err err = { 0 };
		size_t used;

		parse(example->bytes, &bytes);
		enum reading_state got = reading_decode(reading, example->big, bytes.data,
							bytes.len, &text, &value);
		if (got != READING_FINE || strcmp(buf_string(&text), example->text) != 0)
			fail_msg("%s of %s: \"%s\"", example->name, example->bytes,
				 buf_string(&text));
		assert_int_equal(value.len, bytes.len);
		size_t len = reading->any ? bytes.len : 0;
		if (!reading_encode(reading, example->big, example->text, len, made, &used, &err))
			fail_msg("%s: %s", example->name, err.text);
		if (used != bytes.len || memcmp(made, bytes.data, used) != 0)
			fail_msg("%s of \"%s\": other bytes", example->name, example->text);
		buf_done(&bytes);
		buf_done(&text);
	}
}

/* What is typed otherwise than it is shown. */
static const struct example typed[] = {
	{ "u16", false, "ff 00", "0xff" },
	{ "u16", false, "e8 03", " 1_000 " },
	{ "i8", false, "f0", "-0x10" },
	{ "u8", false, "0a", "0b1010" },
	{ "f16", true, "3e 00", "1.5" },
	{ "f16", true, "7b ff", "65504" },
	{ "f16", true, "7b ff", "65519.9" },
	{ "f16", true, "3c 00", "1.00048828125" },
	{ "f32", true, "3d cc cc cd", "0.1" },
	{ "f64", true, "7f f8 00 00 00 00 00 00", "NaN" },
	{ "f80", false, "cd cc cc cc cc cc cc cc fb 3f", "0xcccccccccccccccdp-67" },
	{ "utf8", false, "41", "A" },
	{ "utf8", false, "c3 a9", "é" },
	{ "utf8", false, "c3 a9", "u+e9" },
	{ "utf8", false, "f0 9f 98 80", "U+1F600" },
	{ "utf8", false, "35", "5" },
	{ "utf16", false, "3d d8 00 de", "U+1F600" },
	{ "utf16", true, "d8 00 df 02", "U+10302" },
	{ "utf32", true, "00 01 03 02", "U+10302" },
	{ "time32", true, "49 96 02 d2", "2009-02-13T23:31:30Z" },
	{ "time32", true, "00 01 51 80", "1970-01-02" },
	{ "time32", true, "00 00 0e 10", "1970-01-01 1:00" },
	{ "time64ms", true, "00 00 00 00 00 00 01 f4", "1970-01-01 00:00:00.5" },
	{ "guid", true, "00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff",
	  "{00112233-4455-6677-8899-AABBCCDDEEFF}" },
	{ "mac", false, "00 1b 44 11 3a b7", "00-1B-44-11-3A-B7" },
	{ "ipv6", false, "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01",
	  "2001:DB8:0:0:0:0:0:1" },
	{ "rgb565", true, "fc 40", "ff8800" },
	{ "bcd16", true, "00 07", "7" },
	{ "bits", true, "0f", "0000_1111" },
	{ "ptr32", false, "00 10 40 00", "4198400" },
	{ "q8.8", true, "00 1a", "0.1" },
};

static void takes_other_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(typed); i++) {
		const struct example *example = &typed[i];
		struct buf bytes = BUF_INIT;
		uint8_t made[READING_MOST];
		struct err err = { 0 };
		size_t used = 0;

		parse(example->bytes, &bytes);
		if (!reading_encode(find(example->name), example->big, example->text, 0, made,
				    &used, &err))
			fail_msg("%s of \"%s\": %s", example->name, example->text, err.text);
		if (used != bytes.len || memcmp(made, bytes.data, used) != 0)
			fail_msg("%s of \"%s\": other bytes", example->name, example->text);
		buf_done(&bytes);
	}
}

static const struct {
	const char *name, *text;
	enum err_code code;
} refused[] = {
	{ "u8", "256", ERR_RANGE }, { "u8", "-1", ERR_RANGE }, { "i8", "128", ERR_RANGE },
	{ "i8", "-129", ERR_RANGE }, { "i8", "0xff", ERR_RANGE }, { "u8", "", ERR_SYNTAX },
	{ "u8", "12x", ERR_SYNTAX }, { "u8", "0x", ERR_SYNTAX }, { "u8", "1 2", ERR_SYNTAX },
	{ "u128", "340282366920938463463374607431768211456", ERR_RANGE },
	{ "i128", "170141183460469231731687303715884105728", ERR_RANGE },
	{ "i128", "-170141183460469231731687303715884105729", ERR_RANGE },
	{ "u24", "16777216", ERR_RANGE }, { "i40", "549755813888", ERR_RANGE },
	{ "f16", "65520", ERR_RANGE }, { "f32", "1e39", ERR_RANGE }, { "f64", "1e309", ERR_RANGE },
	{ "f32", "1,5", ERR_SYNTAX }, { "f32", "nan(0x7f800000)", ERR_SYNTAX },
	{ "f80", "0x1p99999", ERR_RANGE }, { "f80", "x", ERR_SYNTAX },
	{ "q7", "1", ERR_RANGE }, { "q15", "-1.1", ERR_RANGE }, { "q8.8", "a", ERR_SYNTAX },
	{ "uleb128", "-1", ERR_RANGE }, { "vlq", "-1", ERR_RANGE }, { "vlq", "z", ERR_SYNTAX },
	{ "bcd8", "100", ERR_RANGE }, { "bcd8", "1a", ERR_SYNTAX },
	{ "bits", "101", ERR_RANGE }, { "bits", "101010101", ERR_RANGE },
	{ "bits", "10102010", ERR_SYNTAX },
	{ "utf8", "ab", ERR_SYNTAX }, { "utf8", "U+D800", ERR_RANGE },
	{ "utf8", "U+110000", ERR_RANGE }, { "utf8", "U+x", ERR_SYNTAX },
	{ "time32", "2038-01-19 03:14:08", ERR_RANGE }, { "time32", "2026-02-29", ERR_SYNTAX },
	{ "time32", "2026-13-01", ERR_SYNTAX }, { "time32", "2026-01-01 24:00:00", ERR_SYNTAX },
	{ "time32", "2026-01-01 00:00:00.5", ERR_SYNTAX }, { "time32", "now", ERR_SYNTAX },
	{ "time64", "+999999999999-01-01", ERR_RANGE },
	{ "time64ns", "2262-04-12", ERR_RANGE }, { "time64ns", "1677-09-21", ERR_RANGE },
	{ "filetime", "1600-12-31 23:59:59", ERR_RANGE },
	{ "dostime", "1979-12-31", ERR_RANGE }, { "dostime", "2000-01-01 00:00:01", ERR_RANGE },
	{ "hfs", "1903-12-31", ERR_RANGE }, { "ole", "+10000-01-01", ERR_RANGE },
	{ "guid", "00112233-4455", ERR_SYNTAX }, { "ipv4", "256.0.0.1", ERR_SYNTAX },
	{ "ipv4", "1.2.3", ERR_SYNTAX }, { "ipv6", "1::2::3", ERR_SYNTAX },
	{ "mac", "00:1b:44", ERR_SYNTAX }, { "rgb888", "#ff88", ERR_SYNTAX },
	{ "ptr32", "0x100000000", ERR_RANGE },
};

static void refuses_what_does_not_fit(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		uint8_t made[READING_MOST];
		struct err err = { 0 };
		size_t used;

		if (reading_encode(find(refused[i].name), false, refused[i].text, 0, made, &used,
				   &err))
			fail_msg("%s takes \"%s\"", refused[i].name, refused[i].text);
		if (err.code != refused[i].code)
			fail_msg("%s of \"%s\": %s", refused[i].name, refused[i].text, err.text);
	}
}

/* Values of a length of their own take the place of what is there, or are refused. */
static void keeps_the_length(void **state)
{
	static const struct {
		const char *name, *text;
		size_t len;
		const char *bytes;       /* NULL: refused */
	} rows[] = {
		{ "uleb128", "1", 3, "81 80 00" }, { "uleb128", "128", 1, NULL },
		{ "sleb128", "-1", 3, "ff ff 7f" }, { "vlq", "1", 3, "80 80 01" },
		{ "vlq", "128", 1, NULL }, { "utf8", "A", 2, NULL }, { "utf8", "é", 2, "c3 a9" },
		{ "utf16", "U+1F600", 2, NULL }, { "usel", "70000", 2, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf bytes = BUF_INIT;
		uint8_t made[READING_MOST];
		struct err err = { 0 };
		size_t used;
		bool ok = reading_encode(find(rows[i].name), false, rows[i].text, rows[i].len,
					 made, &used, &err);

		if (ok != (rows[i].bytes != NULL))
			fail_msg("%s \"%s\": %s", rows[i].name, rows[i].text, err.text);
		if (!ok) {
			assert_int_equal(err.code, ERR_RANGE);
			continue;
		}
		parse(rows[i].bytes, &bytes);
		assert_int_equal(used, bytes.len);
		assert_memory_equal(made, bytes.data, used);
		buf_done(&bytes);
	}
}

static void tells_what_is_wrong(void **state)
{
	static const struct {
		const char *name, *bytes;
		enum reading_state state;
	} rows[] = {
		{ "u16", "01", READING_SHORT }, { "uleb128", "80 80", READING_SHORT },
		{ "uleb128", "ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff 7f",
		  READING_WRONG },
		{ "utf8", "c3", READING_SHORT }, { "utf8", "c3 28", READING_WRONG },
		{ "utf8", "80", READING_WRONG }, { "utf8", "c0 af", READING_WRONG },
		{ "utf8", "e0 80 af", READING_WRONG }, { "utf8", "ed a0 80", READING_WRONG },
		{ "utf8", "f4 90 80 80", READING_WRONG }, { "utf8", "e2 82", READING_SHORT },
		{ "utf16", "3d d8", READING_SHORT }, { "utf16", "00 de", READING_WRONG },
		{ "utf16", "3d d8 41 00", READING_WRONG },
		{ "utf32", "00 00 11 00", READING_WRONG }, { "bcd8", "1a", READING_WRONG },
		{ "dostime", "00 00 00 00", READING_WRONG },
		{ "ole", "00 00 00 00 00 00 f0 7f", READING_WRONG },
		{ "f80", "00 00 00 00 00 00 00 00 ff 3f", READING_WRONG },
		{ "usel", "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", READING_WRONG },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf bytes = BUF_INIT, text = BUF_INIT;
		struct reading_value value;

		parse(rows[i].bytes, &bytes);
		if (reading_decode(find(rows[i].name), false, bytes.data, bytes.len, &text,
				   &value) != rows[i].state)
			fail_msg("%s of %s: \"%s\"", rows[i].name, rows[i].bytes,
				 buf_string(&text));
		buf_done(&bytes);
		buf_done(&text);
	}
}

static void names_are_there_once(void **state)
{
	const struct reading *reading;

	(void)state;
	for (size_t i = 0; (reading = reading_at(i)) != NULL; i++)
		assert_ptr_equal(reading_find(reading->name, strlen(reading->name)), reading);
	assert_null(reading_find("u1", 2));
	assert_null(reading_find("", 0));
}

static void tells_colours_and_pointers(void **state)
{
	const uint8_t bytes[] = { 0x11, 0x22, 0x33, 0x44 };
	struct buf text = BUF_INIT;
	struct reading_value value;

	(void)state;
	reading_decode(find("rgb888"), true, bytes, 4, &text, &value);
	assert_true(value.is_colour && value.rgb == 0x112233);
	reading_decode(find("rgb8888"), false, bytes, 4, &text, &value);
	assert_true(value.is_colour && value.rgb == 0x443322);
	reading_decode(find("ptr32"), true, bytes, 4, &text, &value);
	assert_true(value.is_pointer && !value.is_colour && value.pointer == 0x11223344);
	buf_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_and_encodes),
		cmocka_unit_test(takes_other_forms),
		cmocka_unit_test(refuses_what_does_not_fit),
		cmocka_unit_test(keeps_the_length),
		cmocka_unit_test(tells_what_is_wrong),
		cmocka_unit_test(names_are_there_once),
		cmocka_unit_test(tells_colours_and_pointers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
