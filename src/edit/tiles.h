/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An area divided into panes: a tree whose leaves are the panes and whose forks are where one was
 * split in two, one below the other or side by side. Arithmetic alone: what a pane shows is the
 * caller's.
 *
 *	tiles_init(&tiles, &err);                    one pane, which has the focus
 *	tiles_split(&tiles, true, content, &err);    the new one to its right has it now
 *	tiles_lay_out(&tiles, rows, cols);           before positions are looked at
 *	for (tile = tiles_first(&tiles); tile; tile = tiles_next(tile))
 *		if (tile->rows > 0) ...
 *
 * The panes and the dividers between those that stand side by side cover the whole area, whatever
 * its size. Where there is no room for all, some are hidden (rows is 0), never the one with the
 * focus; they come back when there is. What the user gave each is kept as a share, not as a number
 * of cells, so a layout survives any size.
 */
#ifndef BURIN_EDIT_TILES_H
#define BURIN_EDIT_TILES_H

#include "base/err.h"

#include <stdbool.h>

/* A pane has a row for its title and one for bytes, and room for an address and a byte. */
enum { TILE_ROWS = 2, TILE_COLS = 12 };

enum tiles_side { TILES_LEFT, TILES_RIGHT, TILES_UP, TILES_DOWN };

struct tile {
	struct tile *parent;     /* NULL: it is the whole area */
	struct tile *first;      /* above, or on the left; NULL: a pane */
	struct tile *second;     /* below, or on the right */
	bool beside;             /* these stand side by side, with a column between them */
	unsigned share;          /* of the first, in 65536ths */
	void *content;           /* of a pane, borrowed */
	int row, col;            /* cells in the area, as last laid out */
	int rows, cols;          /* 0: hidden */
};

struct tiles {
	struct tile *root;       /* owned */
	struct tile *focus;      /* a pane */
	struct tile *held;       /* the fork whose divider the mouse drags; NULL: none */
	int rows, cols;          /* as last laid out */
	int shown;               /* panes that are not hidden */
};

bool tiles_init(struct tiles *tiles, struct err *err) BURIN_MUST_CHECK;
void tiles_done(struct tiles *tiles);    /* also of one that is all zero */

void tiles_lay_out(struct tiles *tiles, int rows, int cols);

/* The pane with the focus gives half of its room to a new one below it or beside it, which gets the
 * focus. Nothing is changed on failure. */
bool tiles_split(struct tiles *tiles, bool beside, void *content, struct err *err)
	BURIN_MUST_CHECK;

/* A pane that is not the only one is gone; its neighbour gets the room, and the focus if the pane
 * had it. */
void tiles_close(struct tiles *tiles, struct tile *tile);
void tiles_close_others(struct tiles *tiles);

/* In the order of the tree; NULL past the ends. */
struct tile *tiles_first(const struct tiles *tiles);
struct tile *tiles_last(const struct tiles *tiles);
struct tile *tiles_next(const struct tile *tile);
struct tile *tiles_previous(const struct tile *tile);

/* The pane that shows it, or NULL. */
struct tile *tiles_find(const struct tiles *tiles, const void *content);

/* The pane beyond an edge of the one with the focus, as if there were room for all; NULL: none. */
struct tile *tiles_toward(struct tiles *tiles, enum tiles_side side);

/* The pane at a cell of the area, or NULL. */
struct tile *tiles_at(const struct tiles *tiles, int row, int col);

/* The pane with the focus gets so many cells more, or fewer. False: it has no neighbour there to
 * take them from. */
bool tiles_resize(struct tiles *tiles, bool beside, int cells);
void tiles_equal(struct tiles *tiles);

/* The divider at a cell is held from now on (false: there is none); it is dragged to another cell
 * until tiles->held is NULL again. A title is the divider to what is above it. */
bool tiles_hold(struct tiles *tiles, int row, int col);
void tiles_drag(struct tiles *tiles, int row, int col);

#endif
