/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state of the pane alone: cursor, scrolling, filter. It knows neither editor nor screen.
 *
 * Rows are not kept: what is painted is asked for each time. A filter keeps the numbers of the
 * rows it left, unless the class filters by itself, as one with very many rows does.
 */
#include "edit/list.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/checked.h"

enum { LEFT_MOST = 4096 };

void list_init(struct list *list, const struct list_class *class, struct window *window)
{
	*list = (struct list){ .class = class, .window = window, .filter = BUF_INIT };
}

void list_free(struct list *list)
{
	if (!list)
		return;
	buf_done(&list->filter);
	free(list->kept);
	list->kept = NULL;
	list->class->free(list);
}

uint64_t list_count(const struct list *list)
{
	return list->kept ? list->kept_count : list->class->count(list);
}

uint64_t list_index(const struct list *list, uint64_t index)
{
	assert(index < list_count(list));
	return list->kept ? list->kept[index] : index;
}

void list_row(const struct list *list, uint64_t index, struct list_row *row)
{
	*row = (struct list_row){ .text = BUF_INIT };
	list->class->row(list, list_index(list, index), row);
}

void list_row_done(struct list_row *row)
{
	buf_done(&row->text);
}

void list_title(const struct list *list, struct buf *out)
{
	if (list->class->title)
		list->class->title(list, out);
	else
		buf_text(out, list->class->name);
}

static bool holds(const struct buf *text, const char *wanted, size_t want)
{
	for (size_t i = 0; want <= text->len && i <= text->len - want; i++)
		if (strncasecmp((const char *)text->data + i, wanted, want) == 0)
			return true;
	return false;
}

static uint64_t version_of(const struct list *list)
{
	return list->class->version ? list->class->version(list) : 0;
}

/* The numbers of the rows that hold the filter's text. */
static bool keep_rows(struct list *list, struct err *err)
{
	const char *wanted = buf_string(&list->filter);
	uint64_t count = list->class->count(list), kept = 0;
	uint64_t *rows;

	if (count > LIST_FILTER_MOST)
		return err_set(err, ERR_RANGE, "the list is too long to be filtered");
	rows = malloc(((size_t)count + 1) * sizeof(*rows));
	if (!rows)
		return err_nomem(err);
	for (uint64_t i = 0; i < count; i++) {
		struct list_row row = { .text = BUF_INIT };

		list->class->row(list, i, &row);
		if (holds(&row.text, wanted, strlen(wanted)))
			rows[kept++] = i;
		list_row_done(&row);
	}
	free(list->kept);
	list->kept = rows;
	list->kept_count = kept;
	list->version = version_of(list);
	return true;
}

/* The row that was `index` among all, or the next one that is left. */
static void return_to(struct list *list, uint64_t index)
{
	uint64_t low = 0, high = list->kept_count;

	while (list->kept && low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (list->kept[middle] < index)
			low = middle + 1;
		else
			high = middle;
	}
	list_go(list, list->kept ? low : index);
}

static bool filter_here(struct list *list, struct err *err)
{
	uint64_t was = list->cursor < list_count(list) ? list_index(list, list->cursor) : 0;

	if (list->filter.len > 0) {
		if (!keep_rows(list, err))
			return false;
	} else {
		free(list->kept);
		list->kept = NULL;
	}
	return_to(list, was);
	return true;
}

bool list_filter(struct list *list, const char *text, struct err *err)
{
	struct buf before = list->filter;
	bool ok;

	list->filter = (struct buf)BUF_INIT;
	buf_text(&list->filter, text);
	if (!buf_ok(&list->filter))
		ok = err_nomem(err);
	else if (list->class->filter)
		ok = list->class->filter(list, text, err);
	else
		ok = filter_here(list, err);
	buf_done(ok ? &before : &list->filter);
	if (!ok)
		list->filter = before;
	return ok;
}

/* Brings the cursor and the last page into the pane. */
static void put_in_order(struct list *list)
{
	uint64_t count = list_count(list), rows = list->rows > 0 ? (uint64_t)list->rows : 1;

	list->cursor = min_u64(list->cursor, count > 0 ? count - 1 : 0);
	list->top = min_u64(list->top, count > rows ? count - rows : 0);
	if (list->cursor < list->top)
		list->top = list->cursor;
	else if (list->cursor - list->top >= rows)
		list->top = list->cursor - rows + 1;
}

void list_settle(struct list *list, int rows)
{
	struct err ignored;

	list->rows = rows;
	if (list->class->settle)
		list->class->settle(list);
	/* Without memory for it the old rows would be wrong: then all are shown. */
	if (list->kept && version_of(list) != list->version && !filter_here(list, &ignored)) {
		free(list->kept);
		list->kept = NULL;
		buf_clear(&list->filter);
	}
	put_in_order(list);
}

void list_go(struct list *list, uint64_t row)
{
	list->cursor = row;
	put_in_order(list);
}

static uint64_t moved(uint64_t from, int64_t by, uint64_t last)
{
	uint64_t step = by < 0 ? 0 - (uint64_t)by : (uint64_t)by;

	if (by < 0)
		return from - min_u64(from, step);
	return from + min_u64(last > from ? last - from : 0, step);
}

void list_move(struct list *list, int64_t rows)
{
	list_go(list, moved(list->cursor, rows, UINT64_MAX));
}

void list_scroll(struct list *list, int64_t rows)
{
	uint64_t count = list_count(list), seen = list->rows > 0 ? (uint64_t)list->rows : 1;

	list->top = moved(list->top, rows, count > seen ? count - seen : 0);
	list->cursor = max_u64(list->cursor, list->top);
	list->cursor = min_u64(list->cursor, list->top + seen - 1);
	put_in_order(list);
}

void list_shift(struct list *list, int cells)
{
	int left = list->left + cells;

	list->left = left < 0 ? 0 : left > LEFT_MOST ? LEFT_MOST : left;
}

const char *list_key_line(const struct list *list, const char *key)
{
	for (const struct list_key *own = list->class->keys; own && own->key; own++)
		if (strcmp(own->key, key) == 0)
			return own->line;
	return NULL;
}
