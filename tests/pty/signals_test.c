/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals: burin ends, stops and dies as it should, and leaves the terminal as it found it. */
#include "support/testing.h"

#include <locale.h>
#include <signal.h>

#include "scan.h"
#include "session.h"
#include "terminal.h"

static struct terminal *start(struct tmpdir *dir, const char *term)
{
	struct terminal *terminal = terminal_new(24, 80);

	terminal_start(terminal, term, make_counting_file(dir, 65536), NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01");
	/* A change is lost with the program, and a prompt is no obstacle. */
	terminal_type(terminal, ":put ee\r:goto 0x12");
	terminal_expect_row(terminal, 22, ":goto 0x12");
	return terminal;
}

/* True where the last that was sent switches everything back. */
static void check_farewell(struct terminal *terminal)
{
	static const char *const parts[] = { "\033[?1006l", "\033[?1002l", "\033[?1000l",
					     "\033[?2004l", "\033[?1l\033>", "\033[?1049l" };
	const char *output = buf_string(terminal_output(terminal));
	struct scan scan;

	for (size_t i = 0; i < ARRAY_COUNT(parts); i++)
		if (!strstr(output, parts[i]))
			fail_msg("%s was not sent", parts[i] + 1);
	scan_output(terminal_output(terminal), &scan);
	assert_string_equal(scan.forbidden, "");
}

static void ends(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(signals); i++) {
		struct tmpdir *dir = tmpdir_new();
		struct terminal *terminal = start(dir, "xterm");
		terminal_forget(terminal);
		terminal_signal(terminal, signals[i]);
		assert_int_equal(terminal_end(terminal), 128 + signals[i]);
		terminal_check_restored(terminal);
		check_farewell(terminal);
		terminal_expect_disk(terminal, tmpdir_path(dir, "counting"), 0, "\0\1", 2);
		assert_int_equal(tmpdir_count(dir), 1);
		terminal_free(terminal);
		tmpdir_free(dir);
	}
}

static void ends_when_the_terminal_is_gone(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start(dir, "xterm");

	(void)state;
	terminal_hang_up(terminal);
	assert_int_equal(terminal_end(terminal), 128 + SIGHUP);
	terminal_free(terminal);
	tmpdir_free(dir);
}

static void dies_in_order(void **state)
{
	static const int signals[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT };
	static const char *const terms[] = { "xterm", "vt100" };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(signals) * ARRAY_COUNT(terms); i++) {
		const char *term = terms[i % ARRAY_COUNT(terms)];
		int signal = signals[i / ARRAY_COUNT(terms)];
		if (!terminal_is_known(term))
			continue;
		struct tmpdir *dir = tmpdir_new();
		struct terminal *terminal = start(dir, term);
		terminal_forget(terminal);
		terminal_signal(terminal, signal);
		assert_int_equal(terminal_end(terminal), -signal);
		terminal_check_restored(terminal);
		if (strcmp(term, "xterm") == 0)
			check_farewell(terminal);
		/* No delay of terminfo's is sent as text. */
		assert_null(strstr(buf_string(terminal_output(terminal)), "$<"));
		terminal_free(terminal);
		tmpdir_free(dir);
	}
}

static void interrupt_closes_a_prompt(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start(dir, "xterm");

	(void)state;
	terminal_signal(terminal, SIGINT);
	terminal_expect_gone(terminal, ":goto 0x12");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

/* While it is stopped the terminal is the shell's, of another size and other modes. */
static void stops_and_goes_on(struct terminal *terminal)
{
	struct termios modes;

	terminal_wait_stopped(terminal);
	terminal_check_restored(terminal);
	terminal_resize(terminal, 30, 100);
	terminal_forget(terminal);
	terminal_continue(terminal);
	terminal_expect_row(terminal, 29, "edit");
	terminal_expect_row(terminal, 1, "00000000  ee 01");
	assert_true(terminal_is_alternate(terminal));
	terminal_modes(terminal, &modes);
	assert_int_equal(modes.c_lflag & (ICANON | ECHO | ISIG), 0);
	/* It asks for the mouse and pasted text again. */
	assert_non_null(strstr(buf_string(terminal_output(terminal)), "\033[?1006h"));
	assert_non_null(strstr(buf_string(terminal_output(terminal)), "\033[?2004h"));
	terminal_resize(terminal, 24, 80);
	terminal_expect_row(terminal, 23, "edit");
}

static void suspends(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start(dir, "xterm");

	(void)state;
	terminal_type(terminal, "\r");
	terminal_expect_row(terminal, 0, "0x12");
	for (int i = 0; i < 2; i++) {
		terminal_signal(terminal, SIGTSTP);
		stops_and_goes_on(terminal);
		terminal_type(terminal, ":suspend\r");
		stops_and_goes_on(terminal);
	}
	terminal_type(terminal, ":set keys=vi\r\032");
	stops_and_goes_on(terminal);
	terminal_type(terminal, ":q!\r");
	assert_int_equal(terminal_end(terminal), 0);
	terminal_check_restored(terminal);
	check_farewell(terminal);
	terminal_free(terminal);
	tmpdir_free(dir);
}

/* SIGSTOP can not be caught: the shell takes the terminal as it is, and changes its modes. */
static void takes_the_terminal_again(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start(dir, "xterm");
	struct termios before, modes;

	(void)state;
	terminal_modes(terminal, &before);
	terminal_signal(terminal, SIGSTOP);
	terminal_wait_stopped(terminal);
	modes = before;
	modes.c_lflag |= ICANON | ECHO | ISIG;
	terminal_set_modes(terminal, &modes);
	terminal_continue(terminal);
	terminal_type(terminal, "\033");
	terminal_expect_gone(terminal, ":goto 0x12");
	terminal_settle(terminal);
	terminal_modes(terminal, &modes);
	assert_int_equal(modes.c_lflag, before.c_lflag);
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

/* Two that end it, and neither keeps it from putting the terminal in order. */
static void ends_by_two_at_once(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start(dir, "xterm");
	int end;

	(void)state;
	terminal_forget(terminal);
	terminal_signal(terminal, SIGHUP);
	terminal_signal(terminal, SIGTERM);
	terminal_signal(terminal, SIGINT);
	end = terminal_end(terminal);
	if (end != 128 + SIGHUP && end != 128 + SIGTERM)
		fail_msg("it ended with %d", end);
	terminal_check_restored(terminal);
	check_farewell(terminal);
	terminal_free(terminal);
	tmpdir_free(dir);
}

static void stands_a_storm(void **state)
{
	static const int signals[] = { SIGWINCH, SIGCONT, SIGINT, SIGPIPE, SIGXFSZ, SIGWINCH };
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start(dir, "xterm");

	(void)state;
	for (size_t i = 0; i < 3000; i++)
		terminal_signal(terminal, signals[i % ARRAY_COUNT(signals)]);
	terminal_settle(terminal);
	terminal_expect_gone(terminal, ":goto 0x12");
	terminal_expect_row(terminal, 1, "00000000  ee 01");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

/* With hardly a descriptor left it works or says why it does not. */
static void lives_with_few_descriptors(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	const char *path = make_counting_file(dir, 256);

	(void)state;
	for (int most = 4; most <= 16; most++) {
		struct terminal *terminal = terminal_new(24, 80);
		struct buf script = BUF_INIT;
		int end;
		buf_format(&script, "ulimit -n %d; exec \"$BURIN\" -x quit '%s'", most, path);
		terminal_shell(terminal, "xterm", buf_string(&script));
		end = terminal_end(terminal);
		if (end < 0 || end > 2)
			fail_msg("with %d descriptors it ended with %d", most, end);
		terminal_check_restored(terminal);
		buf_done(&script);
		terminal_free(terminal);
	}
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends),
		cmocka_unit_test(ends_when_the_terminal_is_gone),
		cmocka_unit_test(dies_in_order),
		cmocka_unit_test(ends_by_two_at_once),
		cmocka_unit_test(stands_a_storm),
		cmocka_unit_test(lives_with_few_descriptors),
		cmocka_unit_test(interrupt_closes_a_prompt),
		cmocka_unit_test(suspends),
		cmocka_unit_test(takes_the_terminal_again),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
