/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session that ended badly leaves is had back: killed at any moment, the terminal gone, the
 * file of a time that few think of. */
#include "support/testing.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edit/editor.h"
#include "session.h"
#include "terminal.h"

enum { SIZE = 256, KEYS = 120 };

/* A key, as the editor and as the terminal has it. */
struct pair {
	const char *notation, *bytes;
};

static const struct pair keys[] = {
	{ "0", "0" }, { "1", "1" }, { "7", "7" }, { "a", "a" }, { "f", "f" }, { "c", "c" },
	{ "<Right>", "\033[C" }, { "<Down>", "\033[B" }, { "<C-z>", "\032" },
	{ "<Left>", "\033[D" }, { "5", "5" }, { "<Up>", "\033[A" },
};

/* What the document is after each key. */
struct model {
	const struct pair *keys[KEYS];
	uint8_t states[KEYS + 1][SIZE];
};

static void model_make(struct model *model, struct random *random, const char *path)
{
	static const struct editor_setup setup = { .screen = true, .arena_chunk = 4096 };
	static const struct document_options options = { .mode = DOCUMENT_COPY };
	struct err err;
	struct editor *editor = editor_new(&setup, &err);

	assert_non_null(editor);
	editor_resize(editor, 24, 80);
	assert_true(editor_open(editor, path, &options, &err));
	assert_true(editor_type(editor, "i", &err));
	for (size_t i = 0; i <= KEYS; i++) {
		struct document *document = editor_window(editor)->document;
		assert_int_equal(document_size(document), SIZE);
		document_read(document, 0, model->states[i], NULL, SIZE, NULL);
		if (i == KEYS)
			break;
		model->keys[i] = &keys[random_below(random, ARRAY_COUNT(keys))];
		assert_true(editor_type(editor, model->keys[i]->notation, &err));
		editor_settle(editor);
	}
	editor_free(editor);
}

static const char *variable(struct tmpdir *home)
{
	static char text[512];

	snprintf(text, sizeof(text), "XDG_STATE_HOME=%s", tmpdir_path(home, ""));
	return text;
}

/* Takes what was left into the file; the command's status. */
static int recover(struct tmpdir *home, const char *path)
{
	struct buf line = BUF_INIT;
	const char *build = getenv("BURIN_BUILDDIR");
	int status;

	buf_format(&line, "%s '%s/burin' --batch --recover -x write '%s' >/dev/null 2>&1",
		   variable(home), build ? build : ".", path);
	fflush(stdout);
	status = system(buf_string(&line));
	buf_done(&line);
	return status;
}

static struct terminal *start(struct tmpdir *home, const char *path)
{
	struct terminal *terminal = terminal_new(24, 80);

	terminal_environment(terminal, variable(home));
	terminal_start(terminal, "xterm", path, NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01");
	terminal_type(terminal, "i");
	terminal_expect_row(terminal, 0, "OVERWRITE");
	return terminal;
}

static void check_start(const char *path, const char *first)
{
	size_t len;
	char *bytes = tmpdir_read(path, &len);

	assert_int_equal(len, SIZE);
	assert_memory_equal(bytes, first, 3);
	free(bytes);
}

static bool is_state(const struct model *model, size_t from, const void *bytes)
{
	for (size_t i = from; i <= KEYS; i++)
		if (memcmp(model->states[i], bytes, SIZE) == 0)
			return true;
	return false;
}

/* So many keys are taken, some more on their way when it is killed. */
static void kill_once(struct random *random)
{
	struct tmpdir *dir = tmpdir_new(), *home = tmpdir_new();
	const char *path = make_counting_file(dir, SIZE);
	struct model model;
	struct terminal *terminal;
	size_t taken = random_below(random, KEYS), len;
	char *bytes;

	model_make(&model, random, path);
	terminal = start(home, path);
	for (size_t i = 0; i < taken; i++)
		terminal_type(terminal, model.keys[i]->bytes);
	terminal_settle(terminal);
	for (size_t i = taken; i < KEYS; i++)
		terminal_type(terminal, model.keys[i]->bytes);
	usleep((useconds_t)random_below(random, 3000));
	terminal_signal(terminal, SIGKILL);
	assert_int_equal(terminal_end(terminal), -SIGKILL);
	terminal_free(terminal);
	/* Where nothing was edited there is nothing to be had back. */
	(void)recover(home, path);
	bytes = tmpdir_read(path, &len);
	assert_int_equal(len, SIZE);
	if (!is_state(&model, taken, bytes))
		fail_msg("killed after %zu keys: not what they made, or not all", taken);
	free(bytes);
	tmpdir_free(dir);
	tmpdir_free(home);
}

/* `make monkey` does it a thousand times. */
static void killed_at_any_moment(void **state)
{
	const char *asked = getenv("BURIN_KILLS");
	struct random random;
	int count = asked ? atoi(asked) : 12;

	(void)state;
	random_start(&random);
	for (int i = 0; i < count; i++)
		kill_once(&random);
}

/* Clock ticks of processor time; 0 when it has ended. */
static long ticks(const struct terminal *terminal)
{
	char path[64], what = 'Z';
	long user = 0, kernel = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)terminal_program(terminal));
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%*d (%*[^)]) %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &what,
		   &user, &kernel) != 3 || what == 'Z')
		user = kernel = 0;
	fclose(file);
	return user + kernel;
}

/* It ends, without turning round and round, and what was typed is there. */
static void the_terminal_is_gone(void **state)
{
	struct tmpdir *dir = tmpdir_new(), *home = tmpdir_new();
	const char *path = make_counting_file(dir, SIZE);
	struct terminal *terminal = start(home, path);
	long before, used = 0, now;

	(void)state;
	terminal_type(terminal, "eeff");
	terminal_expect_row(terminal, 1, "00000000  ee ff 02");
	terminal_settle(terminal);
	before = ticks(terminal);
	terminal_hang_up(terminal);
	for (int i = 0; i < 200 && (now = ticks(terminal)) > 0; i++) {
		used = now - before;
		usleep(10000);
	}
	assert_true(used <= sysconf(_SC_CLK_TCK) / 5);
	assert_int_equal(terminal_end(terminal), 128 + SIGHUP);
	terminal_free(terminal);
	check_start(path, "\0\1\2");
	assert_int_equal(recover(home, path), 0);
	check_start(path, "\xee\xff\2");
	tmpdir_free(dir);
	tmpdir_free(home);
}

/* Before 1970, behind 32 bits, behind ext4's end; and so the clock may have jumped. */
static void the_file_is_of_a_strange_time(void **state)
{
	static const struct timespec times[] = {
		{ -2177452800, 0 }, { -1, 999999999 }, { INT64_C(2147483648), 1 },
		{ INT64_C(15032385536), 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(times); i++) {
		struct tmpdir *dir = tmpdir_new(), *home = tmpdir_new();
		const char *path = make_counting_file(dir, SIZE);
		const struct timespec both[2] = { times[i], times[i] };
		struct terminal *terminal;
		assert_int_equal(utimensat(AT_FDCWD, path, both, 0), 0);
		terminal = start(home, path);
		terminal_type(terminal, "ee");
		terminal_expect_row(terminal, 1, "00000000  ee 01");
		terminal_settle(terminal);
		terminal_signal(terminal, SIGKILL);
		assert_int_equal(terminal_end(terminal), -SIGKILL);
		terminal_free(terminal);
		assert_int_equal(recover(home, path), 0);
		check_start(path, "\xee\1\2");
		assert_int_equal(tmpdir_count(dir), 1);
		tmpdir_free(dir);
		tmpdir_free(home);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_at_any_moment),
		cmocka_unit_test(the_terminal_is_gone),
		cmocka_unit_test(the_file_is_of_a_strange_time),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
