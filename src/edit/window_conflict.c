/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "edit/window_conflict.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

void window_find_conflicts(struct window *window)
{
	struct err ignored;

	window_forget_conflicts(window);
	if (!document_find_conflicts(window->document, &window->buffer->conflicts, &ignored))
		err_clear(&ignored);
}

void window_forget_conflicts(struct window *window)
{
	document_conflicts_done(&window->buffer->conflicts);
}

void buffer_move_ranges(struct buffer *buffer, const struct document_edit *edit)
{
	for (size_t i = 0; i < buffer->conflicts.count; i++)
		buffer->conflicts.list[i].pos =
			document_edit_move(edit, buffer->conflicts.list[i].pos);
	for (size_t i = 0; i < buffer->held_count; i++)
		buffer->held[i].pos = document_edit_move(edit, buffer->held[i].pos);
}

void window_conflict_marks(const struct window *window, uint64_t pos, uint8_t *flags, size_t len)
{
	memset(flags, 0, len);
	for (size_t i = 0; i < window->buffer->conflicts.count; i++) {
		const struct document_range *range = &window->buffer->conflicts.list[i];
		uint64_t from = max_u64(range->pos, pos);
		uint64_t to = min_u64(range->pos + range->len, pos + len);

		if (from < to)
			memset(flags + (from - pos), 1, (size_t)(to - from));
	}
}

bool window_has_conflict(const struct window *window, uint64_t pos, uint64_t len)
{
	for (size_t i = 0; i < window->buffer->conflicts.count; i++) {
		const struct document_range *range = &window->buffer->conflicts.list[i];

		if (range->pos <= pos + len && pos <= range->pos + range->len &&
		    (range->len == 0 || len == 0 ||
		     (range->pos < pos + len && pos < range->pos + range->len)))
			return true;
	}
	return false;
}

/* The index of one that touches the range; held_count: there is none. */
static size_t find_held(const struct window *window, uint64_t pos, uint64_t len)
{
	const struct document_range *held = window->buffer->held;
	size_t i = 0;

	while (i < window->buffer->held_count &&
	       (held[i].pos >= pos + len || pos >= held[i].pos + held[i].len))
		i++;
	return i;
}

bool window_is_held(const struct window *window, uint64_t pos, uint64_t len)
{
	return find_held(window, pos, len) < window->buffer->held_count;
}

bool window_hold(struct window *window, uint64_t pos, uint64_t len, bool *held, struct err *err)
{
	struct buffer *buffer = window->buffer;
	size_t i = find_held(window, pos, len);
	struct document_range *list;

	*held = i == buffer->held_count;
	if (!*held) {
		for (; i < buffer->held_count; i = find_held(window, pos, len))
			buffer->held[i] = buffer->held[--buffer->held_count];
		return true;
	}
	list = realloc(buffer->held, (buffer->held_count + 1) * sizeof *list);
	if (!list)
		return err_nomem(err);
	buffer->held = list;
	list[buffer->held_count++] = (struct document_range){ pos, len };
	return true;
}
