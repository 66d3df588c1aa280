/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dots on a page of text: two by four in a cell where the terminal can show braille, one by two
 * (. ' :) where it can not.
 *
 *	struct plot plot;
 *	plot_init(&plot, cols, rows, plot_has_braille());
 *	plot_set(&plot, x, y);                   from the lower left, below plot_width(), _height()
 *	for (int row = 0; row < rows; row++)
 *		plot_row(&plot, row, &text);
 */
#ifndef BURIN_EDIT_PLOT_H
#define BURIN_EDIT_PLOT_H

#include "base/buf.h"

enum { PLOT_COLS = 256, PLOT_ROWS = 64 };

struct plot {
	int cols, rows;
	bool braille;
	uint8_t cells[PLOT_ROWS][PLOT_COLS];     /* bits of dots */
};

/* What the locale says. */
bool plot_has_braille(void);

/* Empty, of 1 to PLOT_COLS x PLOT_ROWS cells. */
void plot_init(struct plot *plot, int cols, int rows, bool braille);

int plot_width(const struct plot *plot);         /* dots */
int plot_height(const struct plot *plot);

void plot_set(struct plot *plot, int x, int y);
void plot_column(struct plot *plot, int x, int low, int high);  /* from low to high, both set */

/* Whether a row of cells has no dot. */
bool plot_is_empty(const struct plot *plot, int row);

/* Appends a row of cells from the top, as UTF-8, blanks at its end left out. */
void plot_row(const struct plot *plot, int row, struct buf *out);

#endif
