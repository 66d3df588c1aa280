/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list of hits can not lose its first ones, so what was given of each is counted, and the rest is
 * copied where it is the smaller part. So that copies less than was given before, however much
 * waits for the end of one long string.
 */
#include "scan/strings_merge.h"

#include <stdbool.h>
#include <stdlib.h>

#include "scan/strings.h"

enum { BATCH = 256 };

struct merge_source {
	struct hits *hits;       /* owned */
	uint64_t given;
	struct hit batch[BATCH]; /* the next ones: */
	size_t at, count;
	bool ended;              /* no more are there now */
};

struct strings_merge {
	struct hits *to;
	unsigned count;
	struct hit ready[BATCH];
	size_t ready_count;
	struct merge_source sources[];
};

struct strings_merge *strings_merge_new(struct hits *to, unsigned count, struct err *err)
{
	struct strings_merge *merge = calloc(1, sizeof(*merge) +
						count * sizeof(merge->sources[0]));

	if (!merge) {
		err_nomem(err);
		return NULL;
	}
	merge->to = to;
	for (; merge->count < count; merge->count++) {
		merge->sources[merge->count].hits = hits_new(UINT64_MAX, err);
		if (!merge->sources[merge->count].hits) {
			strings_merge_free(merge);
			return NULL;
		}
	}
	return merge;
}

void strings_merge_free(struct strings_merge *merge)
{
	if (!merge)
		return;
	for (unsigned n = 0; n < merge->count; n++)
		hits_free(merge->sources[n].hits);
	free(merge);
}

struct hits *strings_merge_hits(struct strings_merge *merge, unsigned n)
{
	return merge->sources[n].hits;
}

/* The next one; NULL: there is none. */
static const struct hit *next(struct merge_source *source)
{
	if (source->at == source->count && !source->ended) {
		source->at = 0;
		source->count = hits_get(source->hits, source->given, source->batch, BATCH);
		source->ended = source->count == 0;
	}
	return source->ended ? NULL : &source->batch[source->at];
}

static bool flush(struct strings_merge *merge, struct err *err)
{
	size_t count = merge->ready_count;

	merge->ready_count = 0;
	return hits_add_many(merge->to, merge->ready, count, err);
}

static bool give(struct strings_merge *merge, unsigned n, struct err *err)
{
	struct merge_source *source = &merge->sources[n];
	struct hit hit = source->batch[source->at++];

	source->given++;
	hit.kind = n;
	merge->ready[merge->ready_count++] = hit;
	return merge->ready_count < BATCH || flush(merge, err);
}

/* The source of the first hit of all, where it is before that; else `count`. */
static unsigned first_of(struct strings_merge *merge, uint64_t before)
{
	unsigned first = merge->count;

	for (unsigned n = 0; n < merge->count; n++) {
		const struct hit *hit = next(&merge->sources[n]);

		if (!hit || hit->pos >= before)
			continue;
		first = n;
		before = hit->pos;
	}
	return first;
}

static bool forget_given(struct merge_source *source, struct err *err)
{
	uint64_t left = hits_count(source->hits) - source->given;
	struct hits *rest;
	bool ok = true;

	source->at = source->count = 0;
	source->ended = false;
	if (left == 0) {
		hits_clear(source->hits);
		source->given = 0;
	}
	if (source->given <= left)
		return true;
	rest = hits_new(UINT64_MAX, err);
	while (rest && ok && left > 0) {
		size_t count = hits_get(source->hits, source->given, source->batch, BATCH);

		ok = hits_add_many(rest, source->batch, count, err);
		source->given += count;
		left -= count;
	}
	if (!rest || !ok) {
		hits_free(rest);
		return false;
	}
	hits_free(source->hits);
	source->hits = rest;
	source->given = 0;
	return true;
}

bool strings_merge_give(struct strings_merge *merge, uint64_t before, struct err *err)
{
	unsigned n;
	bool ok = true;

	while (ok && (n = first_of(merge, before)) < merge->count)
		ok = give(merge, n, err);
	ok = ok && flush(merge, err);
	for (n = 0; ok && n < merge->count; n++)
		ok = forget_given(&merge->sources[n], err);
	return ok;
}
