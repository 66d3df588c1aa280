/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state of the pane: rows, what is computed of them, and the cursor.
 *
 * The few bytes at the cursor are read each time (a microsecond); only when they, or the rows to
 * be seen, are others is anything decoded. Rows by expression may read bytes elsewhere: those that
 * are seen are computed each time. What the user does with the rows is in inspector_rows.c.
 */
#include "edit/inspector.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "edit/command.h"

enum { SELECTED_MOST = 16 };

bool inspector_init(struct inspector *inspector, struct err *err)
{
	size_t count = 0;

	*inspector = (struct inspector){ .bit = 7 };
	while (reading_at(count))
		count++;
	inspector->row = calloc(count, sizeof(*inspector->row));
	inspector->shown = calloc(count, sizeof(*inspector->shown));
	if (!inspector->row || !inspector->shown)
		return err_nomem(err);
	inspector->row_count = count;
	for (size_t i = 0; i < count; i++)
		inspector->row[i].reading = reading_at(i);
	return true;
}

void inspector_done(struct inspector *inspector)
{
	for (size_t i = 0; i < inspector->row_count; i++) {
		free(inspector->row[i].name);
		free(inspector->row[i].expression);
	}
	free(inspector->row);
	free(inspector->shown);
	for (int i = 0; i < INSPECTOR_ROWS; i++) {
		buf_done(&inspector->cell[i][0].text);
		buf_done(&inspector->cell[i][1].text);
	}
}

const struct inspector_row *inspector_at(const struct inspector *inspector, size_t index)
{
	return &inspector->row[inspector->shown[index]];
}

const char *inspector_name(const struct inspector_row *row)
{
	return row->reading ? row->reading->name : row->name;
}

static void read_bytes(struct inspector *inspector, const struct window *window)
{
	uint8_t known[READING_MOST];
	int why = 0;

	inspector->known = inspector->len;
	inspector->late = false;
	if (inspector->len == 0 || document_read(window->document, inspector->pos,
						 inspector->bytes, known, inspector->len,
						 &why) == 0)
		return;
	inspector->late = why == EAGAIN;
	for (inspector->known = 0; known[inspector->known]; inspector->known++)
		continue;
}

/* The readings of a selection are there with one. */
static bool is_shown(const struct inspector *inspector, const struct inspector_row *row)
{
	bool fits = inspector->selected > 0 && inspector->selected <= SELECTED_MOST;

	return !row->hidden && (!row->reading || !row->reading->any || fits);
}

static void list_shown(struct inspector *inspector)
{
	inspector->shown_count = 0;
	for (size_t i = 0; i < inspector->row_count; i++)
		if (is_shown(inspector, &inspector->row[i]))
			inspector->shown[inspector->shown_count++] = i;
}

void inspector_look(struct inspector *inspector, const struct window *window)
{
	uint64_t len = 0, size = document_size(window->document);
	bool selected = window_selection(window, &inspector->pos, &len);

	inspector->window = window;
	inspector->size = size;
	inspector->generation = document_generation(window->document);
	inspector->selected = selected ? (size_t)min_u64(len, SELECTED_MOST + 1) : 0;
	inspector->len = (size_t)min_u64(READING_MOST, size - inspector->pos);
	read_bytes(inspector, window);
	list_shown(inspector);
}

static void compute(struct window *window, const struct inspector_row *row,
		    struct inspector_cell *cell)
{
	uint64_t value;
	struct err err;

	cell->kind = INSPECTOR_VALUE;
	if (command_eval(window, row->expression, EXPRESSION_PLAIN, NULL, &value, &err)) {
		buf_format(&cell->text, "%" PRIu64 " = 0x%" PRIx64, value, value);
	} else {
		cell->kind = INSPECTOR_WRONG;
		buf_text(&cell->text, err.text);
	}
}

static void decode(const struct inspector *inspector, const struct window *window,
		   const struct reading *reading, bool big, struct inspector_cell *cell)
{
	size_t len = inspector->known, most = reading->any ? inspector->selected : READING_MOST;
	uint64_t pos;

	if (reading->any && len < most)
		len = 0;
	switch (reading_decode(reading, big, inspector->bytes, min_size(len, most), &cell->text,
			       &cell->value)) {
	case READING_FINE:
		cell->kind = INSPECTOR_VALUE;
		break;
	case READING_WRONG:
		cell->kind = INSPECTOR_WRONG;
		break;
	default:
		cell->kind = inspector->known == inspector->len ? INSPECTOR_NONE
			: inspector->late ? INSPECTOR_LATE : INSPECTOR_UNKNOWN;
	}
	if (cell->kind == INSPECTOR_VALUE && cell->value.is_pointer)
		cell->inside = window_position(window, cell->value.pointer, &pos) &&
			       pos < document_size(window->document);
}

/* The buffer of the cell is used again. */
static void fill(const struct inspector *inspector, struct window *window,
		 const struct inspector_row *row, bool big, struct inspector_cell *cell)
{
	buf_clear(&cell->text);
	cell->inside = false;
	cell->value = (struct reading_value){ .len = 0 };
	if (row->reading)
		decode(inspector, window, row->reading, big, cell);
	else
		compute(window, row, cell);
}

void inspector_read(const struct inspector *inspector, struct window *window,
		    const struct inspector_row *row, bool big, struct inspector_cell *cell)
{
	*cell = (struct inspector_cell){ .text = BUF_INIT };
	fill(inspector, window, row, big, cell);
}

/* What the cells depend on, but for the bytes elsewhere. */
static bool is_same(const struct inspector *now, const struct window *window, uint64_t pos,
		    uint64_t generation, size_t known, size_t selected, const uint8_t *bytes)
{
	return now->window == window && now->pos == pos && now->generation == generation &&
	       now->known == known && now->selected == selected &&
	       memcmp(now->bytes, bytes, known) == 0 && now->seen_top == now->top &&
	       now->seen_rows == now->rows && now->seen_version == now->version;
}

static void put_in_order(struct inspector *inspector)
{
	size_t count = inspector->shown_count;
	size_t rows = inspector->rows > 0 ? (size_t)inspector->rows : 1;

	inspector->cursor = min_size(inspector->cursor, count > 0 ? count - 1 : 0);
	inspector->top = min_size(inspector->top, count > rows ? count - rows : 0);
	if (inspector->cursor < inspector->top)
		inspector->top = inspector->cursor;
	else if (inspector->cursor - inspector->top >= rows)
		inspector->top = inspector->cursor - rows + 1;
}

void inspector_settle(struct inspector *inspector, struct window *window, int rows)
{
	const struct window *before = inspector->window;
	uint64_t pos = inspector->pos, generation = inspector->generation;
	size_t known = inspector->known, selected = inspector->selected;
	bool late = inspector->late;
	uint8_t bytes[READING_MOST];

	inspector->rows = rows < INSPECTOR_ROWS ? rows : INSPECTOR_ROWS;
	if (rows <= 0)
		return;
	memcpy(bytes, inspector->bytes, sizeof(bytes));
	inspector_look(inspector, window);
	put_in_order(inspector);
	bool same = is_same(inspector, before, pos, generation, known, selected, bytes) &&
		    late == inspector->late;
	for (size_t i = 0; i < (size_t)inspector->rows; i++) {
		if (i >= inspector->shown_count - inspector->top)
			break;
		const struct inspector_row *row = inspector_at(inspector, inspector->top + i);
		if (same && row->reading)
			continue;
		fill(inspector, window, row, false, &inspector->cell[i][0]);
		if (row->reading && row->reading->ordered)
			fill(inspector, window, row, true, &inspector->cell[i][1]);
	}
	inspector->seen_top = inspector->top;
	inspector->seen_rows = inspector->rows;
	inspector->seen_version = inspector->version;
}

bool inspector_encode(const struct inspector *inspector, const struct inspector_row *row, bool big,
		      const char *text, uint8_t bytes[READING_MOST], size_t *len, struct err *err)
{
	struct buf ignored = BUF_INIT;
	struct reading_value value;
	size_t was = 0;

	if (!row->reading)
		return err_set(err, ERR_REFUSED, "%s is computed: it can not be edited", row->name);
	if (row->reading->any)
		was = inspector->selected;
	else if (row->reading->size == 0 &&
		 reading_decode(row->reading, big, inspector->bytes, inspector->known, &ignored,
				&value) == READING_FINE)
		was = value.len;
	buf_done(&ignored);
	if (!reading_encode(row->reading, big, text, was, bytes, len, err))
		return false;
	if (*len > inspector->size - inspector->pos)
		return err_set(err, ERR_RANGE, "%s takes %zu bytes, and %" PRIu64 " are left "
			       "before the end", row->reading->name, *len,
			       inspector->size - inspector->pos);
	return true;
}

void inspector_go(struct inspector *inspector, size_t row)
{
	inspector->cursor = row;
	put_in_order(inspector);
}

static size_t moved(size_t from, int64_t by, size_t last)
{
	if (by < 0)
		return from - (size_t)min_u64(from, 0 - (uint64_t)by);
	return from + (size_t)min_u64(last > from ? last - from : 0, (uint64_t)by);
}

void inspector_move(struct inspector *inspector, int64_t rows)
{
	inspector_go(inspector, moved(inspector->cursor, rows, inspector->shown_count));
}

void inspector_scroll(struct inspector *inspector, int64_t rows)
{
	size_t seen = inspector->rows > 0 ? (size_t)inspector->rows : 1;

	inspector->top = moved(inspector->top, rows, inspector->shown_count);
	inspector->cursor = max_size(inspector->cursor, inspector->top);
	inspector->cursor = min_size(inspector->cursor, inspector->top + seen - 1);
	put_in_order(inspector);
}
