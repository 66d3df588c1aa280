/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "edit/key.h"

struct row {
	const char *text;
	uint32_t code;
	uint8_t mods;
	const char *canonical;
};

static const struct row rows[] = {
	{ "a", 'a', 0, "a" },
	{ "G", 'G', 0, "G" },
	{ ":", ':', 0, ":" },
	{ "é", 0xe9, 0, "é" },
	{ "<lt>", '<', 0, "<lt>" },
	{ ">", '>', 0, ">" },
	{ "<Space>", ' ', 0, "<Space>" },
	{ "<C-g>", 'g', KEY_CTRL, "<C-g>" },
	{ "<C-G>", 'g', KEY_CTRL, "<C-g>" },
	{ "<C-Space>", ' ', KEY_CTRL, "<C-Space>" },
	{ "<C-@>", ' ', KEY_CTRL, "<C-Space>" },
	{ "<C-_>", '_', KEY_CTRL, "<C-_>" },
	{ "<C-/>", '_', KEY_CTRL, "<C-_>" },
	{ "<C-]>", ']', KEY_CTRL, "<C-]>" },
	{ "<C-i>", KEY_TABULATOR, 0, "<Tab>" },
	{ "<C-m>", KEY_RETURN, 0, "<Enter>" },
	{ "<C-[>", KEY_ESC, 0, "<Esc>" },
	{ "<M-w>", 'w', KEY_ALT, "<M-w>" },
	{ "<M-W>", 'W', KEY_ALT, "<M-W>" },
	{ "<A-w>", 'w', KEY_ALT, "<M-w>" },
	{ "<M-lt>", '<', KEY_ALT, "<M-lt>" },
	{ "<M-<>", '<', KEY_ALT, "<M-lt>" },
	{ "<M->>", '>', KEY_ALT, "<M->>" },
	{ "<M-->", '-', KEY_ALT, "<M-->" },
	{ "<C-M-x>", 'x', KEY_CTRL | KEY_ALT, "<C-M-x>" },
	{ "<M-C-x>", 'x', KEY_CTRL | KEY_ALT, "<C-M-x>" },
	{ "<S-Left>", KEY_GO_LEFT, KEY_SHIFT, "<S-Left>" },
	{ "<C-S-Right>", KEY_GO_RIGHT, KEY_CTRL | KEY_SHIFT, "<C-S-Right>" },
	{ "<BackTab>", KEY_TABULATOR, KEY_SHIFT, "<BackTab>" },
	{ "<S-Tab>", KEY_TABULATOR, KEY_SHIFT, "<BackTab>" },
	{ "<esc>", KEY_ESC, 0, "<Esc>" },
	{ "<PageDown>", KEY_PAGE_DOWN, 0, "<PageDown>" },
	{ "<F1>", KEY_FUNCTION + 1, 0, "<F1>" },
	{ "<F12>", KEY_FUNCTION + 12, 0, "<F12>" },
	{ "<S-F3>", KEY_FUNCTION + 3, KEY_SHIFT, "<S-F3>" },
	{ "<WheelUp>", KEY_WHEEL_UP, 0, "<WheelUp>" },
};

static void parses_and_writes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct key key;
		struct err err;
		size_t used;
		struct buf out = BUF_INIT, longer = BUF_INIT;
		buf_format(&longer, "%sx", rows[i].text);
		assert_true(key_parse(buf_string(&longer), &used, &key, &err));
		assert_int_equal(used, strlen(rows[i].text));
		assert_int_equal(key.code, rows[i].code);
		assert_int_equal(key.mods, rows[i].mods);
		key_format(&key, &out);
		assert_string_equal(buf_string(&out), rows[i].canonical);
		buf_done(&out);
		buf_done(&longer);
	}
}

static void refuses_what_is_no_key(void **state)
{
	(void)state;
	const char *const wrong[] = { "", " ", "\t", "\x7f", "<", "<>", "<Nonsense>", "<C-", "<C->",
				      "<C-Left", "<S-a>", "<F13>", "<F0>", "\xff", "<X-a>",
				      "<Left Right>" };
	for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
		struct key key;
		struct err err = { .code = ERR_NONE };
		size_t used;
		assert_false(key_parse(wrong[i], &used, &key, &err));
		assert_int_equal(err.code, ERR_SYNTAX);
		assert_true(strlen(err.text) > 0);
	}
}

static void every_code_comes_back(void **state)
{
	(void)state;
	for (uint32_t code = KEY_NONE + 1; code <= KEY_PASTE; code++) {
		if (code == KEY_FUNCTION)
			continue;
		for (uint8_t mods = 0; mods < 8; mods++) {
			struct key key = { .code = code, .mods = mods }, again;
			struct buf out = BUF_INIT;
			struct err err;
			size_t used;
			key_format(&key, &out);
			assert_true(key_parse(buf_string(&out), &used, &again, &err));
			assert_int_equal(used, out.len);
			assert_true(key_equal(&key, &again));
			buf_done(&out);
		}
	}
}

static void labels_for_people(void **state)
{
	(void)state;
	static const char *const labels[][2] = {
		{ "g", "g" },           { "gg", "gg" },
		{ "<C-x><C-s>", "^X^S" }, { "<C-x>g", "^Xg" },
		{ "<M-x>", "M-x" },     { "<F1>", "F1" },
		{ "<S-F3>", "S-F3" },   { "<C-x><Right>", "^X Right" },
		{ "<Space>", "Space" }, { "<lt>", "<" },
		{ "<C-Space>", "^Space" }, { "<C-S-End>", "^S-End" },
	};
	for (size_t i = 0; i < ARRAY_COUNT(labels); i++) {
		struct buf out = BUF_INIT;
		keys_label(labels[i][0], &out);
		assert_string_equal(buf_string(&out), labels[i][1]);
		buf_done(&out);
	}
}

static bool text(const char *notation)
{
	struct key key;
	struct err err;
	size_t used;
	assert_true(key_parse(notation, &used, &key, &err));
	return key_is_text(&key);
}

static void knows_text_and_mouse(void **state)
{
	(void)state;
	struct key click = { .code = KEY_CLICK }, letter = { .code = 'a' };
	assert_true(text("a"));
	assert_true(text("<Space>"));
	assert_true(text("é"));
	assert_false(text("<C-a>"));
	assert_false(text("<M-a>"));
	assert_false(text("<Left>"));
	assert_false(text("<Tab>"));
	assert_true(key_is_mouse(&click));
	assert_false(key_is_mouse(&letter));
}

static void places_do_not_matter(void **state)
{
	(void)state;
	struct key a = { .code = KEY_CLICK, .row = 1, .col = 2 };
	struct key b = { .code = KEY_CLICK, .row = 3, .col = 4 };
	assert_true(key_equal(&a, &b));
	b.mods = KEY_CTRL;
	assert_false(key_equal(&a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_and_writes),
		cmocka_unit_test(refuses_what_is_no_key),
		cmocka_unit_test(every_code_comes_back),
		cmocka_unit_test(labels_for_people),
		cmocka_unit_test(knows_text_and_mouse),
		cmocka_unit_test(places_do_not_matter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
