/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Block arithmetic: new bytes for a range, from its old ones and a key that repeats. As a job, so
 * that a range of gigabytes does not freeze anything; the result is applied by its owner as one
 * change. A byte that can not be read is an error (ERR_LOST): there is nothing to reckon with.
 */
#ifndef BURIN_SCAN_TRANSFORM_H
#define BURIN_SCAN_TRANSFORM_H

#include "base/buf.h"
#include "base/job.h"
#include "document/snapshot.h"

#include <stdint.h>

enum transform_op {
	TRANSFORM_XOR, TRANSFORM_AND, TRANSFORM_OR, TRANSFORM_NOT,
	TRANSFORM_ADD, TRANSFORM_SUBTRACT,   /* per byte or unit, wrapping */
	TRANSFORM_SHIFT_LEFT, TRANSFORM_SHIFT_RIGHT,
	TRANSFORM_ROTATE_LEFT, TRANSFORM_ROTATE_RIGHT,
	TRANSFORM_REVERSE,                   /* the order of the bytes of the whole range */
	TRANSFORM_SWAP,                      /* the byte order of each unit */
};

struct transform_request {
	enum transform_op op;
	uint64_t pos;
	uint64_t len;
	const uint8_t *key;      /* xor and or add subtract: repeats, at least 1 byte; copied */
	size_t key_len;          /* add subtract: a multiple of unit, the key is numbers too */
	unsigned bits;           /* shift and rotate: 0 to 8 * unit - 1 */
	unsigned unit;           /* bytes per number, 1 2 4 8; swap: 2 4 8. len must be a multiple
				  * of it. Xor and or not reverse do not look at it */
	bool big;                /* byte order of units */
};

enum { TRANSFORM_MOST = 1 << 30 };   /* bytes: the result is held in memory */

/* The name as typed in :transform ("xor", "rotate-left", ...), or NULL past the last. */
const char *transform_name(enum transform_op op);
bool transform_find(const char *name, enum transform_op *op);
bool transform_needs_key(enum transform_op op);
bool transform_needs_bits(enum transform_op op);

/* Takes a reference to the snapshot's rope of its own. ERR_RANGE for what does not fit the range
 * or each other. */
struct job *transform_new(const struct snapshot *snapshot, const struct transform_request *request,
			  struct err *err) BURIN_MUST_CHECK;

/* After JOB_DONE: the new bytes, transform_request.len of them, borrowed. */
const struct buf *transform_result(const struct job *job);

#endif
