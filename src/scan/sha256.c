/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The standard's own words for names: a to h, Σ, σ, Ch and Maj. sha256_x86.c has the instructions
 * that some processors have for it. */
#include "scan/sha256.h"

#include <string.h>

const uint32_t sha256_constants[SHA256_ROUNDS] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2,
};

static inline uint32_t turn(uint32_t value, unsigned bits)
{
	return value >> bits | value << (32 - bits);
}

static void expand(const uint8_t *block, uint32_t w[SHA256_ROUNDS])
{
	for (int i = 0; i < 16; i++, block += 4)
		w[i] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 |
		       (uint32_t)block[2] << 8 | block[3];
	for (int i = 16; i < SHA256_ROUNDS; i++) {
		uint32_t s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3;
		uint32_t s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10;
		w[i] = w[i - 16] + s0 + w[i - 7] + s1;
	}
}

/* One round. The letters are v[-n] to v[7 - n] around a circle, so that none has to be moved: n is
 * a constant where this is used. */
static inline void do_round(uint32_t v[8], int n, uint32_t word)
{
	uint32_t a = v[-n & 7], b = v[(1 - n) & 7], c = v[(2 - n) & 7];
	uint32_t e = v[(4 - n) & 7], f = v[(5 - n) & 7], g = v[(6 - n) & 7];
	uint32_t sum1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
	uint32_t sum0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
	uint32_t t1 = v[(7 - n) & 7] + sum1 + ((e & f) ^ (~e & g)) + word;

	v[(3 - n) & 7] += t1;
	v[(7 - n) & 7] = t1 + sum0 + ((a & b) ^ (a & c) ^ (b & c));
}

static void compress_portable(uint32_t h[8], const uint8_t *block)
{
	const uint32_t *k = sha256_constants;
	uint32_t w[SHA256_ROUNDS], v[8];

	expand(block, w);
	memcpy(v, h, sizeof(v));
	for (int i = 0; i < SHA256_ROUNDS; i += 8) {
		do_round(v, 0, w[i] + k[i]);
		do_round(v, 1, w[i + 1] + k[i + 1]);
		do_round(v, 2, w[i + 2] + k[i + 2]);
		do_round(v, 3, w[i + 3] + k[i + 3]);
		do_round(v, 4, w[i + 4] + k[i + 4]);
		do_round(v, 5, w[i + 5] + k[i + 5]);
		do_round(v, 6, w[i + 6] + k[i + 6]);
		do_round(v, 7, w[i + 7] + k[i + 7]);
	}
	for (int i = 0; i < 8; i++)
		h[i] += v[i];
}

static void compress(struct sha256 *state, const uint8_t *blocks, size_t count)
{
	if (state->by_processor) {
		sha256_compress_x86(state->h, blocks, count);
		return;
	}
	for (; count > 0; count--, blocks += SHA256_BLOCK)
		compress_portable(state->h, blocks);
}

void sha256_start(struct sha256 *state)
{
	static const uint32_t first[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};

	memcpy(state->h, first, sizeof(first));
	state->len = 0;
	state->by_processor = sha256_has_x86();
}

void sha256_add(struct sha256 *state, const void *bytes, size_t len)
{
	const uint8_t *from = bytes;

	while (len > 0) {
		size_t held = state->len % SHA256_BLOCK;
		size_t part = SHA256_BLOCK - held < len ? SHA256_BLOCK - held : len;

		if (part == SHA256_BLOCK) {
			part = len - len % SHA256_BLOCK;
			compress(state, from, part / SHA256_BLOCK);
		} else {
			memcpy(state->block + held, from, part);
			if (held + part == SHA256_BLOCK)
				compress(state, state->block, 1);
		}
		state->len += part;
		from += part;
		len -= part;
	}
}

void sha256_end(struct sha256 *state, uint8_t digest[SHA256_SIZE])
{
	static const uint8_t padding[SHA256_BLOCK] = { 0x80 };
	uint64_t bits = state->len * 8;
	uint8_t count[8];
	size_t held = state->len % SHA256_BLOCK;

	for (unsigned i = 0; i < 8; i++)
		count[i] = (uint8_t)(bits >> (56 - 8 * i));
	sha256_add(state, padding, held < 56 ? 56 - held : 120 - held);
	sha256_add(state, count, sizeof(count));
	for (int i = 0; i < SHA256_SIZE; i++)
		digest[i] = (uint8_t)(state->h[i / 4] >> (24 - 8 * (i % 4)));
}
