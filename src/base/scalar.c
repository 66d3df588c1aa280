/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes are put together one by one with shifts: right on every machine, at any alignment, and for
 * the odd sizes of 3 and 6 bytes too; compilers make a single load of it where the size is known.
 */
#include "base/scalar.h"

#include <assert.h>
#include <string.h>

#define BOTH(text, size, kind) { text "le", size, kind, false }, { text "be", size, kind, true }

static const struct scalar rows[] = {
	{ "u8", 1, SCALAR_UNSIGNED, false },
	{ "i8", 1, SCALAR_SIGNED, false },
	BOTH("u16", 2, SCALAR_UNSIGNED),
	BOTH("i16", 2, SCALAR_SIGNED),
	BOTH("u24", 3, SCALAR_UNSIGNED),
	BOTH("i24", 3, SCALAR_SIGNED),
	BOTH("u32", 4, SCALAR_UNSIGNED),
	BOTH("i32", 4, SCALAR_SIGNED),
	BOTH("u48", 6, SCALAR_UNSIGNED),
	BOTH("i48", 6, SCALAR_SIGNED),
	BOTH("u64", 8, SCALAR_UNSIGNED),
	BOTH("i64", 8, SCALAR_SIGNED),
	BOTH("f32", 4, SCALAR_FLOAT),
	BOTH("f64", 8, SCALAR_FLOAT),
};

enum { ROWS = sizeof rows / sizeof rows[0] };

/* The little-endian row comes first in the table, so a name without an order finds that one. */
const struct scalar *scalar_find(const char *name, size_t len)
{
	for (size_t i = 0; i < ROWS; i++) {
		size_t whole = strlen(rows[i].name);
		bool ordered = rows[i].size > 1;
		bool same = len == whole || (ordered && len == whole - 2);
		if (same && memcmp(rows[i].name, name, len) == 0)
			return &rows[i];
	}
	return NULL;
}

uint64_t scalar_load(const struct scalar *scalar, const uint8_t *bytes)
{
	uint64_t value = load_int(bytes, scalar->size, scalar->big);
	if (scalar->kind != SCALAR_SIGNED || scalar->size == 8)
		return value;
	uint64_t sign = UINT64_C(1) << (8 * scalar->size - 1);
	return (value ^ sign) - sign;
}

void scalar_store(const struct scalar *scalar, uint64_t value, uint8_t *bytes)
{
	store_int(bytes, scalar->size, scalar->big, value);
}

uint64_t load_int(const uint8_t *bytes, size_t size, bool big)
{
	assert(size >= 1 && size <= 8);
	uint64_t value = 0;
	for (size_t i = 0; i < size; i++)
		value = value << 8 | bytes[big ? i : size - 1 - i];
	return value;
}

void store_int(uint8_t *bytes, size_t size, bool big, uint64_t value)
{
	assert(size >= 1 && size <= 8);
	for (size_t i = 0; i < size; i++) {
		bytes[big ? size - 1 - i : i] = (uint8_t)value;
		value >>= 8;
	}
}
