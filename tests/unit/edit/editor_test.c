/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/edit/editor_fixture.h"

static void takes_keys_of_each_preset(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "abcdefgh", 8, DOCUMENT_COPY);
	type(f, "<Right> i 4 1 <Esc> 3 <Right>");
	assert_int_equal(window(f)->cursor, 5);
	holds(f, "aAcdefgh", 8);
	run(f, "set keys=vi");
	type(f, "0 l R 4 2 <Esc> l x");
	holds(f, "aBcefgh", 7);
	type(f, "5 G");
	assert_int_equal(window(f)->cursor, 5);
	run(f, "set keys=emacs");
	assert_true(window(f)->editing);
	type(f, "<C-a> 4 3 <C-x> <C-s>");
	tmpdir_check(f->dir, "f", "CBcefgh", 7);
}

static void counts_and_forgets_counts(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "0123456789abcdef0123456789abcdef", 32, DOCUMENT_COPY);
	type(f, "1 2 G");
	assert_int_equal(window(f)->cursor, 12);
	type(f, "1 0 <Esc>");
	assert_false(f->editor->has_count);
	type(f, "<Left>");
	assert_int_equal(window(f)->cursor, 11);
	type(f, "9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9");
	assert_true(f->editor->bell);
	type(f, "<Esc> ]");
	assert_int_equal(f->editor->pending_count, 1);
	type(f, "q");
	assert_int_equal(f->editor->pending_count, 0);
	says(f, "]q is not bound");
}

static void types_and_refuses(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "abcd", 4, DOCUMENT_COPY);
	type(f, "i g");
	says(f, "no hexadecimal digit");
	type(f, "<Tab> g");
	holds(f, "gbcd", 4);
	type(f, "<Enter> <Esc>");
	holds(f, "g\ncd", 4);
	type(f, "<M-F12>");
	says(f, "is not bound");
}

static void refuses_edits_when_reading(void **state)
{
	static const char *const lines[] = {
		"put 00", "insert 00", "delete", "fill 00", "resize 0", "cut", "edit-bytes",
		"increment", "move 0,1 2", "transform not", "paste", "append",
	};
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "abcd", 4, DOCUMENT_READ);
	for (size_t i = 0; i < ARRAY_COUNT(lines); i++)
		refuse(f, lines[i], ERR_READONLY);
	type(f, "i 1");
	holds(f, "abcd", 4);
	run(f, "mode copy");
	run(f, "put 41");
	holds(f, "Abcd", 4);
	refuse(f, "mode read", ERR_REFUSED);
	run(f, "undo");
	run(f, "mode read");
}

static void edits_in_place(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "abcd", 4, DOCUMENT_WRITE);
	type(f, "<Right> i 4 1");
	tmpdir_check(f->dir, "f", "aAcd", 4);
	says(f, "is in the file");
	type(f, "<Esc> u");
	tmpdir_check(f->dir, "f", "abcd", 4);
	refuse(f, "insert 00", ERR_FIXED_SIZE);
	refuse(f, "edit-insert", ERR_FIXED_SIZE);
	run(f, "put 'xy'");
	says(f, "is in the file");
	run(f, "write");
	says(f, "on the disk");
	run(f, "resize 6");
	tmpdir_check(f->dir, "f", "axyd\0\0", 6);
	assert_false(editor_is_modified(f->editor));
}

static void selects_by_keys(void **state)
{
	struct fixture *f = *state;
	uint64_t pos, len;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "0123456789abcdef0123456789abcdef", 32, DOCUMENT_COPY);
	type(f, "<S-Right> <S-Right>");
	assert_true(window_selection(window(f), &pos, &len));
	assert_true(pos == 0 && len == 3);
	type(f, "<Right>");
	assert_false(window(f)->selecting);
	type(f, "v <Down> %");
	assert_true(window_selection(window(f), &pos, &len));
	assert_true(pos == 3 && len == 17);
	assert_int_equal(window(f)->cursor, 3);
	type(f, "<Left>");
	assert_true(window_selection(window(f), &pos, &len));
	assert_true(pos == 2 && len == 18);
	type(f, "<Delete>");
	assert_int_equal(document_size(window(f)->document), 14);
	type(f, "<C-a>");
	assert_true(window_selection(window(f), &pos, &len));
	assert_int_equal(len, 14);
	type(f, "<Esc>");
	assert_false(window(f)->selecting);
}

static void point(struct fixture *f, uint32_t code, int row, int col)
{
	struct key key = { .code = code, .row = row, .col = col };

	editor_key(f->editor, &key);
	editor_settle(f->editor);
}

static void takes_the_mouse(void **state)
{
	struct fixture *f = *state;
	const struct layout *layout;
	uint64_t pos, len;
	int first;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "", 0, DOCUMENT_COPY);
	run(f, "resize 4000");
	layout = &window(f)->layout;
	first = editor_rows(f->editor).bytes;
	point(f, KEY_CLICK, first + 1, layout_hex_cell(layout, 3));
	assert_int_equal(window(f)->cursor, 19);
	point(f, KEY_DRAG, first + 2, layout_hex_cell(layout, 0));
	point(f, KEY_RELEASE, first + 2, layout_hex_cell(layout, 0));
	assert_true(window_selection(window(f), &pos, &len));
	assert_true(pos == 19 && len == 14);
	point(f, KEY_CLICK, first, layout_text_cell(layout, 5));
	assert_false(window(f)->selecting);
	assert_int_equal(window(f)->pane, PANE_TEXT);
	point(f, KEY_WHEEL_DOWN, first, 0);
	assert_int_equal(window(f)->top, 48);
	point(f, KEY_WHEEL_UP, first, 0);
	assert_int_equal(window(f)->top, 0);
	/* Beyond the rows of bytes nothing is clicked, and a drag scrolls. */
	point(f, KEY_CLICK, 0, 5);
	point(f, KEY_CLICK, 11, 5);
	point(f, KEY_CLICK, first, layout_hex_cell(layout, 1));
	for (int i = 0; i < 12; i++)
		point(f, KEY_DRAG, 11, layout_hex_cell(layout, 1));
	assert_true(window(f)->top > 0);
	run(f, "help");
	point(f, KEY_WHEEL_DOWN, first, 0);
	assert_int_equal(f->editor->pager.top, 3);
}

static void paste(struct fixture *f, const char *bytes, size_t len)
{
	buf_clear(&f->editor->paste);
	buf_add(&f->editor->paste, bytes, len);
	point(f, KEY_PASTE, 0, 0);
}

static void takes_pasted_text_as_data(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "abcdef", 6, DOCUMENT_COPY);
	paste(f, "q", 1);
	assert_false(f->editor->quit);
	says(f, "ignored");
	type(f, "i");
	paste(f, "41 42", 5);
	holds(f, "ABcdef", 6);
	paste(f, "hello", 5);
	says(f, "no bytes");
	holds(f, "ABcdef", 6);
	type(f, "<Tab>");
	paste(f, ":q\x1b", 3);
	holds(f, "AB:q\x1b"
		 "f", 6);
	type(f, "<C-z>");
	holds(f, "ABcdef", 6);
}

static void divides_the_screen(void **state)
{
	struct fixture *f = *state;
	static const struct {
		int rows, status, bytes, count, message, hints;
	} table[] = {
		{ 24, 0, 1, 21, 22, 23 }, { 4, 0, 1, 1, 2, 3 },	 { 3, 0, 1, 1, 2, -1 },
		{ 2, -1, 0, 1, 1, -1 },	  { 1, -1, 0, 1, -1, -1 },
	};

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "abc", 3, DOCUMENT_COPY);
	for (size_t i = 0; i < ARRAY_COUNT(table); i++) {
		editor_resize(f->editor, table[i].rows, 1 + (int)i);
		editor_settle(f->editor);
		struct editor_rows rows = editor_rows(f->editor);
		assert_int_equal(rows.status, table[i].status);
		assert_int_equal(rows.bytes, table[i].bytes);
		assert_int_equal(rows.bytes_count, table[i].count);
		assert_int_equal(rows.message, table[i].message);
		assert_int_equal(rows.hints, table[i].hints);
	}
	type(f, ":");
	assert_int_equal(editor_rows(f->editor).message, 0);
}

static bool hints_at(const struct fixture *f, const char *key, const char *what)
{
	struct editor_hint hints[EDITOR_HINTS];
	size_t count = editor_hints(f->editor, hints);

	for (size_t i = 0; i < count; i++)
		if (strcmp(hints[i].what, what) == 0)
			return strcmp(hints[i].key, key) == 0;
	return false;
}

static void hints_what_is_true(void **state)
{
	struct fixture *f = *state;
	struct editor_hint hints[EDITOR_HINTS];

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "abc", 3, DOCUMENT_COPY);
	assert_true(hints_at(f, "i", "edit"));
	assert_false(hints_at(f, "^S", "save"));
	run(f, "put 00");
	assert_true(hints_at(f, "^S", "save"));
	run(f, "map view <F9> write");
	run(f, "unmap view <C-s>");
	assert_false(hints_at(f, "^S", "save"));
	type(f, "i");
	assert_true(hints_at(f, "Esc", "done"));
	type(f, "<Esc> :");
	assert_true(hints_at(f, "Tab", "complete"));
	type(f, "<Esc>");
	run(f, "set keys=vi");
	assert_true(hints_at(f, "i", "edit"));
	run(f, "set keys=emacs");
	assert_true(hints_at(f, "^X^S", "save"));
	assert_false(hints_at(f, "Esc", "done"));
	editor_close(f->editor, 0);
	assert_true(editor_hints(f->editor, hints) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(takes_keys_of_each_preset, set_up, tear_down),
		cmocka_unit_test_setup_teardown(counts_and_forgets_counts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(types_and_refuses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_edits_when_reading, set_up, tear_down),
		cmocka_unit_test_setup_teardown(edits_in_place, set_up, tear_down),
		cmocka_unit_test_setup_teardown(selects_by_keys, set_up, tear_down),
		cmocka_unit_test_setup_teardown(takes_the_mouse, set_up, tear_down),
		cmocka_unit_test_setup_teardown(takes_pasted_text_as_data, set_up, tear_down),
		cmocka_unit_test_setup_teardown(divides_the_screen, set_up, tear_down),
		cmocka_unit_test_setup_teardown(hints_what_is_true, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
