/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inner loops of the finder, one set per instruction set. Nobody but finder.c, its tests and
 * its bench includes this.
 *
 * A position p of the data is a candidate when both probes match: byte p + first and byte p +
 * second, each under its mask. Kernels look at blocks of 64 positions and give one bit for each,
 * the lowest bit for the first position. They read no byte outside of what the positions asked
 * for need. Where masks let much pass, a third byte is looked at.
 */
#ifndef BURIN_SCAN_FINDER_KERNEL_H
#define BURIN_SCAN_FINDER_KERNEL_H

#include "scan/finder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FINDER_BLOCK = 64 };

struct finder_probes {
	size_t first, second;    /* places of the pattern, first <= second */
	size_t third;            /* where masks let much pass; a kernel may leave it out */
	uint8_t value[3];        /* what is there ... */
	uint8_t mask[3];         /* ... under these masks */
	bool masked;             /* not all masks are ff */
};

struct finder_kernel {
	const char *name;
	bool (*is_usable)(void);

	/* Whole blocks of positions from `at` on, below `end`: the first with a candidate, which
	 * *bits tells; or *bits is 0, and less than a block remains from the position
	 * returned. */
	size_t (*forward)(const struct finder_probes *probes, const uint8_t *data, size_t at,
			  size_t end, uint64_t *bits);

	/* The same downward from `end` to 0: the last block with a candidate; or *bits is 0, and
	 * less than a block remains below the position returned. */
	size_t (*backward)(const struct finder_probes *probes, const uint8_t *data, size_t end,
			   uint64_t *bits);

	/* Adds the candidates of all whole blocks to *hits; less than a block remains from the
	 * position returned. NULL: there is no faster way than the others. */
	size_t (*count)(const struct finder_probes *probes, const uint8_t *data, size_t at,
			size_t end, uint64_t *hits);
};

/* Fastest first; *count is how many were built. */
const struct finder_kernel *const *finder_kernels(size_t *count);

/* The fastest usable one. */
const struct finder_kernel *finder_kernel_best(void);

/* One block, without SIMD. */
uint64_t finder_block(const struct finder_probes *probes, const uint8_t *data, size_t at);

#ifdef __x86_64__
extern const struct finder_kernel finder_kernel_avx512;
extern const struct finder_kernel finder_kernel_avx2;
extern const struct finder_kernel finder_kernel_sse2;
#endif
extern const struct finder_kernel finder_kernel_portable;

/* As finder_new(), with a kernel of one's own choice. `patience` is how much verifying is allowed
 * before the linear search takes over, in bytes; SIZE_MAX: for ever. */
struct finder *finder_new_with(const struct pattern *pattern, const struct finder_kernel *kernel,
			       size_t patience, struct err *err) BURIN_MUST_CHECK;

#endif
