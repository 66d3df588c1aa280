/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel for any machine, eight positions to a word, and the choice between the kernels.
 *
 * A byte of ((x ^ a) & ma) | ((y ^ b) & mb) is zero where both probes match. The test for zero
 * bytes is the exact one (adding 7f to the low seven bits never carries into the next byte),
 * since a shorter one reports false neighbours; the multiplication gathers the eight top bits
 * into one byte.
 */
#include "scan/finder_kernel.h"

#include <endian.h>
#include <string.h>

#define REPEATED UINT64_C(0x0101010101010101)
#define LOW_BITS UINT64_C(0x7f7f7f7f7f7f7f7f)

static uint64_t load_word(const uint8_t *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

uint64_t finder_block(const struct finder_probes *probes, const uint8_t *data, size_t at)
{
	const uint8_t *x = data + at + probes->first, *y = data + at + probes->second;
	uint64_t a = probes->value[0] * REPEATED, b = probes->value[1] * REPEATED;
	uint64_t ma = probes->mask[0] * REPEATED, mb = probes->mask[1] * REPEATED;
	uint64_t bits = 0;

	for (unsigned i = 0; i < FINDER_BLOCK; i += 8) {
		uint64_t differ = ((load_word(x + i) ^ a) & ma) | ((load_word(y + i) ^ b) & mb);
		uint64_t equal = ~(((differ & LOW_BITS) + LOW_BITS) | differ | LOW_BITS);

		if (equal != 0)
			bits |= (equal >> 7) * UINT64_C(0x0102040810204080) >> 56 << i;
	}
	return bits;
}

static size_t portable_forward(const struct finder_probes *probes, const uint8_t *data, size_t at,
			       size_t end, uint64_t *bits)
{
	for (; end - at >= FINDER_BLOCK; at += FINDER_BLOCK) {
		*bits = finder_block(probes, data, at);
		if (*bits != 0)
			return at;
	}
	*bits = 0;
	return at;
}

static size_t portable_backward(const struct finder_probes *probes, const uint8_t *data,
				size_t end, uint64_t *bits)
{
	while (end >= FINDER_BLOCK) {
		end -= FINDER_BLOCK;
		*bits = finder_block(probes, data, end);
		if (*bits != 0)
			return end;
	}
	*bits = 0;
	return end;
}

static bool always(void)
{
	return true;
}

const struct finder_kernel finder_kernel_portable = {
	"portable", always, portable_forward, portable_backward, NULL,
};

const struct finder_kernel *const *finder_kernels(size_t *count)
{
	static const struct finder_kernel *const kernels[] = {
#ifdef __x86_64__
		&finder_kernel_avx512,
		&finder_kernel_avx2,
		&finder_kernel_sse2,
#endif
		&finder_kernel_portable,
	};

	*count = sizeof(kernels) / sizeof(*kernels);
	return kernels;
}

const struct finder_kernel *finder_kernel_best(void)
{
	size_t count;
	const struct finder_kernel *const *kernel = finder_kernels(&count);

	while (!(*kernel)->is_usable())
		kernel++;
	return *kernel;
}

const char *finder_kernel(void)
{
	return finder_kernel_best()->name;
}
