/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include "document/marks.h"

static struct house house;

static void marks_have_names(void **state)
{
	struct document *document;
	struct marks marks;
	uint64_t pos;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	marks_init(&marks, document);
	assert_false(marks_get(&marks, 'a', &pos));
	for (char name = 'a'; name <= 'z'; name++)
		assert_true(marks_set(&marks, name, (uint64_t)(name - 'a')));
	assert_true(marks_set(&marks, '\'', 5));
	assert_false(marks_set(&marks, 'A', 5));
	assert_false(marks_set(&marks, '`', 5));
	assert_false(marks_set(&marks, '{', 5));
	assert_false(marks_get(&marks, '\0', &pos));
	for (char name = 'a'; name <= 'z'; name++) {
		assert_true(marks_get(&marks, name, &pos));
		assert_int_equal(pos, name - 'a');
	}
	assert_true(marks_get(&marks, '\'', &pos));
	assert_int_equal(pos, 5);
	document_close(document);
	house_end(&house);
}

static void expect_mark(struct marks *marks, const struct document *document, uint64_t expected)
{
	uint64_t pos = 0;

	marks_follow(marks, document);
	assert_true(marks_get(marks, 'm', &pos));
	assert_int_equal(pos, expected);
}

static void marks_move_with_edits(void **state)
{
	struct document *document;
	struct marks marks;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	marks_init(&marks, document);
	marks_set(&marks, 'm', 5);
	insert(document, 6, "xx", 0);
	expect_mark(&marks, document, 5);
	insert(document, 5, "xx", 0);
	expect_mark(&marks, document, 7);
	cut(document, 0, 3, 0);
	expect_mark(&marks, document, 4);
	put(document, 3, "yyyy", 0);
	expect_mark(&marks, document, 4);
	cut(document, 2, 4, 0);
	expect_mark(&marks, document, 2);
	cut(document, 0, document_size(document), 0);
	expect_mark(&marks, document, 0);
	undo(document);
	expect_mark(&marks, document, 7);
	document_close(document);
	house_end(&house);
}

static void marks_that_lost_count_stay_inside(void **state)
{
	struct document *document;
	struct marks marks;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	marks_init(&marks, document);
	marks_set(&marks, 'm', 10);
	for (int i = 0; i < DOCUMENT_EDITS; i++)
		insert(document, 0, "x", 0);
	expect_mark(&marks, document, 10 + DOCUMENT_EDITS);
	for (int i = 0; i <= DOCUMENT_EDITS; i++)
		insert(document, 0, "x", 0);
	expect_mark(&marks, document, 10 + DOCUMENT_EDITS);
	for (int i = 0; i <= 2 * DOCUMENT_EDITS; i++)
		undo(document);
	expect_mark(&marks, document, 10);
	document_close(document);
	house_end(&house);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_have_names),
		cmocka_unit_test(marks_move_with_edits),
		cmocka_unit_test(marks_that_lost_count_stay_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
