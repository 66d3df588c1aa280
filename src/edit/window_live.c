/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two frames, the one that was shown and the one that is made; they change places. A frame is the
 * rows in the order of their positions, and their bytes one after the other. Folded rows are not
 * kept: they show no bytes.
 *
 * Positions of different frames mean the same byte only while no edit came in between.
 */
#include "edit/window_live.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

enum { ROW_MOST = 4096 };    /* bytes of one row that are looked at */

struct kept_row {
	uint64_t pos;
	size_t len;
	size_t at;               /* of its first byte in the frame */
};

struct frame {
	struct kept_row rows[WINDOW_ROWS];
	int count;
	uint8_t *bytes;          /* owned; room for all of the three in one */
	uint8_t *known;
	uint8_t *marks;
	size_t room;             /* bytes in each */
};

struct live {
	struct frame frames[2];
	struct frame *shown;     /* the one of the last look */
	uint64_t generation;     /* of the document then */
};

struct live *live_new(void)
{
	struct live *live = malloc(sizeof(*live));

	if (!live)
		return NULL;
	/* The rows stay as they are: to clear them touches twelve pages in each start. */
	for (int i = 0; i < 2; i++) {
		live->frames[i].count = 0;
		live->frames[i].bytes = NULL;
		live->frames[i].known = live->frames[i].marks = NULL;
		live->frames[i].room = 0;
	}
	live->shown = &live->frames[0];
	live->generation = 0;
	return live;
}

void live_free(struct live *live)
{
	if (!live)
		return;
	free(live->frames[0].bytes);
	free(live->frames[1].bytes);
	free(live);
}

static bool make_room(struct frame *frame, size_t len)
{
	uint8_t *bytes;

	if (len <= frame->room)
		return true;
	bytes = malloc(3 * len);
	if (!bytes)
		return false;
	free(frame->bytes);
	frame->bytes = bytes;
	frame->known = bytes + len;
	frame->marks = bytes + 2 * len;
	frame->room = len;
	return true;
}

/* Lists the rows without their bytes. */
static bool lay_out(struct frame *frame, const struct window_row *rows, int count)
{
	size_t len = 0;

	frame->count = 0;
	for (int i = 0; i < count && i < WINDOW_ROWS; i++) {
		struct kept_row *row = &frame->rows[frame->count];

		if (rows[i].folded || rows[i].len == 0)
			continue;
		row->pos = rows[i].pos;
		row->len = (size_t)min_u64(rows[i].len, ROW_MOST);
		row->at = len;
		len += row->len;
		frame->count++;
	}
	if (make_room(frame, len))
		return true;
	frame->count = 0;
	return false;
}

static void read_rows(struct frame *frame, const struct document *document)
{
	for (int i = 0; i < frame->count; i++) {
		const struct kept_row *row = &frame->rows[i];

		document_read(document, row->pos, frame->bytes + row->at, frame->known + row->at,
			      row->len, NULL);
		memset(frame->marks + row->at, 0, row->len);
	}
}

/* What two rows have in common is compared. */
static void compare(struct frame *now, const struct kept_row *row, const struct frame *then,
		    const struct kept_row *old)
{
	uint64_t from = max_u64(row->pos, old->pos);
	uint64_t to = min_u64(row->pos + row->len, old->pos + old->len);

	for (uint64_t pos = from; pos < to; pos++) {
		size_t new_at = row->at + (size_t)(pos - row->pos);
		size_t old_at = old->at + (size_t)(pos - old->pos);
		bool both = now->known[new_at] && then->known[old_at];

		now->marks[new_at] = then->marks[old_at] ||
				     (both && now->bytes[new_at] != then->bytes[old_at]);
	}
}

static void compare_all(struct frame *now, const struct frame *then)
{
	int first = 0;

	for (int i = 0; i < now->count; i++) {
		const struct kept_row *row = &now->rows[i];

		while (first < then->count &&
		       then->rows[first].pos + then->rows[first].len <= row->pos)
			first++;
		for (int j = first; j < then->count && then->rows[j].pos < row->pos + row->len; j++)
			compare(now, row, then, &then->rows[j]);
	}
}

/* Whether positions mean what they meant. */
static bool has_no_edit(const struct live *live, const struct document *document)
{
	struct document_edit edits[DOCUMENT_EDITS];
	size_t count;

	if (live->generation == document_generation(document))
		return true;
	if (!document_edits_since(document, live->generation, edits, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (edits[i].removed > 0 || edits[i].inserted > 0)
			return false;
	return true;
}

void live_look(struct live *live, const struct document *document, const struct window_row *rows,
	       int count)
{
	struct frame *next = &live->frames[live->shown == &live->frames[0]];

	if (!lay_out(next, rows, count))
		return;
	read_rows(next, document);
	if (has_no_edit(live, document))
		compare_all(next, live->shown);
	live->shown = next;
	live->generation = document_generation(document);
}

void live_marks(const struct live *live, uint64_t pos, uint8_t *flags, size_t len)
{
	const struct frame *frame = live->shown;

	memset(flags, 0, len);
	for (int i = 0; i < frame->count; i++) {
		const struct kept_row *row = &frame->rows[i];
		uint64_t from = max_u64(row->pos, pos);
		uint64_t to = min_u64(row->pos + row->len, pos + len);

		if (from < to)
			memcpy(flags + (from - pos), frame->marks + row->at + (from - row->pos),
			       (size_t)(to - from));
	}
}

void live_forget(struct live *live)
{
	for (int i = 0; i < live->shown->count; i++)
		memset(live->shown->marks + live->shown->rows[i].at, 0, live->shown->rows[i].len);
}
