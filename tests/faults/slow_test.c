/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A disk that is slow, that fails, or that never answers a read: numbers 6 and 7 of README.md, and
 * that nothing of it stops the keyboard.
 */
#include "scene.h"

#include <signal.h>

/* It hangs while it is looked at: what is there can be looked at, and one can go. */
static void works_while_the_disk_hangs(void **state)
{
	struct scene scene;
	struct terminal *terminal = scene_look(&scene, "hang 131072 65536");

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	scene_go(&scene, ":goto 0x28000\r");
	terminal_expect(terminal, ".. .. .. .. .. .. .. ..");
	terminal_expect_row(terminal, 0, "waiting for the disk");
	scene_go(&scene, "i7");
	terminal_expect(terminal, "the disk has not answered yet");
	scene_go(&scene, "\033");
	terminal_expect_gone(terminal, "OVERWRITE");
	scene_go(&scene, ":goto 0x50000\r");
	terminal_expect(terminal, "00050000  00 00");
	terminal_expect_gone(terminal, "waiting for the disk");
	/* Bytes that were typed are the user's, wherever they are. */
	scene_go(&scene, ":goto 0x28000\r:put ab cd\r");
	terminal_expect(terminal, "ab cd .. ..");
	scene_go(&scene, ":undo\r");
	terminal_expect(terminal, "00028000  .. .. ..");
	scene_faults(&scene, "clear");
	terminal_expect(terminal, "00028000  80 80 80");
	terminal_expect_gone(terminal, "waiting for the disk");
	scene_quits(&scene);
	scene_end(&scene);
}

static void a_search_that_waits_is_stopped(void **state)
{
	struct scene scene;
	struct terminal *terminal = scene_look(&scene, "hang 131072 65536");

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	for (int i = 0; i < 4; i++) {
		scene_go(&scene, "/\"nothing like this\"\r");
		terminal_expect(terminal, "Esc stops");
		scene_go(&scene, "\033");
		terminal_expect(terminal, "was cancelled");
		/* The threads are free for the next one. */
		scene_go(&scene, ":goto 0x100\r");
		terminal_expect(terminal, "00000100  01 01");
		scene_go(&scene, ":goto 0\r");
	}
	scene_quits(&scene);
	scene_end(&scene);
}

/* Also while a search waits, and by a signal. */
static void ends_while_the_disk_hangs(void **state)
{
	(void)state;
	for (int how = 0; how < 3; how++) {
		struct scene scene;
		struct terminal *terminal = scene_look(&scene, "hang 0 1048576");

		terminal_expect_row(terminal, 0, "waiting for the disk");
		if (how > 0) {
			scene_go(&scene, "/\"nothing like this\"\r");
			terminal_expect(terminal, "Esc stops");
		}
		if (how < 2) {
			scene_go(&scene, how == 0 ? "q" : ":quit!\r");
			assert_int_equal(terminal_end(terminal), 0);
		} else {
			terminal_signal(terminal, SIGTERM);
			assert_int_equal(terminal_end(terminal), 128 + SIGTERM);
		}
		terminal_check_restored(terminal);
		scene_end(&scene);
	}
}

static void shows_bad_pages_and_reads_them_again_when_told(void **state)
{
	struct scene scene;
	struct terminal *terminal = scene_look(&scene, "bad 131072 4096");

	(void)state;
	scene_go(&scene, ":goto 0x20ff0\r");
	terminal_expect(terminal, "00020ff0  ?? ?? ?? ??");
	terminal_expect_row(terminal, 0, "unreadable: Input/output error");
	scene_go(&scene, ":goto 0x21000\r");
	terminal_expect(terminal, "00021000  10 10 10 10");
	scene_faults(&scene, "clear");
	/* It is not asked for again by itself. */
	scene_go(&scene, ":goto 0x1ffff\r:goto 0x20ff0\r");
	terminal_expect(terminal, "00020ff0  ?? ?? ?? ??");
	scene_go(&scene, ":reload\r");
	terminal_expect(terminal, "00020ff0  0f 0f 0f 0f");
	terminal_expect_gone(terminal, "unreadable");
	scene_quits(&scene);
	scene_end(&scene);
}

static void is_only_slow(void **state)
{
	struct scene scene;
	struct terminal *terminal = scene_look(&scene, "delay 100");

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	scene_go(&scene, ":goto 0xf0000\r");
	terminal_expect(terminal, "000f0000  00 00");
	scene_go(&scene, ":goto 0x80200\r");
	terminal_expect(terminal, "00080200  02 02");
	scene_go(&scene, "iab\033");
	terminal_expect(terminal, "00080200  ab 02");
	scene_go(&scene, ":undo\r");
	terminal_expect(terminal, "00080200  02 02");
	scene_quits(&scene);
	scene_end(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(works_while_the_disk_hangs),
		cmocka_unit_test(a_search_that_waits_is_stopped),
		cmocka_unit_test(ends_while_the_disk_hangs),
		cmocka_unit_test(shows_bad_pages_and_reads_them_again_when_told),
		cmocka_unit_test(is_only_slow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
