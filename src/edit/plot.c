/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell of braille is U+2800 and a bit for each dot, in the order in which braille grew: three
 * rows of two first, the fourth row later. */
#include "edit/plot.h"

#include <assert.h>
#include <string.h>

#include "base/printable.h"

enum { BRAILLE = 0x2800, BRAILLE_ROWS = 4, PLAIN_ROWS = 2 };

bool plot_has_braille(void)
{
	return printable_width(BRAILLE + 0xff) == 1;
}

void plot_init(struct plot *plot, int cols, int rows, bool braille)
{
	assert(cols > 0 && cols <= PLOT_COLS && rows > 0 && rows <= PLOT_ROWS);
	plot->cols = cols;
	plot->rows = rows;
	plot->braille = braille;
	memset(plot->cells, 0, sizeof(plot->cells));
}

int plot_width(const struct plot *plot)
{
	return plot->braille ? 2 * plot->cols : plot->cols;
}

int plot_height(const struct plot *plot)
{
	return plot->rows * (plot->braille ? BRAILLE_ROWS : PLAIN_ROWS);
}

void plot_set(struct plot *plot, int x, int y)
{
	static const uint8_t bits[BRAILLE_ROWS][2] = {
		{ 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 },
	};
	int down = plot_height(plot) - 1 - y;

	assert(x >= 0 && x < plot_width(plot) && y >= 0 && down >= 0);
	if (plot->braille)
		plot->cells[down / BRAILLE_ROWS][x / 2] |= bits[down % BRAILLE_ROWS][x % 2];
	else
		plot->cells[down / PLAIN_ROWS][x] |= (uint8_t)(1 << down % PLAIN_ROWS);
}

void plot_column(struct plot *plot, int x, int low, int high)
{
	for (int y = low; y <= high; y++)
		plot_set(plot, x, y);
}

/* Cells up to the last dot. */
static int row_cells(const struct plot *plot, int row)
{
	int cols = plot->cols;

	while (cols > 0 && plot->cells[row][cols - 1] == 0)
		cols--;
	return cols;
}

bool plot_is_empty(const struct plot *plot, int row)
{
	return row_cells(plot, row) == 0;
}

void plot_row(const struct plot *plot, int row, struct buf *out)
{
	const uint8_t *cells = plot->cells[row];
	int cols = row_cells(plot, row);

	for (int i = 0; i < cols; i++) {
		uint8_t text[4];

		if (cells[i] == 0 || !plot->braille)
			buf_add_byte(out, (uint8_t)" '.:"[plot->braille ? 0 : cells[i]]);
		else
			buf_add(out, text, utf8_encode(BRAILLE + cells[i], text));
	}
}
