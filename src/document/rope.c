/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A leaf is a piece (24 bytes), a branch has two children (32 bytes); both begin with struct
 * rope. Heights are kept as in an AVL tree: join() walks down the spine of the taller side to
 * a node as tall as the other, and rotates on the way back; split() cuts the path to a
 * position and joins what falls off on each side. Both cost O(height), the joins of a split
 * together as well.
 *
 * Functions that consume a node change it where theirs is the only reference (R3). So an edit
 * of a document without snapshots allocates nothing but the new pieces, and a node that is
 * opened goes to the head of its pool, from where the next one is made while it is still in
 * the cache. What hangs below a shared node is protected because open_branch() takes
 * references to the children before it lets the shared node go.
 *
 * Rejected: a B-tree with pieces in its nodes (half the memory of the branches, but a
 * snapshot then costs a copy of a wide node per level and edit); a gap buffer or piece table
 * as an array (an edit is O(pieces)); weight-balanced trees (no shorter, and the bounds are
 * harder to see).
 */
#include "document/rope.h"

#include <assert.h>
#include <stdlib.h>

struct rope {
	uint32_t refs;
	uint8_t height;          /* 0: a leaf */
	uint16_t source;         /* of a leaf */
	uint64_t len;            /* bytes below */
};

struct leaf {
	struct rope rope;
	uint64_t off;            /* in the source */
};

struct branch {
	struct rope rope;
	struct rope *left;       /* one reference each */
	struct rope *right;
};

enum { SLAB = 4096 };

static struct leaf *leaf_of(const struct rope *rope)
{
	assert(rope->height == 0);
	return (struct leaf *)(uintptr_t)rope;
}

static struct branch *branch_of(const struct rope *rope)
{
	assert(rope->height > 0);
	return (struct branch *)(uintptr_t)rope;
}

void ropes_init(struct ropes *ropes, struct store *store)
{
	static_assert(sizeof(struct leaf) == 24 && sizeof(struct branch) == 32,
		      "a million edits have to fit in 200 MB");
	pool_init(&ropes->leaves, sizeof(struct leaf), SLAB);
	pool_init(&ropes->branches, sizeof(struct branch), SLAB);
	ropes->store = store;
}

void ropes_done(struct ropes *ropes)
{
	pool_done(&ropes->leaves);
	pool_done(&ropes->branches);
}

bool ropes_reserve(struct ropes *ropes, size_t nodes, struct err *err)
{
	return pool_reserve(&ropes->leaves, nodes, err) &&
	       pool_reserve(&ropes->branches, nodes, err);
}

uint64_t rope_len(const struct rope *rope)
{
	return rope ? rope->len : 0;
}

struct rope *rope_ref(struct rope *rope)
{
	if (rope) {
		assert(rope->refs < UINT32_MAX);
		rope->refs++;
	}
	return rope;
}

void rope_unref(struct ropes *ropes, struct rope *rope)
{
	while (rope && --rope->refs == 0) {
		struct rope *next = NULL;

		if (rope->height > 0) {
			rope_unref(ropes, branch_of(rope)->left);
			next = branch_of(rope)->right;
			pool_give(&ropes->branches, rope);
		} else {
			store_unref(ropes->store, rope->source);
			pool_give(&ropes->leaves, rope);
		}
		rope = next;
	}
}

struct rope *rope_leaf(struct ropes *ropes, uint16_t source, uint64_t off, uint64_t len)
{
	if (len == 0)
		return NULL;

	struct leaf *leaf = pool_take(&ropes->leaves);

	store_ref(ropes->store, source);
	leaf->rope = (struct rope){ .refs = 1, .source = source, .len = len };
	leaf->off = off;
	return &leaf->rope;
}

/* Consumes both children, whose heights differ by at most one. */
static struct rope *make_branch(struct ropes *ropes, struct rope *left, struct rope *right)
{
	struct branch *branch = pool_take(&ropes->branches);
	uint8_t tallest = left->height > right->height ? left->height : right->height;

	assert(abs(left->height - right->height) <= 1);
	branch->rope = (struct rope){
		.refs = 1, .height = (uint8_t)(tallest + 1), .len = left->len + right->len
	};
	branch->left = left;
	branch->right = right;
	return &branch->rope;
}

/* Consumes a branch and gives its children. */
static void open_branch(struct ropes *ropes, struct rope *rope, struct rope **left,
			struct rope **right)
{
	struct branch *branch = branch_of(rope);

	*left = branch->left;
	*right = branch->right;
	if (rope->refs == 1) {
		pool_give(&ropes->branches, rope);
		return;
	}
	rope_ref(*left);
	rope_ref(*right);
	rope->refs--;
}

/* make_branch() for children whose heights differ by at most two. The taller child is opened,
 * and its inner child as well where that is the tall one. */
static struct rope *balance(struct ropes *ropes, struct rope *left, struct rope *right)
{
	struct rope *outer, *inner, *first, *second;

	if (left->height > right->height + 1) {
		open_branch(ropes, left, &outer, &inner);
		if (outer->height >= inner->height)
			return make_branch(ropes, outer, make_branch(ropes, inner, right));
		open_branch(ropes, inner, &first, &second);
		return make_branch(ropes, make_branch(ropes, outer, first),
				   make_branch(ropes, second, right));
	}
	if (right->height > left->height + 1) {
		open_branch(ropes, right, &inner, &outer);
		if (outer->height >= inner->height)
			return make_branch(ropes, make_branch(ropes, left, inner), outer);
		open_branch(ropes, inner, &first, &second);
		return make_branch(ropes, make_branch(ropes, left, first),
				   make_branch(ropes, second, outer));
	}
	return make_branch(ropes, left, right);
}

/* rope_join() for pieces that do not continue each other. At most one taller than the taller
 * side. */
static struct rope *join(struct ropes *ropes, struct rope *left, struct rope *right)
{
	struct rope *far, *near;

	if (!left || !right)
		return left ? left : right;
	if (left->height > right->height + 1) {
		open_branch(ropes, left, &far, &near);
		return balance(ropes, far, join(ropes, near, right));
	}
	if (right->height > left->height + 1) {
		open_branch(ropes, right, &near, &far);
		return balance(ropes, join(ropes, left, near), far);
	}
	return make_branch(ropes, left, right);
}

static void split_leaf(struct ropes *ropes, struct rope *rope, uint64_t pos, struct rope **left,
		       struct rope **right)
{
	struct leaf *leaf = leaf_of(rope);

	*right = rope_leaf(ropes, rope->source, leaf->off + pos, rope->len - pos);
	if (rope->refs == 1) {
		rope->len = pos;
		*left = rope;
		return;
	}
	*left = rope_leaf(ropes, rope->source, leaf->off, pos);
	rope->refs--;
}

void rope_split(struct ropes *ropes, struct rope *rope, uint64_t pos, struct rope **left,
		struct rope **right)
{
	struct rope *low, *high, *rest;

	assert(pos <= rope_len(rope));
	if (!rope || pos == 0 || pos == rope->len) {
		*left = pos == 0 ? NULL : rope;
		*right = pos == 0 ? rope : NULL;
		return;
	}
	if (rope->height == 0) {
		split_leaf(ropes, rope, pos, left, right);
		return;
	}
	open_branch(ropes, rope, &low, &high);
	if (pos < low->len) {
		rope_split(ropes, low, pos, left, &rest);
		*right = join(ropes, rest, high);
	} else {
		rope_split(ropes, high, pos - low->len, &rest, right);
		*left = join(ropes, low, rest);
	}
}

static const struct leaf *first_leaf(const struct rope *rope)
{
	while (rope->height > 0)
		rope = branch_of(rope)->left;
	return leaf_of(rope);
}

static const struct leaf *last_leaf(const struct rope *rope)
{
	while (rope->height > 0)
		rope = branch_of(rope)->right;
	return leaf_of(rope);
}

/* Consumes a node and gives one with the same content that may be changed. */
static struct rope *own(struct ropes *ropes, struct rope *rope)
{
	struct rope *copy;

	if (rope->refs == 1)
		return rope;
	if (rope->height == 0)
		copy = rope_leaf(ropes, rope->source, leaf_of(rope)->off, rope->len);
	else
		copy = make_branch(ropes, rope_ref(branch_of(rope)->left),
				   rope_ref(branch_of(rope)->right));
	rope->refs--;
	return copy;
}

/* Consumes rope; its last piece gets `more` bytes longer. */
static struct rope *extend(struct ropes *ropes, struct rope *rope, uint64_t more)
{
	rope = own(ropes, rope);
	rope->len += more;
	if (rope->height > 0)
		branch_of(rope)->right = extend(ropes, branch_of(rope)->right, more);
	return rope;
}

struct rope *rope_join(struct ropes *ropes, struct rope *left, struct rope *right)
{
	if (!left || !right)
		return left ? left : right;

	const struct leaf *before = last_leaf(left);
	const struct leaf *after = first_leaf(right);
	uint64_t more = after->rope.len;
	struct rope *rest;

	assert(left->len <= UINT64_MAX - right->len);
	if (before->rope.source != after->rope.source ||
	    before->off + before->rope.len != after->off)
		return join(ropes, left, right);
	rope_split(ropes, right, more, &right, &rest);
	rope_unref(ropes, right);
	return join(ropes, extend(ropes, left, more), rest);
}

struct rope *rope_slice(struct ropes *ropes, struct rope *rope, uint64_t pos, uint64_t len)
{
	struct rope *before, *middle, *after;

	assert(pos <= rope_len(rope) && len <= rope_len(rope) - pos);
	rope_split(ropes, rope_ref(rope), pos, &before, &middle);
	rope_unref(ropes, before);
	rope_split(ropes, middle, len, &middle, &after);
	rope_unref(ropes, after);
	return middle;
}

struct piece rope_piece_at(const struct rope *rope, uint64_t pos)
{
	uint64_t start = 0;

	assert(pos < rope_len(rope));
	while (rope->height > 0) {
		const struct branch *branch = branch_of(rope);

		if (pos - start < branch->left->len) {
			rope = branch->left;
		} else {
			start += branch->left->len;
			rope = branch->right;
		}
	}
	return (struct piece){ start, rope->len, leaf_of(rope)->off, rope->source };
}

/* The part of [pos, pos + len) that is below `rope`, which begins at `start`. */
static bool visit_below(const struct rope *rope, uint64_t start, uint64_t pos, uint64_t len,
			rope_visit_fn *visit, void *context)
{
	while (rope->height > 0) {
		const struct branch *branch = branch_of(rope);
		uint64_t middle = start + branch->left->len;

		if (pos < middle) {
			if (len <= middle - pos) {
				rope = branch->left;
				continue;
			}
			if (!visit_below(branch->left, start, pos, middle - pos, visit, context))
				return false;
			len -= middle - pos;
			pos = middle;
		}
		start = middle;
		rope = branch->right;
	}

	struct piece piece = { pos, len, leaf_of(rope)->off + (pos - start), rope->source };

	return visit(context, &piece);
}

bool rope_visit(const struct rope *rope, uint64_t pos, uint64_t len, rope_visit_fn *visit,
		void *context)
{
	assert(pos <= rope_len(rope) && len <= rope_len(rope) - pos);
	return len == 0 || visit_below(rope, 0, pos, len, visit, context);
}

int rope_check(const struct rope *rope)
{
	if (!rope)
		return 0;
	assert(rope->refs > 0 && rope->len > 0);
	if (rope->height > 0) {
		const struct branch *branch = branch_of(rope);
		int left = rope_check(branch->left);
		int right = rope_check(branch->right);

		assert(abs(left - right) <= 1);
		assert(rope->height == 1 + (left > right ? left : right));
		assert(rope->len == branch->left->len + branch->right->len);
		(void)left;
		(void)right;
	}
	return rope->height;
}
