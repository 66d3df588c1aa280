/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plain array of cells. The last frame is kept, and compared, by tui/screen.c and by curses.
 *
 * Whatever painters hand over, grid_put() lets nothing into a cell but characters that are safe for
 * a terminal: they make the text safe as well, and one that forgets it does no harm.
 */
#include "view/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/printable.h"

void grid_init(struct grid *grid)
{
	*grid = (struct grid){ .cursor_row = -1 };
}

void grid_done(struct grid *grid)
{
	free(grid->cells);
	grid_init(grid);
}

bool grid_resize(struct grid *grid, int rows, int cols, struct err *err)
{
	size_t count;

	if (!mul_size_fits((size_t)rows, (size_t)cols, &count) ||
	    !mul_size_fits(count, sizeof(struct cell), &count))
		return err_nomem(err);
	struct cell *cells = realloc(grid->cells, count ? count : 1);
	if (!cells)
		return err_nomem(err);
	grid->cells = cells;
	grid->rows = rows;
	grid->cols = grid->stride = cols;
	grid_clear(grid);
	return true;
}

/* How many of `count` that begin at `at` are within `all`. */
static int within(int at, int count, int all)
{
	int left = all - at;

	return at < 0 || count < 0 || left < 0 ? 0 : count < left ? count : left;
}

struct grid grid_part(const struct grid *grid, int row, int col, int rows, int cols)
{
	struct grid part = *grid;

	part.rows = within(row, rows, grid->rows);
	part.cols = within(col, cols, grid->cols);
	if (part.rows > 0 && part.cols > 0)
		part.cells += (size_t)row * (size_t)grid->stride + (size_t)col;
	part.cursor_row = -1;
	part.cursor_col = 0;
	return part;
}

void grid_clear(struct grid *grid)
{
	size_t count = (size_t)grid->rows * (size_t)grid->cols;

	for (size_t i = 0; i < count; i++)
		grid->cells[i] = (struct cell){ .code = ' ', .style = STYLE_DEFAULT };
	grid->cursor_row = -1;
	grid->cursor_col = 0;
}

struct cell *grid_at(struct grid *grid, int row, int col)
{
	if (row < 0 || row >= grid->rows || col < 0 || col >= grid->cols)
		return NULL;
	return &grid->cells[(size_t)row * (size_t)grid->stride + (size_t)col];
}

static bool is_wide(const struct cell *cell)
{
	return cell && cell[0].code != 0 && cell[1].code == 0;
}

/* What is put over one half of a wide character leaves a blank of the other. */
static void part(struct grid *grid, int row, int col)
{
	struct cell *cell = grid_at(grid, row, col);

	if (cell->code == 0 && col > 0)
		cell[-1].code = ' ';
	if (col + 1 < grid->cols && is_wide(cell))
		cell[1].code = ' ';
}

void grid_put(struct grid *grid, int row, int col, uint32_t code, enum style style, unsigned flags)
{
	struct cell *cell = grid_at(grid, row, col);

	if (!cell)
		return;
	part(grid, row, col);
	if (code != 0 && printable_width(code) <= 0)
		code = '?';
	*cell = (struct cell){ code, (uint16_t)style, (uint16_t)flags };
}

static void put_wide(struct grid *grid, int row, int col, uint32_t code, enum style style)
{
	struct cell *first = grid_at(grid, row, col), *second = grid_at(grid, row, col + 1);

	grid_put(grid, row, col, ' ', style, 0);
	grid_put(grid, row, col + 1, ' ', style, 0);
	if (!first || !second)
		return;
	first->code = code;
	second->code = 0;
}

int grid_text(struct grid *grid, int row, int col, int room, const char *text, size_t len,
	      enum style style)
{
	int end = col + room < grid->cols ? col + room : grid->cols;

	while (len > 0) {
		uint32_t code;
		size_t used = utf8_decode((const uint8_t *)text, len, &code);
		if (used == 0) {
			used = 1;
			code = '?';
		}
		text += used;
		len -= used;
		int width = printable_width(code);
		if (width == 0)
			continue;
		if (width < 0) {
			code = '?';
			width = 1;
		}
		if (col + width > end)
			break;
		if (width == 2)
			put_wide(grid, row, col, code, style);
		else
			grid_put(grid, row, col, code, style, 0);
		col += width;
	}
	return col;
}

/* Half of a wide character is a blank. */
void grid_text_from(struct grid *grid, int row, int skip, const char *text, size_t len,
		    enum style style)
{
	int gone = 0;

	while (len > 0 && gone < skip) {
		uint32_t code;
		size_t used = utf8_decode((const uint8_t *)text, len, &code);
		int width = used ? printable_width(code) : 1;
		used = used ? used : 1;
		gone += width < 0 ? 1 : width;
		text += used;
		len -= used;
	}
	grid_text(grid, row, gone > skip ? gone - skip : 0, grid->cols, text, len, style);
}

int grid_string(struct grid *grid, int row, int col, const char *text, enum style style)
{
	return grid_text(grid, row, col, grid->cols - col, text, strlen(text), style);
}

void grid_fill(struct grid *grid, int row, int col, int count, uint32_t code, enum style style)
{
	for (int i = 0; i < count; i++)
		grid_put(grid, row, col + i, code, style, 0);
}

/* One past the last cell of the row that is not an unmarked blank. */
static int row_used(const struct grid *grid, int row, bool styles)
{
	const struct cell *cells = &grid->cells[(size_t)row * (size_t)grid->cols];
	int used = grid->cols;

	while (used > 0) {
		const struct cell *cell = &cells[used - 1];
		bool blank = cell->code == ' ';
		if (styles)
			blank = blank && style_letter(cell->style, cell->flags) == '.';
		if (!blank)
			break;
		used--;
	}
	return used;
}

void grid_dump_text(const struct grid *grid, struct buf *out)
{
	for (int row = 0; row < grid->rows; row++) {
		const struct cell *cells = &grid->cells[(size_t)row * (size_t)grid->cols];
		int used = row_used(grid, row, false);
		for (int col = 0; col < used; col++) {
			uint8_t text[4];
			if (cells[col].code != 0)
				buf_add(out, text, utf8_encode(cells[col].code, text));
		}
		buf_add_byte(out, '\n');
	}
}

void grid_dump_styles(const struct grid *grid, struct buf *out)
{
	for (int row = 0; row < grid->rows; row++) {
		int used = row_used(grid, row, true);
		for (int col = 0; col < used; col++) {
			const struct cell *cell =
				&grid->cells[(size_t)row * (size_t)grid->cols + (size_t)col];
			buf_add_byte(out, (uint8_t)style_letter(cell->style, cell->flags));
		}
		buf_add_byte(out, '\n');
	}
}
