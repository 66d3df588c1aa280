/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of bytes: address, digits in groups, text.
 *
 * Each row is read by itself (a guarded copy of some bytes, well under a microsecond), so a row
 * that can not be read costs the others nothing. Where the cells are is the layout's business
 * alone.
 */
#include "view/paint.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/byteclass.h"
#include "base/checked.h"
#include "base/number.h"
#include "edit/compare.h"
#include "edit/window_conflict.h"
#include "edit/window_live.h"
#include "scan/search.h"
#include "view/paint_text.h"

enum { ROW_MOST = PAINT_TEXT_MOST };     /* bytes of one row that are painted */

/* What is known of the bytes of one row. */
struct row_bytes {
	size_t len;
	uint8_t data[ROW_MOST];
	uint8_t known[ROW_MOST];
	uint8_t changed[ROW_MOST];
	uint8_t hit[ROW_MOST];
	uint8_t fresh[ROW_MOST];
	uint8_t conflict[ROW_MOST];
	uint8_t different[ROW_MOST];
	const struct note *note[ROW_MOST];   /* NULL: none */
	bool late;               /* what is unknown is only not there yet */
	uint32_t text[ROW_MOST + 1];     /* as paint_text.h has it, in encodings but ASCII */
};

struct brush {
	const struct editor *editor;
	const struct window *window;
	struct options options;      /* of its file */
	struct grid *grid;
	struct row_bytes *bytes;
	int row;                     /* of the grid */
	bool ascii;                  /* the text is that */
	bool focused;                /* keys go to this window */
	uint64_t select_pos, select_len;
	struct compare_side sides[COMPARE_MOST];     /* what its bytes are compared with */
	size_t side_count;
	int why;                     /* as paint_bytes() gives it */
};

static const enum style class_styles[] = {
	[BYTE_ZERO] = STYLE_ZERO, [BYTE_CONTROL] = STYLE_CONTROL, [BYTE_SPACE] = STYLE_SPACE,
	[BYTE_PRINTABLE] = STYLE_PRINTABLE, [BYTE_HIGH] = STYLE_HIGH, [BYTE_FULL] = STYLE_FULL,
};

static void read_row(struct brush *brush, const struct window_row *row)
{
	struct row_bytes *bytes = brush->bytes;
	const struct document *document = brush->window->document;

	bytes->len = (size_t)min_u64(row->len, ROW_MOST);
	memset(bytes->hit, 0, bytes->len);
	if (bytes->len == 0)
		return;
	int why;
	bytes->late = false;
	if (document_read(document, row->pos, bytes->data, bytes->known, bytes->len, &why) > 0) {
		bytes->late = why == EAGAIN;
		if (brush->why == PAINT_KNOWN || brush->why == EAGAIN)
			brush->why = why;
	}
	document_changed(document, row->pos, bytes->changed, bytes->len);
	window_conflict_marks(brush->window, row->pos, bytes->conflict, bytes->len);
	compare_marks(brush->sides, brush->side_count, row->pos, bytes->data, bytes->known,
		      bytes->different, bytes->len);
	live_marks(brush->window->live, row->pos, bytes->fresh, bytes->len);
	notes_owners(&brush->window->buffer->notebook.notes, row->pos, bytes->note, bytes->len);
	if (brush->editor->marker) {
		struct snapshot snapshot = document_snapshot(document);
		search_marker_mark(brush->editor->marker, &snapshot, row->pos, bytes->hit,
				   bytes->len);
		snapshot_done(&snapshot);
	}
}

static void paint_address(struct brush *brush, uint64_t pos)
{
	const struct layout *layout = &brush->window->layout;
	uint64_t address = window_address(brush->window, pos);
	int width = layout->address_width;
	char text[32];

	if (width == 0)
		return;
	if (layout->address_decimal)
		snprintf(text, sizeof(text), "%0*" PRIu64, width, address);
	else if (brush->options.upper)
		snprintf(text, sizeof(text), "%0*" PRIX64, width, address);
	else
		snprintf(text, sizeof(text), "%0*" PRIx64, width, address);
	grid_string(brush->grid, brush->row, 0, text, STYLE_ADDRESS);
}

/* The digits of a byte; one that can not be read is all question marks, one that is still to come
 * all dots. */
static void format_digits(const struct brush *brush, uint8_t byte, bool known, char *digits)
{
	static const unsigned radix[] = { [BASE_HEX] = 16, [BASE_DECIMAL] = 10, [BASE_OCTAL] = 8,
					  [BASE_BINARY] = 2 };
	const struct layout *layout = &brush->window->layout;
	const char *set = brush->options.upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char unknown = brush->bytes->late ? '.' : '?';
	unsigned value = byte;

	for (int i = layout->digits - 1; i >= 0; i--) {
		digits[i] = known ? set[value % radix[layout->base]] : unknown;
		value /= radix[layout->base];
	}
}

static unsigned byte_flags(const struct brush *brush, size_t index, uint64_t pos)
{
	unsigned flags = 0;

	if (brush->bytes->changed[index] && !brush->bytes->conflict[index])
		flags |= CELL_CHANGED;
	if (brush->bytes->hit[index])
		flags |= CELL_HIT;
	if (brush->window->selecting && pos - brush->select_pos < brush->select_len)
		flags |= CELL_SELECTED;
	return flags;
}

/* Where there is no room for the text, its cursor stands in the digits. */
static enum pane pane_of(const struct window *window)
{
	return window->layout.text_col >= 0 ? window->pane : PANE_HEX;
}

/* The cursor in one pane: bright where keys go, a shadow in the other, and in a window that has not
 * the focus. */
static unsigned cursor_flags(const struct brush *brush, enum pane pane)
{
	if (!brush->focused)
		return CELL_SHADOW;
	return pane_of(brush->window) == pane ? CELL_CURSOR : CELL_SHADOW;
}

/* What is scrolled out of sight would lie over the address. */
static void put(struct brush *brush, int cell, uint32_t code, enum style style, unsigned flags)
{
	if (cell >= brush->window->layout.hex_col)
		grid_put(brush->grid, brush->row, cell, code, style, flags);
}

static void paint_digits(struct brush *brush, unsigned index, const char *digits, enum style style,
			 unsigned flags, bool at_cursor)
{
	const struct window *window = brush->window;
	int cell = layout_hex_cell(&window->layout, index);
	bool one = window->editing && window->pane == PANE_HEX;

	for (int i = 0; i < window->layout.digits; i++) {
		bool mark = at_cursor && (!one || i == window->digit);
		put(brush, cell + i, (uint8_t)digits[i], style,
		    flags | (mark ? cursor_flags(brush, PANE_HEX) : 0));
	}
}

static uint32_t text_character(const struct brush *brush, uint8_t byte, bool known)
{
	if (!known)
		return brush->bytes->late ? ' ' : '?';
	return byte >= 0x20 && byte < 0x7f ? byte :
	       paint_text_control(brush->options.control, byte);
}

static enum style byte_style(const struct row_bytes *bytes, size_t index)
{
	if (!bytes->known[index])
		return STYLE_UNKNOWN;
	if (bytes->conflict[index])
		return STYLE_CONFLICT;
	if (bytes->fresh[index])
		return STYLE_FRESH;
	if (bytes->different[index])
		return STYLE_DIFFERENT;
	if (bytes->note[index])
		return STYLE_NOTE + (enum style)bytes->note[index]->colour;
	return class_styles[byte_class(bytes->data[index])];
}

static unsigned text_flags(const struct brush *brush, unsigned index, uint64_t pos)
{
	unsigned cursor = pos == brush->window->cursor ? cursor_flags(brush, PANE_TEXT) : 0;

	return byte_flags(brush, index, pos) | cursor;
}

/* A wide character lies over two bytes and is marked as either of them. */
static void paint_character(struct brush *brush, unsigned index, uint64_t pos, enum style style)
{
	const uint32_t *text = &brush->bytes->text[index];
	int cell = layout_text_cell(&brush->window->layout, index);
	unsigned flags = text_flags(brush, index, pos);
	uint32_t code = text[0];

	if (text[0] != 0 && text[1] == 0) {
		flags |= text_flags(brush, index + 1, pos + 1);
		if (cell + 1 >= brush->grid->cols)
			code = paint_text_cut();
	}
	if (text[0] == 0)
		flags |= text_flags(brush, index - 1, pos - 1);
	if (text[0] == 0 && cell == brush->window->layout.hex_col)
		code = paint_text_cut();
	put(brush, cell, code, style, flags);
}

static void paint_byte(struct brush *brush, unsigned index, uint64_t pos)
{
	const struct row_bytes *bytes = brush->bytes;
	const struct window *window = brush->window;
	bool known = bytes->known[index];
	uint8_t byte = bytes->data[index];
	enum style style = byte_style(bytes, index);
	unsigned flags = byte_flags(brush, index, pos);
	bool at_cursor = pos == window->cursor;
	char digits[8];

	format_digits(brush, byte, known, digits);
	paint_digits(brush, index, digits, style, flags, at_cursor);
	if (window->layout.text_col < 0)
		return;
	if (!brush->ascii)
		paint_character(brush, index, pos, style);
	else
		put(brush, layout_text_cell(&window->layout, index),
		    text_character(brush, byte, known), style,
		    flags | (at_cursor ? cursor_flags(brush, PANE_TEXT) : 0));
}

/* The gaps inside a selection belong to it, so that it reads as one band. */
static void join_selection(struct brush *brush)
{
	const struct layout *layout = &brush->window->layout;
	/* The blanks before the text are no gap between two bytes. */
	int end = layout->text_col < 0 ? brush->grid->cols :
					 layout->text_col - layout->text_gap - layout->skip;
	bool inside = false;

	for (int col = layout->hex_col; col < end; col++) {
		struct cell *cell = grid_at(brush->grid, brush->row, col);
		if (!cell)
			break;
		if (cell->code != ' ') {
			inside = cell->flags & CELL_SELECTED;
			continue;
		}
		struct cell *next = grid_at(brush->grid, brush->row, col + 1);
		if (next && next->code == ' ')
			next = grid_at(brush->grid, brush->row, col + 2);
		if (inside && next && (next->flags & CELL_SELECTED))
			cell->flags |= CELL_SELECTED;
	}
}

/* A fold is as good as one byte: selected when one of its bytes is. */
static bool is_fold_selected(const struct brush *brush, const struct window_row *row)
{
	uint64_t select = brush->select_pos;

	return brush->window->selecting && brush->select_len > 0 &&
	       (row->pos < select ? select - row->pos < row->len :
				    row->pos - select < brush->select_len);
}

static void paint_fold(struct brush *brush, const struct window_row *row)
{
	char size[NUMBER_TEXT], text[96];
	bool at_cursor = brush->window->cursor - row->pos < row->len;

	snprintf(text, sizeof(text), "* %s like the row above", number_size(row->len, size));
	int col = brush->window->layout.hex_col;
	int end = grid_string(brush->grid, brush->row, col, text, STYLE_FOLD);
	for (int at = col; at < end && is_fold_selected(brush, row); at++)
		grid_at(brush->grid, brush->row, at)->flags |= CELL_SELECTED;
	struct cell *cell = grid_at(brush->grid, brush->row, col);
	if (cell && at_cursor)
		cell->flags |= brush->focused ? CELL_CURSOR : CELL_SHADOW;
}

/* Where a byte could be appended. */
static void paint_end(struct brush *brush, const struct window_row *row)
{
	const struct window *window = brush->window;
	uint64_t size = document_size(window->document);

	if (window->cursor != size || row->pos + row->len != size)
		return;
	uint64_t start = layout_row_start(&window->layout, size);
	if (row->len > 0 && start != row->pos)
		return;
	unsigned index = (unsigned)(size - start);
	int hex = layout_hex_cell(&window->layout, index);
	int text = layout_text_cell(&window->layout, index);
	put(brush, hex, ' ', STYLE_DEFAULT, cursor_flags(brush, PANE_HEX));
	put(brush, text, ' ', STYLE_DEFAULT, cursor_flags(brush, PANE_TEXT));
}

static void read_text(struct brush *brush, uint64_t pos)
{
	struct row_bytes *bytes = brush->bytes;
	const struct paint_text row = {
		.window = brush->window, .glyphs = brush->options.control,
		.pos = pos, .len = bytes->len, .data = bytes->data, .known = bytes->known,
		.late = bytes->late,
	};

	paint_text_row(&row, bytes->text);
}

static void paint_row(struct brush *brush, const struct window_row *row)
{
	paint_address(brush, row->pos);
	if (row->folded) {
		paint_fold(brush, row);
		return;
	}
	read_row(brush, row);
	if (!brush->ascii)
		read_text(brush, row->pos);
	for (size_t i = 0; i < brush->bytes->len; i++)
		paint_byte(brush, (unsigned)i, row->pos + i);
	if (brush->window->selecting)
		join_selection(brush);
	paint_end(brush, row);
}

/* The terminal's own cursor stands on the byte too: for screen readers and terminals without
 * colour. */
static void place_cursor(struct grid *grid, int from, int count)
{
	for (int row = from; row < from + count; row++)
		for (int col = 0; col < grid->cols; col++) {
			const struct cell *cell = grid_at(grid, row, col);
			if (cell && (cell->flags & CELL_CURSOR)) {
				grid->cursor_row = row;
				grid->cursor_col = col;
				return;
			}
		}
}

int paint_bytes(const struct editor *editor, const struct window *window, struct grid *grid,
		int row)
{
	struct row_bytes bytes;
	struct brush brush = {
		.editor = editor,
		.window = window,
		.options = editor_options_of(editor, window),
		.grid = grid,
		.bytes = &bytes,
		.why = PAINT_KNOWN,
		.ascii = charset_is_ascii(window->charset),
		.focused = window == editor_window(editor),
	};

	if (editor->options.differences)
		brush.side_count = compare_sides(editor, window, brush.sides);
	if (window->selecting)
		window_selection(window, &brush.select_pos, &brush.select_len);
	for (int i = 0; i < window->shown_count && i < window->rows; i++) {
		brush.row = row + i;
		paint_row(&brush, &window->shown[i]);
	}
	place_cursor(grid, row, window->rows);
	return brush.why;
}
