/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text before the first line feed as a pattern, searched for in what follows. Beside not
 * crashing: what was parsed keeps the rules of scan/pattern.h; of plain bytes every kernel of the
 * finder, patient or not, finds what the naive search finds; of all others the matches ascend, lie
 * in the bytes and keep the bounds of the pattern, and the last is the last.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "scan/finder_kernel.h"
#include "scan/matcher.h"
#include "scan/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 4096 };    /* bytes searched, since the naive search is slow */

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_rules(const struct pattern *pattern)
{
	bool exact = true;

	check(pattern->len > 0 && pattern->most >= pattern->len);
	if (pattern->kind != PATTERN_BYTES) {
		check(!pattern->exact && pattern->value == NULL);
		return;
	}
	check(pattern->len <= PATTERN_MOST);
	for (size_t i = 0; i < pattern->len; i++) {
		uint8_t value = pattern->value[i], mask = pattern->mask[i];

		check((value & mask) == value && pattern->fold[i] <= 1);
		check(!pattern->fold[i] || (mask == 0xff && value >= 'a' && value <= 'z'));
		exact = exact && mask == 0xff && !pattern->fold[i];
	}
	check(pattern->exact == exact);
}

static void check_description(const struct pattern *pattern)
{
	struct buf text = BUF_INIT;

	pattern_describe(pattern, &text);
	check(buf_ok(&text) && text.len > 0);
	for (size_t i = 0; i < text.len; i++)
		check(text.data[i] >= ' ' && text.data[i] < 0x7f);
	buf_done(&text);
}

static void check_search(const struct pattern *pattern, const uint8_t *data, size_t len)
{
	size_t first = SIZE_MAX, last = SIZE_MAX, kernels;
	uint64_t count = 0;
	const struct finder_kernel *const *kernel = finder_kernels(&kernels);
	struct err err;

	for (size_t at = 0; len >= pattern->len && at <= len - pattern->len; at++) {
		if (!pattern_matches(pattern, data + at))
			continue;
		first = first == SIZE_MAX ? at : first;
		last = at;
		count++;
	}
	for (size_t i = 0; i < 2 * kernels; i++) {
		struct finder *finder;

		if (!kernel[i / 2]->is_usable())
			continue;
		finder = finder_new_with(pattern, kernel[i / 2], i % 2 ? 0 : 4096, &err);
		check(finder != NULL);
		finder_probe(finder, data, len);
		check(finder_next(finder, data, len) == first);
		check(finder_last(finder, data, len) == last);
		check(finder_count(finder, data, len) == count);
		finder_free(finder);
	}
}

static void check_matches(const struct pattern *pattern, const uint8_t *data, size_t len)
{
	struct matcher_source source = { .size = len };
	struct matcher_text text = { .data = data, .len = len, .starts = true, .ends = true };
	struct err err = { 0 };
	struct matcher *matcher = matcher_new(pattern, &source, &err);
	enum match_result result;
	struct match match, last;
	size_t from = 0, count = 0;

	check(matcher != NULL);
	matcher_begin(matcher, &text);
	while ((result = matcher_next(matcher, from, len, &match)) == MATCH_FOUND) {
		check(match.start >= from && match.start < match.end && match.end <= len);
		check(match.end - match.start >= pattern->len || pattern->kind == PATTERN_REGEX);
		check(match.end - match.start <= pattern->most);
		for (unsigned i = 1; i <= match.groups; i++)
			check(match.group[i].start == SIZE_MAX || match.group[i].end <= len);
		from = match.start + 1;
		last = match;
		count++;
	}
	check(result == MATCH_NONE || result == MATCH_COMPLEX);
	if (result == MATCH_NONE && len > 0) {
		result = matcher_last(matcher, 0, len, &match);
		check((result == MATCH_FOUND) == (count > 0));
		check(count == 0 || (match.start == last.start && match.end == last.end));
	}
	matcher_free(matcher);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
	size_t text_len = end != NULL ? (size_t)(end - data) : size;
	size_t rest = end != NULL ? size - text_len - 1 : 0;
	char *text = malloc(text_len + 1);
	uint8_t *bytes = malloc(rest + 1);
	struct pattern pattern;
	struct err err = { 0 };

	check(text != NULL && bytes != NULL);
	if (text_len > 0)
		memcpy(text, data, text_len);
	text[text_len] = '\0';
	/* A copy of its own length, so that a byte read too many is seen. */
	rest = rest < MOST ? rest : MOST;
	if (rest > 0)
		memcpy(bytes, end + 1, rest);
	bytes = realloc(bytes, rest > 0 ? rest : 1);
	check(bytes != NULL);
	/* A list would be read from whatever file the text names. */
	if (strncmp(text + strspn(text, " \t"), "list:", 5) == 0) {
		free(bytes);
		free(text);
		return 0;
	}
	if (pattern_parse(text, &pattern, &err)) {
		check_rules(&pattern);
		check_description(&pattern);
		if (pattern_is_plain(&pattern))
			check_search(&pattern, bytes, rest);
		check_matches(&pattern, bytes, rest);
		pattern_done(&pattern);
	} else {
		check(err.code != ERR_NONE && err.text[0] != '\0');
	}
	free(bytes);
	free(text);
	return 0;
}
