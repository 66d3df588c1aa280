/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: PCRE2 in byte mode, compiled by its JIT, called on the caller's bytes without a
 * copy. The JIT has a stack of its own, as the 32 KiB it takes from the thread are not enough for
 * runs of a few thousand alternatives. Match and heap limits end patterns that would run for
 * hours; the match limit counts for each place where a match may begin, so callers keep their
 * slices small. Hard partial matching tells when the end of the bytes was in the way.
 */
#include "scan/regex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
	MATCH_LIMIT = 1000000,
	HEAP_LIMIT = 64 << 10,           /* KiB */
	STACK_LEAST = 32 << 10, STACK_MOST = 8 << 20,
	MESSAGE = 120,
};

struct regex {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;          /* NULL: there is no JIT */
	unsigned groups;
	size_t least, behind;
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

static pcre2_code *compile(const char *text, unsigned flags, size_t *error_at, struct err *err)
{
	uint32_t options = PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C;
	PCRE2_UCHAR message[MESSAGE];
	pcre2_code *code;
	int number;

	options |= flags & REGEX_CASELESS ? PCRE2_CASELESS : 0;
	options |= flags & REGEX_DOTALL ? PCRE2_DOTALL : 0;
	options |= flags & REGEX_EXTENDED ? PCRE2_EXTENDED : 0;
	options |= flags & REGEX_MULTILINE ? PCRE2_MULTILINE : 0;
	*error_at = 0;
	code = pcre2_compile((PCRE2_SPTR)text, strlen(text), options, &number, error_at, NULL);
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
	regex->code = compile(text, flags, error_at, err);
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

static enum match_result failed(int rc)
{
	if (rc == PCRE2_ERROR_NOMATCH)
		return MATCH_NONE;
	return rc == PCRE2_ERROR_NOMEMORY ? MATCH_NOMEM : MATCH_COMPLEX;
}

enum match_result regex_next(struct regex *regex, const unsigned char *data, size_t len,
			     size_t from, bool starts, bool ends, struct match *match)
{
	uint32_t options = (starts ? 0 : PCRE2_NOTBOL) |
			   (ends ? 0 : PCRE2_NOTEOL | PCRE2_PARTIAL_HARD);

	while (from < len) {
		int rc = pcre2_match(regex->code, data, len, from, options, regex->data,
				     regex->context);

		if (rc == PCRE2_ERROR_PARTIAL) {
			match->start = pcre2_get_ovector_pointer(regex->data)[0];
			return MATCH_MORE;
		}
		if (rc < 0)
			return failed(rc);
		tell(regex, rc, match);
		if (match->start < from || match->end < match->start) {
			/* \K moved the start: what is left of it does not count as a hit. */
			from++;
			continue;
		}
		if (match->end > match->start)
			return MATCH_FOUND;
		from = match->start + 1;
	}
	return MATCH_NONE;
}

#define TEXT(value) TEXT_OF(value)
#define TEXT_OF(value) #value

const char *regex_library(void)
{
	return "PCRE2 " TEXT(PCRE2_MAJOR) "." TEXT(PCRE2_MINOR);
}
