/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes on a screen of 24x80 and of 5x20, and kept when nobody can be asked any more. */
#include "support/testing.h"

#include <signal.h>
#include <unistd.h>

#include "session.h"
#include "terminal.h"

static struct terminal *start(struct tmpdir *dir, int rows, int cols, const char *term)
{
	struct terminal *terminal = terminal_new(rows, cols);

	terminal_start(terminal, term, make_counting_file(dir, 4096), NULL);
	terminal_expect_row(terminal, 1, "00 01");
	terminal_type(terminal, ":set notes=beside\r");
	return terminal;
}

/* Made, shown, gone to, listed, changed in the list. */
static void on_a_usual_screen_with(const char *term)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start(dir, 24, 80, term);

	terminal_type(terminal, ":note 0x12,+3 header where \"it\" begins\r");
	terminal_expect_row(terminal, 22, "note header: 3 bytes at 0x12");
	terminal_type(terminal, "M");
	terminal_expect_row(terminal, 22, "note note1: 1 byte at 0x0");
	terminal_expect_row(terminal, 0, "@note1");
	terminal_type(terminal, "]n");
	terminal_expect_row(terminal, 22, "header: where \"it\" begins");
	terminal_expect_row(terminal, 0, "@header  0x12");
	terminal_type(terminal, "]n");
	terminal_expect_row(terminal, 22, "there is no note after the cursor");
	terminal_type(terminal, "B");
	terminal_expect(terminal, "0x0   1  yellow  note1");
	terminal_expect(terminal, "0x12  3  yellow  header  where \"it\" begins");
	terminal_expect_row(terminal, 23, "Enter go  e comment  r rename  c colour  d delete");
	terminal_type(terminal, "c");
	terminal_expect(terminal, "red");
	terminal_type(terminal, "r");
	terminal_expect_row(terminal, 22, ":note-edit name ");
	terminal_expect_row(terminal, 23, "note-edit name|comment");
	terminal_type(terminal, "\033");
	terminal_expect_row(terminal, 23, "Enter go");
	terminal_type(terminal, "q");
	terminal_expect_gone(terminal, "Enter go");
	terminal_type(terminal, "q");
	assert_int_equal(terminal_end(terminal), 0);
	terminal_check_restored(terminal);
	terminal_free(terminal);
	tmpdir_free(dir);
}

static void on_a_usual_screen(void **state)
{
	static const char *const terms[] = { "xterm-256color", "vt100" };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(terms); i++)
		if (terminal_is_known(terms[i]))
			on_a_usual_screen_with(terms[i]);
}

static void on_a_small_screen(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start(dir, 5, 20, "xterm-256color");

	(void)state;
	terminal_type(terminal, ":note 1,+2 header a comment that has no room\r");
	terminal_expect_row(terminal, 3, "note header: 2 bytes");
	terminal_expect_row(terminal, 4, "at 0x1");
	terminal_type(terminal, "]n");
	terminal_expect_row(terminal, 3, "header: a comment th");
	terminal_type(terminal, "B");
	terminal_expect_row(terminal, 1, "notes            1/1");
	terminal_expect_row(terminal, 2, "0x1  2  yellow  head");
	/* Sideways more of it can be read. */
	terminal_type(terminal, "\033[C\033[C\033[C");
	terminal_expect_row(terminal, 2, "a comment that has n");
	terminal_type(terminal, "\033");
	terminal_expect_row(terminal, 1, "00 01");
	terminal_type(terminal, ":note-delete\r");
	terminal_expect_row(terminal, 4, "d delete");
	terminal_type(terminal, "\033");
	terminal_expect_row(terminal, 3, "header: a comment th");
	/* It comes back with what was deleted. */
	terminal_type(terminal, ":goto 0\r:delete 4\r");
	terminal_expect_row(terminal, 1, "04 05");
	terminal_type(terminal, "\032:goto @header+1\r");
	terminal_expect_row(terminal, 0, "0x2");
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

static void check_kept(struct tmpdir *dir, const char *line)
{
	size_t len;
	char *text = tmpdir_read(tmpdir_path(dir, "counting.burin"), &len);

	assert_non_null(memmem(text, len, line, strlen(line)));
	free(text);
}

/* As they are of the file on the disk; the changes, which are not saved, are in the log. */
static void are_kept_when_the_terminal_goes(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(signals); i++) {
		struct tmpdir *dir = tmpdir_new();
		struct terminal *terminal = start(dir, 24, 80, "xterm");
		terminal_type(terminal, ":note 2,+2 header\r:goto 0\r:insert ff\r");
		terminal_expect_row(terminal, 1, "00000000  ff 00 01");
		terminal_signal(terminal, signals[i]);
		assert_int_equal(terminal_end(terminal), 128 + signals[i]);
		check_kept(dir, "note 0x2 2 yellow header \"\"\n");
		terminal_free(terminal);
		tmpdir_free(dir);
	}
}

static bool is_kept(struct tmpdir *dir, const char *line)
{
	const char *path = tmpdir_path(dir, "counting.burin");
	size_t len;
	char *text;
	bool is;

	if (access(path, F_OK) != 0)
		return false;
	text = tmpdir_read(path, &len);
	is = memmem(text, len, line, strlen(line)) != NULL;
	free(text);
	return is;
}

static void wait_until_kept(struct tmpdir *dir, const char *line)
{
	enum { ATTEMPTS = 12000 };

	for (int i = 0; i < ATTEMPTS && !is_kept(dir, line); i++)
		usleep(10000);
	assert_true(is_kept(dir, line));
}

/* One after the other as they are made, and there again afterwards. */
static void outlive_a_kill(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start(dir, 24, 80, "xterm");

	(void)state;
	terminal_type(terminal, ":note 2,+2 header\r");
	wait_until_kept(dir, "note 0x2 2 yellow header \"\"\n");
	terminal_type(terminal, ":note 8,+1 body\r:note-delete header\r");
	wait_until_kept(dir, "note 0x8 1 yellow body \"\"\nend 1\n");
	terminal_type(terminal, ":note 4,+1 third\r");
	wait_until_kept(dir, "note 0x4 1 yellow third \"\"\nnote 0x8 1 yellow body \"\"\nend 2\n");
	terminal_signal(terminal, SIGKILL);
	assert_int_equal(terminal_end(terminal), -SIGKILL);
	terminal_free(terminal);
	terminal = start(dir, 24, 80, "xterm");
	terminal_type(terminal, ":notes-read\r]n");
	terminal_expect_row(terminal, 0, "@third  0x4");
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(on_a_usual_screen),
		cmocka_unit_test(on_a_small_screen),
		cmocka_unit_test(are_kept_when_the_terminal_goes),
		cmocka_unit_test(outlive_a_kill),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
