/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arithmetic on positions and sizes that says so instead of wrapping. */
#ifndef BURIN_BASE_CHECKED_H
#define BURIN_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each returns false when the true result does not fit; *result is then unspecified. */
static inline bool add_fits(uint64_t a, uint64_t b, uint64_t *result)
{
	return !__builtin_add_overflow(a, b, result);
}

static inline bool mul_fits(uint64_t a, uint64_t b, uint64_t *result)
{
	return !__builtin_mul_overflow(a, b, result);
}

static inline bool mul_size_fits(size_t a, size_t b, size_t *result)
{
	return !__builtin_mul_overflow(a, b, result);
}

static inline uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static inline uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static inline size_t max_size(size_t a, size_t b)
{
	return a > b ? a : b;
}

static inline size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

#endif
