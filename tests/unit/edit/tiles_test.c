/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "edit/tiles.h"

static char names[64];       /* what the panes show: its addresses */

/* Every cell belongs to one pane or to the divider of one fork. */
static void check_cover(const struct tiles *tiles)
{
	static unsigned char seen[200][512];
	int shown = 0;

	memset(seen, 0, sizeof(seen));
	for (struct tile *tile = tiles_first(tiles); tile; tile = tiles_next(tile)) {
		if (tile->rows == 0)
			continue;
		shown++;
		assert_true(tile->row >= 0 && tile->col >= 0 && tile->cols > 0);
		assert_true(tile->row + tile->rows <= tiles->rows);
		assert_true(tile->col + tile->cols <= tiles->cols);
		for (int row = tile->row; row < tile->row + tile->rows; row++)
			for (int col = tile->col; col < tile->col + tile->cols; col++) {
				assert_int_equal(seen[row][col]++, 0);
				assert_ptr_equal(tiles_at(tiles, row, col), tile);
			}
		for (int row = tile->row; tile->col > 0 && row < tile->row + tile->rows; row++)
			seen[row][tile->col - 1] |= 2;
	}
	assert_int_equal(shown, tiles->shown);
	for (int row = 0; row < tiles->rows; row++)
		for (int col = 0; col < tiles->cols; col++)
			assert_true(seen[row][col] == 1 || seen[row][col] == 2);
}

/* Those that are shown beside others have the least that a pane needs. */
static void check_least(const struct tiles *tiles)
{
	assert_true(tiles->focus->rows > 0);
	for (struct tile *tile = tiles_first(tiles); tile; tile = tiles_next(tile)) {
		if (tile->rows == 0)
			continue;
		assert_true(tile->rows >= TILE_ROWS || tile->rows == tiles->rows);
		assert_true(tile->cols >= TILE_COLS || tile->cols == tiles->cols);
	}
}

static struct tile *any_pane(struct random *rnd, const struct tiles *tiles)
{
	uint64_t skip = random_below(rnd, 64);
	struct tile *tile = tiles_first(tiles);

	while (skip-- > 0) {
		tile = tiles_next(tile);
		if (!tile)
			tile = tiles_first(tiles);
	}
	return tile;
}

static void act(struct random *rnd, struct tiles *tiles)
{
	struct err err;

	tiles->focus = any_pane(rnd, tiles);
	switch (random_below(rnd, 8)) {
	case 0: case 1: case 2:
		assert_true(tiles_split(tiles, random_below(rnd, 2), &names[random_below(rnd, 64)],
					&err));
		break;
	case 3: case 4:
		if (tiles->root->first)
			tiles_close(tiles, any_pane(rnd, tiles));
		break;
	case 5:
		(void)tiles_resize(tiles, random_below(rnd, 2), (int)random_below(rnd, 41) - 20);
		break;
	case 6:
		if (tiles_hold(tiles, (int)random_below(rnd, 100), (int)random_below(rnd, 100)))
			tiles_drag(tiles, (int)random_below(rnd, 100) - 9,
				   (int)random_below(rnd, 100) - 9);
		break;
	default:
		if (random_below(rnd, 4) == 0)
			tiles_equal(tiles);
		if (random_below(rnd, 16) == 0)
			tiles_close_others(tiles);
	}
}

static void covers_any_size(void **state)
{
	struct random rnd;
	struct tiles tiles;
	struct err err;

	(void)state;
	random_start(&rnd);
	for (int run = 0; run < 30; run++) {
		assert_true(tiles_init(&tiles, &err));
		for (int step = 0; step < 60; step++) {
			int rows = 1 + (int)random_below(&rnd, step % 3 ? 40 : 200);
			int cols = 1 + (int)random_below(&rnd, step % 3 ? 120 : 500);

			tiles_lay_out(&tiles, rows, cols);
			check_cover(&tiles);
			check_least(&tiles);
			act(&rnd, &tiles);
			tiles_lay_out(&tiles, rows, cols);
			check_cover(&tiles);
			check_least(&tiles);
		}
		tiles_done(&tiles);
	}
}

/* However small it was meanwhile. */
static void comes_back(void **state)
{
	struct { int row, col, rows, cols; } was[64];
	struct random rnd;
	struct tiles tiles;
	struct err err;

	(void)state;
	random_start(&rnd);
	for (int run = 0; run < 50; run++) {
		size_t count = 0;

		assert_true(tiles_init(&tiles, &err));
		tiles_lay_out(&tiles, 50, 200);
		for (int i = 0; i < 12; i++)
			act(&rnd, &tiles);
		tiles_lay_out(&tiles, 50, 200);
		for (struct tile *t = tiles_first(&tiles); t; t = tiles_next(t), count++) {
			was[count].row = t->row;
			was[count].col = t->col;
			was[count].rows = t->rows;
			was[count].cols = t->cols;
		}
		tiles_lay_out(&tiles, 2, 20);
		tiles_lay_out(&tiles, 0, 0);
		tiles_lay_out(&tiles, 1, 1);
		tiles_lay_out(&tiles, 50, 200);
		count = 0;
		for (struct tile *t = tiles_first(&tiles); t; t = tiles_next(t), count++) {
			assert_int_equal(t->row, was[count].row);
			assert_int_equal(t->col, was[count].col);
			assert_int_equal(t->rows, was[count].rows);
			assert_int_equal(t->cols, was[count].cols);
		}
		tiles_done(&tiles);
	}
}

/* +---+---+
 * |   | b |
 * | a +---+
 * |   | c |
 * +---+---+ the focus is on c. */
static void make_three(struct tiles *tiles, int rows, int cols)
{
	struct err err;

	assert_true(tiles_init(tiles, &err));
	tiles->root->content = &names[0];
	tiles_lay_out(tiles, rows, cols);
	assert_true(tiles_split(tiles, true, &names[1], &err));
	assert_true(tiles_split(tiles, false, &names[2], &err));
}

static struct tile *pane(const struct tiles *tiles, int which)
{
	return tiles_find(tiles, &names[which]);
}

static void goes_toward(void **state)
{
	static const int sizes[][2] = { { 24, 81 }, { 2, 20 }, { 4, 20 }, { 0, 0 } };
	struct tiles tiles;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
		make_three(&tiles, sizes[i][0], sizes[i][1]);
		assert_ptr_equal(tiles_toward(&tiles, TILES_UP), pane(&tiles, 1));
		assert_ptr_equal(tiles_toward(&tiles, TILES_LEFT), pane(&tiles, 0));
		assert_null(tiles_toward(&tiles, TILES_DOWN));
		assert_null(tiles_toward(&tiles, TILES_RIGHT));
		tiles.focus = pane(&tiles, 0);
		assert_non_null(tiles_toward(&tiles, TILES_RIGHT));
		assert_null(tiles_toward(&tiles, TILES_UP));
		assert_int_equal(tiles.rows, sizes[i][0]);
		tiles_done(&tiles);
	}
}

static void hides_and_shows(void **state)
{
	struct tiles tiles;

	(void)state;
	make_three(&tiles, 24, 81);
	assert_int_equal(tiles.shown, 3);
	assert_int_equal(pane(&tiles, 0)->cols, 40);
	assert_int_equal(pane(&tiles, 1)->rows, 12);
	tiles_lay_out(&tiles, 3, 81);
	assert_int_equal(tiles.shown, 2);
	assert_int_equal(pane(&tiles, 1)->rows, 0);
	tiles_lay_out(&tiles, 2, 24);
	assert_int_equal(tiles.shown, 1);
	assert_int_equal(pane(&tiles, 2)->cols, 24);
	tiles.focus = pane(&tiles, 0);
	tiles_lay_out(&tiles, 2, 24);
	assert_int_equal(tiles.shown, 1);
	assert_int_equal(pane(&tiles, 0)->cols, 24);
	tiles_done(&tiles);
}

static void resizes(void **state)
{
	struct tiles tiles;

	(void)state;
	make_three(&tiles, 24, 81);
	assert_true(tiles_resize(&tiles, false, 3));
	assert_int_equal(pane(&tiles, 2)->rows, 15);
	assert_true(tiles_resize(&tiles, true, -5));
	assert_int_equal(pane(&tiles, 0)->cols, 45);
	assert_true(tiles_resize(&tiles, false, 1000));
	assert_int_equal(pane(&tiles, 1)->rows, TILE_ROWS);
	tiles.focus = pane(&tiles, 0);
	assert_false(tiles_resize(&tiles, false, 1));
	tiles_equal(&tiles);
	assert_int_equal(pane(&tiles, 0)->cols, 40);
	assert_int_equal(pane(&tiles, 1)->rows, 12);
	/* Three side by side. */
	struct err err;
	assert_true(tiles_split(&tiles, true, &names[3], &err));
	tiles_lay_out(&tiles, 24, 92);
	tiles_equal(&tiles);
	assert_int_equal(pane(&tiles, 0)->cols, 30);
	assert_int_equal(pane(&tiles, 3)->cols, 30);
	assert_int_equal(pane(&tiles, 1)->cols, 30);
	tiles_done(&tiles);
}

static void drags_dividers(void **state)
{
	struct tiles tiles;

	(void)state;
	make_three(&tiles, 24, 81);
	assert_false(tiles_hold(&tiles, 5, 39));
	assert_true(tiles_hold(&tiles, 5, 40));
	tiles_drag(&tiles, 0, 20);
	assert_int_equal(pane(&tiles, 0)->cols, 20);
	tiles_drag(&tiles, 0, -3);
	assert_int_equal(pane(&tiles, 0)->cols, TILE_COLS);
	/* The title of the one below. */
	assert_true(tiles_hold(&tiles, 12, 60));
	tiles_drag(&tiles, 9, 60);
	assert_int_equal(pane(&tiles, 1)->rows, 9);
	assert_int_equal(pane(&tiles, 2)->row, 9);
	tiles_done(&tiles);
}

static void closes(void **state)
{
	struct tiles tiles;

	(void)state;
	make_three(&tiles, 24, 81);
	assert_ptr_equal(tiles_next(pane(&tiles, 0)), pane(&tiles, 1));
	assert_ptr_equal(tiles_previous(pane(&tiles, 2)), pane(&tiles, 1));
	assert_null(tiles_next(pane(&tiles, 2)));
	assert_null(tiles_previous(pane(&tiles, 0)));
	tiles_close(&tiles, pane(&tiles, 2));
	assert_ptr_equal(tiles.focus, pane(&tiles, 1));
	tiles_close(&tiles, pane(&tiles, 0));
	assert_ptr_equal(tiles.focus, tiles.root);
	assert_int_equal(tiles.root->cols, 81);
	tiles_done(&tiles);
	make_three(&tiles, 24, 81);
	tiles_close_others(&tiles);
	assert_ptr_equal(tiles.root, pane(&tiles, 2));
	assert_int_equal(tiles.shown, 1);
	tiles_close_others(&tiles);
	tiles_done(&tiles);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(covers_any_size),
		cmocka_unit_test(comes_back),
		cmocka_unit_test(goes_toward),
		cmocka_unit_test(hides_and_shows),
		cmocka_unit_test(resizes),
		cmocka_unit_test(drags_dividers),
		cmocka_unit_test(closes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
