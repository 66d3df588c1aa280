/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of jobs in a terminal, of work that would take hours. */
#include "support/testing.h"

#include "session.h"
#include "terminal.h"

/* Both of a terabyte: a digest knows no holes. */
static struct terminal *start_two(struct tmpdir *dir, int rows, int cols)
{
	const char *path = make_sparse(dir, UINT64_C(1) << 40, 0, "begin");
	struct terminal *terminal = path ? terminal_new(rows, cols) : NULL;

	if (!terminal)
		return NULL;
	terminal_start(terminal, "xterm-256color", path, NULL);
	terminal_expect_row(terminal, 1, "00000000000  62");
	terminal_type(terminal, ":digest sha256\r");
	terminal_expect(terminal, "digesting");
	terminal_type(terminal, ":digest crc32\r:jobs\r");
	return terminal;
}

static void shows_and_stops_one(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start_two(dir, 24, 80);

	(void)state;
	if (!terminal) {
		tmpdir_free(dir);
		skip();
	}
	terminal_expect(terminal, "1/2");
	terminal_expect(terminal, "digesting  sparse  0%");
	terminal_expect(terminal, "of 1 TiB");
	terminal_expect_row(terminal, 23, "d stop");
	/* The first, and by the other key the second. */
	terminal_type(terminal, "d");
	terminal_expect(terminal, "1/1");
	terminal_type(terminal, "\033[3~");
	terminal_expect(terminal, "no job runs any more");
	terminal_expect_gone(terminal, "Esc stops");
	terminal_type(terminal, "\033");
	terminal_expect_gone(terminal, "no job runs any more");
	terminal_type(terminal, ":jobs\r");
	terminal_expect_row(terminal, 22, "no job runs");
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

/* It is in place of the bytes where there is no room for both; Enter goes back to them, and what
 * runs does not hold up the end. */
static void on_a_small_screen(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start_two(dir, 5, 20);

	(void)state;
	if (!terminal) {
		tmpdir_free(dir);
		skip();
	}
	terminal_expect_row(terminal, 1, "jobs");
	terminal_expect_row(terminal, 2, "digesting");
	terminal_type(terminal, "\r");
	terminal_expect_row(terminal, 1, "00000000000  62");
	terminal_leave(terminal, ":q\r");
	tmpdir_free(dir);
}

/* Asked for over a page of text it takes that page's place. */
static void over_a_page(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start_two(dir, 24, 80);

	(void)state;
	if (!terminal) {
		tmpdir_free(dir);
		skip();
	}
	terminal_expect(terminal, "1/2");
	terminal_type(terminal, "\033");
	terminal_expect_gone(terminal, "1/2");
	terminal_type(terminal, ":help jobs\r");
	terminal_expect_row(terminal, 23, "Space down");
	terminal_type(terminal, ":jobs\r");
	terminal_expect(terminal, "1/2");
	terminal_type(terminal, "d");
	terminal_expect(terminal, "1/1");
	terminal_type(terminal, "d");
	terminal_expect(terminal, "no job runs any more");
	terminal_leave(terminal, "qq");
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_and_stops_one),
		cmocka_unit_test(on_a_small_screen),
		cmocka_unit_test(over_a_page),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
