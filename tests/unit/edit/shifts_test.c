/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>

#include "edit/shifts.h"
#include "support/fail.h"
#include "support/random.h"

enum { SIZE = 200, EDITS = 60 };

static struct random rnd;

/* Every position, moved edit by edit. */
static void positions_move_as_one_by_one(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 300; round++) {
		struct shifts shifts = SHIFTS_INIT;
		uint64_t places[SIZE], size = SIZE;
		struct err err;

		for (uint64_t i = 0; i < SIZE; i++)
			places[i] = i;
		for (unsigned e = 0; e < EDITS; e++) {
			struct document_edit edit = { .pos = random_below(&rnd, size + 1) };

			if (random_below(&rnd, 4) > 0)
				edit.removed = random_below(&rnd, size - edit.pos + 1) % 9;
			edit.inserted = random_below(&rnd, 9);
			size = size - edit.removed + edit.inserted;
			assert_true(shifts_add(&shifts, &edit, &err));
			for (uint64_t i = 0; i < SIZE; i++) {
				places[i] = document_edit_move(&edit, places[i]);
				assert_int_equal(shifts_now(&shifts, i), places[i]);
			}
		}
		shifts_done(&shifts);
	}
}

static void a_copy_stands_alone(void **state)
{
	(void)state;
	struct shifts shifts = SHIFTS_INIT, copy;
	struct document_edit edit = { .pos = 5, .removed = 0, .inserted = 3 };
	struct err err;

	assert_true(shifts_copy(&shifts, &copy, &err));
	assert_int_equal(shifts_now(&copy, UINT64_MAX), UINT64_MAX);
	assert_true(shifts_add(&shifts, &edit, &err));
	assert_true(shifts_copy(&shifts, &copy, &err));
	assert_true(shifts_add(&shifts, &edit, &err));
	assert_int_equal(shifts_now(&copy, 5), 8);
	assert_int_equal(shifts_now(&shifts, 5), 11);
	assert_int_equal(shifts_now(&shifts, 4), 4);
	shifts_clear(&shifts);
	assert_int_equal(shifts_now(&shifts, 5), 5);
	shifts_done(&shifts);
	shifts_done(&copy);
}

static void too_many_places_are_refused(void **state)
{
	(void)state;
	struct shifts shifts = SHIFTS_INIT;
	struct document_edit edit = { .pos = 0, .removed = 0, .inserted = 1 };
	struct err err;

	fail_at("realloc", 0, ENOMEM);
	assert_false(shifts_add(&shifts, &edit, &err));
	fail_reset();
	assert_int_equal(shifts_now(&shifts, 7), 7);
	for (uint64_t n = 0; shifts_add(&shifts, &edit, &err); n++) {
		assert_true(n < SHIFTS_MOST);
		edit.pos += 10000;
	}
	assert_int_equal(err.code, ERR_RANGE);
	shifts_done(&shifts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(positions_move_as_one_by_one),
		cmocka_unit_test(a_copy_stands_alone),
		cmocka_unit_test(too_many_places_are_refused),
	};
	random_start(&rnd);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
