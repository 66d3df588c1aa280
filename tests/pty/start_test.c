/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting: on several terminals, from a pipe, and where there is no fit terminal. */
#include "support/testing.h"

#include <locale.h>

#include "scan.h"
#include "session.h"
#include "terminal.h"

static void looks_and_edits_on(const char *term)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);
	const char *path = make_counting_file(dir, 4096);

	terminal_start(terminal, term, path, NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01 02 03");
	terminal_expect_row(terminal, 21, "00000140  40 41");
	terminal_expect_row(terminal, 0, "4 KiB");
	terminal_type(terminal, "\033[6~");
	terminal_expect_row(terminal, 1, "00000150  50 51");
	terminal_type(terminal, "iff\033");
	terminal_expect_row(terminal, 1, "00000150  ff 51");
	terminal_expect_gone(terminal, "OVERWRITE");
	terminal_expect_row(terminal, 0, "changed");
	terminal_type(terminal, "\023");
	terminal_expect_disk(terminal, path, 0x150, "\xff", 1);
	terminal_expect_gone(terminal, "changed");
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

static void looks_and_edits(void **state)
{
	static const char *const terms[] = { "xterm-256color", "vt100", "linux", "screen-256color",
					     "xterm", "tmux-256color", "screen" };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(terms); i++) {
		if (terminal_is_known(terms[i]))
			looks_and_edits_on(terms[i]);
		else
			printf("# terminfo has no %s\n", terms[i]);
	}
}

/* What is written instead of a screen; the exit code is 1. */
static void refuses(const char *term, const char *message)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);

	terminal_start(terminal, term, make_counting_file(dir, 16), NULL);
	assert_int_equal(terminal_end(terminal), 1);
	if (!terminal_shows(terminal, message))
		terminal_expect(terminal, message);
	assert_null(strchr(buf_string(terminal_output(terminal)), '\033'));
	terminal_check_restored(terminal);
	terminal_free(terminal);
	tmpdir_free(dir);
}

static void refuses_terminals_it_can_not_use(void **state)
{
	char longest[8192];

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	refuses(NULL, "TERM is not set");
	refuses("", "TERM is not set");
	refuses("dumb", "can not place the cursor");
	refuses("no-such-terminal", "is not known here");
	refuses("../../etc/passwd", "is not known here");
	refuses("a\033]0;x\a", "\"a\\x1b]0;x\\x07\" is not known here");
	refuses(longest, "xxx\" is not known");
}

static void believes_the_terminal_not_lines(void **state)
{
	static const char *const values[][2] = {
		{ "LINES=0", "COLUMNS=0" }, { "LINES=-1", "COLUMNS=-1" },
		{ "LINES=1000000000", "COLUMNS=1000000000" }, { "LINES=x", "COLUMNS=" },
		{ "LINES=5", "COLUMNS=30" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(values); i++) {
		struct tmpdir *dir = tmpdir_new();
		struct terminal *terminal = terminal_new(24, 80);
		terminal_environment(terminal, values[i][0]);
		terminal_environment(terminal, values[i][1]);
		terminal_start(terminal, "xterm", make_counting_file(dir, 4096), NULL);
		terminal_expect_row(terminal, 21, "00000140  40");
		terminal_expect_row(terminal, 0, "4 KiB");
		terminal_leave(terminal, "q");
		tmpdir_free(dir);
	}
}

static bool has_text(const struct buf *buf, const char *text)
{
	return buf->len > 0 && memmem(buf->data, buf->len, text, strlen(text));
}

static void starts_at_odd_sizes(void **state)
{
	static const int sizes[][2] = { { 0, 0 }, { 1, 1 }, { 2, 2 }, { 3, 10 }, { 20, 3 },
					{ 500, 200 }, { 1, 65535 }, { 65535, 1 },
					{ 65535, 65535 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
		struct tmpdir *dir = tmpdir_new();
		/* The emulator stays small: what is sent to a larger screen is of no interest. */
		struct terminal *terminal = terminal_new(24, 80);
		terminal_resize(terminal, sizes[i][0], sizes[i][1]);
		terminal_start(terminal, "xterm", make_counting_file(dir, 4096), NULL);
		terminal_settle(terminal);
		/* No size is none that was told: then it is what the terminal's type has. */
		if (sizes[i][0] == 0)
			assert_true(has_text(terminal_output(terminal), "00000010"));
		terminal_type(terminal, "\033[6~:");
		terminal_settle(terminal);
		terminal_type(terminal, "\033");
		terminal_settle(terminal);
		terminal_leave(terminal, "q");
		tmpdir_free(dir);
	}
}

static void reads_a_pipe_and_keys(void **state)
{
	struct terminal *terminal = terminal_new(24, 80);

	(void)state;
	terminal_shell(terminal, "xterm", "printf 'hello, world' | \"$BURIN\" -");
	terminal_expect(terminal, "68 65 6c 6c 6f 2c 20 77");
	terminal_type(terminal, "\033[C");
	terminal_expect_row(terminal, 0, "0x1");
	terminal_leave(terminal, "q");
}

/* A descriptor that is closed: keys come from the terminal all the same; without an output there is
 * nothing to show a screen on. */
static void stands_closed_descriptors(void **state)
{
	static const struct {
		const char *script;
		bool screen;
		int code;
	} cases[] = {
		{ "exec \"$BURIN\" \"$FILE\" <&-", true, 0 },
		{ "exec \"$BURIN\" \"$FILE\" 2>&-", true, 0 },
		{ "exec \"$BURIN\" \"$FILE\" >&-", false, 1 },
		{ "exec \"$BURIN\" \"$FILE\" <&- >&- 2>&-", false, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct tmpdir *dir = tmpdir_new();
		struct terminal *terminal = terminal_new(24, 80);
		struct buf file = BUF_INIT;
		buf_format(&file, "FILE=%s", make_counting_file(dir, 4096));
		terminal_environment(terminal, buf_string(&file));
		terminal_shell(terminal, "xterm", cases[i].script);
		if (cases[i].screen) {
			terminal_expect_row(terminal, 1, "00000000  00 01 02");
			terminal_type(terminal, "q");
		}
		assert_int_equal(terminal_end(terminal), cases[i].code);
		terminal_expect_disk(terminal, tmpdir_path(dir, "counting"), 0, "\0\1\2\3", 4);
		terminal_free(terminal);
		tmpdir_free(dir);
		buf_done(&file);
	}
}

static void no_color_sends_no_colour(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);
	struct scan scan;

	(void)state;
	terminal_environment(terminal, "NO_COLOR=1");
	terminal_start(terminal, "xterm-256color", make_counting_file(dir, 4096), NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01 02");
	terminal_type(terminal, "\033[6~");
	terminal_expect_row(terminal, 1, "00000150");
	terminal_type(terminal, "q");
	assert_int_equal(terminal_end(terminal), 0);
	scan_output(terminal_output(terminal), &scan);
	assert_string_equal(scan.forbidden, "");
	assert_true(scan.sequences > 0);
	assert_int_equal(scan.colours, 0);
	terminal_free(terminal);
	tmpdir_free(dir);
}

static void the_palette_is_left_alone(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);
	struct scan scan;

	(void)state;
	terminal_start(terminal, "xterm-256color", make_counting_file(dir, 4096), NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01 02");
	assert_true(terminal_is_coloured(terminal, 1, 13));
	terminal_type(terminal, ":set theme=dark\r:set theme=mono\r:set theme=contrast\r"
		      ":set theme=light\r");
	terminal_settle(terminal);
	terminal_type(terminal, "q");
	assert_int_equal(terminal_end(terminal), 0);
	scan_output(terminal_output(terminal), &scan);
	assert_string_equal(scan.forbidden, "");
	assert_true(scan.colours > 0);
	terminal_free(terminal);
	tmpdir_free(dir);
}

int main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(looks_and_edits),
		cmocka_unit_test(refuses_terminals_it_can_not_use),
		cmocka_unit_test(believes_the_terminal_not_lines),
		cmocka_unit_test(starts_at_odd_sizes),
		cmocka_unit_test(reads_a_pipe_and_keys),
		cmocka_unit_test(stands_closed_descriptors),
		cmocka_unit_test(no_color_sends_no_colour),
		cmocka_unit_test(the_palette_is_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
