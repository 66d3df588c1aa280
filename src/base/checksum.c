/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the processor has an instruction for it, eight bytes at a time (about 8 GB/s); else half a
 * byte at a time from a table of sixteen numbers, which needs no room and no initialization.
 */
#include "base/checksum.h"

#include <string.h>

#include "base/processor.h"

uint32_t checksum_crc32c_portable(uint32_t sum, const void *bytes, size_t len)
{
	static const uint32_t table[16] = {
		0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3,
		0x61c69362, 0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
		0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
	};
	const uint8_t *at = bytes;

	sum = ~sum;
	for (size_t i = 0; i < len; i++) {
		sum ^= at[i];
		sum = sum >> 4 ^ table[sum & 15];
		sum = sum >> 4 ^ table[sum & 15];
	}
	return ~sum;
}

#if defined __x86_64__
__attribute__((target("sse4.2"))) static uint32_t crc32c_sse(uint32_t sum, const uint8_t *at,
							     size_t len)
{
	uint64_t crc = ~sum;
	uint64_t word;

	for (; len >= sizeof word; at += sizeof word, len -= sizeof word) {
		memcpy(&word, at, sizeof word);
		crc = __builtin_ia32_crc32di(crc, word);
	}
	for (; len > 0; at++, len--)
		crc = __builtin_ia32_crc32qi((uint32_t)crc, *at);
	return ~(uint32_t)crc;
}
#endif

uint32_t checksum_crc32c(uint32_t sum, const void *bytes, size_t len)
{
#if defined __x86_64__
	if (PROCESSOR_HAS(SSE4_2, "sse4.2"))
		return crc32c_sse(sum, bytes, len);
#endif
	return checksum_crc32c_portable(sum, bytes, len);
}
