/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The disassembly: a title, then an instruction a row: a mark at the one of the cursor, the
 * address, the one in memory where a header gives it, bytes as far as there is room, and what it
 * is.
 */
#include "view/paint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/checked.h"
#include "base/printable.h"

enum { MARK = 2, GAP = 2, TEXT_LEAST = 26, BYTES_MOST = 8, MNEMONIC = 7 };

/* Where things stand in the pane. */
struct frame {
	const struct disassembly *disassembly;
	const struct window *window;
	struct grid *grid;
	int col, cols;               /* of the pane */
	int address, memory;         /* digits of the columns; 0: it has no room */
	int bytes;                   /* that have room */
	int text;                    /* its first cell */
};

static int digits_of(uint64_t address)
{
	int digits = 1;

	while (address >>= 4)
		digits++;
	return digits < 8 ? 8 : digits;
}

static struct frame frame_of(const struct editor *editor, struct grid *grid,
			     const struct editor_rows *rows)
{
	const struct disassembly *disassembly = &editor->disassembly;
	const struct disasm_lines *lines = &disassembly->lines;
	struct frame frame = {
		.disassembly = disassembly, .window = editor_window(editor), .grid = grid,
		.col = rows->disassembly_col + (rows->disassembly_col > 0),
		.cols = rows->disassembly_cols - (rows->disassembly_col > 0),
	};
	int left;

	if (lines->count == 0)
		return frame;
	frame.address = digits_of(window_address(frame.window, lines->end));
	left = frame.cols - MARK - frame.address - GAP - TEXT_LEAST;
	for (size_t i = 0; i < lines->count; i++)
		if (lines->line[i].mapped && digits_of(lines->line[i].address) > frame.memory)
			frame.memory = digits_of(lines->line[i].address);
	if (frame.memory + GAP > left)
		frame.memory = 0;
	left -= frame.memory > 0 ? frame.memory + GAP : 0;
	frame.bytes = left / 3 < BYTES_MOST ? left / 3 : BYTES_MOST;
	frame.bytes = frame.bytes >= 2 ? frame.bytes : 0;
	frame.text = frame.col + MARK + frame.address + GAP +
		     (frame.memory > 0 ? frame.memory + GAP : 0) +
		     (frame.bytes > 0 ? 3 * frame.bytes + 1 : 0);
	return frame;
}

static void paint_title(const struct frame *frame, int at)
{
	const struct disassembly *disassembly = frame->disassembly;
	const struct disasm_lines *lines = &disassembly->lines;
	char text[80];

	grid_fill(frame->grid, at, frame->col, frame->cols, ' ', STYLE_STATUS);
	grid_text(frame->grid, at, frame->col, frame->cols, "disassembly",
		  strlen("disassembly"),
		  disassembly->focused ? STYLE_STATUS_MARK : STYLE_STATUS);
	snprintf(text, sizeof(text), "%s%s%s%s%s", disassembly->waiting ? "... " : "",
		 lines->count > 0 ? architecture_names[lines->architecture] : "",
		 lines->format ? " (" : "", lines->format ? lines->format : "",
		 lines->format ? ")" : "");
	int col = frame->col + frame->cols - (int)strlen(text);
	if (col > frame->col + (int)strlen("disassembly"))
		grid_string(frame->grid, at, col, text, STYLE_STATUS);
}

static void add_bytes(const struct frame *frame, const struct disasm_line *line, struct buf *out)
{
	const uint8_t *bytes = disasm_bytes(&frame->disassembly->lines, line);

	for (int i = 0; i < line->len && i < frame->bytes; i++) {
		if (line->kind == DISASM_UNKNOWN)
			buf_text(out, "?? ");
		else
			buf_format(out, "%02x ", bytes[i]);
	}
	/* The last that has room says that there are more. */
	if (line->len > frame->bytes && buf_ok(out))
		out->data[out->len - 1] = '+';
}

static void paint_numbers(const struct frame *frame, int at, const struct disasm_line *line,
			  enum style style)
{
	struct buf text = BUF_INIT;

	buf_format(&text, "%0*" PRIx64 "  ", frame->address,
		   window_address(frame->window, line->pos));
	if (frame->memory > 0 && line->mapped)
		buf_format(&text, "%0*" PRIx64 "  ", frame->memory, line->address);
	else if (frame->memory > 0)
		buf_fill(&text, ' ', (size_t)frame->memory + GAP);
	if (frame->bytes > 0)
		add_bytes(frame, line, &text);
	if (buf_ok(&text))
		grid_text(frame->grid, at, frame->col + MARK, frame->cols - MARK,
			  buf_string(&text), text.len, style);
	buf_done(&text);
}

static void paint_words(const struct frame *frame, int at, const struct disasm_line *line,
			enum style style)
{
	const struct disasm_lines *lines = &frame->disassembly->lines;
	const char *operands = disasm_operands(lines, line);
	int room = frame->col + frame->cols - frame->text;
	struct buf text = BUF_INIT;

	if (line->kind == DISASM_UNKNOWN)
		buf_text(&text, "can not be read");
	else
		buf_format(&text, *operands ? "%-*s %s" : "%-*s%s", *operands ? MNEMONIC : 0,
			   disasm_mnemonic(lines, line), operands);
	if (line->has_target && line->address != window_address(frame->window, line->pos))
		buf_format(&text, "  0x%" PRIx64, window_address(frame->window, line->target));
	if (buf_ok(&text)) {
		grid_text(frame->grid, at, frame->text, room, buf_string(&text), text.len, style);
		if (printable_cells(buf_string(&text), text.len) > room)
			grid_put(frame->grid, at, frame->text + room - 1, '>', STYLE_HINT, 0);
	}
	buf_done(&text);
}

static void paint_line(const struct frame *frame, int at, size_t index)
{
	const struct disassembly *disassembly = frame->disassembly;
	const struct disasm_line *line = &disassembly->lines.line[index];
	bool here = index == disassembly->cursor, chosen = here && disassembly->focused;

	if (chosen) {
		grid_fill(frame->grid, at, frame->col, frame->cols, ' ', STYLE_CHOSEN);
		frame->grid->cursor_row = at;
		frame->grid->cursor_col = frame->text;
	}
	if (here)
		grid_put(frame->grid, at, frame->col, '>', chosen ? STYLE_CHOSEN : STYLE_LABEL, 0);
	paint_numbers(frame, at, line, chosen ? STYLE_CHOSEN : STYLE_ADDRESS);
	paint_words(frame, at, line, chosen ? STYLE_CHOSEN :
		    line->kind == DISASM_CODE ? STYLE_DEFAULT :
		    line->kind == DISASM_DATA ? STYLE_HINT : STYLE_UNKNOWN);
}

/* Over as many rows as it takes. */
static void paint_failure(const struct frame *frame, int at, int rows, const char *text)
{
	size_t len = strlen(text);

	for (; rows > 0 && len > 0; rows--, at++) {
		size_t part = printable_break(text, len, frame->cols);

		grid_text(frame->grid, at, frame->col, frame->cols, text, part, STYLE_WARNING);
		text += part;
		len -= part;
	}
}

void paint_disassembly(const struct editor *editor, struct grid *grid,
		       const struct editor_rows *rows)
{
	const struct disassembly *disassembly = &editor->disassembly;
	const struct frame frame = frame_of(editor, grid, rows);
	int count = rows->disassembly_count - 1;
	struct buf text = BUF_INIT;

	for (int i = 0; i <= count; i++)
		grid_fill(grid, rows->disassembly + i, rows->disassembly_col,
			  rows->disassembly_cols, ' ', STYLE_DEFAULT);
	paint_title(&frame, rows->disassembly);
	if (disassembly->of.document != frame.window->document)
		return;
	if (disassembly->failure.code != ERR_NONE) {
		printable_add(&text, disassembly->failure.text,
			      strlen(disassembly->failure.text));
		if (buf_ok(&text))
			paint_failure(&frame, rows->disassembly + 1, count, buf_string(&text));
		buf_done(&text);
		return;
	}
	for (size_t i = 0; i < (size_t)count; i++)
		if (disassembly->top + i < disassembly->lines.count)
			paint_line(&frame, rows->disassembly + 1 + (int)i, disassembly->top + i);
}
