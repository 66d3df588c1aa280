/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SHA-256 by the instructions that x86 has for it. They keep the eight words as ABEF and CDGH, do
 * two rounds at a time, and make the message's next four words of the sixteen before in two steps.
 */
#include "scan/sha256.h"

#include <assert.h>

#ifdef __x86_64__
#include <immintrin.h>

#include "base/processor.h"

#define HASHING __attribute__((target("sha,sse4.1,ssse3")))

/* Not all C libraries and compilers know of "sha": asked of the processor itself. */
bool sha256_has_x86(void)
{
	unsigned a = 7, b = 0, c = 0, d = 0;

	if (!PROCESSOR_HAS(SSE4_1, "sse4.1") || !PROCESSOR_HAS(SSSE3, "ssse3"))
		return false;
	__asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	return (b >> 29 & 1) != 0;
}

HASHING static inline __m128i load_words(const uint8_t *at)
{
	const __m128i turned = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);

	return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)at), turned);
}

/* Words 16 to 19 after w[0] to w[3], which hold 0 to 15. */
HASHING static inline __m128i next_words(const __m128i w[4])
{
	__m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w[0], w[1]),
				    _mm_alignr_epi8(w[3], w[2], 4));

	return _mm_sha256msg2_epu32(sum, w[3]);
}

HASHING static inline void four_rounds(__m128i *abef, __m128i *cdgh, __m128i words, int first)
{
	__m128i sum = _mm_add_epi32(words, _mm_loadu_si128((const __m128i *)(const void *)
							   (sha256_constants + first)));

	*cdgh = _mm_sha256rnds2_epu32(*cdgh, *abef, sum);
	*abef = _mm_sha256rnds2_epu32(*abef, *cdgh, _mm_shuffle_epi32(sum, 0x0e));
}

HASHING static inline void do_block(__m128i *abef, __m128i *cdgh, const uint8_t *block)
{
	__m128i w[4], a = *abef, c = *cdgh;

	for (int i = 0; i < 4; i++) {
		w[i] = load_words(block + 16 * i);
		four_rounds(&a, &c, w[i], 4 * i);
	}
	for (int i = 16; i < SHA256_ROUNDS; i += 4) {
		__m128i next = next_words(w);

		w[0] = w[1];
		w[1] = w[2];
		w[2] = w[3];
		w[3] = next;
		four_rounds(&a, &c, next, i);
	}
	*abef = _mm_add_epi32(*abef, a);
	*cdgh = _mm_add_epi32(*cdgh, c);
}

HASHING void sha256_compress_x86(uint32_t h[8], const uint8_t *blocks, size_t count)
{
	__m128i abef = _mm_set_epi32((int)h[0], (int)h[1], (int)h[4], (int)h[5]);
	__m128i cdgh = _mm_set_epi32((int)h[2], (int)h[3], (int)h[6], (int)h[7]);

	for (; count > 0; count--, blocks += SHA256_BLOCK)
		do_block(&abef, &cdgh, blocks);
	h[0] = (uint32_t)_mm_extract_epi32(abef, 3);
	h[1] = (uint32_t)_mm_extract_epi32(abef, 2);
	h[4] = (uint32_t)_mm_extract_epi32(abef, 1);
	h[5] = (uint32_t)_mm_extract_epi32(abef, 0);
	h[2] = (uint32_t)_mm_extract_epi32(cdgh, 3);
	h[3] = (uint32_t)_mm_extract_epi32(cdgh, 2);
	h[6] = (uint32_t)_mm_extract_epi32(cdgh, 1);
	h[7] = (uint32_t)_mm_extract_epi32(cdgh, 0);
}

#else

bool sha256_has_x86(void)
{
	return false;
}

void sha256_compress_x86(uint32_t h[8], const uint8_t *blocks, size_t count)
{
	(void)h, (void)blocks, (void)count;
	assert(false);
}

#endif
