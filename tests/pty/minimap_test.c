/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The minimap of a sparse terabyte in a terminal, and a click in it. */
#include "support/testing.h"

#include "session.h"
#include "terminal.h"

enum { ROWS = 21, ISLAND = 10 };     /* of the bytes; the one with something in it */

#define TERABYTE (UINT64_C(1) << 40)

static void a_click_goes_to_the_island(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	const uint64_t at = (TERABYTE / ROWS * ISLAND + TERABYTE / ROWS / 2) & ~UINT64_C(4095);
	const char *path = make_sparse(dir, TERABYTE, at, "island");
	struct terminal *terminal;

	(void)state;
	/* Of a file that is not mapped, since it may be slow, holes are not asked for here. */
	if (!path || getenv("BURIN_NO_MMAP")) {
		tmpdir_free(dir);
		skip();
	}
	terminal = terminal_new(24, 80);
	terminal_start(terminal, "xterm-256color", path, NULL);
	terminal_expect_row(terminal, 1, "00000000000  00 00");
	terminal_type(terminal, ":minimap class\r");
	terminal_expect_row(terminal, 22, "minimap: 0 c _ A h F");
	terminal_expect_row(terminal, 1, ">-");
	terminal_expect_row(terminal, 1 + ISLAND, " 0");
	terminal_expect_row(terminal, ROWS, " -");
	/* The legend has the signs of the bar. */
	terminal_type(terminal, ":minimap entropy\r");
	terminal_expect_row(terminal, 22, "minimap: · ░ ▒ ▓ █  more");
	terminal_expect_row(terminal, 1 + ISLAND, " ·");
	/* Column 80 and row ISLAND + 2, from 1 on: pressed and let go. */
	terminal_type(terminal, "\033[<0;80;12M\033[<0;80;12m");
	terminal_expect(terminal, "69 73 6c 61 6e 64");
	terminal_expect_row(terminal, 1 + ISLAND, ">·");
	/* The hit of a search is seen from afar; one of another pattern is none. */
	terminal_type(terminal, "g0\r");
	terminal_expect_row(terminal, 1, ">-");
	terminal_type(terminal, "/\"land\"\r");
	terminal_expect_row(terminal, 0, "0x7ffffff002");
	terminal_type(terminal, "g0\r");
	terminal_expect_row(terminal, 1, ">-");
	terminal_expect_row(terminal, 1 + ISLAND, "/·");
	terminal_type(terminal, "/\"nowhere\"\r");
	terminal_expect_row(terminal, 1 + ISLAND, " ·");
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_click_goes_to_the_island),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
