/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of digest_*.c share. */
#ifndef BURIN_SCAN_DIGEST_PRIVATE_H
#define BURIN_SCAN_DIGEST_PRIVATE_H

#include "scan/crc.h"
#include "scan/digest.h"
#include "scan/digest_library.h"
#include "scan/sha256.h"
#include "scan/sums.h"

enum digest_kind { DIGEST_CRC, DIGEST_CKSUM, DIGEST_SUM, DIGEST_SHA256, DIGEST_LIBRARY };

/* One algorithm at work. */
struct digest_item {
	char name[DIGEST_NAME];
	enum digest_kind kind;
	unsigned bits;
	void *run;               /* owned: struct crc, sum or sha256, or the library's */
	uint64_t value;          /* once it has ended */
	char hex[DIGEST_HEX];
};

struct digest {
	struct digest_library *library;  /* owned; NULL where it is missing */
	struct digest_item *items;       /* owned */
	size_t count, room;
	uint64_t len;            /* bytes so far */
	bool ended;
};

/* Adds an item that can be fed; `index` is the library's number of it, a sum's kind, or 0. */
bool digest_start(struct digest *digest, const char *name, enum digest_kind kind, unsigned bits,
		  size_t index, const struct crc_model *model, struct err *err) BURIN_MUST_CHECK;

#endif
