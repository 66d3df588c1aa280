/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Panes of an editor: what they show, what follows what, and what becomes of it all. */
#include "unit/edit/editor_fixture.h"

#include "edit/window_sync.h"

static void open_two(struct fixture *f)
{
	uint8_t bytes[4096];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	start(f, PRESET_VI, true);
	editor_resize(f->editor, 24, 80);
	open_file(f, "a", bytes, 4096, DOCUMENT_COPY);
	open_file(f, "b", bytes, 3000, DOCUMENT_COPY);
}

static void command(struct fixture *f, const char *verb, const char *name)
{
	char line[4096];

	snprintf(line, sizeof(line), "%s %s", verb, tmpdir_path(f->dir, name));
	run(f, line);
}

static struct window *shown(const struct fixture *f, int number)
{
	struct tile *tile = tiles_first(&f->editor->tiles);

	while (number-- > 0)
		tile = tiles_next(tile);
	return tile->content;
}

static int count(const struct fixture *f)
{
	int panes = 0;

	for (struct tile *t = tiles_first(&f->editor->tiles); t; t = tiles_next(t))
		panes++;
	return panes;
}

static const char *name(const struct fixture *f)
{
	return document_name(window(f)->document) + strlen(document_name(window(f)->document)) - 1;
}

static void shows_one_file_twice(void **state)
{
	struct fixture *f = *state;

	open_two(f);
	run(f, "goto 0x800");
	run(f, "split");
	assert_int_equal(count(f), 2);
	assert_ptr_not_equal(shown(f, 0), shown(f, 1));
	assert_ptr_equal(shown(f, 0)->document, shown(f, 1)->document);
	assert_ptr_equal(window(f), shown(f, 1));
	assert_int_equal(window(f)->cursor, 0x800);
	run(f, "goto 0x100");
	assert_int_equal(shown(f, 0)->cursor, 0x800);
	assert_int_equal(f->editor->window_count, 2);
	run(f, "mark a");
	run(f, "split-next");
	assert_int_equal(window(f)->cursor, 0x800);
	run(f, "goto 'a");
	assert_int_equal(window(f)->cursor, 0x100);
}

/* Edits in one pane are at once in the other, whose place moves with them. */
static void follows_edits(void **state)
{
	struct fixture *f = *state;

	open_two(f);
	run(f, "set columns=8");
	run(f, "goto 0x800");
	run(f, "vsplit");
	uint64_t top = shown(f, 0)->top;
	run(f, "goto 0x10");
	run(f, "insert 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10");
	assert_int_equal(shown(f, 0)->cursor, 0x810);
	assert_int_equal(shown(f, 0)->top, top + 0x10);
	run(f, "undo");
	assert_int_equal(shown(f, 0)->cursor, 0x800);
	/* More than the document remembers, without a look at the screen. */
	for (int i = 0; i < 200; i++)
		assert_true(editor_run(f->editor, "insert ff", &f->err));
	assert_int_equal(shown(f, 0)->cursor, 0x800 + 200);
	run(f, "resize 0x20");
	assert_int_equal(shown(f, 0)->cursor, 0x1f);
	assert_int_equal(shown(f, 0)->top, 0);
}

static void closes_panes(void **state)
{
	struct fixture *f = *state;

	open_two(f);
	refuse(f, "unsplit", ERR_REFUSED);
	refuse(f, "split-next", ERR_REFUSED);
	refuse(f, "sync", ERR_REFUSED);
	run(f, "only");
	run(f, "goto 0x700");
	run(f, "split");
	run(f, "goto 0x20");
	run(f, "vsplit");
	assert_int_equal(count(f), 3);
	run(f, "unsplit");
	assert_int_equal(count(f), 2);
	assert_int_equal(window(f)->cursor, 0x20);
	run(f, "split-up");
	run(f, "only");
	assert_int_equal(count(f), 1);
	assert_int_equal(window(f)->cursor, 0x700);
	assert_int_equal(window(f)->rows, 21);
	/* No more windows than were shown at the same time. */
	for (int i = 0; i < 10; i++) {
		run(f, "split");
		run(f, "vsplit");
		run(f, "only");
	}
	int windows = 0;
	for (struct window *w = window(f)->buffer->windows; w; w = w->next)
		windows++;
	assert_int_equal(windows, 3);
}

/* A file that comes back is where it was. */
static void remembers_its_place(void **state)
{
	struct fixture *f = *state;

	open_two(f);
	run(f, "goto 0x300");
	command(f, "split", "a");
	assert_string_equal(name(f), "a");
	run(f, "goto 0xc00");
	uint64_t top = window(f)->top;
	run(f, "unsplit");
	assert_string_equal(name(f), "b");
	assert_int_equal(window(f)->cursor, 0x300);
	command(f, "vsplit", "a");
	assert_int_equal(window(f)->cursor, 0xc00);
	assert_int_equal(window(f)->top, top);
	run(f, "only");
	command(f, "edit", "b");
	assert_int_equal(window(f)->cursor, 0x300);
	/* Both panes can show it. */
	run(f, "split");
	command(f, "edit", "a");
	run(f, "split-next");
	command(f, "edit", "a");
	assert_ptr_not_equal(shown(f, 0), shown(f, 1));
	assert_ptr_equal(shown(f, 0)->document, shown(f, 1)->document);
	/* One that can not be opened leaves everything as it is. */
	run(f, "goto 0x55");
	refuse(f, "split nothing-there", ERR_IO);
	assert_int_equal(count(f), 2);
	assert_int_equal(window(f)->cursor, 0x55);
}

static void closing_a_file_closes_its_panes(void **state)
{
	struct fixture *f = *state;

	open_two(f);
	command(f, "split", "a");
	run(f, "vsplit");
	assert_int_equal(count(f), 3);
	run(f, "close");
	assert_int_equal(count(f), 1);
	assert_string_equal(name(f), "b");
	run(f, "split");
	run(f, "vsplit");
	command(f, "edit", "a");
	run(f, "close");
	assert_string_equal(name(f), "b");
	assert_int_equal(count(f), 2);
	run(f, "close");
	assert_int_equal(f->editor->window_count, 0);
	assert_int_equal(count(f), 1);
	refuse(f, "split", ERR_REFUSED);
	command(f, "edit", "a");
	run(f, "split");
	assert_int_equal(count(f), 2);
}

static void asks_once_for_each_file(void **state)
{
	struct fixture *f = *state;

	open_two(f);
	run(f, "put ff");
	run(f, "split");
	run(f, "vsplit");
	run(f, "quit");
	assert_int_equal(f->editor->prompt.kind, PROMPT_QUESTION);
	assert_null(strstr(buf_string(&f->editor->message), "2"));
	type(f, "<Esc>");
	run(f, "wq");
	assert_true(f->editor->quit);
	assert_false(editor_is_modified(f->editor));
}

static void scrolls_together(void **state)
{
	struct fixture *f = *state;

	open_two(f);
	run(f, "goto 0x100");
	command(f, "split", "a");
	run(f, "goto 0x200");
	run(f, "sync");
	const uint64_t gap = 0x100;
	assert_int_equal(shown(f, 1)->cursor - shown(f, 0)->cursor, gap);
	assert_int_equal(shown(f, 1)->top - shown(f, 0)->top, gap);
	type(f, "<PageDown> <PageDown>");
	editor_settle(f->editor);
	assert_int_equal(shown(f, 1)->top - shown(f, 0)->top, gap);
	/* b ends first: a goes on, and when it comes back the distance is as it was. */
	run(f, "goto 0xfff");
	assert_true(shown(f, 1)->top - shown(f, 0)->top <= gap + 0x400);
	run(f, "goto 0x400");
	assert_int_equal(shown(f, 1)->top - shown(f, 0)->top, gap);
	/* The other may lead. */
	run(f, "split-next");
	run(f, "goto 0x600");
	assert_int_equal(shown(f, 1)->top - shown(f, 0)->top, gap);
	run(f, "goto 0");
	assert_int_equal(shown(f, 0)->top, 0);
	run(f, "goto 0x700");
	uint64_t other = shown(f, 1)->top;
	run(f, "sync off");
	run(f, "goto 0");
	assert_int_equal(shown(f, 1)->top, other);
	run(f, "sync this");
	assert_true(window(f)->synced);
	assert_false(shown(f, 1)->synced);
	run(f, "sync this");
	assert_false(window(f)->synced);
	/* What is put in before one of them moves it, and the distance. */
	run(f, "goto 0x100");
	run(f, "sync");
	const uint64_t cursor = shown(f, 1)->cursor;
	run(f, "goto 0x10");
	run(f, "insert 00 11 22");
	run(f, "goto 0x203");
	assert_int_equal(shown(f, 1)->cursor, cursor + 0x100);
	run(f, "unsplit");
	assert_false(window(f)->synced && count(f) == 2);
}

static void clicks(struct fixture *f, enum key_code code, int row, int col)
{
	const struct key key = { .code = code, .row = row, .col = col };

	editor_key(f->editor, &key);
	editor_settle(f->editor);
}

static void takes_the_mouse(void **state)
{
	struct fixture *f = *state;

	open_two(f);
	run(f, "vsplit");
	assert_int_equal(shown(f, 0)->cols, 40);
	/* The title is in row 1, the bytes begin in row 2. */
	clicks(f, KEY_CLICK, 3, shown(f, 0)->layout.hex_col);
	assert_ptr_equal(window(f), shown(f, 0));
	assert_int_equal(window(f)->cursor, window(f)->layout.columns);
	clicks(f, KEY_CLICK, 2, 41 + shown(f, 1)->layout.hex_col);
	assert_ptr_equal(window(f), shown(f, 1));
	assert_int_equal(window(f)->cursor, 0);
	/* The wheel scrolls what is under the pointer, and leaves the focus. */
	clicks(f, KEY_WHEEL_DOWN, 5, 3);
	assert_int_equal(shown(f, 0)->top, 3 * shown(f, 0)->layout.columns);
	assert_int_equal(shown(f, 1)->top, 0);
	assert_ptr_equal(window(f), shown(f, 1));
	run(f, "sync");
	clicks(f, KEY_WHEEL_DOWN, 5, 3);
	assert_int_equal(shown(f, 1)->top, 3 * shown(f, 1)->layout.columns);
	/* The divider. */
	clicks(f, KEY_CLICK, 5, 40);
	clicks(f, KEY_DRAG, 7, 50);
	clicks(f, KEY_RELEASE, 7, 50);
	assert_int_equal(shown(f, 0)->cols, 50);
	clicks(f, KEY_DRAG, 7, 30);
	assert_int_equal(shown(f, 0)->cols, 50);
}

static void has_one_list(void **state)
{
	struct fixture *f = *state;

	open_two(f);
	run(f, "split");
	run(f, "find-all 41 42");
	assert_non_null(editor_list(f->editor));
	assert_ptr_equal(f->editor->list->window, shown(f, 1));
	f->editor->list->focused = false;
	run(f, "split-up");
	assert_non_null(editor_list(f->editor));
	assert_ptr_equal(f->editor->list->window, shown(f, 0));
	f->editor->list->focused = true;
	type(f, "<Enter>");
	assert_int_equal(shown(f, 0)->cursor, 0x41);
	assert_int_equal(shown(f, 1)->cursor, 0);
	/* It is of one file. */
	command(f, "edit", "a");
	assert_null(editor_list(f->editor));
}

/* At any size, with everything open. */
static void survives_any_size(void **state)
{
	struct fixture *f = *state;

	open_two(f);
	command(f, "split", "a");
	run(f, "goto 0x123");
	run(f, "vsplit");
	run(f, "sync");
	for (int size = 1; size < 60; size++) {
		editor_resize(f->editor, size % 25 + 1, size * 7 % 90 + 1);
		editor_settle(f->editor);
		type(f, "<C-w>w <PageDown> <C-w>j <PageUp>");
		editor_settle(f->editor);
		assert_ptr_equal(f->editor->tiles.focus->content, window(f));
	}
	editor_resize(f->editor, 24, 80);
	editor_settle(f->editor);
	assert_int_equal(f->editor->tiles.shown, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(shows_one_file_twice, set_up, tear_down),
		cmocka_unit_test_setup_teardown(follows_edits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(closes_panes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(remembers_its_place, set_up, tear_down),
		cmocka_unit_test_setup_teardown(closing_a_file_closes_its_panes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(asks_once_for_each_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(scrolls_together, set_up, tear_down),
		cmocka_unit_test_setup_teardown(takes_the_mouse, set_up, tear_down),
		cmocka_unit_test_setup_teardown(has_one_list, set_up, tear_down),
		cmocka_unit_test_setup_teardown(survives_any_size, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
