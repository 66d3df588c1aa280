/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inner loops of strings, one per instruction set: bytes to bits. Nobody but strings_walk.c and
 * its tests includes this.
 */
#ifndef BURIN_SCAN_STRINGS_KERNEL_H
#define BURIN_SCAN_STRINGS_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STRINGS_BLOCK = 64 };

enum strings_class {
	STRINGS_IS_TEXT,         /* printable ASCII, tab */
	STRINGS_IS_HIGH,         /* 80 and more */
	STRINGS_IS_ZERO,
	STRINGS_CLASSES,
};

struct strings_kernel {
	const char *name;
	bool (*is_usable)(void);

	/* A bit for each byte of data[0 .. blocks * STRINGS_BLOCK) that is of the class, the lowest
	 * for the first byte of a block. */
	void (*classify)(enum strings_class class, const uint8_t *data, size_t blocks,
			 uint64_t *bits);
};

/* Fastest first; *count is how many were built. */
const struct strings_kernel *const *strings_kernels(size_t *count);

/* The fastest usable one. */
const struct strings_kernel *strings_kernel_best(void);

#ifdef __x86_64__
extern const struct strings_kernel strings_kernel_avx2;
extern const struct strings_kernel strings_kernel_sse2;
#endif
extern const struct strings_kernel strings_kernel_portable;

#endif
