/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program in a terminal, over a disk that is slow, that fails, or that never answers: numbers
 * 6, 7 and 13 of README.md, and that nothing of it stops the keyboard. Needs FUSE (faultfs.c).
 */
#include "support/testing.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "session.h"
#include "terminal.h"

enum { SIZE = 1 << 20, PART = 1 << 15 };

struct scene {
	struct tmpdir *dir;
	struct terminal *terminal;
	char mount[256];
	char file[300];
	char control[300];
};

/* Runs a program; its status. */
static int run(const char *program, const char *a, const char *b, const char *c)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		execlp(program, program, a, b, c, (char *)NULL);
		_exit(127);
	}
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void start_faults(struct scene *scene)
{
	char program[4096], store[256];
	const char *build = getenv("BURIN_BUILDDIR");

	scene->dir = tmpdir_new();
	snprintf(program, sizeof(program), "%s/tests/faults/faultfs", build ? build : ".");
	snprintf(store, sizeof(store), "%s", tmpdir_path(scene->dir, "store"));
	snprintf(scene->mount, sizeof(scene->mount), "%s", tmpdir_path(scene->dir, "mount"));
	snprintf(scene->file, sizeof(scene->file), "%s/file", scene->mount);
	snprintf(scene->control, sizeof(scene->control), "%s/.faults", scene->mount);
	assert_int_equal(mkdir(store, 0700), 0);
	assert_int_equal(mkdir(scene->mount, 0700), 0);
	if (access(program, X_OK) != 0 || run(program, store, scene->mount, NULL) != 0) {
		tmpdir_free(scene->dir);
		skip();
	}

	int fd = open(scene->file, O_RDWR | O_CREAT, 0600);
	assert_true(fd >= 0);
	for (uint32_t i = 0; i < SIZE; i += PART) {
		uint8_t part[PART];

		for (uint32_t j = 0; j < PART; j++)
			part[j] = (uint8_t)((i + j) >> 8);
		assert_int_equal(write(fd, part, PART), PART);
	}
	assert_int_equal(close(fd), 0);
}

static void faults(const struct scene *scene, const char *line)
{
	int fd = open(scene->control, O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, line, strlen(line)), strlen(line));
	close(fd);
}

static void make_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
}

/* The program over a file with this fault. */
static struct terminal *look_at(struct scene *scene, const char *fault)
{
	start_faults(scene);
	scene->terminal = terminal_new(24, 80);
	faults(scene, fault);
	terminal_start(scene->terminal, "xterm", scene->file, NULL);
	return scene->terminal;
}

static void go(struct scene *scene, const char *keys)
{
	terminal_type(scene->terminal, keys);
}

static void end(struct scene *scene)
{
	faults(scene, "clear");
	terminal_free(scene->terminal);
	/* A helper may still have it open. */
	if (run("fusermount3", "-u", "-z", scene->mount) != 0)
		umount2(scene->mount, MNT_DETACH);
	tmpdir_free(scene->dir);
}

static void quits(struct scene *scene)
{
	go(scene, "q");
	assert_int_equal(terminal_end(scene->terminal), 0);
	terminal_check_restored(scene->terminal);
}

/* It hangs while it is looked at: what is there can be looked at, and one can go. */
static void works_while_the_disk_hangs(void **state)
{
	struct scene scene;
	struct terminal *terminal = look_at(&scene, "hang 131072 65536");

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	go(&scene, ":goto 0x28000\r");
	terminal_expect(terminal, ".. .. .. .. .. .. .. ..");
	terminal_expect_row(terminal, 0, "waiting for the disk");
	go(&scene, "i7");
	terminal_expect(terminal, "the disk has not answered yet");
	go(&scene, "\033");
	terminal_expect_gone(terminal, "OVERWRITE");
	go(&scene, ":goto 0x50000\r");
	terminal_expect(terminal, "00050000  00 00");
	terminal_expect_gone(terminal, "waiting for the disk");
	/* Bytes that were typed are the user's, wherever they are. */
	go(&scene, ":goto 0x28000\r:put ab cd\r");
	terminal_expect(terminal, "ab cd .. ..");
	go(&scene, ":undo\r");
	terminal_expect(terminal, "00028000  .. .. ..");
	faults(&scene, "clear");
	terminal_expect(terminal, "00028000  80 80 80");
	terminal_expect_gone(terminal, "waiting for the disk");
	quits(&scene);
	end(&scene);
}

static void a_search_that_waits_is_stopped(void **state)
{
	struct scene scene;
	struct terminal *terminal = look_at(&scene, "hang 131072 65536");

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	for (int i = 0; i < 4; i++) {
		go(&scene, "/\"nothing like this\"\r");
		terminal_expect(terminal, "Esc stops");
		go(&scene, "\033");
		terminal_expect(terminal, "was cancelled");
		/* The threads are free for the next one. */
		go(&scene, ":goto 0x100\r");
		terminal_expect(terminal, "00000100  01 01");
		go(&scene, ":goto 0\r");
	}
	quits(&scene);
	end(&scene);
}

/* Also while a search waits, and by a signal. */
static void ends_while_the_disk_hangs(void **state)
{
	(void)state;
	for (int how = 0; how < 3; how++) {
		struct scene scene;
		struct terminal *terminal = look_at(&scene, "hang 0 1048576");

		terminal_expect_row(terminal, 0, "waiting for the disk");
		if (how > 0) {
			go(&scene, "/\"nothing like this\"\r");
			terminal_expect(terminal, "Esc stops");
		}
		if (how < 2) {
			go(&scene, how == 0 ? "q" : ":quit!\r");
			assert_int_equal(terminal_end(terminal), 0);
		} else {
			terminal_signal(terminal, SIGTERM);
			assert_int_equal(terminal_end(terminal), 128 + SIGTERM);
		}
		terminal_check_restored(terminal);
		end(&scene);
	}
}

static void shows_bad_pages_and_reads_them_again_when_told(void **state)
{
	struct scene scene;
	struct terminal *terminal = look_at(&scene, "bad 131072 4096");

	(void)state;
	go(&scene, ":goto 0x20ff0\r");
	terminal_expect(terminal, "00020ff0  ?? ?? ?? ??");
	terminal_expect_row(terminal, 0, "unreadable: Input/output error");
	go(&scene, ":goto 0x21000\r");
	terminal_expect(terminal, "00021000  10 10 10 10");
	faults(&scene, "clear");
	/* It is not asked for again by itself. */
	go(&scene, ":goto 0x1ffff\r:goto 0x20ff0\r");
	terminal_expect(terminal, "00020ff0  ?? ?? ?? ??");
	go(&scene, ":reload\r");
	terminal_expect(terminal, "00020ff0  0f 0f 0f 0f");
	terminal_expect_gone(terminal, "unreadable");
	quits(&scene);
	end(&scene);
}

static void is_only_slow(void **state)
{
	struct scene scene;
	struct terminal *terminal = look_at(&scene, "delay 100");

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	go(&scene, ":goto 0xf0000\r");
	terminal_expect(terminal, "000f0000  00 00");
	go(&scene, ":goto 0x80200\r");
	terminal_expect(terminal, "00080200  02 02");
	go(&scene, "iab\033");
	terminal_expect(terminal, "00080200  ab 02");
	go(&scene, ":undo\r");
	terminal_expect(terminal, "00080200  02 02");
	quits(&scene);
	end(&scene);
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
	struct terminal *terminal = look_at(&scene, "clear");

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	let_it_look();
	faults(&scene, "stall");
	for (int i = 0; i < 2; i++) {
		go(&scene, ":goto 0x50000\r");
		terminal_expect(terminal, "00050000  .. .. ..");
		terminal_expect_row(terminal, 0, "waiting for the disk");
		let_it_look();
		go(&scene, "i7");
		terminal_expect(terminal, "the disk has not answered yet");
		go(&scene, "\033");
		terminal_expect_gone(terminal, "OVERWRITE");
		go(&scene, ":goto 0x28000\r");
		terminal_expect(terminal, "00028000  .. .. ..");
	}
	faults(&scene, "clear");
	terminal_expect(terminal, "00028000  80 80 80");
	terminal_expect_gone(terminal, "waiting for the disk");

	int fd = open(scene.file, O_WRONLY | O_APPEND);
	assert_true(fd >= 0);
	assert_true(write(fd, "burin", 5) == 5 && close(fd) == 0);
	terminal_expect(terminal, "has grown by 5");
	quits(&scene);
	end(&scene);
}

/* The program over a file whose server answers nothing any more. */
static struct terminal *look_at_stalled(struct scene *scene)
{
	struct terminal *terminal = look_at(scene, "clear");

	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	let_it_look();
	faults(scene, "stall");
	go(scene, ":goto 0x50000\r");
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

		go(&scene, ways[i].keys);
		if (ways[i].shown)
			terminal_expect(terminal, ways[i].shown);
		if (ways[i].shown && signal == 0)
			go(&scene, ":quit!\r");
		if (signal != 0)
			terminal_signal(terminal, signal);
		assert_int_equal(terminal_end(terminal), signal == SIGKILL ? -SIGKILL :
				 signal != 0 ? 128 + signal : 0);
		if (signal != SIGKILL)
			terminal_check_restored(terminal);
		end(&scene);
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
		struct terminal *terminal = look_at(&scene, "clear");
		int signal = ways[i].signal;

		terminal_expect_row(terminal, 1, "00000000  00 00 00");
		go(&scene, "iab\033");
		terminal_expect(terminal, "00000000  ab 00 00");
		faults(&scene, "late");
		go(&scene, ":write\r");
		terminal_expect(terminal, "Esc stops");
		go(&scene, ":goto 0x80200\r");
		terminal_expect(terminal, "00080200  02 02");
		go(&scene, "\033");
		terminal_expect(terminal, "stopping");
		go(&scene, ways[i].keys);
		if (signal != 0)
			terminal_signal(terminal, signal);
		terminal_expect(terminal, "saving: waiting for a disk or server");
		faults(&scene, "clear");
		assert_int_equal(terminal_end(terminal), signal ? 128 + signal : 0);
		terminal_check_restored(terminal);
		end(&scene);
	}
}

static void a_search_is_stopped_while_nothing_is_answered(void **state)
{
	struct scene scene;
	struct terminal *terminal = look_at_stalled(&scene);

	(void)state;
	for (int i = 0; i < 3; i++) {
		go(&scene, "/\"nothing like this\"\r");
		terminal_expect(terminal, "Esc stops");
		go(&scene, "\033");
		terminal_expect(terminal, "was cancelled");
		go(&scene, ":goto 0x100\r");
		terminal_expect(terminal, "00000100  01 01");
		go(&scene, ":goto 0x50000\r");
		terminal_expect(terminal, "00050000  .. ..");
	}
	quits(&scene);
	end(&scene);
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
	go(&scene, line);
	terminal_expect(terminal, "a local file");
	go(&scene, ":prev\r");
	terminal_expect(terminal, "00050000  .. ..");
	go(&scene, ":close\r");
	terminal_expect(terminal, "a local file");
	faults(&scene, "clear");
	snprintf(line, sizeof(line), ":edit %s\r", scene.file);
	go(&scene, line);
	terminal_expect(terminal, "00000000  00 00 00");
	quits(&scene);
	end(&scene);
}

/* Commands that need an answer are refused, and work when there is one. */
static void refuses_what_needs_an_answer(void **state)
{
	static const char *const lines[] = { ":reload\r", ":mode write\r" };
	struct scene scene;
	struct terminal *terminal = look_at(&scene, "clear");

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	go(&scene, ":put 31 32\r");
	terminal_expect(terminal, "00000000  31 32");
	go(&scene, ":undo\r");
	terminal_expect(terminal, "00000000  00 00");
	let_it_look();
	faults(&scene, "stall");
	let_it_look();
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		go(&scene, lines[i]);
		terminal_expect(terminal, "the disk has not answered yet");
		go(&scene, ":goto 0x20\r");
		terminal_expect_gone(terminal, "the disk has not answered yet");
	}
	/* The log is there: bytes that were seen can be changed. */
	go(&scene, ":goto 0\r:put 33 34\r");
	terminal_expect(terminal, "00000000  33 34");
	go(&scene, ":write\r");
	terminal_expect(terminal, "the disk has not answered yet");
	faults(&scene, "clear");
	let_it_look();
	go(&scene, ":write\r");
	terminal_expect(terminal, "saved");
	terminal_expect_disk(terminal, scene.file, 0, "34", 2);
	quits(&scene);
	end(&scene);
}

/* A name whose server answers nothing is waited for as long as one likes. */
static void waits_for_a_file_that_is_opened(void **state)
{
	struct scene scene;
	struct terminal *terminal = look_at(&scene, "clear");
	char line[400];

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	snprintf(line, sizeof(line), "%s/other", scene.mount);
	make_file(line, "another file");
	let_it_look();
	faults(&scene, "stall");
	snprintf(line, sizeof(line), ":edit %s/oth\t", scene.mount);
	go(&scene, line);
	terminal_expect(terminal, "mount/oth");
	go(&scene, "\033");
	terminal_expect_gone(terminal, "mount/oth");
	go(&scene, ":edit ");
	snprintf(line, sizeof(line), "%s/other\r", scene.mount);
	go(&scene, line);
	terminal_expect(terminal, "waiting for the server");
	go(&scene, ":goto 0x80\r\033");
	terminal_expect(terminal, "waiting for the server was cancelled");
	terminal_expect(terminal, "00000080  00 00");
	go(&scene, ":edit ");
	go(&scene, line);
	terminal_expect(terminal, "Esc stops");
	faults(&scene, "clear");
	terminal_expect(terminal, "another file");
	quits(&scene);
	end(&scene);
}

/* The same on the command line: it says so, and Ctrl-C or a signal ends it. */
static void waits_for_a_file_at_the_start(void **state)
{
	(void)state;
	for (int how = 0; how < 3; how++) {
		struct scene scene;
		struct terminal *terminal = look_at(&scene, "clear\nstall");

		terminal_expect(terminal, "waiting for its server (Ctrl-C gives up)");
		if (how == 2) {
			faults(&scene, "clear");
			terminal_expect_row(terminal, 1, "00000000  00 00 00");
			quits(&scene);
		} else {
			how == 0 ? go(&scene, "\003") : terminal_signal(terminal, SIGTERM);
			assert_int_equal(terminal_end(terminal), how == 0 ? -SIGINT : -SIGTERM);
		}
		end(&scene);
	}
}

/* The whole file system goes away below it. */
static void stands_a_file_system_that_is_unmounted(void **state)
{
	struct scene scene;
	struct terminal *terminal = look_at(&scene, "clear");

	(void)state;
	terminal_expect_row(terminal, 1, "00000000  00 00 00");
	assert_int_equal(run("fusermount3", "-u", "-z", scene.mount), 0);
	terminal_expect_row(terminal, 0, "gone from disk");
	go(&scene, ":goto 0xf0000\r");
	terminal_expect(terminal, "000f0000  00 00");
	quits(&scene);
	terminal_free(scene.terminal);
	tmpdir_free(scene.dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(works_while_the_disk_hangs),
		cmocka_unit_test(a_search_that_waits_is_stopped),
		cmocka_unit_test(ends_while_the_disk_hangs),
		cmocka_unit_test(shows_bad_pages_and_reads_them_again_when_told),
		cmocka_unit_test(is_only_slow),
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
