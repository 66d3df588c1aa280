/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "base/checked.h"
#include "edit/window.h"
#include "edit/window_conflict.h"

struct fixture {
	struct store *store;
	struct ropes ropes;
	struct window *window;
	struct err err;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->store = store_new(4096, &f->err);
	ropes_init(&f->ropes, f->store);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	window_free(f->window);
	ropes_done(&f->ropes);
	store_free(f->store);
	free(f);
	return 0;
}

/* A window of `size` different rows on 10 rows of 16 bytes. */
static struct window *make(struct fixture *f, uint64_t size)
{
	struct document *document = document_new(&f->ropes, size, &f->err);

	assert_non_null(document);
	f->window = window_new(document, &f->err);
	assert_non_null(f->window);
	f->window->wish.columns = 16;
	window_resize(f->window, 10, 80);
	window_settle(f->window);
	return f->window;
}

static void lists_rows(void **state)
{
	struct window *w = make(*state, 40);

	assert_int_equal(w->shown_count, 3);
	assert_int_equal(w->shown[2].pos, 32);
	assert_int_equal(w->shown[2].len, 8);
	w->wish.shift = 4;
	window_settle(w);
	assert_int_equal(w->shown_count, 4);
	assert_int_equal(w->shown[0].len, 4);
	assert_int_equal(w->shown[1].pos, 4);
	assert_int_equal(w->shown[3].len, 4);
}

static void lists_the_row_for_appending(void **state)
{
	struct window *w = make(*state, 32);

	assert_int_equal(w->shown_count, 2);
	window_go(w, 100, false);
	assert_int_equal(w->cursor, 31);
	w->editing = true;
	window_go(w, 100, false);
	window_settle(w);
	assert_int_equal(w->cursor, 32);
	assert_int_equal(w->shown_count, 3);
	assert_int_equal(w->shown[2].len, 0);
	w->editing = false;
	window_settle(w);
	assert_int_equal(w->cursor, 31);
}

static void shows_an_empty_document(void **state)
{
	struct window *w = make(*state, 0);
	uint64_t pos, len;
	enum pane pane;
	int digit;

	assert_int_equal(w->shown_count, 1);
	assert_int_equal(w->shown[0].len, 0);
	window_move_rows(w, 5, false);
	window_move_pages(w, -3, true);
	window_scroll(w, 3);
	window_center(w);
	window_settle(w);
	assert_int_equal(w->cursor, 0);
	assert_false(window_selection(w, &pos, &len));
	assert_int_equal(len, 0);
	assert_true(window_hit_test(w, 0, 20, &pos, &pane, &digit));
	assert_int_equal(pos, 0);
}

static void moves_by_rows(void **state)
{
	struct window *w = make(*state, 1000);

	window_go(w, 5, false);
	window_move_rows(w, 2, false);
	assert_int_equal(w->cursor, 37);
	window_move_rows(w, -10, false);
	assert_int_equal(w->cursor, 5);
	window_move_rows(w, INT64_MAX, false);
	assert_int_equal(w->cursor, 997);
	window_go(w, 990, false);
	window_move_rows(w, 1, false);
	assert_int_equal(w->cursor, 999);
	window_move_rows(w, 1, false);
	assert_int_equal(w->cursor, 999);
	window_move_rows(w, INT64_MIN + 1, false);
	assert_int_equal(w->cursor, 7);
}

static void moves_by_pages(void **state)
{
	struct window *w = make(*state, 1000);

	window_go(w, 20, false);
	window_settle(w);
	window_move_pages(w, 1, false);
	window_settle(w);
	assert_int_equal(w->top, 160);
	assert_int_equal(w->cursor, 180);
	window_move_pages(w, 100, false);
	window_settle(w);
	assert_int_equal(w->cursor, 996);
	assert_int_equal(w->shown[w->shown_count - 1].pos, 992);
	assert_int_equal(w->shown_count, 10);
	window_move_pages(w, -100, false);
	window_settle(w);
	assert_int_equal(w->top, 0);
	assert_int_equal(w->cursor, 4);
}

static void scrolls_as_little_as_needed(void **state)
{
	struct window *w = make(*state, 16000);

	window_go(w, 10 * 16, false);
	window_settle(w);
	assert_int_equal(w->top, 16);
	window_go(w, 0, false);
	window_settle(w);
	assert_int_equal(w->top, 0);
	window_go(w, 8000, false);
	window_settle(w);
	assert_int_equal(w->top, 8000 - 3 * 16);
	window_go(w, w->top - 16, false);
	window_settle(w);
	assert_int_equal(w->top, 8000 - 4 * 16);
	window_go(w, 100, false);
	window_settle(w);
	assert_int_equal(w->top, 48);
	window_scroll(w, 3);
	window_settle(w);
	assert_int_equal(w->top, 96);
	assert_int_equal(w->cursor, 100);
	window_scroll(w, 3);
	window_settle(w);
	assert_int_equal(w->cursor, 148);
	window_scroll(w, 100000);
	window_settle(w);
	assert_int_equal(w->top, 16000 - 160);
	window_center(w);
	window_settle(w);
	window_go(w, 8000, false);
	window_center(w);
	window_settle(w);
	assert_int_equal(w->top, 8000 - 80);
}

static void keeps_jumps(void **state)
{
	struct window *w = make(*state, 100000);
	uint64_t mark;

	assert_false(window_jump_back(w));
	for (uint64_t i = 1; i <= 5; i++)
		window_jump(w, i * 1000);
	assert_true(marks_get(&w->buffer->marks, '\'', &mark));
	assert_int_equal(mark, 4000);
	assert_false(window_jump_forward(w));
	assert_true(window_jump_back(w));
	assert_int_equal(w->cursor, 4000);
	assert_true(window_jump_back(w));
	assert_int_equal(w->cursor, 3000);
	assert_true(window_jump_forward(w));
	assert_true(window_jump_forward(w));
	assert_int_equal(w->cursor, 5000);
	assert_false(window_jump_forward(w));
	assert_true(window_jump_back(w));
	assert_true(window_jump_back(w));
	window_jump(w, 77);
	assert_false(window_jump_forward(w));
	assert_true(window_jump_back(w));
	assert_int_equal(w->cursor, 3000);
	for (uint64_t i = 0; i < 200; i++)
		window_jump(w, i);
	int back = 0;
	while (window_jump_back(w))
		back++;
	assert_int_equal(back, WINDOW_JUMPS - 1);
}

static void selects(void **state)
{
	struct window *w = make(*state, 100);
	uint64_t pos, len;

	assert_false(window_selection(w, &pos, &len));
	assert_int_equal(len, 1);
	window_go(w, 10, false);
	window_go(w, 13, true);
	assert_true(window_selection(w, &pos, &len));
	assert_true(pos == 10 && len == 4);
	window_go(w, 5, true);
	assert_true(window_selection(w, &pos, &len));
	assert_true(pos == 5 && len == 6);
	window_go(w, 6, false);
	assert_false(w->selecting);
	window_select(w, 20, 10);
	assert_int_equal(w->cursor, 29);
	assert_true(window_selection(w, &pos, &len));
	assert_true(pos == 20 && len == 10);
	w->sticky = true;
	window_go(w, 40, false);
	assert_true(window_selection(w, &pos, &len));
	assert_true(pos == 20 && len == 21);
	window_unselect(w);
	assert_false(window_selection(w, &pos, &len));
	assert_true(pos == 40 && len == 1);
}

static void follows_edits(void **state)
{
	struct fixture *f = *state;
	struct window *w = make(f, 10000);

	window_go(w, 5000, false);
	window_jump(w, 5005);
	window_settle(w);
	uint64_t top = w->top;
	assert_true(document_insert(w->document, 100, "0123456789abcdef", 16, 0, &f->err));
	window_settle(w);
	assert_int_equal(w->cursor, 5021);
	assert_int_equal(w->top, top + 16);
	assert_int_equal(w->jumps[0], 5016);
	assert_true(document_overwrite(w->document, 5000, "0123456789abcdef0123456789abcdef", 32, 0,
				       &f->err));
	window_settle(w);
	assert_int_equal(w->cursor, 5021);
	assert_true(document_delete(w->document, 0, 10000, 0, &f->err));
	window_settle(w);
	assert_int_equal(w->cursor, 0);
	assert_int_equal(w->top, 0);
	assert_true(document_delete(w->document, 0, 16, 0, &f->err));
	window_settle(w);
	assert_int_equal(w->shown_count, 1);
	/* More edits than are kept. */
	for (int i = 0; i < 100; i++)
		assert_true(document_insert(w->document, 0, "x", 1, 0, &f->err));
	window_settle(w);
	assert_true(w->cursor < 100);
}

/* What one window does to the document moves cursor, top, marks and ranges of all of them, once. */
static void shares_its_document(void **state)
{
	struct fixture *f = *state;
	struct window *w = make(f, 1000);
	struct window *other;
	uint64_t mark;
	bool held;

	window_go(w, 700, false);
	window_settle(w);
	other = window_beside(w, &f->err);
	assert_non_null(other);
	assert_ptr_equal(other->buffer, w->buffer);
	assert_int_equal(other->cursor, 700);
	window_settle(other);
	assert_int_equal(other->shown_count, w->shown_count);
	assert_true(marks_set(&w->buffer->marks, 'a', 500));
	assert_true(window_hold(w, 600, 4, &held, &f->err));
	window_go(w, 100, false);
	assert_true(document_insert(w->document, 100, "abc", 3, 0, &f->err));
	window_settle(w);
	assert_int_equal(other->cursor, 703);
	assert_true(marks_get(&other->buffer->marks, 'a', &mark));
	assert_int_equal(mark, 503);
	assert_true(window_is_held(other, 603, 4));
	assert_false(window_is_held(other, 606 + 1, 4));
	window_free(w);
	f->window = other;
	window_settle(other);
	assert_int_equal(document_size(other->document), 1003);
}

static void folds(void **state)
{
	struct fixture *f = *state;
	struct window *w = make(f, 16000);
	enum pane pane;
	uint64_t pos;
	int digit;

	assert_true(document_overwrite(w->document, 8000, "x", 1, 0, &f->err));
	w->fold = true;
	window_settle(w);
	/* A row, a fold, the row of the x, the zeroes after it, a fold. */
	assert_int_equal(w->shown_count, 5);
	assert_true(w->shown[1].folded && w->shown[1].pos == 16 && w->shown[1].len == 8000 - 16);
	assert_int_equal(w->shown[2].pos, 8000);
	assert_false(w->shown[3].folded);
	assert_true(w->shown[4].folded);
	window_go(w, 3, false);
	window_move_rows(w, 1, false);
	assert_int_equal(w->cursor, 19);
	window_move_rows(w, 1, false);
	assert_int_equal(w->cursor, 8003);
	window_move_rows(w, -1, false);
	assert_int_equal(w->cursor, 19);
	window_move_rows(w, 3, false);
	assert_int_equal(w->cursor, 8019 + 16);
	window_settle(w);
	assert_int_equal(w->top, 0);
	assert_true(window_hit_test(w, 1, 20, &pos, &pane, &digit));
	assert_int_equal(pos, 16);
	/* With less room than rows the top may stand on a fold. */
	window_resize(w, 2, 80);
	window_go(w, 15999, false);
	window_settle(w);
	assert_int_equal(w->top, 8016);
	window_go(w, 4000, false);
	window_settle(w);
	assert_true(w->shown[0].pos <= 16);
}

static void finds_bytes_under_cells(void **state)
{
	struct window *w = make(*state, 40);
	uint64_t pos;
	enum pane pane;
	int digit;

	for (uint64_t i = 0; i < 40; i++) {
		unsigned in_row = (unsigned)i % 16;

		assert_true(window_hit_test(w, (int)i / 16, layout_hex_cell(&w->layout, in_row) + 1,
					    &pos, &pane, &digit));
		assert_true(pos == i && pane == PANE_HEX && digit == 1);
		assert_true(window_hit_test(w, (int)i / 16, layout_text_cell(&w->layout, in_row),
					    &pos, &pane, &digit));
		assert_true(pos == i && pane == PANE_TEXT);
	}
	/* Blanks, the address, behind the last byte. */
	assert_true(window_hit_test(w, 1, layout_hex_cell(&w->layout, 7) + 3, &pos, &pane, &digit));
	assert_int_equal(pos, 23);
	assert_true(window_hit_test(w, 1, 0, &pos, &pane, &digit));
	assert_int_equal(pos, 16);
	assert_true(window_hit_test(w, 2, 79, &pos, &pane, &digit));
	assert_int_equal(pos, 39);
	assert_false(window_hit_test(w, 3, 5, &pos, &pane, &digit));
	assert_false(window_hit_test(w, -1, 5, &pos, &pane, &digit));
}

static void translates_addresses(void **state)
{
	struct window *w = make(*state, 100);
	uint64_t pos;

	w->buffer->base = 0x400000;
	assert_int_equal(window_address(w, 5), 0x400005);
	assert_true(window_position(w, 0x400064, &pos));
	assert_int_equal(pos, 100);
	assert_false(window_position(w, 0x400065, &pos));
	assert_false(window_position(w, 0x3fffff, &pos));
}

/* Whatever is done, what painters rely on holds. */
static void keeps_its_promises(void **state)
{
	struct fixture *f = *state;
	struct random rnd;
	struct window *w = make(f, 3000);

	random_start(&rnd);
	for (int i = 0; i < 4000; i++) {
		uint64_t size = document_size(w->document);
		uint64_t at = random_below(&rnd, size + 1);
		bool extend = random_below(&rnd, 3) == 0;

		switch (random_below(&rnd, 14)) {
		case 0: window_go(w, random_below(&rnd, size + 100), extend); break;
		case 1: window_jump(w, at); break;
		case 2: window_jump_back(w); break;
		case 3: window_jump_forward(w); break;
		case 4: window_move_rows(w, (int64_t)random_below(&rnd, 41) - 20, extend); break;
		case 5: window_move_pages(w, (int64_t)random_below(&rnd, 5) - 2, extend); break;
		case 6: window_scroll(w, (int64_t)random_below(&rnd, 41) - 20); break;
		case 7: window_center(w); break;
		case 8:
			window_resize(w, (int)random_below(&rnd, 30),
				      (int)random_below(&rnd, 120));
			break;
		case 9:
			assert_true(document_insert(w->document, at, "abcdefgh", 8, 0, &f->err));
			break;
		case 10:
			assert_true(document_delete(w->document, at, min_size(20, size - at), 0,
						    &f->err));
			break;
		case 11:
			w->fold = random_below(&rnd, 2);
			w->editing = random_below(&rnd, 2);
			break;
		case 12:
			w->wish.columns = (unsigned)random_below(&rnd, 20);
			w->wish.shift = (unsigned)random_below(&rnd, 20);
			break;
		default: w->sticky = random_below(&rnd, 2);
		}
		if (random_below(&rnd, 3) == 0)
			continue;
		window_settle(w);
		assert_true(w->cursor <= window_limit(w));
		bool seen = w->rows == 0;
		for (int row = 0; row < w->shown_count; row++) {
			const struct window_row *r = &w->shown[row];

			assert_true(row == 0 || r->pos == r[-1].pos + r[-1].len);
			assert_true(r->pos + r->len <= document_size(w->document));
			seen |= w->cursor >= r->pos && w->cursor - r->pos <= r->len &&
				(w->cursor - r->pos < r->len ||
				 w->cursor == document_size(w->document));
		}
		assert_true(w->shown_count <= w->rows);
		assert_true(w->rows == 0 || w->shown[0].pos == w->top);
		assert_true(seen);
		assert_true(w->shown_count == w->rows || w->top == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lists_rows, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lists_the_row_for_appending, set_up, tear_down),
		cmocka_unit_test_setup_teardown(shows_an_empty_document, set_up, tear_down),
		cmocka_unit_test_setup_teardown(moves_by_rows, set_up, tear_down),
		cmocka_unit_test_setup_teardown(moves_by_pages, set_up, tear_down),
		cmocka_unit_test_setup_teardown(scrolls_as_little_as_needed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(keeps_jumps, set_up, tear_down),
		cmocka_unit_test_setup_teardown(selects, set_up, tear_down),
		cmocka_unit_test_setup_teardown(follows_edits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(shares_its_document, set_up, tear_down),
		cmocka_unit_test_setup_teardown(folds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(finds_bytes_under_cells, set_up, tear_down),
		cmocka_unit_test_setup_teardown(translates_addresses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(keeps_its_promises, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
