/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "Row equals the row before" is the same as "byte equals the byte `columns` before" for all bytes
 * of the row, so a run is found by comparing a stretch with itself, shifted by one row. From the
 * row asked for it is followed to its end and back to its start, each until rows differ, another
 * known run begins, the budget is used up or a byte can not be read.
 *
 * Known runs are a sorted array of ranges that do not overlap. Rows that do not fold are not
 * remembered: to look at a screen of them again costs one small read each.
 */
#include "edit/fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "document/hole.h"

enum { STRETCH = 65536, MOST_RUNS = 4096 };

struct fold_cache {
	const struct document *document; /* borrowed, of this turn */
	const struct layout *layout;     /* borrowed, of this turn */
	uint64_t generation;             /* what the runs are of */
	unsigned columns, shift;
	uint64_t size;
	uint64_t budget;                 /* bytes that may still be compared */
	struct fold_run *runs;           /* owned, sorted */
	size_t count, room;
	uint8_t *bytes;                  /* owned, STRETCH */
};

struct fold_cache *fold_cache_new(struct err *err)
{
	struct fold_cache *cache = calloc(1, sizeof(*cache));

	if (cache)
		cache->bytes = malloc(STRETCH);
	if (!cache || !cache->bytes) {
		fold_cache_free(cache);
		err_nomem(err);
		return NULL;
	}
	return cache;
}

void fold_cache_free(struct fold_cache *cache)
{
	if (!cache)
		return;
	free(cache->runs);
	free(cache->bytes);
	free(cache);
}

void fold_begin(struct fold_cache *cache, const struct document *document,
		const struct layout *layout, uint64_t budget)
{
	uint64_t generation = document_generation(document);

	if (cache->document != document || cache->generation != generation ||
	    cache->columns != layout->columns || cache->shift != layout->shift)
		cache->count = 0;
	cache->document = document;
	cache->layout = layout;
	cache->generation = generation;
	cache->columns = layout->columns;
	cache->shift = layout->shift;
	cache->size = document_size(document);
	cache->budget = budget;
}

/* Index of the first run that ends after pos. */
static size_t run_after(const struct fold_cache *cache, uint64_t pos)
{
	size_t low = 0, high = cache->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cache->runs[middle].pos + cache->runs[middle].len <= pos)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void remember(struct fold_cache *cache, const struct fold_run *run)
{
	if (cache->count == MOST_RUNS)
		cache->count = 0;
	if (cache->count == cache->room) {
		size_t room = cache->room > 0 ? cache->room * 2 : 64;
		struct fold_run *runs = realloc(cache->runs, room * sizeof(*runs));

		/* What is not remembered is found again. */
		if (!runs)
			return;
		cache->runs = runs;
		cache->room = room;
	}
	size_t at = run_after(cache, run->pos);
	memmove(cache->runs + at + 1, cache->runs + at, (cache->count - at) * sizeof(*run));
	cache->runs[at] = *run;
	cache->count++;
}

/* A full row with a full row before it. */
static bool can_fold(const struct fold_cache *cache, uint64_t pos)
{
	uint64_t columns = cache->columns;

	return pos >= columns && pos - columns >= cache->shift && pos <= cache->size &&
	       cache->size - pos >= columns;
}

/* How many bytes from pos on are known to repeat with each row, without reading. */
static uint64_t known(const struct fold_cache *cache, uint64_t pos)
{
	struct snapshot snapshot = document_snapshot(cache->document);
	struct hole hole = hole_at(&snapshot, pos);

	snapshot_done(&snapshot);
	return hole.period > 0 && cache->columns % hole.period == 0 ? hole.len : 0;
}

/* How many rows from pos on, at most `most`, equal the one before; reads one stretch. */
static uint64_t compare_up(struct fold_cache *cache, uint64_t pos, uint64_t most)
{
	size_t columns = cache->columns;
	size_t len = (size_t)min_u64(most + 1, STRETCH / columns) * columns;
	size_t at = columns;

	if (len <= columns ||
	    document_read(cache->document, pos - columns, cache->bytes, NULL, len, NULL) > 0)
		return 0;
	if (memcmp(cache->bytes + columns, cache->bytes, len - columns) == 0)
		return len / columns - 1;
	while (at < len && memcmp(cache->bytes + at, cache->bytes + at - columns, columns) == 0)
		at += columns;
	return at / columns - 1;
}

/* How many rows before pos, at most `most`, equal the one before them. */
static uint64_t compare_down(struct fold_cache *cache, uint64_t pos, uint64_t most)
{
	size_t columns = cache->columns;
	size_t len = (size_t)min_u64(most + 1, STRETCH / columns) * columns;
	size_t at = len;

	if (len <= columns ||
	    document_read(cache->document, pos - len, cache->bytes, NULL, len, NULL) > 0)
		return 0;
	if (memcmp(cache->bytes + columns, cache->bytes, len - columns) == 0)
		return len / columns - 1;
	while (at > columns &&
	       memcmp(cache->bytes + at - columns, cache->bytes + at - 2 * columns, columns) == 0)
		at -= columns;
	return (len - at) / columns;
}

static void spend(uint64_t *budget, uint64_t bytes)
{
	*budget -= min_u64(*budget, bytes);
}

/* Where the rows that equal the one before end, from pos on. */
static uint64_t follow(struct fold_cache *cache, uint64_t pos, uint64_t *budget)
{
	uint64_t columns = cache->columns;
	size_t next = run_after(cache, pos);
	uint64_t end = next < cache->count ? cache->runs[next].pos : cache->size;

	while (pos < end && can_fold(cache, pos)) {
		uint64_t rows = known(cache, pos - columns) / columns;

		if (rows > 1) {
			pos += min_u64(rows - 1, (end - pos) / columns) * columns;
			continue;
		}
		if (*budget == 0)
			break;
		uint64_t most = min_u64((end - pos) / columns, STRETCH);
		rows = compare_up(cache, pos, most);
		spend(budget, (rows + 1) * columns);
		pos += rows * columns;
		/* A stretch ends before `most`, so a shorter run means that rows differ. */
		if (rows == 0 || rows < min_u64(most, STRETCH / columns - 1))
			break;
	}
	return pos;
}

/* How many rows right before pos, at most `most`, are known to repeat. Only a run's start can be
 * asked, so ever longer leaps back are tried, then ever shorter ones. */
static uint64_t known_before(const struct fold_cache *cache, uint64_t pos, uint64_t most)
{
	uint64_t columns = cache->columns;
	uint64_t rows = 0, leap = 1;
	bool growing = true;

	while (leap > 0) {
		uint64_t back = rows + leap;

		uint64_t len = (back + 1) * columns;

		if (back <= most && known(cache, pos - len) >= len) {
			rows = back;
			leap = growing ? leap * 2 : leap / 2;
		} else {
			growing = false;
			leap /= 2;
		}
	}
	return rows;
}

/* Where they start, down from pos. */
static uint64_t follow_back(struct fold_cache *cache, uint64_t pos, uint64_t *budget)
{
	uint64_t columns = cache->columns;
	size_t next = run_after(cache, pos);
	uint64_t least = cache->shift + columns;

	if (next > 0)
		least = max_u64(least, cache->runs[next - 1].pos + cache->runs[next - 1].len);
	while (pos > least) {
		uint64_t most = (pos - least) / columns;
		uint64_t rows = known_before(cache, pos, most);

		if (rows > 0) {
			pos -= rows * columns;
			continue;
		}
		if (*budget == 0)
			break;
		most = min_u64(most, STRETCH);
		rows = compare_down(cache, pos, most);
		spend(budget, (rows + 1) * columns);
		pos -= rows * columns;
		if (rows == 0 || rows < min_u64(most, STRETCH / columns - 1))
			break;
	}
	return pos;
}

bool fold_at(struct fold_cache *cache, uint64_t row_start, struct fold_run *run)
{
	uint64_t budget = max_u64(cache->budget, FOLD_LEAST);
	uint64_t granted = budget;
	size_t at = run_after(cache, row_start);

	if (at < cache->count && cache->runs[at].pos <= row_start) {
		*run = cache->runs[at];
		return true;
	}
	if (!can_fold(cache, row_start) || cache->columns > STRETCH / 2)
		return false;
	uint64_t end = follow(cache, row_start, &budget);
	if (end > row_start) {
		run->pos = follow_back(cache, row_start, &budget);
		run->len = end - run->pos;
		remember(cache, run);
	}
	spend(&cache->budget, granted - budget);
	return end > row_start;
}
