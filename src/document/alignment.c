/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the lengths are the same a byte is compared with the one at its place: most edits
 * overwrite, and a block that was moved is then a change at both of its places.
 *
 * Else each run of the one rope is looked up among the pieces of the other, sorted by source and
 * offset. Bytes that were copied or moved are found at places that contradict each other; of all
 * selections in which both positions ascend the one with the most bytes is taken: the heaviest
 * increasing subsequence, by a tree of maxima (Fenwick) over the ranks of the old ends. Going from
 * piece to piece with the nearest match was rejected: a run that was copied to the front then makes
 * all between the two places a change.
 */
#include "document/alignment.h"

#include <stdlib.h>

#include "base/checked.h"

enum { MATCHES_MOST = 16 };  /* of one piece that are looked at: the same bytes pasted often */

#define NO_RUN SIZE_MAX

struct pieces {
	struct piece *list;          /* owned */
	size_t count;
	size_t room;
	size_t most;
	struct err *err;
};

struct runs {
	struct alignment_run *list;  /* owned */
	size_t count;
	size_t room;
};

static bool add_piece(void *context, const struct piece *piece)
{
	struct pieces *pieces = context;

	if (pieces->count == pieces->most)
		return err_set(pieces->err, ERR_RANGE, "there are too many edits to compare");
	if (pieces->count == pieces->room) {
		size_t room = pieces->room ? 2 * pieces->room : 64;
		struct piece *list = realloc(pieces->list, room * sizeof *list);

		if (!list)
			return err_nomem(pieces->err);
		pieces->list = list;
		pieces->room = room;
	}
	pieces->list[pieces->count++] = *piece;
	return true;
}

/* Joins a run with the last where it continues that. */
static bool add_run(struct runs *runs, uint64_t pos, uint64_t old_pos, uint64_t len, bool join)
{
	struct alignment_run *last = runs->count ? &runs->list[runs->count - 1] : NULL;

	if (join && last && last->pos + last->len == pos && last->old_pos + last->len == old_pos) {
		last->len += len;
		return true;
	}
	if (runs->count == runs->room) {
		size_t room = runs->room ? 2 * runs->room : 64;
		struct alignment_run *list = realloc(runs->list, room * sizeof *list);

		if (!list)
			return false;
		runs->list = list;
		runs->room = room;
	}
	runs->list[runs->count++] = (struct alignment_run){ pos, old_pos, len };
	return true;
}

/* Both have the same length. */
static bool compare_places(struct runs *runs, const struct pieces *now, const struct pieces *old)
{
	const struct piece *a = now->list, *b = old->list;
	const struct piece *a_end = a + now->count, *b_end = b + old->count;

	while (a < a_end && b < b_end) {
		uint64_t from = max_u64(a->pos, b->pos);
		uint64_t to = min_u64(a->pos + a->len, b->pos + b->len);

		if (a->source == b->source && a->off - a->pos == b->off - b->pos &&
		    !add_run(runs, from, from, to - from, true))
			return false;
		if (a->pos + a->len == to)
			a++;
		if (b->pos + b->len == to)
			b++;
	}
	return true;
}

static int by_offset(const void *left, const void *right)
{
	const struct piece *a = left, *b = right;

	if (a->source != b->source)
		return a->source < b->source ? -1 : 1;
	if (a->off != b->off)
		return a->off < b->off ? -1 : 1;
	return a->pos < b->pos ? -1 : a->pos > b->pos;
}

/* The first of the sorted pieces that can have a byte at or behind `off` of the source, but for
 * those that lie in longer ones before it. */
static size_t find_piece(const struct pieces *sorted, uint16_t source, uint64_t off)
{
	size_t lo = 0, hi = sorted->count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;
		const struct piece *piece = &sorted->list[middle];

		if (piece->source < source || (piece->source == source && piece->off < off))
			lo = middle + 1;
		else
			hi = middle;
	}
	for (int i = 0; i < MATCHES_MOST && lo > 0 && sorted->list[lo - 1].source == source; i++)
		lo--;
	return lo;
}

/* Every place where bytes of a piece are in the other rope. */
static bool match_piece(struct runs *runs, const struct piece *piece, const struct pieces *sorted)
{
	int found = 0;

	for (size_t i = find_piece(sorted, piece->source, piece->off);
	     i < sorted->count && sorted->list[i].source == piece->source &&
	     sorted->list[i].off < piece->off + piece->len; i++) {
		const struct piece *old = &sorted->list[i];
		uint64_t from = max_u64(piece->off, old->off);
		uint64_t to = min_u64(piece->off + piece->len, old->off + old->len);

		if (from >= to)
			continue;
		/* What lies behind is still of use; what lies on the same bytes is a copy. */
		if (from == piece->off && ++found > MATCHES_MOST)
			continue;
		if (!add_run(runs, piece->pos + (from - piece->off), old->pos + (from - old->off),
			     to - from, false))
			return false;
	}
	return true;
}

/* The best selection that ends with a run. */
struct best {
	uint64_t weight;             /* bytes */
	size_t before;               /* the run before, or NO_RUN */
};

struct selection {
	const struct alignment_run *runs;    /* sorted by pos */
	size_t count;
	size_t *by_end;              /* owned; runs by pos + len */
	uint64_t *old_ends;          /* owned; sorted */
	size_t *tree;                /* owned; [rank]: the best run, or NO_RUN; 1-based */
	struct best *best;           /* owned */
};

/* For qsort(), which takes no context: what is sorted has its key with it. */
struct keyed {
	uint64_t key;
	size_t index;
};

static int by_key(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static int by_pos(const void *left, const void *right)
{
	const struct alignment_run *a = left, *b = right;

	if (a->pos != b->pos)
		return a->pos < b->pos ? -1 : 1;
	return a->old_pos < b->old_pos ? -1 : a->old_pos > b->old_pos;
}

static bool prepare(struct selection *selection)
{
	size_t count = selection->count;
	struct keyed *keys = calloc(count, sizeof *keys);

	selection->by_end = calloc(count, sizeof *selection->by_end);
	selection->old_ends = calloc(count, sizeof *selection->old_ends);
	selection->tree = calloc(count + 1, sizeof *selection->tree);
	selection->best = calloc(count, sizeof *selection->best);
	if (!keys || !selection->by_end || !selection->old_ends || !selection->tree ||
	    !selection->best) {
		free(keys);
		return false;
	}
	for (size_t i = 0; i < count; i++)
		keys[i] = (struct keyed){ selection->runs[i].pos + selection->runs[i].len, i };
	qsort(keys, count, sizeof *keys, by_key);
	for (size_t i = 0; i < count; i++)
		selection->by_end[i] = keys[i].index;
	for (size_t i = 0; i < count; i++)
		keys[i].key = selection->runs[i].old_pos + selection->runs[i].len;
	for (size_t i = 0; i < count; i++)
		keys[i].index = i;
	qsort(keys, count, sizeof *keys, by_key);
	for (size_t i = 0; i < count; i++)
		selection->old_ends[i] = keys[i].key;
	for (size_t i = 0; i <= count; i++)
		selection->tree[i] = NO_RUN;
	free(keys);
	return true;
}

/* How many runs end in the old rope at or before `old_pos`. */
static size_t rank_of(const struct selection *selection, uint64_t old_pos)
{
	size_t lo = 0, hi = selection->count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (selection->old_ends[middle] <= old_pos)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo;
}

static size_t heavier(const struct selection *selection, size_t a, size_t b)
{
	if (a == NO_RUN || b == NO_RUN)
		return a == NO_RUN ? b : a;
	return selection->best[b].weight > selection->best[a].weight ? b : a;
}

static void weigh(struct selection *selection, size_t index)
{
	const struct alignment_run *run = &selection->runs[index];
	size_t before = NO_RUN;

	for (size_t i = rank_of(selection, run->old_pos); i > 0; i -= i & -i)
		before = heavier(selection, before, selection->tree[i]);
	selection->best[index].before = before;
	selection->best[index].weight =
		run->len + (before == NO_RUN ? 0 : selection->best[before].weight);
}

static void enter(struct selection *selection, size_t index)
{
	const struct alignment_run *run = &selection->runs[index];

	for (size_t i = rank_of(selection, run->old_pos + run->len); i <= selection->count;
	     i += i & -i)
		selection->tree[i] = heavier(selection, selection->tree[i], index);
}

/* A run can follow those that end at or before its start; gives the last of the heaviest row. */
static size_t select_best(struct selection *selection)
{
	size_t ended = 0, last = NO_RUN;

	for (size_t i = 0; i < selection->count; i++) {
		for (; ended < selection->count; ended++) {
			size_t done = selection->by_end[ended];

			if (selection->runs[done].pos + selection->runs[done].len >
			    selection->runs[i].pos)
				break;
			enter(selection, done);
		}
		weigh(selection, i);
		last = heavier(selection, last, i);
	}
	return last;
}

/* Leaves those of the heaviest row, from the last to the first and turned round. */
static bool keep_best(struct runs *runs)
{
	struct selection selection = { .runs = runs->list, .count = runs->count };
	struct runs kept = { 0 };
	bool ok = prepare(&selection);
	size_t at = ok ? select_best(&selection) : NO_RUN;
	size_t count = 0;

	for (size_t i = at; i != NO_RUN; i = selection.best[i].before)
		selection.by_end[count++] = i;
	while (ok && count > 0) {
		const struct alignment_run *run = &runs->list[selection.by_end[--count]];

		ok = add_run(&kept, run->pos, run->old_pos, run->len, true);
	}
	free(selection.by_end);
	free(selection.old_ends);
	free(selection.tree);
	free(selection.best);
	free(runs->list);
	*runs = kept;
	return ok;
}

static bool look_up(struct runs *runs, const struct pieces *now, struct pieces *old)
{
	if (old->count > 0)
		qsort(old->list, old->count, sizeof *old->list, by_offset);
	for (size_t i = 0; i < now->count; i++)
		if (!match_piece(runs, &now->list[i], old))
			return false;
	if (runs->count == 0)
		return true;
	qsort(runs->list, runs->count, sizeof *runs->list, by_pos);
	return keep_best(runs);
}

bool alignment_make(struct alignment *alignment, const struct rope *now, const struct rope *old,
		    size_t most, struct err *err)
{
	struct pieces a = { .most = most, .err = err }, b = a;
	struct runs runs = { 0 };
	bool ok;

	*alignment = (struct alignment){ 0 };
	ok = rope_visit(now, 0, rope_len(now), add_piece, &a);
	b.most -= a.count;
	ok = ok && rope_visit(old, 0, rope_len(old), add_piece, &b);
	if (ok)
		ok = (rope_len(now) == rope_len(old) ? compare_places(&runs, &a, &b) :
						       look_up(&runs, &a, &b)) || err_nomem(err);
	free(a.list);
	free(b.list);
	if (!ok) {
		free(runs.list);
		return false;
	}
	alignment->runs = runs.list;
	alignment->count = runs.count;
	return true;
}

void alignment_done(struct alignment *alignment)
{
	free(alignment->runs);
	*alignment = (struct alignment){ 0 };
}
