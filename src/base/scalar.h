/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Typed reads of bytes: the table of fixed-size numbers that expressions, the put command and later
 * the inspector share. Names: u8 i8, and u/i 16 24 32 48 64 with le or be ("u32le", "i16be"), f32le
 * f32be f64le f64be. "u16" without an order means little endian.
 */
#ifndef BURIN_BASE_SCALAR_H
#define BURIN_BASE_SCALAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum scalar_kind { SCALAR_UNSIGNED, SCALAR_SIGNED, SCALAR_FLOAT };

struct scalar {
	const char *name;
	uint8_t size;           /* bytes, 1 to 8 */
	enum scalar_kind kind;
	bool big;               /* big endian */
};

/* The row with that name, or NULL. */
const struct scalar *scalar_find(const char *name, size_t len);

/* bytes[0..size) as 64 bits: zero-extended, sign-extended (two's complement), or the raw bits of a
 * float. */
uint64_t scalar_load(const struct scalar *scalar, const uint8_t *bytes);

/* The low `size` bytes of value in the scalar's order. */
void scalar_store(const struct scalar *scalar, uint64_t value, uint8_t *bytes);

/* Any integer of 1 to 8 bytes. */
uint64_t load_int(const uint8_t *bytes, size_t size, bool big);
void store_int(uint8_t *bytes, size_t size, bool big, uint64_t value);

#endif
