/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fork has two parts, not any number: what takes a pane away or gives it room then touches its
 * fork alone, and no list has to be kept in order. That three panes in a row are equal is what
 * tiles_equal() makes of their shares.
 *
 * Laying out goes from the root to the leaves. A fork first sees whether both parts can have the
 * least that they need; where not even one pane of each fits, all the room goes to the part with
 * the focus. Nothing is remembered of that, so the same size gives the same picture again.
 */
#include "edit/tiles.h"

#include <assert.h>
#include <stdlib.h>

enum { WHOLE = 1 << 16 };

static bool is_pane(const struct tile *tile)
{
	return !tile->first;
}

static struct tile *make_pane(void *content, struct err *err)
{
	struct tile *tile = calloc(1, sizeof(*tile));

	if (!tile) {
		err_nomem(err);
		return NULL;
	}
	tile->content = content;
	return tile;
}

bool tiles_init(struct tiles *tiles, struct err *err)
{
	*tiles = (struct tiles){ .root = make_pane(NULL, err) };
	tiles->focus = tiles->root;
	return tiles->root != NULL;
}

static void free_tree(struct tile *tile)
{
	if (!tile)
		return;
	free_tree(tile->first);
	free_tree(tile->second);
	free(tile);
}

void tiles_done(struct tiles *tiles)
{
	free_tree(tiles->root);
	*tiles = (struct tiles){ .root = NULL };
}

static bool holds(const struct tile *tree, const struct tile *tile)
{
	while (tile && tile != tree)
		tile = tile->parent;
	return tile != NULL;
}

/* The divider of a fork. */
static int gap(bool beside)
{
	return beside ? 1 : 0;
}

static int least_of_pane(bool beside)
{
	return beside ? TILE_COLS : TILE_ROWS;
}

/* Cells that all panes of a tree need in one direction. */
static int need(const struct tile *tile, bool beside)
{
	if (is_pane(tile))
		return least_of_pane(beside);
	int first = need(tile->first, beside), second = need(tile->second, beside);
	if (tile->beside == beside)
		return first + gap(beside) + second;
	return first > second ? first : second;
}

static int clamp(int value, int least, int most)
{
	return value < least ? least : value > most ? most : value;
}

/* Cells of a fork that its parts share. */
static int room(const struct tile *fork)
{
	return (fork->beside ? fork->cols : fork->rows) - gap(fork->beside);
}

/* How many of them the first part gets; -1: there is room for one part alone. */
static int first_part(const struct tile *fork)
{
	int all = room(fork), least = least_of_pane(fork->beside);
	int wish = (int)(((long long)fork->share * all + WHOLE / 2) / WHOLE);
	int first = need(fork->first, fork->beside), second = need(fork->second, fork->beside);

	if (all < 2 * least)
		return -1;
	if (first + second > all)
		return clamp(wish, least, all - least);
	return clamp(wish, first, all - second);
}

static void place(struct tiles *tiles, struct tile *tile, int row, int col, int rows, int cols)
{
	tile->row = row;
	tile->col = col;
	tile->rows = rows;
	tile->cols = cols;
	if (is_pane(tile)) {
		tiles->shown += rows > 0;
		return;
	}
	int first = rows > 0 ? first_part(tile) : -1;
	bool to_second = holds(tile->second, tiles->focus);
	if (first < 0) {
		place(tiles, tile->first, row, col, to_second ? 0 : rows, to_second ? 0 : cols);
		place(tiles, tile->second, row, col, to_second ? rows : 0, to_second ? cols : 0);
	} else if (tile->beside) {
		place(tiles, tile->first, row, col, rows, first);
		place(tiles, tile->second, row, col + first + 1, rows, cols - first - 1);
	} else {
		place(tiles, tile->first, row, col, first, cols);
		place(tiles, tile->second, row + first, col, rows - first, cols);
	}
}

void tiles_lay_out(struct tiles *tiles, int rows, int cols)
{
	tiles->rows = rows < 0 ? 0 : rows;
	tiles->cols = cols < 0 ? 0 : cols;
	tiles->shown = 0;
	place(tiles, tiles->root, 0, 0, tiles->rows, tiles->cols);
}

static void lay_out_again(struct tiles *tiles)
{
	tiles_lay_out(tiles, tiles->rows, tiles->cols);
}

/* Where the tree points at a tile. */
static struct tile **link_of(struct tiles *tiles, const struct tile *tile)
{
	if (!tile->parent)
		return &tiles->root;
	return tile->parent->first == tile ? &tile->parent->first : &tile->parent->second;
}

bool tiles_split(struct tiles *tiles, bool beside, void *content, struct err *err)
{
	struct tile *fork = make_pane(NULL, err);
	struct tile *pane = fork ? make_pane(content, err) : NULL;
	struct tile *old = tiles->focus;

	if (!pane) {
		free(fork);
		return false;
	}
	*link_of(tiles, old) = fork;
	*fork = (struct tile){ .parent = old->parent, .first = old, .second = pane,
			       .beside = beside, .share = WHOLE / 2 };
	old->parent = pane->parent = fork;
	tiles->focus = pane;
	lay_out_again(tiles);
	return true;
}

static struct tile *first_pane(struct tile *tile)
{
	while (!is_pane(tile))
		tile = tile->first;
	return tile;
}

static struct tile *last_pane(struct tile *tile)
{
	while (!is_pane(tile))
		tile = tile->second;
	return tile;
}

void tiles_close(struct tiles *tiles, struct tile *tile)
{
	struct tile *fork = tile->parent;
	struct tile *rest;

	assert(is_pane(tile) && fork);
	rest = fork->first == tile ? fork->second : fork->first;
	if (tiles->focus == tile)
		tiles->focus = rest == fork->first ? last_pane(rest) : first_pane(rest);
	*link_of(tiles, fork) = rest;
	rest->parent = fork->parent;
	tiles->held = NULL;
	free(fork);
	free(tile);
	lay_out_again(tiles);
}

void tiles_close_others(struct tiles *tiles)
{
	struct tile *pane = tiles->focus;

	*link_of(tiles, pane) = NULL;
	if (tiles->root)
		free_tree(tiles->root);
	tiles->root = pane;
	pane->parent = NULL;
	tiles->held = NULL;
	lay_out_again(tiles);
}

struct tile *tiles_first(const struct tiles *tiles)
{
	return first_pane(tiles->root);
}

struct tile *tiles_last(const struct tiles *tiles)
{
	return last_pane(tiles->root);
}

struct tile *tiles_next(const struct tile *tile)
{
	while (tile->parent && tile->parent->second == tile)
		tile = tile->parent;
	return tile->parent ? first_pane(tile->parent->second) : NULL;
}

struct tile *tiles_previous(const struct tile *tile)
{
	while (tile->parent && tile->parent->first == tile)
		tile = tile->parent;
	return tile->parent ? last_pane(tile->parent->first) : NULL;
}

struct tile *tiles_find(const struct tiles *tiles, const void *content)
{
	struct tile *tile = tiles_first(tiles);

	while (tile && tile->content != content)
		tile = tiles_next(tile);
	return tile;
}

struct tile *tiles_at(const struct tiles *tiles, int row, int col)
{
	struct tile *tile = tiles_first(tiles);

	while (tile && (row < tile->row || row - tile->row >= tile->rows || col < tile->col ||
			col - tile->col >= tile->cols))
		tile = tiles_next(tile);
	return tile;
}

/* The pane beyond an edge, at the middle of that edge. */
static struct tile *beyond(const struct tiles *tiles, enum tiles_side side)
{
	const struct tile *from = tiles->focus;
	int row = from->row + from->rows / 2, col = from->col + from->cols / 2;
	struct tile *found;

	switch (side) {
	case TILES_LEFT:
		col = from->col - 2;
		break;
	case TILES_RIGHT:
		col = from->col + from->cols + 1;
		break;
	case TILES_UP:
		row = from->row - 1;
		break;
	case TILES_DOWN:
		row = from->row + from->rows;
		break;
	}
	found = tiles_at(tiles, row, col);
	/* On the divider of the panes there. */
	return found ? found : tiles_at(tiles, row, col - 1);
}

struct tile *tiles_toward(struct tiles *tiles, enum tiles_side side)
{
	enum { AMPLE = 1 << 13 };
	int rows = tiles->rows, cols = tiles->cols;
	struct tile *found;

	tiles_lay_out(tiles, AMPLE, AMPLE);
	found = beyond(tiles, side);
	tiles_lay_out(tiles, rows, cols);
	return found;
}

static void set_first_part(struct tile *fork, int cells)
{
	int all = room(fork), least = least_of_pane(fork->beside);

	if (all < 2 * least)
		return;
	cells = clamp(cells, least, all - least);
	fork->share = (unsigned)(((long long)cells * WHOLE + all / 2) / all);
}

bool tiles_resize(struct tiles *tiles, bool beside, int cells)
{
	struct tile *part = tiles->focus;
	struct tile *fork = part->parent;
	int first;

	for (; fork && fork->beside != beside; fork = fork->parent)
		part = fork;
	first = fork ? first_part(fork) : -1;
	if (first < 0)
		return false;
	set_first_part(fork, part == fork->first ? first + cells : first - cells);
	lay_out_again(tiles);
	return true;
}

/* Panes that stand in a row in one direction. */
static unsigned count_along(const struct tile *tile, bool beside)
{
	if (is_pane(tile))
		return 1;
	unsigned first = count_along(tile->first, beside);
	unsigned second = count_along(tile->second, beside);
	if (tile->beside == beside)
		return first + second;
	return first > second ? first : second;
}

static void make_equal(struct tile *tile)
{
	if (is_pane(tile))
		return;
	unsigned first = count_along(tile->first, tile->beside);
	unsigned second = count_along(tile->second, tile->beside);
	tile->share = (unsigned)((unsigned long long)WHOLE * first / (first + second));
	make_equal(tile->first);
	make_equal(tile->second);
}

void tiles_equal(struct tiles *tiles)
{
	make_equal(tiles->root);
	lay_out_again(tiles);
}

/* Whether a cell is on the divider of a fork. */
static bool is_on_divider(const struct tile *fork, int row, int col)
{
	if (is_pane(fork) || fork->rows == 0 || first_part(fork) < 0)
		return false;
	if (fork->beside)
		return col == fork->second->col - 1 && row >= fork->row &&
		       row - fork->row < fork->rows;
	return row == fork->second->row && col >= fork->col && col - fork->col < fork->cols;
}

static struct tile *fork_at(struct tile *tile, int row, int col)
{
	struct tile *found = NULL;

	if (is_on_divider(tile, row, col))
		return tile;
	if (!is_pane(tile))
		found = fork_at(tile->first, row, col);
	return found || is_pane(tile) ? found : fork_at(tile->second, row, col);
}

bool tiles_hold(struct tiles *tiles, int row, int col)
{
	tiles->held = fork_at(tiles->root, row, col);
	return tiles->held != NULL;
}

void tiles_drag(struct tiles *tiles, int row, int col)
{
	struct tile *fork = tiles->held;

	if (!fork || first_part(fork) < 0)
		return;
	set_first_part(fork, fork->beside ? col - fork->col : row - fork->row);
	lay_out_again(tiles);
}
