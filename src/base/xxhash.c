/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Written from the published description of XXH64. A CRC was not taken: 32 bits are few for
 * journals of gigabytes, and without an instruction for it a CRC is several times slower.
 */
#include "base/xxhash.h"

#include <string.h>

#include "base/checked.h"

static const uint64_t prime1 = UINT64_C(0x9e3779b185ebca87);
static const uint64_t prime2 = UINT64_C(0xc2b2ae3d27d4eb4f);
static const uint64_t prime3 = UINT64_C(0x165667b19e3779f9);
static const uint64_t prime4 = UINT64_C(0x85ebca77c2b2ae63);
static const uint64_t prime5 = UINT64_C(0x27d4eb2f165667c5);

static uint64_t turn(uint64_t value, unsigned bits)
{
	return value << bits | value >> (64 - bits);
}

static uint64_t load(const uint8_t *at, unsigned bytes)
{
	uint64_t value = 0;

	for (unsigned i = bytes; i-- > 0;)
		value = value << 8 | at[i];
	return value;
}

static uint64_t stir(uint64_t lane, uint64_t word)
{
	return turn(lane + word * prime2, 31) * prime1;
}

static void add_stripe(struct xxhash *sum, const uint8_t *at)
{
	for (int i = 0; i < 4; i++)
		sum->lane[i] = stir(sum->lane[i], load(at + 8 * i, 8));
}

void xxhash_start(struct xxhash *sum)
{
	*sum = (struct xxhash){ .lane = { prime1 + prime2, prime2, 0, 0 - prime1 } };
}

void xxhash_add(struct xxhash *sum, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	while (len > 0) {
		size_t have = (size_t)(sum->len % sizeof sum->rest);
		size_t part = min_size(len, sizeof sum->rest - have);

		if (part == sizeof sum->rest) {
			add_stripe(sum, at);
		} else {
			memcpy(sum->rest + have, at, part);
			if (have + part == sizeof sum->rest)
				add_stripe(sum, sum->rest);
		}
		sum->len += part;
		at += part;
		len -= part;
	}
}

static uint64_t join_lanes(const struct xxhash *sum)
{
	const uint64_t *lane = sum->lane;
	uint64_t joined;

	if (sum->len < sizeof sum->rest)
		return prime5;
	joined = turn(lane[0], 1) + turn(lane[1], 7) + turn(lane[2], 12) + turn(lane[3], 18);
	for (int i = 0; i < 4; i++)
		joined = (joined ^ stir(0, lane[i])) * prime1 + prime4;
	return joined;
}

uint64_t xxhash_end(const struct xxhash *sum)
{
	uint64_t value = join_lanes(sum) + sum->len;
	const uint8_t *at = sum->rest;
	size_t left = (size_t)(sum->len % sizeof sum->rest);

	for (; left >= 8; at += 8, left -= 8)
		value = turn(value ^ stir(0, load(at, 8)), 27) * prime1 + prime4;
	if (left >= 4) {
		value = turn(value ^ load(at, 4) * prime1, 23) * prime2 + prime3;
		at += 4;
		left -= 4;
	}
	for (; left > 0; at++, left--)
		value = turn(value ^ *at * prime5, 11) * prime1;
	value = (value ^ value >> 33) * prime2;
	value = (value ^ value >> 29) * prime3;
	return value ^ value >> 32;
}

uint64_t xxhash_of(const void *bytes, size_t len)
{
	struct xxhash sum;

	xxhash_start(&sum);
	xxhash_add(&sum, bytes, len);
	return xxhash_end(&sum);
}
