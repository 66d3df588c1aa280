/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why: PCRE2 can be asked for partial matches, which tell when the end of a window was in the way,
 * but then its JIT passes over bytes 2 to 10 times slower, as it leaves out its search for what a
 * match begins with. Whoever knows that no match from here can reach the end need not ask. And what
 * each match must hold, the finder finds faster than anybody.
 *
 * How it works: a walk over the plain part of the language: literals, classes, groups,
 * alternatives, counts, what looks ahead and behind. Of anything else, and wherever PCRE2 might
 * read the text in another way, nothing is told. The bytes of a class are asked of PCRE2, so there
 * is no second opinion of what \s is.
 *
 * The literal is the longest run of places that stand in every match, one behind the other; a place
 * that takes any one byte can be in it. In a repeated part it counts when that is there once at
 * least; of alternatives there is none.
 */
#include "scan/regex_shape.h"

#include <string.h>

#include "base/number.h"
#include "scan/regex.h"

enum { BOUND_MOST = 65536, DEPTH_MOST = 30, CLASSES_MOST = 64 };

/* Places one behind the other. */
struct run {
	size_t len;
	size_t score;            /* places that are not any byte */
	uint8_t value[REGEX_LITERAL], mask[REGEX_LITERAL];
};

struct walk {
	const char *at;
	unsigned flags;
	int depth;
	unsigned classes;        /* asked so far */
	bool failed;             /* nothing can be told */
	bool endless;            /* something is repeated without an end */
	bool asks;               /* for the bytes of classes */
	unsigned peek;           /* bytes looked at behind a match */
	struct byteset loose;
	struct run best;
};

/* One atom, with its count; or some of them. */
struct part {
	uint64_t fixed;          /* bytes that are not in walk->loose */
	struct byteset set;      /* all bytes that it takes */
	bool single;             /* exactly one byte, which is value under mask */
	bool nothing;            /* it takes no byte */
	uint8_t value, mask;
};

struct count {
	uint64_t least, most;    /* UINT64_MAX: no end */
};

static struct part fail(struct walk *walk)
{
	walk->failed = true;
	return (struct part){ 0 };
}

static void unite(struct byteset *to, const struct byteset *from)
{
	for (int i = 0; i < 4; i++)
		to->bits[i] |= from->bits[i];
}

static struct part walk_alternatives(struct walk *walk);

static struct part look(struct walk *walk, unsigned bytes)
{
	walk->peek = walk->peek > bytes ? walk->peek : bytes;
	return (struct part){ .nothing = true };
}

static struct part literal(struct walk *walk, uint8_t byte)
{
	struct part part = { .fixed = 1, .single = true, .value = byte, .mask = 0xff };
	uint8_t other = byte ^ 0x20;

	byteset_add(&part.set, byte);
	if ((walk->flags & REGEX_CASELESS) == 0 || (byte | 0x20) < 'a' || (byte | 0x20) > 'z')
		return part;
	byteset_add(&part.set, other);
	part.mask = 0xdf;
	part.value &= part.mask;
	return part;
}

/* A class, written from `from` to walk->at: any one byte of it. */
static struct part one_of(struct walk *walk, const char *from)
{
	struct part part = { .fixed = 1, .single = true };
	unsigned flags = walk->flags & (REGEX_CASELESS | REGEX_DOTALL);

	if (!walk->asks)
		return part;
	if (++walk->classes > CLASSES_MOST ||
	    !regex_class(from, (size_t)(walk->at - from), flags, &part.set))
		return fail(walk);
	return part;
}

static struct part walk_hex(struct walk *walk)
{
	unsigned value = 0;
	int digit;

	for (int i = 0; i < 2; i++) {
		digit = hex_digit_value((unsigned char)*walk->at);
		if (digit < 0)
			break;
		value = value << 4 | (unsigned)digit;
		walk->at++;
	}
	return literal(walk, (uint8_t)value);
}

/* Behind a backslash. */
static struct part walk_escape(struct walk *walk)
{
	static const char controls[] = "nrtfae", bytes[] = "\n\r\t\f\a\033";
	const char *from = walk->at - 1, *control;
	char c = *walk->at;

	if (c == '\0' || (c == 'N' && walk->at[1] == '{') || (c == 'x' && walk->at[1] == '{'))
		return fail(walk);
	walk->at++;
	if (c == 'x')
		return walk_hex(walk);
	if (c == 'b' || c == 'B')
		return look(walk, 1);
	if (strchr("dDwWsShHvVN", c) != NULL)
		return one_of(walk, from);
	control = strchr(controls, c);
	if (control != NULL)
		return literal(walk, (uint8_t)bytes[control - controls]);
	if ((c > ' ' && c < '0') || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') ||
	    (c > 'z' && c < 0x7f))
		return literal(walk, (uint8_t)c);
	return fail(walk);
}

/* Behind the opening bracket. */
static struct part walk_class(struct walk *walk)
{
	const char *from = walk->at - 1;

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
	return one_of(walk, from);
}

/* Letters behind "(?" that set flags; false when they are anything else. */
static bool walk_flags(struct walk *walk)
{
	for (; *walk->at != ')' && *walk->at != ':'; walk->at++) {
		if (*walk->at == 'i')
			walk->flags |= REGEX_CASELESS;
		else if (*walk->at == 's')
			walk->flags |= REGEX_DOTALL;
		else if (*walk->at != 'm')
			return false;
	}
	return true;
}

/* "<name>" or "'name'"; walk->at is on the first character. */
static bool walk_name(struct walk *walk)
{
	char end = *walk->at == '<' ? '>' : '\'';
	size_t len = strcspn(walk->at + 1, "<>'()");

	if (walk->at[1 + len] != end)
		return false;
	walk->at += len + 2;
	return true;
}

enum group { GROUP_PLAIN, GROUP_AHEAD, GROUP_BEHIND, GROUP_FLAGS, GROUP_OTHER };

/* What stands behind the opening parenthesis. */
static enum group walk_head(struct walk *walk)
{
	const char *at = walk->at;

	if (*at == '*')
		return GROUP_OTHER;
	if (*at != '?')
		return GROUP_PLAIN;
	walk->at++;
	if (at[1] == '=' || at[1] == '!') {
		walk->at++;
		return GROUP_AHEAD;
	}
	if (at[1] == '<' && (at[2] == '=' || at[2] == '!')) {
		walk->at += 2;
		return GROUP_BEHIND;
	}
	if (at[1] == '>') {
		walk->at++;
		return GROUP_PLAIN;
	}
	if (at[1] == 'P' && at[2] == '<')
		walk->at++;
	if (*walk->at == '<' || *walk->at == '\'')
		return walk_name(walk) ? GROUP_PLAIN : GROUP_OTHER;
	if (!walk_flags(walk))
		return GROUP_OTHER;
	return *walk->at++ == ':' ? GROUP_PLAIN : GROUP_FLAGS;
}

/* Behind the opening parenthesis. */
static struct part walk_group(struct walk *walk)
{
	unsigned flags = walk->flags;
	struct run best = walk->best;
	enum group group = walk_head(walk);
	struct part part;

	if (group == GROUP_FLAGS)
		return (struct part){ .nothing = true };
	if (group == GROUP_OTHER || ++walk->depth > DEPTH_MOST)
		return fail(walk);
	part = walk_alternatives(walk);
	walk->depth--;
	walk->flags = flags;
	if (*walk->at != ')')
		return fail(walk);
	walk->at++;
	part.single = false;
	if (group == GROUP_AHEAD || group == GROUP_BEHIND)
		walk->best = best;
	if (group == GROUP_BEHIND)
		part = (struct part){ .nothing = true };
	return part;
}

static struct part walk_atom(struct walk *walk)
{
	const char *from = walk->at;
	char c = *walk->at++;

	switch (c) {
	case '\\': return walk_escape(walk);
	case '[': return walk_class(walk);
	case '(': return walk_group(walk);
	case '^': return look(walk, 1);  /* it is none behind the last line feed */
	case '$': return look(walk, 2);  /* a line feed, and whether that is the last byte */
	case '.': return one_of(walk, from);
	default: return literal(walk, (uint8_t)c);
	}
}

static uint64_t walk_number(struct walk *walk)
{
	uint64_t value = 0;

	while (*walk->at >= '0' && *walk->at <= '9' && value < BOUND_MOST)
		value = 10 * value + (uint64_t)(*walk->at++ - '0');
	return value;
}

static bool walk_braces(struct walk *walk, struct count *count)
{
	if (*walk->at < '0' || *walk->at > '9')
		return false;
	count->least = count->most = walk_number(walk);
	if (*walk->at == ',') {
		walk->at++;
		count->most = *walk->at == '}' ? UINT64_MAX : walk_number(walk);
	}
	return *walk->at == '}' && count->least <= count->most;
}

/* How often the atom before can stand there. */
static struct count walk_count(struct walk *walk)
{
	struct count count = { 0, 1 };

	if (*walk->at == '*' || *walk->at == '+') {
		count.least = *walk->at == '+';
		count.most = UINT64_MAX;
	}
	if (*walk->at == '{') {
		walk->at++;
		if (!walk_braces(walk, &count))
			walk->failed = true;
	}
	walk->at += *walk->at != '\0';
	if (*walk->at == '?' || *walk->at == '+')
		walk->at++;
	return count;
}

static void repeat(struct walk *walk, struct part *part, const struct count *count)
{
	if (count->most == UINT64_MAX) {
		unite(&walk->loose, &part->set);
		walk->endless = true;
		part->fixed = 0;
	} else {
		part->fixed *= count->most;
	}
	if (part->fixed > BOUND_MOST)
		walk->failed = true;
}

/* The run is over: is it the best so far? */
static void end_run(struct walk *walk, struct run *run)
{
	while (run->len > 0 && run->mask[run->len - 1] == 0)
		run->len--;
	if (run->score > walk->best.score)
		walk->best = *run;
	run->len = run->score = 0;
}

static void add_to_run(struct walk *walk, struct run *run, const struct part *part)
{
	if (run->len == REGEX_LITERAL)
		end_run(walk, run);
	if (run->len == 0 && part->mask == 0)
		return;
	run->value[run->len] = part->value;
	run->mask[run->len++] = part->mask;
	run->score += part->mask != 0;
}

/* An atom that is there `count` times. */
static void note_run(struct walk *walk, struct run *run, const struct part *part,
		     const struct count *count)
{
	if (part->nothing)
		return;
	if (!part->single || count->least == 0) {
		end_run(walk, run);
		return;
	}
	for (uint64_t i = 0; i < count->least && i < REGEX_LITERAL; i++)
		add_to_run(walk, run, part);
	if (count->least != count->most || count->least > REGEX_LITERAL)
		end_run(walk, run);
}

/* An atom and what is counted of it. */
static struct part walk_counted(struct walk *walk, struct run *run)
{
	struct run best = walk->best;
	struct part part = walk_atom(walk);
	struct count all = { 1, 1 };

	while (!walk->failed && *walk->at != '\0' && strchr("?*+{", *walk->at) != NULL) {
		struct count count = walk_count(walk);

		if (count.least == 0)
			walk->best = best;
		repeat(walk, &part, &count);
		part.single = part.single && all.most == 1 && all.least == 1;
		all = count;
	}
	note_run(walk, run, &part, &all);
	return part;
}

static struct part walk_sequence(struct walk *walk)
{
	struct part sum = { 0 };
	struct run run = { 0 };

	while (!walk->failed && *walk->at != '\0' && strchr("|)", *walk->at) == NULL) {
		struct part part = walk_counted(walk, &run);

		unite(&sum.set, &part.set);
		sum.fixed += part.fixed;
		if (sum.fixed > BOUND_MOST)
			return fail(walk);
	}
	end_run(walk, &run);
	return sum;
}

static struct part walk_alternatives(struct walk *walk)
{
	struct run before = walk->best;
	struct part sum = walk_sequence(walk);

	while (!walk->failed && *walk->at == '|') {
		struct part part;

		walk->at++;
		part = walk_sequence(walk);
		walk->best = before;
		unite(&sum.set, &part.set);
		sum.fixed = sum.fixed > part.fixed ? sum.fixed : part.fixed;
	}
	return sum;
}

static uint64_t walk_all(struct walk *walk)
{
	struct part all;

	if ((walk->flags & REGEX_EXTENDED) != 0)
		walk->failed = true;
	all = walk_alternatives(walk);
	walk->failed = walk->failed || *walk->at != '\0';
	return all.fixed + walk->peek;
}

void regex_shape(const char *text, unsigned flags, struct regex_shape *shape)
{
	struct walk walk = { .at = text, .flags = flags, .asks = true };

	*shape = (struct regex_shape){ .fixed = walk_all(&walk) };
	shape->known = !walk.failed;
	if (walk.failed)
		return;
	shape->loose = walk.loose;
	shape->len = walk.best.len;
	memcpy(shape->value, walk.best.value, sizeof(shape->value));
	memcpy(shape->mask, walk.best.mask, sizeof(shape->mask));
}

uint64_t regex_bound(const char *text, unsigned flags)
{
	struct walk walk = { .at = text, .flags = flags };
	uint64_t most = walk_all(&walk);

	return walk.failed || walk.endless || most == 0 ? UINT64_MAX : most;
}
