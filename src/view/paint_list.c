/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list: a title where there is room for it, then its rows in columns as wide as what is to be
 * seen needs. The last column of a row has all the room that is left. Where rows are long, they
 * scroll sideways together.
 */
#include "view/paint.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/printable.h"

enum { COLUMNS = 8, GAP = 2 };

/* The text of a row up to the next tab, made safe; *text and *len go behind it. */
static void take_column(const char **text, size_t *len, struct buf *safe)
{
	const char *tab = *len > 0 ? memchr(*text, '\t', *len) : NULL;
	size_t part = tab ? (size_t)(tab - *text) : *len;

	buf_clear(safe);
	printable_add(safe, *text, part);
	part += tab != NULL;
	*text += part;
	*len -= part;
}

/* Widths of the columns but the last of each row. */
static void measure(const struct list_row *row, int widths[COLUMNS])
{
	const char *text = (const char *)row->text.data;
	size_t len = row->text.len;
	struct buf safe = BUF_INIT;

	for (int column = 0; column < COLUMNS && len > 0; column++) {
		take_column(&text, &len, &safe);
		int cells = printable_cells((const char *)safe.data, safe.len);
		if (len > 0 && cells > widths[column])
			widths[column] = cells;
	}
	buf_done(&safe);
}

/* The columns as one line. */
static void join(const struct list_row *row, const int widths[COLUMNS], struct buf *line)
{
	const char *text = (const char *)row->text.data;
	size_t len = row->text.len;
	struct buf safe = BUF_INIT;

	for (int column = 0; len > 0; column++) {
		take_column(&text, &len, &safe);
		buf_add(line, safe.data, safe.len);
		int cells = printable_cells((const char *)safe.data, safe.len);
		int width = column < COLUMNS ? widths[column] : 0;
		if (len > 0)
			buf_fill(line, ' ', (size_t)((width > cells ? width - cells : 0) + GAP));
	}
	buf_done(&safe);
}

static void paint_line(const struct list *list, struct grid *grid, int at, bool chosen,
		       const struct list_row *row, const int widths[COLUMNS])
{
	static const enum style styles[] = {
		[LIST_PLAIN] = STYLE_DEFAULT,
		[LIST_CHANGED] = STYLE_WARNING,
		[LIST_GONE] = STYLE_FOLD,
	};
	enum style style = chosen && list->focused ? STYLE_CHOSEN : styles[row->mark];
	struct buf line = BUF_INIT;

	join(row, widths, &line);
	if (chosen)
		grid_fill(grid, at, 0, grid->cols, ' ', style);
	if (buf_ok(&line))
		grid_text_from(grid, at, list->left, (const char *)line.data, line.len, style);
	buf_done(&line);
	if (!chosen)
		return;
	if (list->focused) {
		grid->cursor_row = at;
		grid->cursor_col = 0;
		return;
	}
	for (int col = 0; col < grid->cols; col++)
		grid_at(grid, at, col)->flags |= CELL_SHADOW;
}

/* Where nothing is listed there is a word that says so. */
static void paint_empty(const struct list *list, struct grid *grid, int at, int rows)
{
	const char *empty = list->class->empty ? list->class->empty : "nothing yet";

	if (rows > 0)
		grid_string(grid, at, 0, list->filter.len > 0 ? "no row is left" : empty,
			    STYLE_HINT);
}

static void paint_rows(const struct list *list, struct grid *grid, int at, int rows)
{
	uint64_t count = list_count(list);
	uint64_t left = count > list->top ? count - list->top : 0;
	int shown = left < (uint64_t)rows ? (int)left : rows;
	struct list_row *row = calloc((size_t)(shown > 0 ? shown : 1), sizeof(*row));
	int widths[COLUMNS] = { 0 };

	if (!row)
		return;
	for (int i = 0; i < shown; i++) {
		list_row(list, list->top + (uint64_t)i, &row[i]);
		measure(&row[i], widths);
	}
	for (int i = 0; i < shown; i++) {
		paint_line(list, grid, at + i, list->top + (uint64_t)i == list->cursor, &row[i],
			   widths);
		list_row_done(&row[i]);
	}
	free(row);
	if (count == 0)
		paint_empty(list, grid, at, rows);
}

/* "hits of 7f 45  filter: elf            searching 45%  12/1,234": the count goes last. */
static void paint_title(const struct list *list, struct grid *grid, int at)
{
	struct buf title = BUF_INIT, safe = BUF_INIT, state = BUF_INIT;
	char row[NUMBER_TEXT], count[NUMBER_TEXT];
	uint64_t rows = list_count(list);

	list_title(list, &title);
	if (list->filter.len > 0)
		buf_format(&title, "  filter: %.*s", (int)list->filter.len,
			   (const char *)list->filter.data);
	printable_add(&safe, (const char *)title.data, title.len);
	if (list->class->state)
		list->class->state(list, &state);
	buf_format(&state, "%s%s/%s", state.len > 0 ? "  " : "",
		   number_grouped(rows > 0 ? list->cursor + 1 : 0, row),
		   number_grouped(rows, count));
	int width = printable_cells(buf_string(&state), state.len);
	int col = grid->cols > width ? grid->cols - width : 0;
	enum style style = list->focused ? STYLE_STATUS_MARK : STYLE_STATUS;
	grid_fill(grid, at, 0, grid->cols, ' ', STYLE_STATUS);
	grid_text(grid, at, 0, col > 1 ? col - 1 : 0, (const char *)safe.data, safe.len, style);
	grid_string(grid, at, col, buf_string(&state), STYLE_STATUS);
	buf_done(&title);
	buf_done(&safe);
	buf_done(&state);
}

void paint_list(const struct list *list, struct grid *grid, int row, int rows)
{
	bool titled = rows > 1;

	if (titled)
		paint_title(list, grid, row);
	paint_rows(list, grid, row + titled, rows - titled);
}
