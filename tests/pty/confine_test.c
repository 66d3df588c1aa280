/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program that gave up its rights: what it does all the same, by way of its helper, and what
 * only a shell that was typed does. */
#include "support/testing.h"

#include <locale.h>
#include <signal.h>
#include <unistd.h>

#include "session.h"
#include "terminal.h"

static bool is_instrumented(void)
{
	const char *value = getenv("BURIN_INSTRUMENTED");

	return value && strcmp(value, "yes") == 0;
}

static void type_line(struct terminal *terminal, const char *before, const char *path,
		      const char *after)
{
	struct buf line = BUF_INIT;

	buf_format(&line, "%s%s%s", before, path, after);
	terminal_type(terminal, buf_string(&line));
	buf_done(&line);
}

static void opens_and_saves_elsewhere(void **state)
{
	struct tmpdir *here = tmpdir_new(), *there = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);

	(void)state;
	tmpdir_write(there, "other", "OTHER", 5);
	terminal_start(terminal, "xterm", make_counting_file(here, 256), NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01");
	type_line(terminal, ":open ", tmpdir_path(there, "other"), "\r");
	terminal_expect_row(terminal, 1, "4f 54 48 45 52");
	terminal_type(terminal, ":put 4d\r:write\r");
	terminal_expect(terminal, "saved");
	tmpdir_check(there, "other", "MTHER", 5);
	type_line(terminal, ":write ", tmpdir_path(there, "new"), "\r");
	terminal_expect(terminal, "new, 5 bytes");
	tmpdir_check(there, "new", "MTHER", 5);
	assert_int_equal(tmpdir_count(there), 2);
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(here);
	tmpdir_free(there);
}

static void a_viewer_only_reads(void **state)
{
	(void)state;
	if (is_instrumented())
		skip();
	struct tmpdir *here = tmpdir_new(), *there = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);

	tmpdir_write(there, "other", "OTHER", 5);
	terminal_start(terminal, "xterm", "-r", make_counting_file(here, 256), NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01");
	terminal_type(terminal, ":put 00\r");
	terminal_expect(terminal, "gave up the right to write");
	terminal_type(terminal, ":goto 5\r");
	terminal_expect_row(terminal, 0, "0x5");
	terminal_type(terminal, ":mode copy\r");
	terminal_expect(terminal, "gave up the right to write");
	type_line(terminal, ":write ", tmpdir_path(here, "new"), "\r");
	terminal_expect(terminal, "gave up the right to write");
	type_line(terminal, ":!touch ", tmpdir_path(here, "new"), "\r");
	terminal_expect(terminal, "was started with -r");
	type_line(terminal, ":open ", tmpdir_path(there, "other"), "\r");
	terminal_expect_row(terminal, 1, "4f 54 48 45 52");
	terminal_type(terminal, ":q\r");
	assert_int_equal(terminal_end(terminal), 0);
	assert_int_equal(tmpdir_count(here), 1);
	terminal_free(terminal);
	tmpdir_free(here);
	tmpdir_free(there);
}

static void runs_a_shell_when_told(void **state)
{
	(void)state;
	if (is_instrumented())
		skip();
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);

	tmpdir_write(dir, "text", "c\nb\na\n", 6);
	terminal_start(terminal, "xterm", tmpdir_path(dir, "text"), NULL);
	terminal_expect_row(terminal, 1, "63 0a 62 0a 61 0a");
	/* It has no terminal, and what it prints can not harm this one. */
	terminal_type(terminal, ":!(tty; printf 'a\\033[31mb\\n'; exit 3)\r");
	terminal_expect(terminal, "not a tty");
	terminal_expect(terminal, "a\\x1b[31mb");
	terminal_expect(terminal, "(ended with status 3)");
	terminal_type(terminal, "q\001:|sort; echo z\r");
	terminal_expect_row(terminal, 1, "61 0a 62 0a 63 0a 7a 0a");
	/* One step of undo. */
	terminal_type(terminal, ":undo\r");
	terminal_expect_row(terminal, 1, "63 0a 62 0a 61 0a  ");
	terminal_type(terminal, ":!sleep 1000\r");
	terminal_expect(terminal, "Esc stop");
	terminal_type(terminal, "\033");
	terminal_expect(terminal, "cancelled");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

/* What a file of lines asks for is not what a person typed. */
static void runs_no_shell_for_a_file(void **state)
{
	(void)state;
	if (is_instrumented())
		skip();
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);
	struct buf line = BUF_INIT;

	buf_format(&line, "!touch %s\n", tmpdir_path(dir, "ran"));
	tmpdir_write(dir, "lines", line.data, line.len);
	terminal_start(terminal, "xterm", tmpdir_write(dir, "text", "abc", 3), NULL);
	terminal_expect_row(terminal, 1, "61 62 63");
	type_line(terminal, ":source ", tmpdir_path(dir, "lines"), "\r");
	terminal_expect(terminal, "typed");           /* a word is not broken */
	terminal_type(terminal, ":q!\r");
	assert_int_equal(terminal_end(terminal), 0);
	assert_int_equal(access(tmpdir_path(dir, "ran"), F_OK), -1);
	terminal_free(terminal);
	buf_done(&line);
	tmpdir_free(dir);
}

/* Nothing is written but the action log, which has what was done and that nothing changed. */
static void leaves_no_trace(void **state)
{
	(void)state;
	if (is_instrumented())
		skip();
	struct tmpdir *dir = tmpdir_new(), *home = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);
	struct buf variable = BUF_INIT;
	const char *path = tmpdir_write(dir, "text", "abc", 3);
	char *text;
	size_t len;

	buf_format(&variable, "XDG_STATE_HOME=%s", tmpdir_path(home, ""));
	terminal_environment(terminal, buf_string(&variable));
	terminal_start(terminal, "xterm", "--forensic", "--sha256", "--action-log",
		       tmpdir_path(dir, "log"), path, NULL);
	terminal_expect_row(terminal, 1, "61 62 63");
	terminal_expect(terminal, "SHA-256 ba7816bf");
	terminal_type(terminal, ":goto 1\r:info\r:mode write\r");
	terminal_expect(terminal, "gave up the right to write");
	terminal_type(terminal, ":q\r");
	assert_int_equal(terminal_end(terminal), 0);
	assert_int_equal(tmpdir_count(home), 0);
	assert_int_equal(tmpdir_count(dir), 2);
	text = tmpdir_read(tmpdir_path(dir, "log"), &len);
	assert_non_null(strstr(text, " 3 bytes, device "));
	assert_non_null(strstr(text, "command mode write\n"));
	assert_non_null(strstr(text, "sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410"
				     "ff61f20015ad"));
	assert_non_null(strstr(text, "the same as at the start"));
	free(text);
	buf_done(&variable);
	terminal_free(terminal);
	tmpdir_free(dir);
	tmpdir_free(home);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_and_saves_elsewhere),
		cmocka_unit_test(a_viewer_only_reads),
		cmocka_unit_test(runs_a_shell_when_told),
		cmocka_unit_test(runs_no_shell_for_a_file),
		cmocka_unit_test(leaves_no_trace),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
