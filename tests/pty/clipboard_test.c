/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The system's clipboard, by the terminal and by a program. */
#include "support/testing.h"

#include <sys/stat.h>

#include "session.h"
#include "terminal.h"

/* A program of this name that keeps what it reads, or fails. */
static void make_program(struct tmpdir *dir, const char *name, bool works)
{
	struct buf text = BUF_INIT;

	buf_format(&text, "#!/bin/sh\nexec /bin/cat > '%s'\n", tmpdir_path(dir, "got"));
	if (!works) {
		buf_clear(&text);
		buf_text(&text, "#!/bin/sh\nexit 1\n");
	}
	assert_int_equal(chmod(tmpdir_write(dir, name, text.data, text.len), 0755), 0);
	buf_done(&text);
}

/* burin with these programs in its PATH, in a session on Wayland or on none. */
static struct terminal *start(struct tmpdir *dir, bool wayland, const char *option)
{
	static const char *const unset[] = { "TMUX", "DISPLAY", "SSH_CONNECTION", "SSH_TTY" };
	struct terminal *terminal = terminal_new(24, 80);
	struct buf path = BUF_INIT;

	for (size_t i = 0; i < ARRAY_COUNT(unset); i++)
		terminal_environment(terminal, unset[i]);
	terminal_environment(terminal, wayland ? "WAYLAND_DISPLAY=wayland-0" : "WAYLAND_DISPLAY");
	buf_format(&path, "PATH=%s", tmpdir_path(dir, ""));
	terminal_environment(terminal, buf_string(&path));
	terminal_start(terminal, "xterm-256color", make_counting_file(dir, 4096), option, NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01");
	terminal_forget(terminal);
	terminal_type(terminal, ":copy-as hex 65,+3\r");
	buf_done(&path);
	return terminal;
}

static bool sent(struct terminal *terminal, const char *text)
{
	struct buf *output = terminal_output(terminal);

	return memmem(output->data, output->len, text, strlen(text)) != NULL;
}

/* "41 42 43" in base64. */
static const char sequence[] = "\033]52;c;NDEgNDIgNDM=\a";

static void the_terminal_is_told(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start(dir, false, NULL);

	(void)state;
	terminal_expect(terminal, "3 bytes as hex sent to the terminal's clipboard");
	assert_true(sent(terminal, sequence));
	/* Once. */
	terminal_forget(terminal);
	terminal_type(terminal, "\033[B");
	terminal_expect_row(terminal, 0, "0x10 ");
	assert_false(sent(terminal, "]52;"));
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

static void a_program_takes_it(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal;

	(void)state;
	make_program(dir, "wl-copy", true);
	terminal = start(dir, true, NULL);
	terminal_expect(terminal, "3 bytes as hex copied to the clipboard");
	tmpdir_check(dir, "got", "41 42 43", 8);
	assert_false(sent(terminal, "]52;"));
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

/* A viewer may run nothing; a program may fail. */
static void the_terminal_is_the_way_out(void **state)
{
	(void)state;
	for (int viewer = 0; viewer < 2; viewer++) {
		struct tmpdir *dir = tmpdir_new();
		struct terminal *terminal;

		make_program(dir, "wl-copy", viewer);
		terminal = start(dir, true, viewer ? "-r" : NULL);
		terminal_expect(terminal, "sent to the terminal's clipboard");
		assert_true(sent(terminal, sequence));
		terminal_leave(terminal, ":q!\r");
		tmpdir_free(dir);
	}
}

/* A console would show the sequence. */
static void a_terminal_without_one_is_sent_nothing(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);

	(void)state;
	terminal_start(terminal, "vt100", make_counting_file(dir, 4096), NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01");
	terminal_type(terminal, ":set clipboard=terminal\r:copy-as hex\r");
	terminal_expect(terminal, "this terminal has no clipboard");
	assert_false(sent(terminal, "]52;"));
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_terminal_is_told),
		cmocka_unit_test(a_program_takes_it),
		cmocka_unit_test(the_terminal_is_the_way_out),
		cmocka_unit_test(a_terminal_without_one_is_sent_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
