/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "edit/editor.h"

static struct editor *make(void)
{
	static const struct editor_setup setup = { .keys = PRESET_MODERN };
	struct err err;
	struct editor *editor = editor_new(&setup, &err);
	assert_non_null(editor);
	return editor;
}

/* With a document of 256 bytes, the n-th being n. */
static struct editor *make_open(void)
{
	struct editor *editor = make();
	struct err err;
	uint8_t bytes[256];
	struct document *document = document_new(&editor->ropes, sizeof bytes, &err);
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)i;
	assert_non_null(document);
	assert_true(document_overwrite(document, 0, bytes, sizeof bytes, 0, &err));
	assert_true(editor_add(editor, document, &err));
	editor_resize(editor, 24, 80);
	editor_settle(editor);
	return editor;
}

static void finds_by_name_alias_and_start(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{ "goto", "goto" },     { "got", "goto" },      { "w", "write" },
		{ "write", "write" },   { "wri", "write" },     { "write-a", NULL },
		{ "write-al", "write-all" }, { "q", "quit" },   { "e", "edit" },
		{ "se", "set" },        { "versi", "version" }, { "hist", "history-clear" },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct err err;
		const struct command *row = command_find(rows[i][0], strlen(rows[i][0]), &err);
		if (rows[i][1])
			assert_string_equal(row ? row->name : err.text, rows[i][1]);
		else
			assert_null(row);
	}
}

static void says_what_was_near(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{ "wirte", "near it: write" },   { "gto", "near it: goto" },
		{ "xyzzy", ":help lists them" }, { "next-", "could be next-" },
		{ "", "no command" },            { "hepl", "help" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "no command \"aaa" },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct err err;
		const struct command *row = command_find(rows[i][0], strlen(rows[i][0]), &err);
		if (row)
			fail_msg("\"%s\" is taken for %s", rows[i][0], row->name);
		assert_int_equal(err.code, ERR_SYNTAX);
		if (!strstr(err.text, rows[i][1]))
			fail_msg("%s: %s", rows[i][0], err.text);
	}
}

static void writes_usage(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{ "goto", "goto POSITION" },     { "write", "write[!] [RANGE] [FILE]" },
		{ "set", "set [OPTION…]" },      { "keys", "keys [modern|vi|emacs]" },
		{ "version", "version" },        { "move", "move [RANGE] POSITION" },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf out = BUF_INIT;
		struct err err;
		command_usage(command_find(rows[i][0], strlen(rows[i][0]), &err), &out);
		assert_string_equal(buf_string(&out), rows[i][1]);
		buf_done(&out);
	}
}

static void runs_lines(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{ "echo hello", "hello\n" },
		{ "  :echo   two words ", "two words \n" },
		{ "# echo no", "" },
		{ "", "" },
		{ "   ", "" },
		{ "::ec x", "x\n" },
		{ "set columns? fold?", "columns=0\nnofold\n" },
		{ "keys", "modern\n" },
		{ "set", "every option has its default; :set all lists them\n" },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct editor *editor = make();
		struct err err;
		if (!command_run_line(editor, rows[i][0], false, 1, &err))
			fail_msg("%s: %s", rows[i][0], err.text);
		assert_string_equal(buf_string(&editor->output), rows[i][1]);
		editor_free(editor);
	}
}

static void refuses_lines(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		enum err_code code;
		const char *says;
	} rows[] = {
		{ "goto", ERR_SYNTAX, "goto: no position given: goto POSITION" },
		{ "goto!", ERR_SYNTAX, "goto takes no '!'" },
		{ "goto 1 2", ERR_SYNTAX, "is too much: goto POSITION" },
		{ "goto 0x101", ERR_RANGE, "0x101 is past the end, which is 0x100" },
		{ "goto zz", ERR_SYNTAX, "goto: " },
		{ "0x101", ERR_RANGE, "past the end" },
		{ "goto(4)", ERR_SYNTAX, "" },
		{ "%", ERR_SYNTAX, "a line is a command" },
		{ "version now", ERR_SYNTAX, "\"now\" is too much: version" },
		{ "quit?", ERR_SYNTAX, "a blank is missing after \"quit\"" },
		{ "keys nano", ERR_SYNTAX, "modern, vi, emacs" },
		{ "mark", ERR_SYNTAX, "mark: no letter given" },
		{ "mark ab", ERR_SYNTAX, "one letter" },
		{ "mark A", ERR_SYNTAX, "one letter" },
		{ "select 5", ERR_SYNTAX, "a range is A,B" },
		{ "select 5,5", ERR_RANGE, "the range is empty" },
		{ "select 6,5", ERR_RANGE, "ends before it starts" },
		{ "select 0,0x101", ERR_RANGE, "past the end" },
		{ "select 0x80+0x81", ERR_RANGE, "past the end" },
		{ "put", ERR_SYNTAX, "put: no bytes given: put BYTES" },
		{ "put zz", ERR_SYNTAX, "put: " },
		{ "read \"a", ERR_SYNTAX, "not closed" },
		{ "command", ERR_REFUSED, "no screen" },
		{ "pager-down", ERR_REFUSED, "no text is shown" },
		{ "set nonsense", ERR_SYNTAX, "no option" },
		{ "map <Foo> goto", ERR_SYNTAX, "<Foo>" },
		{ "map <F9> nonsense", ERR_SYNTAX, "no command" },
		{ "map x", ERR_NONE, "" },
		{ "unmap a b", ERR_SYNTAX, "one key sequence" },
		{ "help nonsense", ERR_SYNTAX, "no command" },
		{ "source /nonexistent/file", ERR_IO, "/nonexistent/file" },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct editor *editor = make_open();
		struct err err = { .code = ERR_NONE, .text = "" };
		bool ok = command_run_line(editor, rows[i].line, false, 1, &err);
		if (ok != (rows[i].code == ERR_NONE) || err.code != rows[i].code ||
		    !strstr(err.text, rows[i].says))
			fail_msg("%s: %d %s", rows[i].line, (int)err.code, err.text);
		editor_free(editor);
	}
}

static void refuses_without_a_document(void **state)
{
	(void)state;
	const char *const lines[] = { "goto 1", "7", "put 00", "write", "select" };
	for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
		struct editor *editor = make();
		struct err err;
		assert_false(command_run_line(editor, lines[i], false, 1, &err));
		assert_non_null(strstr(err.text, "no file is open"));
		editor_free(editor);
	}
}

static void refuses_changes_to_what_is_only_read(void **state)
{
	(void)state;
	struct editor *editor = make();
	struct tmpdir *dir = tmpdir_new();
	struct document_options options = { .mode = DOCUMENT_READ };
	struct err err;
	assert_true(editor_open(editor, tmpdir_write(dir, "f", "abc", 3), &options, &err));
	assert_false(command_run_line(editor, "put", false, 1, &err));
	assert_int_equal(err.code, ERR_READONLY);
	assert_true(command_run_line(editor, "goto 1", false, 1, &err));
	editor_free(editor);
	tmpdir_free(dir);
}

static void evaluates(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint64_t value;
	} rows[] = {
		{ "0x10", 0x1010 - 0x1000 }, { ".", 0x1020 },      { "$", 0x1100 },
		{ "+4", 0x1024 },            { "-4", 0x101c },     { "50%", 0x1080 },
		{ "'a", 0x1008 },            { "u8(.)", 0x20 },    { "u16be(.+1)", 0x2122 },
		{ "u8($-1)", 0xff },         { "start + 3", 0x1003 }, { "size", 0x100 },
	};
	struct editor *editor = make_open();
	struct window *window = editor_window(editor);
	window->buffer->base = 0x1000;
	window_go(window, 0x20, false);
	assert_true(marks_set(&window->buffer->marks, 'a', 8));
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		uint64_t value;
		struct err err;
		if (!command_eval(window, rows[i].text, EXPRESSION_RELATIVE, NULL, &value, &err))
			fail_msg("%s: %s", rows[i].text, err.text);
		assert_int_equal(value, rows[i].value);
	}
	const char *const wrong[] = { "u16le($-1)", "u8(0)", "u8($)", "'b", "" };
	for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
		uint64_t value;
		struct err err;
		assert_false(command_eval(window, wrong[i], EXPRESSION_RELATIVE, NULL, &value,
					  &err));
	}
	uint64_t value;
	struct err err;
	assert_true(command_eval(NULL, "2*3", EXPRESSION_PLAIN, NULL, &value, &err));
	assert_int_equal(value, 6);
	assert_false(command_eval(NULL, ".", EXPRESSION_PLAIN, NULL, &value, &err));
	assert_false(command_eval(NULL, "u8(0)", EXPRESSION_PLAIN, NULL, &value, &err));
	editor_free(editor);
}

static void maps_keys(void **state)
{
	(void)state;
	struct editor *editor = make_open();
	struct err err;
	assert_true(command_run_line(editor, "map <F9> echo nine", false, 1, &err));
	assert_true(command_run_line(editor, "map x echo ten", false, 1, &err));
	assert_true(command_run_line(editor, "map pager x echo pager", false, 1, &err));
	assert_true(editor_type(editor, "<F9>x", &err));
	assert_string_equal(buf_string(&editor->output), "nine\nten\n");
	buf_clear(&editor->output);
	assert_true(command_run_line(editor, "map <F9>", false, 1, &err));
	assert_string_equal(buf_string(&editor->output),
			    "view   <F9>             echo nine\n"
			    "edit   <F9>             echo nine\n");
	buf_clear(&editor->output);
	assert_true(command_run_line(editor, "keys vi", false, 1, &err));
	editor_settle(editor);
	assert_true(command_run_line(editor, "unmap x", false, 1, &err));
	assert_true(command_run_line(editor, "map x", false, 1, &err));
	assert_true(command_run_line(editor, "map <F9>", false, 1, &err));
	const char *told = buf_string(&editor->output);
	assert_non_null(strstr(told, "pager  x                echo pager\n"));
	assert_non_null(strstr(told, "\nview   <F9>"));
	editor_free(editor);
}

static void a_file_of_lines_runs_to_its_end(void **state)
{
	(void)state;
	static const char text[] = "# remark\r\n\n\techo\tone  \nnonsense\necho two\ngoto\n";
	struct editor *editor = make_open();
	struct tmpdir *dir = tmpdir_new();
	const char *path = tmpdir_write(dir, "lines", text, sizeof text - 1);
	struct err err;
	assert_false(editor_source(editor, path, &err));
	assert_non_null(strstr(err.text, "lines:4: there is no command \"nonsense\""));
	assert_non_null(strstr(err.text, "(and 1 more)"));
	assert_string_equal(buf_string(&editor->output), "one\ntwo\n");
	assert_false(editor_source(editor, tmpdir_write(dir, "bin", "a\0b", 3), &err));
	assert_false(editor_source(editor, tmpdir_path(dir, ""), &err));
	struct buf self = BUF_INIT;
	buf_format(&self, "source %s", tmpdir_path(dir, "self"));
	tmpdir_write(dir, "self", self.data, self.len);
	assert_false(editor_source(editor, tmpdir_path(dir, "self"), &err));
	assert_non_null(strstr(err.text, "nested too deep"));
	assert_int_equal(editor->sourcing, 0);
	buf_done(&self);
	editor_free(editor);
	tmpdir_free(dir);
}

static void quitting_asks(void **state)
{
	(void)state;
	struct editor *editor = make_open();
	struct err err;
	assert_false(command_run_line(editor, "quit", false, 1, &err));
	assert_int_equal(err.code, ERR_REFUSED);
	assert_non_null(strstr(err.text, "write: wq, discard: quit!"));
	assert_false(editor->quit);
	assert_true(command_run_line(editor, "quit!", false, 1, &err));
	assert_true(editor->quit);
	editor_free(editor);
	editor = make();
	assert_true(command_run_line(editor, "q", false, 1, &err));
	assert_true(editor->quit);
	editor_free(editor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_by_name_alias_and_start),
		cmocka_unit_test(says_what_was_near),
		cmocka_unit_test(writes_usage),
		cmocka_unit_test(runs_lines),
		cmocka_unit_test(refuses_lines),
		cmocka_unit_test(refuses_without_a_document),
		cmocka_unit_test(refuses_changes_to_what_is_only_read),
		cmocka_unit_test(evaluates),
		cmocka_unit_test(maps_keys),
		cmocka_unit_test(a_file_of_lines_runs_to_its_end),
		cmocka_unit_test(quitting_asks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
