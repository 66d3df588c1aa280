/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include "document/history.h"

static struct house house;
static struct history history;

static void start(void)
{
	house_start(&house);
	history_init(&history, &house.ropes);
}

static void end(void)
{
	history_done(&history);
	house_end(&house);
}

/* A change whose ropes have these lengths; all pieces are far apart, so nothing is told of
 * the content. */
static void add(uint64_t pos, uint64_t removed, uint64_t inserted, unsigned flags, uint64_t now)
{
	static uint64_t off;
	struct err err;
	struct change change = { .pos = pos };

	assert_true(ropes_reserve(&house.ropes, ROPE_NODES_PER_EDIT, &err));
	assert_true(history_reserve(&history, 1, &err));
	change.removed = rope_leaf(&house.ropes, STORE_ARENA, off += 100000, removed);
	change.inserted = rope_leaf(&house.ropes, STORE_ARENA, off += 100000, inserted);
	history_add(&history, &change, flags, now);
}

static void typing_is_joined_where_it_touches(void **state)
{
	static const struct {
		uint64_t first[3], second[3];    /* pos, removed, inserted */
		uint64_t joined[3];              /* removed 0 and inserted 0: not joined */
	} rows[] = {
		/* Overwriting: right after, over the last byte, over the last two. */
		{ { 10, 2, 2 }, { 12, 1, 1 }, { 10, 3, 3 } },
		{ { 10, 2, 2 }, { 11, 1, 1 }, { 10, 2, 2 } },
		{ { 10, 2, 2 }, { 10, 2, 2 }, { 10, 2, 2 } },
		{ { 10, 2, 2 }, { 13, 1, 1 }, { 0 } },
		{ { 10, 2, 2 }, { 10, 1, 1 }, { 0 } },
		{ { 10, 2, 2 }, { 9, 3, 3 }, { 0 } },
		/* Inserting: right after; over what was inserted (a second digit). */
		{ { 10, 0, 1 }, { 11, 0, 1 }, { 10, 0, 2 } },
		{ { 10, 0, 2 }, { 11, 1, 1 }, { 10, 0, 2 } },
		{ { 10, 0, 1 }, { 10, 0, 1 }, { 0 } },
		{ { 10, 0, 1 }, { 11, 1, 1 }, { 0 } },
		/* Overwriting past the end inserts. */
		{ { 10, 1, 1 }, { 11, 0, 1 }, { 10, 1, 2 } },
		{ { 10, 1, 2 }, { 12, 0, 1 }, { 10, 1, 3 } },
		{ { 10, 1, 2 }, { 12, 1, 1 }, { 0 } },
		/* Deleting: at the same place, right before. */
		{ { 10, 1, 0 }, { 10, 2, 0 }, { 10, 3, 0 } },
		{ { 10, 1, 0 }, { 9, 1, 0 }, { 9, 2, 0 } },
		{ { 10, 1, 0 }, { 8, 1, 0 }, { 0 } },
		{ { 10, 1, 0 }, { 11, 1, 0 }, { 0 } },
		/* Different things. */
		{ { 10, 1, 0 }, { 10, 0, 1 }, { 0 } },
		{ { 10, 0, 1 }, { 10, 1, 0 }, { 0 } },
		{ { 10, 0, 1 }, { 11, 1, 0 }, { 0 } },
		{ { 10, 1, 1 }, { 11, 1, 0 }, { 0 } },
		{ { 10, 2, 5 }, { 15, 2, 5 }, { 0 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		bool joined = rows[i].joined[1] > 0 || rows[i].joined[2] > 0;
		const uint64_t *expected = joined ? rows[i].joined : rows[i].second;
		const struct change *last;

		start();
		add(rows[i].first[0], rows[i].first[1], rows[i].first[2], HISTORY_MERGE, 0);
		add(rows[i].second[0], rows[i].second[1], rows[i].second[2], HISTORY_MERGE, 0);
		print_message("# row %zu\n", i);
		assert_int_equal(history.steps, joined ? 1 : 2);
		last = history_change(&history, history.applied - 1);
		assert_int_equal(last->pos, expected[0]);
		assert_int_equal(rope_len(last->removed), expected[1]);
		assert_int_equal(rope_len(last->inserted), expected[2]);
		end();
	}
}

static void what_keeps_typing_apart(void **state)
{
	(void)state;
	start();
	add(10, 0, 1, 0, 0);
	add(11, 0, 1, 0, 0);
	assert_int_equal(history.steps, 2);
	history_seal(&history);
	add(12, 0, 1, HISTORY_MERGE, 0);
	assert_int_equal(history.steps, 3);
	add(13, 0, 1, HISTORY_MERGE, 0);
	assert_int_equal(history.steps, 3);

	/* After undo and redo. */
	history_go(&history, history_undo_from(&history));
	add(12, 0, 1, HISTORY_MERGE, 0);
	assert_int_equal(history.steps, 3);
	history_go(&history, history_undo_from(&history));
	history_go(&history, history_redo_to(&history));
	add(13, 0, 1, HISTORY_MERGE, 0);
	assert_int_equal(history.steps, 4);

	/* Into a group. */
	add(20, 0, 1, 0, 0);
	add(30, 0, 1, HISTORY_GROUP, 0);
	add(31, 0, 1, HISTORY_MERGE, 0);
	assert_int_equal(history.steps, 6);
	end();
}

static void groups_are_one_step(void **state)
{
	(void)state;
	start();
	add(1, 1, 1, HISTORY_GROUP, 0);
	add(2, 1, 1, HISTORY_GROUP, 0);
	add(3, 1, 1, HISTORY_GROUP, 0);
	add(4, 1, 1, 0, 0);
	assert_int_equal(history.steps, 2);
	history_go(&history, history_undo_from(&history));
	assert_int_equal(history.applied, 3);
	assert_int_equal(history_undo_from(&history), 0);
	assert_int_equal(history_redo_to(&history), 4);
	history_go(&history, 0);
	assert_int_equal(history.steps, 0);
	assert_int_equal(history.steps_undone, 2);
	assert_int_equal(history_undo_from(&history), 0);
	assert_int_equal(history_redo_to(&history), 3);
	history_go(&history, 3);
	assert_int_equal(history.steps, 1);

	/* Sealed: a group can not reach over it. */
	add(5, 1, 1, HISTORY_GROUP, 0);
	assert_int_equal(history.steps, 2);
	assert_int_equal(history.steps_undone, 0);
	end();
}

static void a_state_has_one_identity(void **state)
{
	uint64_t opened, first, second;

	(void)state;
	start();
	opened = history_state(&history);
	add(1, 1, 1, 0, 0);
	first = history_state(&history);
	add(2, 1, 1, 0, 0);
	second = history_state(&history);
	assert_true(opened != first && first != second && opened != second);
	history_go(&history, 1);
	assert_true(history_state(&history) == first);
	history_go(&history, 0);
	assert_true(history_state(&history) == opened);
	history_go(&history, 2);
	assert_true(history_state(&history) == second);

	/* Another way from the same place leads to another state. */
	history_go(&history, 1);
	add(2, 1, 1, 0, 0);
	assert_true(history_state(&history) != second);
	second = history_state(&history);
	add(3, 1, 1, HISTORY_MERGE, 0);
	assert_int_equal(history.applied, 2);
	assert_true(history_state(&history) != second);
	history_clear(&history);
	assert_true(history_state(&history) != opened);
	assert_int_equal(history.steps, 0);
	assert_int_equal(history.count, 0);
	end();
}

static void steps_are_found_by_time(void **state)
{
	static const struct {
		uint64_t when, steps;
	} rows[] = { { 0, 4 }, { 9000, 4 }, { 10000, 3 }, { 20000, 2 }, { 29000, 2 },
		     { 30000, 1 }, { 50000, 0 } };

	(void)state;
	start();
	add(1, 1, 1, 0, 10000);
	add(3, 1, 1, 0, 20000);
	add(5, 1, 1, 0, 25000);
	add(7, 1, 1, HISTORY_GROUP, 30000);
	add(9, 1, 1, 0, 31000);
	add(10, 1, 1, HISTORY_MERGE, 50000);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
		assert_int_equal(history_steps_after(&history, rows[i].when), rows[i].steps);
	end();
}

static void many_changes_are_kept_in_order(void **state)
{
	enum { MANY = 5 * HISTORY_CHUNK + 7 };

	(void)state;
	start();
	for (int round = 0; round < 2; round++) {
		for (uint64_t i = 0; i < MANY; i++)
			add(3 * i, 1, 1, 0, 0);
		for (uint64_t i = 0; i < MANY; i++)
			assert_int_equal(history_change(&history, i)->pos, 3 * i);
		history_go(&history, 2);
		add(1, 1, 1, 0, 0);
		assert_int_equal(history.count, 3);
		history_clear(&history);
	}
	end();
}

/* Steps, undone and redone meanwhile, become one; those from before stay as they are. */
static void a_group_is_one_step(void **state)
{
	(void)state;
	start();
	add(0, 1, 1, 0, 0);
	add(5, 1, 1, 0, 0);
	history_group(&history);
	assert_int_equal(history_group_end(&history), 0);
	history_group(&history);
	add(6, 1, 1, HISTORY_MERGE, 0);
	add(20, 1, 1, 0, 0);
	history_group(&history);
	add(30, 1, 1, HISTORY_GROUP, 0);
	history_go(&history, history_undo_from(&history));
	add(40, 1, 1, 0, 0);
	assert_int_equal(history.steps, 4);
	assert_int_equal(history_group_end(&history), 2);
	assert_int_equal(history.steps, 3);
	assert_int_equal(history_undo_from(&history), 2);
	history_go(&history, 2);
	assert_int_equal(history_redo_to(&history), 4);

	/* What is done again was there before. */
	history_go(&history, 1);
	history_group(&history);
	history_go(&history, 2);
	add(50, 1, 1, 0, 0);
	assert_int_equal(history_group_end(&history), 0);
	assert_int_equal(history.steps, 3);
	history_group(&history);
	history_go(&history, 1);
	add(60, 1, 1, 0, 0);
	add(70, 1, 1, 0, 0);
	assert_int_equal(history_group_end(&history), 2);
	assert_int_equal(history.steps, 2);
	assert_int_equal(history_undo_from(&history), 1);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typing_is_joined_where_it_touches),
		cmocka_unit_test(what_keeps_typing_apart),
		cmocka_unit_test(groups_are_one_step),
		cmocka_unit_test(a_state_has_one_identity),
		cmocka_unit_test(steps_are_found_by_time),
		cmocka_unit_test(many_changes_are_kept_in_order),
		cmocka_unit_test(a_group_is_one_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
