/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Panes in a terminal: made, clicked, dragged, and kept while the terminal is small. */
#include "session.h"

static void survive_a_small_terminal(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 4096);

	(void)state;
	terminal_type(terminal, "\027s");
	terminal_expect_row(terminal, 13, "00000000  00 01 02");
	terminal_type(terminal, "\027v:goto 0x800\r");
	terminal_expect_row(terminal, 12, "0x800");
	terminal_expect_row(terminal, 13, "0000  00 01 02 03 04 05 06 07");
	/* What is typed here is seen in all. */
	terminal_type(terminal, ":put ee\r\027k");
	terminal_expect(terminal, "0x0  0");
	terminal_type(terminal, ":goto 0x800\r");
	terminal_expect_row(terminal, 5, "00000800  ee 01");
	terminal_resize(terminal, 5, 20);
	terminal_expect_row(terminal, 0, "0x800");
	terminal_expect_row(terminal, 1, "07fe  fe ff ee");
	terminal_type(terminal, "\027w");
	terminal_expect_row(terminal, 3, "pane 2 of 3");
	terminal_expect_row(terminal, 1, "0000  00 01 02");
	terminal_resize(terminal, 24, 80);
	terminal_expect_row(terminal, 13, "0000  00 01 02 03 04 05 06 07");
	terminal_expect_row(terminal, 3, "00000800  ee 01");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

static void take_the_mouse(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 4096);

	(void)state;
	terminal_type(terminal, "\027v");
	terminal_expect_row(terminal, 1, "0x0");
	/* Column 7 and row 4, from 1 on: the second row of the left pane. */
	terminal_type(terminal, "\033[<0;7;4M\033[<0;7;4m");
	terminal_expect_row(terminal, 0, "0x8");
	/* The wheel over the right one. */
	terminal_type(terminal, "\033[<65;60;9M");
	terminal_expect_row(terminal, 2, "0018  18 19");
	terminal_expect_row(terminal, 2, "0000  00 01");
	/* The divider in column 41 goes to 51. */
	terminal_type(terminal, "\033[<0;41;9M\033[<32;51;9M\033[<0;51;9m\027h");
	terminal_expect_row(terminal, 0, "0x8");
	terminal_type(terminal, "\027o");
	terminal_expect_row(terminal, 1, "00000000  00 01");
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

static struct terminal *start_again(struct tmpdir *dir, const char *option)
{
	struct terminal *terminal = terminal_new(24, 80);
	struct buf variable = BUF_INIT;

	buf_format(&variable, "XDG_STATE_HOME=%s", tmpdir_path(dir, "state"));
	terminal_environment(terminal, buf_string(&variable));
	terminal_start(terminal, "xterm-256color", make_counting_file(dir, 4096), option, NULL);
	buf_done(&variable);
	return terminal;
}

/* Not with --forensic, not where a place is named; one pane is forgotten. */
static void come_back_next_time(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start_again(dir, NULL);

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 01");
	terminal_type(terminal, "\027v:goto 0x800\r");
	terminal_expect_row(terminal, 0, "0x800");
	terminal_leave(terminal, "q");
	terminal = start_again(dir, "--forensic");
	terminal_expect_row(terminal, 1, "00000000  00 01");
	terminal_leave(terminal, "q");
	terminal = start_again(dir, "--offset=0x900");
	terminal_expect_row(terminal, 0, "0x900");
	terminal_expect_gone(terminal, "\u2502");
	terminal_leave(terminal, "q");
	terminal = start_again(dir, NULL);
	terminal_expect_row(terminal, 0, "0x800");
	terminal_expect_row(terminal, 2, "0000  00 01 02 03");
	terminal_expect(terminal, "as you left them");
	terminal_type(terminal, "\027o");
	terminal_expect_gone(terminal, "\u2502");
	terminal_leave(terminal, "q");
	terminal = start_again(dir, NULL);
	terminal_expect_row(terminal, 0, "0x0");
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(survive_a_small_terminal),
		cmocka_unit_test(take_the_mouse),
		cmocka_unit_test(come_back_next_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
