/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole numbers of 1 to 16 bytes, bits, packed decimals, addresses.
 *
 * Numbers of every size are taken through 128 bits in four limbs, with schoolbook arithmetic: one
 * path for all of them, and no type that some compilers do not have.
 */
#include "scan/inspect_private.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/scalar.h"

/* wide = wide * by + add; false: it does not fit any more. */
static bool multiply_add(struct wide *wide, uint32_t by, uint32_t add)
{
	uint64_t carry = add;

	for (int i = 0; i < 4; i++) {
		carry += (uint64_t)wide->limb[i] * by;
		wide->limb[i] = (uint32_t)carry;
		carry >>= 32;
	}
	return carry == 0;
}

/* wide = wide / by; gives the rest. */
static uint32_t divide(struct wide *wide, uint32_t by)
{
	uint64_t rest = 0;

	for (int i = 3; i >= 0; i--) {
		rest = rest << 32 | wide->limb[i];
		wide->limb[i] = (uint32_t)(rest / by);
		rest %= by;
	}
	return (uint32_t)rest;
}

bool wide_is_zero(const struct wide *wide)
{
	return (wide->limb[0] | wide->limb[1] | wide->limb[2] | wide->limb[3]) == 0;
}

void wide_print(const struct wide *wide, struct buf *out)
{
	enum { DIGITS = 40 };
	struct wide rest = *wide;
	char digits[DIGITS];
	int at = DIGITS;

	do
		digits[--at] = (char)('0' + divide(&rest, 10));
	while (!wide_is_zero(&rest));
	if (wide->negative)
		buf_add_byte(out, '-');
	buf_add(out, digits + at, (size_t)(DIGITS - at));
}

static unsigned take_base(const char **text)
{
	char letter = (*text)[0] == '0' ? (char)tolower((unsigned char)(*text)[1]) : '\0';
	unsigned base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;

	*text += base == 10 ? 0 : 2;
	return base;
}

bool wide_parse(const char *text, struct wide *wide, const char *what, struct err *err)
{
	const char *at = text;
	bool any = false;

	*wide = (struct wide){ .negative = *at == '-' };
	at += *at == '-' || *at == '+';
	unsigned base = take_base(&at);
	for (; *at && *at != ' '; at++) {
		int digit = hex_digit_value(*at);

		if (any && (*at == '_' || *at == '\''))
			continue;
		if (digit < 0 || digit >= (int)base)
			break;
		any = true;
		if (!multiply_add(wide, base, (uint32_t)digit))
			return err_set(err, ERR_RANGE, "\"%s\" has more than 128 bits", text);
	}
	if (!any || at[strspn(at, " ")] != '\0')
		return err_set(err, ERR_SYNTAX, "\"%s\" is no %s: type it as 1000, -5, 0x3e8 or "
			       "0b1010", text, what);
	wide->negative = wide->negative && !wide_is_zero(wide);
	return true;
}

/* bytes[16] = 0 - bytes */
static void negate(uint8_t bytes[16])
{
	unsigned carry = 1;

	for (int i = 0; i < 16; i++) {
		carry += (uint8_t)~bytes[i];
		bytes[i] = (uint8_t)carry;
		carry >>= 8;
	}
}

void wide_load(struct wide *wide, const uint8_t bytes[16], bool negative)
{
	uint8_t copy[16];

	memcpy(copy, bytes, sizeof(copy));
	if (negative)
		negate(copy);
	for (int i = 0; i < 4; i++)
		wide->limb[i] = (uint32_t)load_int(copy + 4 * i, 4, false);
	wide->negative = negative;
}

static bool is_set(const uint8_t bytes[16], unsigned bit)
{
	return bytes[bit / 8] >> bit % 8 & 1;
}

bool wide_store(const struct wide *wide, unsigned bits, bool is_signed, uint8_t bytes[16])
{
	for (int i = 0; i < 4; i++)
		store_int(bytes + 4 * i, 4, false, wide->limb[i]);
	if (wide->negative && !is_signed)
		return false;
	/* The sign's bit would be the number's, or beyond all 128. */
	if (is_signed && is_set(bytes, 127) && !wide->negative)
		return false;
	if (wide->negative)
		negate(bytes);
	if (wide->negative && !is_set(bytes, 127))
		return false;
	for (unsigned bit = is_signed ? bits - 1 : bits; bit < 128; bit++)
		if (is_set(bytes, bit) != wide->negative)
			return false;
	return true;
}

READING_DECODE(integer_decode)
{
	uint8_t bytes_le[16];
	struct wide wide;

	(void)value;
	bool negative = reading->kind && bytes[big ? 0 : len - 1] & 0x80;
	memset(bytes_le, negative ? 0xff : 0, sizeof(bytes_le));
	bytes_turn(bytes_le, bytes, len, big);
	wide_load(&wide, bytes_le, negative);
	wide_print(&wide, out);
	return READING_FINE;
}

/* "0 to 255" */
static void add_limits(struct buf *out, unsigned bits, bool is_signed)
{
	struct wide most = { .limb = { 0 } };
	unsigned set = is_signed ? bits - 1 : bits;

	for (unsigned bit = 0; bit < set; bit++)
		most.limb[bit / 32] |= UINT32_C(1) << bit % 32;
	if (is_signed) {
		struct wide least = { .negative = true };

		least.limb[set / 32] = UINT32_C(1) << set % 32;
		wide_print(&least, out);
	} else {
		buf_text(out, "0");
	}
	buf_text(out, " to ");
	wide_print(&most, out);
}

READING_ENCODE(integer_encode)
{
	struct buf limits = BUF_INIT;
	uint8_t stored[16];
	struct wide wide;
	unsigned bits = (unsigned)len * 8;

	(void)used;
	if (!wide_parse(text, &wide, reading->name, err))
		return false;
	if (wide_store(&wide, bits, reading->kind, stored)) {
		bytes_turn(bytes, stored, len, big);
		return true;
	}
	add_limits(&limits, bits, reading->kind);
	not_fitting(err, reading, text, buf_string(&limits));
	buf_done(&limits);
	return false;
}

/* A blank between two bytes. */
READING_DECODE(bits_decode)
{
	uint64_t number = load_int(bytes, len, big);
	unsigned bits = (unsigned)len * 8;

	(void)value;
	for (unsigned i = 0; i < bits; i++) {
		unsigned bit = reading->kind && !big ? i : bits - 1 - i;

		if (i > 0 && i % 8 == 0)
			buf_text(out, " ");
		buf_add_byte(out, (uint8_t)('0' + (number >> bit & 1)));
	}
	return READING_FINE;
}

READING_ENCODE(bits_encode)
{
	unsigned bits = (unsigned)len * 8, count = 0;
	uint64_t number = 0;

	(void)used;
	for (const char *at = text; *at; at++) {
		if (*at == ' ' || *at == '_')
			continue;
		if (*at != '0' && *at != '1')
			return not_such(err, reading, text, "ones and zeros");
		if (count == bits)
			return not_fitting(err, reading, text, "it has more bits");
		unsigned bit = reading->kind && !big ? count : bits - 1 - count;
		number |= (uint64_t)(*at - '0') << bit;
		count++;
	}
	if (count < bits)
		return not_fitting(err, reading, text, "it has fewer bits");
	store_int(bytes, len, big, number);
	return true;
}

READING_DECODE(bcd_decode)
{
	(void)reading, (void)value;
	for (size_t i = 0; i < len; i++) {
		uint8_t byte = bytes[big ? i : len - 1 - i];

		if (byte >> 4 > 9 || (byte & 15) > 9) {
			buf_clear(out);
			buf_text(out, "no decimal digits");
			return READING_WRONG;
		}
		buf_add_byte(out, (uint8_t)('0' + (byte >> 4)));
		buf_add_byte(out, (uint8_t)('0' + (byte & 15)));
	}
	return READING_FINE;
}

READING_ENCODE(bcd_encode)
{
	size_t digits = strspn(text, "0123456789");

	(void)used;
	if (digits == 0 || text[digits + strspn(text + digits, " ")] != '\0')
		return not_such(err, reading, text, "decimal digits");
	for (; digits > len * 2 && *text == '0'; digits--)
		text++;
	if (digits > len * 2)
		return not_fitting(err, reading, text, "there are too many digits");
	memset(bytes, 0, len);
	for (size_t i = 0; i < digits; i++) {
		unsigned digit = (unsigned)(text[digits - 1 - i] - '0');
		size_t at = big ? len - 1 - i / 2 : i / 2;

		bytes[at] |= (uint8_t)(i % 2 == 0 ? digit : digit << 4);
	}
	return true;
}

READING_DECODE(pointer_decode)
{
	(void)reading;
	value->is_pointer = true;
	value->pointer = load_int(bytes, len, big);
	buf_format(out, "0x%" PRIx64, value->pointer);
	return READING_FINE;
}

READING_ENCODE(pointer_encode)
{
	return integer_encode(reading, big, text, len, bytes, used, err);
}
