/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is kept is where each began, not how far it is from the others: so it is the same whoever
 * leads, and nothing is lost at the ends.
 */
#include "edit/window_sync.h"

#include "base/checked.h"

void window_sync_begin(struct window *window)
{
	window->synced = true;
	window->sync_at = window->cursor;
}

/* `pos` moved by the way from `from` to `to`, within 0 and `limit`. */
static uint64_t moved(uint64_t pos, uint64_t from, uint64_t to, uint64_t limit)
{
	if (to < from)
		return min_u64(limit, pos - min_u64(pos, from - to));
	return to - from > UINT64_MAX - pos ? limit : min_u64(limit, pos + (to - from));
}

void window_sync(struct window *window, const struct window *leader)
{
	uint64_t limit = window_limit(window);

	if (!window->synced || !leader->synced)
		return;
	window_show_from(window, moved(leader->top, leader->sync_at, window->sync_at, limit),
			 moved(leader->cursor, leader->sync_at, window->sync_at, limit));
	window_settle(window);
}
