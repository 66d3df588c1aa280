/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include "document/rope.h"

/* The arithmetic of ropes is compared with arrays in tests/model; here is what the model can
 * not see: how many nodes there are. */

enum { SOURCE = STORE_ARENA };

static struct house house;

static void reserve(void)
{
	struct err err;

	assert_true(ropes_reserve(&house.ropes, ROPE_NODES_PER_EDIT, &err));
}

static size_t nodes(void)
{
	return house.ropes.leaves.live_count + house.ropes.branches.live_count;
}

static bool count_piece(void *context, const struct piece *piece)
{
	(void)piece;
	++*(uint64_t *)context;
	return true;
}

static uint64_t pieces_of(struct rope *rope)
{
	uint64_t count = 0;

	rope_visit(rope, 0, rope_len(rope), count_piece, &count);
	return count;
}

static void the_empty_rope_is_null(void **state)
{
	struct rope *left, *right;

	(void)state;
	house_start(&house);
	assert_null(rope_leaf(&house.ropes, SOURCE, 7, 0));
	assert_null(rope_join(&house.ropes, NULL, NULL));
	assert_null(rope_ref(NULL));
	rope_unref(&house.ropes, NULL);
	rope_split(&house.ropes, NULL, 0, &left, &right);
	assert_null(left);
	assert_null(right);
	assert_null(rope_slice(&house.ropes, NULL, 0, 0));
	assert_int_equal(rope_len(NULL), 0);
	assert_int_equal(rope_check(NULL), 0);
	assert_true(rope_visit(NULL, 0, 0, NULL, NULL));
	house_end(&house);
}

static void pieces_that_continue_each_other_become_one(void **state)
{
	static const struct {
		uint64_t off, len;
	} rows[] = { { 4, 4 }, { 9, 1 }, { 8, 1 }, { 0, 4 }, { 0, 1 } };
	struct rope *rope, *tail;

	(void)state;
	house_start(&house);
	reserve();
	rope = rope_leaf(&house.ropes, SOURCE, 0, 4);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
		rope = rope_join(&house.ropes, rope,
				 rope_leaf(&house.ropes, SOURCE, rows[i].off, rows[i].len));
	/* 0-8, 9-10, 8-9, 0-4, 0-1: only the first two meet, and 9 does not continue 8. */
	assert_int_equal(pieces_of(rope), 5);

	/* Cut anywhere and put together again, it is as before. */
	for (uint64_t pos = 0; pos <= rope_len(rope); pos++) {
		rope_split(&house.ropes, rope, pos, &rope, &tail);
		rope = rope_join(&house.ropes, rope, tail);
		assert_int_equal(pieces_of(rope), 5);
		rope_check(rope);
	}
	rope_unref(&house.ropes, rope);
	house_end(&house);
}

static void a_rope_held_once_is_changed_where_it_is(void **state)
{
	struct rope *rope = NULL, *tail, *other;
	size_t before;

	(void)state;
	house_start(&house);
	reserve();
	for (uint64_t i = 0; i < 100; i++)
		rope = rope_join(&house.ropes, rope, rope_leaf(&house.ropes, SOURCE, 10 * i, 5));
	assert_int_equal(nodes(), 199);
	assert_true(rope_check(rope) <= 9);
	rope_split(&house.ropes, rope, 250, &rope, &tail);
	assert_int_equal(nodes(), 198);
	rope = rope_join(&house.ropes, rope, tail);
	assert_int_equal(nodes(), 199);

	/* A second holder: both stay whole, and share all but the path. */
	other = rope_ref(rope);
	before = nodes();
	rope_split(&house.ropes, rope, 252, &rope, &tail);
	assert_true(nodes() - before < 40);
	assert_int_equal(rope_len(other), 500);
	assert_int_equal(pieces_of(other), 100);
	rope_unref(&house.ropes, rope);
	rope_unref(&house.ropes, other);
	rope_unref(&house.ropes, tail);
	house_end(&house);
}

static void a_piece_holds_its_source(void **state)
{
	struct err err;
	struct document *document;
	struct rope *rope;
	const char *path;

	(void)state;
	house_start(&house);
	document = house_open(&house, "x", DOCUMENT_COPY);
	path = tmpdir_write(house.dir, "other", "abc", 3);
	rope = document_read_file(document, path, &err);
	assert_non_null(rope);
	document_close(document);

	struct snapshot snapshot = snapshot_of(&house.ropes, rope);
	char bytes[3];

	assert_int_equal(snapshot_read(&snapshot, 0, bytes, NULL, 3, NULL), 0);
	assert_memory_equal(bytes, "abc", 3);
	snapshot_done(&snapshot);
	rope_unref(&house.ropes, rope);
	house_end(&house);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_empty_rope_is_null),
		cmocka_unit_test(pieces_that_continue_each_other_become_one),
		cmocka_unit_test(a_rope_held_once_is_changed_where_it_is),
		cmocka_unit_test(a_piece_holds_its_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
