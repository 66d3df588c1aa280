/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Long runs by multiplication without carries: four lanes of 16 bytes are each moved on by 512 bits
 * (times x^576 and x^512, as remainders) and the next 64 bytes added, until 16 bytes are left that
 * have the same CRC as all. Any polynomial will do, so nothing here is made for CRC-32 alone. No
 * final reduction: 16 bytes are quick by table.
 */
#include "scan/crc.h"

#include <assert.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>

#include "base/processor.h"

#define FOLDING __attribute__((target("pclmul,ssse3")))

bool crc_can_fold(void)
{
	return PROCESSOR_HAS(PCLMULQDQ, "pclmul") && PROCESSOR_HAS(SSSE3, "ssse3");
}

/* Not reflected, the first byte is the highest: so it is loaded. */
FOLDING static inline __m128i order(__m128i bytes, bool reflected)
{
	const __m128i turned = _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

	return reflected ? bytes : _mm_shuffle_epi8(bytes, turned);
}

FOLDING static inline __m128i load(const uint8_t *at, bool reflected)
{
	return order(_mm_loadu_si128((const __m128i *)(const void *)at), reflected);
}

/* The half of the higher powers is the low one of a reflected lane; so it is in `factors`. */
FOLDING static inline __m128i move_on(__m128i lane, __m128i factors)
{
	return _mm_xor_si128(_mm_clmulepi64_si128(lane, factors, 0x00),
			     _mm_clmulepi64_si128(lane, factors, 0x11));
}

FOLDING static __m128i factors_of(const struct crc *crc, int first)
{
	uint64_t higher = crc->factors[first], lower = crc->factors[first + 1];

	return crc->model.refin ? _mm_set_epi64x((long long)lower, (long long)higher) :
				  _mm_set_epi64x((long long)higher, (long long)lower);
}

FOLDING static inline __m128i fold_lanes(const struct crc *crc, const uint8_t *at, size_t len,
					 bool reflected)
{
	__m128i far = factors_of(crc, 0), near = factors_of(crc, 2);
	__m128i a = load(at, reflected), b = load(at + 16, reflected);
	__m128i c = load(at + 32, reflected), d = load(at + 48, reflected);

	a = _mm_xor_si128(a, reflected ? _mm_set_epi64x(0, (long long)crc->state) :
					 _mm_set_epi64x((long long)crc->state, 0));
	for (at += 64, len -= 64; len > 0; at += 64, len -= 64) {
		a = _mm_xor_si128(move_on(a, far), load(at, reflected));
		b = _mm_xor_si128(move_on(b, far), load(at + 16, reflected));
		c = _mm_xor_si128(move_on(c, far), load(at + 32, reflected));
		d = _mm_xor_si128(move_on(d, far), load(at + 48, reflected));
	}
	b = _mm_xor_si128(move_on(a, near), b);
	c = _mm_xor_si128(move_on(b, near), c);
	return _mm_xor_si128(move_on(c, near), d);
}

FOLDING void crc_fold(const struct crc *crc, const uint8_t *bytes, size_t len, uint8_t rest[16])
{
	bool reflected = crc->model.refin;
	__m128i lane;

	assert(len >= 64 && len % 64 == 0);
	lane = reflected ? fold_lanes(crc, bytes, len, true) : fold_lanes(crc, bytes, len, false);
	_mm_storeu_si128((__m128i *)(void *)rest, order(lane, reflected));
}

#else

bool crc_can_fold(void)
{
	return false;
}

void crc_fold(const struct crc *crc, const uint8_t *bytes, size_t len, uint8_t rest[16])
{
	(void)crc, (void)bytes, (void)len;
	memset(rest, 0, 16);
	assert(false);
}

#endif
