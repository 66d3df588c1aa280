/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>
#include <locale.h>

#include "edit/pager.h"
#include "support/fail.h"

static void open_text(struct pager *pager, const char *text)
{
	struct err err;
	assert_true(pager_open(pager, "title", text, &err));
}

static void check_line(const struct pager *pager, size_t index, const char *expected, bool is_head)
{
	size_t len;
	bool heading;
	const char *line = pager_line(pager, index, &len, &heading);
	assert_int_equal(len, strlen(expected));
	assert_memory_equal(line, expected, len);
	assert_int_equal(heading, is_head);
}

static void cuts_lines(void **state)
{
	(void)state;
	struct pager pager;
	pager_init(&pager);
	open_text(&pager, "\fone\n\ntwo\tx\nthree");
	assert_true(pager.open);
	assert_int_equal(pager.line_count, 4);
	check_line(&pager, 0, "one", true);
	check_line(&pager, 1, "", false);
	check_line(&pager, 2, "two     x", false);
	check_line(&pager, 3, "three", false);
	open_text(&pager, "");
	assert_int_equal(pager.line_count, 0);
	pager_close(&pager);
	assert_false(pager.open);
	pager_done(&pager);
}

static void controls_are_made_safe(void **state)
{
	(void)state;
	struct pager pager;
	pager_init(&pager);
	open_text(&pager, "a\x1b[31mb\xff\n");
	check_line(&pager, 0, "a\\x1b[31mb\\xff", false);
	pager_done(&pager);
}

static void scrolls_between_the_ends(void **state)
{
	(void)state;
	struct pager pager;
	pager_init(&pager);
	open_text(&pager, "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
	pager_scroll(&pager, 3, 4);
	assert_int_equal(pager.top, 3);
	pager_scroll(&pager, 100, 4);
	assert_int_equal(pager.top, 6);
	pager_scroll(&pager, -2, 4);
	assert_int_equal(pager.top, 4);
	pager_scroll(&pager, INT64_MIN, 4);
	assert_int_equal(pager.top, 0);
	pager_scroll(&pager, INT64_MAX, 100);
	assert_int_equal(pager.top, 0);
	pager_scroll(&pager, INT64_MAX, 0);
	assert_int_equal(pager.top, 9);
	pager_done(&pager);
}

static void finds(void **state)
{
	(void)state;
	struct pager pager;
	pager_init(&pager);
	open_text(&pager, "alpha\nbeta\n\fGamma\nalphabet\n");
	assert_false(pager_find(&pager, NULL, false));
	assert_true(pager_find(&pager, "ALPHA", false));
	assert_int_equal(pager.top, 3);
	assert_true(pager_find(&pager, NULL, false));
	assert_int_equal(pager.top, 0);
	assert_true(pager_find(&pager, NULL, true));
	assert_int_equal(pager.top, 3);
	assert_true(pager_find(&pager, "gamma", true));
	assert_int_equal(pager.top, 2);
	assert_false(pager_find(&pager, "delta", false));
	assert_int_equal(pager.top, 2);
	pager_done(&pager);
}

static void a_failure_keeps_the_old_text(void **state)
{
	(void)state;
	const char *const functions[] = { "malloc", "calloc", "realloc" };
	for (size_t f = 0; f < ARRAY_COUNT(functions); f++) {
		for (uint64_t n = 0;; n++) {
			struct pager pager;
			struct err err;
			pager_init(&pager);
			open_text(&pager, "old\n");
			fail_at(functions[f], n, ENOMEM);
			bool ok = pager_open(&pager, "t", "new text\nof two lines\n", &err);
			bool failed = fail_happened() > 0;
			fail_reset();
			assert_int_equal(ok, !failed);
			check_line(&pager, 0, ok ? "new text" : "old", false);
			pager_done(&pager);
			if (!failed)
				break;
		}
	}
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_lines),
		cmocka_unit_test(controls_are_made_safe),
		cmocka_unit_test(scrolls_between_the_ends),
		cmocka_unit_test(finds),
		cmocka_unit_test(a_failure_keeps_the_old_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
