/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server that answers nothing any more, not even how the file is; and one that is gone: number 13
 * of README.md.
 */
#include "scene.h"

#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static void make_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
}

/* Longer than from one look at the file to the next. */
static void let_it_look(void)
{
	nanosleep(&(struct timespec){ .tv_sec = 1, .tv_nsec = 500000000 }, NULL);
}

/* Not even how the file is: keys, messages and Esc go on, and what came meanwhile is told. */
static void works_while_nothing_is_answered(void **state)
{
	struct scene scene;
	struct terminal *terminal = scene_look(&scene, "clear");

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	let_it_look();
	scene_faults(&scene, "stall");
	for (int i = 0; i < 2; i++) {
		scene_go(&scene, ":goto 0x50000\r");
		terminal_expect(terminal, "00050000  .. .. ..");
		terminal_expect_row(terminal, 0, "waiting for the disk");
		let_it_look();
		scene_go(&scene, "i7");
		terminal_expect(terminal, "the disk has not answered yet");
		scene_go(&scene, "\033");
		terminal_expect_gone(terminal, "OVERWRITE");
		scene_go(&scene, ":goto 0x28000\r");
		terminal_expect(terminal, "00028000  .. .. ..");
	}
	scene_faults(&scene, "clear");
	terminal_expect(terminal, "00028000  80 80 80");
	terminal_expect_gone(terminal, "waiting for the disk");

	int fd = open(scene.file, O_WRONLY | O_APPEND);
	assert_true(fd >= 0);
	assert_true(write(fd, "burin", 5) == 5 && close(fd) == 0);
	terminal_expect(terminal, "has grown by 5");
	scene_quits(&scene);
	scene_end(&scene);
}

/* The program over a file whose server answers nothing any more. */
static struct terminal *look_at_stalled(struct scene *scene)
{
	struct terminal *terminal = scene_look(scene, "clear");

	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	let_it_look();
	scene_faults(scene, "stall");
	scene_go(scene, ":goto 0x50000\r");
	terminal_expect_row(terminal, 0, "waiting for the disk");
	let_it_look();
	return terminal;
}

/* By key, by command, by signal, while a search waits, and killed. */
static void ends_while_nothing_is_answered(void **state)
{
	static const struct {
		const char *keys, *shown;
		int signal;
	} ways[] = {
		{ "q", NULL, 0 },
		{ ":quit!\r", NULL, 0 },
		{ ":close\r", "no file is open", 0 },
		{ "", NULL, SIGTERM },
		{ "", NULL, SIGKILL },
		{ "/\"nothing like this\"\r", "Esc stops", 0 },
		{ "/\"nothing like this\"\r", "Esc stops", SIGTERM },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct scene scene;
		struct terminal *terminal = look_at_stalled(&scene);
		int signal = ways[i].signal;

		scene_go(&scene, ways[i].keys);
		if (ways[i].shown)
			terminal_expect(terminal, ways[i].shown);
		if (ways[i].shown && signal == 0)
			scene_go(&scene, ":quit!\r");
		if (signal != 0)
			terminal_signal(terminal, signal);
		assert_int_equal(terminal_end(terminal), signal == SIGKILL ? -SIGKILL :
				 signal != 0 ? 128 + signal : 0);
		if (signal != SIGKILL)
			terminal_check_restored(terminal);
		scene_end(&scene);
	}
}

/* It stands still in the kernel: keys go on, and who leaves has the terminal at once. */
static void goes_on_beside_a_save_that_is_not_answered(void **state)
{
	static const struct {
		const char *keys;
		int signal;
	} ways[] = { { ":quit!\r", 0 }, { "", SIGTERM } };

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct scene scene;
		struct terminal *terminal = scene_look(&scene, "clear");
		int signal = ways[i].signal;

		terminal_expect_row(terminal, 1, "00000000  00 00 00");
		scene_go(&scene, "iab\033");
		terminal_expect(terminal, "00000000  ab 00 00");
		scene_faults(&scene, "late");
		scene_go(&scene, ":write\r");
		terminal_expect(terminal, "Esc stops");
		scene_go(&scene, ":goto 0x80200\r");
		terminal_expect(terminal, "00080200  02 02");
		scene_go(&scene, "\033");
		terminal_expect(terminal, "stopping");
		scene_go(&scene, ways[i].keys);
		if (signal != 0)
			terminal_signal(terminal, signal);
		terminal_expect(terminal, "saving: waiting for a disk or server");
		scene_faults(&scene, "clear");
		assert_int_equal(terminal_end(terminal), signal ? 128 + signal : 0);
		terminal_check_restored(terminal);
		scene_end(&scene);
	}
}

static void a_search_is_stopped_while_nothing_is_answered(void **state)
{
	struct scene scene;
	struct terminal *terminal = look_at_stalled(&scene);

	(void)state;
	for (int i = 0; i < 3; i++) {
		scene_go(&scene, "/\"nothing like this\"\r");
		terminal_expect(terminal, "Esc stops");
		scene_go(&scene, "\033");
		terminal_expect(terminal, "was cancelled");
		scene_go(&scene, ":goto 0x100\r");
		terminal_expect(terminal, "00000100  01 01");
		scene_go(&scene, ":goto 0x50000\r");
		terminal_expect(terminal, "00050000  .. ..");
	}
	scene_quits(&scene);
	scene_end(&scene);
}

/* A file of a server that is fine is closed, and one more can be opened. */
static void closes_one_of_two(void **state)
{
	struct scene scene;
	struct terminal *terminal = look_at_stalled(&scene);
	char line[400];

	(void)state;
	make_file(tmpdir_path(scene.dir, "local"), "a local file");
	snprintf(line, sizeof(line), ":edit %s\r", tmpdir_path(scene.dir, "local"));
	scene_go(&scene, line);
	terminal_expect(terminal, "a local file");
	scene_go(&scene, ":prev\r");
	terminal_expect(terminal, "00050000  .. ..");
	scene_go(&scene, ":close\r");
	terminal_expect(terminal, "a local file");
	scene_faults(&scene, "clear");
	snprintf(line, sizeof(line), ":edit %s\r", scene.file);
	scene_go(&scene, line);
	terminal_expect(terminal, "00000000  00 00 00");
	scene_quits(&scene);
	scene_end(&scene);
}

/* Commands that need an answer are refused, and work when there is one. */
static void refuses_what_needs_an_answer(void **state)
{
	static const char *const lines[] = { ":reload\r", ":mode write\r" };
	struct scene scene;
	struct terminal *terminal = scene_look(&scene, "clear");

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	scene_go(&scene, ":put 31 32\r");
	terminal_expect(terminal, "00000000  31 32");
	scene_go(&scene, ":undo\r");
	terminal_expect(terminal, "00000000  00 00");
	let_it_look();
	scene_faults(&scene, "stall");
	let_it_look();
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		scene_go(&scene, lines[i]);
		terminal_expect(terminal, "the disk has not answered yet");
		scene_go(&scene, ":goto 0x20\r");
		terminal_expect_gone(terminal, "the disk has not answered yet");
	}
	/* The log is there: bytes that were seen can be changed. */
	scene_go(&scene, ":goto 0\r:put 33 34\r");
	terminal_expect(terminal, "00000000  33 34");
	scene_go(&scene, ":write\r");
	terminal_expect(terminal, "the disk has not answered yet");
	scene_faults(&scene, "clear");
	let_it_look();
	scene_go(&scene, ":write\r");
	terminal_expect(terminal, "saved");
	terminal_expect_disk(terminal, scene.file, 0, "34", 2);
	scene_quits(&scene);
	scene_end(&scene);
}

/* A name whose server answers nothing is waited for as long as one likes. */
static void waits_for_a_file_that_is_opened(void **state)
{
	struct scene scene;
	struct terminal *terminal = scene_look(&scene, "clear");
	char line[400];

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	snprintf(line, sizeof(line), "%s/other", scene.mount);
	make_file(line, "another file");
	let_it_look();
	scene_faults(&scene, "stall");
	snprintf(line, sizeof(line), ":edit %s/oth\t", scene.mount);
	scene_go(&scene, line);
	terminal_expect(terminal, "mount/oth");
	scene_go(&scene, "\033");
	terminal_expect_gone(terminal, "mount/oth");
	scene_go(&scene, ":edit ");
	snprintf(line, sizeof(line), "%s/other\r", scene.mount);
	scene_go(&scene, line);
	terminal_expect(terminal, "waiting for the server");
	scene_go(&scene, ":goto 0x80\r\033");
	terminal_expect(terminal, "waiting for the server was cancelled");
	terminal_expect(terminal, "00000080  00 00");
	scene_go(&scene, ":edit ");
	scene_go(&scene, line);
	terminal_expect(terminal, "Esc stops");
	scene_faults(&scene, "clear");
	terminal_expect(terminal, "another file");
	scene_quits(&scene);
	scene_end(&scene);
}

/* The same on the command line: it says so, and Ctrl-C or a signal ends it. */
static void waits_for_a_file_at_the_start(void **state)
{
	(void)state;
	for (int how = 0; how < 3; how++) {
		struct scene scene;
		struct terminal *terminal = scene_look(&scene, "clear\nstall");

		terminal_expect(terminal, "waiting for its server (Ctrl-C gives up)");
		if (how == 2) {
			scene_faults(&scene, "clear");
			terminal_expect_row(terminal, 1, "00000000  00 00 00");
			scene_quits(&scene);
		} else {
			how == 0 ? scene_go(&scene, "\003") : terminal_signal(terminal, SIGTERM);
			assert_int_equal(terminal_end(terminal), how == 0 ? -SIGINT : -SIGTERM);
		}
		scene_end(&scene);
	}
}

/* The whole file system goes away below it. */
static void stands_a_file_system_that_is_unmounted(void **state)
{
	struct scene scene;
	struct terminal *terminal = scene_look(&scene, "clear");

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	assert_int_equal(scene_run("fusermount3", "-u", "-z", scene.mount), 0);
	terminal_expect_row(terminal, 0, "gone from disk");
	scene_go(&scene, ":goto 0xf0000\r");
	terminal_expect(terminal, "000f0000  00 00");
	scene_quits(&scene);
	terminal_free(scene.terminal);
	tmpdir_free(scene.dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(works_while_nothing_is_answered),
		cmocka_unit_test(ends_while_nothing_is_answered),
		cmocka_unit_test(goes_on_beside_a_save_that_is_not_answered),
		cmocka_unit_test(a_search_is_stopped_while_nothing_is_answered),
		cmocka_unit_test(closes_one_of_two),
		cmocka_unit_test(refuses_what_needs_an_answer),
		cmocka_unit_test(waits_for_a_file_that_is_opened),
		cmocka_unit_test(waits_for_a_file_at_the_start),
		cmocka_unit_test(stands_a_file_system_that_is_unmounted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
