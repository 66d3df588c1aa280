/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "edit/layout.h"

static struct layout fit(unsigned columns, unsigned group, enum number_base base, int cols)
{
	struct layout_wish wish = { .columns = columns, .group = group, .base = base };
	struct layout layout;

	layout_fit(&layout, &wish, cols);
	return layout;
}

static void chooses_columns(void **state)
{
	static const struct {
		int cols;
		unsigned group;
		enum number_base base;
		unsigned columns;
		bool address, text;
	} rows[] = {
		{ 80, 1, BASE_HEX, 16, true, true },   { 79, 1, BASE_HEX, 16, true, true },
		{ 60, 1, BASE_HEX, 8, true, true },    { 132, 1, BASE_HEX, 24, true, true },
		{ 200, 1, BASE_HEX, 40, true, true },  { 20, 1, BASE_HEX, 3, true, true },
		{ 80, 4, BASE_HEX, 16, true, true },   { 80, 16, BASE_HEX, 16, true, true },
		{ 60, 16, BASE_HEX, 16, true, true },  { 50, 16, BASE_HEX, 8, true, true },
		{ 24, 4, BASE_HEX, 4, true, true },    { 20, 4, BASE_HEX, 4, true, true },
		{ 80, 1, BASE_BINARY, 6, true, true }, { 80, 1, BASE_DECIMAL, 8, true, true },
		{ 80, 2, BASE_OCTAL, 8, true, true },  { 11, 1, BASE_HEX, 1, true, true },
		{ 10, 1, BASE_HEX, 1, true, false },   { 8, 1, BASE_HEX, 1, true, false },
		{ 7, 1, BASE_HEX, 2, false, false },   { 2, 1, BASE_HEX, 1, false, false },
		{ 39, 1, BASE_HEX, 8, true, true },    { 38, 1, BASE_HEX, 8, true, true },
		{ 37, 1, BASE_HEX, 8, true, true },    { 36, 1, BASE_HEX, 7, true, true },
		{ 43, 1, BASE_HEX, 8, true, true },    { 41, 1, BASE_HEX, 8, true, true },
		{ 40, 1, BASE_HEX, 7, true, true },    { 38, 2, BASE_HEX, 8, true, true },
		{ 1, 1, BASE_HEX, 1, false, false },   { 500, 1, BASE_HEX, 112, true, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct layout layout = fit(0, rows[i].group, rows[i].base, rows[i].cols);

		print_message("# %d cells, group %u, base %d\n", rows[i].cols, rows[i].group,
			      (int)rows[i].base);
		assert_int_equal(layout.columns, rows[i].columns);
		assert_int_equal(layout.address_width > 0, rows[i].address);
		assert_int_equal(layout.text_col >= 0, rows[i].text);
		assert_true(layout.width <= rows[i].cols || layout.columns == 1);
	}
}

static void places_cells(void **state)
{
	struct layout layout = fit(16, 1, BASE_HEX, 80);

	(void)state;
	assert_int_equal(layout.address_width, 8);
	assert_int_equal(layout_hex_cell(&layout, 0), 10);
	assert_int_equal(layout_hex_cell(&layout, 7), 31);
	assert_int_equal(layout_hex_cell(&layout, 8), 35);
	assert_int_equal(layout_text_cell(&layout, 0), 60);
	assert_int_equal(layout.width, 76);
	layout = fit(0, 1, BASE_HEX, 42);
	assert_int_equal(layout_hex_cell(&layout, 0), 9);
	assert_int_equal(layout_text_cell(&layout, 0), 34);
	assert_int_equal(layout.width, 42);
	assert_int_equal(fit(0, 1, BASE_HEX, 41).width, 41);
	layout = fit(0, 1, BASE_HEX, 43);
	assert_int_equal(layout_hex_cell(&layout, 0), 10);
	assert_int_equal(layout_text_cell(&layout, 0), 35);
	layout = fit(16, 4, BASE_HEX, 80);
	assert_int_equal(layout_hex_cell(&layout, 3), 16);
	assert_int_equal(layout_hex_cell(&layout, 4), 19);
	assert_int_equal(layout_hex_cell(&layout, 8), 29);
	layout = fit(8, 4, BASE_DECIMAL, 80);
	assert_int_equal(layout_hex_cell(&layout, 1), 14);
	assert_int_equal(layout_hex_cell(&layout, 4), 27);
}

static void turns_groups(void **state)
{
	struct layout_wish wish = { .columns = 10, .group = 4, .little_endian = true };
	struct layout layout;

	(void)state;
	layout_fit(&layout, &wish, 80);
	assert_int_equal(layout_hex_cell(&layout, 3), 10);
	assert_int_equal(layout_hex_cell(&layout, 0), 16);
	assert_int_equal(layout_hex_cell(&layout, 7), 19);
	/* The group of two that the row cuts. */
	assert_true(layout_hex_cell(&layout, 9) < layout_hex_cell(&layout, 8));
	assert_true(layout_hex_cell(&layout, 9) > layout_hex_cell(&layout, 4));
	assert_true(layout_text_cell(&layout, 1) > layout_text_cell(&layout, 0));
}

static void widens_addresses(void **state)
{
	struct layout_wish wish = { .group = 1, .last_address = UINT64_MAX };
	struct layout layout;

	(void)state;
	layout_fit(&layout, &wish, 100);
	assert_int_equal(layout.address_width, 16);
	wish.address_decimal = true;
	layout_fit(&layout, &wish, 100);
	assert_int_equal(layout.address_width, 20);
}

static void check_cells(const struct layout *layout, int cols)
{
	unsigned seen = 0;
	int digit;

	for (unsigned i = 0; i < layout->columns; i++) {
		int cell = layout_hex_cell(layout, i);

		for (int k = 0; k < layout->digits; k++) {
			assert_int_equal(layout_hex_at(layout, cell + k, &digit), i);
			assert_int_equal(digit, k);
		}
		if (layout->text_col >= 0)
			assert_int_equal(layout_text_at(layout, layout_text_cell(layout, i)), i);
	}
	/* No other cell is a byte's, and none is two bytes'. */
	for (int col = -1; col < layout->width + cols; col++) {
		int in_hex = layout_hex_at(layout, col, &digit);
		int in_text = layout_text_at(layout, col);

		assert_true(in_hex < 0 || in_text < 0);
		assert_true(in_hex < (int)layout->columns && in_text < (int)layout->columns);
		seen += (in_hex >= 0 ? 1u : 0) + (in_text >= 0 ? 1u : 0);
	}
	assert_int_equal(seen, layout->columns * ((unsigned)layout->digits +
						  (layout->text_col >= 0 ? 1 : 0)));
}

static void finds_every_cell_again(void **state)
{
	static const unsigned groups[] = { 1, 2, 4, 8, 16 };

	(void)state;
	for (int cols = 1; cols <= 300; cols++)
		for (size_t g = 0; g < ARRAY_COUNT(groups); g++)
			for (unsigned variant = 0; variant < 8; variant++) {
				struct layout_wish wish = {
					.columns = variant & 4 ? 1 + (unsigned)cols % 37 : 0,
					.group = groups[g],
					.little_endian = cols % 2 == 0,
					.base = (enum number_base)(variant & 3),
					.last_address = (uint64_t)1 << (cols % 64),
				};
				struct layout layout;

				layout_fit(&layout, &wish, cols);
				check_cells(&layout, 3);
			}
}

/* All of the byte is seen behind the address, where a byte begins, and what is seen is found. */
static void check_scrolled(const struct layout *layout, int cols, unsigned index, bool text)
{
	int digit, first = layout->hex_col;

	if (text && layout->text_col >= 0) {
		assert_in_range(layout_text_cell(layout, index), first, cols - 1);
	} else {
		int cell = layout_hex_cell(layout, index);

		assert_in_range(cell, first, cols - layout->digits);
		assert_int_equal(layout_hex_at(layout, cell, &digit), index);
	}
	bool in_digits = layout_hex_at(layout, first, &digit) >= 0;
	assert_true(in_digits || layout_text_at(layout, first) >= 0);
	if (in_digits)
		assert_int_equal(digit, 0);
	for (unsigned i = 0; i < layout->columns && layout->text_col >= 0; i++)
		assert_int_equal(layout_text_at(layout, layout_text_cell(layout, i)),
				 layout_text_cell(layout, i) < first ? -1 : (int)i);
}

static void scrolls_wide_rows(void **state)
{
	static const unsigned groups[] = { 1, 2, 4, 8, 16 };
	int skip = 0;

	(void)state;
	for (int cols = 16; cols <= 100; cols += 7)
		for (unsigned i = 0; i < 40 * 4 * ARRAY_COUNT(groups); i++) {
			struct layout_wish wish = {
				.columns = 40,
				.group = groups[i / 160],
				.little_endian = i % 2 == 0,
				.base = (enum number_base)(i / 40 % 4),
			};
			struct layout layout;
			unsigned index = i * 13 % 40;

			layout_fit(&layout, &wish, cols);
			layout_scroll(&layout, cols, skip, index, i % 3 == 0);
			check_scrolled(&layout, cols, index, i % 3 == 0);
			skip = layout.skip;
			layout_scroll(&layout, cols, skip, index, i % 3 == 0);
			assert_int_equal(layout.skip, skip);
			layout_scroll(&layout, cols, skip, 0, false);
			if (!wish.little_endian)
				assert_int_equal(layout.skip, 0);
			layout_scroll(&layout, layout.width, skip, index, false);
			assert_int_equal(layout.skip, 0);
		}
}

static void finds_every_row_again(void **state)
{
	(void)state;
	for (unsigned columns = 1; columns < 40; columns++)
		for (unsigned shift = 0; shift < columns + 3; shift++) {
			struct layout_wish wish = { .columns = columns, .shift = shift };
			struct layout layout;
			uint64_t start = 0;

			layout_fit(&layout, &wish, 80);
			assert_true(layout.shift < columns);
			while (start < 200) {
				unsigned len = layout_row_len(&layout, start);

				for (unsigned i = 0; i < len; i++)
					assert_int_equal(layout_row_start(&layout, start + i),
							 start);
				start += len;
				assert_int_equal(start % columns, layout.shift);
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chooses_columns),
		cmocka_unit_test(places_cells),
		cmocka_unit_test(turns_groups),
		cmocka_unit_test(widens_addresses),
		cmocka_unit_test(finds_every_cell_again),
		cmocka_unit_test(scrolls_wide_rows),
		cmocka_unit_test(finds_every_row_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
