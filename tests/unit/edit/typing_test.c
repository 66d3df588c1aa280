/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "edit/typing.h"

struct fixture {
	struct store *store;
	struct ropes ropes;
	struct window *w;
	struct err err;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->store = store_new(64, &f->err);
	ropes_init(&f->ropes, f->store);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	window_free(f->w);
	ropes_done(&f->ropes);
	store_free(f->store);
	free(f);
	return 0;
}

static struct window *make(struct fixture *f, const char *bytes, size_t len, enum number_base base)
{
	struct document *document = document_new(&f->ropes, 0, &f->err);

	assert_true(document_insert(document, 0, bytes, len, 0, &f->err));
	f->w = window_new(document, &f->err);
	f->w->wish.base = base;
	f->w->wish.columns = 8;
	f->w->editing = true;
	window_settle(f->w);
	return f->w;
}

static void type(struct fixture *f, const char *text)
{
	for (; *text; text++)
		assert_true(typing_put(f->w, (uint8_t)*text, &f->err));
}

static void check(struct fixture *f, const char *bytes, size_t len)
{
	uint8_t got[64];

	assert_int_equal(document_size(f->w->document), len);
	assert_int_equal(document_read(f->w->document, 0, got, NULL, len, NULL), 0);
	assert_memory_equal(got, bytes, len);
}

static void at(const struct fixture *f, uint64_t cursor, int digit)
{
	assert_int_equal(f->w->cursor, cursor);
	assert_int_equal(f->w->digit, digit);
}

static void overwrites_digits(void **state)
{
	struct fixture *f = *state;

	make(f, "\x00\x11\x22\x33", 4, BASE_HEX);
	window_go(f->w, 1, false);
	type(f, "a");
	check(f, "\x00\xa1\x22\x33", 4);
	at(f, 1, 1);
	type(f, "B");
	check(f, "\x00\xab\x22\x33", 4);
	at(f, 2, 0);
	type(f, "cd");
	check(f, "\x00\xab\xcd\x33", 4);
	assert_false(typing_put(f->w, 'g', &f->err));
	assert_int_equal(f->err.code, ERR_SYNTAX);
	check(f, "\x00\xab\xcd\x33", 4);
}

static void inserts_digits(void **state)
{
	struct fixture *f = *state;

	make(f, "\x11\x22", 2, BASE_HEX);
	f->w->inserting = true;
	window_go(f->w, 1, false);
	type(f, "a");
	check(f, "\x11\xa0\x22", 3);
	at(f, 1, 1);
	type(f, "bcd");
	check(f, "\x11\xab\xcd\x22", 4);
	at(f, 3, 0);
}

static void appends_at_the_end(void **state)
{
	struct fixture *f = *state;

	make(f, "\x11", 1, BASE_HEX);
	type(f, "ffee");
	check(f, "\xff\xee", 2);
	at(f, 2, 0);
	f->w->pane = PANE_TEXT;
	type(f, "xy");
	check(f, "\xff\xeexy", 4);
}

static void fills_an_empty_document(void **state)
{
	struct fixture *f = *state;

	make(f, "", 0, BASE_HEX);
	type(f, "7");
	check(f, "\x70", 1);
	at(f, 0, 1);
	type(f, "f4");
	check(f, "\x7f\x40", 2);
}

static void types_other_bases(void **state)
{
	struct fixture *f = *state;

	make(f, "\x63\x63", 2, BASE_DECIMAL);
	type(f, "2");
	check(f, "\xc8\x63", 2);
	at(f, 0, 1);
	assert_false(typing_put(f->w, '6', &f->err));
	assert_int_equal(f->err.code, ERR_RANGE);
	type(f, "55");
	check(f, "\xff\x63", 2);
	at(f, 1, 0);
	assert_false(typing_put(f->w, '3', &f->err));
	type(f, "007");
	check(f, "\xff\x07", 2);
	window_free(f->w);
	make(f, "\x00", 1, BASE_OCTAL);
	assert_false(typing_put(f->w, '4', &f->err));
	assert_false(typing_put(f->w, '8', &f->err));
	type(f, "377");
	check(f, "\xff", 1);
	window_free(f->w);
	make(f, "\x00\x00", 2, BASE_BINARY);
	assert_false(typing_put(f->w, '2', &f->err));
	type(f, "101001011");
	check(f, "\xa5\x80", 2);
	at(f, 1, 1);
}

static void types_text(void **state)
{
	struct fixture *f = *state;

	make(f, "abcdef", 6, BASE_HEX);
	f->w->pane = PANE_TEXT;
	assert_true(typing_put(f->w, 0xe9, &f->err));
	check(f, "\xc3\xa9"
		 "cdef", 6);
	at(f, 2, 0);
	f->w->inserting = true;
	assert_true(typing_put(f->w, 0x1f600, &f->err));
	check(f, "\xc3\xa9\xf0\x9f\x98\x80"
		 "cdef", 10);
	f->w->inserting = false;
	window_go(f->w, 9, false);
	assert_true(typing_put(f->w, 0x20ac, &f->err));
	check(f, "\xc3\xa9\xf0\x9f\x98\x80"
		 "cde\xe2\x82\xac", 12);
}

static void undoes(struct fixture *f, uint64_t size)
{
	struct document_place place;

	assert_true(document_undo(f->w->document, &place, &f->err));
	window_follow(f->w);
	assert_int_equal(document_size(f->w->document), size);
}

static void merges_words(void **state)
{
	struct fixture *f = *state;

	make(f, "", 0, BASE_HEX);
	f->w->pane = PANE_TEXT;
	f->w->inserting = true;
	type(f, "one two three");
	undoes(f, 8);
	undoes(f, 4);
	undoes(f, 0);
}

static void ends_a_step_where_the_cursor_moved(void **state)
{
	struct fixture *f = *state;

	make(f, "..........", 10, BASE_HEX);
	f->w->pane = PANE_TEXT;
	f->w->inserting = true;
	type(f, "ab");
	window_go(f->w, 5, false);
	type(f, "cd");
	undoes(f, 12);
	undoes(f, 10);
}

static void makes_steps_of_eight_bytes(void **state)
{
	struct fixture *f = *state;

	make(f, "", 0, BASE_HEX);
	f->w->inserting = true;
	for (int i = 0; i < 20; i++)
		type(f, "12");
	undoes(f, 16);
	undoes(f, 8);
	undoes(f, 0);
}

static void goes_back(void **state)
{
	struct fixture *f = *state;

	make(f, "abcd", 4, BASE_HEX);
	window_go(f->w, 2, false);
	assert_true(typing_backspace(f->w, &f->err));
	at(f, 1, 0);
	check(f, "abcd", 4);
	type(f, "7");
	assert_true(typing_backspace(f->w, &f->err));
	at(f, 1, 0);
	f->w->inserting = true;
	window_go(f->w, 3, false);
	assert_true(typing_backspace(f->w, &f->err));
	at(f, 2, 0);
	assert_int_equal(document_size(f->w->document), 3);
	type(f, "5");
	assert_int_equal(document_size(f->w->document), 4);
	assert_true(typing_backspace(f->w, &f->err));
	assert_int_equal(document_size(f->w->document), 3);
	window_go(f->w, 0, false);
	assert_true(typing_backspace(f->w, &f->err));
	assert_int_equal(document_size(f->w->document), 3);
}

static void drops_the_selection(void **state)
{
	struct fixture *f = *state;

	make(f, "abcd", 4, BASE_HEX);
	window_go(f->w, 2, true);
	type(f, "41");
	assert_false(f->w->selecting);
	check(f, "abAd", 4);
}

static bool paste(struct fixture *f, const char *text, size_t len, size_t *count)
{
	const char *taken_for;

	return typing_paste(f->w, (const uint8_t *)text, len, count, &taken_for, &f->err);
}

static void pastes(void **state)
{
	struct fixture *f = *state;
	size_t count;

	make(f, "abcd", 4, BASE_HEX);
	window_go(f->w, 3, false);
	assert_true(paste(f, "de ad\nbe", 8, &count));
	assert_int_equal(count, 3);
	check(f, "abc\xde\xad\xbe", 6);
	at(f, 6, 0);
	undoes(f, 4);
	assert_false(paste(f, "zz", 2, &count));
	assert_false(paste(f, "12\0", 3, &count));
	check(f, "abcd", 4);
	f->w->pane = PANE_TEXT;
	f->w->inserting = true;
	window_go(f->w, 1, false);
	assert_true(paste(f, "x\0\xff:q!\n", 7, &count));
	check(f, "ax\0\xff:q!\nbcd", 11);
	undoes(f, 4);
	assert_true(paste(f, "1\r2\r\n3\r", 7, &count));
	check(f, "a1\n2\r\n3\nbcd", 11);
	undoes(f, 4);
	assert_true(paste(f, NULL, 0, &count));
	check(f, "abcd", 4);
}

static void leaves_a_read_only_document_alone(void **state)
{
	struct fixture *f = *state;
	size_t count;

	make(f, "abcd", 4, BASE_HEX);
	window_free(f->w);
	struct document *document = document_new(&f->ropes, 4, &f->err);
	assert_true(document_set_mode(document, DOCUMENT_READ, &f->err));
	f->w = window_new(document, &f->err);
	f->w->editing = true;
	assert_false(typing_put(f->w, '1', &f->err));
	assert_int_equal(f->err.code, ERR_READONLY);
	assert_false(paste(f, "12", 2, &count));
	check(f, "\0\0\0\0", 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(overwrites_digits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(inserts_digits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(appends_at_the_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(fills_an_empty_document, set_up, tear_down),
		cmocka_unit_test_setup_teardown(types_other_bases, set_up, tear_down),
		cmocka_unit_test_setup_teardown(types_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(merges_words, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ends_a_step_where_the_cursor_moved, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(makes_steps_of_eight_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(goes_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(drops_the_selection, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pastes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(leaves_a_read_only_document_alone, set_up,
						tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
