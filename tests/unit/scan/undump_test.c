/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dumps of every kind that can be turned back, fed in cuts of any length, and xxd -r on the same
 * text.
 */
#include "scan/undump.h"

#include "scan_support.h"

#include <limits.h>

/* A sink that writes into an array, and remembers how far. */
struct target {
	uint8_t bytes[20000];
	uint64_t len;            /* after the last byte written */
	unsigned calls;
	bool full;               /* refuse */
};

static bool keep(void *context, uint64_t pos, const uint8_t *bytes, size_t len, struct err *err)
{
	struct target *target = context;

	target->calls++;
	if (target->full || pos > sizeof(target->bytes) || len > sizeof(target->bytes) - pos)
		return err_set(err, ERR_IO, "the disk is full");
	memcpy(target->bytes + pos, bytes, len);
	if (target->len < pos + len)
		target->len = pos + len;
	return true;
}

/* Feeds text in cuts of up to `most` bytes. */
static bool undump(const void *text, size_t len, bool plain, struct random *rnd, size_t most,
		   struct target *target, struct err *err)
{
	struct undump *undump = undump_new(plain, keep, target, err);
	const char *at = text;
	bool ok = true;

	assert_non_null(undump);
	for (size_t part; ok && len > 0; len -= part, at += part) {
		char *copy;

		part = rnd == NULL ? most : (size_t)random_between(rnd, 1, most);
		if (part > len)
			part = len;
		copy = malloc(part);
		assert_non_null(copy);
		memcpy(copy, at, part);
		ok = undump_feed(undump, copy, part, err);
		free(copy);
	}
	ok = ok && undump_end(undump, err);
	undump_free(undump);
	return ok;
}

static void choose(struct random *rnd, struct dump_options *options)
{
	static const enum dump_format formats[] = {
		DUMP_XXD, DUMP_XXD, DUMP_PLAIN, DUMP_HEXDUMP, DUMP_OD,
	};

	*options = (struct dump_options){
		.format = formats[random_below(rnd, ARRAY_COUNT(formats))],
		.columns = (unsigned)random_below(rnd, random_below(rnd, 2) ? 20 : 257),
		.group = random_below(rnd, 2) ? UINT_MAX : (unsigned)random_below(rnd, 20),
		.upper = random_below(rnd, 2),
	};
	options->fold = options->format != DUMP_PLAIN && random_below(rnd, 2);
}

static void turns_back_every_dump(void **state)
{
	static uint8_t bytes[5000];
	static struct target target;
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 400; round++) {
		size_t len = (size_t)random_below(&rnd, sizeof(bytes));
		struct document *document;
		struct dump_options options;
		struct buf text = BUF_INIT;
		struct err err = { 0 };

		if (round % 3 == 0)
			random_fill(&rnd, bytes, len);
		else
			scan_fill(&rnd, bytes, len, round % 3 == 1 ? 1 : 256);
		choose(&rnd, &options);
		document = scan_document(bytes, len);
		scan_dump(document, 0, len, &options, &text);
		memset(&target, 0, sizeof(target));
		if (!undump(text.data, text.len, options.format == DUMP_PLAIN, &rnd,
			    random_below(&rnd, 2) ? 10 : 3000, &target, &err))
			fail_msg("%s", err.text);
		assert_int_equal(target.len, len);
		assert_memory_equal(target.bytes, bytes, len);
		buf_done(&text);
		document_close(document);
	}
}

/* Takes lines out and exchanges others. */
static void disturb(struct random *rnd, struct buf *text)
{
	char *copy = strdup(buf_string(text)), *save = NULL;
	char *lines[1000];
	size_t count = 0;

	assert_non_null(copy);
	for (char *line = strtok_r(copy, "\n", &save); line != NULL && count < 1000;
	     line = strtok_r(NULL, "\n", &save))
		lines[count++] = line;
	buf_clear(text);
	for (size_t i = 0; i < count; i++) {
		size_t other = (size_t)random_below(rnd, count);
		char *line = lines[i];

		lines[i] = lines[other];
		lines[other] = line;
	}
	for (size_t i = 0; i < count; i++) {
		if (random_below(rnd, 10) > 0)
			buf_format(text, "%s%s", lines[i], random_below(rnd, 5) ? "\n" : "\r\n");
	}
	free(copy);
}

static void compare_with_xxd(struct random *rnd, struct buf *text)
{
	static struct target target;
	const char *path = tmpdir_write(scan_world.dir, "dump", text->data, text->len);
	const char *out = tmpdir_write(scan_world.dir, "out", "", 0);
	struct buf ignored = BUF_INIT;
	char command[2 * PATH_MAX];
	struct err err = { 0 };

	memset(&target, 0, sizeof(target));
	assert_true(undump(text->data, text->len, false, rnd, 500, &target, &err));
	assert_true(snprintf(command, sizeof(command), "xxd -r '%s' '%s'", path, out) > 0);
	assert_true(scan_run(command, &ignored));
	tmpdir_check(scan_world.dir, "out", target.bytes, (size_t)target.len);
	buf_done(&ignored);
}

static void equals_xxd(void **state)
{
	static uint8_t bytes[2000];
	struct buf found = BUF_INIT;
	struct random rnd;

	(void)state;
	if (!scan_run("xxd -v 2>&1", &found) || strstr(buf_string(&found), "Weigert") == NULL)
		skip();
	buf_done(&found);
	random_start(&rnd);
	for (unsigned round = 0; round < 60; round++) {
		size_t len = (size_t)random_between(&rnd, 1, sizeof(bytes));
		struct dump_options options = {
			.columns = (unsigned)random_between(&rnd, 1, 16),
			.group = (unsigned)random_below(&rnd, 17),
			.upper = random_below(&rnd, 2),
		};
		struct document *document;
		struct buf text = BUF_INIT;

		random_fill(&rnd, bytes, len);
		document = scan_document(bytes, len);
		scan_dump(document, 0, len, &options, &text);
		disturb(&rnd, &text);
		compare_with_xxd(&rnd, &text);
		buf_done(&text);
		document_close(document);
	}
}

struct row {
	bool plain;
	const char *text;
	const char *bytes;       /* "." stands for a byte that was not written */
	size_t len;
};

static void takes(void **state)
{
	static const struct row rows[] = {
		{ false, "", "", 0 },
		{ false, "0: 4142", "AB", 2 },
		{ false, "00000002: 4142\r\n\r\n0: 43 \n", "C.AB", 4 },
		{ false, "  0: 41 42 4344  AB CD\n", "ABCD", 4 },
		{ false, "0: 4142 4\t3  zz", NULL, 0 },
		{ false, "0: 4142\t43\n", "ABC", 3 },
		{ false, "0:   4142\n", "", 0 },
		{ false, "0 41 42\n2  43\n", "ABC", 3 },
		{ false, "000000\n00000010\n", "", 0 },
		{ false, "0: 4142\n*\n6: 43\n", "ABABABC", 7 },
		{ false, "0: 4142\n*\n5\n", "ABABA", 5 },
		{ false, "*\n3: 41\n", "...A", 4 },
		{ false, "0: 41\n*\n1: 42\n", "AB", 2 },
		{ false, "0: 4142  |a 43|\n", "AB", 2 },
		{ false, "0  41 42  43  |a 43|\n", "ABC", 3 },
		{ false, "0 41 42   >a |<\n", "AB", 2 },
		{ false, "0: 41\n0: 42\n", "B", 1 },
		{ false, "00000000000000000001: 41\n", ".A", 2 },
		{ true, "41 4 2\n\n4\r\n3\t44", "ABCD", 4 },
		{ true, "", "", 0 },
		{ true, "4a4B", "JK", 2 },
	};
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		static struct target target;
		struct err err = { 0 };
		bool ok;

		memset(&target, '.', sizeof(target.bytes));
		target.len = 0;
		ok = undump(rows[i].text, strlen(rows[i].text), rows[i].plain, &rnd, 3, &target,
			    &err);
		assert_int_equal(ok, rows[i].bytes != NULL);
		if (!ok)
			continue;
		assert_int_equal(target.len, rows[i].len);
		assert_memory_equal(target.bytes, rows[i].bytes, rows[i].len);
	}
}

static void names_the_line(void **state)
{
	static const struct {
		bool plain;
		const char *text;
		enum err_code code;
		const char *message;
	} bad[] = {
		{ false, "0: 41\nhello\n", ERR_SYNTAX, "line 2: \"h\" is not the start" },
		{ false, "0: 41\n\n\n1z: 41\n", ERR_SYNTAX, "line 4: \"z\" is no part" },
		{ false, "0: 4z\n", ERR_SYNTAX, "line 1: \"4\" is half a byte" },
		{ false, "0: 41 z\n", ERR_SYNTAX, "line 1: \"z\" is not a hexadecimal digit" },
		{ false, "0: 41 \001\n", ERR_SYNTAX, "line 1: the character 0x01 is not" },
		{ false, "0: 41 ?? 42\n", ERR_SYNTAX, "line 1: \"??\" stands for" },
		{ false, "0: 414", ERR_SYNTAX, "line 1: \"4\" is half" },
		{ false, "12345678123456781: 41", ERR_RANGE, "line 1: the address does not fit" },
		{ false, "ffffffffffffffff: 4142", ERR_RANGE, "line 1: the row reaches past" },
		{ false, "5: 41\n*\n2: 41\n", ERR_SYNTAX, "line 3: the address after \"*\"" },
		{ false, "* 1\n", ERR_SYNTAX, "line 1: \"*\" is not the start" },
		{ true, "41\n42\n4x\n", ERR_SYNTAX, "line 3: \"x\" is not a hexadecimal digit" },
		{ true, "41\n??\n", ERR_SYNTAX, "line 2: \"?\" is not" },
		{ true, "41\n4", ERR_SYNTAX, "line 2: the last digit is half a byte" },
	};
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		static struct target target;
		struct err err = { 0 };

		assert_false(undump(bad[i].text, strlen(bad[i].text), bad[i].plain, &rnd, 4,
				    &target, &err));
		assert_int_equal(err.code, bad[i].code);
		if (strncmp(err.text, bad[i].message, strlen(bad[i].message)) != 0)
			fail_msg("%s instead of %s", err.text, bad[i].message);
	}
}

static void refuses_endless_lines(void **state)
{
	static char text[100000];
	static struct target target;
	struct err err = { 0 };
	struct undump *undump = undump_new(false, keep, &target, &err);
	unsigned feeds = 0;

	(void)state;
	assert_non_null(undump);
	memset(text, 'z', sizeof(text));
	while (undump_feed(undump, text, sizeof(text), &err))
		assert_true(++feeds < 20);
	assert_int_equal(err.code, ERR_RANGE);
	undump_free(undump);
}

static void gathers_rows(void **state)
{
	static struct target target;
	struct err err = { 0 };
	const char *text = "0: 41\n1: 42\n2: 43\n9: 44\na: 45\n";

	(void)state;
	memset(&target, 0, sizeof(target));
	assert_true(undump(text, strlen(text), false, NULL, 100, &target, &err));
	assert_int_equal(target.calls, 2);
	target.full = true;
	assert_false(undump(text, strlen(text), false, NULL, 100, &target, &err));
	assert_string_equal(err.text, "the disk is full");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(turns_back_every_dump),
		cmocka_unit_test(equals_xxd),
		cmocka_unit_test(takes),
		cmocka_unit_test(names_the_line),
		cmocka_unit_test(refuses_endless_lines),
		cmocka_unit_test(gathers_rows),
	};
	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
