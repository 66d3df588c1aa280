/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rope: an immutable, reference-counted, height-balanced tree of pieces, counted in
 * bytes.
 *
 * A piece is a run of one source. Two structural operations, split and join; overwrite,
 * insert, delete, cut, paste, fill and move are made of them. The empty rope is NULL. Holding
 * a rope is holding a snapshot: it reads the same bytes for ever (but for a source that is
 * written in place).
 *
 * Nodes come from pools that are reserved first, so nothing here can fail:
 *
 *	if (!ropes_reserve(ropes, ROPE_NODES_PER_EDIT, err))
 *		return false;
 *	rope_split(ropes, rope, pos, &left, &right);            (consumes rope)
 *	rope = rope_join(ropes, rope_join(ropes, left, middle), right);
 *
 * Only the thread that owns the pools calls what takes `struct ropes *`; any thread may read
 * a rope it was given while the owner holds a reference for it.
 *
 * Invariants, cited by asserts and tests:
 *  R1 a leaf is never empty;
 *  R2 the heights of a branch's children differ by at most one, and its length is their sum;
 *  R3 no node changes while more than one reference to it exists (one reference: its owner
 *     may reuse it);
 *  R4 neighbouring pieces that continue each other in one source are one piece where a join
 *     makes them meet.
 */
#ifndef BURIN_DOCUMENT_ROPE_H
#define BURIN_DOCUMENT_ROPE_H

#include "base/err.h"
#include "base/pool.h"
#include "store/store.h"

#include <stdint.h>

struct rope;

/* Where nodes come from. */
struct ropes {
	struct pool leaves;
	struct pool branches;
	struct store *store;     /* borrowed; pieces hold references to its sources */
};

struct piece {
	uint64_t pos;            /* where it begins in the rope */
	uint64_t len;            /* bytes, at least 1 */
	uint64_t off;            /* where it begins in the source */
	uint16_t source;         /* number in the store */
};

/* Nodes enough for three splits and four joins of the tallest rope (height 96). */
enum { ROPE_NODES_PER_EDIT = 1024 };

void ropes_init(struct ropes *ropes, struct store *store);
void ropes_done(struct ropes *ropes);        /* every rope of it is gone after this */
bool ropes_reserve(struct ropes *ropes, size_t nodes, struct err *err) BURIN_MUST_CHECK;

uint64_t rope_len(const struct rope *rope);
struct rope *rope_ref(struct rope *rope);
void rope_unref(struct ropes *ropes, struct rope *rope);

/* One piece; takes a reference to the source. len 0 gives NULL. */
struct rope *rope_leaf(struct ropes *ropes, uint16_t source, uint64_t off, uint64_t len);

/* Consumes both. */
struct rope *rope_join(struct ropes *ropes, struct rope *left, struct rope *right);

/* Consumes rope. 0 <= pos <= rope_len(rope). */
void rope_split(struct ropes *ropes, struct rope *rope, uint64_t pos, struct rope **left,
		struct rope **right);

/* Bytes [pos, pos + len) as a rope of their own; borrows rope. */
struct rope *rope_slice(struct ropes *ropes, struct rope *rope, uint64_t pos, uint64_t len);

/* The piece that holds pos, 0 <= pos < rope_len(rope). O(height). */
struct piece rope_piece_at(const struct rope *rope, uint64_t pos);

/* Calls visit for each piece of [pos, pos + len), which must lie within, cut to that range,
 * in order, until it returns false; returns whether all were visited. O(height + pieces
 * visited). */
typedef bool rope_visit_fn(void *context, const struct piece *piece);
bool rope_visit(const struct rope *rope, uint64_t pos, uint64_t len, rope_visit_fn *visit,
		void *context);

/* Asserts R1 and R2; for tests. Returns the height, 0 for a leaf or NULL. */
int rope_check(const struct rope *rope);

#endif
