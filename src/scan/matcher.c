/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: lanes, each with a finder of plain bytes, give candidates in order; where there
 * are none to be had, the bytes that a match can begin with are a table. For N differing bytes the
 * pattern is cut into N + 1 parts, one of which has to be there whole. For an unknown key two
 * places are compared with each other, as XOR with any key keeps their difference.
 *
 * Each candidate is then verified. A lane keeps what it found until the search has passed it, so a
 * rare one is not asked again for every hit of a common one.
 */
#include "scan/matcher.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/expression.h"
#include "scan/matcher_private.h"

bool matcher_add_lane(struct matcher *matcher, const uint8_t *value, const uint8_t *mask,
		      size_t len, size_t off, struct err *err)
{
	struct matcher_lane *lane = &matcher->lanes[matcher->lane_count];
	struct pattern part;

	if (!pattern_from_bytes(value, len, &part, err))
		return false;
	for (size_t i = 0; i < len; i++) {
		part.mask[i] = mask[i];
		part.value[i] &= mask[i];
		part.exact = part.exact && mask[i] == 0xff;
	}
	lane->finder = finder_new(&part, NULL, 0, err);
	lane->off = off;
	pattern_done(&part);
	matcher->lane_count += lane->finder != NULL;
	return lane->finder != NULL;
}

static bool start_program(struct matcher *matcher, struct err *err)
{
	struct program_prefix prefixes[PROGRAM_PREFIXES];
	const struct program *program = matcher->pattern.program;
	size_t count = program_prefixes(program, prefixes);
	struct byteset firsts = program_firsts(program);

	for (size_t i = 0; i < count; i++) {
		if (!matcher_add_lane(matcher, prefixes[i].value, prefixes[i].mask,
				      prefixes[i].len, 0, err))
			return false;
	}
	for (unsigned byte = 0; byte < 256; byte++)
		matcher->firsts[byte] = byteset_has(&firsts, byte);
	return true;
}

static bool start_near(struct matcher *matcher, struct err *err)
{
	const struct pattern *pattern = &matcher->pattern;
	size_t parts = pattern->near + 1;

	for (size_t i = 0; i < parts; i++) {
		size_t low = pattern->len * i / parts, high = pattern->len * (i + 1) / parts;
		uint8_t *masks = malloc(high - low);
		bool ok = masks != NULL || err_nomem(err);

		for (size_t k = low; ok && k < high; k++)
			masks[k - low] = pattern->fold[k] ? 0xdf : pattern->mask[k];
		ok = ok && matcher_add_lane(matcher, pattern->value + low, masks, high - low, low,
					    err);
		free(masks);
		if (!ok)
			return false;
	}
	return true;
}

static void start_xor(struct matcher *matcher)
{
	const struct pattern *pattern = &matcher->pattern;
	size_t found = 0;

	for (size_t i = 0; i < pattern->len && found < 2; i++) {
		if (pattern->mask[i] == 0xff && !pattern->fold[i])
			*(found++ == 0 ? &matcher->key : &matcher->other) = i;
	}
	assert(found == 2);
}

static bool start(struct matcher *matcher, struct err *err)
{
	const struct pattern *pattern = &matcher->pattern;
	struct matcher_lane *lane = &matcher->lanes[0];

	if (pattern->kind == PATTERN_PROGRAM)
		return start_program(matcher, err);
	if (pattern->kind == PATTERN_REGEX)
		return matcher_start_regex(matcher, err);
	if (pattern->kind == PATTERN_LIST) {
		matcher->list = matcher_list_new(pattern->list, &matcher->source, err);
		return matcher->list != NULL;
	}
	if (pattern->kind == PATTERN_EXPRESSION)
		return true;
	if (pattern->near > 0)
		return start_near(matcher, err);
	if (pattern->xored) {
		start_xor(matcher);
		return true;
	}
	lane->finder = finder_new(pattern, NULL, 0, err);
	matcher->lane_count = lane->finder != NULL;
	return lane->finder != NULL;
}

struct matcher *matcher_new(const struct pattern *pattern, const struct matcher_source *source,
			    struct err *err)
{
	struct matcher *matcher = calloc(1, sizeof(*matcher));

	if (matcher == NULL) {
		err_nomem(err);
		return NULL;
	}
	if (source != NULL)
		matcher->source = *source;
	if (pattern_copy(pattern, &matcher->pattern, err) && start(matcher, err))
		return matcher;
	matcher_free(matcher);
	return NULL;
}

void matcher_free(struct matcher *matcher)
{
	if (matcher == NULL)
		return;
	for (size_t i = 0; i < matcher->lane_count; i++)
		finder_free(matcher->lanes[i].finder);
	program_run_done(&matcher->run);
	regex_free(matcher->regex);
	matcher_list_free(matcher->list);
	pattern_done(&matcher->pattern);
	free(matcher);
}

void matcher_probe(struct matcher *matcher, const uint8_t *sample, size_t len)
{
	for (size_t i = 0; i < matcher->lane_count; i++)
		finder_probe(matcher->lanes[i].finder, sample, len);
	if (matcher->list != NULL)
		matcher_list_probe(matcher->list, sample, len);
	if (matcher->regex != NULL)
		matcher_probe_regex(matcher, sample, len);
}

static size_t settle(const struct matcher *matcher)
{
	if (matcher->list != NULL)
		return matcher_list_settled(matcher->list);
	if (matcher->text.ends || matcher->pattern.most != UINT64_MAX)
		return matcher->text.len;
	return matcher->regex == NULL ? 0 : matcher_settle_regex(matcher);
}

size_t matcher_settled(const struct matcher *matcher)
{
	return matcher->settled;
}

void matcher_begin(struct matcher *matcher, const struct matcher_text *text)
{
	matcher->text = *text;
	matcher->clear = SIZE_MAX;
	if (matcher->list != NULL)
		matcher_list_begin(matcher->list, text);
	matcher->settled = settle(matcher);
	for (size_t i = 0; i < matcher->lane_count; i++)
		matcher->lanes[i].asked = SIZE_MAX;
}

size_t matcher_lane_next(const struct matcher *matcher, struct matcher_lane *lane, size_t from)
{
	const struct matcher_text *text = &matcher->text;
	size_t at = from + lane->off, found;

	if (lane->asked <= from && lane->next >= from)
		return lane->next;
	lane->asked = from;
	found = at >= text->len ? SIZE_MAX : finder_next(lane->finder, text->data + at,
							 text->len - at);
	lane->next = found == SIZE_MAX ? SIZE_MAX : from + found;
	return lane->next;
}

static uint64_t load_word(const uint8_t *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

/* The first place at or after `from` where the two known bytes differ as in the pattern; eight
 * are looked at in one go. */
static size_t xor_next(const struct matcher *matcher, size_t from, size_t to)
{
	const struct pattern *pattern = &matcher->pattern;
	const uint8_t *a = matcher->text.data + matcher->key;
	const uint8_t *b = matcher->text.data + matcher->other;
	uint8_t differ = pattern->value[matcher->key] ^ pattern->value[matcher->other];
	uint64_t ones = UINT64_C(0x0101010101010101), all = ones * differ;

	for (; to - from >= 8; from += 8) {
		uint64_t word = load_word(a + from) ^ load_word(b + from) ^ all;

		if (((word - ones) & ~word & (ones << 7)) != 0)
			break;
	}
	while (from < to && (a[from] ^ b[from]) != differ)
		from++;
	return from;
}

static size_t candidate(struct matcher *matcher, size_t from, size_t to)
{
	const struct pattern *pattern = &matcher->pattern;
	size_t least = SIZE_MAX;

	if (pattern->kind == PATTERN_EXPRESSION)
		return from;
	if (pattern->xored) {
		size_t room = matcher->text.len < pattern->len ? 0 :
			      matcher->text.len - pattern->len + 1;

		return from >= room ? SIZE_MAX : xor_next(matcher, from, min_size(to, room));
	}
	for (size_t i = 0; i < matcher->lane_count; i++)
		least = min_size(least, matcher_lane_next(matcher, &matcher->lanes[i], from));
	if (matcher->lane_count > 0)
		return least;
	while (from < to && !matcher->firsts[matcher->text.data[from]])
		from++;
	return from;
}

static bool differs(const struct pattern *pattern, size_t i, uint8_t byte)
{
	if (pattern->fold[i] && byte >= 'A' && byte <= 'Z')
		byte |= 0x20;
	return (byte & pattern->mask[i]) != pattern->value[i];
}

/* Of bytes that may differ in some places, or by a key. */
static bool verify_bytes(const struct matcher *matcher, const uint8_t *data)
{
	const struct pattern *pattern = &matcher->pattern;
	uint8_t key = pattern->xored ? data[matcher->key] ^ pattern->value[matcher->key] : 0;
	unsigned wrong = 0;

	for (size_t i = 0; i < pattern->len && wrong <= pattern->near; i++)
		wrong += differs(pattern, i, data[i] ^ key);
	return wrong <= pattern->near;
}

static bool read_for_expression(void *context, uint64_t pos, uint8_t *bytes, size_t len,
				struct err *err)
{
	const struct matcher *matcher = context;
	const struct matcher_text *text = &matcher->text;

	if (pos >= text->pos && pos - text->pos <= text->len &&
	    len <= text->len - (pos - text->pos)) {
		memcpy(bytes, text->data + (pos - text->pos), len);
		return true;
	}
	if (matcher->source.read != NULL &&
	    matcher->source.read(matcher->source.context, pos, bytes, len))
		return true;
	return err_set(err, ERR_RANGE, "can not be read");
}

/* What can not be computed at a place is not true there. */
static bool is_true(struct matcher *matcher, size_t at)
{
	struct expression_env env = {
		.end = matcher->source.size, .cursor = matcher->text.pos + at, .has_cursor = true,
		.read = read_for_expression, .context = matcher,
	};
	struct err err = { 0 };
	uint64_t value;

	return expression_eval(matcher->pattern.text, &env, &value, &err) && value != 0;
}

static enum match_result verify(struct matcher *matcher, size_t at, struct match *match)
{
	const struct pattern *pattern = &matcher->pattern;
	const struct matcher_text *text = &matcher->text;
	bool matches;

	if (pattern->kind == PATTERN_PROGRAM)
		return program_match(pattern->program, &matcher->run, text->data, text->len, at,
				     match);
	if (pattern->len > text->len - at)
		return MATCH_NONE;
	match->start = at;
	match->end = at + pattern->len;
	match->groups = 0;
	if (pattern->kind == PATTERN_EXPRESSION)
		matches = is_true(matcher, at);
	else
		matches = (pattern->near == 0 && !pattern->xored) ||
			  verify_bytes(matcher, text->data + at);
	return matches ? MATCH_FOUND : MATCH_NONE;
}

static enum match_result next_match(struct matcher *matcher, size_t from, size_t to,
				    struct match *match)
{
	const struct matcher_text *text = &matcher->text;

	if (matcher->list != NULL)
		return matcher_list_next(matcher->list, from, to, match);
	if (matcher->regex != NULL)
		return matcher_next_of_regex(matcher, from, min_size(to, text->len), match);
	for (to = min_size(to, text->len); from < to; from++) {
		enum match_result result;

		from = candidate(matcher, from, to);
		if (from >= to)
			break;
		result = verify(matcher, from, match);
		if (result == MATCH_COMPLEX)
			match->start = from;
		if (result != MATCH_NONE)
			return result;
	}
	return MATCH_NONE;
}

/* The first place at or after `from` that the pattern's alignment allows. */
static size_t aligned(const struct matcher *matcher, size_t from)
{
	uint64_t align = matcher->pattern.align, rest;

	if (align <= 1)
		return from;
	rest = (matcher->text.pos + from) % align;
	if (rest == 0)
		return from;
	return align - rest > SIZE_MAX - from ? SIZE_MAX : from + (size_t)(align - rest);
}

/* Whether a match begins at `at`: MATCH_FOUND, MATCH_NONE. What is found on the way is kept, so
 * that a pattern that is rare is not searched for again at each place where it is not. */
static enum match_result stands_at(struct matcher *matcher, size_t at, size_t to)
{
	enum match_result result;
	struct match match;

	if (at < matcher->clear || at > matcher->unclear ||
	    (at == matcher->unclear && !matcher->stands)) {
		result = next_match(matcher, at, to, &match);
		if (result != MATCH_FOUND && result != MATCH_NONE)
			return result;
		matcher->clear = at;
		matcher->stands = result == MATCH_FOUND;
		matcher->unclear = matcher->stands ? match.start : to;
	}
	return at == matcher->unclear ? MATCH_FOUND : MATCH_NONE;
}

/* Steps from match to match, for the first allowed place without one. */
static enum match_result next_inverted(struct matcher *matcher, size_t from, size_t to,
				       struct match *match)
{
	size_t len = matcher->pattern.len, room = matcher->text.len;

	room = room < len ? 0 : room - len + 1;
	to = min_size(to, room);
	for (from = aligned(matcher, from); from < to; from = aligned(matcher, from + 1)) {
		enum match_result result = stands_at(matcher, from, to);

		match->start = from;
		match->end = from + len;
		match->groups = 0;
		if (result == MATCH_NONE)
			return MATCH_FOUND;
		if (result != MATCH_FOUND)
			return result;
	}
	return MATCH_NONE;
}

static enum match_result next_aligned(struct matcher *matcher, size_t from, size_t to,
				      struct match *match)
{
	for (;;) {
		enum match_result result = next_match(matcher, from, to, match);
		size_t place;

		if (result != MATCH_FOUND)
			return result;
		place = aligned(matcher, match->start);
		if (place == match->start)
			return result;
		from = place;
		if (from >= to)
			return MATCH_NONE;
	}
}

static bool is_wanted(const struct matcher *matcher, const struct match *match)
{
	const struct matcher_source *source = &matcher->source;

	return !matcher->pattern.changed ||
	       (source->changed != NULL &&
		source->changed(source->context, matcher->text.pos + match->start,
				match->end - match->start));
}

enum match_result matcher_next(struct matcher *matcher, size_t from, size_t to,
			       struct match *match)
{
	for (; from < to; from = match->start + 1) {
		enum match_result result = matcher->pattern.inverted ?
					   next_inverted(matcher, from, to, match) :
					   next_aligned(matcher, from, to, match);

		if (result != MATCH_FOUND || is_wanted(matcher, match))
			return result;
	}
	return MATCH_NONE;
}

enum match_result matcher_last(struct matcher *matcher, size_t from, size_t to,
			       struct match *match)
{
	enum match_result result, last = MATCH_NONE;
	struct match found;

	if (pattern_is_plain(&matcher->pattern))
		return matcher_last_of_plain(matcher, from, to, match);
	while ((result = matcher_next(matcher, from, to, &found)) == MATCH_FOUND) {
		*match = found;
		last = result;
		from = found.start + 1;
	}
	if (result == MATCH_NONE)
		return last;
	/* More is needed, so what was found is not the last; or a failure, and where it was. */
	*match = found;
	return result;
}

bool matcher_skips_zeroes(const struct matcher *matcher, size_t *reach)
{
	const struct pattern *pattern = &matcher->pattern;

	if (matcher->regex != NULL)
		return !pattern->inverted && matcher_regex_skips_zeroes(matcher, reach);
	*reach = (size_t)pattern->most;
	return pattern->most != UINT64_MAX && !pattern_takes_zeroes(pattern);
}

/* One byte more, so that the first byte of a window is not taken for the first of all. */
size_t matcher_behind(const struct matcher *matcher)
{
	if (matcher->list != NULL)
		return matcher_list_behind(matcher->list);
	return matcher->regex == NULL ? 0 : regex_behind(matcher->regex) + 1;
}

unsigned matcher_group(const struct matcher *matcher, const char *name)
{
	return matcher->regex == NULL ? 0 : regex_group(matcher->regex, name);
}
