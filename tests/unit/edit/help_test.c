/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help and the commands that show: through an editor, as a person meets them. */
#include "support/testing.h"

#include <locale.h>

#include "base/printable.h"
#include "edit/editor.h"
#include "edit/help.h"

static struct editor *make(enum preset preset, bool screen)
{
	struct editor_setup setup = { .keys = preset, .screen = screen };
	struct err err;
	struct editor *editor = editor_new(&setup, &err);
	assert_non_null(editor);
	assert_true(editor_add(editor, document_new(&editor->ropes, 0x100, &err), &err));
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

static void every_command_and_option_is_in_it(void **state)
{
	(void)state;
	for (int preset = 0; preset < PRESET_COUNT; preset++) {
		struct editor *editor = make((enum preset)preset, false);
		struct buf text = BUF_INIT;
		const struct command *row;
		const struct option *option;
		help_all(editor->keymap, &editor->options, &text);
		assert_true(buf_ok(&text));
		for (size_t i = 0; (row = command_at(i)) != NULL; i++) {
			assert_non_null(strstr(buf_string(&text), row->help));
			struct buf usage = BUF_INIT;
			buf_text(&usage, "\n  ");
			command_usage(row, &usage);
			if (!strstr(buf_string(&text), buf_string(&usage)))
				fail_msg("%s is missing", row->name);
			buf_done(&usage);
		}
		for (size_t i = 0; (option = option_at(i)) != NULL; i++)
			assert_non_null(strstr(buf_string(&text), option->help));
		buf_done(&text);
		editor_free(editor);
	}
}

static void lines_fit_into_80_cells(void **state)
{
	(void)state;
	for (int preset = 0; preset < PRESET_COUNT; preset++) {
		struct editor *editor = make((enum preset)preset, false);
		struct buf text = BUF_INIT;
		help_all(editor->keymap, &editor->options, &text);
		for (const char *at = buf_string(&text); *at;) {
			size_t len = strcspn(at, "\n");
			if (printable_cells(at, len) > 80)
				fail_msg("%s: %.*s", preset_name((enum preset)preset), (int)len,
					 at);
			at += len + 1;
		}
		buf_done(&text);
		editor_free(editor);
	}
}

static void keys_are_those_in_force(void **state)
{
	(void)state;
	struct editor *editor = make(PRESET_MODERN, false);
	struct buf keys = BUF_INIT;
	struct err err;
	help_keys(editor->keymap, "goto", &keys);
	assert_string_equal(buf_string(&keys), "g  ^G  F5");
	buf_clear(&keys);
	assert_true(editor_run(editor, "map <C-g> version", &err));
	assert_true(editor_run(editor, "map <F9> goto", &err));
	help_keys(editor->keymap, "goto", &keys);
	assert_string_equal(buf_string(&keys), "g  F5  F9");
	buf_clear(&keys);
	help_keys(editor->keymap, "backspace", &keys);
	assert_string_equal(buf_string(&keys), "Backspace (edit)");
	buf_done(&keys);
	assert_true(editor_run(editor, "map Q goto 0x10", &err));
	assert_true(editor_run(editor, "help", &err));
	assert_non_null(strstr(buf_string(&editor->output), "Your own keys\n  Q (view)"));
	editor_free(editor);
}

static void one_topic(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{ "help goto", "goto POSITION" }, { "help w", "Also: w save" },
		{ "help fold", "nofold" },        { "help keys", "keys=modern" },
		{ "help set", "Folds rows that repeat" },
		{ "help keys", "One of: modern, vi, emacs" },
		{ "help search", "Patterns" },    { "help put", "hexadecimal, in pairs" },
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct editor *editor = make(PRESET_MODERN, false);
		struct err err;
		assert_true(editor_run(editor, rows[i][0], &err));
		if (!strstr(buf_string(&editor->output), rows[i][1]))
			fail_msg("%s: %s", rows[i][0], buf_string(&editor->output));
		assert_null(strchr(buf_string(&editor->output), '\f'));
		editor_free(editor);
	}
}

static void the_pager_is_read_with_keys(void **state)
{
	(void)state;
	static const char *const open[PRESET_COUNT] = { "h", "g?", "<F1>" };
	for (int preset = 0; preset < PRESET_COUNT; preset++) {
		struct editor *editor = make((enum preset)preset, true);
		struct pager *pager = &editor->pager;
		type(editor, open[preset]);
		assert_true(pager->open);
		assert_int_equal(editor_context(editor), CONTEXT_PAGER);
		type(editor, "<Down>j");
		assert_int_equal(pager->top, 2);
		type(editor, "k");
		assert_int_equal(pager->top, 1);
		type(editor, "<Space>");
		assert_int_equal(pager->top, editor_rows(editor).bytes_count);
		type(editor, "G");
		assert_int_equal(pager->top,
				 pager->line_count - (size_t)editor_rows(editor).bytes_count);
		type(editor, "<Home>");
		assert_int_equal(pager->top, 0);
		type(editor, "/Searching<Enter>");
		size_t found = pager->top, len;
		bool heading;
		assert_non_null(strstr(pager_line(pager, found, &len, &heading), "earching"));
		type(editor, "nN");
		assert_int_equal(pager->top, found);
		type(editor, "?zzzzz<Enter>");
		assert_int_equal(editor->message_kind, MESSAGE_ERROR);
		type(editor, "q");
		assert_false(pager->open);
		type(editor, open[preset]);
		type(editor, "<Esc>");
		assert_false(pager->open);
		editor_free(editor);
	}
}

static void what_is_shown_can_be_changed(void **state)
{
	(void)state;
	struct editor *editor = make(PRESET_MODERN, true);
	uint64_t columns = editor_window(editor)->layout.columns;
	type(editor, "+");
	assert_int_equal(editor->options.columns, columns + 1);
	type(editor, "3-");
	assert_int_equal(editor->options.columns, columns - 2);
	type(editor, ":narrower<Space>5000<Enter>");
	assert_int_equal(editor->options.columns, 1);
	type(editor, ":wider<Space>5000<Enter>");
	assert_int_equal(editor->options.columns, 4096);
	type(editor, "H");
	assert_false(editor->options.hints);
	type(editor, "<C-l>");
	assert_true(editor->redraw);
	type(editor, "<M-z>");
	assert_true(editor->suspend);
	type(editor, ":set<Space>columns?<Enter>");
	assert_int_equal(editor->message_kind, MESSAGE_INFO);
	assert_string_equal(buf_string(&editor->message), "columns=4096");
	type(editor, ":set<Space>all<Enter>");
	assert_true(editor->pager.open);
	type(editor, "q:version<Enter>");
	assert_string_equal(buf_string(&editor->message), PACKAGE_STRING);
	editor_free(editor);
}

static void esc_closes_from_the_top_down(void **state)
{
	(void)state;
	struct editor *editor = make(PRESET_MODERN, true);
	struct window *window = editor_window(editor);
	type(editor, "iv<S-Right><M-h>:x");
	assert_true(window->editing && window->selecting && editor->pager.open);
	type(editor, "<Esc>");
	assert_int_equal(editor->prompt.kind, PROMPT_NONE);
	assert_true(editor->pager.open);
	type(editor, "<Esc>");
	assert_true(!editor->pager.open && window->selecting);
	type(editor, "<Esc>");
	assert_true(!window->selecting && window->editing);
	type(editor, "<Esc>");
	assert_false(window->editing);
	editor_free(editor);
	editor = make(PRESET_EMACS, true);
	type(editor, "<Esc><Esc>");
	assert_true(editor_window(editor)->editing);
	editor_free(editor);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_command_and_option_is_in_it),
		cmocka_unit_test(lines_fit_into_80_cells),
		cmocka_unit_test(keys_are_those_in_force),
		cmocka_unit_test(one_topic),
		cmocka_unit_test(the_pager_is_read_with_keys),
		cmocka_unit_test(what_is_shown_can_be_changed),
		cmocka_unit_test(esc_closes_from_the_top_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
