/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hexadecimal items, classes, gaps. A class that a mask can say becomes one, since masks are what
 * the finder is fast at; so do short gaps of one length. */
#include "scan/pattern_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"

enum { GAP_PLAIN = 256 };

size_t pattern_hex_len(const char *at)
{
	size_t len = 0;

	while (at[len] != '\0' && !pattern_is_blank(at[len]) && strchr("()[]{}|/", at[len]) == NULL)
		len++;
	return len;
}

bool pattern_is_hex(const char *at, size_t len, bool *wild)
{
	*wild = false;
	for (size_t i = 0; i < len; i++) {
		if (at[i] == '?')
			*wild = true;
		else if (hex_digit_value((unsigned char)at[i]) < 0)
			return false;
	}
	return len > 0;
}

/* Two digits or question marks. */
static bool read_pair(const char *at, uint8_t *value, uint8_t *mask)
{
	*value = *mask = 0;
	for (unsigned i = 0; i < 2; i++) {
		int digit = hex_digit_value((unsigned char)at[i]);

		if (digit < 0 && at[i] != '?')
			return false;
		*value = (uint8_t)(*value << 4 | (digit < 0 ? 0 : digit));
		*mask = (uint8_t)(*mask << 4 | (digit < 0 ? 0 : 15));
	}
	return true;
}

enum item pattern_take_hex(struct parser *parser, size_t len, bool wild)
{
	bool alone = parser->at == parser->text && parser->at[len] == '\0';
	uint8_t value, mask;

	if (len % 2 != 0) {
		if (alone && !wild)
			return ITEM_TEXT;
		return pattern_wrong(parser, parser->at, "half a byte (quote what is text)");
	}
	for (const char *end = parser->at + len; parser->at < end; parser->at += 2) {
		if (read_pair(parser->at, &value, &mask))
			pattern_add_byte(parser, value, mask, false);
	}
	return ITEM_TAKEN;
}

/* The bytes of one item, by the rules of base/bytes.h. */
enum item pattern_take_literal(struct parser *parser, size_t len)
{
	char *item = strndup(parser->at, len);
	struct buf bytes = BUF_INIT;
	enum item result = ITEM_WRONG;

	if (item == NULL)
		err_nomem(parser->err);
	else if (!bytes_parse(item, &bytes, parser->err))
		pattern_wrong_inside(parser, parser->at);
	else
		result = ITEM_TAKEN;
	for (size_t i = 0; result == ITEM_TAKEN && i < bytes.len; i++)
		pattern_add_byte(parser, bytes.data[i], 0xff, false);
	parser->at += len;
	buf_done(&bytes);
	free(item);
	return result;
}

static void add_set(struct parser *parser, const struct byteset *set)
{
	unsigned all = 0xff, any = 0, count = 0;
	uint8_t mask;

	for (unsigned byte = 0; byte < 256; byte++) {
		if (byteset_has(set, byte)) {
			all &= byte;
			any |= byte;
			count++;
		}
	}
	mask = (uint8_t)~(all ^ any);
	/* What a mask can say is left to the finder. */
	if (count == 1u << (8 - __builtin_popcount(mask)))
		pattern_add_byte(parser, (uint8_t)(all & mask), mask, false);
	else
		program_add_set(&parser->program, set);
}

/* "00", "4?", "00-1f" at *at. */
static bool read_part(const char **at, struct byteset *set)
{
	uint8_t low, high, mask, high_mask;

	if (!read_pair(*at, &low, &mask))
		return false;
	*at += 2;
	if (**at != '-') {
		for (unsigned byte = 0; byte < 256; byte++) {
			if ((byte & mask) == low)
				byteset_add(set, byte);
		}
		return true;
	}
	if (mask != 0xff || !read_pair(*at + 1, &high, &high_mask) || high_mask != 0xff ||
	    high < low)
		return false;
	*at += 3;
	for (unsigned byte = low; byte <= high; byte++)
		byteset_add(set, byte);
	return true;
}

enum item pattern_take_class(struct parser *parser)
{
	const char *open = parser->at, *at = open + 1 + strspn(open + 1, "^");
	struct byteset set = { { 0 } };
	size_t len = strspn(open + 1, "0123456789abcdefABCDEF?^-, \t");

	if (open[1 + len] != ']')
		return open[1 + len] == '\0' ?
		       pattern_wrong(parser, open, "the class is not closed") : ITEM_TEXT;
	if (at - open > 2)
		return pattern_wrong(parser, open + 2, "expected two hexadecimal digits");
	for (at += strspn(at, ", \t"); *at != ']'; at += strspn(at, ", \t")) {
		if (!read_part(&at, &set))
			return pattern_wrong(parser, at, "expected two hexadecimal digits, or a "
					     "range as 00-1f");
	}
	if (at == open + 1)
		return pattern_wrong(parser, open, "the class is empty");
	for (unsigned i = 0; open[1] == '^' && i < 4; i++)
		set.bits[i] = ~set.bits[i];
	if ((set.bits[0] | set.bits[1] | set.bits[2] | set.bits[3]) == 0)
		return pattern_wrong(parser, open, "the class is empty");
	add_set(parser, &set);
	parser->at = at + 1;
	return ITEM_TAKEN;
}

enum item pattern_take_gap(struct parser *parser)
{
	const char *open = parser->at, *at = open + 1 + strspn(open + 1, " \t");
	size_t len = strspn(open + 1, "0123456789, \txkabcdefABCDEFKM");
	struct program_step step = { .op = STEP_GAP };
	uint64_t bound[2] = { 0, 0 };

	if (open[1 + len] != '}')
		return open[1 + len] == '\0' ?
		       pattern_wrong(parser, open, "the gap is not closed") : ITEM_TEXT;
	for (unsigned i = 0; i < 2; i++) {
		size_t used = 0;

		if (*at != ',' && !number_parse(at, strlen(at), &used, &bound[i], parser->err))
			return pattern_wrong_inside(parser, at);
		at += used;
		at += strspn(at, " \t");
		if (*at != ',' || i > 0) {
			bound[1] = i == 0 ? bound[0] : bound[1];
			break;
		}
		at += 1 + strspn(at + 1, " \t");
	}
	if (*at != '}')
		return pattern_wrong(parser, at, "expected { N } or { N, M }");
	if (bound[1] < bound[0] || bound[1] > PROGRAM_REACH)
		return pattern_wrong(parser, open, bound[1] < bound[0] ?
				     "the gap ends before it begins" :
				     "a gap is at most 1 MiB long");
	step.a = (uint32_t)bound[0];
	step.b = (uint32_t)bound[1];
	parser->at = at + 1;
	if (step.a != step.b || step.a > GAP_PLAIN)
		program_add(&parser->program, &step);
	for (uint32_t i = 0; step.a == step.b && step.a <= GAP_PLAIN && i < step.a; i++)
		pattern_add_byte(parser, 0, 0, false);
	return ITEM_TAKEN;
}
