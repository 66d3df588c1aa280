/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "document/document.h"
#include "edit/registers.h"

static void keeps_ropes_by_name(void **state)
{
	struct err err;
	struct ropes ropes;
	struct registers registers;
	struct store *store = store_new(256, &err);

	(void)state;
	ropes_init(&ropes, store);
	registers_init(&registers, &ropes);
	for (char name = 'a'; name <= 'z'; name++) {
		assert_null(registers_get(&registers, name));
		struct rope *rope = document_make(&ropes, "abcdefghijklmnopqrstuvwxyz",
						  (size_t)(name - 'a' + 1), &err);
		assert_true(registers_set(&registers, name, rope));
	}
	assert_null(registers_get(&registers, '"'));
	assert_true(registers_set(&registers, '"', rope_ref(registers_get(&registers, 'c'))));
	assert_int_equal(rope_len(registers_get(&registers, '"')), 3);
	assert_int_equal(rope_len(registers_get(&registers, 'z')), 26);
	assert_true(registers_set(&registers, 'z', NULL));
	assert_null(registers_get(&registers, 'z'));
	assert_false(registers_set(&registers, 'A', rope_ref(registers_get(&registers, 'a'))));
	assert_null(registers_get(&registers, 'A'));
	assert_null(registers_get(&registers, '\0'));
	registers_done(&registers);
	assert_int_equal(ropes.leaves.live_count, 0);
	ropes_done(&ropes);
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_ropes_by_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
