/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys, mouse and pasted text as terminals send them; and what goes back to the terminal. */
#include "support/testing.h"

#include <fcntl.h>
#include <locale.h>
#include <unistd.h>

#include "scan.h"
#include "session.h"
#include "terminal.h"

/* Without another key after it. */
static void escape_acts_at_once(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 4096);

	(void)state;
	for (int i = 0; i < 5; i++) {
		terminal_type(terminal, ":goto");
		terminal_expect_row(terminal, 22, ":goto");
		terminal_type(terminal, "\033");
		terminal_expect_gone(terminal, ":goto");
	}
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

/* Replies and keys that nobody knows run no command. */
static void strange_sequences_do_nothing(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 4096);

	(void)state;
	terminal_type(terminal, "\033[99;7u\033[?62;1;6c\033]11;rgb:0000/0000/0000\033\\"
				"\033P1$r0m\033\\\033[<35;5;5M\033[24;80R\033[I\033[1;2;3;4;5q");
	terminal_type(terminal, "\033[C");
	terminal_expect_row(terminal, 0, "0x1 ");
	terminal_settle(terminal);
	terminal_expect_row(terminal, 0, "copy  0x1  1  0%");
	assert_string_equal(terminal_row(terminal, 22), "");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

static void pasted_text_is_no_command(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 4096);

	(void)state;
	terminal_type(terminal, "\033[200~q:q!\rZZ\033[201~");
	terminal_expect_row(terminal, 22, "ignored");
	assert_null(strstr(terminal_row(terminal, 0), "changed"));
	/* While editing it is data. */
	terminal_type(terminal, "i");
	terminal_expect_row(terminal, 0, "OVERWRITE");
	terminal_type(terminal, "\033[200~fe ed\033[201~");
	terminal_expect_row(terminal, 1, "00000000  fe ed 02");
	terminal_type(terminal, "\033");
	terminal_expect_gone(terminal, "OVERWRITE");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

/* Byte n of the first screen: its cell in the hex pane, as the mouse counts, from 1. */
static void mouse(struct terminal *terminal, int button, unsigned byte, char final)
{
	char text[64];
	unsigned col = 10 + byte % 16 * 3 + (byte % 16 >= 8);

	snprintf(text, sizeof(text), "\033[<%d;%u;%u%c", button, col + 1, byte / 16 + 2, final);
	terminal_type(terminal, text);
}

static void mouse_points_selects_and_scrolls(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 4096);
	int row, col;

	(void)state;
	mouse(terminal, 0, 0x15, 'M');
	mouse(terminal, 0, 0x15, 'm');
	terminal_expect_row(terminal, 0, "0x15 ");
	terminal_settle(terminal);
	terminal_cursor(terminal, &row, &col);
	assert_int_equal(row, 2);
	assert_int_equal(col, 10 + 5 * 3);
	mouse(terminal, 0, 0x20, 'M');
	mouse(terminal, 32, 0x22, 'M');
	mouse(terminal, 32, 0x24, 'M');
	mouse(terminal, 0, 0x24, 'm');
	terminal_expect_row(terminal, 0, "sel 5  0x24");
	terminal_settle(terminal);
	assert_true(terminal_is_reversed(terminal, 3, 10));
	assert_true(terminal_is_reversed(terminal, 3, 10 + 2 * 3));
	assert_false(terminal_is_reversed(terminal, 3, 10 + 6 * 3));
	mouse(terminal, 65, 0x20, 'M');
	terminal_expect_row(terminal, 1, "00000030");
	mouse(terminal, 64, 0x20, 'M');
	terminal_expect_row(terminal, 1, "00000000");
	/* Places that no terminal has. */
	terminal_type(terminal, "\033[<0;1000000000;1000000000M\033[<0;-1;-1M\033[<0;0;0M");
	terminal_type(terminal, "\033[<32;99999;1M\033[<0;99999;1m\033[M !!");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

/* All keys are taken before anything is drawn: the bytes tell, not the time. */
static void burst_is_drawn_once_or_twice(void **state)
{
	enum { PAGES = 1000, MOST = 40000 };
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 1 << 20);
	struct buf keys = BUF_INIT;

	(void)state;
	terminal_settle(terminal);
	terminal_forget(terminal);
	for (int i = 0; i < PAGES; i++)
		buf_text(&keys, "\033[6~");
	terminal_send(terminal, keys.data, keys.len);
	terminal_expect_row(terminal, 0, "0x52080 ");
	terminal_expect_row(terminal, 1, "00052080  80 81");
	terminal_settle(terminal);
	printf("# %d pages down: %zu bytes\n", PAGES, terminal_output(terminal)->len);
	assert_true(terminal_output(terminal)->len < MOST);
	buf_done(&keys);
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

static void poke(const char *path, uint64_t pos, uint8_t byte)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, &byte, 1, (off_t)pos), 1);
	close(fd);
}

/* Without a key; and what is typed is in the file at once. */
static void in_place_is_live(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);
	const char *path = make_counting_file(dir, 4096);

	(void)state;
	terminal_start(terminal, "xterm", "-w", path, NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01 02 03");
	terminal_expect_row(terminal, 0, "in place");
	poke(path, 2, 0xaa);
	terminal_expect_row(terminal, 1, "00000000  00 01 aa 03");
	terminal_type(terminal, "iee");
	terminal_expect_disk(terminal, path, 0, "\xee\x01\xaa", 3);
	terminal_expect_row(terminal, 0, "OVERWRITE  0x1");
	terminal_type(terminal, "\033");
	terminal_expect_gone(terminal, "OVERWRITE");
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

/* Everything that could speak to a terminal, in a file and in its name. */
static void nothing_of_a_file_reaches_the_terminal(void **state)
{
	static const char hostile[] =
		"\033]0;owned\007\033[2J\033[31m\033P$q\"p\033\\\033c\033]52;c;eA==\007"
		"\x9b" "31m\x9d" "0;x\x9c\x90q\x9c\xc2\x9b" "2J\xc2\x9d" "0;x\007\r\n\b\a\016\017"
		"\xe2\x80\xae" "abc\xe2\x80\xac\xef\xbb\xbf\xc2\xad\xcc\x81\xff\xfe";
	static const char *const names[] = {
		"\033]0;owned\007\033[31m", "\x9bm\xc2\x9bK", "a\nb\r\tc",
		"\xe2\x80\xaetxt.exe", "\xff\xfe\xc3", "%s%n%x", " ",
		"\xe6\xbc\xa2\xe5\xad\x97\xf0\x9f\x99\x82", "-n", "+5",
	};
	struct buf data = BUF_INIT;

	(void)state;
	while (data.len < 8192)
		buf_add(&data, hostile, sizeof(hostile) - 1);
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		struct tmpdir *dir = tmpdir_new();
		struct terminal *terminal = terminal_new(24, 80);
		const char *path = tmpdir_write(dir, names[i], data.data, data.len);
		struct buf missing = BUF_INIT;
		struct scan scan;
		buf_format(&missing, "%s.missing", path);
		terminal_start(terminal, "xterm-256color", "--", path, buf_string(&missing), NULL);
		terminal_expect_row(terminal, 1, "00000000  1b 5d 30");
		/* Over the pages, in the help, in the list of files and in completions. */
		terminal_type(terminal, "\033[6~\033[6~\033[F\033[H\t\t:files\r");
		terminal_settle(terminal);
		terminal_type(terminal, "\033");
		terminal_settle(terminal);
		buf_clear(&missing);
		buf_format(&missing, ":edit %s\t\t", tmpdir_path(dir, ""));
		terminal_type(terminal, buf_string(&missing));
		terminal_settle(terminal);
		terminal_type(terminal, "\033");
		terminal_settle(terminal);
		terminal_type(terminal, ":q!\r");
		assert_int_equal(terminal_end(terminal), 0);
		scan_output(terminal_output(terminal), &scan);
		assert_string_equal(scan.forbidden, "");
		terminal_free(terminal);
		tmpdir_free(dir);
		buf_done(&missing);
	}
	buf_done(&data);
}

/* In the column of the text controls are signs. (Curses would show a blank: what a painter lets
 * through is seen here, though it does no harm. Each of them: unit/view/screen_test.) */
static void controls_are_shown_as_signs(void **state)
{
	static const char data[] = "\033]0;x\007\033[2J\x7f\x9b" "1m\xc2\x9b" "2J\xe2\x80\xae"
				   "ab\xad\xff\n\t\r\0\x08\x0e";
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);
	struct scan scan;

	(void)state;
	terminal_start(terminal, "xterm-256color",
		       tmpdir_write(dir, "hostile", data, sizeof(data) - 1), NULL);
	terminal_expect_row(terminal, 1, ".]0;x..[2J..1m..");
	terminal_expect_row(terminal, 2, "2J...ab........");
	terminal_type(terminal, ":set encoding=utf-8 control=pictures\r");
	terminal_expect_row(terminal, 1, "\xe2\x90\x9b]0;x\xe2\x90\x87\xe2\x90\x9b[2J");
	terminal_expect_row(terminal, 2, "2J?  ab");
	scan_output(terminal_output(terminal), &scan);
	assert_string_equal(scan.forbidden, "");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

/* A terminal that sends anything, at length: no command, no harm, and keys work afterwards. */
static void noise_does_no_harm(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 4096);
	struct buf noise = BUF_INIT;

	(void)state;
	buf_text(&noise, "\033]52;c;");
	buf_fill(&noise, 'q', 100000);
	terminal_send(terminal, noise.data, noise.len);
	terminal_settle(terminal);
	terminal_type(terminal, "\033[C");
	terminal_expect_row(terminal, 0, "0x1 ");
	buf_done(&noise);
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escape_acts_at_once),
		cmocka_unit_test(strange_sequences_do_nothing),
		cmocka_unit_test(pasted_text_is_no_command),
		cmocka_unit_test(mouse_points_selects_and_scrolls),
		cmocka_unit_test(burst_is_drawn_once_or_twice),
		cmocka_unit_test(in_place_is_live),
		cmocka_unit_test(nothing_of_a_file_reaches_the_terminal),
		cmocka_unit_test(controls_are_shown_as_signs),
		cmocka_unit_test(noise_does_no_harm),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
