/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows never change: they are what was found once. */
#include "edit/width_list.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/number.h"

struct width_list {
	struct list list;
	struct record_width widths[RECORD_WIDTH_COUNT];
	size_t count;
	uint64_t len;            /* bytes of all records */
};

static uint64_t count_widths(const struct list *list)
{
	return ((const struct width_list *)list)->count;
}

static void add_row(const struct list *list, uint64_t index, struct list_row *row)
{
	const struct width_list *widths = (const struct width_list *)list;
	const struct record_width *width = &widths->widths[index];
	uint64_t records = widths->len / width->width, rest = widths->len % width->width;
	char text[NUMBER_TEXT];

	buf_format(&row->text, "%u\tscore %.1f%%\tequal %.1f%%\t%s records", width->width,
		   100 * width->score, 100 * width->equal, number_grouped(records, text));
	if (rest > 0)
		buf_format(&row->text, " and %" PRIu64 " byte%s", rest, rest == 1 ? "" : "s");
}

static void add_line(const struct list *list, uint64_t index, struct buf *out)
{
	const struct width_list *widths = (const struct width_list *)list;

	buf_format(out, "set columns=%u", widths->widths[index].width);
}

static void free_list(struct list *list)
{
	free(list);
}

static const struct list_class width_class = {
	.name = "record widths",
	.count = count_widths,
	.row = add_row,
	.free = free_list,
	.line = add_line,
};

struct list *width_list_new(struct window *window, const struct record_width *widths,
			    size_t count, uint64_t len, struct err *err)
{
	struct width_list *list = calloc(1, sizeof(*list));

	if (!list) {
		err_nomem(err);
		return NULL;
	}
	list_init(&list->list, &width_class, window);
	list->count = count;
	list->len = len;
	for (size_t i = 0; i < count; i++)
		list->widths[i] = widths[i];
	return &list->list;
}
