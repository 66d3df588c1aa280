/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that move, edit and search, run as lines. */
#include "unit/edit/editor_fixture.h"

#include "edit/command.h"
#include "scan/transform.h"

static void edits_by_commands(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, false);
	open_file(f, "f", "0123456789", 10, DOCUMENT_COPY);
	run(f, "goto 2");
	run(f, "put 'ab'");
	holds(f, "01ab456789", 10);
	run(f, "insert 'XY'");
	holds(f, "01XYab456789", 12);
	run(f, "delete 4");
	holds(f, "01456789", 8);
	run(f, "select 0,2");
	run(f, "fill 'ab'");
	holds(f, "ab456789", 8);
	run(f, "move 0,2 5");
	holds(f, "456ab789", 8);
	assert_int_equal(window(f)->anchor, 3);
	run(f, "unselect");
	run(f, "undo");
	holds(f, "ab456789", 8);
	run(f, "undo 4");
	holds(f, "0123456789", 10);
	run(f, "redo 2");
	holds(f, "01XYab456789", 12);
	run(f, "earlier 1d");
	holds(f, "0123456789", 10);
	run(f, "later 1d");
	holds(f, "456ab789", 8);
	refuse(f, "earlier soon", ERR_SYNTAX);
	run(f, "resize 4");
	holds(f, "456a", 4);
	run(f, "resize 6");
	holds(f, "456a\0\0", 6);
	run(f, "goto $");
	refuse(f, "delete 1000", ERR_RANGE);
}

static void keeps_registers(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "abcdef", 6, DOCUMENT_COPY);
	refuse(f, "paste", ERR_RANGE);
	run(f, "select 0,2");
	type(f, "y");
	assert_false(window(f)->selecting);
	run(f, "goto 4");
	type(f, "<M-v>");
	holds(f, "abcdabef", 8);
	type(f, "\" x");
	run(f, "cut 0,3");
	holds(f, "dabef", 5);
	says(f, "to register x");
	type(f, "3 <M-v>");
	holds(f, "abcabcabcdabef", 14);
	run(f, "undo");
	run(f, "goto $-1");
	/* Over the end. */
	type(f, "<C-v>");
	holds(f, "dabeabc", 7);
	type(f, "\" x");
	run(f, "goto 0");
	type(f, "<C-v>");
	holds(f, "abceabc", 7);
	refuse(f, "register 1", ERR_SYNTAX);
}

static void repeats_gigabytes(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, false);
	open_file(f, "f", "x", 1, DOCUMENT_COPY);
	run(f, "resize 4G");
	run(f, "copy 0,$");
	assert_true(command_run_line(f->editor, "paste-insert", true, 1000, &f->err));
	assert_true(document_size(window(f)->document) == UINT64_C(1001) << 32);
	refuse(f, "goto 0x10000000000000000", ERR_RANGE);
	assert_false(command_run_line(f->editor, "paste-insert", true, UINT64_MAX, &f->err));
}

static void adds_to_numbers(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, false);
	open_file(f, "f", "\xff\x00\xff\xff\x10\x00\x00\x00", 8, DOCUMENT_COPY);
	run(f, "increment");
	holds(f, "\x00\x00\xff\xff\x10\x00\x00\x00", 8);
	run(f, "decrement 2");
	holds(f, "\xfe\x00\xff\xff\x10\x00\x00\x00", 8);
	run(f, "set group=2 little-endian");
	run(f, "goto 3");
	run(f, "increment 2");
	holds(f, "\xfe\x00\x01\x00\x10\x00\x00\x00", 8);
	run(f, "set nolittle-endian");
	run(f, "select 4,8");
	run(f, "increment 0x1ff");
	holds(f, "\xfe\x00\x01\x00\x10\x00\x01\xff", 8);
	run(f, "resize 7");
	run(f, "unselect");
	run(f, "goto 6");
	refuse(f, "increment", ERR_RANGE);
}

static void transforms(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, false);
	open_file(f, "f", "\x01\x02\x03\x04", 4, DOCUMENT_COPY);
	run(f, "select 0,4");
	run(f, "transform xor ff 00");
	holds(f, "\xfe\x02\xfc\x04", 4);
	run(f, "undo");
	run(f, "select 0,4");
	run(f, "transform swap u16");
	holds(f, "\x02\x01\x04\x03", 4);
	run(f, "select 0,4");
	run(f, "transform reverse");
	holds(f, "\x03\x04\x01\x02", 4);
	run(f, "select 0,4");
	run(f, "transform add u16be:255");
	holds(f, "\x04\x03\x02\x01", 4);
	run(f, "select 0,4");
	run(f, "transform rotate-left 8 u32be");
	holds(f, "\x03\x02\x01\x04", 4);
	refuse(f, "transform shift-left 8", ERR_RANGE);
	refuse(f, "transform swap 3", ERR_SYNTAX);
	refuse(f, "transform xor", ERR_SYNTAX);
	refuse(f, "transform not 1", ERR_SYNTAX);
	const char *name;
	for (int op = 0; (name = transform_name((enum transform_op)op)); op++) {
		char line[64];

		snprintf(line, sizeof(line), "transform %s zz", name);
		refuse(f, line, ERR_SYNTAX);
	}
}

static void searches(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "needle hay needle hay needle", 28, DOCUMENT_COPY);
	type(f, "/ \" n e e d l e \" <Enter>");
	assert_int_equal(window(f)->cursor, 11);
	assert_true(window(f)->hit && window(f)->hit_len == 6);
	type(f, "n");
	assert_int_equal(window(f)->cursor, 22);
	type(f, "n");
	assert_int_equal(window(f)->cursor, 0);
	says(f, "went on at the start");
	type(f, "2 n");
	assert_int_equal(window(f)->cursor, 22);
	type(f, "N");
	assert_int_equal(window(f)->cursor, 11);
	type(f, "o o");
	assert_int_equal(window(f)->cursor, 0);
	run(f, "set nowrap");
	run(f, "search-back 'needle'");
	says(f, "not found before");
	run(f, "count 'ha'");
	says(f, "2 hits");
	run(f, "search 'nothing'");
	says(f, "not found");
	refuse(f, "search \"", ERR_SYNTAX);
}

/* A count is no depth of the stack, whether the command waits or not. */
static void counts_as_far_as_one_likes(void **state)
{
	struct fixture *f = *state;

	for (int screen = 0; screen < 2; screen++) {
		if (screen)
			editor_free(f->editor);
		start(f, PRESET_MODERN, screen);
		open_file(f, "f", "xaxaxa", 6, DOCUMENT_COPY);
		run(f, "search 'x'");
		type(f, "1 0 0 0 0 0 n");
		/* Hits at 0, 2 and 4, begun at 2, and 100000 is one more than a multiple of 3. */
		assert_int_equal(window(f)->cursor, 4);
	}
}

/* Over many bytes that differ each from the one before. */
static void counts_differences_as_far_as_one_likes(void **state)
{
	enum { SIZE = 60000 };
	struct fixture *f = *state;
	uint8_t *bytes = malloc(SIZE);

	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (uint8_t)(i + 1);
	start(f, PRESET_MODERN, false);
	open_file(f, "f", bytes, SIZE, DOCUMENT_COPY);
	free(bytes);
	type(f, "5 0 0 0 0 d");
	assert_int_equal(window(f)->cursor, 50000);
}

static void replaces(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, false);
	open_file(f, "f", "\x48\x8b\x01 ab \x48\x8b\x02 ab", 13, DOCUMENT_COPY);
	run(f, "replace 48 8b ?? => 90 90 ??");
	holds(f, "\x90\x90\x01 ab \x90\x90\x02 ab", 13);
	assert_string_equal(buf_string(&f->editor->output), "2 hits replaced\n");
	run(f, "replace \"ab\" => \"long => \" $0");
	holds(f, "\x90\x90\x01 long => ab \x90\x90\x02 long => ab", 29);
	run(f, "undo");
	holds(f, "\x90\x90\x01 ab \x90\x90\x02 ab", 13);
	run(f, "undo");
	holds(f, "\x48\x8b\x01 ab \x48\x8b\x02 ab", 13);
	assert_false(document_is_modified(window(f)->document));
	run(f, "replace \"ab\" => \"\"");
	holds(f, "\x48\x8b\x01  \x48\x8b\x02 ", 9);
	run(f, "undo");
	run(f, "goto 6");
	run(f, "select 4,13");
	run(f, "replace! 48 => 49");
	holds(f, "\x48\x8b\x01 ab \x49\x8b\x02 ab", 13);
	assert_false(window(f)->selecting);
	refuse(f, "replace \"none\" => 00", ERR_RANGE);
	refuse(f, "replace 48", ERR_SYNTAX);
	refuse(f, "replace 48 =>", ERR_SYNTAX);
	refuse(f, "replace \"open => 00", ERR_SYNTAX);
	refuse(f, "replace 48 => \"open", ERR_SYNTAX);
	refuse(f, "replace 48 => $1", ERR_SYNTAX);
	refuse(f, "replace 48 => ?? ??", ERR_RANGE);
	holds(f, "\x48\x8b\x01 ab \x49\x8b\x02 ab", 13);
}

static void replaces_in_place_what_keeps_its_length(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, false);
	open_file(f, "f", "abcabc", 6, DOCUMENT_WRITE);
	refuse(f, "replace \"b\" => \"bb\"", ERR_FIXED_SIZE);
	holds(f, "abcabc", 6);
	run(f, "replace \"b\" => \"X\"");
	holds(f, "aXcaXc", 6);
	run(f, "undo");
	holds(f, "abcabc", 6);
	run(f, "mode read");
	refuse(f, "replace \"b\" => \"X\"", ERR_READONLY);
}

static void replaces_more_than_edits_are_kept(void **state)
{
	struct fixture *f = *state;
	struct document_place place;

	start(f, PRESET_MODERN, false);
	open_file(f, "f", "", 0, DOCUMENT_COPY);
	run(f, "resize 100000");
	run(f, "replace 00 => 01 02 03");
	assert_int_equal(document_size(window(f)->document), 300000);
	assert_true(document_undo(window(f)->document, &place, &f->err));
	assert_int_equal(document_size(window(f)->document), 100000);
}

static void asks_before_it_replaces(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "abcabc", 6, DOCUMENT_COPY);
	run(f, "replace \"b\" => \"XY\"");
	assert_int_equal(f->editor->prompt.kind, PROMPT_QUESTION);
	assert_string_equal(buf_string(&f->editor->prompt.label), "replace 2 hits?");
	type(f, "n");
	holds(f, "abcabc", 6);
	run(f, "replace \"b\" => \"XY\"");
	type(f, "a");
	holds(f, "aXYcaXYc", 8);
	says(f, "2 hits replaced");
	type(f, "u");
	holds(f, "abcabc", 6);
	run(f, "replace! \"c\" => \"\"");
	holds(f, "abab", 4);
	run(f, "replace \"c\" => 00");
	says(f, "\"c\" was not found: nothing was replaced");
}

/* The job has read what is there no more. */
static void replaces_nothing_that_changed_meanwhile(void **state)
{
	static const char *const lines[] = {
		"replace! \"b\" => \"X\"", "replace \"b\" => \"X\"",
	};
	struct fixture *f = *state;
	struct editor_setup setup = { .screen = true, .workers = 1 };

	f->editor = editor_new(&setup, &f->err);
	assert_non_null(f->editor);
	open_file(f, "f", "abcabc", 6, DOCUMENT_COPY);
	for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
		run(f, lines[i]);
		run(f, "put 'Z'");
		queue_wait(f->editor->queue);
		says(f, "changed meanwhile: nothing was replaced");
		holds(f, "Zbcabc", 6);
	}
	run(f, lines[1]);
	run(f, "select 0,2");
	queue_wait(f->editor->queue);
	says(f, "selection was changed meanwhile: nothing was replaced");
	run(f, lines[1]);
	prompt_open_line(f->editor, "goto ");
	queue_wait(f->editor->queue);
	says(f, "1 hit; nothing was replaced");
	assert_int_equal(f->editor->prompt.kind, PROMPT_LINE);
	holds(f, "Zbcabc", 6);
	prompt_close(f->editor);
	run(f, lines[0]);
	queue_cancel(f->editor->queue);
	queue_wait(f->editor->queue);
}

static void tells_a_script_what_is_not_found(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, false);
	open_file(f, "f", "abc", 3, DOCUMENT_COPY);
	refuse(f, "find-next", ERR_REFUSED);
	refuse(f, "search 'x'", ERR_RANGE);
	run(f, "search 'c'");
	assert_int_equal(window(f)->cursor, 2);
}

static void looks_for_bytes(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, false);
	open_file(f, "f", "\0\0\0\x05\0\0\x01\0\0\0\0\0", 12, DOCUMENT_COPY);
	run(f, "next-nonzero");
	assert_int_equal(window(f)->cursor, 3);
	run(f, "next-different");
	assert_int_equal(window(f)->cursor, 4);
	run(f, "next-different");
	assert_int_equal(window(f)->cursor, 6);
	run(f, "previous-nonzero");
	assert_int_equal(window(f)->cursor, 3);
	run(f, "previous-different");
	assert_int_equal(window(f)->cursor, 2);
	run(f, "previous-nonzero");
	says(f, "no such byte before");
	run(f, "goto 3");
	run(f, "follow u16le");
	assert_int_equal(window(f)->cursor, 5);
	refuse(f, "follow u64le", ERR_RANGE);
	run(f, "put 07");
	run(f, "goto 0");
	run(f, "next-changed");
	assert_int_equal(window(f)->cursor, 5);
	run(f, "next-changed");
	says(f, "no byte after");
	run(f, "goto $");
	run(f, "previous-changed");
	assert_int_equal(window(f)->cursor, 5);
	run(f, "resize 1T");
	run(f, "goto 20");
	run(f, "next-nonzero");
	says(f, "no such byte after");
	run(f, "insert 01");
	run(f, "goto 0");
	run(f, "next-hole");
	assert_int_equal(window(f)->cursor, 12);
	run(f, "next-data");
	assert_int_equal(window(f)->cursor, 20);
}

static void moves_by_words_and_sectors(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, false);
	open_file(f, "f", "", 0, DOCUMENT_COPY);
	run(f, "word-right");
	run(f, "word-left");
	run(f, "row-end");
	run(f, "end");
	assert_int_equal(window(f)->cursor, 0);
	run(f, "resize 4096");
	run(f, "goto 5");
	run(f, "word-right");
	assert_int_equal(window(f)->cursor, 8);
	run(f, "word-left 8");
	assert_int_equal(window(f)->cursor, 0);
	run(f, "goto 13");
	run(f, "word-left");
	assert_int_equal(window(f)->cursor, 12);
	run(f, "sector-down");
	assert_int_equal(window(f)->cursor, 512);
	run(f, "sector-up 100");
	assert_int_equal(window(f)->cursor, 500);
	refuse(f, "word-left 3", ERR_RANGE);
	refuse(f, "sector-down 0", ERR_RANGE);
	window(f)->buffer->base = 1;
	run(f, "word-right");
	assert_int_equal(window(f)->cursor, 503);
	assert_true(command_run_line(f->editor, "word-right", true, UINT64_MAX, &f->err));
	assert_int_equal(window(f)->cursor, 4095);
	assert_true(command_run_line(f->editor, "sector-up", true, UINT64_MAX, &f->err));
	assert_int_equal(window(f)->cursor, 0);
}

static void sets_marks(void **state)
{
	struct fixture *f = *state;

	start(f, PRESET_MODERN, true);
	open_file(f, "f", "0123456789", 10, DOCUMENT_COPY);
	type(f, "4 <Right> m a > ' a");
	assert_int_equal(window(f)->cursor, 4);
	type(f, "' '");
	assert_int_equal(window(f)->cursor, 9);
	run(f, "goto 0");
	run(f, "insert 'xyz'");
	run(f, "goto 'a");
	assert_int_equal(window(f)->cursor, 7);
	refuse(f, "jump-mark z", ERR_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(edits_by_commands, set_up, tear_down),
		cmocka_unit_test_setup_teardown(keeps_registers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(repeats_gigabytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(adds_to_numbers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(transforms, set_up, tear_down),
		cmocka_unit_test_setup_teardown(searches, set_up, tear_down),
		cmocka_unit_test_setup_teardown(counts_as_far_as_one_likes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(counts_differences_as_far_as_one_likes, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(replaces, set_up, tear_down),
		cmocka_unit_test_setup_teardown(replaces_in_place_what_keeps_its_length, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(replaces_more_than_edits_are_kept, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(asks_before_it_replaces, set_up, tear_down),
		cmocka_unit_test_setup_teardown(replaces_nothing_that_changed_meanwhile, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(tells_a_script_what_is_not_found, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(looks_for_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(moves_by_words_and_sectors, set_up, tear_down),
		cmocka_unit_test_setup_teardown(sets_marks, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
