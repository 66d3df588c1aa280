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
#include <unistd.h>

#include "session.h"
#include "terminal.h"

enum { SIZE = 1 << 20 };

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
	for (uint32_t i = 0; i < SIZE; i += 16) {
		uint8_t row[16];

		for (int j = 0; j < 16; j++)
			row[j] = (uint8_t)(i >> 8);
		assert_int_equal(write(fd, row, 16), 16);
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
		cmocka_unit_test(stands_a_file_system_that_is_unmounted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
