/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several encodings at once, their names, and single strings as they are shown. */
#include "scan_support.h"

#include <stdio.h>
#include <stdlib.h>

#include "scan/strings_private.h"

/* Beside those that have a kind of their own. */
enum { CP437 = STRINGS_BYTE, ZERO, PAIRS, SHIFT_JIS, GB18030, SETS };
static struct strings_set sets[SETS];    /* one encoding each; empty where there is no such iconv */

static void write_table(const char *name, const char *text)
{
	tmpdir_write(scan_world.dir, name, text, strlen(text));
}

static int open_sets(void **state)
{
	static const char *const names[SETS] = {
		"s", "S", "utf8", "l", "b", "L", "B", "cp437", NULL, NULL, "shift-jis", "gb18030",
	};
	struct err err;
	int failed = scan_start(state);

	if (failed)
		return failed;
	write_table("zero.tbl", "00=A\n61=a\n6162=bc\n0A=f\n");
	write_table("pairs.tbl", "41=A\n4142=B\n414243=C\n4144454647484950=D\n50=P\nE0=g\n");
	for (unsigned i = 0; i < SETS; i++) {
		const char *table = i == ZERO ? "zero.tbl" : "pairs.tbl";

		if (!strings_set_parse(names[i] ? names[i] : tmpdir_path(scan_world.dir, table),
				       &sets[i], &err))
			assert_true(i >= SHIFT_JIS);
	}
	return 0;
}

static int close_sets(void **state)
{
	for (unsigned i = 0; i < SETS; i++)
		strings_set_done(&sets[i]);
	return scan_end(state);
}

static const struct strings_encoding *encoding_of(unsigned n)
{
	return &sets[n].list[0];
}

/* A string of one encoding that does not end holds back what others find behind its start. */
static void several_come_in_order(void **state)
{
	enum { LEN = 4 << 20 };
	uint8_t *bytes = malloc(LEN);
	struct err err = { 0 };
	struct hits *hits = hits_new(UINT64_MAX, &err);
	struct strings_sizes sizes = { 1 << 16, 1 << 15, 1 << 18 };
	struct strings_request request = { .least = 4, .end = LEN, .hits = hits, .threads = 2 };
	struct strings_set set;
	struct document *document;
	struct snapshot snapshot;
	struct hit hit, last = { 0, 0, 0 };
	uint64_t counts[3] = { 0 };

	(void)state;
	assert_non_null(bytes);
	assert_non_null(hits);
	assert_true(strings_set_parse("8bit,ascii,utf-8", &set, &err));
	request.set = &set;
	for (size_t i = 0; i < LEN; i++)
		bytes[i] = i % 10 == 9 ? 0x80 : i % 0x150000 == 0 ? 0 : 'x';
	document = scan_file(bytes, LEN);
	snapshot = document_snapshot(document);
	struct job *job = strings_new_with(&snapshot, &request, &sizes, strings_kernel_best(),
					   &err);

	assert_non_null(job);
	assert_true(job_run(job, &err));
	for (uint64_t i = 0; hits_get(hits, i, &hit, 1) == 1; i++) {
		assert_true(i == 0 || hit.pos > last.pos ||
			    (hit.pos == last.pos && hit.kind > last.kind));
		counts[hit.kind]++;
		last = hit;
	}
	assert_int_equal(counts[0], 4);
	assert_true(counts[1] > LEN / 10 - 10);
	assert_int_equal(counts[2], counts[1]);
	assert_int_equal(counts[0] + counts[1] + counts[2], strings_count(job));
	job_free(job);
	hits_free(hits);
	strings_set_done(&set);
	snapshot_done(&snapshot);
	document_close(document);
	free(bytes);
}

static void check_set(const char *text, const char *wanted)
{
	struct buf names = BUF_INIT;
	struct strings_set set;
	struct err err = { 0 };

	assert_true(strings_set_parse(text, &set, &err));
	strings_set_text(&set, &names);
	assert_string_equal(buf_string(&names), wanted);
	strings_set_done(&set);
	buf_done(&names);
}

static void names(void **state)
{
	static const char *const wrong[] = { "", "sl", "ascii,", ",ascii", "ascii,,l", "none.tbl",
					     "utf-16le,nonsense" };
	struct buf many = BUF_INIT;
	struct strings_set set;
	struct err err = { 0 };

	(void)state;
	check_set("ascii", "ascii");
	check_set("s", "ascii");
	check_set("S", "8bit");
	check_set("l,b,L,B", "utf-16le,utf-16be,utf-32le,utf-32be");
	check_set("UTF-16BE,utf8,Utf_16", "utf-16be,utf-8,utf-16le");
	check_set("8bit,S,8bit", "8bit");
	check_set("all", "utf-8,utf-16le,utf-16be,utf-32le,utf-32be");
	check_set("cp437,all,utf16le", "cp437,utf-8,utf-16le,utf-16be,utf-32le,utf-32be");
	for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
		assert_false(strings_set_parse(wrong[i], &set, &err));
		assert_int_equal(set.count, 0);
	}
	for (unsigned i = 0; i < 2 * STRINGS_MOST; i++) {
		char name[32];

		snprintf(name, sizeof(name), "%u.tbl", i);
		write_table(name, "41=A\n");
		buf_format(&many, "%s%s", i > 0 ? "," : "", tmpdir_path(scan_world.dir, name));
	}
	assert_false(strings_set_parse(buf_string(&many), &set, &err));
	assert_non_null(strstr(err.text, "at most 16"));
	buf_done(&many);
}

static void shows_text(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	strings_text(encoding_of(STRINGS_UTF16LE), (const uint8_t *)"a\0b\0c", 5, &text);
	strings_text(encoding_of(STRINGS_UTF32BE), (const uint8_t *)"\0\0\0d", 4, &text);
	strings_text(encoding_of(CP437), (const uint8_t *)"\x81", 1, &text);
	strings_text(encoding_of(PAIRS), (const uint8_t *)"AB\xe0", 3, &text);
	strings_text(encoding_of(STRINGS_8BIT), (const uint8_t *)"\xff", 1, &text);
	assert_string_equal(buf_string(&text), "abd\xc3\xbc""Bg\xff");
	buf_done(&text);
	assert_true(strings_begins(encoding_of(STRINGS_UTF8), 2, (const uint8_t *)"\xc3\xa4z", 3));
	assert_false(strings_begins(encoding_of(STRINGS_UTF8), 3, (const uint8_t *)"\xc3\xa4z", 3));
	assert_false(strings_begins(encoding_of(STRINGS_ASCII), 3, (const uint8_t *)"ab\n", 3));
	assert_true(strings_begins(encoding_of(ZERO), 3, (const uint8_t *)"ab\0\n", 4));
	assert_false(strings_begins(encoding_of(ZERO), 4, (const uint8_t *)"ab\0\n", 4));
}

/* However a string is cut, its parts are shown as it is. */
static void parts_are_whole(void **state)
{
	static const char *const texts[SETS] = {
		[STRINGS_ASCII] = "some text that is somewhat longer",
		[STRINGS_UTF8] = "x\xc3\xa4\xe2\x82\xac\xf0\x90\x8d\x88\xc3\xa4\xe2\x82\xac"
				 "\xf0\x90\x8d\x88y",
		[STRINGS_UTF16LE] = "a b c d e f g h i j k l m n o p q r ",
		[PAIRS] = "ABCABCAADEFGHIPACABCABACAADEFGHIPA",
		[SHIFT_JIS] = "\x83\x65\x83\x58\x83\x67""ab\x83\x65\xb1\x83\x58\x83\x67\x83\x65",
		[GB18030] = "\x81\x30\x84\x36\xa1\xa1""a\x81\x30\x84\x36\xa1\xa1"
			    "ab\x81\x30\x84\x36",
	};

	(void)state;
	for (unsigned n = 0; n < SETS; n++) {
		size_t len = texts[n] ? strlen(texts[n]) : 0;
		const uint8_t *bytes = (const uint8_t *)texts[n];
		struct buf all = BUF_INIT;

		if (sets[n].count == 0 || len == 0)
			continue;
		strings_text(encoding_of(n), bytes, len, &all);
		for (size_t most = STRINGS_PART; most < len; most++) {
			struct buf text = BUF_INIT;

			for (size_t at = 0, part; at < len; at += part) {
				part = len - at < most ? len - at : most;
				if (part < len - at)
					part = strings_whole(encoding_of(n), bytes + at, part);
				assert_true(part > 0);
				strings_text(encoding_of(n), bytes + at, part, &text);
			}
			assert_string_equal(buf_string(&text), buf_string(&all));
			buf_done(&text);
		}
		buf_done(&all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(several_come_in_order),
		cmocka_unit_test(names),
		cmocka_unit_test(shows_text),
		cmocka_unit_test(parts_are_whole),
	};

	return cmocka_run_group_tests(tests, open_sets, close_sets);
}
