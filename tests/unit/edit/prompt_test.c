/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edit/editor.h"
#include "edit/task.h"

static struct editor *make(bool screen)
{
	struct editor_setup setup = { .keys = PRESET_MODERN, .screen = screen };
	struct err err;
	struct editor *editor = editor_new(&setup, &err);
	assert_non_null(editor);
	struct document *document = document_new(&editor->ropes, 0x1000, &err);
	assert_true(document_overwrite(document, 0x40, "A", 1, 0, &err));
	assert_true(editor_add(editor, document, &err));
	editor_resize(editor, 24, 80);
	editor_settle(editor);
	return editor;
}

static void type(struct editor *editor, const char *keys)
{
	struct err err;
	if (!editor_type(editor, keys, &err))
		fail_msg("%s: %s", keys, err.text);
}

static const char *preview(struct editor *editor)
{
	return buf_string(&editor->prompt.preview);
}

static const char *line(struct editor *editor)
{
	return lineedit_text(&editor->prompt.line);
}

static uint64_t cursor(struct editor *editor)
{
	return editor_window(editor)->cursor;
}

static void a_line_is_typed_and_run(void **state)
{
	(void)state;
	struct editor *editor = make(true);
	type(editor, ":");
	assert_int_equal(editor->prompt.kind, PROMPT_LINE);
	assert_string_equal(buf_string(&editor->prompt.label), ":");
	type(editor, "goto<Space>0x40");
	assert_string_equal(line(editor), "goto 0x40");
	assert_non_null(strstr(preview(editor), "goto POSITION  Goes to"));
	type(editor, "<Enter>");
	assert_int_equal(editor->prompt.kind, PROMPT_NONE);
	assert_int_equal(cursor(editor), 0x40);
	type(editor, ":nonsense<Enter>");
	assert_int_equal(editor->prompt.kind, PROMPT_NONE);
	assert_int_equal(editor->message_kind, MESSAGE_ERROR);
	editor_free(editor);
}

static void closes(void **state)
{
	(void)state;
	static const char *const keys[] = {
		":goto<Esc>", ":goto<C-c>", ":goto<C-g>", ":<Backspace>", ":<Enter>",
		"g<Esc>", "g<Enter>",
	};
	struct editor *editor = make(true);
	for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
		type(editor, keys[i]);
		assert_int_equal(editor->prompt.kind, PROMPT_NONE);
		assert_int_equal(cursor(editor), 0);
	}
	editor_free(editor);
}

static void a_missing_argument_is_asked_for(void **state)
{
	(void)state;
	struct editor *editor = make(true);
	type(editor, "g");
	assert_int_equal(editor->prompt.kind, PROMPT_ARGUMENT);
	assert_string_equal(buf_string(&editor->prompt.label), "goto POSITION: ");
	type(editor, "64");
	assert_string_equal(preview(editor), "0x40 = 64: 41 'A'");
	assert_false(editor->prompt.preview_is_error);
	type(editor, "<Enter>");
	assert_int_equal(cursor(editor), 0x40);
	type(editor, ":move<Space>0,0x10<Enter>");
	assert_string_equal(buf_string(&editor->prompt.label), "move POSITION: ");
	type(editor, "0x100<Enter>");
	assert_int_equal(editor->prompt.kind, PROMPT_NONE);
	uint8_t byte;
	document_read(editor_window(editor)->document, 0x30, &byte, NULL, 1, NULL);
	assert_int_equal(byte, 'A');
	editor_free(editor);
}

static void what_is_wrong_is_said_and_not_run(void **state)
{
	(void)state;
	struct editor *editor = make(true);
	type(editor, "g0x2000");
	assert_true(editor->prompt.preview_is_error);
	assert_non_null(strstr(preview(editor), "past the end"));
	type(editor, "<Enter>");
	assert_int_equal(editor->prompt.kind, PROMPT_ARGUMENT);
	assert_string_equal(line(editor), "0x2000");
	type(editor, "<Backspace><Enter>");
	assert_int_equal(editor->prompt.kind, PROMPT_NONE);
	assert_int_equal(cursor(editor), 0x200);
	editor_free(editor);
}

static void previews(void **state)
{
	(void)state;
	static const struct {
		const char *keys, *expected;
		bool error;
	} rows[] = {
		{ "g$", "0x1000 = 4096, the end", false },
		{ "g50%", "0x800 = 2048: 00", false },
		{ ":put<Enter>de<Space>ad", "2 bytes: de ad", false },
		{ ":put<Enter>dea", "", true },
		{ ":put<Enter>00112233445566778899aabbccddeeff00",
		  "17 bytes: 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff …", false },
		{ ":resize<Enter>1k", "1024 = 0x400", false },
		{ "/41<Space>??", "2 bytes: 41 ??", false },
		{ "g", "", false },
	};
	struct editor *editor = make(true);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		type(editor, rows[i].keys);
		assert_int_equal(editor->prompt.preview_is_error, rows[i].error);
		if (!rows[i].error)
			assert_string_equal(preview(editor), rows[i].expected);
		type(editor, "<Esc>");
	}
	editor_free(editor);
}

static void one_key_is_enough_for_a_mark(void **state)
{
	(void)state;
	struct editor *editor = make(true);
	type(editor, ":0x33<Enter>ma:0<Enter>'a");
	assert_int_equal(editor->prompt.kind, PROMPT_NONE);
	assert_int_equal(cursor(editor), 0x33);
	type(editor, "m");
	assert_int_equal(editor->prompt.kind, PROMPT_ARGUMENT);
	struct editor_hint hints[EDITOR_HINTS];
	assert_int_equal(editor_hints(editor, hints), 2);
	assert_string_equal(hints[0].key, "a-z");
	type(editor, "1");
	assert_int_equal(editor->prompt.kind, PROMPT_NONE);
	assert_int_equal(editor->message_kind, MESSAGE_ERROR);
	assert_non_null(strstr(buf_string(&editor->message), "one letter, a to z"));
	type(editor, ":0x44<Enter>'`");
	assert_int_equal(cursor(editor), 0x33);
	editor_free(editor);
}

static void history_goes_up_and_down(void **state)
{
	(void)state;
	struct editor *editor = make(true);
	type(editor, ":goto<Space>1<Enter>:goto<Space>2<Enter>:goto<Space>1<Enter>");
	type(editor, "g3<Enter>:go<Up>");
	assert_string_equal(line(editor), "goto 1");
	type(editor, "<Up>");
	assert_string_equal(line(editor), "goto 2");
	type(editor, "<C-p>");
	assert_string_equal(line(editor), "goto 2");
	type(editor, "<Down><C-n>");
	assert_string_equal(line(editor), "go");
	type(editor, "<Esc>g<Up>");
	assert_string_equal(line(editor), "3");
	type(editor, "<Esc>:history-clear<Enter>:<Up>");
	assert_string_equal(line(editor), "");
	type(editor, "<Esc>");
	editor_free(editor);
}

static void an_empty_search_is_the_last(void **state)
{
	(void)state;
	struct editor *editor = make(true);
	type(editor, "/41<Enter>");
	assert_int_equal(cursor(editor), 0x40);
	type(editor, ":0<Enter>/<Enter>");
	assert_int_equal(cursor(editor), 0x40);
	editor_free(editor);
}

static void tab_completes(void **state)
{
	(void)state;
	struct editor *editor = make(true);
	type(editor, ":verS<Backspace><Tab>");
	assert_string_equal(line(editor), "version");
	type(editor, "<C-u>find-<Tab>");
	assert_string_equal(line(editor), "find-all");
	assert_int_equal(editor->prompt.completions.count, 3);
	type(editor, "<Tab>");
	assert_string_equal(line(editor), "find-next");
	type(editor, "<Tab>");
	assert_string_equal(line(editor), "find-previous");
	type(editor, "<Tab>");
	assert_string_equal(line(editor), "find-all");
	type(editor, "<BackTab>");
	assert_string_equal(line(editor), "find-previous");
	type(editor, "x");
	assert_int_equal(editor->prompt.completions.count, 0);
	type(editor, "<C-u>set<Space>nohin<Tab>");
	assert_string_equal(line(editor), "set nohints");
	type(editor, "<C-u>fin<Tab>");
	assert_string_equal(line(editor), "find-");
	editor->bell = false;
	type(editor, "<C-u>zzz<Tab>");
	assert_true(editor->bell);
	type(editor, "<Esc>");
	editor_free(editor);
}

static void pasted_text_is_one_line(void **state)
{
	(void)state;
	struct editor *editor = make(true);
	struct key key = { .code = KEY_PASTE };
	type(editor, ":");
	buf_text(&editor->paste, "echo a\nquit!\n");
	editor_key(editor, &key);
	assert_string_equal(line(editor), "echo a quit!");
	assert_false(editor->quit);
	type(editor, "<Esc>");
	editor_free(editor);
}

static void questions_are_answered_by_a_key(void **state)
{
	(void)state;
	char changing[] = "goto 7";
	const struct prompt_choice choices[] = {
		{ 'y', "yes", changing }, { 'n', "no", NULL },
	};
	struct editor *editor = make(true);
	struct err err;
	assert_true(prompt_ask(editor, "sure\x1b?", choices, 2, &err));
	memset(changing, 'x', 4);
	assert_int_equal(editor->prompt.kind, PROMPT_QUESTION);
	assert_string_equal(buf_string(&editor->prompt.label), "sure\\x1b?");
	type(editor, "x<Enter>");
	assert_int_equal(editor->prompt.kind, PROMPT_QUESTION);
	assert_false(editor->prompt.guarded);
	type(editor, "Y");
	assert_int_equal(editor->prompt.kind, PROMPT_NONE);
	assert_int_equal(cursor(editor), 7);
	memcpy(changing, "goto", 4);
	assert_true(prompt_ask(editor, "again?", choices, 2, &err));
	type(editor, "n");
	assert_int_equal(editor->prompt.kind, PROMPT_NONE);
	assert_true(prompt_ask(editor, "again?", choices, 2, &err));
	assert_true(prompt_ask(editor, "and again?", choices, 1, &err));
	type(editor, "<Esc>");
	assert_int_equal(editor->prompt.kind, PROMPT_NONE);
	editor_free(editor);
	editor = make(false);
	assert_false(prompt_ask(editor, "sure?", choices, 2, &err));
	assert_string_equal(err.text, "sure? - yes: goto 7");
	editor_free(editor);
}

static void press(struct editor *editor, uint32_t code)
{
	const struct key key = { .code = code };

	editor_key(editor, &key);
}

static void ask(struct editor *editor)
{
	static const struct prompt_choice choices[] = {
		{ 'y', "yes", "goto 7" }, { 'n', "no", "goto 9" },
	};
	struct err err;

	assert_true(prompt_ask(editor, "sure?", choices, 2, &err));
}

/* What comes with the key that opened it, or before it was drawn. */
static void what_was_typed_ahead_is_no_answer(void **state)
{
	(void)state;
	struct editor *editor = make(true);
	ask(editor);
	press(editor, 'y');
	press(editor, 'y');
	assert_int_equal(editor->prompt.kind, PROMPT_QUESTION);
	editor_seen(editor);
	press(editor, 'y');
	assert_int_equal(editor->prompt.kind, PROMPT_QUESTION);
	press(editor, KEY_RETURN);
	press(editor, 'y');
	assert_int_equal(editor->prompt.kind, PROMPT_NONE);
	assert_int_equal(cursor(editor), 7);
	ask(editor);
	editor_seen(editor);
	press(editor, 'n');
	assert_int_equal(cursor(editor), 9);
	/* Esc is none either, but harmless. */
	ask(editor);
	press(editor, KEY_ESC);
	assert_int_equal(editor->prompt.kind, PROMPT_NONE);
	editor_free(editor);
}

/* A line that is typed blindly has no answer in it, whatever its letters. */
static void after_a_wrong_key_enter_comes_first(void **state)
{
	static const char *const lines[] = { ":yn", "/y<Enter><Esc>", "xyyyy", "<Left>y",
					     "<C-y>n" };

	(void)state;
	struct editor *editor = make(true);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		ask(editor);
		type(editor, lines[i]);
		assert_int_equal(cursor(editor), 0);
		type(editor, "<Esc>");
	}
	ask(editor);
	type(editor, ":y");
	assert_non_null(strstr(preview(editor), ": is no answer"));
	type(editor, "<Enter>");
	assert_string_equal(preview(editor), "");
	assert_int_equal(editor->prompt.kind, PROMPT_QUESTION);
	type(editor, "<Enter>");
	type(editor, "y");
	assert_int_equal(cursor(editor), 7);
	editor_free(editor);
}

static enum job_state step(struct job *job, struct err *err)
{
	(void)job;
	(void)err;
	return JOB_DONE;
}

static void free_job(struct job *job)
{
	free(job);
}

static bool ask_at_end(struct task *task, struct job *job, const struct err *failure,
		       struct err *err)
{
	(void)job;
	(void)err;
	assert_null(failure);
	ask(task->editor);
	return true;
}

/* Letters that were typed while a job ran were for the bytes: so may the next one be. */
static void a_question_can_come_late(void **state)
{
	static const struct job_class class = { "waiting", step, free_job };
	static const char *const keys[] = { "", "<Left>", "k" };

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct editor *editor = make(true);
		struct task *task = malloc(sizeof(*task));
		struct job *job = malloc(sizeof(*job));
		struct err err;

		assert_non_null(task);
		assert_non_null(job);
		job_init(job, &class, 1);
		task_init(task, editor, editor_window(editor), ask_at_end);
		type(editor, keys[i]);
		assert_true(task_start(task, job, &err));
		queue_wait(editor->queue);
		assert_int_equal(editor->prompt.guarded, i == 2);
		type(editor, "y");
		assert_int_equal(editor->prompt.kind == PROMPT_NONE, i != 2);
		editor_free(editor);
	}
}

static void quitting_can_be_answered(void **state)
{
	(void)state;
	struct editor *editor = make(true);
	type(editor, "q");
	assert_int_equal(editor->prompt.kind, PROMPT_QUESTION);
	type(editor, "s");
	assert_false(editor->quit);
	type(editor, "qd");
	assert_true(editor->quit);
	editor_free(editor);
}

/* By a job that ended, or a command of somebody else. */
static void the_history_grows_while_one_types(void **state)
{
	(void)state;
	struct editor *editor = make(true);
	type(editor, "/typed");
	prompt_history_add(&editor->prompt, HISTORY_PATTERNS, "de ad");
	type(editor, "<Down>");
	assert_string_equal(line(editor), "typed");
	type(editor, "<Up>");
	assert_string_equal(line(editor), "de ad");
	type(editor, "<Down>");
	assert_string_equal(line(editor), "typed");
	editor_free(editor);
}

static void the_history_is_kept(void **state)
{
	(void)state;
	struct tmpdir *dir = tmpdir_new();
	struct prompt prompt, again;
	struct err err;
	struct stat st;
	prompt_init(&prompt);
	prompt_init(&again);
	const char *path = tmpdir_path(dir, "a/b/history");
	assert_true(prompt_history_load(&again, path, &err));
	prompt_history_add(&prompt, HISTORY_LINES, "goto 1");
	prompt_history_add(&prompt, HISTORY_LINES, "");
	prompt_history_add(&prompt, HISTORY_LINES, "two\nlines");
	prompt_history_add(&prompt, HISTORY_PATTERNS, ":colon é");
	prompt_history_add(&prompt, HISTORY_OTHERS, "=");
	assert_true(prompt_history_save(&prompt, path, &err));
	assert_true(prompt_history_save(&prompt, path, &err));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(prompt_history_load(&again, path, &err));
	assert_int_equal(again.history[HISTORY_LINES].count, 1);
	assert_string_equal(again.history[HISTORY_LINES].lines[0], "goto 1");
	assert_string_equal(again.history[HISTORY_PATTERNS].lines[0], ":colon é");
	assert_string_equal(again.history[HISTORY_OTHERS].lines[0], "=");
	assert_false(prompt_history_load(&again, tmpdir_path(dir, "a"), &err));
	assert_false(prompt_history_save(&again, tmpdir_path(dir, "a/b/history/x"), &err));
	prompt_done(&prompt);
	prompt_done(&again);
	tmpdir_free(dir);
}

static void the_history_has_an_end(void **state)
{
	(void)state;
	struct prompt prompt;
	prompt_init(&prompt);
	for (int i = 0; i < PROMPT_HISTORY + 10; i++) {
		char text[20];
		snprintf(text, sizeof text, "%d", i);
		prompt_history_add(&prompt, HISTORY_LINES, text);
	}
	assert_int_equal(prompt.history[HISTORY_LINES].count, PROMPT_HISTORY);
	assert_string_equal(prompt.history[HISTORY_LINES].lines[0], "10");
	prompt_done(&prompt);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_typed_and_run),
		cmocka_unit_test(closes),
		cmocka_unit_test(a_missing_argument_is_asked_for),
		cmocka_unit_test(what_is_wrong_is_said_and_not_run),
		cmocka_unit_test(previews),
		cmocka_unit_test(one_key_is_enough_for_a_mark),
		cmocka_unit_test(history_goes_up_and_down),
		cmocka_unit_test(an_empty_search_is_the_last),
		cmocka_unit_test(tab_completes),
		cmocka_unit_test(pasted_text_is_one_line),
		cmocka_unit_test(questions_are_answered_by_a_key),
		cmocka_unit_test(what_was_typed_ahead_is_no_answer),
		cmocka_unit_test(after_a_wrong_key_enter_comes_first),
		cmocka_unit_test(a_question_can_come_late),
		cmocka_unit_test(quitting_can_be_answered),
		cmocka_unit_test(the_history_grows_while_one_types),
		cmocka_unit_test(the_history_is_kept),
		cmocka_unit_test(the_history_has_an_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
