/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A regular expression that holds a literal in each match is run only where a match with that
 * literal can begin (scan/regex_shape.h), as long as the literal is rare in a sample of the data.
 *
 * Before the place from which on a match could reach the end of the text, PCRE2 need not be asked
 * for partial matches.
 */
#include "scan/matcher_private.h"

#include "base/checked.h"

enum {
	RARE = 100,              /* a literal is rare where there is one in so many bytes */
	LITERAL_LEAST = 1,       /* places */
};

bool matcher_start_regex(struct matcher *matcher, struct err *err)
{
	const struct pattern *pattern = &matcher->pattern;
	const struct regex_shape *shape = &matcher->shape;
	size_t at;

	matcher->regex = regex_new(pattern->text, pattern->flags, &at, err);
	if (matcher->regex == NULL)
		return false;
	regex_shape(pattern->text, pattern->flags, &matcher->shape);
	if (!shape->known || shape->len < LITERAL_LEAST)
		return true;
	matcher->filter = true;
	return matcher_add_lane(matcher, shape->value, shape->mask, shape->len, 0, err);
}

void matcher_probe_regex(struct matcher *matcher, const uint8_t *sample, size_t len)
{
	if (matcher->lane_count > 0)
		matcher->filter = finder_count(matcher->lanes[0].finder, sample, len) <= len / RARE;
}

/* A match that can not get over so many zeroes lies in them alone, and there is no literal. */
bool matcher_regex_skips_zeroes(const struct matcher *matcher, size_t *reach)
{
	const struct regex_shape *shape = &matcher->shape;

	if (!shape->known || byteset_has(&shape->loose, 0))
		return false;
	*reach = (size_t)shape->fixed + 1;
	for (size_t i = 0; i < shape->len; i++) {
		if (shape->value[i] != 0)
			return true;
	}
	return false;
}

/* How many bytes before `end` it takes, at least, to go back over more than `fixed` bytes that are
 * not loose; back to `least` when there are not so many. */
static size_t go_back(const struct matcher *matcher, size_t end, size_t least)
{
	const struct regex_shape *shape = &matcher->shape;
	uint64_t left = shape->fixed;

	while (end > least) {
		end--;
		if (!byteset_has(&shape->loose, matcher->text.data[end]) && left-- == 0)
			return end + 1;
	}
	return least;
}

/* A match that begins where more than `fixed` bytes follow that are not loose ends before the text
 * does. Not further back than half of the text: then it is better to ask for more. */
size_t matcher_settle_regex(const struct matcher *matcher)
{
	size_t len = matcher->text.len, half = len / 2, at;

	if (!matcher->shape.known)
		return 0;
	at = go_back(matcher, len, half);
	return at > half ? at : 0;
}

/* Only where a match around a literal can begin. */
static enum match_result filtered(struct matcher *matcher, const struct regex_text *text,
				  size_t from, size_t to, struct match *match)
{
	while (from < to) {
		size_t at = matcher_lane_next(matcher, &matcher->lanes[0], from), begin;
		enum match_result result;

		if (at == SIZE_MAX)
			return MATCH_NONE;
		begin = go_back(matcher, at, from);
		if (begin >= to)
			return MATCH_NONE;
		result = regex_next(matcher->regex, text, begin, min_size(at + 1, to), match);
		if (result != MATCH_NONE)
			return result;
		from = at + 1;
	}
	return MATCH_NONE;
}

enum match_result matcher_next_of_regex(struct matcher *matcher, size_t from, size_t to,
					struct match *match)
{
	const struct matcher_text *text = &matcher->text;
	struct regex_text bytes = { text->data, text->len, text->starts, text->ends,
				    to > matcher->settled, matcher->source.cancelled };

	if (matcher->filter && !bytes.partial)
		return filtered(matcher, &bytes, from, to, match);
	return regex_next(matcher->regex, &bytes, from, to, match);
}
