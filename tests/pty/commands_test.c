/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that are chosen, made again or played: the palette, the menu, repeat, macros. */
#include "support/testing.h"

#include "session.h"
#include "terminal.h"

static void the_palette_finds_a_command(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 4096);

	(void)state;
	terminal_type(terminal, "\033[24~");
	terminal_expect_row(terminal, 22, "command:");
	terminal_type(terminal, "sel all");
	terminal_expect(terminal, "select-all");
	terminal_type(terminal, "\r");
	terminal_expect_row(terminal, 0, "sel 4");
	terminal_type(terminal, "\033");
	terminal_expect_gone(terminal, "sel 4");
	terminal_type(terminal, "\033[24~goto");
	terminal_expect_row(terminal, 22, "command: goto");
	terminal_type(terminal, "\t");
	terminal_expect_row(terminal, 22, ":goto");
	terminal_type(terminal, "0x10\r");
	terminal_expect_row(terminal, 0, "0x10  16");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

static void the_menu_opens_beside_the_pointer(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 4096);

	(void)state;
	/* Byte 2 of the second row. */
	terminal_type(terminal, "\033[<2;17;3M\033[<2;17;3m");
	terminal_expect_row(terminal, 3, "00000020  20 21 \u250c");
	terminal_expect_row(terminal, 0, "0x12  18");
	terminal_expect(terminal, "\u2502 Select to here        \u2502");
	terminal_settle(terminal);
	assert_true(terminal_is_reversed(terminal, 4, 18));
	/* Its second row. */
	terminal_type(terminal, "\033[<0;20;6M\033[<0;20;6m");
	terminal_expect_row(terminal, 0, "sel 19");
	terminal_expect_gone(terminal, "\u250c");
	/* Out of the way of the lower right corner. */
	terminal_type(terminal, "\033");
	terminal_expect_gone(terminal, "sel 19");
	terminal_type(terminal, "\033[<2;80;20M\033[<2;80;20m");
	terminal_expect(terminal, "\u2510");
	terminal_type(terminal, "\033");
	terminal_expect_gone(terminal, "\u2510");
	terminal_type(terminal, "\033[29~");
	terminal_expect(terminal, "\u250c");
	terminal_type(terminal, "\033");
	terminal_expect_gone(terminal, "\u250c");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

static void the_last_change_is_made_again(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 4096);

	(void)state;
	terminal_type(terminal, ":put f0 f1\r");
	terminal_expect_row(terminal, 1, "00000000  f0 f1 02");
	terminal_type(terminal, "\033[B.");
	terminal_expect_row(terminal, 2, "00000010  f0 f1 12");
	terminal_type(terminal, "\033[Bieeee");
	terminal_expect_row(terminal, 3, "ee ee");
	terminal_type(terminal, "\033");
	terminal_expect_gone(terminal, "OVERWRITE");
	terminal_type(terminal, ":goto 0x40\r");
	terminal_expect_row(terminal, 0, "0x40  64");
	terminal_type(terminal, ".");
	terminal_expect_row(terminal, 5, "00000040  ee ee 42");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

static void a_macro_is_recorded_played_and_undone(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 4096);

	(void)state;
	terminal_type(terminal, "Qa");
	terminal_expect_row(terminal, 0, "recording a");
	terminal_type(terminal, ":put 99\r\033[B");
	terminal_expect_row(terminal, 1, "00000000  99 01");
	terminal_type(terminal, "\033[<0;20;5M");
	terminal_expect_row(terminal, 22, "the mouse can not be recorded");
	terminal_type(terminal, "\033[200~41\033[201~");
	terminal_expect_row(terminal, 22, "pasted can not be recorded");
	terminal_type(terminal, "Q");
	terminal_expect_gone(terminal, "recording");
	terminal_type(terminal, "3@a");
	terminal_expect_row(terminal, 4, "00000030  99 31");
	terminal_expect_row(terminal, 2, "00000010  99 11");
	terminal_expect_row(terminal, 5, "00000040  40 41");
	terminal_type(terminal, "u");
	terminal_expect_row(terminal, 4, "00000030  30 31");
	terminal_expect_row(terminal, 2, "00000010  10 11");
	terminal_expect_row(terminal, 1, "00000000  99 01");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

/* Esc stops one that would go on for long; what it did is one step. */
static void escape_stops_a_macro(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 4096);

	(void)state;
	terminal_type(terminal, "Qa:insert 99\rQ");
	terminal_expect_row(terminal, 22, "macro a");
	terminal_type(terminal, "u");
	terminal_expect_row(terminal, 1, "00000000  00 01");
	terminal_type(terminal, "900000000@a");
	terminal_expect_row(terminal, 1, "00000000  99 99");
	terminal_type(terminal, "\033");
	terminal_expect_row(terminal, 22, "the macro was stopped");
	terminal_type(terminal, "u");
	terminal_expect_row(terminal, 1, "00000000  00 01");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_palette_finds_a_command),
		cmocka_unit_test(the_menu_opens_beside_the_pointer),
		cmocka_unit_test(the_last_change_is_made_again),
		cmocka_unit_test(a_macro_is_recorded_played_and_undone),
		cmocka_unit_test(escape_stops_a_macro),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
