/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sorted array: neighbours melt together, so a scratched disk has few runs. */
#include "store/badmap.h"

#include "base/checked.h"

#include <stdlib.h>
#include <string.h>

/* Index of the first run that ends after `at`. */
static size_t index_after(const struct badmap *bad, uint64_t at)
{
	size_t low = 0;
	size_t high = bad->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (bad->runs[mid].hi > at)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

static void remove_at(struct badmap *bad, size_t i)
{
	bad->count--;
	memmove(&bad->runs[i], &bad->runs[i + 1], (bad->count - i) * sizeof *bad->runs);
}

/* Room for one more run. */
static bool make_room(struct badmap *bad)
{
	size_t room = bad->room > 0 ? bad->room * 2 : 16;
	struct bad_run *runs;

	if (bad->count < bad->room)
		return true;
	runs = realloc(bad->runs, room * sizeof *runs);
	if (!runs)
		return false;
	bad->runs = runs;
	bad->room = room;
	return true;
}

static void insert_at(struct badmap *bad, size_t i, struct bad_run run)
{
	memmove(&bad->runs[i + 1], &bad->runs[i], (bad->count - i) * sizeof *bad->runs);
	bad->runs[i] = run;
	bad->count++;
}

bool badmap_add(struct badmap *bad, uint64_t lo, uint64_t hi, int why)
{
	size_t i = index_after(bad, lo);
	struct bad_run run = { lo, hi, why };

	if (!make_room(bad))
		return false;
	/* Two threads can find the same one: the parts known already give way to the new run. */
	while (i < bad->count && bad->runs[i].lo < run.hi) {
		run.lo = min_u64(run.lo, bad->runs[i].lo);
		run.hi = max_u64(run.hi, bad->runs[i].hi);
		remove_at(bad, i);
	}
	if (i > 0 && bad->runs[i - 1].hi == run.lo && bad->runs[i - 1].why == why) {
		run.lo = bad->runs[--i].lo;
		remove_at(bad, i);
	}
	if (i < bad->count && bad->runs[i].lo == run.hi && bad->runs[i].why == why) {
		run.hi = bad->runs[i].hi;
		remove_at(bad, i);
	}
	insert_at(bad, i, run);
	return true;
}

const struct bad_run *badmap_after(const struct badmap *bad, uint64_t at)
{
	size_t i = index_after(bad, at);

	return i < bad->count ? &bad->runs[i] : NULL;
}

void badmap_forget(struct badmap *bad, uint64_t lo, uint64_t hi)
{
	size_t i = index_after(bad, lo);

	while (i < bad->count && bad->runs[i].lo < hi)
		remove_at(bad, i);
}

void badmap_done(struct badmap *bad)
{
	free(bad->runs);
	*bad = (struct badmap){ 0 };
}
