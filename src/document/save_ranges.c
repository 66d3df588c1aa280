/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From piece to piece of both ropes at once, in the owner's thread, without reading a byte. */
#include "document/save_ranges.h"

#include <assert.h>
#include <stdlib.h>

#include "base/checked.h"

static bool add(struct save_ranges *ranges, uint64_t pos, uint64_t len)
{
	struct save_range *last = ranges->count ? &ranges->list[ranges->count - 1] : NULL;

	ranges->bytes += len;
	if (last && last->pos + last->len == pos) {
		last->len += len;
		return true;
	}
	if (ranges->count == ranges->room) {
		size_t room = ranges->room ? 2 * ranges->room : 16;
		struct save_range *list = realloc(ranges->list, room * sizeof *list);

		if (!list)
			return false;
		ranges->list = list;
		ranges->room = room;
	}
	ranges->list[ranges->count++] = (struct save_range){ pos, len };
	return true;
}

bool save_ranges_find(struct save_ranges *ranges, const struct rope *now, const struct rope *saved,
		      struct err *err)
{
	uint64_t size = rope_len(now);
	uint64_t len;

	assert(size == rope_len(saved));
	*ranges = (struct save_ranges){ 0 };
	for (uint64_t pos = 0; pos < size; pos += len) {
		struct piece a = rope_piece_at(now, pos), b = rope_piece_at(saved, pos);

		len = min_u64(a.pos + a.len, b.pos + b.len) - pos;
		if (a.source == b.source && a.off + (pos - a.pos) == b.off + (pos - b.pos))
			continue;
		if (!add(ranges, pos, len)) {
			save_ranges_done(ranges);
			return err_nomem(err);
		}
	}
	return true;
}

void save_ranges_done(struct save_ranges *ranges)
{
	free(ranges->list);
	*ranges = (struct save_ranges){ 0 };
}
