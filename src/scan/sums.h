/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checksums that are sums: of bytes and of numbers, XOR, Fletcher's, Adler's.
 *
 *	struct sum sum;
 *	sum_start(&sum, SUM_ADLER32);
 *	sum_add(&sum, bytes, len);
 *	value = sum_value(&sum);
 *
 * Where numbers are added and the last one is short, zero bytes are thought behind it.
 */
#ifndef BURIN_SCAN_SUMS_H
#define BURIN_SCAN_SUMS_H

#include <stddef.h>
#include <stdint.h>

enum sum_kind {
	SUM_8, SUM_16, SUM_32, SUM_64,       /* of all bytes, in so many bits */
	SUM_16LE, SUM_16BE, SUM_32LE, SUM_32BE,      /* of numbers, in as many bits as they have */
	SUM_XOR8, SUM_XOR16LE, SUM_XOR16BE, SUM_XOR32LE, SUM_XOR32BE,
	SUM_INTERNET,                        /* RFC 1071: IP, TCP, UDP */
	SUM_FLETCHER16, SUM_FLETCHER32, SUM_FLETCHER64,      /* of bytes, u16le, u32le */
	SUM_ADLER32,                         /* RFC 1950 */
	SUM_KINDS,
};

struct sum {
	enum sum_kind kind;
	uint64_t a, b;           /* the sum, and the sum of sums */
	uint8_t held[4];         /* of a number that is not whole yet */
	size_t held_len;
};

const char *sum_name(enum sum_kind kind);        /* "sum16le"; NULL for SUM_KINDS */
unsigned sum_bits(enum sum_kind kind);

void sum_start(struct sum *sum, enum sum_kind kind);
void sum_add(struct sum *sum, const void *bytes, size_t len);
uint64_t sum_value(const struct sum *sum);

#endif
