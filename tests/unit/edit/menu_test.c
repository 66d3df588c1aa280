/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "editor_fixture.h"

#include <string.h>

#include "edit/command.h"

static void each_line_names_a_command(void **state)
{
	struct err err;

	(void)state;
	assert_non_null(menu_line(0));
	for (size_t i = 0; menu_line(i); i++) {
		size_t len = strcspn(menu_line(i), " ");
		const struct command *row = command_find(menu_line(i), len, &err);

		assert_non_null(row);
		assert_int_equal(strlen(row->name), len);
		assert_memory_equal(row->name, menu_line(i), len);
	}
}

static void assert_inside(const struct editor *editor)
{
	struct menu_box box;

	if (!menu_box(editor, &box))
		return;
	assert_true(box.row >= 0 && box.col >= 0);
	assert_true(box.row + box.rows <= editor->rows);
	assert_true(box.col + box.cols <= editor->cols);
	assert_int_equal(box.rows, box.items + 2 * box.border);
	assert_true(editor->menu.top >= 0);
	assert_true(editor->menu.top + box.items <= editor->menu.count);
	assert_true(editor->menu.cursor >= editor->menu.top);
	assert_true(editor->menu.cursor < editor->menu.top + box.items);
}

/* Wherever the click, however small the screen, and when that changes meanwhile. */
static void the_box_is_inside_the_screen(void **state)
{
	static const struct key escape = { .code = KEY_ESC }, end = { .code = KEY_GO_END };
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "a", "0123456789abcdef0123456789abcdef", 32, DOCUMENT_COPY);
	for (int rows = 1; rows < 30; rows += 3)
		for (int cols = 1; cols < 90; cols += 11)
			for (int at = 0; at < 9; at++) {
				struct key click = {
					.code = KEY_RIGHT_CLICK,
					.row = (rows - 1) * (at % 3) / 2,
					.col = (cols - 1) * (at / 3) / 2,
				};

				editor_resize(f->editor, rows, cols);
				editor_settle(f->editor);
				editor_key(f->editor, &click);
				editor_settle(f->editor);
				assert_true(f->editor->menu.open);
				assert_inside(f->editor);
				editor_key(f->editor, &end);
				editor_resize(f->editor, rows > 5 ? rows - 5 : 1, cols);
				editor_settle(f->editor);
				assert_inside(f->editor);
				editor_key(f->editor, &escape);
				assert_false(f->editor->menu.open);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_line_names_a_command),
		cmocka_unit_test_setup_teardown(the_box_is_inside_the_screen, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
