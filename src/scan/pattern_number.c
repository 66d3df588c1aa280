/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers. A value is plain bytes. A range of a type becomes ranges of unsigned numbers of its raw
 * bits: one, or two where the sign changes, as the raw bits of a float rise with its magnitude.
 * Without an order each stands there in both.
 */
#include "scan/pattern_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/scalar.h"

struct range {
	uint64_t low, high;      /* raw bits */
};

/* What stands behind the colon. */
struct value {
	const char *at;
	size_t len;
};

static const struct scalar *type_of(const struct parser *parser, size_t *len, bool *ordered)
{
	bool pointer = strncmp(parser->at, "ptr", 3) == 0;
	const struct scalar *scalar;
	char name[8];
	int size;

	*len = strspn(parser->at, "abcdefilprstu0123456789");
	*ordered = true;
	if (parser->at[*len] != ':')
		return NULL;
	size = snprintf(name, sizeof(name), "%s%.*s", pointer ? "u" : "",
			(int)(*len - (pointer ? 3 : 0)), parser->at + (pointer ? 3 : 0));
	scalar = size < (int)sizeof(name) ? scalar_find(name, (size_t)size) : NULL;
	if (scalar == NULL || (pointer && scalar->size != 4 && scalar->size != 8))
		return NULL;
	*ordered = strlen(scalar->name) == (size_t)size;
	return scalar;
}

/* 0: none, 1: unsigned, 2: signed. */
static int leb_of(const struct parser *parser, size_t *len)
{
	static const char *const names[] = { "leb128:", "uleb128:", "sleb128:" };

	for (unsigned i = 0; i < 3; i++) {
		if (strncmp(parser->at, names[i], strlen(names[i])) == 0) {
			*len = strlen(names[i]) - 1;
			return i == 2 ? 2 : 1;
		}
	}
	return 0;
}

bool pattern_is_number(const struct parser *parser)
{
	size_t len;
	bool ordered;

	return type_of(parser, &len, &ordered) != NULL || leb_of(parser, &len) != 0;
}

/* One value of a type as its raw bits, by the rules of base/bytes.h. */
static bool read_value(struct parser *parser, const struct scalar *scalar,
		       const struct value *value, uint64_t *bits)
{
	struct buf text = BUF_INIT, bytes = BUF_INIT;
	bool done = false;

	buf_format(&text, "%s:%.*s", scalar->name, (int)value->len, value->at);
	if (!buf_ok(&text))
		err_nomem(parser->err);
	else if (value->len == 0)
		pattern_wrong(parser, value->at, "expected a number");
	else if (!bytes_parse(buf_string(&text), &bytes, parser->err))
		pattern_wrong_inside(parser, value->at);
	else if (bytes.len != scalar->size)
		pattern_wrong(parser, value->at, "expected a number");
	else
		done = true;
	if (done)
		*bits = load_int(bytes.data, scalar->size, scalar->big);
	buf_done(&text);
	buf_done(&bytes);
	return done;
}

static const struct scalar *row(const char *name)
{
	return scalar_find(name, strlen(name));
}

static bool read_double(struct parser *parser, const struct value *value, double *number)
{
	uint64_t bits;

	if (!read_value(parser, row("f64le"), value, &bits))
		return false;
	memcpy(number, &bits, sizeof(bits));
	return true;
}

/* Of the next float up or down. Without their signs the bits are in the order of the numbers. (Not
 * nextafterf(): it alone would make every start load the library of mathematics.) */
static uint32_t next_float(uint32_t bits, bool upward)
{
	bool negative = bits >> 31;

	if (bits << 1 == 0)
		return upward ? 1 : UINT32_C(0x80000001);
	return negative == upward ? bits - 1 : bits + 1;
}

/* The raw bits of the float next to `number` on the inner side of a range. */
static uint64_t float_bits(const struct scalar *scalar, double number, bool upward)
{
	float single = (float)number;
	uint32_t narrow;
	uint64_t wide;

	memcpy(&wide, &number, sizeof(wide));
	if (scalar->size == 8)
		return wide;
	memcpy(&narrow, &single, sizeof(narrow));
	if (upward ? (double)single < number : (double)single > number)
		narrow = next_float(narrow, upward);
	return narrow;
}

/* Ranges of raw bits from low to high; `sign` is the sign bit. */
static unsigned float_ranges(const struct scalar *scalar, double low, double high,
			     struct range *ranges)
{
	uint64_t sign = UINT64_C(1) << (8 * scalar->size - 1);
	uint64_t a = float_bits(scalar, low, true), b = float_bits(scalar, high, false);
	unsigned count = 0;

	if (high >= 0)
		ranges[count++] = (struct range){ low > 0 ? a : 0, b & ~sign };
	if (low <= 0)
		ranges[count++] = (struct range){ high < 0 ? b : sign, a | sign };
	return count;
}

static unsigned signed_ranges(const struct scalar *scalar, uint64_t low, uint64_t high,
			      struct range *ranges)
{
	uint64_t sign = UINT64_C(1) << (8 * scalar->size - 1);

	if ((low & sign) == (high & sign)) {
		ranges[0] = (struct range){ low, high };
		return 1;
	}
	ranges[0] = (struct range){ low, sign | (sign - 1) };
	ranges[1] = (struct range){ 0, high };
	return 2;
}

static bool is_backward(const struct scalar *scalar, uint64_t low, uint64_t high)
{
	uint64_t sign = UINT64_C(1) << (8 * scalar->size - 1);

	if (scalar->kind == SCALAR_SIGNED)
		return (low ^ sign) > (high ^ sign);
	return low > high;
}

static unsigned fail(struct parser *parser, const char *where, const char *what)
{
	pattern_wrong(parser, where, what);
	return 0;
}

static unsigned read_float_range(struct parser *parser, const struct scalar *scalar,
				 const struct value *first, const struct value *second,
				 bool tolerance, struct range *ranges)
{
	double a, b;

	if (!read_double(parser, first, &a) || !read_double(parser, second, &b))
		return 0;
	if (tolerance && b >= 0) {
		double middle = a;

		a = middle - b;
		b = middle + b;
	}
	if (!(a <= b))
		return fail(parser, second->at, tolerance ? "a tolerance is not below zero" :
			    "the range ends before it begins");
	return float_ranges(scalar, a, b, ranges);
}

/* The ranges that the value tells, 0 on an error. */
static unsigned read_ranges(struct parser *parser, const struct scalar *scalar,
			    const struct value *value, struct range *ranges)
{
	const char *dots = memmem(value->at, value->len, "..", 2);
	const char *tilde = memchr(value->at, '~', value->len);
	const char *middle = dots != NULL ? dots : tilde;
	struct value first = *value, second;
	uint64_t low, high;

	if (middle == NULL) {
		if (!read_value(parser, scalar, value, &ranges->low))
			return 0;
		ranges->high = ranges->low;
		return 1;
	}
	first.len = (size_t)(middle - value->at);
	second.at = middle + (dots != NULL ? 2 : 1);
	second.len = value->len - (size_t)(second.at - value->at);
	if (scalar->kind == SCALAR_FLOAT)
		return read_float_range(parser, scalar, &first, &second, dots == NULL, ranges);
	if (dots == NULL)
		return fail(parser, middle, "a tolerance belongs to f32 and f64");
	if (!read_value(parser, scalar, &first, &low) ||
	    !read_value(parser, scalar, &second, &high))
		return 0;
	if (is_backward(scalar, low, high))
		return fail(parser, value->at, "the range ends before it begins");
	if (scalar->kind == SCALAR_SIGNED)
		return signed_ranges(scalar, low, high, ranges);
	ranges[0] = (struct range){ low, high };
	return 1;
}

static void emit_range(struct parser *parser, unsigned size, bool big, const struct range *range)
{
	struct program_step step = { .op = STEP_NUMBER, .a = size, .big = big };
	uint8_t bytes[8];

	step.low = range->low;
	step.high = range->high;
	if (range->low != range->high) {
		program_add(&parser->program, &step);
		return;
	}
	store_int(bytes, size, big, range->low);
	for (unsigned i = 0; i < size; i++)
		pattern_add_byte(parser, bytes[i], 0xff, false);
}

/* Whether the bytes are the same in both orders. */
static bool is_symmetric(unsigned size, const struct range *range)
{
	uint8_t bytes[8];

	store_int(bytes, size, true, range->low);
	return range->low == range->high && load_int(bytes, size, false) == range->low;
}

static void emit_ranges(struct parser *parser, const struct scalar *scalar, bool ordered,
			const struct range *ranges, unsigned count)
{
	struct branches branches = { parser->program.count, 0 };
	bool first = true;

	for (unsigned i = 0; i < 2 * count; i++) {
		const struct range *range = &ranges[i / 2];
		bool big = i % 2 != 0;

		if (ordered ? big != scalar->big : big && is_symmetric(scalar->size, range))
			continue;
		if (!first)
			branches_next(&parser->program, &branches);
		emit_range(parser, scalar->size, big, range);
		first = false;
	}
	branches_end(&parser->program, &branches);
	if (!ordered && !is_symmetric(scalar->size, ranges))
		buf_text(&parser->extra, ", in either order");
}

static void emit_leb(struct parser *parser, uint64_t value, bool is_signed)
{
	for (;;) {
		uint8_t low = value & 0x7f;
		bool negative = value >> 63 != 0;

		value = is_signed && negative ? ~(~value >> 7) : value >> 7;
		if (is_signed ? (value == 0 && low < 0x40) || (value == UINT64_MAX && low >= 0x40)
			      : value == 0) {
			pattern_add_byte(parser, low, 0xff, false);
			return;
		}
		pattern_add_byte(parser, low | 0x80, 0xff, false);
	}
}

static enum item take_leb(struct parser *parser, const struct value *value, bool is_signed)
{
	struct program_step step = { .op = STEP_LEB };
	struct range ranges[2];
	unsigned count = read_ranges(parser, row(is_signed ? "i64le" : "u64le"), value, ranges);

	if (count == 0)
		return ITEM_WRONG;
	if (ranges[0].low == ranges[0].high) {
		emit_leb(parser, ranges[0].low, is_signed);
		return ITEM_TAKEN;
	}
	if (is_signed)
		return pattern_wrong(parser, value->at, "a range belongs to leb128, not sleb128");
	step.low = ranges[0].low;
	step.high = ranges[0].high;
	program_add(&parser->program, &step);
	return ITEM_TAKEN;
}

enum item pattern_take_number(struct parser *parser)
{
	const char *start = parser->at;
	size_t len = 0;
	bool ordered = true;
	const struct scalar *scalar = type_of(parser, &len, &ordered);
	int leb = scalar == NULL ? leb_of(parser, &len) : 0;
	struct range ranges[2];
	struct value value;
	unsigned count;

	value.at = parser->at + len + 1;
	while (pattern_is_blank(*value.at))
		value.at++;
	value.len = 0;
	while (value.at[value.len] != '\0' && !pattern_is_blank(value.at[value.len]) &&
	       strchr("()[]{}|/", value.at[value.len]) == NULL)
		value.len++;
	parser->at = value.at + value.len;
	if (leb != 0)
		return take_leb(parser, &value, leb == 2);
	count = read_ranges(parser, scalar, &value, ranges);
	if (count == 0)
		return ITEM_WRONG;
	if (strncmp(start, "ptr", 3) == 0)
		parser->pointer = scalar->size;
	emit_ranges(parser, scalar, ordered, ranges, count);
	return ITEM_TAKEN;
}
