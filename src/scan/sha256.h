/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SHA-256 (FIPS 180-4), of bytes; scan/digest.h has it by name, and as a job.
 *
 *	struct sha256 state;
 *	sha256_start(&state);
 *	sha256_add(&state, bytes, len);
 *	sha256_end(&state, digest);
 *
 * Written here and not taken from a library: it is one function of forty lines, and none of the
 * large libraries is worth a dependency for it.
 */
#ifndef BURIN_SCAN_SHA256_H
#define BURIN_SCAN_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHA256_SIZE = 32, SHA256_TEXT = 2 * SHA256_SIZE + 1 };
enum { SHA256_BLOCK = 64, SHA256_ROUNDS = 64 };

struct sha256 {
	uint32_t h[8];
	uint64_t len;            /* bytes so far */
	uint8_t block[SHA256_BLOCK];     /* the last len % SHA256_BLOCK of them */
	bool by_processor;       /* which has instructions for it */
};

void sha256_start(struct sha256 *state);
void sha256_add(struct sha256 *state, const void *bytes, size_t len);
void sha256_end(struct sha256 *state, uint8_t digest[SHA256_SIZE]);

/* For sha256.c: the instructions of x86, where they are there. */
extern const uint32_t sha256_constants[SHA256_ROUNDS];
bool sha256_has_x86(void);
void sha256_compress_x86(uint32_t h[8], const uint8_t *blocks, size_t count);

#endif
