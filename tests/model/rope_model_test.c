/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "base/checked.h"
#include "document/rope.h"
#include "store/arena.h"
#include "store/kinds.h"

/*
 * A shelf of ropes, each beside an array that says for every byte which byte of which source
 * it is. Operations are drawn at random; the ropes share nodes in every way there is, so one
 * that changed a node it did not own alone shows in another. At the end no node may be left.
 */

enum { SHELF = 12, MOST = 1000, SOURCES = 3, SOURCE_LEN = 4096 };

/* A rope and what it should be. */
struct item {
	struct rope *rope;
	uint32_t bytes[MOST];    /* source << 16 | offset */
	size_t len;
};

static struct store *store;
static struct ropes ropes;
static uint16_t sources[SOURCES];
static struct item shelf[SHELF];
static struct random rnd;
static int tallest;

static bool expand(void *context, const struct piece *piece)
{
	uint32_t **to = context;

	for (uint64_t i = 0; i < piece->len; i++)
		*(*to)++ = (uint32_t)piece->source << 16 | (uint32_t)(piece->off + i);
	return true;
}

static void check(const struct item *item)
{
	static uint32_t got[MOST];
	uint32_t *end = got;
	size_t from = (size_t)random_below(&rnd, item->len + 1);
	size_t len = (size_t)random_below(&rnd, item->len - from + 1);

	assert_int_equal(rope_len(item->rope), item->len);
	if (rope_check(item->rope) > tallest)
		tallest = rope_check(item->rope);
	assert_true(rope_visit(item->rope, 0, item->len, expand, &end));
	assert_int_equal(end - got, item->len);
	assert_memory_equal(got, item->bytes, item->len * sizeof *got);
	end = got;
	assert_true(rope_visit(item->rope, from, len, expand, &end));
	assert_int_equal(end - got, len);
	assert_memory_equal(got, item->bytes + from, len * sizeof *got);
	if (len > 0) {
		struct piece piece = rope_piece_at(item->rope, from);

		assert_true(piece.pos <= from && from - piece.pos < piece.len);
		assert_int_equal((uint32_t)piece.source << 16 | (piece.off + from - piece.pos),
				 item->bytes[from]);
	}
}

static void clear(struct item *item)
{
	rope_unref(&ropes, item->rope);
	item->rope = NULL;
	item->len = 0;
}

static void take_leaf(struct item *item)
{
	uint16_t source = sources[random_below(&rnd, SOURCES)];
	size_t off = (size_t)random_below(&rnd, SOURCE_LEN - 64);

	clear(item);
	item->len = (size_t)random_below(&rnd, random_below(&rnd, 8) ? 6 : 64);
	item->rope = rope_leaf(&ropes, source, off, item->len);
	for (size_t i = 0; i < item->len; i++)
		item->bytes[i] = (uint32_t)source << 16 | (uint32_t)(off + i);
}

static void take_copy(struct item *to, struct item *from)
{
	struct rope *rope = rope_ref(from->rope);
	size_t len = from->len;

	memmove(to->bytes, from->bytes, len * sizeof *to->bytes);
	clear(to);
	to->rope = rope;
	to->len = len;
}

static void take_slice(struct item *to, struct item *from)
{
	size_t pos = (size_t)random_below(&rnd, from->len + 1);
	size_t len = (size_t)random_below(&rnd, from->len - pos + 1);
	struct rope *rope = rope_slice(&ropes, from->rope, pos, len);

	memmove(to->bytes, from->bytes + pos, len * sizeof *to->bytes);
	clear(to);
	to->rope = rope;
	to->len = len;
}

/* b, or a copy of it, goes to the end or the start of a, as far as there is room. */
static void join_items(struct item *a, struct item *b)
{
	bool copy = random_below(&rnd, 4) != 0;
	bool front = random_below(&rnd, 2) == 0;
	struct rope *rope = copy ? rope_ref(b->rope) : b->rope;
	size_t len = b->len;

	if (a->len + len > MOST || (a == b && !copy)) {
		if (copy)
			rope_unref(&ropes, rope);
		return;
	}
	if (front)
		memmove(a->bytes + len, a->bytes, a->len * sizeof *a->bytes);
	memmove(a->bytes + (front ? 0 : a->len), b->bytes + (front && a == b ? len : 0),
		len * sizeof *a->bytes);
	a->rope = front ? rope_join(&ropes, rope, a->rope) : rope_join(&ropes, a->rope, rope);
	a->len += len;
	if (!copy) {
		b->rope = NULL;
		b->len = 0;
	}
}

/* a keeps the front, b gets the rest. */
static void split_item(struct item *a, struct item *b)
{
	size_t pos = (size_t)random_below(&rnd, a->len + 1);

	if (a == b)
		return;
	clear(b);
	b->len = a->len - pos;
	memcpy(b->bytes, a->bytes + pos, b->len * sizeof *b->bytes);
	rope_split(&ropes, a->rope, pos, &a->rope, &b->rope);
	a->len = pos;
}

static void step(void)
{
	struct item *a = &shelf[random_below(&rnd, SHELF)];
	struct item *b = &shelf[random_below(&rnd, SHELF)];
	struct err err;

	assert_true(ropes_reserve(&ropes, ROPE_NODES_PER_EDIT, &err));
	switch (random_below(&rnd, 10)) {
	case 0:
	case 1:
		take_leaf(a->len < b->len ? a : b);
		break;
	case 2:
		take_copy(a, b);
		break;
	case 3:
		take_slice(a, b);
		break;
	case 4:
	case 5:
		split_item(a, b);
		break;
	default:
		join_items(a, b);
		break;
	}
	check(a);
	check(b);
}

static void ropes_do_as_arrays(void **state)
{
	struct err err;

	(void)state;
	random_start(&rnd);
	store = store_new(64, &err);
	assert_non_null(store);
	for (size_t i = 0; i < SOURCES; i++)
		assert_true(store_add(store, fill_new("x", 1, SOURCE_LEN, &err), &sources[i],
				      &err));
	ropes_init(&ropes, store);
	for (int i = 0; i < 200000; i++) {
		step();
		if (i % 100 == 0)
			check(&shelf[i / 100 % SHELF]);
	}
	for (size_t i = 0; i < SHELF; i++) {
		check(&shelf[i]);
		clear(&shelf[i]);
	}
	printf("# tallest rope: %d\n", tallest);
	assert_true(tallest >= 6);
	assert_int_equal(ropes.leaves.live_count, 0);
	assert_int_equal(ropes.branches.live_count, 0);
	ropes_done(&ropes);
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ropes_do_as_arrays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
