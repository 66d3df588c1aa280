/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A terminal that changes its size: the screen fits, nothing is lost, however small it was. */
#include "support/testing.h"

#include "session.h"
#include "terminal.h"

enum { SIZE = 65536 };

/* Size on the right of the first row, hints in the last. */
static void expect_fitted(struct terminal *terminal, int rows, int cols)
{
	static const char last[] = "64 KiB";
	const char *status;
	size_t len;

	terminal_expect_row(terminal, rows - 1, "edit");
	terminal_settle(terminal);
	status = terminal_row(terminal, 0);
	len = strlen(status);
	/* It ends one cell before the edge. */
	if (len != (size_t)cols - 1 || strcmp(status + len - strlen(last), last) != 0)
		fail_msg("%dx%d: the first row is \"%s\"", cols, rows, status);
	assert_null(strstr(terminal_row(terminal, rows - 2), "0000"));
	assert_non_null(strstr(terminal_row(terminal, rows - 3), "0000"));
}

static void grows_and_shrinks(void **state)
{
	static const int sizes[][2] = { { 50, 120 }, { 24, 80 }, { 60, 200 }, { 8, 60 },
					{ 24, 80 } };
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);

	(void)state;
	terminal_start(terminal, "xterm", make_counting_file(dir, SIZE), NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01");
	for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
		terminal_resize(terminal, sizes[i][0], sizes[i][1]);
		expect_fitted(terminal, sizes[i][0], sizes[i][1]);
	}
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

/* Down to one cell and back, with a selection, a change and an open prompt. */
static void keeps_its_state(void **state)
{
	static const int sizes[][2] = { { 5, 20 }, { 2, 3 }, { 1, 1 }, { 1, 80 }, { 24, 1 },
					{ 2, 12 } };
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);

	(void)state;
	terminal_start(terminal, "xterm", make_counting_file(dir, SIZE), NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01");
	terminal_type(terminal, ":put ee\r:goto 0x1234\rv\033[C\033[C");
	terminal_expect_row(terminal, 0, "sel 3");
	for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
		terminal_resize(terminal, sizes[i][0], sizes[i][1]);
		terminal_settle(terminal);
		assert_string_not_equal(terminal_row(terminal, 0), "");
	}
	terminal_resize(terminal, 24, 80);
	terminal_expect_row(terminal, 0, "sel 3  0x1236");
	terminal_expect_row(terminal, 0, "changed");
	terminal_type(terminal, ":goto 0x");
	terminal_expect_row(terminal, 22, ":goto 0x");
	for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
		terminal_resize(terminal, sizes[i][0], sizes[i][1]);
		terminal_settle(terminal);
	}
	/* Keys work all the same. */
	terminal_type(terminal, "42");
	terminal_settle(terminal);
	terminal_resize(terminal, 24, 80);
	terminal_expect_row(terminal, 22, ":goto 0x42");
	terminal_type(terminal, "\r");
	terminal_expect_row(terminal, 0, "0x42");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

static void says_that_it_is_too_small(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);

	(void)state;
	terminal_start(terminal, "xterm", make_counting_file(dir, SIZE), NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01");
	terminal_resize(terminal, 1, 60);
	terminal_expect_row(terminal, 0, "too small");
	terminal_resize(terminal, 2, 11);
	terminal_expect_row(terminal, 0, "too small");
	terminal_resize(terminal, 2, 12);
	terminal_expect_row(terminal, 0, "0  00  .");
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

static void loses_no_quick_resize(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);

	(void)state;
	terminal_start(terminal, "xterm", make_counting_file(dir, SIZE), NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01");
	for (int i = 0; i < 40; i++) {
		terminal_resize(terminal, 10 + i % 7, 60 + i % 3);
		terminal_resize(terminal, 12 + i % 11, 70 + i);
		expect_fitted(terminal, 12 + i % 11, 70 + i);
	}
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_and_shrinks),
		cmocka_unit_test(keeps_its_state),
		cmocka_unit_test(says_that_it_is_too_small),
		cmocka_unit_test(loses_no_quick_resize),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
