/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed survives the end of the program, whatever ends it; and nothing survives a quit. */
#include "support/testing.h"

#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/job.h"
#include "document/save.h"
#include "session.h"
#include "terminal.h"

static struct terminal *start(struct tmpdir *dir, const char *option)
{
	struct terminal *terminal = terminal_new(24, 80);
	char variable[600];

	snprintf(variable, sizeof variable, "XDG_STATE_HOME=%s", tmpdir_path(dir, "state"));
	terminal_environment(terminal, variable);
	terminal_start(terminal, "xterm", tmpdir_path(dir, "counting"), option, NULL);
	terminal_expect_row(terminal, 1, "00000000");
	return terminal;
}

static size_t count_logs(struct tmpdir *dir)
{
	DIR *list = opendir(tmpdir_path(dir, "state/burin"));
	struct dirent *entry;
	size_t count = 0;

	while (list && (entry = readdir(list)) != NULL)
		count += strstr(entry->d_name, ".log") != NULL;
	if (list)
		closedir(list);
	return count;
}

static void brings_back_what_was_typed(void **state)
{
	static const int signals[] = { SIGKILL, SIGTERM, SIGHUP, SIGSEGV };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(signals); i++) {
		struct tmpdir *dir = tmpdir_new();
		struct terminal *terminal;

		make_counting_file(dir, 4096);
		terminal = start(dir, NULL);
		terminal_type(terminal, "i" "dead" "\033");
		terminal_expect_row(terminal, 1, "00000000  de ad 02");
		terminal_signal(terminal, SIGUSR1);
		terminal_settle(terminal);
		terminal_signal(terminal, signals[i]);
		terminal_end(terminal);
		terminal_free(terminal);
		assert_int_equal(count_logs(dir), 1);
		terminal = start(dir, NULL);
		terminal_expect(terminal, "Recover ");
		terminal_expect_row(terminal, 1, "00000000  00 01 02");
		terminal_type(terminal, "r");
		terminal_expect_row(terminal, 1, "00000000  de ad 02");
		/* Recovered and not saved: it stays. */
		terminal_leave(terminal, ":q!\r");
		assert_int_equal(count_logs(dir), 1);
		terminal = start(dir, NULL);
		terminal_expect(terminal, "Recover ");
		terminal_type(terminal, "r");
		terminal_expect_row(terminal, 1, "00000000  de ad 02");
		terminal_leave(terminal, ":wq\r");
		assert_int_equal(count_logs(dir), 0);
		tmpdir_free(dir);
	}
}

static void takes_back_what_was_done_in_place(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal;

	(void)state;
	make_counting_file(dir, 4096);
	terminal = start(dir, "-w");
	terminal_type(terminal, ":put de ad\r");
	terminal_expect_disk(terminal, tmpdir_path(dir, "counting"), 0, "\xde\xad", 2);
	terminal_signal(terminal, SIGKILL);
	terminal_end(terminal);
	terminal_free(terminal);
	terminal = start(dir, "-w");
	terminal_expect(terminal, "Take back 1 in-place edit");
	terminal_type(terminal, "t");
	terminal_expect_disk(terminal, tmpdir_path(dir, "counting"), 0, "\0\1", 2);
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

static void leaves_nothing_behind(void **state)
{
	static const char *const ends[] = { ":q!\r", ":wq\r", ":undo\rq" };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(ends); i++) {
		struct tmpdir *dir = tmpdir_new();
		struct terminal *terminal;

		make_counting_file(dir, 4096);
		terminal = start(dir, NULL);
		terminal_type(terminal, ":put de ad\r");
		terminal_expect_row(terminal, 1, "00000000  de ad 02");
		assert_int_equal(count_logs(dir), 1);
		terminal_leave(terminal, ends[i]);
		assert_int_equal(count_logs(dir), 0);
		terminal = start(dir, "--no-log");
		terminal_expect(terminal, "no recovery");
		terminal_type(terminal, ":put be ef\r");
		terminal_expect_row(terminal, 1, "00000000  be ef 02");
		assert_int_equal(count_logs(dir), 0);
		terminal_leave(terminal, ":q!\r");
		tmpdir_free(dir);
	}
}

static void drops_what_is_not_wanted(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	struct terminal *terminal;

	(void)state;
	make_counting_file(dir, 4096);
	terminal = start(dir, NULL);
	terminal_type(terminal, ":put de ad\r");
	terminal_expect_row(terminal, 1, "00000000  de ad 02");
	terminal_signal(terminal, SIGKILL);
	terminal_end(terminal);
	terminal_free(terminal);
	terminal = start(dir, NULL);
	terminal_expect(terminal, "Recover 1 edit");
	terminal_type(terminal, "l");
	terminal_expect_row(terminal, 1, "00000000  de ad 02");
	terminal_expect(terminal, "read only");
	terminal_leave(terminal, "q");
	terminal = start(dir, NULL);
	terminal_expect(terminal, "Recover 1 edit");
	terminal_type(terminal, "d");
	terminal_expect_gone(terminal, "Recover");
	terminal_leave(terminal, "q");
	assert_int_equal(count_logs(dir), 0);
	tmpdir_free(dir);
}

enum { MOVED = 65536 };

/* Its end has moved and its start has not. */
static bool is_between(const char *path)
{
	size_t len;
	char *bytes = tmpdir_read(path, &len);
	bool between = len == MOVED + 3 && memcmp(bytes + MOVED, "\xfd\xfe\xff", 3) == 0 &&
		       memcmp(bytes, "\0\1\2", 3) == 0;

	free(bytes);
	return between;
}

/* A session that saves within the file what makes all of it move, and is gone in the middle. */
static void die_in_save(const char *path)
{
	static const struct save_request request = { .choice = SAVE_INPLACE, .chunk = 4096 };
	static const struct document_options options = { .mode = DOCUMENT_COPY };
	struct err err;
	struct store *store = store_new(4096, &err);
	struct document *document;
	struct ropes ropes;
	struct job *job = NULL;

	ropes_init(&ropes, store);
	document = document_open(&ropes, path, &options, &err);
	if (document) {
		document_log_use(document, true, false);
		if (document_insert(document, 0, "new", 3, 0, &err))
			job = save_new(document, &request, &err);
	}
	while (job && job_step(job, &err) == JOB_RUNNING)
		if (is_between(path))
			_exit(0);
	_exit(1);
}

static struct tmpdir *interrupt_moving(void)
{
	struct tmpdir *dir = tmpdir_new();
	const char *path = make_counting_file(dir, MOVED);
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		setenv("XDG_STATE_HOME", tmpdir_path(dir, "state"), 1);
		die_in_save(path);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	return dir;
}

/* A file whose bytes were being moved within it: finished or undone as one chooses, and not touched
 * before. */
static void asks_about_bytes_that_were_moving(void **state)
{
	struct tmpdir *dir = interrupt_moving();
	const char *path = tmpdir_path(dir, "counting");
	struct terminal *terminal;

	(void)state;
	terminal = start(dir, NULL);
	terminal_expect(terminal, "finish it");
	terminal_type(terminal, "n");
	terminal_expect_gone(terminal, "finish it");
	terminal_type(terminal, ":put aa\r");
	terminal_expect(terminal, "may be half written");
	terminal_leave(terminal, "q");
	assert_true(is_between(path));
	terminal = start(dir, NULL);
	terminal_expect(terminal, "finish it");
	terminal_type(terminal, "f");
	terminal_expect(terminal, "the interrupted save is finished");
	terminal_expect_row(terminal, 1, "00000000  6e 65 77 00 01 02");
	terminal_leave(terminal, "q");
	assert_int_equal(count_logs(dir), 0);
	tmpdir_free(dir);

	dir = interrupt_moving();
	terminal = start(dir, NULL);
	terminal_expect(terminal, "undo it");
	terminal_type(terminal, "u");
	/* Then the edits of that session are what there is to be asked about. */
	terminal_expect(terminal, "Recover 1 edit");
	terminal_expect_row(terminal, 1, "00000000  00 01 02");
	terminal_expect_disk(terminal, tmpdir_path(dir, "counting"), 0, "\0\1\2", 3);
	terminal_type(terminal, "r");
	terminal_expect_row(terminal, 1, "00000000  6e 65 77 00 01 02");
	terminal_leave(terminal, ":q!\r");
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(brings_back_what_was_typed),
		cmocka_unit_test(takes_back_what_was_done_in_place),
		cmocka_unit_test(leaves_nothing_behind),
		cmocka_unit_test(drops_what_is_not_wanted),
		cmocka_unit_test(asks_about_bytes_that_were_moving),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
