/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digests of the RHash library: MD5, SHA-1, SHA-2, SHA-3, BLAKE2 and others. For digest.c alone.
 *
 * The library is loaded when it is asked for and stays so; digest_prepare() does that for a process
 * that will open no files any more.
 */
#ifndef BURIN_SCAN_DIGEST_LIBRARY_H
#define BURIN_SCAN_DIGEST_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest_library;

/* NULL where it is missing; digest_library_missing() says why. */
struct digest_library *digest_library_open(void);
void digest_library_close(struct digest_library *library);       /* NULL is allowed */
const char *digest_library_missing(void);

/* The algorithms: "SHA3-256"; NULL past the last. */
const char *digest_library_name(const struct digest_library *library, size_t index);
unsigned digest_library_bits(const struct digest_library *library, size_t index);

enum { DIGEST_LIBRARY_MOST = 64 };       /* bytes of a digest */

/* A run of one of them: NULL when memory runs out. The end frees it. */
void *digest_library_start(const struct digest_library *library, size_t index);
void digest_library_add(const struct digest_library *library, void *run, const uint8_t *bytes,
			size_t len);
void digest_library_end(const struct digest_library *library, void *run,
			uint8_t digest[DIGEST_LIBRARY_MOST]);

#endif
