/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "edit/list.h"
#include "support/fail.h"

/* Rows "row 0", "row 1", ... */
struct numbers {
	struct list list;
	uint64_t count;
	uint64_t version;
	uint64_t asked;          /* rows that were asked for */
	unsigned *freed;
};

static uint64_t numbers_count(const struct list *list)
{
	return ((const struct numbers *)list)->count;
}

static void numbers_row(const struct list *list, uint64_t index, struct list_row *row)
{
	((struct numbers *)(uintptr_t)list)->asked++;
	row->has_pos = true;
	row->pos = index * 16;
	buf_format(&row->text, "row\t%" PRIu64, index);
}

static uint64_t numbers_version(const struct list *list)
{
	return ((const struct numbers *)list)->version;
}

static void numbers_free(struct list *list)
{
	(*((struct numbers *)list)->freed)++;
	free(list);
}

static const struct list_key keys[] = {
	{ "r", "revert", "echo reverted" },
	{ "<Delete>", "drop", "echo dropped" },
	{ NULL, NULL, NULL },
};

static const struct list_class class = {
	.name = "numbers", .count = numbers_count, .row = numbers_row, .free = numbers_free,
	.version = numbers_version, .keys = keys,
};

static unsigned freed;

static struct numbers *make(uint64_t count, int rows)
{
	struct numbers *numbers = calloc(1, sizeof(*numbers));

	assert_non_null(numbers);
	list_init(&numbers->list, &class, NULL);
	numbers->count = count;
	numbers->freed = &freed;
	list_settle(&numbers->list, rows);
	return numbers;
}

static void check(const struct numbers *numbers, uint64_t cursor, uint64_t top)
{
	assert_int_equal(numbers->list.cursor, cursor);
	assert_int_equal(numbers->list.top, top);
}

static void moves_and_scrolls(void **state)
{
	(void)state;
	struct numbers *numbers = make(100, 10);
	struct list *list = &numbers->list;

	list_move(list, 5);
	check(numbers, 5, 0);
	list_move(list, 5);
	check(numbers, 10, 1);
	list_move(list, -100);
	check(numbers, 0, 0);
	list_go(list, UINT64_MAX);
	check(numbers, 99, 90);
	list_move(list, INT64_MAX);
	check(numbers, 99, 90);
	list_scroll(list, -3);
	check(numbers, 96, 87);
	list_scroll(list, -1000);
	check(numbers, 9, 0);
	list_scroll(list, 20);
	check(numbers, 20, 20);
	list_scroll(list, INT64_MAX);
	check(numbers, 90, 90);
	assert_int_equal(numbers->asked, 0);
	list_free(list);
}

static void keeps_in_range(void **state)
{
	(void)state;
	struct numbers *numbers = make(0, 10);
	struct list *list = &numbers->list;

	list_move(list, 1);
	list_scroll(list, 1);
	check(numbers, 0, 0);
	numbers->count = UINT64_C(1) << 63;
	list_go(list, UINT64_MAX);
	list_settle(list, 10);
	check(numbers, (UINT64_C(1) << 63) - 1, (UINT64_C(1) << 63) - 10);
	list_settle(list, 0);
	list_settle(list, 3);
	check(numbers, (UINT64_C(1) << 63) - 1, (UINT64_C(1) << 63) - 3);
	numbers->count = 2;
	list_settle(list, 3);
	check(numbers, 1, 0);
	list_shift(list, -8);
	assert_int_equal(list->left, 0);
	list_shift(list, 8);
	assert_int_equal(list->left, 8);
	for (int i = 0; i < 1000; i++)
		list_shift(list, 100);
	assert_true(list->left < 5000);
	list_free(list);
}

static void check_row(const struct list *list, uint64_t index, uint64_t number)
{
	struct list_row row;
	char text[32];

	snprintf(text, sizeof(text), "row\t%" PRIu64, number);
	list_row(list, index, &row);
	assert_string_equal(buf_string(&row.text), text);
	assert_true(row.has_pos);
	assert_int_equal(row.pos, number * 16);
	assert_int_equal(list_index(list, index), number);
	list_row_done(&row);
}

static void filters(void **state)
{
	(void)state;
	struct numbers *numbers = make(100, 10);
	struct list *list = &numbers->list;
	struct err err;

	list_go(list, 50);
	assert_true(list_filter(list, "7", &err));
	assert_int_equal(list_count(list), 19);
	check_row(list, 0, 7);
	check_row(list, 1, 17);
	check_row(list, list->cursor, 57);
	assert_true(list_filter(list, "ROW\t9", &err));
	assert_int_equal(list_count(list), 11);
	check_row(list, 10, 99);
	/* What comes later is filtered too. */
	numbers->count = 1000;
	list_settle(list, 10);
	assert_int_equal(list_count(list), 11);
	numbers->version++;
	list_settle(list, 10);
	assert_int_equal(list_count(list), 111);
	assert_true(list_filter(list, "none", &err));
	assert_int_equal(list_count(list), 0);
	check(numbers, 0, 0);
	assert_true(list_filter(list, "", &err));
	assert_int_equal(list_count(list), 1000);
	numbers->count = (uint64_t)LIST_FILTER_MOST + 1;
	assert_false(list_filter(list, "7", &err));
	assert_int_equal(list->filter.len, 0);
	assert_int_equal(list_count(list), (uint64_t)LIST_FILTER_MOST + 1);
	list_free(list);
}

static void knows_its_keys(void **state)
{
	(void)state;
	struct numbers *numbers = make(1, 1);
	struct buf title = BUF_INIT;

	assert_string_equal(list_key_line(&numbers->list, "r"), "echo reverted");
	assert_string_equal(list_key_line(&numbers->list, "<Delete>"), "echo dropped");
	assert_null(list_key_line(&numbers->list, "x"));
	list_title(&numbers->list, &title);
	assert_string_equal(buf_string(&title), "numbers");
	buf_done(&title);
	freed = 0;
	list_free(&numbers->list);
	assert_int_equal(freed, 1);
	list_free(NULL);
}

static void no_memory_leaves_the_filter_as_it_was(void **state)
{
	(void)state;
	struct numbers *numbers = make(100, 10);
	struct list *list = &numbers->list;
	struct err err;

	assert_true(list_filter(list, "9", &err));
	static const char *const functions[] = { "malloc", "realloc" };

	for (size_t f = 0; f < 2; f++) {
		fail_at(functions[f], 0, ENOMEM);
		assert_false(list_filter(list, "8", &err));
		fail_reset();
		assert_int_equal(err.code, ERR_NOMEM);
		assert_int_equal(list_count(list), 19);
		assert_string_equal(buf_string(&list->filter), "9");
	}
	assert_true(list_filter(list, "8", &err));
	check_row(list, 0, 8);
	list_free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moves_and_scrolls),
		cmocka_unit_test(keeps_in_range),
		cmocka_unit_test(filters),
		cmocka_unit_test(knows_its_keys),
		cmocka_unit_test(no_memory_leaves_the_filter_as_it_was),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
