/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can stand behind a pattern. Base64 is a matter of writing the pattern differently: each of
 * the three alignments is an alternative, whose first and last characters hold bits of what is
 * beside the text and so are classes.
 */
#include "scan/pattern_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/number.h"

static const char *const names[] = { "near", "align", "xor", "base64", "not", "changed",
				     "selection" };
enum modifier { MODIFIER_NEAR, MODIFIER_ALIGN, MODIFIER_XOR, MODIFIER_BASE64, MODIFIER_NOT,
		MODIFIER_CHANGED, MODIFIER_SELECTION, MODIFIERS };

enum { NEAR_MOST = 15 };

static enum modifier find(const char *name, size_t len)
{
	unsigned i = 0;

	while (i < MODIFIERS && (strlen(names[i]) != len || memcmp(names[i], name, len) != 0))
		i++;
	return (enum modifier)i;
}

bool pattern_is_modifier(const char *name, size_t len)
{
	return find(name, len) != MODIFIERS;
}

static enum item take_argument(struct parser *parser, const char *at, enum modifier modifier)
{
	size_t used = 0;
	uint64_t value;

	if (*at != ':')
		return pattern_wrong(parser, at, modifier == MODIFIER_NEAR ?
				     "/near wants a number: /near:1" :
				     "/align wants a number: /align:4");
	if (!number_parse(at + 1, strlen(at + 1), &used, &value, parser->err))
		return pattern_wrong_inside(parser, at + 1);
	if (value == 0 || (modifier == MODIFIER_NEAR && value > NEAR_MOST))
		return pattern_wrong(parser, at + 1, value == 0 ? "expected a number above 0" :
				     "at most 15 bytes can differ");
	if (modifier == MODIFIER_NEAR)
		parser->near = (unsigned)value;
	else
		parser->align = value;
	parser->at = at + 1 + used;
	return ITEM_TAKEN;
}

enum item pattern_take_modifier(struct parser *parser)
{
	const char *name = parser->at + 1;
	size_t len = strcspn(name, ":/ \t");
	enum modifier modifier = find(name, len);

	if (modifier == MODIFIERS)
		return ITEM_TEXT;
	if (parser->modifiers == NULL)
		parser->modifiers = parser->at;
	parser->at = name + len;
	parser->xored = parser->xored || modifier == MODIFIER_XOR;
	parser->base64 = parser->base64 || modifier == MODIFIER_BASE64;
	parser->inverted = parser->inverted || modifier == MODIFIER_NOT;
	parser->changed = parser->changed || modifier == MODIFIER_CHANGED;
	parser->selection = parser->selection || modifier == MODIFIER_SELECTION;
	if (modifier == MODIFIER_NEAR || modifier == MODIFIER_ALIGN)
		return take_argument(parser, name + len, modifier);
	if (*parser->at == ':')
		return pattern_wrong(parser, parser->at, "nothing was expected here");
	return ITEM_TAKEN;
}

static bool refuse(struct parser *parser, const char *what)
{
	pattern_wrong(parser, parser->modifiers, what);
	return false;
}

/* The six bits from bit `first` of the text on, which begins at bit 8 * skip: what is known. */
static void sextet(const struct program *program, size_t first, size_t skip, uint8_t *value,
		   uint8_t *mask)
{
	*value = *mask = 0;
	for (size_t bit = first; bit < first + 6; bit++) {
		size_t at = bit / 8 - skip;

		*value = (uint8_t)(*value << 1);
		*mask = (uint8_t)(*mask << 1);
		if (bit / 8 < skip || at >= program->count)
			continue;
		*value |= program->steps[at].value >> (7 - bit % 8) & 1;
		*mask |= 1;
	}
}

static void add_sextet(struct program *program, uint8_t value, uint8_t mask)
{
	struct program_step step = { .op = STEP_BYTE, .mask = 0xff };
	struct byteset set = { { 0 } };

	step.value = (uint8_t)base64_letters[value];
	for (unsigned i = 0; i < 64; i++) {
		if ((i & mask) == value)
			byteset_add(&set, (uint8_t)base64_letters[i]);
	}
	if (mask == 0x3f)
		program_add(program, &step);
	else if (mask != 0)
		program_add_set(program, &set);
}

bool pattern_apply_base64(struct parser *parser)
{
	struct program plain = parser->program, coded = { 0 };
	struct branches branches = { 0, 0 };

	if (!pattern_is_straight(&plain))
		return refuse(parser, "/base64 wants plain bytes");
	for (size_t i = 0; i < plain.count; i++) {
		if (plain.steps[i].mask != 0xff || plain.steps[i].fold)
			return refuse(parser, "/base64 wants plain bytes");
	}
	for (size_t skip = 0; skip < 3; skip++) {
		uint8_t value, mask;

		if (skip > 0)
			branches_next(&coded, &branches);
		for (size_t bit = 8 * skip / 6 * 6; bit < 8 * (skip + plain.count); bit += 6) {
			sextet(&plain, bit, skip, &value, &mask);
			add_sextet(&coded, value, mask);
		}
	}
	branches_end(&coded, &branches);
	parser->program = coded;
	program_done(&plain);
	buf_text(&parser->extra, ", in base64");
	return !coded.failed || err_nomem(parser->err);
}

/* Places that tell the key or confirm it. */
static size_t full_places(const struct pattern *pattern)
{
	size_t count = 0;

	for (size_t i = 0; i < pattern->len; i++)
		count += pattern->mask[i] == 0xff && !pattern->fold[i];
	return count;
}

/* A single byte that is not there is a class, which can be searched for fast. */
static bool complement(struct parser *parser, struct pattern *pattern)
{
	struct program *program = calloc(1, sizeof(*program));
	struct byteset set = { { 0 } };

	if (program == NULL)
		return err_nomem(parser->err);
	for (unsigned i = 0; i < 256; i++) {
		uint8_t byte = (uint8_t)i;

		if (!pattern_matches(pattern, &byte))
			byteset_add(&set, byte);
	}
	program_add_set(program, &set);
	pattern->program = program;
	if (!program_seal(program, parser->err))
		return false;
	pattern->kind = PATTERN_PROGRAM;
	free(pattern->value);
	pattern->value = pattern->mask = pattern->fold = NULL;
	pattern->exact = false;
	return true;
}

bool pattern_apply_modifiers(struct parser *parser, struct pattern *pattern)
{
	if (parser->base64 && pattern->kind > PATTERN_PROGRAM)
		return refuse(parser, "/base64 wants plain bytes");
	if ((parser->near > 0 || parser->xored) && pattern->kind != PATTERN_BYTES)
		return refuse(parser, "/near and /xor want bytes and wildcards alone");
	if (parser->near > 0 && parser->xored)
		return refuse(parser, "/near and /xor exclude each other");
	if (parser->near > 0 && parser->near >= pattern->len)
		return refuse(parser, "as many bytes may differ as there are");
	if (parser->xored && full_places(pattern) < 2)
		return refuse(parser, "/xor wants two bytes at least that are known");
	if (parser->inverted && pattern->len != pattern->most)
		return refuse(parser, "/not wants a pattern of one length");
	pattern->near = parser->near;
	pattern->xored = parser->xored;
	pattern->align = parser->align;
	pattern->changed = parser->changed;
	pattern->selection = parser->selection;
	if (parser->pointer > 0 && parser->items == 1 && parser->align == 0)
		pattern->align = parser->pointer;
	if (parser->inverted && pattern->kind == PATTERN_BYTES && pattern->len == 1)
		return complement(parser, pattern);
	pattern->inverted = parser->inverted;
	return true;
}
