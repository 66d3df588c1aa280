/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernels for x86-64: 16 or 32 bytes at a time. As signed numbers bytes from 80 on are less
 * than the space, so one comparison rules out both ends.
 */
#include "scan/strings_kernel.h"

#ifdef __x86_64__

#include <immintrin.h>

#include "base/processor.h"

#define INLINE inline __attribute__((always_inline))
#define AVX2 __attribute__((target("avx2")))

static INLINE uint64_t sse2_look(enum strings_class class, const uint8_t *at)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);

	if (class == STRINGS_IS_HIGH)
		return (uint32_t)_mm_movemask_epi8(bytes);
	if (class == STRINGS_IS_ZERO)
		return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_setzero_si128()));
	__m128i above = _mm_cmpgt_epi8(bytes, _mm_set1_epi8(0x1f));
	__m128i last = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f));
	__m128i tab = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t'));

	return (uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_andnot_si128(last, above), tab));
}

static INLINE void sse2_all(enum strings_class class, const uint8_t *data, size_t blocks,
			    uint64_t *bits)
{
	for (; blocks > 0; blocks--, data += STRINGS_BLOCK)
		*bits++ = sse2_look(class, data) | sse2_look(class, data + 16) << 16 |
			  sse2_look(class, data + 32) << 32 | sse2_look(class, data + 48) << 48;
}

/* A loop for each class, without a question in it. */
static void sse2_classify(enum strings_class class, const uint8_t *data, size_t blocks,
			  uint64_t *bits)
{
	if (class == STRINGS_IS_TEXT)
		sse2_all(STRINGS_IS_TEXT, data, blocks, bits);
	else if (class == STRINGS_IS_HIGH)
		sse2_all(STRINGS_IS_HIGH, data, blocks, bits);
	else
		sse2_all(STRINGS_IS_ZERO, data, blocks, bits);
}

AVX2 static INLINE uint64_t avx2_look(enum strings_class class, const uint8_t *at)
{
	__m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)at);

	if (class == STRINGS_IS_HIGH)
		return (uint32_t)_mm256_movemask_epi8(bytes);
	if (class == STRINGS_IS_ZERO)
		return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes,
								 _mm256_setzero_si256()));
	__m256i above = _mm256_cmpgt_epi8(bytes, _mm256_set1_epi8(0x1f));
	__m256i last = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(0x7f));
	__m256i tab = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\t'));

	return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(_mm256_andnot_si256(last, above),
							      tab));
}

AVX2 static INLINE void avx2_all(enum strings_class class, const uint8_t *data, size_t blocks,
				 uint64_t *bits)
{
	for (; blocks > 0; blocks--, data += STRINGS_BLOCK)
		*bits++ = avx2_look(class, data) | avx2_look(class, data + 32) << 32;
}

AVX2 static void avx2_classify(enum strings_class class, const uint8_t *data, size_t blocks,
			       uint64_t *bits)
{
	if (class == STRINGS_IS_TEXT)
		avx2_all(STRINGS_IS_TEXT, data, blocks, bits);
	else if (class == STRINGS_IS_HIGH)
		avx2_all(STRINGS_IS_HIGH, data, blocks, bits);
	else
		avx2_all(STRINGS_IS_ZERO, data, blocks, bits);
}

static bool has_avx2(void)
{
	return PROCESSOR_HAS(AVX2, "avx2");
}

static bool always(void)
{
	return true;
}

const struct strings_kernel strings_kernel_avx2 = { "avx2", has_avx2, avx2_classify };
const struct strings_kernel strings_kernel_sse2 = { "sse2", always, sse2_classify };

#else

/* Nothing for other machines: they have the portable kernel. */
typedef int strings_x86_is_empty;

#endif
