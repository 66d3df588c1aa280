/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the matcher can do with plain bytes alone: the last one, lists and counts, by the finder. */
#include "scan/matcher_private.h"

#include <assert.h>

#include "base/checked.h"

/* Most texts have none, and upward the processor reads ahead better. */
enum match_result matcher_last_of_plain(struct matcher *matcher, size_t from, size_t to,
					struct match *match)
{
	struct finder *finder = matcher->lanes[0].finder;
	const uint8_t *data = matcher->text.data + from;
	size_t at, len;

	if (to <= from)
		return MATCH_NONE;
	len = min_size(matcher->text.len, to - 1 + matcher->pattern.len) - from;
	if (finder_next(finder, data, len) == SIZE_MAX)
		return MATCH_NONE;
	at = finder_last(finder, data, len);
	match->start = from + at;
	match->end = match->start + matcher->pattern.len;
	match->groups = 0;
	return MATCH_FOUND;
}

size_t matcher_list(struct matcher *matcher, size_t from, size_t to, bool separate, size_t *at,
		    size_t room, size_t *next)
{
	const struct matcher_text *text = &matcher->text;
	size_t end = min_size(text->len, to - 1 + matcher->pattern.len), count;

	assert(pattern_is_plain(&matcher->pattern) && from < to);
	count = finder_list(matcher->lanes[0].finder, text->data + from, end - from, separate, at,
			    room, next);
	for (size_t i = 0; i < count; i++)
		at[i] += from;
	*next += from;
	return count;
}

uint64_t matcher_count(struct matcher *matcher, size_t from, size_t to)
{
	const struct matcher_text *text = &matcher->text;
	size_t end = min_size(text->len, to - 1 + matcher->pattern.len);

	assert(pattern_is_plain(&matcher->pattern));
	return to <= from ? 0 : finder_count(matcher->lanes[0].finder, text->data + from,
					     end - from);
}
