/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A screen in memory: painters fill it, tui/screen.c copies it to the terminal, tests print it.
 *
 * Everything put outside is clipped. Text comes in as safe UTF-8 (base/printable.h). A character
 * that takes two cells fills its cell and one with the code 0 after it; combining marks are left
 * out.
 */
#ifndef BURIN_VIEW_GRID_H
#define BURIN_VIEW_GRID_H

#include "base/buf.h"
#include "base/err.h"
#include "view/style.h"

#include <stddef.h>
#include <stdint.h>

struct cell {
	uint32_t code;           /* a character; 0: the second cell of a wide one */
	uint16_t style;          /* enum style */
	uint16_t flags;          /* enum cell_flag */
};

struct grid {
	int rows, cols;          /* cells */
	int stride;              /* cells from a row to the next */
	struct cell *cells;      /* row by row, owned */
	int cursor_row;          /* where the terminal's cursor goes; -1: it is hidden */
	int cursor_col;
};

void grid_init(struct grid *grid);
void grid_done(struct grid *grid);

/* Clears, too; on failure the grid is as before. rows and cols are 0 or more. */
bool grid_resize(struct grid *grid, int rows, int cols, struct err *err) BURIN_MUST_CHECK;
void grid_clear(struct grid *grid);      /* blanks, and no cursor */

/* A part of a grid as a grid of its own, cut at the edges, without a cursor: what is painted in it
 * is painted there. It owns nothing, and is good until the grid is resized. */
struct grid grid_part(const struct grid *grid, int row, int col, int rows, int cols);

/* One character of one cell, or one half of a wide one. What a terminal could take for anything but
 * a character of a known width (base/printable.h) becomes a question mark. */
void grid_put(struct grid *grid, int row, int col, uint32_t code, enum style style, unsigned flags);

/* Puts text in at most `room` cells; returns the column after it. What does not fit is cut. */
int grid_text(struct grid *grid, int row, int col, int room, const char *text, size_t len,
	      enum style style);

/* A line scrolled sideways: its first `skip` cells are to the left of the row. */
void grid_text_from(struct grid *grid, int row, int skip, const char *text, size_t len,
		    enum style style);
int grid_string(struct grid *grid, int row, int col, const char *text, enum style style);
void grid_fill(struct grid *grid, int row, int col, int count, uint32_t code, enum style style);
struct cell *grid_at(struct grid *grid, int row, int col);   /* NULL outside */

/* Two planes as lines of text, trailing blanks cut: the characters, and the letters of the styles.
 * They append. */
void grid_dump_text(const struct grid *grid, struct buf *out);
void grid_dump_styles(const struct grid *grid, struct buf *out);

#endif
