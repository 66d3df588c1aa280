/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor and files: saving with what it asks, several files, quitting, jobs on threads. */
#include "unit/edit/editor_fixture.h"

#include <limits.h>
#include <unistd.h>

static void saves(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "abcd", 4, DOCUMENT_COPY);
	run(f, "write");
	says(f, "no changes");
	type(f, "i 4 1 <C-s>");
	tmpdir_check(f->dir, "f", "Abcd", 4);
	says(f, "saved");
	assert_false(editor_is_modified(f->editor));
	type(f, "<C-z>");
	assert_true(editor_is_modified(f->editor));
	type(f, "<C-y>");
	assert_false(editor_is_modified(f->editor));
}

static void command(struct fixture *f, const char *format, const char *name)
{
	char line[4096];

	snprintf(line, sizeof(line), format, tmpdir_path(f->dir, name));
	run(f, line);
}

static void asks_before_it_overwrites(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	tmpdir_write(f->dir, "other", "old", 3);
	open_file(f, "f", "abcd", 4, DOCUMENT_COPY);
	command(f, "write %s", "other");
	assert_int_equal(f->editor->prompt.kind, PROMPT_QUESTION);
	type(f, "c");
	tmpdir_check(f->dir, "other", "old", 3);
	command(f, "write %s", "other");
	type(f, "o");
	tmpdir_check(f->dir, "other", "abcd", 4);
	command(f, "write 1,3 %s", "other");
	type(f, "o");
	tmpdir_check(f->dir, "other", "bc", 2);
	command(f, "write %s", "new");
	tmpdir_check(f->dir, "new", "abcd", 4);
	refuse(f, "write 1,3", ERR_SYNTAX);
}

static void asks_about_changes_of_others(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "abcd", 4, DOCUMENT_COPY);
	run(f, "put 'X'");
	tmpdir_write(f->dir, "f", "theirs!", 7);
	type(f, "<C-s>");
	assert_int_equal(f->editor->prompt.kind, PROMPT_QUESTION);
	type(f, "r g");
	holds(f, "theirs!", 7);
	assert_false(editor_is_modified(f->editor));
	run(f, "put 'X'");
	tmpdir_write(f->dir, "f", "again their", 11);
	type(f, "<C-s> o");
	/* What is not edited here is the file's, which was written over. */
	tmpdir_check(f->dir, "f", "Xgain t", 7);
}

static void tells_of_changes_of_others(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "abcd", 4, DOCUMENT_COPY);
	editor_watch(f->editor);
	assert_int_equal(f->editor->message_kind, MESSAGE_NONE);
	tmpdir_write(f->dir, "f", "theirs!", 7);
	editor_watch(f->editor);
	says(f, "has grown by 3 bytes");
	assert_int_equal(editor_window(f->editor)->buffer->disk, DISK_GROWN);
	type(f, "<Right>");
	editor_watch(f->editor);
	assert_int_equal(f->editor->message_kind, MESSAGE_NONE);
	run(f, "reload");
	editor_watch(f->editor);
	assert_int_equal(editor_window(f->editor)->buffer->disk, DISK_SAME);
	assert_int_equal(unlink(tmpdir_path(f->dir, "f")), 0);
	type(f, "<Right>");
	editor_watch(f->editor);
	says(f, "removed or renamed");
	run(f, "put 'X'");
	type(f, "<C-s> w");
	tmpdir_check(f->dir, "f", "thXirs!", 7);
}

static void wq_insists(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "abcd", 4, DOCUMENT_COPY);
	run(f, "put 'X'");
	tmpdir_write(f->dir, "f", "efgh", 4);
	run(f, "wq");
	assert_int_equal(f->editor->prompt.kind, PROMPT_QUESTION);
	type(f, "c");
	run(f, "wq!");
	assert_true(f->editor->quit);
	tmpdir_check(f->dir, "f", "Xfgh", 4);
}

static void refuses_in_batch(void **state)
{
	struct fixture *f = *state;
	char line[4096];

	start(f, PRESET_MODERN, false);
	tmpdir_write(f->dir, "other", "old", 3);
	open_file(f, "f", "abcd", 4, DOCUMENT_COPY);
	snprintf(line, sizeof(line), "write %s", tmpdir_path(f->dir, "other"));
	refuse(f, line, ERR_EXISTS);
	tmpdir_check(f->dir, "other", "old", 3);
	run(f, "put 'X'");
	refuse(f, "quit", ERR_REFUSED);
	refuse(f, "close", ERR_REFUSED);
	refuse(f, "reload", ERR_REFUSED);
	assert_false(f->editor->quit);
	run(f, "reload!");
	holds(f, "abcd", 4);
	run(f, "quit");
	assert_true(f->editor->quit);
}

static void opens_several_files(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "a", "aaaa", 4, DOCUMENT_COPY);
	open_file(f, "b", "bbbb", 4, DOCUMENT_COPY);
	assert_int_equal(f->editor->window_count, 2);
	tmpdir_write(f->dir, "c", "cc", 2);
	command(f, "edit %s", "c");
	holds(f, "cc", 2);
	command(f, "edit %s", "a");
	assert_int_equal(f->editor->window_count, 3);
	holds(f, "aaaa", 4);
	type(f, "[ f");
	holds(f, "cc", 2);
	type(f, "4 ] f");
	holds(f, "aaaa", 4);
	run(f, "files");
	assert_true(f->editor->pager.open);
	type(f, "q");
	run(f, "put 'x'");
	run(f, "next");
	run(f, "put 'y'");
	run(f, "write-all");
	tmpdir_check(f->dir, "a", "xaaa", 4);
	tmpdir_check(f->dir, "b", "ybbb", 4);
	run(f, "close");
	run(f, "close");
	run(f, "close");
	assert_null(editor_window(f->editor));
	refuse(f, "put 00", ERR_REFUSED);
	type(f, "<Left> x y");
	run(f, "files");
	run(f, "quit");
}

static void carries_bytes_between_files(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "a", "aaaa", 4, DOCUMENT_COPY);
	run(f, "copy 0,$");
	open_file(f, "b", "bbbb", 4, DOCUMENT_COPY);
	run(f, "paste-insert");
	editor_close(f->editor, 0);
	holds(f, "aaaabbbb", 8);
	run(f, "goto 8");
	command(f, "read %s", "a");
	holds(f, "aaaabbbaaaab", 12);
}

static void asks_before_it_quits(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "a", "aaaa", 4, DOCUMENT_COPY);
	open_file(f, "b", "bbbb", 4, DOCUMENT_COPY);
	run(f, "put 'x'");
	run(f, "next");
	run(f, "put 'y'");
	type(f, "q");
	assert_int_equal(f->editor->prompt.kind, PROMPT_QUESTION);
	type(f, "s");
	assert_false(f->editor->quit);
	type(f, "q w");
	assert_true(f->editor->quit);
	tmpdir_check(f->dir, "a", "yaaa", 4);
	tmpdir_check(f->dir, "b", "xbbb", 4);
}

static void quits_by_its_commands(void **state)
{
	static const char *const lines[] = { "quit!", "wq", "x", "ZZ", "ZQ" };
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
		start(f, PRESET_VI, true);
		open_file(f, "a", "aaaa", 4, DOCUMENT_COPY);
		run(f, "put 'x'");
		if (*lines[i] == 'Z')
			type(f, lines[i]);
		else
			run(f, lines[i]);
		assert_true(f->editor->quit);
		tmpdir_check(f->dir, "a", strchr("qZ", lines[i][0]) && !strstr(lines[i], "ZZ") ?
			     "aaaa" : "xaaa", 4);
		editor_free(f->editor);
		f->editor = NULL;
	}
}

/* A save that fails leaves one in the editor. */
static void stays_when_a_save_fails(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "a", "aaaa", 4, DOCUMENT_COPY);
	run(f, "put 'x'");
	tmpdir_write(f->dir, "a", "theirs", 6);
	run(f, "wq");
	assert_false(f->editor->quit);
	assert_int_equal(f->editor->prompt.kind, PROMPT_QUESTION);
	type(f, "c");
	assert_true(editor_is_modified(f->editor));
	tmpdir_check(f->dir, "a", "theirs", 6);
	assert_false(f->editor->quit_when_saved);
}

static void names_a_new_document(void **state)
{
	struct fixture *f = *state;
	struct document *document;

	start(f, PRESET_MODERN, true);
	document = document_new(&f->editor->ropes, 4, &f->err);
	assert_true(editor_add(f->editor, document, &f->err));
	run(f, "put 'x'");
	type(f, "<C-s>");
	assert_int_equal(f->editor->prompt.kind, PROMPT_ARGUMENT);
	type(f, "<Esc>");
	command(f, "write %s", "n");
	tmpdir_check(f->dir, "n", "x\0\0\0", 4);
	assert_false(editor_is_modified(f->editor));
	assert_non_null(document_path(window(f)->document));
}

/* With threads: commands return at once, the ends come by editor_poll(). */
static void works_on_threads(void **state)
{
	struct fixture *f = *state;
	struct editor_setup setup = { .screen = true, .workers = 2 };
	size_t size = 24 << 20;
	char *bytes = calloc(1, size);
	char edit[PATH_MAX + 8];

	assert_non_null(bytes);
	bytes[size - 1] = 'x';
	f->editor = editor_new(&setup, &f->err);
	editor_resize(f->editor, 12, 80);
	open_file(f, "f", bytes, size, DOCUMENT_COPY);
	free(bytes);
	assert_true(editor_run(f->editor, "next-nonzero", &f->err));
	assert_int_equal(queue_count(f->editor->queue), 1);
	assert_int_equal(window(f)->cursor, 0);
	queue_wait(f->editor->queue);
	assert_int_equal(window(f)->cursor, size - 1);
	run(f, "put 'y'");
	assert_true(editor_run(f->editor, "write", &f->err));
	refuse(f, "close!", ERR_BUSY);
	refuse(f, "write", ERR_BUSY);
	refuse(f, "reload!", ERR_BUSY);
	snprintf(edit, sizeof(edit), "edit! %s", tmpdir_path(f->dir, "f"));
	refuse(f, edit, ERR_BUSY);
	/* Edited meanwhile: saved is what was there when it began. */
	run(f, "goto 0");
	run(f, "put 'z'");
	queue_wait(f->editor->queue);
	assert_true(editor_is_modified(f->editor));
	run(f, "undo");
	assert_false(editor_is_modified(f->editor));
	/* What ends leaves the cursor where one went meanwhile. */
	run(f, "select 0x10,$");
	assert_true(editor_run(f->editor, "transform not", &f->err));
	run(f, "goto 5");
	queue_wait(f->editor->queue);
	assert_int_equal(window(f)->cursor, 5);
	run(f, "undo");
	run(f, "select 0x10,0x20");
	run(f, "transform not");
	queue_wait(f->editor->queue);
	/* The same bytes can be transformed again. */
	assert_true(window(f)->selecting);
	assert_int_equal(window(f)->cursor, 0x1f);
	run(f, "undo");
	assert_true(editor_run(f->editor, "search 'nothing'", &f->err));
	editor_close(f->editor, 0);
	assert_int_equal(queue_count(f->editor->queue), 0);
}

/* What is asked for during a save comes after it: its message would hide that it was refused. */
static void saves_again_what_came_meanwhile(void **state)
{
	struct fixture *f = *state;
	struct editor_setup setup = { .screen = true, .workers = 1 };

	f->editor = editor_new(&setup, &f->err);
	open_file(f, "f", "abcd", 4, DOCUMENT_COPY);
	for (int i = 0; i < 2; i++) {
		run(f, "put 'X'");
		assert_true(editor_run(f->editor, "write", &f->err));
		run(f, "goto 1");
		run(f, i == 0 ? "insert 'Y'" : "put 'Z'");
		assert_true(editor_run(f->editor, i == 0 ? "write" : "wq", &f->err));
		queue_wait(f->editor->queue);
		assert_true(editor_is_modified(f->editor));
		/* It does not come between a line that is typed. */
		type(f, ":");
		editor_poll(f->editor);
		assert_int_equal(queue_count(f->editor->queue), 0);
		type(f, "<Esc>");
		editor_poll(f->editor);
		assert_int_equal(queue_count(f->editor->queue), 1);
		assert_false(f->editor->quit);
		queue_wait(f->editor->queue);
		assert_false(editor_is_modified(f->editor));
		tmpdir_check(f->dir, "f", i == 0 ? "XYbcd" : "XZbcd", 5);
		run(f, "goto 0");
	}
	editor_poll(f->editor);
	assert_true(f->editor->quit);
}

/* Holds the worker until a byte comes. */
struct stuck {
	struct job job;
	int fd;
};

static enum job_state stuck_step(struct job *job, struct err *err)
{
	char byte;

	(void)err;
	return read(((struct stuck *)job)->fd, &byte, 1) == 1 ? JOB_DONE : JOB_FAILED;
}

static void stuck_free(struct job *job)
{
	free(job);
}

static void stuck_end(void *context, struct job *job, const struct err *err)
{
	(void)context;
	(void)job;
	(void)err;
}

static void hold_worker(struct fixture *f, int fd)
{
	static const struct job_class stuck_class = { "waiting", stuck_step, stuck_free };
	struct stuck *stuck = calloc(1, sizeof(*stuck));

	assert_non_null(stuck);
	job_init(&stuck->job, &stuck_class, 1);
	stuck->fd = fd;
	assert_true(queue_start(f->editor->queue, &stuck->job, NULL, stuck_end, NULL, &f->err));
}

/* The wish ends with the save that it waited for. */
static void does_not_save_again_after_a_failure(void **state)
{
	struct fixture *f = *state;
	struct editor_setup setup = { .screen = true, .workers = 1 };
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	f->editor = editor_new(&setup, &f->err);
	open_file(f, "f", "abcd", 4, DOCUMENT_COPY);
	hold_worker(f, ends[0]);
	run(f, "insert 'X'");
	assert_true(editor_run(f->editor, "write", &f->err));
	run(f, "insert 'Y'");
	assert_true(editor_run(f->editor, "wq", &f->err));
	queue_cancel(f->editor->queue);
	assert_int_equal(write(ends[1], "", 1), 1);
	queue_wait(f->editor->queue);
	editor_poll(f->editor);
	assert_int_equal(queue_count(f->editor->queue), 0);
	assert_true(editor_is_modified(f->editor));
	assert_false(f->editor->quit_when_saved);
	assert_false(f->editor->quit);
	tmpdir_check(f->dir, "f", "abcd", 4);
	close(ends[0]);
	close(ends[1]);
}

static void waits_for_a_save_at_the_end(void **state)
{
	struct fixture *f = *state;
	struct editor_setup setup = { .screen = true, .workers = 1 };

	f->editor = editor_new(&setup, &f->err);
	open_file(f, "f", "abcd", 4, DOCUMENT_COPY);
	run(f, "put 'X'");
	assert_true(editor_run(f->editor, "wq", &f->err));
	editor_free(f->editor);
	f->editor = NULL;
	tmpdir_check(f->dir, "f", "Xbcd", 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(saves, set_up, tear_down),
		cmocka_unit_test_setup_teardown(asks_before_it_overwrites, set_up, tear_down),
		cmocka_unit_test_setup_teardown(asks_about_changes_of_others, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tells_of_changes_of_others, set_up, tear_down),
		cmocka_unit_test_setup_teardown(wq_insists, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_in_batch, set_up, tear_down),
		cmocka_unit_test_setup_teardown(opens_several_files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(carries_bytes_between_files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(asks_before_it_quits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(quits_by_its_commands, set_up, tear_down),
		cmocka_unit_test_setup_teardown(stays_when_a_save_fails, set_up, tear_down),
		cmocka_unit_test_setup_teardown(names_a_new_document, set_up, tear_down),
		cmocka_unit_test_setup_teardown(works_on_threads, set_up, tear_down),
		cmocka_unit_test_setup_teardown(saves_again_what_came_meanwhile, set_up, tear_down),
		cmocka_unit_test_setup_teardown(does_not_save_again_after_a_failure, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(waits_for_a_save_at_the_end, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
