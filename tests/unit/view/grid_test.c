/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <locale.h>

#include "base/printable.h"
#include "view/grid.h"

static struct grid make(int rows, int cols)
{
	struct grid grid;
	struct err err;

	grid_init(&grid);
	assert_true(grid_resize(&grid, rows, cols, &err));
	return grid;
}

static void check_text(const struct grid *grid, const char *expected)
{
	struct buf text = BUF_INIT;

	grid_dump_text(grid, &text);
	assert_string_equal(buf_string(&text), expected);
	buf_done(&text);
}

/* A cell with the code 0 is the second of a wide character, and each of these has one. */
static void check_whole(const struct grid *grid)
{
	for (int row = 0; row < grid->rows; row++) {
		const struct cell *cells = &grid->cells[(size_t)row * (size_t)grid->cols];
		for (int col = 0; col < grid->cols; col++) {
			bool wide = cells[col].code != 0 && printable_width(cells[col].code) == 2;
			bool second = col + 1 < grid->cols && cells[col + 1].code == 0;
			assert_int_equal(wide, second);
		}
		assert_int_not_equal(cells[0].code, 0);
	}
}

static void is_blank_at_first(void **state)
{
	struct grid grid = make(3, 4);

	(void)state;
	check_text(&grid, "\n\n\n");
	assert_int_equal(grid.cursor_row, -1);
	for (int i = 0; i < 12; i++) {
		assert_int_equal(grid.cells[i].code, ' ');
		assert_int_equal(grid.cells[i].style, STYLE_DEFAULT);
		assert_int_equal(grid.cells[i].flags, 0);
	}
	grid_done(&grid);
}

static void takes_any_size(void **state)
{
	struct grid grid = make(2, 2);
	struct err err;

	(void)state;
	grid_put(&grid, 1, 1, 'x', STYLE_DEFAULT, 0);
	assert_true(grid_resize(&grid, 100, 300, &err));
	assert_non_null(grid_at(&grid, 99, 299));
	assert_true(grid_resize(&grid, 1, 1, &err));
	check_text(&grid, "\n");
	assert_true(grid_resize(&grid, 0, 0, &err));
	assert_null(grid_at(&grid, 0, 0));
	check_text(&grid, "");
	grid_put(&grid, 0, 0, 'x', STYLE_DEFAULT, 0);
	assert_int_equal(grid_string(&grid, 0, 0, "text", STYLE_DEFAULT), 0);
	grid_clear(&grid);
	assert_false(grid_resize(&grid, INT32_MAX, INT32_MAX, &err));
	assert_int_equal(grid.rows, 0);
	grid_done(&grid);
}

static void clips_what_is_outside(void **state)
{
	static const int places[][2] = { { -1, 0 }, { 0, -1 }, { 2, 0 }, { 0, 3 }, { INT32_MIN, 0 },
					 { INT32_MAX, INT32_MAX }, { 1, INT32_MIN } };
	struct grid grid = make(2, 3);

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
		assert_null(grid_at(&grid, places[i][0], places[i][1]));
		grid_put(&grid, places[i][0], places[i][1], 'x', STYLE_ERROR, CELL_HIT);
	}
	grid_fill(&grid, 2, 0, 3, 'x', STYLE_ERROR);
	grid_string(&grid, -1, 0, "xxx", STYLE_ERROR);
	grid_string(&grid, 5, 0, "xxx", STYLE_ERROR);
	grid_string(&grid, 0, 3, "xxx", STYLE_ERROR);
	check_text(&grid, "\n\n");
	grid_fill(&grid, 0, -2, 3, 'f', STYLE_DEFAULT);
	grid_fill(&grid, 1, 2, 100, 'g', STYLE_DEFAULT);
	check_text(&grid, "f\n  g\n");
	grid_done(&grid);
}

static void puts_text_into_its_room(void **state)
{
	static const struct {
		const char *text;
		int col, room, end;
		const char *shown;
	} cases[] = {
		{ "abc", 0, 10, 3, "abc\n" },
		{ "abc", 8, 10, 10, "        ab\n" },
		{ "abc", 2, 2, 4, "  ab\n" },
		{ "abc", 2, 0, 2, "\n" },
		{ "abc", 2, -1, 2, "\n" },
		{ "", 2, 5, 2, "\n" },
		{ "a漢b", 0, 10, 4, "a漢b\n" },
		/* A wide character is not halved. */
		{ "漢字", 0, 3, 2, "漢\n" },
		{ "漢字", 7, 10, 9, "       漢\n" },
		{ "漢", 9, 10, 9, "\n" },
		/* A combining mark takes no cell, what is unsafe is a question mark. */
		{ "e\xcc\x81x", 0, 10, 2, "ex\n" },
		{ "a\033[2Jb", 0, 10, 6, "a?[2Jb\n" },
		{ "a\xff" "b\xc2\x9b\xe2\x80\xae", 0, 10, 5, "a?b??\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct grid grid = make(1, 10);
		assert_int_equal(grid_text(&grid, 0, cases[i].col, cases[i].room, cases[i].text,
					   strlen(cases[i].text), STYLE_DEFAULT), cases[i].end);
		check_text(&grid, cases[i].shown);
		check_whole(&grid);
		grid_done(&grid);
	}
}

/* All controls of ASCII and of ISO 8859, and what hides, turns or joins characters. */
static void only_characters_come_into_cells(void **state)
{
	static const uint32_t others[] = { 0xad, 0x301, 0x200b, 0x202e, 0x2066, 0xd800, 0xe000,
					   0xfeff, 0xfffe, 0xfffff, 0x110000, UINT32_MAX };
	struct grid grid = make(1, 0xa0 + ARRAY_COUNT(others));

	(void)state;
	for (int code = 1; code < 0xa0; code++) {
		uint32_t shown = code >= ' ' && code < 0x7f ? (uint32_t)code : '?';
		uint8_t text[4];
		grid_put(&grid, 0, code, (uint32_t)code, STYLE_DEFAULT, 0);
		assert_int_equal(grid.cells[code].code, shown);
		grid_fill(&grid, 0, code, 1, (uint32_t)code, STYLE_DEFAULT);
		assert_int_equal(grid.cells[code].code, shown);
		size_t len = utf8_encode((uint32_t)code, text);
		assert_int_equal(grid_text(&grid, 0, code, 2, (char *)text, len, STYLE_DEFAULT),
				 code + 1);
		assert_int_equal(grid.cells[code].code, shown);
		text[0] = (uint8_t)code;
		grid_text_from(&grid, 0, 0, (char *)text, 1, STYLE_DEFAULT);
		assert_int_equal(grid.cells[0].code, shown);
	}
	for (size_t i = 0; i < ARRAY_COUNT(others); i++) {
		grid_put(&grid, 0, 0xa0 + (int)i, others[i], STYLE_DEFAULT, 0);
		assert_int_equal(grid.cells[0xa0 + i].code, '?');
	}
	check_whole(&grid);
	grid_done(&grid);
}

static void halves_of_wide_characters_become_blanks(void **state)
{
	struct grid grid = make(1, 6);

	(void)state;
	grid_string(&grid, 0, 0, "漢字漢", STYLE_DEFAULT);
	check_text(&grid, "漢字漢\n");
	grid_put(&grid, 0, 1, 'x', STYLE_DEFAULT, 0);
	check_text(&grid, " x字漢\n");
	check_whole(&grid);
	grid_put(&grid, 0, 2, 'y', STYLE_DEFAULT, 0);
	check_text(&grid, " xy 漢\n");
	check_whole(&grid);
	grid_string(&grid, 0, 3, "漢", STYLE_DEFAULT);
	check_text(&grid, " xy漢\n");
	check_whole(&grid);
	grid_string(&grid, 0, 0, "漢字漢", STYLE_DEFAULT);
	grid_string(&grid, 0, 1, "字漢", STYLE_DEFAULT);
	check_text(&grid, " 字漢\n");
	check_whole(&grid);
	grid_done(&grid);
}

static void any_text_anywhere_stays_whole(void **state)
{
	static const char *const texts[] = { "漢", "字字字", "ab", "x漢y", "e\xcc\x81", "🙂🙂" };
	struct random rnd;
	struct grid grid = make(2, 9);

	(void)state;
	random_start(&rnd);
	for (int i = 0; i < 20000; i++) {
		const char *text = texts[random_below(&rnd, ARRAY_COUNT(texts))];
		int row = (int)random_below(&rnd, 2), col = (int)random_below(&rnd, 11) - 1;
		if (random_below(&rnd, 3) == 0)
			grid_put(&grid, row, col, '.', STYLE_DEFAULT, 0);
		else
			grid_text(&grid, row, col, (int)random_below(&rnd, 9), text, strlen(text),
				  STYLE_DEFAULT);
		check_whole(&grid);
	}
	grid_done(&grid);
}

static void dumps_characters_and_styles(void **state)
{
	struct grid grid = make(3, 8);
	struct buf out = BUF_INIT;

	(void)state;
	buf_text(&out, ">");
	grid_string(&grid, 0, 0, "0a", STYLE_ADDRESS);
	grid_put(&grid, 0, 3, 'x', STYLE_ZERO, CELL_CHANGED);
	grid_put(&grid, 0, 4, 'x', STYLE_ZERO, CELL_CHANGED | CELL_HIT);
	grid_put(&grid, 0, 5, ' ', STYLE_ZERO, CELL_HIT | CELL_SELECTED);
	grid_put(&grid, 0, 6, ' ', STYLE_ZERO, CELL_SELECTED | CELL_SHADOW);
	grid_put(&grid, 0, 7, ' ', STYLE_ZERO, CELL_SHADOW | CELL_CURSOR);
	grid_fill(&grid, 2, 0, 3, ' ', STYLE_STATUS);
	grid_dump_text(&grid, &out);
	assert_string_equal(buf_string(&out), ">0a xx\n\n\n");
	buf_clear(&out);
	grid_dump_styles(&grid, &out);
	assert_string_equal(buf_string(&out), "aa.M/SOC\n\nsss\n");
	buf_done(&out);
	grid_done(&grid);
}

static void each_style_has_a_name_and_a_letter(void **state)
{
	(void)state;
	for (int i = 0; i < STYLE_COUNT; i++) {
		assert_non_null(style_name((enum style)i));
		assert_null(strchr("COS/M", style_letter((enum style)i, 0)));
		for (int k = 0; k < i; k++) {
			assert_int_not_equal(style_letter((enum style)i, 0),
					     style_letter((enum style)k, 0));
			assert_string_not_equal(style_name((enum style)i),
						style_name((enum style)k));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_blank_at_first),
		cmocka_unit_test(takes_any_size),
		cmocka_unit_test(clips_what_is_outside),
		cmocka_unit_test(puts_text_into_its_room),
		cmocka_unit_test(only_characters_come_into_cells),
		cmocka_unit_test(halves_of_wide_characters_become_blanks),
		cmocka_unit_test(any_text_anywhere_stays_whole),
		cmocka_unit_test(dumps_characters_and_styles),
		cmocka_unit_test(each_style_has_a_name_and_a_letter),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
