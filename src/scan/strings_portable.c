/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel for any machine, eight bytes to a word, and the choice between the kernels. Sums of
 * seven bits never carry into the next byte, so the top bit of each byte tells exactly.
 */
#include "scan/strings_kernel.h"

#include <endian.h>
#include <string.h>

#include "scan/strings.h"

#define REPEATED UINT64_C(0x0101010101010101)
#define LOW_BITS (0x7f * REPEATED)
#define TOP_BITS (0x80 * REPEATED)

/* The top bit of each byte that is of the class. */
static inline uint64_t look(enum strings_class class, uint64_t word)
{
	uint64_t low = word & LOW_BITS;
	uint64_t printable = (low + 0x60 * REPEATED) & ~(low + REPEATED);
	uint64_t tab = ~((low ^ 9 * REPEATED) + LOW_BITS);

	if (class == STRINGS_IS_TEXT)
		return (printable | tab) & ~word & TOP_BITS;
	if (class == STRINGS_IS_HIGH)
		return word & TOP_BITS;
	return ~((low + LOW_BITS) | word) & TOP_BITS;
}

static void portable_classify(enum strings_class class, const uint8_t *data, size_t blocks,
			      uint64_t *bits)
{
	for (; blocks > 0; blocks--, data += STRINGS_BLOCK) {
		uint64_t gathered = 0, word;

		for (unsigned i = 0; i < STRINGS_BLOCK; i += 8) {
			memcpy(&word, data + i, sizeof(word));
			word = look(class, le64toh(word)) >> 7;
			gathered |= word * UINT64_C(0x0102040810204080) >> 56 << i;
		}
		*bits++ = gathered;
	}
}

static bool always(void)
{
	return true;
}

const struct strings_kernel strings_kernel_portable = { "portable", always, portable_classify };

const struct strings_kernel *const *strings_kernels(size_t *count)
{
	static const struct strings_kernel *const kernels[] = {
#ifdef __x86_64__
		&strings_kernel_avx2,
		&strings_kernel_sse2,
#endif
		&strings_kernel_portable,
	};

	*count = sizeof(kernels) / sizeof(*kernels);
	return kernels;
}

const struct strings_kernel *strings_kernel_best(void)
{
	size_t count;
	const struct strings_kernel *const *kernel = strings_kernels(&count);

	while (!(*kernel)->is_usable())
		kernel++;
	return *kernel;
}

const char *strings_kernel(void)
{
	return strings_kernel_best()->name;
}
