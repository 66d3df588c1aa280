/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: the plain patterns are sorted by their bytes. A table of a bit for each two bytes
 * that one of them begins with says where to look closer; there the run of patterns that agree with
 * the data so far is narrowed byte by byte, so patterns that begin alike cost no more than one. All
 * others have a matcher each, which remembers its next hit.
 *
 * Rejected: an automaton (Aho-Corasick), which never looks at a byte twice but needs a kilobyte for
 * each byte of the patterns, or a chain of lookups per byte of the data.
 */
#include "scan/matcher_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* One that is not plain. */
struct other {
	struct matcher *matcher; /* owned */
	size_t which;
	size_t asked;            /* SIZE_MAX: nothing is known */
	size_t until;            /* asked for places before it */
	enum match_result result;
	struct match match;      /* when it has one */
};

struct plain {
	const struct pattern *pattern;
	size_t which;
};

struct matcher_list {
	const struct pattern_list *list;
	struct matcher_text text;
	size_t safe;             /* there is room in the text for what begins before it */
	uint64_t bounded;        /* the longest match of those that have a bound */
	struct plain *plains;    /* owned; sorted */
	size_t plain_count;
	uint64_t pairs[1 << 10]; /* bit of the first byte * 256 + the second */
	bool singles[256];       /* plain patterns of one byte */
	struct other *others;    /* owned */
	size_t other_count;
};

static int compare(const void *a, const void *b)
{
	const struct plain *left = a, *right = b;
	size_t len = min_size(left->pattern->len, right->pattern->len);
	int order = memcmp(left->pattern->value, right->pattern->value, len);

	if (order == 0 && left->pattern->len != right->pattern->len)
		return left->pattern->len < right->pattern->len ? -1 : 1;
	if (order == 0)
		return left->which < right->which ? -1 : 1;
	return order;
}

static bool is_plain(const struct pattern *pattern)
{
	return pattern_is_plain(pattern) && pattern->exact;
}

static void add_plain(struct matcher_list *lister, const struct pattern *pattern, size_t which)
{
	size_t pair = pattern->value[0] * 256u;

	lister->plains[lister->plain_count++] = (struct plain){ pattern, which };
	if (pattern->len == 1) {
		lister->singles[pattern->value[0]] = true;
		for (size_t i = pair; i < pair + 256; i++)
			lister->pairs[i / 64] |= UINT64_C(1) << (i % 64);
	} else {
		pair += pattern->value[1];
		lister->pairs[pair / 64] |= UINT64_C(1) << (pair % 64);
	}
}

static bool fill(struct matcher_list *lister, const struct matcher_source *source, struct err *err)
{
	size_t count = pattern_list_count(lister->list);

	lister->plains = calloc(count, sizeof(*lister->plains));
	lister->others = calloc(count, sizeof(*lister->others));
	if (lister->plains == NULL || lister->others == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < count; i++) {
		const struct pattern *pattern = pattern_list_at(lister->list, i);
		struct other *other = &lister->others[lister->other_count];

		if (pattern->most != UINT64_MAX)
			lister->bounded = max_u64(lister->bounded, pattern->most);
		if (is_plain(pattern)) {
			add_plain(lister, pattern, i);
			continue;
		}
		other->which = i;
		other->matcher = matcher_new(pattern, source, err);
		if (other->matcher == NULL)
			return false;
		lister->other_count++;
	}
	qsort(lister->plains, lister->plain_count, sizeof(*lister->plains), compare);
	return true;
}

struct matcher_list *matcher_list_new(const struct pattern_list *list,
				      const struct matcher_source *source, struct err *err)
{
	struct matcher_list *lister = calloc(1, sizeof(*lister));

	if (lister == NULL) {
		err_nomem(err);
		return NULL;
	}
	lister->list = list;
	if (fill(lister, source, err))
		return lister;
	matcher_list_free(lister);
	return NULL;
}

void matcher_list_free(struct matcher_list *lister)
{
	if (lister == NULL)
		return;
	for (size_t i = 0; i < lister->other_count; i++)
		matcher_free(lister->others[i].matcher);
	free(lister->others);
	free(lister->plains);
	free(lister);
}

void matcher_list_probe(struct matcher_list *lister, const uint8_t *sample, size_t len)
{
	for (size_t i = 0; i < lister->other_count; i++)
		matcher_probe(lister->others[i].matcher, sample, len);
}

/* Where all have a bound the caller sees to it. */
static size_t safe_in(const struct matcher_list *lister)
{
	size_t len = lister->text.len;

	if (lister->text.ends || pattern_list_most(lister->list) != UINT64_MAX)
		return len;
	return lister->bounded == 0 ? len : len - (size_t)min_u64(len, lister->bounded - 1);
}

void matcher_list_begin(struct matcher_list *lister, const struct matcher_text *text)
{
	lister->text = *text;
	lister->safe = safe_in(lister);
	for (size_t i = 0; i < lister->other_count; i++) {
		matcher_begin(lister->others[i].matcher, text);
		lister->others[i].asked = SIZE_MAX;
	}
}

size_t matcher_list_settled(const struct matcher_list *lister)
{
	size_t settled = lister->safe;

	for (size_t i = 0; i < lister->other_count; i++)
		settled = min_size(settled, matcher_settled(lister->others[i].matcher));
	return settled;
}

size_t matcher_list_behind(const struct matcher_list *lister)
{
	size_t behind = 0;

	for (size_t i = 0; i < lister->other_count; i++)
		behind = max_size(behind, matcher_behind(lister->others[i].matcher));
	return behind;
}

/* Of plains [low, high), which agree before place `depth`: the first whose byte there is at least
 * `byte`. All are longer than depth. */
static size_t first_at_least(const struct matcher_list *lister, size_t low, size_t high,
			     size_t depth, unsigned byte)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (lister->plains[middle].pattern->value[depth] < byte)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first of the list that matches at `at`; SIZE_MAX: none. */
static size_t plain_at(const struct matcher_list *lister, size_t at)
{
	size_t low = 0, high = lister->plain_count, best = SIZE_MAX;

	for (size_t depth = 0;; depth++) {
		unsigned byte;

		/* Those that end here come first. */
		for (; low < high && lister->plains[low].pattern->len == depth; low++)
			best = min_size(best, lister->plains[low].which);
		if (low == high || depth == lister->text.len - at)
			return best;
		byte = lister->text.data[at + depth];
		low = first_at_least(lister, low, high, depth, byte);
		high = first_at_least(lister, low, high, depth, byte + 1);
	}
}

/* The first place in [from, to) where a plain pattern matches; `to`: none. */
static size_t next_plain(const struct matcher_list *lister, size_t from, size_t to, size_t *which)
{
	const uint8_t *data = lister->text.data;
	size_t pairs = min_size(to, lister->text.len - 1);

	if (lister->plain_count == 0)
		return to;
	for (; from < pairs; from++) {
		unsigned pair = data[from] * 256u + data[from + 1];

		if ((lister->pairs[pair / 64] >> (pair % 64) & 1) == 0)
			continue;
		*which = plain_at(lister, from);
		if (*which != SIZE_MAX)
			return from;
	}
	if (from < to && lister->singles[data[from]]) {
		*which = plain_at(lister, from);
		return from;
	}
	return to;
}

/* Brings what is known of one up to date for places in [from, to). */
static void ask(struct other *other, size_t from, size_t to)
{
	if (other->asked <= from && other->result == MATCH_NONE && other->until >= to)
		return;
	if (other->asked <= from && other->result != MATCH_NONE && other->match.start >= from)
		return;
	other->result = matcher_next(other->matcher, from, to, &other->match);
	other->asked = from;
	other->until = to;
}

enum match_result matcher_list_next(struct matcher_list *lister, size_t from, size_t to,
				    struct match *match)
{
	size_t which = SIZE_MAX, place;
	const struct other *best = NULL;

	to = min_size(to, lister->text.len);
	if (from >= to)
		return MATCH_NONE;
	place = next_plain(lister, from, to, &which);
	for (size_t i = 0; i < lister->other_count; i++) {
		struct other *other = &lister->others[i];

		ask(other, from, to);
		if (other->result == MATCH_NOMEM || other->result == MATCH_STOPPED) {
			other->asked = SIZE_MAX;
			return other->result;
		}
		if (other->result == MATCH_NONE || other->match.start > place ||
		    (other->match.start == place && which != SIZE_MAX && other->which > which &&
		     other->result == MATCH_FOUND))
			continue;
		best = other;
		place = other->match.start;
		which = other->which;
	}
	if (best != NULL && place < lister->safe) {
		*match = best->match;
		match->which = best->which;
		return best->result;
	}
	if (place >= to && to <= lister->safe)
		return MATCH_NONE;
	match->start = max_size(from, lister->safe);
	if (place >= lister->safe)
		return MATCH_MORE;
	match->start = place;
	match->end = place + pattern_list_at(lister->list, which)->len;
	match->groups = 0;
	match->which = which;
	return MATCH_FOUND;
}
