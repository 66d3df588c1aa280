/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disassembly in a terminal of 24x80, 24x132 and 5x20, on code that is made here. */
#include "support/testing.h"

#include <fcntl.h>
#include <unistd.h>

#include "scan/disasm.h"
#include "session.h"
#include "terminal.h"

static bool can_run(void)
{
	const char *instrumented = getenv("BURIN_INSTRUMENTED");
	struct buf text = BUF_INIT;
	bool there;

	disasm_describe(&text);
	there = strncmp(buf_string(&text), "capstone ", 9) == 0 &&
		strstr(buf_string(&text), "not") == NULL;
	buf_done(&text);
	return there && !(instrumented && strcmp(instrumented, "yes") == 0);
}

/* push rbp; mov rbp, rsp; call 0x100; many nops; at 0x100: xor eax, eax; ret. */
static struct terminal *start(struct tmpdir *dir, int rows, int cols)
{
	static const uint8_t code[] = { 0x55, 0x48, 0x89, 0xe5, 0xe8, 0xf7, 0, 0, 0, 0xc3 };
	struct terminal *terminal = terminal_new(rows, cols);
	uint8_t bytes[4096];

	memset(bytes, 0x90, sizeof(bytes));
	memcpy(bytes, code, sizeof(code));
	memcpy(bytes + 0x100, "\x31\xc0\xc3", 3);
	terminal_start(terminal, "xterm-256color",
		       tmpdir_write(dir, "code", bytes, sizeof(bytes)), NULL);
	terminal_expect_row(terminal, 1, "55 48");
	return terminal;
}

static void follows_edits_and_jumps(void **state)
{
	struct tmpdir *dir;
	struct terminal *terminal;

	(void)state;
	if (!can_run())
		skip();
	dir = tmpdir_new();
	terminal = start(dir, 24, 80);
	terminal_type(terminal, ":disassemble\r");
	terminal_expect(terminal, "there is no header of ELF, PE or Mach-O");
	terminal_type(terminal, ":set architecture=x86-64\r");
	terminal_expect(terminal, "> 00000000  55 ");
	terminal_expect(terminal, "call    0x100");
	/* The bytes stay in view, and an edit is another instruction. */
	terminal_expect_row(terminal, 1, "00000000  55 48 89");
	terminal_type(terminal, ":put 53\r");
	terminal_expect(terminal, "push    rbx");
	terminal_type(terminal, "u");
	terminal_expect(terminal, "push    rbp");
	/* By instructions, to the target of the call and back. */
	terminal_type(terminal, ":goto 0\r\033D");
	terminal_expect_row(terminal, 23, "Enter follow");
	terminal_type(terminal, "jj");
	terminal_expect_row(terminal, 0, "0x4");
	terminal_type(terminal, "\r");
	terminal_expect_row(terminal, 0, "0x100");
	terminal_expect(terminal, "> 00000100  31 c0");
	terminal_expect(terminal, "xor     eax, eax");
	terminal_type(terminal, "o");
	terminal_expect_row(terminal, 0, "0x4");
	terminal_expect(terminal, "> 00000004  e8 f7");
	/* Within an instruction it is marked, and nothing else moves. */
	terminal_type(terminal, "\t");
	terminal_type(terminal, "\033[C");
	terminal_expect(terminal, "> 00000004  e8 f7");
	terminal_type(terminal, "\033d");
	terminal_expect_gone(terminal, "call    0x100");
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

static void beside_and_with_the_inspector(void **state)
{
	struct tmpdir *dir;
	struct terminal *terminal;

	(void)state;
	if (!can_run())
		skip();
	dir = tmpdir_new();
	terminal = start(dir, 24, 132);
	terminal_type(terminal, ":set architecture=x86-64\r:disassemble\r");
	terminal_expect_row(terminal, 1, "disassembly");
	terminal_expect_row(terminal, 2, "> 00000000  55");
	terminal_type(terminal, "t");
	terminal_expect_row(terminal, 1, "inspect");
	terminal_expect(terminal, "> 00000000  55");
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

/* They write into the file in its place. */
static void follows_other_programs(void **state)
{
	struct tmpdir *dir;
	struct terminal *terminal;
	int fd;

	(void)state;
	if (!can_run())
		skip();
	dir = tmpdir_new();
	terminal = start(dir, 24, 80);
	terminal_type(terminal, ":set architecture=x86-64\r:disassemble\r");
	terminal_expect(terminal, "push    rbp");
	fd = open(tmpdir_path(dir, "code"), O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "\x53", 1, 0), 1);
	close(fd);
	terminal_expect(terminal, "push    rbx");
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

static void where_there_is_no_room(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal = start(dir, 5, 20);

	(void)state;
	terminal_type(terminal, ":disassemble\r");
	terminal_expect_row(terminal, 1, "the disassembly is");
	terminal_type(terminal, "\033");
	terminal_expect_row(terminal, 1, "55 48");
	terminal_leave(terminal, "q");
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_edits_and_jumps),
		cmocka_unit_test(beside_and_with_the_inspector),
		cmocka_unit_test(follows_other_programs),
		cmocka_unit_test(where_there_is_no_room),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
