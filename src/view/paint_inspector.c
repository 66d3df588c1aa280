/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inspector: a title, then a row for each reading: its name, its value in little and in big
 * endian. One that knows no order has both columns. What is longer than its column ends in '>'.
 */
#include "view/paint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/printable.h"

enum { NAME = 9, GAP = 1, SWATCH = 2 };

/* Where things stand in the pane. */
struct frame {
	const struct inspector *inspector;
	struct grid *grid;
	int col, cols;               /* of the pane */
	int little, big, width;      /* the two columns */
};

static struct frame frame_of(const struct editor *editor, struct grid *grid,
			     const struct editor_rows *rows)
{
	struct frame frame = {
		.inspector = &editor->inspector,
		.grid = grid,
		.col = rows->inspector_col + (rows->inspector_col > 0),
		.cols = rows->inspector_cols - (rows->inspector_col > 0),
	};

	frame.width = (frame.cols - NAME - 2 * GAP) / 2;
	frame.little = frame.col + NAME + GAP;
	frame.big = frame.little + frame.width + GAP;
	return frame;
}

static void paint_title(const struct frame *frame, const struct window *window, int at)
{
	enum style style = frame->inspector->focused ? STYLE_STATUS_MARK : STYLE_STATUS;
	char place[64];

	grid_fill(frame->grid, at, frame->col, frame->cols, ' ', STYLE_STATUS);
	snprintf(place, sizeof(place), "0x%" PRIx64, window_address(window,
								    frame->inspector->pos));
	grid_text(frame->grid, at, frame->col, NAME, "inspect", strlen("inspect"), style);
	grid_text(frame->grid, at, frame->little, frame->width, "little", strlen("little"), style);
	int end = grid_text(frame->grid, at, frame->big, frame->width, "big", strlen("big"), style);
	int col = frame->col + frame->cols - (int)strlen(place);
	if (col > end + GAP)
		grid_string(frame->grid, at, col, place, STYLE_STATUS);
}

static enum style style_of(enum inspector_kind kind)
{
	switch (kind) {
	case INSPECTOR_UNKNOWN:
	case INSPECTOR_LATE:
		return STYLE_UNKNOWN;
	case INSPECTOR_VALUE:
		return STYLE_DEFAULT;
	default:
		return STYLE_HINT;
	}
}

static void add_text(const struct inspector_cell *cell, struct buf *out)
{
	const char *text = (const char *)cell->text.data;

	switch (cell->kind) {
	case INSPECTOR_NONE:
		buf_text(out, "-");
		break;
	case INSPECTOR_UNKNOWN:
		buf_text(out, "??");
		break;
	case INSPECTOR_LATE:
		buf_text(out, "..");
		break;
	default:
		printable_add(out, text, cell->text.len);
		if (cell->value.is_pointer)
			buf_text(out, cell->inside ? " in the file" : " outside");
	}
}

static enum style swatch_of(uint32_t rgb)
{
	unsigned red = ((rgb >> 16 & 255) * 5 + 127) / 255;
	unsigned green = ((rgb >> 8 & 255) * 5 + 127) / 255;
	unsigned blue = ((rgb & 255) * 5 + 127) / 255;

	return (enum style)(STYLE_SWATCH + 36 * red + 6 * green + blue);
}

/* The bit cursor, in the row of the eight bits. */
static void mark_bit(const struct frame *frame, int at, int col, bool big)
{
	unsigned bit = frame->inspector->bit;
	struct cell *cell = grid_at(frame->grid, at, col + (int)(big ? 7 - bit : bit));

	if (cell)
		cell->flags |= CELL_SHADOW;
}

static void paint_value(const struct frame *frame, int at, int col, int width, bool chosen,
			const struct inspector_cell *cell)
{
	enum style style = chosen ? STYLE_CHOSEN : style_of(cell->kind);
	struct buf text = BUF_INIT;

	add_text(cell, &text);
	if (chosen)
		grid_fill(frame->grid, at, col, width, ' ', style);
	if (cell->kind == INSPECTOR_VALUE && cell->value.is_colour && width > SWATCH + GAP) {
		grid_fill(frame->grid, at, col, SWATCH, ' ', swatch_of(cell->value.rgb));
		col += SWATCH + GAP;
		width -= SWATCH + GAP;
	}
	if (buf_ok(&text)) {
		grid_text(frame->grid, at, col, width, (const char *)text.data, text.len, style);
		if (printable_cells((const char *)text.data, text.len) > width)
			grid_put(frame->grid, at, col + width - 1, '>', STYLE_HINT, 0);
	}
	buf_done(&text);
}

static void paint_row(const struct frame *frame, int at, size_t index)
{
	const struct inspector *inspector = frame->inspector;
	const struct inspector_row *row = inspector_at(inspector, inspector->top + index);
	const struct inspector_cell *cell = inspector->cell[index];
	const char *name = inspector_name(row);
	bool here = inspector->focused && inspector->top + index == inspector->cursor;
	bool both = row->reading && row->reading->ordered;
	int all = frame->cols - (frame->little - frame->col);

	grid_text(frame->grid, at, frame->col, NAME, name, strlen(name),
		  row->reading ? STYLE_LABEL : STYLE_HEADING);
	paint_value(frame, at, frame->little, both ? frame->width : all,
		    here && !(both && inspector->big), &cell[0]);
	if (both)
		paint_value(frame, at, frame->big, frame->width, here && inspector->big, &cell[1]);
	if (row->reading && strcmp(name, "bits") == 0 && cell[0].kind == INSPECTOR_VALUE) {
		mark_bit(frame, at, frame->little, false);
		mark_bit(frame, at, frame->big, true);
	}
	if (here) {
		frame->grid->cursor_row = at;
		frame->grid->cursor_col = both && inspector->big ? frame->big : frame->little;
	}
}

void paint_inspector(const struct editor *editor, struct grid *grid,
		     const struct editor_rows *rows)
{
	struct frame frame = frame_of(editor, grid, rows);
	const struct inspector *inspector = &editor->inspector;
	int count = rows->inspector_count - 1;

	if (count < inspector->rows)
		return;
	for (int i = 0; i <= count; i++)
		grid_fill(grid, rows->inspector + i, rows->inspector_col, rows->inspector_cols, ' ',
			  STYLE_DEFAULT);
	paint_title(&frame, editor_window(editor), rows->inspector);
	for (size_t i = 0; i < (size_t)inspector->rows; i++)
		if (inspector->top + i < inspector->shown_count)
			paint_row(&frame, rows->inspector + 1 + (int)i, i);
}
