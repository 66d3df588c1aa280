/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <locale.h>

#include "base/printable.h"
#include "edit/lineedit.h"

static struct key parse(const char **keys)
{
	struct key key;
	struct err err;
	size_t used;
	assert_true(key_parse(*keys, &used, &key, &err));
	*keys += used;
	return key;
}

static void type(struct lineedit *line, const char *keys)
{
	while (*keys) {
		struct key key = parse(&keys);
		assert_true(lineedit_key(line, &key));
	}
}

/* The text with | where the cursor stands. */
static void check(struct lineedit *line, const char *expected)
{
	struct buf out = BUF_INIT;
	buf_text(&out, lineedit_text(line));
	buf_insert(&out, line->cursor, "|", 1);
	assert_string_equal(buf_string(&out), expected);
	buf_done(&out);
}

static void edits(void **state)
{
	(void)state;
	static const struct {
		const char *keys, *expected;
	} rows[] = {
		{ "abc", "abc|" },
		{ "abc<Left>x", "abx|c" },
		{ "abc<Home>x", "x|abc" },
		{ "abc<Home><Delete>", "|bc" },
		{ "abc<Home><End>x", "abcx|" },
		{ "abc<Backspace><Backspace>", "a|" },
		{ "<Backspace><Delete><Left><Right>", "|" },
		{ "äöü<Left><Backspace>", "ä|ü" },
		{ "ab<C-a>x<C-e>y", "xaby|" },
		{ "abc<C-b><C-b><C-f>x", "abx|c" },
		{ "abc<C-a><C-d>", "|bc" },
		{ "abc<C-h>", "ab|" },
		{ "abc<C-b><C-k>", "ab|" },
		{ "abc<C-b><C-u>", "|c" },
		{ "ab<Space>cd<Space><C-w>", "ab |" },
		{ "ab<Space>cd<C-w><C-w>", "|" },
		{ "ab<Space>cd<M-b><M-b>x", "x|ab cd" },
		{ "ab<Space>cd<C-a><M-f>x", "abx| cd" },
		{ "ab<Space>cd<C-Left>x", "ab x|cd" },
		{ "ab<Space>cd<C-a><M-d>", "| cd" },
		{ "ab<Space>cd<M-Backspace>", "ab |" },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct lineedit line;
		lineedit_init(&line);
		type(&line, rows[i].keys);
		check(&line, rows[i].expected);
		lineedit_done(&line);
	}
}

static void combining_marks_go_with_their_letter(void **state)
{
	(void)state;
	struct lineedit line;
	lineedit_init(&line);
	lineedit_set(&line, "ae\xcc\x81z");
	type(&line, "<Left><Backspace>");
	check(&line, "a|z");
	lineedit_done(&line);
}

static void invalid_bytes_count_one_by_one(void **state)
{
	(void)state;
	struct lineedit line;
	lineedit_init(&line);
	lineedit_set(&line, "a\xff\xfe");
	type(&line, "<Backspace>");
	check(&line, "a\xff|");
	lineedit_done(&line);
}

static void knows_which_keys_are_not_its_own(void **state)
{
	(void)state;
	const char *const others[] = { "<Up>", "<Esc>", "<Tab>", "<F1>", "<C-x>", "<M-x>",
				       "<S-Left>", "<Enter>", "<WheelUp>" };
	struct lineedit line;
	lineedit_init(&line);
	for (size_t i = 0; i < ARRAY_COUNT(others); i++) {
		const char *text = others[i];
		struct key key = parse(&text);
		assert_false(lineedit_key(&line, &key));
	}
	check(&line, "|");
	lineedit_done(&line);
}

static void inserted_controls_become_blanks(void **state)
{
	(void)state;
	struct lineedit line;
	lineedit_init(&line);
	lineedit_set(&line, "()");
	type(&line, "<Left>");
	lineedit_insert(&line, "a\nb\0c\x1b\x7f", 7);
	check(&line, "(a b c  |)");
	lineedit_done(&line);
}

static void replaces_a_part(void **state)
{
	(void)state;
	struct lineedit line;
	lineedit_init(&line);
	lineedit_set(&line, "edit fi x");
	lineedit_replace(&line, 5, 7, "file.bin");
	check(&line, "edit file.bin| x");
	lineedit_done(&line);
}

/* Whatever is typed, the cursor stays on the start of a character. */
static void random_keys_keep_it_whole(void **state)
{
	(void)state;
	static const char *const keys[] = {
		"a", "é", "€", "<Space>", "<Left>", "<Right>", "<Home>", "<End>", "<Backspace>",
		"<Delete>", "<C-w>", "<C-k>", "<C-u>", "<M-b>", "<M-f>", "<M-d>", "b", "ü",
	};
	struct random rnd;
	struct lineedit line;
	random_start(&rnd);
	lineedit_init(&line);
	for (int i = 0; i < 20000; i++) {
		type(&line, keys[random_below(&rnd, ARRAY_COUNT(keys))]);
		assert_true(line.cursor <= line.text.len);
		size_t at = 0;
		while (at < line.cursor) {
			uint32_t code;
			size_t len = utf8_decode(line.text.data + at, line.text.len - at, &code);
			assert_true(len > 0);
			at += len;
		}
		assert_int_equal(at, line.cursor);
	}
	lineedit_done(&line);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits),
		cmocka_unit_test(combining_marks_go_with_their_letter),
		cmocka_unit_test(invalid_bytes_count_one_by_one),
		cmocka_unit_test(knows_which_keys_are_not_its_own),
		cmocka_unit_test(inserted_controls_become_blanks),
		cmocka_unit_test(replaces_a_part),
		cmocka_unit_test(random_keys_keep_it_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
