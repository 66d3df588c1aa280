/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed survives the end of the program, whatever ends it; and nothing survives a quit. */
#include "support/testing.h"

#include <dirent.h>
#include <signal.h>

#include "session.h"
#include "terminal.h"

static struct terminal *start(struct tmpdir *dir, const char *option)
{
	struct terminal *terminal = terminal_new(24, 80);
	char variable[600];

	snprintf(variable, sizeof variable, "XDG_STATE_HOME=%s", tmpdir_path(dir, "state"));
	terminal_environment(terminal, variable);
	terminal_start(terminal, "xterm", tmpdir_path(dir, "counting"), option, NULL);
	terminal_expect_row(terminal, 1, "00000000");
	return terminal;
}

static size_t count_logs(struct tmpdir *dir)
{
	DIR *list = opendir(tmpdir_path(dir, "state/burin"));
	struct dirent *entry;
	size_t count = 0;

	while (list && (entry = readdir(list)) != NULL)
		count += strstr(entry->d_name, ".log") != NULL;
	if (list)
		closedir(list);
	return count;
}

static void brings_back_what_was_typed(void **state)
{
	static const int signals[] = { SIGKILL, SIGTERM, SIGHUP, SIGSEGV };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(signals); i++) {
		struct tmpdir *dir = tmpdir_new();
		struct terminal *terminal;

		make_counting_file(dir, 4096);
		terminal = start(dir, NULL);
		terminal_type(terminal, "i" "dead" "\033");
		terminal_expect_row(terminal, 1, "00000000  de ad 02");
		terminal_signal(terminal, SIGUSR1);
		terminal_settle(terminal);
		terminal_signal(terminal, signals[i]);
		terminal_end(terminal);
		terminal_free(terminal);
		assert_int_equal(count_logs(dir), 1);
		terminal = start(dir, NULL);
		terminal_expect(terminal, "Recover ");
		terminal_expect_row(terminal, 1, "00000000  00 01 02");
		terminal_type(terminal, "r");
		terminal_expect_row(terminal, 1, "00000000  de ad 02");
		/* Recovered and not saved: it stays. */
		terminal_leave(terminal, ":q!\r");
		assert_int_equal(count_logs(dir), 1);
		terminal = start(dir, NULL);
		terminal_expect(terminal, "Recover ");
		terminal_type(terminal, "r");
		terminal_expect_row(terminal, 1, "00000000  de ad 02");
		terminal_leave(terminal, ":wq\r");
		assert_int_equal(count_logs(dir), 0);
		tmpdir_free(dir);
	}
}

static void takes_back_what_was_done_in_place(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal;

	(void)state;
	make_counting_file(dir, 4096);
	terminal = start(dir, "-w");
	terminal_type(terminal, ":put de ad\r");
	terminal_expect_disk(terminal, tmpdir_path(dir, "counting"), 0, "\xde\xad", 2);
	terminal_signal(terminal, SIGKILL);
	terminal_end(terminal);
	terminal_free(terminal);
	terminal = start(dir, "-w");
	terminal_expect(terminal, "Take back 1 in-place edit");
	terminal_type(terminal, "t");
	terminal_expect_disk(terminal, tmpdir_path(dir, "counting"), 0, "\0\1", 2);
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

static void leaves_nothing_behind(void **state)
{
	static const char *const ends[] = { ":q!\r", ":wq\r", ":undo\rq" };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(ends); i++) {
		struct tmpdir *dir = tmpdir_new();
		struct terminal *terminal;

		make_counting_file(dir, 4096);
		terminal = start(dir, NULL);
		terminal_type(terminal, ":put de ad\r");
		terminal_expect_row(terminal, 1, "00000000  de ad 02");
		assert_int_equal(count_logs(dir), 1);
		terminal_leave(terminal, ends[i]);
		assert_int_equal(count_logs(dir), 0);
		terminal = start(dir, "--no-log");
		terminal_expect(terminal, "no recovery");
		terminal_type(terminal, ":put be ef\r");
		terminal_expect_row(terminal, 1, "00000000  be ef 02");
		assert_int_equal(count_logs(dir), 0);
		terminal_leave(terminal, ":q!\r");
		tmpdir_free(dir);
	}
}

static void drops_what_is_not_wanted(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal;

	(void)state;
	make_counting_file(dir, 4096);
	terminal = start(dir, NULL);
	terminal_type(terminal, ":put de ad\r");
	terminal_expect_row(terminal, 1, "00000000  de ad 02");
	terminal_signal(terminal, SIGKILL);
	terminal_end(terminal);
	terminal_free(terminal);
	terminal = start(dir, NULL);
	terminal_expect(terminal, "Recover 1 edit");
	terminal_type(terminal, "l");
	terminal_expect_row(terminal, 1, "00000000  de ad 02");
	terminal_expect(terminal, "read only");
	terminal_leave(terminal, "q");
	terminal = start(dir, NULL);
	terminal_expect(terminal, "Recover 1 edit");
	terminal_type(terminal, "d");
	terminal_expect_gone(terminal, "Recover");
	terminal_leave(terminal, "q");
	assert_int_equal(count_logs(dir), 0);
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(brings_back_what_was_typed),
		cmocka_unit_test(takes_back_what_was_done_in_place),
		cmocka_unit_test(leaves_nothing_behind),
		cmocka_unit_test(drops_what_is_not_wanted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
