/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searching with worker threads: while it is typed, and all hits as a list. */
#include "support/testing.h"

#include <locale.h>

#include "session.h"
#include "terminal.h"

static struct terminal *start(const char *path, int rows, int cols)
{
	struct terminal *terminal = terminal_new(rows, cols);

	terminal_start(terminal, "xterm-256color", path, NULL);
	terminal_expect(terminal, "00");
	return terminal;
}

static void the_first_hit_is_shown_while_it_is_typed(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start(make_counting_file(dir, 65536), 24, 80);

	(void)state;
	terminal_type(terminal, "/c8");
	terminal_expect_row(terminal, 0, "0xc8");
	terminal_type(terminal, " c9 ca");
	terminal_expect_row(terminal, 0, "0xc8");
	terminal_type(terminal, "ff");
	terminal_expect_row(terminal, 0, "0x0 ");
	terminal_type(terminal, "\177\177");
	terminal_expect_row(terminal, 0, "0xc8");
	terminal_type(terminal, "\033");
	terminal_expect_row(terminal, 0, "0x0 ");
	/* A burst of keys ends where a slow hand does. */
	terminal_type(terminal, "/f0 f1\r");
	terminal_expect_row(terminal, 0, "0xf0");
	terminal_type(terminal, "n");
	terminal_expect_row(terminal, 0, "0x1f0");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

static void hits_are_listed(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start(make_counting_file(dir, 65536), 24, 80);

	(void)state;
	terminal_type(terminal, "*c8\r");
	terminal_expect(terminal, "1/256");
	terminal_type(terminal, "G ");
	terminal_expect_row(terminal, 0, "0xffc8");
	terminal_resize(terminal, 5, 20);
	terminal_expect(terminal, "0xffc8");
	terminal_type(terminal, "gg\r");
	terminal_expect_row(terminal, 0, "0xc8");
	terminal_resize(terminal, 24, 80);
	terminal_expect(terminal, "1/256");
	/* Bytes that are typed show in the list, and an undo too. */
	terminal_type(terminal, "i00\033");
	terminal_expect(terminal, "1/255");
	terminal_type(terminal, "u");
	terminal_expect(terminal, "/256");
	terminal_type(terminal, "\033");
	terminal_expect_gone(terminal, "hits of");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

/* What was found stays, and the list says that it is not all. */
static void escape_stops_and_keeps(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	const char *path = tmpdir_sparse(dir, "holes", UINT64_C(1) << 40);

	(void)state;
	struct terminal *terminal = start(path, 24, 80);
	terminal_type(terminal, "*00\r");
	terminal_expect(terminal, "searching");
	terminal_expect_gone(terminal, "0/0");
	terminal_type(terminal, "\033");
	terminal_expect(terminal, "are listed");
	terminal_expect(terminal, "stopped  1/");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_hit_is_shown_while_it_is_typed),
		cmocka_unit_test(hits_are_listed),
		cmocka_unit_test(escape_stops_and_keeps),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
