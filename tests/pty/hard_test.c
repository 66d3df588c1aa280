/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hard times: a terminal that is slow, silent, talkative or of another language, a system that
 * lacks something, and hardly any memory or stack. */
#include "support/testing.h"

#include <locale.h>
#include <unistd.h>

#include "scan.h"
#include "session.h"
#include "terminal.h"

static unsigned resizes(void)
{
	const char *asked = getenv("BURIN_RESIZES");

	return asked ? (unsigned)atoi(asked) : 150;
}

/* During searches and saves, which go on and end. `make monkey` takes 10,000. */
static void resizes_during_work(void **state)
{
	enum { SIZE = 4 << 20 };
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, SIZE);
	struct random random;

	(void)state;
	random_start(&random);
	for (unsigned i = 0; i < resizes(); i++) {
		if (i % 50 == 0)
			terminal_type(terminal, ":count re:(00|..){9}zz[^a]*y\r");
		if (i % 50 == 25)
			terminal_type(terminal, ":insert ab\r:write\r");
		terminal_resize(terminal, (int)random_between(&random, 1, 60),
				(int)random_between(&random, 1, 200));
		terminal_type(terminal, "\033[C");
	}
	terminal_type(terminal, "\033");
	terminal_settle(terminal);
	terminal_resize(terminal, 24, 80);
	terminal_type(terminal, ":write\r:goto 0\r");
	terminal_expect_row(terminal, 0, "4 MiB");
	terminal_expect_row(terminal, 23, "edit");
	terminal_expect_gone(terminal, "changed");
	terminal_leave(terminal, ":q!\r");
	assert_int_equal(tmpdir_count(dir), 1);
	tmpdir_free(dir);
}

static void late(struct terminal *terminal, const char *first, const char *rest)
{
	terminal_type(terminal, first);
	/* Longer than an Esc is waited for. */
	usleep(120000);
	terminal_type(terminal, rest);
	terminal_settle(terminal);
}

/* They say nothing, move nothing, and begin nothing. */
static void expect_untouched(struct terminal *terminal)
{
	terminal_settle(terminal);
	assert_string_equal(terminal_row(terminal, 22), "");
	terminal_expect_row(terminal, 0, "copy  0x20 ");
	assert_false(terminal_shows(terminal, "changed"));
	assert_false(terminal_shows(terminal, "OVERWRITE"));
}

/* Replies that would be keys but for a number or a sign in them. The rest of one that comes late is
 * not typed: its last character may be a command's. */
static void late_and_endless_replies_do_nothing(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 4096);
	struct buf noise = BUF_INIT;

	(void)state;
	terminal_type(terminal, ":goto 0x20\r");
	terminal_expect_row(terminal, 0, "0x20 ");
	terminal_type(terminal, "\033[?5A\033[>1;2B\033[=0D\033[?3~");
	expect_untouched(terminal);
	terminal_type(terminal, "\033[24;1R");
	expect_untouched(terminal);
	late(terminal, "\033[?62;1", ";6c");
	late(terminal, "\033]11;rgb:00", "00/0000/0000\033\\");
	expect_untouched(terminal);
	late(terminal, "\033[?99;7", "i");
	expect_untouched(terminal);
	/* Its first two characters are a key with Alt; R would read the file again. */
	late(terminal, "\033[", "24;80R");
	terminal_expect_row(terminal, 22, "<M-[> is not bound");
	terminal_type(terminal, "\033");
	expect_untouched(terminal);
	terminal_type(terminal, ":goto 0\r");
	terminal_expect_row(terminal, 0, "0x0 ");
	buf_text(&noise, "\033P");
	buf_fill(&noise, 'q', 1 << 20);
	terminal_send(terminal, noise.data, noise.len);
	terminal_settle(terminal);
	/* Not an arrow key: each Esc ends a string. */
	terminal_type(terminal, "l");
	terminal_settle(terminal);
	terminal_type(terminal, ":goto 1\r");
	terminal_expect_row(terminal, 0, "0x1 ");
	buf_done(&noise);
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

/* Commands behind an end mark of its own, and 2 MiB of it (10 MiB: tests/unit/tui/decode_test). */
static void pasted_text_stays_text(void **state)
{
	enum { MUCH = 2 << 20 };
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 4096);
	struct buf paste = BUF_INIT;

	(void)state;
	terminal_type(terminal, "\033[200~x\033[201~:q!\r:put ee\r\033[201~");
	terminal_expect_row(terminal, 22, "ignored");
	terminal_settle(terminal);
	terminal_expect_row(terminal, 1, "00000000  00 01");
	assert_false(terminal_shows(terminal, "changed"));
	terminal_type(terminal, ":resize 0\ri\t");
	terminal_settle(terminal);
	buf_text(&paste, "\033[200~");
	buf_fill(&paste, 'q', MUCH);
	buf_text(&paste, "\033[201~");
	terminal_send(terminal, paste.data, paste.len);
	terminal_expect_row(terminal, 0, "2 MiB");
	buf_done(&paste);
	terminal_type(terminal, "\033");
	terminal_settle(terminal);
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

static long resident(const struct terminal *terminal)
{
	char path[64];
	long pages = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/statm", (int)terminal_program(terminal));
	file = fopen(path, "re");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%*d %ld", &pages), 1);
	fclose(file);
	return pages * sysconf(_SC_PAGESIZE);
}

/* Nobody reads what it writes, as behind ^S or a connection that hangs. */
static void waits_for_a_terminal_that_is_stuck(void **state)
{
	enum { MOST = 8 << 20 };
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = open_counting(dir, 1 << 20);
	long before;

	(void)state;
	terminal_settle(terminal);
	before = resident(terminal);
	/* Less than the terminal holds; the last leads to a known place. */
	for (int i = 0; i < 150; i++) {
		terminal_type(terminal, "\033[6~\022");
		usleep(10000);
	}
	assert_true(resident(terminal) - before < MOST);
	terminal_type(terminal, ":goto 0x1234\r");
	terminal_expect_row(terminal, 0, "0x1234 ");
	terminal_settle(terminal);
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

/* Where the language has no UTF-8 nothing but ASCII is sent. */
static void speaks_ascii_where_it_must(void **state)
{
	static const char *const locales[] = {
		"LC_ALL=C", "LC_ALL=POSIX", "LC_ALL=xx_YY.UTF-8", "LC_ALL=en_US.ISO-8859-1",
		"LC_ALL=../../etc", "LC_ALL=",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(locales); i++) {
		struct tmpdir *dir = tmpdir_new();
		struct terminal *terminal = terminal_new(24, 80);
		const char *path = tmpdir_write(dir, "\xc3\xa9\xe6\xbc\xa2", "\xc3\xa9 abc", 6);
		struct scan scan;
		terminal_environment(terminal, locales[i]);
		terminal_environment(terminal, "LC_CTYPE");
		terminal_environment(terminal, "LANG");
		terminal_start(terminal, "xterm", path, NULL);
		terminal_expect_row(terminal, 1, "00000000  c3 a9 20 61 62 63");
		terminal_expect_row(terminal, 0, "6 bytes");
		/* Typed characters and the pages of the help too. */
		terminal_type(terminal, ":\xc3\xa9\xe2\x82\xac\r");
		terminal_settle(terminal);
		terminal_type(terminal, "\033");
		terminal_settle(terminal);
		terminal_type(terminal, ":help\r");
		terminal_settle(terminal);
		terminal_type(terminal, "q");
		terminal_settle(terminal);
		terminal_type(terminal, ":q!\r");
		assert_int_equal(terminal_end(terminal), 0);
		scan_output(terminal_output(terminal), &scan);
		assert_string_equal(scan.forbidden, "");
		for (size_t at = 0; at < terminal_output(terminal)->len; at++)
			if (terminal_output(terminal)->data[at] >= 0x80)
				fail_msg("%s: byte 0x%02x was sent", locales[i],
					 terminal_output(terminal)->data[at]);
		terminal_free(terminal);
		tmpdir_free(dir);
	}
}

static bool is_instrumented(void)
{
	const char *value = getenv("BURIN_INSTRUMENTED");

	return value && strcmp(value, "yes") == 0;
}

/* An edit and a save, under what the shell's line sets up. */
static void works_under(const char *line)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);
	const char *path = make_counting_file(dir, 65536);
	const char *build = getenv("BURIN_BUILDDIR");
	struct buf file = BUF_INIT, without = BUF_INIT;

	buf_format(&file, "FILE=%s", path);
	buf_format(&without, "WITHOUT=%s/tests/pty/without", build ? build : ".");
	terminal_environment(terminal, buf_string(&file));
	terminal_environment(terminal, buf_string(&without));
	terminal_shell(terminal, "xterm", line);
	terminal_expect_row(terminal, 1, "00000000  00 01");
	terminal_type(terminal, "/fe ff\r");
	terminal_expect_row(terminal, 0, "0xfe ");
	terminal_type(terminal, ":put ee\r:write\r");
	terminal_expect_disk(terminal, path, 0xfe, "\xee", 1);
	/* "changed" may not have been painted yet. */
	terminal_expect(terminal, "saved");
	terminal_expect_gone(terminal, "changed");
	terminal_type(terminal, ":goto 0\r:insert 41\r:write\r");
	terminal_expect_disk(terminal, path, 0, "A\0\1", 3);
	terminal_expect_row(terminal, 1, "00000000  41 00");
	terminal_expect_gone(terminal, "changed");
	terminal_leave(terminal, ":q!\r");
	buf_done(&file);
	buf_done(&without);
	tmpdir_free(dir);
}

static void lives_without_parts_of_the_kernel(void **state)
{
	static const char *const lines[] = {
		"exec \"$WITHOUT\" landlock=38 seccomp=38 -- \"$BURIN\" \"$FILE\"",
		"exec \"$WITHOUT\" inotify=24 -- \"$BURIN\" \"$FILE\"",
		"exec \"$WITHOUT\" inotify=38 statx=38 memfd=38 copy=38 -- \"$BURIN\" \"$FILE\"",
		"exec \"$WITHOUT\" exchange=22 -- \"$BURIN\" \"$FILE\"",
		"exec \"$WITHOUT\" thread=11 -- \"$BURIN\" \"$FILE\"",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
		printf("# %s\n", lines[i]);
		if (!is_instrumented() || i == 1)
			works_under(lines[i]);
	}
}

/* Started by that line, it ends with a message. */
static void refuses_under(const char *line, const char *message)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);
	struct buf script = BUF_INIT;
	const char *build = getenv("BURIN_BUILDDIR");

	buf_format(&script, "WITHOUT='%s/tests/pty/without' FILE='%s'; %s", build ? build : ".",
		   make_counting_file(dir, 256), line);
	terminal_shell(terminal, "xterm", buf_string(&script));
	assert_int_equal(terminal_end(terminal), 1);
	if (!terminal_shows(terminal, message))
		terminal_expect(terminal, message);
	terminal_check_restored(terminal);
	buf_done(&script);
	terminal_free(terminal);
	tmpdir_free(dir);
}

static void lives_with_a_small_stack(void **state)
{
	(void)state;
	if (is_instrumented())
		skip();
	works_under("ulimit -s 256; exec \"$BURIN\" \"$FILE\"");
	/* Less than terminfo needs. */
	refuses_under("ulimit -s 64; exec \"$BURIN\" \"$FILE\"", "the stack is limited to 64");
}

/* Without signals it could not restore the terminal; without a descriptor none is known. */
static void says_what_it_can_not_do_without(void **state)
{
	(void)state;
	refuses_under("exec \"$WITHOUT\" signalfd=38 -- \"$BURIN\" \"$FILE\"",
		      "signals can not be received");
	refuses_under("ulimit -n 7; exec \"$BURIN\" \"$FILE\"", "Too many open files");
}

static void opens_much_in_little_memory(void **state)
{
	(void)state;
	if (is_instrumented())
		skip();
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = terminal_new(24, 80);
	struct buf line = BUF_INIT;

	buf_format(&line, "ulimit -v 65536; exec \"$BURIN\" '%s'",
		   tmpdir_sparse(dir, "sparse", UINT64_C(10) << 30));
	terminal_shell(terminal, "xterm", buf_string(&line));
	terminal_expect_row(terminal, 0, "10 GiB");
	terminal_type(terminal, ":goto $\r");
	terminal_expect_row(terminal, 0, "0x27fffffff");
	terminal_type(terminal, ":put ee\r:goto 0\r:insert 41\r");
	terminal_expect_row(terminal, 1, "41 00");
	/* Nowhere a byte that is not zero, but these. */
	terminal_type(terminal, "/ee\r");
	terminal_expect_row(terminal, 0, "0x280000000");
	buf_done(&line);
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resizes_during_work),
		cmocka_unit_test(late_and_endless_replies_do_nothing),
		cmocka_unit_test(pasted_text_stays_text),
		cmocka_unit_test(waits_for_a_terminal_that_is_stuck),
		cmocka_unit_test(speaks_ascii_where_it_must),
		cmocka_unit_test(lives_without_parts_of_the_kernel),
		cmocka_unit_test(lives_with_a_small_stack),
		cmocka_unit_test(says_what_it_can_not_do_without),
		cmocka_unit_test(opens_much_in_little_memory),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
