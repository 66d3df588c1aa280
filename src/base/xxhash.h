/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XXH64 with seed 0: a fast 64-bit checksum that tells bytes that were damaged or never written.
 * It does not tell bytes that somebody forged.
 *
 *	struct xxhash sum;
 *	xxhash_start(&sum);
 *	xxhash_add(&sum, bytes, len);      as often as needed; how it is cut does not matter
 *	xxhash_end(&sum)
 */
#ifndef BURIN_BASE_XXHASH_H
#define BURIN_BASE_XXHASH_H

#include <stddef.h>
#include <stdint.h>

struct xxhash {
	uint64_t lane[4];        /* four sums that run side by side */
	uint64_t len;            /* bytes so far */
	uint8_t rest[32];        /* the last len % 32 of them */
};

void xxhash_start(struct xxhash *sum);
void xxhash_add(struct xxhash *sum, const void *bytes, size_t len);
uint64_t xxhash_end(const struct xxhash *sum);

/* The three in one. */
uint64_t xxhash_of(const void *bytes, size_t len);

#endif
