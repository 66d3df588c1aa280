/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What keys go to: the bytes of a pane, or what is shown beside them: the list, the inspector, the
 * disassembly. To those who look at the screen all of these are panes, so one goes from each to
 * the next with the same keys.
 *
 * Directions are geometry, on cells of the screen. A list without room of its own takes the place
 * of the bytes; it counts as below them then, where it is as soon as there is room.
 */
#include "edit/editor.h"

#include <limits.h>

enum { BELOW_ALL = 1 << 14 };    /* a row under every screen */

enum editor_part editor_part(const struct editor *editor)
{
	switch (editor_context(editor)) {
	case CONTEXT_LIST:
		return EDITOR_LIST;
	case CONTEXT_INSPECTOR:
		return EDITOR_INSPECTOR;
	case CONTEXT_DISASSEMBLY:
		return EDITOR_DISASSEMBLY;
	default:
		return EDITOR_BYTES;
	}
}

void editor_take_part(struct editor *editor, enum editor_part part)
{
	if (editor_list(editor))
		editor_list(editor)->focused = part == EDITOR_LIST;
	editor->inspector.focused = part == EDITOR_INSPECTOR;
	editor->disassembly.focused = part == EDITOR_DISASSEMBLY;
}

/* Cells of the screen. */
struct box {
	int row, col;
	int rows, cols;          /* 0: it is not there */
};

static struct box box_of_list(const struct editor *editor, const struct editor_rows *at)
{
	if (!editor_list(editor))
		return (struct box){ .rows = 0 };
	if (at->list < 0 || at->list == at->bytes)
		return (struct box){ BELOW_ALL, 0, 1, editor->cols };
	return (struct box){ at->list, 0, at->list_count, editor->cols };
}

static struct box box_of(const struct editor *editor, enum editor_part part,
			 const struct tile *tile)
{
	struct editor_rows at = editor_rows(editor);

	switch (part) {
	case EDITOR_LIST:
		return box_of_list(editor, &at);
	case EDITOR_INSPECTOR:
		return (struct box){ at.inspector, at.inspector_col, at.inspector_count,
				     at.inspector_cols };
	case EDITOR_DISASSEMBLY:
		return (struct box){ at.disassembly, at.disassembly_col, at.disassembly_count,
				     at.disassembly_cols };
	default:
		return (struct box){ at.bytes + tile->row, tile->col, tile->rows, tile->cols };
	}
}

/* How far along [a, a + a_len) two spans of cells share some. */
static int shared(int a, int a_len, int b, int b_len)
{
	int start = a > b ? a : b;
	int end = a + a_len < b + b_len ? a + a_len : b + b_len;

	return end - start;
}

/* Cells from one box to another that lies on that side of it; INT_MAX: it does not. */
static int way(const struct box *from, const struct box *to, enum tiles_side side)
{
	bool beside = side == TILES_LEFT || side == TILES_RIGHT;
	int gap = INT_MAX;

	if (to->rows <= 0 || to->cols <= 0 ||
	    (beside ? shared(from->row, from->rows, to->row, to->rows) :
		      shared(from->col, from->cols, to->col, to->cols)) <= 0)
		return INT_MAX;
	if (side == TILES_LEFT)
		gap = from->col - (to->col + to->cols);
	else if (side == TILES_RIGHT)
		gap = to->col - (from->col + from->cols);
	else if (side == TILES_UP)
		gap = from->row - (to->row + to->rows);
	else
		gap = to->row - (from->row + from->rows);
	return gap < 0 ? INT_MAX : gap;
}

/* The nearest; among the panes of bytes the one that had the focus last comes first. */
struct nearest {
	const struct editor *editor;
	struct box from;
	enum tiles_side side;
	enum editor_part part;
	struct tile *tile;
	int way;
};

static void consider(struct nearest *nearest, enum editor_part part, struct tile *tile)
{
	struct box to = box_of(nearest->editor, part, tile);
	int cells = way(&nearest->from, &to, nearest->side);

	if (cells > nearest->way || cells == INT_MAX ||
	    (cells == nearest->way && tile != nearest->editor->tiles.focus))
		return;
	nearest->part = part;
	nearest->tile = tile;
	nearest->way = cells;
}

static void go(struct editor *editor, enum editor_part part, struct tile *tile)
{
	editor_take_part(editor, part);
	if (part == EDITOR_BYTES)
		editor_focus(editor, tile);
	else
		editor_settle(editor);
}

bool editor_go_toward(struct editor *editor, enum tiles_side side)
{
	enum editor_part present = editor_part(editor);
	struct tiles *tiles = &editor->tiles;
	struct tile *tile = present == EDITOR_BYTES ? tiles_toward(tiles, side) : NULL;
	struct nearest nearest = { .editor = editor, .side = side, .way = INT_MAX,
				   .from = box_of(editor, present, tiles->focus) };

	if (!tile) {
		for (int part = EDITOR_LIST; part < EDITOR_PARTS; part++)
			if (part != (int)present)
				consider(&nearest, (enum editor_part)part, NULL);
		if (present != EDITOR_BYTES)
			for (tile = tiles_first(tiles); tile; tile = tiles_next(tile))
				consider(&nearest, EDITOR_BYTES, tile);
		if (nearest.way == INT_MAX)
			return false;
		tile = nearest.tile;
	}
	go(editor, tile ? EDITOR_BYTES : nearest.part, tile);
	return true;
}

static bool is_there(const struct editor *editor, enum editor_part part)
{
	struct box box = box_of(editor, part, editor->tiles.focus);

	return part == EDITOR_BYTES || (box.rows > 0 && box.cols > 0);
}

int editor_count_stops(const struct editor *editor)
{
	int count = 0;

	for (struct tile *tile = tiles_first(&editor->tiles); tile; tile = tiles_next(tile))
		count++;
	for (int part = EDITOR_BYTES + 1; part < EDITOR_PARTS; part++)
		count += is_there(editor, (enum editor_part)part);
	return count;
}

void editor_go_along(struct editor *editor, bool back)
{
	enum editor_part part = editor_part(editor);
	struct tiles *tiles = &editor->tiles;
	struct tile *tile = part == EDITOR_BYTES ? tiles->focus : NULL;

	if (tile)
		tile = back ? tiles_previous(tile) : tiles_next(tile);
	if (!tile) {
		do {
			part = (part + (back ? EDITOR_PARTS - 1 : 1)) % EDITOR_PARTS;
		} while (!is_there(editor, part));
		if (part == EDITOR_BYTES)
			tile = back ? tiles_last(tiles) : tiles_first(tiles);
	}
	go(editor, part, tile);
}
