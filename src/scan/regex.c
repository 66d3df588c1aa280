/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: PCRE2 in byte mode, compiled by its JIT, called on the caller's bytes without a
 * copy. The JIT has a stack of its own, as the 32 KiB it takes from the thread are not enough for
 * runs of a few thousand alternatives. Hard partial matching, where it is asked for, tells when the
 * end of the bytes was in the way.
 *
 * A call can not be interrupted. So each is told to begin matches in a slice of the places alone
 * (by an offset limit), and a slice that takes long is followed by a shorter one: a pattern that
 * needs a millisecond for each place still hears of being cancelled. At one place the match and
 * heap limits end what would run for hours; where they do, the slice is looked at again place by
 * place, to tell which it was.
 */
#include "scan/regex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/checked.h"
#include "base/clock.h"

enum {
	MATCH_LIMIT = 1000000,
	HEAP_LIMIT = 64 << 10,           /* KiB */
	STACK_LEAST = 32 << 10, STACK_MOST = 64 << 20,
	SLICE = 256 << 10,               /* places */
	LONG = 4, VERY_LONG = 2000,      /* ms */
	MESSAGE = 120,
};

struct regex {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;          /* NULL: there is no JIT */
	unsigned groups;
	size_t least, behind;
	size_t slice;                    /* places looked at in one call */
	uint64_t clock;                  /* ms, when the last call ended */
};

void regex_free(struct regex *regex)
{
	if (regex == NULL)
		return;
	pcre2_jit_stack_free(regex->stack);
	pcre2_match_context_free(regex->context);
	pcre2_match_data_free(regex->data);
	pcre2_code_free(regex->code);
	free(regex);
}

static pcre2_code *compile(const char *text, size_t len, unsigned flags, size_t *error_at,
			   struct err *err)
{
	uint32_t options = PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C |
			   PCRE2_USE_OFFSET_LIMIT;
	PCRE2_UCHAR message[MESSAGE];
	pcre2_code *code;
	int number;

	options |= flags & REGEX_CASELESS ? PCRE2_CASELESS : 0;
	options |= flags & REGEX_DOTALL ? PCRE2_DOTALL : 0;
	options |= flags & REGEX_EXTENDED ? PCRE2_EXTENDED : 0;
	options |= flags & REGEX_MULTILINE ? PCRE2_MULTILINE : 0;
	*error_at = 0;
	code = pcre2_compile((PCRE2_SPTR)text, len, options, &number, error_at, NULL);
	if (code != NULL)
		return code;
	if (number == PCRE2_ERROR_HEAP_FAILED) {
		err_nomem(err);
		return NULL;
	}
	pcre2_get_error_message(number, message, sizeof(message));
	err_set(err, ERR_SYNTAX, "%s", (const char *)message);
	return NULL;
}

/* Without it the interpreter runs, 3 to 10 times slower. */
static void use_jit(struct regex *regex)
{
	uint32_t modes = PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD;

	if (pcre2_jit_compile(regex->code, modes) != 0)
		return;
	regex->stack = pcre2_jit_stack_create(STACK_LEAST, STACK_MOST, NULL);
	if (regex->stack != NULL)
		pcre2_jit_stack_assign(regex->context, NULL, regex->stack);
}

static void measure(struct regex *regex)
{
	uint32_t groups = 0, least = 0, behind = 0;

	pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	pcre2_pattern_info(regex->code, PCRE2_INFO_MINLENGTH, &least);
	pcre2_pattern_info(regex->code, PCRE2_INFO_MAXLOOKBEHIND, &behind);
	regex->groups = groups;
	regex->least = least;
	regex->behind = behind;
}

struct regex *regex_new(const char *text, unsigned flags, size_t *error_at, struct err *err)
{
	struct regex *regex = calloc(1, sizeof(*regex));

	if (regex == NULL) {
		err_nomem(err);
		return NULL;
	}
	regex->slice = SLICE;
	regex->code = compile(text, strlen(text), flags, error_at, err);
	if (regex->code == NULL)
		goto fail;
	regex->data = pcre2_match_data_create_from_pattern(regex->code, NULL);
	regex->context = pcre2_match_context_create(NULL);
	if (regex->data == NULL || regex->context == NULL) {
		err_nomem(err);
		goto fail;
	}
	pcre2_set_match_limit(regex->context, MATCH_LIMIT);
	pcre2_set_heap_limit(regex->context, HEAP_LIMIT);
	measure(regex);
	if (regex->groups > MATCH_GROUPS) {
		err_set(err, ERR_RANGE, "%u groups are too many: at most %d", regex->groups,
			MATCH_GROUPS);
		goto fail;
	}
	use_jit(regex);
	return regex;
fail:
	regex_free(regex);
	return NULL;
}

size_t regex_least(const struct regex *regex)
{
	return regex->least;
}

size_t regex_behind(const struct regex *regex)
{
	return regex->behind;
}

unsigned regex_groups(const struct regex *regex)
{
	return regex->groups;
}

unsigned regex_group(const struct regex *regex, const char *name)
{
	int number = pcre2_substring_number_from_name(regex->code, (PCRE2_SPTR)name);

	return number > 0 ? (unsigned)number : 0;
}

bool regex_class(const char *text, size_t len, unsigned flags, struct byteset *set)
{
	size_t error_at;
	struct err err;
	pcre2_code *code = compile(text, len, flags, &error_at, &err);
	pcre2_match_data *data = code == NULL ? NULL : pcre2_match_data_create(1, NULL);
	int rc = PCRE2_ERROR_NOMATCH;

	*set = (struct byteset){ { 0 } };
	for (unsigned byte = 0; data != NULL && byte < 256; byte++) {
		PCRE2_UCHAR one = (PCRE2_UCHAR)byte;

		rc = pcre2_match(code, &one, 1, 0, 0, data, NULL);
		if (rc > 0)
			byteset_add(set, byte);
		else if (rc != PCRE2_ERROR_NOMATCH)
			break;
	}
	pcre2_match_data_free(data);
	pcre2_code_free(code);
	return data != NULL && (rc > 0 || rc == PCRE2_ERROR_NOMATCH);
}

static void tell(const struct regex *regex, int rc, struct match *match)
{
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(regex->data);

	match->start = ends[0];
	match->end = ends[1];
	match->groups = regex->groups;
	for (unsigned i = 1; i <= regex->groups; i++) {
		bool took_part = i < (unsigned)rc;

		match->group[i].start = took_part ? ends[2 * i] : SIZE_MAX;
		match->group[i].end = took_part ? ends[2 * i + 1] : SIZE_MAX;
	}
}

/* How long the slice took decides how long the next one is. False: far too long for one place. */
static bool adapt(struct regex *regex)
{
	uint64_t now = clock_ms(), took = now - regex->clock;
	size_t slice = regex->slice;

	regex->clock = now;
	if (took >= LONG)
		regex->slice = max_size(slice / 8, 1);
	else if (slice < SLICE)
		regex->slice = slice * 2;
	return slice > 1 || took < VERY_LONG;
}

/* One call for matches that begin in [at, to); PCRE2's answer. */
static int look(struct regex *regex, const struct regex_text *text, size_t at, size_t to)
{
	uint32_t options = (text->starts ? 0 : PCRE2_NOTBOL) | (text->ends ? 0 : PCRE2_NOTEOL) |
			   (text->partial ? PCRE2_PARTIAL_HARD : 0);

	pcre2_set_offset_limit(regex->context, to - 1);
	if (regex->stack != NULL)
		return pcre2_jit_match(regex->code, text->data, text->len, at, options,
				       regex->data, regex->context);
	return pcre2_match(regex->code, text->data, text->len, at, options, regex->data,
			   regex->context);
}

/* Of what was found from `at` on: is it a hit? Else *at is where to go on. */
static bool is_hit(const struct match *match, size_t *at)
{
	if (match->start < *at || match->end < match->start) {
		/* \K moved the start: what is left of it does not count as a hit. */
		(*at)++;
		return false;
	}
	if (match->end > match->start)
		return true;
	*at = match->start + 1;
	return false;
}

static bool is_limit(int rc)
{
	return rc != PCRE2_ERROR_NOMATCH && rc != PCRE2_ERROR_NOMEMORY;
}

enum match_result regex_next(struct regex *regex, const struct regex_text *text, size_t from,
			     size_t to, struct match *match)
{
	size_t at = from, end;

	regex->clock = clock_ms();
	while (at < to) {
		int rc;

		match->start = at;
		if (text->cancelled != NULL &&
		    atomic_load_explicit(text->cancelled, memory_order_relaxed))
			return MATCH_STOPPED;
		end = at + min_size(to - at, regex->slice);
		rc = look(regex, text, at, end);
		if (rc == PCRE2_ERROR_PARTIAL) {
			match->start = pcre2_get_ovector_pointer(regex->data)[0];
			return match->start < to ? MATCH_MORE : MATCH_NONE;
		}
		if (rc == PCRE2_ERROR_NOMEMORY)
			return MATCH_NOMEM;
		if (rc < 0 && is_limit(rc)) {
			if (end - at == 1)
				return MATCH_COMPLEX;
			regex->slice = 1;
			continue;
		}
		if (!adapt(regex) && rc < 0)
			return MATCH_COMPLEX;
		if (rc < 0) {
			at = end;
			continue;
		}
		tell(regex, rc, match);
		if (is_hit(match, &at))
			return match->start < to ? MATCH_FOUND : MATCH_NONE;
	}
	return MATCH_NONE;
}

#define TEXT(value) TEXT_OF(value)
#define TEXT_OF(value) #value

const char *regex_library(void)
{
	return "PCRE2 " TEXT(PCRE2_MAJOR) "." TEXT(PCRE2_MINOR);
}
