/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Panes written and read again, by other editors; texts that are wrong in every way. */
#include "editor_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "edit/arrangement.h"

static void write_out(struct fixture *f, struct buf *text)
{
	buf_clear(text);
	assert_true(arrangement_write(f->editor, f->editor->windows[0]->document, text));
}

static void make(struct fixture *f)
{
	uint8_t bytes[4096];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7);
	start(f, PRESET_MODERN, true);
	open_file(f, "a", bytes, sizeof(bytes), DOCUMENT_COPY);
	editor_resize(f->editor, 40, 160);
	editor_settle(f->editor);
}

static void again(struct fixture *f)
{
	editor_free(f->editor);
	f->editor = NULL;
	make(f);
}

static void read_in(struct fixture *f, const char *text, bool others)
{
	struct err err;

	if (!arrangement_read(f->editor, text, others, &err))
		fail_msg("%s: %s", text, err.text);
	editor_settle(f->editor);
}

static int count_panes(const struct fixture *f)
{
	int count = 0;

	for (struct tile *tile = tiles_first(&f->editor->tiles); tile; tile = tiles_next(tile))
		count++;
	return count;
}

static void what_was_is_again(void **state)
{
	struct fixture *f = *state;
	struct buf one = BUF_INIT, two = BUF_INIT;

	make(f);
	type(f, ":vsplit<Enter> :goto<Space>0x500<Enter> :split<Enter> :goto<Space>0x800<Enter>");
	type(f, ":sync<Enter> <Down> :set<Space>minimap=both<Enter> :inspector<Enter> <C-w>h");
	write_out(f, &one);
	assert_non_null(strstr(buf_string(&one), "inspector minimap=both\n"));
	again(f);
	read_in(f, buf_string(&one), false);
	assert_int_equal(count_panes(f), 3);
	assert_true(f->editor->inspector.open);
	assert_false(f->editor->disassembly.open);
	write_out(f, &two);
	assert_string_equal(buf_string(&one), buf_string(&two));
	buf_done(&one);
	buf_done(&two);
}

static void one_pane_is_nothing(void **state)
{
	struct fixture *f = *state;
	struct buf text = BUF_INIT;

	make(f);
	assert_false(arrangement_write(f->editor, f->editor->windows[0]->document, &text));
	f->editor->inspector.open = true;
	write_out(f, &text);
	buf_done(&text);
}

/* Another file comes only where that is wanted, and is there; without it its place is gone. */
static void other_files_have_to_be_wanted(void **state)
{
	static const struct { const char *name; bool others; int panes; size_t files; } rows[] = {
		{ "b%20c", false, 2, 1 }, { "b%20c", true, 3, 2 }, { "gone", true, 3, 1 },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf text = BUF_INIT, dir = BUF_INIT;

		make(f);
		char *real = realpath(tmpdir_write(f->dir, "b c", "other", 5), NULL);

		assert_non_null(real);
		arrangement_add_path(&dir, real);
		free(real);
		dir.len -= strlen("b%20c");
		buf_format(&text, "show minimap=off\nfork beside 32768\n"
			   "pane 0x10 0x0 single 0x0\nfork below 20000\n"
			   "pane 0x2 0x0 single 0x0 other %s%s\npane 0x20 0x0 single 0x0 focus\n",
			   buf_string(&dir), rows[i].name);
		read_in(f, buf_string(&text), rows[i].others);
		assert_int_equal(count_panes(f), rows[i].panes);
		assert_int_equal(f->editor->window_count, rows[i].files);
		assert_int_equal(editor_window(f->editor)->cursor, 0x20);
		buf_done(&text);
		buf_done(&dir);
		editor_free(f->editor);
		f->editor = NULL;
	}
	make(f);
}

/* Nothing is changed by what is not understood. */
static void wrong_texts_are_refused(void **state)
{
	static const char *const texts[] = {
		"", "show", "pane 0 0 single 0\n", "show\nfork beside 1\npane 0 0 single 0\n",
		"show\nfork beside 65537\npane 0 0 single 0\npane 0 0 single 0\n",
		"show\nfork beside -1\npane 0 0 single 0\npane 0 0 single 0\n",
		"show\nfork\n", "show\npane\n", "show\npane 0\n", "show\npane 0 0 single\n",
		"show\npane x 0 single 0\n", "show\npane 0 0 single 0 other\n",
		"show\npane 0 0 single 0 other /a%0\n", "show\npane 0 0 single 0 other /a%00b\n",
		"show\npane 0 0 single 0\npane 0 0 single 0\n", "show\nquit!\n",
		"show\npane 0x 0 single 0\n", "show\npane 1;2 0 single 0\n",
	};
	struct fixture *f = *state;
	struct buf deep = BUF_INIT;
	struct err err;

	make(f);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_false(arrangement_read(f->editor, texts[i], true, &err));
		assert_int_equal(count_panes(f), 1);
	}
	buf_text(&deep, "show\n");
	for (int i = 0; i < 100000; i++)
		buf_text(&deep, "fork beside 1\n");
	assert_false(arrangement_read(f->editor, buf_string(&deep), true, &err));
	assert_int_equal(count_panes(f), 1);
	buf_done(&deep);
}

/* Of a file that was longer, in another world; and any bytes at all. */
static void hostile_numbers_do_no_harm(void **state)
{
	struct fixture *f = *state;
	struct random rnd;
	struct err err;

	make(f);
	read_in(f, "show disassembly inspector minimap=class other\nfork below 0\n"
		"pane 0xffffffffffffffff 99999999999999999999 synced 18446744073709551615 focus\n"
		"pane 0x7fffffffffffffff 1 synced 3\n", true);
	assert_int_equal(count_panes(f), 2);
	assert_int_equal(editor_window(f->editor)->cursor, 4095);
	type(f, "<C-w>j <Down> <C-w>k <Up> ]D");
	random_start(&rnd);
	for (int round = 0; round < 300; round++) {
		static const char *const words[] = {
			"show", "fork", "beside", "below", "pane", "0", "70000", "0x99", "single",
			"synced", "focus", "other", "-", "/", "%2f", "\n", "\n", "minimap=both",
		};
		struct buf text = BUF_INIT;

		buf_text(&text, "show\n");
		for (uint64_t left = random_below(&rnd, 40); left > 0; left--)
			buf_format(&text, "%s ", words[random_below(&rnd, 18)]);
		if (!arrangement_read(f->editor, buf_string(&text), false, &err))
			assert_int_equal(err.code, ERR_SYNTAX);
		type(f, ":only<Enter>");
		buf_done(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_is_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_pane_is_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(other_files_have_to_be_wanted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(wrong_texts_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(hostile_numbers_do_no_harm, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
