/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sorted array, made anew for each save: a save of n ranges costs n, and a lookup is a binary
 * search. Runs that continue each other are joined, so a table does not grow by saving the same
 * place again.
 */
#include "store/detour.h"

#include <assert.h>
#include <stdlib.h>

#include "base/checked.h"

void detour_free(struct detour *detour)
{
	if (detour)
		free(detour->runs);
	free(detour);
}

static bool add(struct detour *detour, struct detour_run run)
{
	struct detour_run *last = detour->count ? &detour->runs[detour->count - 1] : NULL;

	if (last && last->place == run.place && last->at + last->len == run.at) {
		last->len += run.len;
		return true;
	}
	if (detour->count == detour->room) {
		size_t room = detour->room ? 2 * detour->room : 8;
		struct detour_run *runs = realloc(detour->runs, room * sizeof *runs);

		if (!runs)
			return false;
		detour->runs = runs;
		detour->room = room;
	}
	detour->runs[detour->count++] = run;
	return true;
}

static struct detour *alloc(struct err *err)
{
	struct detour *detour = calloc(1, sizeof *detour);

	if (!detour) {
		err_nomem(err);
		return NULL;
	}
	detour->kept = -1;
	detour->slot = -1;
	return detour;
}

struct detour *detour_new(uint64_t size, uint64_t start, struct err *err)
{
	struct detour *detour = alloc(err);

	if (detour && size > 0 &&
	    !add(detour, (struct detour_run){ 0, size, start, DETOUR_FILE })) {
		err_nomem(err);
		detour_free(detour);
		return NULL;
	}
	return detour;
}

/* The first move that ends behind `at`. */
static size_t first_move(const struct detour_run *moves, size_t count, uint64_t at)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (moves[middle].off + moves[middle].len > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* One run of the old table, cut where moves begin and end. */
static bool add_moved(struct detour *to, struct detour_run run, const struct detour_run *moves,
		      size_t count)
{
	size_t i = first_move(moves, count, run.at);

	while (run.len > 0) {
		struct detour_run part = run;

		if (i == count || moves[i].off >= run.at + run.len) {
			/* No more moves here. */
		} else if (moves[i].off > run.at) {
			part.len = moves[i].off - run.at;
		} else {
			uint64_t inside = run.at - moves[i].off;

			part.len = min_u64(run.len, moves[i].len - inside);
			part.at = moves[i].at + inside;
			part.place = moves[i].place;
			i++;
		}
		if (!add(to, part))
			return false;
		run.off += part.len;
		run.at += part.len;
		run.len -= part.len;
	}
	return true;
}

struct detour *detour_redirect(const struct detour *from, const struct detour_run *moves,
			       size_t count, struct err *err)
{
	struct detour *to = alloc(err);
	bool ok = to;

	if (!to)
		return NULL;
	to->kept = from->kept;
	to->slot = from->slot;
	for (size_t i = 0; ok && i < from->count; i++)
		ok = from->runs[i].place == DETOUR_FILE ?
			     add_moved(to, from->runs[i], moves, count) : add(to, from->runs[i]);
	if (ok)
		return to;
	err_nomem(err);
	detour_free(to);
	return NULL;
}

const struct detour_run *detour_at(const struct detour *detour, uint64_t off)
{
	size_t low = 0, high = detour->count;

	assert(detour->count > 0);
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (detour->runs[middle].off <= off)
			low = middle;
		else
			high = middle;
	}
	return &detour->runs[low];
}

bool detour_needs(const struct detour *detour, uint64_t off, uint64_t len)
{
	for (size_t i = 0; i < detour->count; i++) {
		const struct detour_run *run = &detour->runs[i];

		if (run->place == DETOUR_FILE && run->at < off + len && run->at + run->len > off)
			return true;
	}
	return false;
}
