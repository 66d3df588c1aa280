/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: the positions of old are cut into stretches, and each stretch either moved as a
 * whole or went to one place, as those do that an edit took away. An edit cuts at its two ends
 * what it meets inside, and moves what is behind it. A lookup is a search among the stretches.
 */
#include "edit/shifts.h"

#include <stdlib.h>
#include <string.h>

/* From `was` on, up to the next. */
struct shift {
	uint64_t was;
	uint64_t now;            /* of position `was` */
	bool gone;               /* all of the stretch is at `now` */
};

void shifts_done(struct shifts *shifts)
{
	free(shifts->items);
	*shifts = (struct shifts)SHIFTS_INIT;
}

void shifts_clear(struct shifts *shifts)
{
	shifts->count = 0;
}

bool shifts_copy(const struct shifts *shifts, struct shifts *copy, struct err *err)
{
	*copy = (struct shifts)SHIFTS_INIT;
	if (shifts->count == 0)
		return true;
	copy->items = malloc(shifts->count * sizeof(*copy->items));
	if (!copy->items)
		return err_nomem(err);
	memcpy(copy->items, shifts->items, shifts->count * sizeof(*copy->items));
	copy->count = copy->room = shifts->count;
	return true;
}

/* The first stretch plus two more have room. */
static bool make_room(struct shifts *shifts, struct err *err)
{
	enum { CUTS = 2 };
	size_t room = shifts->room ? shifts->room * 2 : 16;
	struct shift *items;

	if (shifts->count + CUTS + 1 > SHIFTS_MOST)
		return err_set(err, ERR_RANGE, "too many places were edited");
	if (shifts->count + CUTS + 1 > shifts->room) {
		items = realloc(shifts->items, room * sizeof(*items));
		if (!items)
			return err_nomem(err);
		shifts->items = items;
		shifts->room = room;
	}
	if (shifts->count == 0)
		shifts->items[shifts->count++] = (struct shift){ 0, 0, false };
	return true;
}

/* Cuts the stretch that present position `at` is inside of; the index of the first stretch that is
 * wholly at or behind it. */
static size_t cut(struct shifts *shifts, uint64_t at)
{
	size_t index = 0;
	struct shift *last;
	bool ends;

	while (index < shifts->count && shifts->items[index].now < at)
		index++;
	if (index == 0)
		return 0;
	last = &shifts->items[index - 1];
	ends = index < shifts->count && last[1].was - last->was <= at - last->now;
	if (last->gone || ends || at - last->now > UINT64_MAX - last->was)
		return index;
	memmove(last + 2, last + 1, (shifts->count - index) * sizeof(*last));
	last[1] = (struct shift){ last->was + (at - last->now), at, false };
	shifts->count++;
	return index;
}

bool shifts_add(struct shifts *shifts, const struct document_edit *edit, struct err *err)
{
	uint64_t removed = edit->removed, inserted = edit->inserted;
	size_t first, end;

	if (removed == inserted)
		return true;
	if (!make_room(shifts, err))
		return false;
	first = cut(shifts, edit->pos);
	end = removed > 0 ? cut(shifts, edit->pos + removed) : first;
	for (size_t i = first; i < end; i++) {
		shifts->items[i].now = edit->pos;
		shifts->items[i].gone = true;
	}
	for (size_t i = end; i < shifts->count; i++)
		shifts->items[i].now += inserted - removed;
	return true;
}

uint64_t shifts_now(const struct shifts *shifts, uint64_t pos)
{
	size_t low = 0, high = shifts->count;
	const struct shift *shift;

	if (shifts->count == 0)
		return pos;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (shifts->items[middle].was <= pos)
			low = middle;
		else
			high = middle;
	}
	shift = &shifts->items[low];
	return shift->gone ? shift->now : shift->now + (pos - shift->was);
}
