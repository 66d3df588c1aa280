/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CRC-32C: tells whether bytes that we wrote to a disk are the bytes that came back. It is no
 * protection against somebody who wants to deceive. The sum of a whole is taken in parts by handing
 * the sum so far on:
 *
 *	uint32_t sum = checksum_crc32c(0, head, head_len);
 *	sum = checksum_crc32c(sum, body, body_len);
 */
#ifndef BURIN_BASE_CHECKSUM_H
#define BURIN_BASE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

uint32_t checksum_crc32c(uint32_t sum, const void *bytes, size_t len);

/* The same by the slow way that every machine knows; for tests. */
uint32_t checksum_crc32c_portable(uint32_t sum, const void *bytes, size_t len);

#endif
