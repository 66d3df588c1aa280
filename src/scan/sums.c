/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes come in any pieces; what is summed are whole numbers of 1, 2 or 4 bytes. Sums of sums are
 * taken modulo only as often as 64 bits need it.
 */
#include "scan/sums.h"

#include <stdbool.h>
#include <string.h>

#include "base/checked.h"

/* What a kind adds up. */
static const struct kind {
	const char *name;
	unsigned bits;           /* of the result */
	unsigned unit;           /* bytes of a number */
	bool big;
	bool exclusive;          /* XOR */
	uint64_t modulus;        /* of two sums; 0: one sum, modulo 2^bits */
} kinds[SUM_KINDS] = {
	[SUM_8] = { "sum8", 8, 1, false, false, 0 },
	[SUM_16] = { "sum16", 16, 1, false, false, 0 },
	[SUM_32] = { "sum32", 32, 1, false, false, 0 },
	[SUM_64] = { "sum64", 64, 1, false, false, 0 },
	[SUM_16LE] = { "sum16le", 16, 2, false, false, 0 },
	[SUM_16BE] = { "sum16be", 16, 2, true, false, 0 },
	[SUM_32LE] = { "sum32le", 32, 4, false, false, 0 },
	[SUM_32BE] = { "sum32be", 32, 4, true, false, 0 },
	[SUM_XOR8] = { "xor8", 8, 1, false, true, 0 },
	[SUM_XOR16LE] = { "xor16le", 16, 2, false, true, 0 },
	[SUM_XOR16BE] = { "xor16be", 16, 2, true, true, 0 },
	[SUM_XOR32LE] = { "xor32le", 32, 4, false, true, 0 },
	[SUM_XOR32BE] = { "xor32be", 32, 4, true, true, 0 },
	[SUM_INTERNET] = { "internet", 16, 2, true, false, 0 },
	[SUM_FLETCHER16] = { "fletcher16", 16, 1, false, false, 0xff },
	[SUM_FLETCHER32] = { "fletcher32", 32, 2, false, false, 0xffff },
	[SUM_FLETCHER64] = { "fletcher64", 64, 4, false, false, 0xffffffff },
	[SUM_ADLER32] = { "adler32", 32, 1, false, false, 65521 },
};

/* Numbers between two reductions: n sums of less than n + 1 numbers of 32 bits stay below 2^64. */
enum { STRETCH = 1 << 15 };

const char *sum_name(enum sum_kind kind)
{
	return kind < SUM_KINDS ? kinds[kind].name : NULL;
}

unsigned sum_bits(enum sum_kind kind)
{
	return kinds[kind].bits;
}

void sum_start(struct sum *sum, enum sum_kind kind)
{
	*sum = (struct sum){ .kind = kind, .a = kind == SUM_ADLER32 };
}

static inline uint64_t load(const uint8_t *at, unsigned unit, bool big)
{
	uint16_t small;
	uint32_t large;

	if (unit == 1)
		return *at;
	if (unit == 2) {
		small = big ? (uint16_t)(at[0] << 8 | at[1]) : (uint16_t)(at[1] << 8 | at[0]);
		return small;
	}
	large = big ? (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3] :
		      (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0];
	return large;
}

/* `unit` and `big` are constants where this is used, so that the loops are made for them. */
static inline void add_plain(struct sum *sum, const uint8_t *at, size_t len, unsigned unit,
			     bool big)
{
	uint64_t a = 0;

	for (size_t i = 0; i < len; i += unit)
		a += load(at + i, unit, big);
	sum->a += a;
}

static inline void add_exclusive(struct sum *sum, const uint8_t *at, size_t len, unsigned unit,
				 bool big)
{
	uint64_t a = 0;

	for (size_t i = 0; i < len; i += unit)
		a ^= load(at + i, unit, big);
	sum->a ^= a;
}

static inline void add_twice(struct sum *sum, const uint8_t *at, size_t len, unsigned unit)
{
	uint64_t modulus = kinds[sum->kind].modulus;

	while (len > 0) {
		size_t part = min_size(len, (size_t)STRETCH * unit);
		uint64_t a = sum->a, b = sum->b;

		for (size_t i = 0; i < part; i += unit) {
			a += load(at + i, unit, false);
			b += a;
		}
		sum->a = a % modulus;
		sum->b = b % modulus;
		at += part;
		len -= part;
	}
}

/* Whole numbers. An Internet checksum of 2^48 bytes fits 64 bits; carries are added later. */
static void add_numbers(struct sum *sum, const uint8_t *at, size_t len)
{
	const struct kind *kind = &kinds[sum->kind];

	switch (kind->unit * 4 + (kind->modulus != 0) * 2u + kind->exclusive) {
	case 1 * 4 + 2:
		add_twice(sum, at, len, 1);
		break;
	case 2 * 4 + 2:
		add_twice(sum, at, len, 2);
		break;
	case 4 * 4 + 2:
		add_twice(sum, at, len, 4);
		break;
	case 1 * 4:
		add_plain(sum, at, len, 1, false);
		break;
	case 2 * 4:
		kind->big ? add_plain(sum, at, len, 2, true) : add_plain(sum, at, len, 2, false);
		break;
	case 4 * 4:
		kind->big ? add_plain(sum, at, len, 4, true) : add_plain(sum, at, len, 4, false);
		break;
	default:
		add_exclusive(sum, at, len, kind->unit, kind->big);
	}
}

void sum_add(struct sum *sum, const void *bytes, size_t len)
{
	unsigned unit = kinds[sum->kind].unit;
	const uint8_t *at = bytes;

	while (sum->held_len > 0 && len > 0) {
		sum->held[sum->held_len++] = *at++;
		len--;
		if (sum->held_len == unit) {
			sum->held_len = 0;
			add_numbers(sum, sum->held, unit);
		}
	}
	add_numbers(sum, at, len - len % unit);
	if (len % unit > 0) {
		memcpy(sum->held, at + (len - len % unit), len % unit);
		sum->held_len = len % unit;
	}
}

static uint64_t fold_carries(uint64_t value)
{
	while (value > 0xffff)
		value = (value & 0xffff) + (value >> 16);
	return ~value & 0xffff;
}

uint64_t sum_value(const struct sum *sum)
{
	static const uint8_t zeros[4];
	const struct kind *kind = &kinds[sum->kind];
	struct sum all = *sum;

	if (all.held_len > 0)
		sum_add(&all, zeros, kind->unit - all.held_len);
	if (all.kind == SUM_INTERNET)
		return fold_carries(all.a);
	if (kind->modulus != 0)
		return all.b << kind->bits / 2 | all.a;
	return kind->bits == 64 ? all.a : all.a & ((UINT64_C(1) << kind->bits) - 1);
}
