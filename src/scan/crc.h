/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CRCs of any parameters, 3 to 64 bits wide.
 *
 *	struct crc_model model;
 *	struct crc *crc = malloc(sizeof(*crc));           (its tables are 16 KiB)
 *	if (crc_model_find("crc32", 5, &model))
 *		crc_start(crc, &model);
 *	crc_add(crc, bytes, len);
 *	value = crc_value(crc);
 *
 * CRC-32C of base/checksum.h is for our own logs and journals: a table of its own, made by the
 * compiler, that is there before anything is allocated.
 */
#ifndef BURIN_SCAN_CRC_H
#define BURIN_SCAN_CRC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the words of the catalogue: poly and init as numbers whose top bit is the highest power, also
 * where bytes are taken in from their lowest bit on (refin). */
struct crc_model {
	const char *name;        /* "CRC-32/ISO-HDLC" */
	const char *aliases;     /* separated by blanks; "" */
	unsigned width;          /* 3 to 64 */
	uint64_t poly, init;
	bool refin, refout;
	uint64_t xorout;
	uint64_t check;          /* the CRC of the text "123456789" */
};

/* The catalogue; false past its last. */
bool crc_model_at(size_t index, struct crc_model *model);

/* By name or alias; case and what is neither letter nor digit do not count: "crc32c" is CRC-32C. */
bool crc_model_find(const char *name, size_t len, struct crc_model *model);

/* Whether text[0..len) is this name, seen so. */
bool crc_name_is(const char *name, const char *text, size_t len);

struct crc {
	struct crc_model model;
	uint64_t state;          /* reflected: in the low bits; else in the high ones */
	bool folds;              /* long runs are multiplied together (crc_fold.c) */
	uint64_t factors[4];     /* what with */
	uint64_t tables[8][256]; /* [k][byte]: the byte with k zero bytes behind it */
};

void crc_start(struct crc *crc, const struct crc_model *model);
void crc_add(struct crc *crc, const void *bytes, size_t len);
uint64_t crc_value(const struct crc *crc);

/* For crc.c: whether this processor multiplies without carries, and the state after bytes[0..len),
 * len a multiple of 64, as the 16 bytes that have the same CRC from a state of zero. */
bool crc_can_fold(void);
void crc_fold(const struct crc *crc, const uint8_t *bytes, size_t len, uint8_t rest[16]);

#endif
