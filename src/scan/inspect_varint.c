/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers in groups of seven bits: LEB128 (the lowest group first) and VLQ (the highest first), of
 * 128 bits at the most. Both may be longer than they must be: so a smaller number can take the
 * place of a larger one.
 */
#include "scan/inspect_private.h"

#include <string.h>

enum { GROUPS_MOST = 19, BITS_MOST = 128 };

/* How many bytes the number at bytes[0..len) takes; 0: none ends there. */
static size_t length_of(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len && i < GROUPS_MOST; i++)
		if (!(bytes[i] & 0x80))
			return i + 1;
	return 0;
}

static enum reading_state no_end(size_t len, struct buf *out)
{
	if (len < GROUPS_MOST)
		return READING_SHORT;
	buf_text(out, "more than 128 bits");
	return READING_WRONG;
}

static bool is_set(const uint8_t bits[16], unsigned bit)
{
	return bit < BITS_MOST && bits[bit / 8] >> bit % 8 & 1;
}

/* Group `index`, counted from the lowest; those beyond hold the sign. */
static uint8_t group_of(const uint8_t bits[16], unsigned index, bool negative)
{
	uint8_t group = 0;

	for (unsigned i = 0; i < 7; i++) {
		unsigned bit = index * 7 + i;

		if (bit < BITS_MOST ? is_set(bits, bit) : negative)
			group |= (uint8_t)(1u << i);
	}
	return group;
}

/* False: a bit beyond the 128th is not as the sign is. */
static bool put_group(uint8_t bits[16], unsigned index, uint8_t group, bool negative)
{
	for (unsigned i = 0; i < 7; i++) {
		unsigned bit = index * 7 + i;
		bool set = group >> i & 1;

		if (bit >= BITS_MOST && set != negative)
			return false;
		if (bit < BITS_MOST && set)
			bits[bit / 8] |= (uint8_t)(1u << bit % 8);
	}
	return true;
}

/* Bits that no group has are the sign's. */
static void extend(uint8_t bits[16], unsigned from, bool negative)
{
	for (unsigned bit = from; negative && bit < BITS_MOST; bit++)
		bits[bit / 8] |= (uint8_t)(1u << bit % 8);
}

static enum reading_state print(uint8_t bits[16], bool fits, bool negative, struct buf *out)
{
	struct wide wide;

	if (!fits) {
		buf_text(out, "more than 128 bits");
		return READING_WRONG;
	}
	wide_load(&wide, bits, negative);
	wide_print(&wide, out);
	return READING_FINE;
}

READING_DECODE(leb_decode)
{
	uint8_t bits[16] = { 0 };
	size_t groups = length_of(bytes, len);
	bool fits = true;

	(void)big;
	if (groups == 0)
		return no_end(len, out);
	value->len = groups;
	bool negative = reading->kind && bytes[groups - 1] & 0x40;
	for (size_t i = 0; i < groups; i++)
		fits = put_group(bits, (unsigned)i, bytes[i] & 0x7f, negative) && fits;
	extend(bits, (unsigned)groups * 7, negative);
	/* The 19th group has room for two bits of 128; the sign is one of them. */
	fits = fits && (!reading->kind || is_set(bits, BITS_MOST - 1) == negative);
	return print(bits, fits, negative, out);
}

READING_DECODE(vlq_decode)
{
	uint8_t bits[16] = { 0 };
	size_t groups = length_of(bytes, len);
	bool fits = true;

	(void)big, (void)reading;
	if (groups == 0)
		return no_end(len, out);
	value->len = groups;
	for (size_t i = 0; i < groups; i++)
		fits = put_group(bits, (unsigned)(groups - 1 - i), bytes[i] & 0x7f, false) && fits;
	return print(bits, fits, false, out);
}

/* As few groups as hold the number. */
static size_t groups_for(const uint8_t bits[16], bool is_signed, bool negative)
{
	size_t groups = GROUPS_MOST;

	for (; groups > 1; groups--) {
		uint8_t last = group_of(bits, (unsigned)groups - 1, negative);
		uint8_t before = group_of(bits, (unsigned)groups - 2, negative);

		if (last != (negative ? 0x7f : 0) ||
		    (is_signed && (before >> 6 & 1) != negative))
			break;
	}
	return groups;
}

/* The number, and how many groups it gets: `len` where that is enough. */
static bool prepare(const struct reading *reading, const char *text, size_t len, bool is_signed,
		    uint8_t bits[16], bool *negative, size_t *groups, struct err *err)
{
	struct wide wide;

	if (!wide_parse(text, &wide, reading->name, err))
		return false;
	if (!wide_store(&wide, BITS_MOST, is_signed, bits))
		return not_fitting(err, reading, text, is_signed ? "it has 128 bits and a sign" :
				   "it has no sign");
	*negative = wide.negative;
	*groups = groups_for(bits, is_signed, *negative);
	if (len <= GROUPS_MOST && *groups < len)
		*groups = len;
	return true;
}

READING_ENCODE(leb_encode)
{
	uint8_t bits[16];
	bool negative;

	(void)big;
	if (!prepare(reading, text, len, reading->kind, bits, &negative, used, err))
		return false;
	for (size_t i = 0; i < *used; i++)
		bytes[i] = (uint8_t)(group_of(bits, (unsigned)i, negative) |
				     (i + 1 < *used ? 0x80 : 0));
	return true;
}

READING_ENCODE(vlq_encode)
{
	uint8_t bits[16];
	bool negative;

	(void)big;
	if (!prepare(reading, text, len, false, bits, &negative, used, err))
		return false;
	for (size_t i = 0; i < *used; i++)
		bytes[i] = (uint8_t)(group_of(bits, (unsigned)(*used - 1 - i), negative) |
				     (i + 1 < *used ? 0x80 : 0));
	return true;
}
