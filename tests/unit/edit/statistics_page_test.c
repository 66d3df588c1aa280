/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dots in cells; pages of all sizes, whose plots fit them. */
#include "support/testing.h"

#include "edit/plot.h"
#include "edit/statistics_page.h"

/* printable_cells() would need a locale. */
static int cells(const char *line, size_t len)
{
	int count = 0;

	for (size_t i = 0; i < len; i++)
		count += (line[i] & 0xc0) != 0x80;
	return count;
}

static void assert_rows(const struct plot *plot, const char *wanted)
{
	struct buf text = BUF_INIT;

	for (int row = 0; row < plot->rows; row++) {
		plot_row(plot, row, &text);
		buf_text(&text, "|");
	}
	assert_string_equal(buf_string(&text), wanted);
	buf_done(&text);
}

static void dots_of_braille(void **state)
{
	struct plot plot;

	(void)state;
	plot_init(&plot, 3, 2, true);
	assert_int_equal(plot_width(&plot), 6);
	assert_int_equal(plot_height(&plot), 8);
	assert_rows(&plot, "||");
	plot_set(&plot, 0, 0);
	plot_set(&plot, 5, 7);
	plot_set(&plot, 3, 3);
	assert_rows(&plot, "  \u2808|\u2840\u2808|");
	assert_false(plot_is_empty(&plot, 0));
	plot_init(&plot, 1, 1, true);
	assert_true(plot_is_empty(&plot, 0));
	plot_column(&plot, 0, 0, 3);
	assert_rows(&plot, "\u2847|");
	plot_column(&plot, 1, 0, 3);
	assert_rows(&plot, "\u28ff|");
}

static void dots_of_ascii(void **state)
{
	struct plot plot;

	(void)state;
	plot_init(&plot, 3, 2, false);
	assert_int_equal(plot_width(&plot), 3);
	assert_int_equal(plot_height(&plot), 4);
	plot_set(&plot, 0, 0);
	plot_set(&plot, 1, 3);
	plot_column(&plot, 2, 1, 2);
	assert_rows(&plot, " '.|. '|");
	plot_column(&plot, 0, 0, 3);
	assert_rows(&plot, ":'.|: '|");
}

static void fill(struct random *rnd, struct statistics *it, unsigned kind)
{
	memset(it, 0, sizeof(*it));
	it->end = 1000000;
	it->len = 1000000;
	it->block_len = 3907;
	it->block_count = 256;
	it->points = it->inside = 10;
	it->distinct = 256;
	for (size_t i = 0; i < 256; i++)
		it->counts[i] = kind == 0 ? 3906 : random_below(rnd, 5000);
	for (size_t i = 0; i < 65536; i++)
		it->pairs[i] = kind == 0 ? 15 : random_below(rnd, 3) ? 0 : random_below(rnd, 100);
	for (size_t i = 0; i < 256; i++)
		it->blocks[i] = kind == 0 ? 8 : kind == 1 ? -1 : (double)random_below(rnd, 9);
	for (it->run_count = 0; it->run_count < kind; it->run_count++)
		it->runs[it->run_count] = (struct statistics_run){ 1, 999999, 7 };
}

/* The lines of plots fit; in each page there are so many headings. */
static void check(const struct statistics_page *page)
{
	struct buf text = BUF_INIT;
	bool plots = false;
	int headings = 0;

	statistics_page(page, &text);
	for (const char *at = buf_string(&text); *at;) {
		size_t len = strcspn(at, "\n");

		if (*at == '\f') {
			headings++;
			plots = strncmp(at, "\fLongest", 8) != 0;
		} else if (plots && page->cols >= 20) {
			assert_true(cells(at, len) <= page->cols);
		}
		assert_true(len == 0 || at[len - 1] != ' ' || !page->braille);
		for (size_t i = 0; !page->braille && i < len; i++)
			assert_in_range(at[i], *at == '\f' && i == 0 ? '\f' : ' ', '~');
		assert_int_equal(at[len], '\n');
		at += len + 1;
	}
	assert_true(buf_ok(&text));
	assert_int_equal(headings, 4);
	buf_done(&text);
}

static void pages_of_all_sizes(void **state)
{
	static struct statistics it;
	static const int sizes[][2] = {
		{ 0, 0 }, { 1, 1 }, { 9, 2 }, { 20, 2 }, { 20, 21 }, { 40, 12 }, { 80, 21 },
		{ 132, 40 }, { 200, 57 }, { 1000, 300 },
	};
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned kind = 0; kind < 3; kind++) {
		fill(&rnd, &it, kind);
		for (size_t i = 0; i < ARRAY_COUNT(sizes); i++)
			for (int braille = 0; braille < 2; braille++) {
				const struct statistics_page page = {
					&it, 0x1000, sizes[i][0], sizes[i][1], braille,
				};

				check(&page);
			}
	}
}

/* Bytes that are all equally often: full bars, a full plane, a curve at the top. */
static void random_bytes_fill_it(void **state)
{
	static struct statistics it;
	struct statistics_page page = { &it, 0, 36, 17, false };
	struct buf text = BUF_INIT;
	struct random rnd;

	(void)state;
	random_start(&rnd);
	fill(&rnd, &it, 0);
	statistics_page(&page, &text);
	assert_non_null(strstr(buf_string(&text), "\n   ::::::::::::::::::::::::::::::::\n"));
	assert_non_null(strstr(buf_string(&text), "\n8  '''''''''''''''''''''''''''''''''\n"));
	assert_non_null(strstr(buf_string(&text), "\n   ================================\n"));
	buf_clear(&text);
	page.braille = true;
	statistics_page(&page, &text);
	assert_non_null(strstr(buf_string(&text), "\n00 \u28ff\u28ff\u28ff\u28ff"));
	buf_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dots_of_braille),
		cmocka_unit_test(dots_of_ascii),
		cmocka_unit_test(pages_of_all_sizes),
		cmocka_unit_test(random_bytes_fill_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
