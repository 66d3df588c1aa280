/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why: an expression with a bound can be matched window by window like all other patterns. Without
 * one PCRE2 has to be asked for partial matches, and then its JIT passes over bytes 5 to 10 times
 * slower, as it leaves out its search for what a match begins with.
 *
 * A walk over the plain part of the language: literals, classes, groups, alternatives, counts. Of
 * anything else, and wherever PCRE2 might read the text in another way, no bound is told.
 */
#include "scan/regex_bound.h"

#include <stdbool.h>
#include <string.h>

#include "base/number.h"
#include "scan/regex.h"

enum { BOUND_MOST = 65536, DEPTH_MOST = 30 };

struct walk {
	const char *at;
	int depth;
	bool failed;             /* there is no bound */
};

static uint64_t fail(struct walk *walk)
{
	walk->failed = true;
	return 0;
}

static uint64_t walk_alternatives(struct walk *walk);

/* Behind a backslash. */
static uint64_t walk_escape(struct walk *walk)
{
	char c = *walk->at;

	if (c == 'x' && walk->at[1] != '{') {
		walk->at++;
		for (int i = 0; i < 2 && hex_digit_value((unsigned char)*walk->at) >= 0; i++)
			walk->at++;
		return 1;
	}
	if (c == '\0' || (c == 'N' && walk->at[1] == '{'))
		return fail(walk);
	walk->at++;
	if (strchr("dDwWsSnrtfaehHvVN", c) != NULL || (c > ' ' && c < '0') ||
	    (c > '9' && c < 'A') || (c > 'Z' && c < 'a') || (c > 'z' && c < 0x7f))
		return 1;
	return fail(walk);
}

/* Behind the opening bracket. */
static uint64_t walk_class(struct walk *walk)
{
	if (*walk->at == '^')
		walk->at++;
	if (*walk->at == ']')
		walk->at++;
	while (*walk->at != ']') {
		if (*walk->at == '\0' || (*walk->at == '\\' && strchr("QE", walk->at[1]) != NULL))
			return fail(walk);
		if (*walk->at == '[' && strchr(":.=", walk->at[1]) != NULL) {
			walk->at += 2;
			walk->at += strspn(walk->at, "^abcdefghijklmnopqrstuvwxyz");
			if (strncmp(walk->at, ":]", 2) != 0)
				return fail(walk);
			walk->at += 2;
		} else {
			walk->at += *walk->at == '\\' ? 2 : 1;
		}
	}
	walk->at++;
	return 1;
}

/* Behind the opening parenthesis. */
static uint64_t walk_group(struct walk *walk)
{
	uint64_t len;

	if (*walk->at == '*' || (*walk->at == '?' && walk->at[1] != ':') ||
	    ++walk->depth > DEPTH_MOST)
		return fail(walk);
	walk->at += *walk->at == '?' ? 2 : 0;
	len = walk_alternatives(walk);
	walk->depth--;
	if (*walk->at != ')')
		return fail(walk);
	walk->at++;
	return len;
}

static uint64_t walk_atom(struct walk *walk)
{
	switch (*walk->at++) {
	case '\\': return walk_escape(walk);
	case '[': return walk_class(walk);
	case '(': return walk_group(walk);
	case '^': return 1;      /* it is none behind the last line feed, so looks one ahead */
	case '$': return fail(walk);
	default: return 1;
	}
}

static uint64_t walk_number(struct walk *walk)
{
	uint64_t value = 0;

	while (*walk->at >= '0' && *walk->at <= '9' && value < BOUND_MOST)
		value = 10 * value + (uint64_t)(*walk->at++ - '0');
	return value;
}

/* How often the atom before can stand there at most. */
static uint64_t walk_count(struct walk *walk)
{
	uint64_t most = 1;

	if (*walk->at == '*' || *walk->at == '+')
		return fail(walk);
	if (*walk->at == '{') {
		walk->at++;
		if (*walk->at < '0' || *walk->at > '9')
			return fail(walk);
		most = walk_number(walk);
		if (*walk->at == ',') {
			walk->at++;
			if (*walk->at < '0' || *walk->at > '9')
				return fail(walk);
			most = walk_number(walk);
		}
		if (*walk->at != '}')
			return fail(walk);
	}
	walk->at++;
	if (*walk->at == '?' || *walk->at == '+')
		walk->at++;
	return most;
}

static uint64_t walk_sequence(struct walk *walk)
{
	uint64_t sum = 0;

	while (!walk->failed && *walk->at != '\0' && strchr("|)", *walk->at) == NULL) {
		uint64_t len = walk_atom(walk);

		while (!walk->failed && len <= BOUND_MOST && *walk->at != '\0' &&
		       strchr("?*+{", *walk->at) != NULL)
			len *= walk_count(walk);
		sum += len;
		if (len > BOUND_MOST || sum > BOUND_MOST)
			return fail(walk);
	}
	return sum;
}

static uint64_t walk_alternatives(struct walk *walk)
{
	uint64_t most = walk_sequence(walk), len;

	while (!walk->failed && *walk->at == '|') {
		walk->at++;
		len = walk_sequence(walk);
		most = len > most ? len : most;
	}
	return most;
}

uint64_t regex_bound(const char *text, unsigned flags)
{
	struct walk walk = { .at = text };
	uint64_t most;

	if ((flags & REGEX_EXTENDED) != 0)
		return UINT64_MAX;
	most = walk_alternatives(&walk);
	return walk.failed || *walk.at != '\0' || most == 0 ? UINT64_MAX : most;
}
