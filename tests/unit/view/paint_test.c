/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole screens of an editor without a terminal. The first test has no expected screen but a
 * property: in every state and at every size all that stands in the cells may be sent to a
 * terminal and fills as many cells as it takes there. Screens themselves are compared in
 * tests/script.
 */
#include "support/testing.h"

#include <locale.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/printable.h"
#include "edit/editor.h"
#include "edit/show.h"
#include "view/paint.h"

/* An editor, its files and a grid. */
struct stage {
	struct tmpdir *dir;
	struct editor *editor;
	struct grid grid;
};

/* It goes on until it is cancelled. */
static enum job_state endless_step(struct job *job, struct err *err)
{
	struct timespec while_ago = { 0, 1000000 };

	(void)err;
	nanosleep(&while_ago, NULL);
	atomic_store(&job->done, atomic_load(&job->total) / 3 * 2);
	return JOB_RUNNING;
}

static void endless_free(struct job *job)
{
	free(job);
}

static void endless_end(void *context, struct job *job, const struct err *err)
{
	(void)context;
	(void)job;
	(void)err;
}

static const struct job_class endless = { "counting everything", endless_step, endless_free };

static void run_job(struct stage *stage, uint64_t total)
{
	struct job *job = calloc(1, sizeof(*job));
	struct err err;

	assert_non_null(job);
	job_init(job, &endless, total);
	assert_true(queue_start(stage->editor->queue, job, NULL, endless_end, NULL, &err));
}

static void type(struct stage *stage, const char *keys)
{
	struct err err = { 0 };

	if (!editor_type(stage->editor, keys, &err))
		fail_msg("%s: %s", keys, err.text);
}

static void run(struct stage *stage, const char *line)
{
	struct err err = { 0 };

	if (!editor_run(stage->editor, line, &err))
		fail_msg("%s: %s", line, err.text);
}

static void open_file(struct stage *stage, const char *name, const void *data, size_t len,
		      enum document_mode mode)
{
	struct document_options options = { .mode = mode };
	struct err err = { 0 };

	if (!editor_open(stage->editor, tmpdir_write(stage->dir, name, data, len), &options, &err))
		fail_msg("%s", err.text);
}

static void open_bytes(struct stage *stage, size_t len)
{
	uint8_t data[4096];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i >> 8 == 1 ? 0 : i * 37);
	open_file(stage, "bytes", data, len, DOCUMENT_COPY);
}

static void stage_open(struct stage *stage)
{
	struct editor_setup setup = { .screen = true, .workers = 1, .arena_chunk = 64 };
	struct err err;

	stage->dir = tmpdir_new();
	stage->editor = editor_new(&setup, &err);
	assert_non_null(stage->editor);
	grid_init(&stage->grid);
}

static void stage_close(struct stage *stage)
{
	queue_cancel(stage->editor->queue);
	editor_free(stage->editor);
	grid_done(&stage->grid);
	tmpdir_free(stage->dir);
}

static void render(struct stage *stage, int rows, int cols)
{
	struct err err;

	editor_resize(stage->editor, rows, cols);
	editor_settle(stage->editor);
	assert_true(grid_resize(&stage->grid, rows, cols, &err));
	view_render(stage->editor, &stage->grid);
}

static void check_cell(const struct grid *grid, int row, int col)
{
	const struct cell *cell = &grid->cells[(size_t)row * (size_t)grid->cols + (size_t)col];
	int width = cell->code ? printable_width(cell->code) : 0;
	bool second = col + 1 < grid->cols && cell[1].code == 0;

	if (cell->code == 0)
		assert_true(col > 0 && printable_width(cell[-1].code) == 2);
	else if ((width != 1 && width != 2) || (width == 2) != second)
		fail_msg("%dx%d: U+%04x in cell %d of row %d", grid->cols, grid->rows, cell->code,
			 col, row);
	assert_true(cell->style < STYLE_COUNT);
	assert_true(cell->flags < 2 * CELL_CURSOR);
}

static void check_grid(const struct grid *grid)
{
	for (int row = 0; row < grid->rows; row++)
		for (int col = 0; col < grid->cols; col++)
			check_cell(grid, row, col);
	assert_true(grid->cursor_row < grid->rows);
	if (grid->cursor_row >= 0)
		assert_true(grid->cursor_col >= 0 && grid->cursor_col < grid->cols);
}

static void check_all_sizes(struct stage *stage)
{
	for (int rows = 1; rows <= 12; rows++)
		for (int cols = 1; cols <= 40; cols++) {
			render(stage, rows, cols);
			check_grid(&stage->grid);
		}
	render(stage, 24, 80);
	check_grid(&stage->grid);
	render(stage, 60, 200);
	check_grid(&stage->grid);
}

/* The states. */

static void nothing_open(struct stage *stage)
{
	(void)stage;
}

static void plain(struct stage *stage)
{
	open_bytes(stage, 4096);
}

static void empty_file(struct stage *stage)
{
	open_bytes(stage, 0);
}

static void at_the_end(struct stage *stage)
{
	open_bytes(stage, 48);
	type(stage, "G i <Insert> <End>");
	run(stage, "goto $");
}

static void editing_text(struct stage *stage)
{
	open_bytes(stage, 4096);
	type(stage, "i <Tab> a b <Right>");
}

static void editing_digits(struct stage *stage)
{
	open_bytes(stage, 4096);
	type(stage, "i f f 0");
}

static void selecting(struct stage *stage)
{
	open_bytes(stage, 4096);
	run(stage, "select 5 0x47");
}

static void folded(struct stage *stage)
{
	open_bytes(stage, 4096);
	run(stage, "set fold");
	run(stage, "goto 0x180");
}

static void found(struct stage *stage)
{
	open_bytes(stage, 4096);
	type(stage, "/ 0 0 <Enter>");
	queue_wait(stage->editor->queue);
}

static void other_bases(struct stage *stage)
{
	open_bytes(stage, 4096);
	run(stage, "set base=binary");
	run(stage, "set group=4");
	run(stage, "set upper");
	run(stage, "set address-decimal");
	run(stage, "set little-endian");
	run(stage, "set shift=3");
}

static void command_line(struct stage *stage)
{
	open_bytes(stage, 4096);
	prompt_open_line(stage->editor, "edit 漢字漢字漢字/é/🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂");
	prompt_update(stage->editor);
	type(stage, "<Left> <Left>");
}

static void wrong_command_line(struct stage *stage)
{
	open_bytes(stage, 4096);
	type(stage, ": g o t o <Space> 0 x f f f f f f f f <Enter>");
}

static void completing(struct stage *stage)
{
	open_bytes(stage, 4096);
	tmpdir_write(stage->dir, "\xe6\xbc\xa2\xe5\xad\x97", "x", 1);
	tmpdir_write(stage->dir, "b\033]0;x\a", "x", 1);
	assert_int_equal(chdir(tmpdir_path(stage->dir, "")), 0);
	type(stage, ": e d i t <Space> <Tab> <Tab>");
	assert_true(stage->editor->prompt.completions.count > 1);
	assert_int_equal(chdir("/"), 0);
}

static void asking(struct stage *stage)
{
	open_bytes(stage, 4096);
	type(stage, "i f f <Esc> q");
	assert_int_equal(stage->editor->prompt.kind, PROMPT_QUESTION);
}

static void paging(struct stage *stage)
{
	struct err err;

	open_bytes(stage, 4096);
	assert_true(show_text(stage->editor, "漢字 of \033[2J",
			      "\fHeading\ntext\n漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢\n"
			      "\ttab and \\x1b\n\n\nlast", &err));
}

static void help(struct stage *stage)
{
	open_bytes(stage, 4096);
	type(stage, "<F1> <PageDown>");
	assert_true(stage->editor->pager.open);
}

static void working(struct stage *stage)
{
	open_bytes(stage, 4096);
	run_job(stage, UINT64_C(1) << 50);
}

static void working_without_end(struct stage *stage)
{
	open_bytes(stage, 4096);
	run_job(stage, 0);
}

static void half_typed(struct stage *stage)
{
	open_bytes(stage, 4096);
	stage->editor->has_count = true;
	stage->editor->count = UINT64_MAX;
	stage->editor->pending[0] = (struct key){ .code = 'x', .mods = KEY_CTRL | KEY_ALT };
	stage->editor->pending[1] = (struct key){ .code = 0x6f22 };
	stage->editor->pending_count = 2;
}

static void said(struct stage *stage)
{
	open_bytes(stage, 4096);
	editor_message(stage->editor, MESSAGE_WARNING, "the file \033[2J漢字漢字 %s",
		       "is quite long to be told of in one row, and has \xff\xfe and \xe2\x80\xae "
		       "in it, and then it goes on, and on");
}

static void in_place(struct stage *stage)
{
	open_file(stage, "in place", "some bytes", 10, DOCUMENT_WRITE);
}

/* Every item of the status line at once. */
static void everything_in_the_status(struct stage *stage)
{
	open_file(stage, "read-only", "some bytes that are selected", 28, DOCUMENT_COPY);
	chmod(tmpdir_path(stage->dir, "read-only"), 0400);
	type(stage, "i <Insert> f f");
	run(stage, "select 1 20");
}

static void hostile_name(struct stage *stage)
{
	open_file(stage, "\033]0;x\a\xff\xe6\xbc\xa2\xe2\x80\xae\n", "x", 1, DOCUMENT_COPY);
}

/* The pages behind the file's new end can not be read any more. */
static void unknown_bytes(struct stage *stage)
{
	static uint8_t data[3 * 65536];

	open_file(stage, "cut", data, sizeof(data), DOCUMENT_COPY);
	run(stage, "goto 0x10000");
	assert_int_equal(truncate(tmpdir_path(stage->dir, "cut"), 0x10010), 0);
}

static void fills_cells_in_every_state(void **state)
{
	static void (*const states[])(struct stage *stage) = {
		nothing_open, plain, empty_file, at_the_end, editing_text, editing_digits,
		selecting, folded, found, other_bases, command_line, wrong_command_line,
		completing, asking,
		paging, help, working, working_without_end, half_typed, said, in_place,
		everything_in_the_status, hostile_name, unknown_bytes,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(states); i++) {
		struct stage stage;
		stage_open(&stage);
		states[i](&stage);
		check_all_sizes(&stage);
		stage_close(&stage);
	}
}

/* Some rows of screens that show what no file can have. */

static const char *row_text(struct stage *stage, int row)
{
	static struct buf text;
	const char *from;

	buf_clear(&text);
	grid_dump_text(&stage->grid, &text);
	from = buf_string(&text);
	for (; row > 0; row--)
		from = strchr(from, '\n') + 1;
	text.data[strcspn(from, "\n") + (size_t)(from - (char *)text.data)] = '\0';
	return from;
}

static void unknown_bytes_are_question_marks(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage);
	unknown_bytes(&stage);
	run(&stage, "goto 0x20000");
	render(&stage, 8, 80);
	assert_non_null(strstr(row_text(&stage, 1), "?? ?? ??"));
	assert_int_equal(grid_at(&stage.grid, 2, 13)->style, STYLE_UNKNOWN);
	assert_int_equal(grid_at(&stage.grid, 2, 13)->code, '?');
	/* It is said why; not where they are not seen. */
	assert_non_null(strstr(row_text(&stage, 0), "unreadable: the file was cut"));
	run(&stage, "goto 0x400");
	render(&stage, 8, 80);
	assert_null(strstr(row_text(&stage, 0), "unreadable"));
	stage_close(&stage);
}

static void names_are_escaped_and_cut_at_their_start(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage);
	hostile_name(&stage);
	render(&stage, 8, 200);
	assert_non_null(strstr(row_text(&stage, 0), "\\x1b]0;x\\x07\\xff漢\\u{202e}\\x0a"));
	render(&stage, 8, 60);
	assert_int_equal(row_text(&stage, 0)[0], '<');
	assert_non_null(strstr(row_text(&stage, 0), "\\u{202e}\\x0a"));
	stage_close(&stage);
}

/* The narrower, the less; the position stays last. */
static void the_status_drops_the_least_first(void **state)
{
	static const struct {
		int cols;
		const char *has, *lacks;
	} cases[] = {
		{ 100, "copy  0x12  18  0%  4 KiB", NULL },
		{ 30, "copy  0x12  18  0%", "KiB" },
		{ 25, "copy  0x12  18", "%" },
		{ 20, "copy  0x12", "18" },
		{ 14, "0x12", "copy" },
	};
	struct stage stage;

	(void)state;
	stage_open(&stage);
	open_bytes(&stage, 4096);
	run(&stage, "goto 0x12");
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		render(&stage, 8, cases[i].cols);
		const char *text = row_text(&stage, 0);
		if (!strstr(text, cases[i].has) || (cases[i].lacks && strstr(text, cases[i].lacks)))
			fail_msg("%d columns: %s", cases[i].cols, text);
	}
	stage_close(&stage);
}

/* Where it is narrow a question is cut or goes on in the row of the hints; its answers stay. */
static void a_question_keeps_its_answers(void **state)
{
	static const int sizes[][2] = { { 8, 100 }, { 8, 40 }, { 3, 40 }, { 2, 40 } };
	struct stage stage;

	(void)state;
	stage_open(&stage);
	asking(&stage);
	for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
		const struct prompt *prompt = &stage.editor->prompt;
		struct buf text = BUF_INIT;
		render(&stage, sizes[i][0], sizes[i][1]);
		grid_dump_text(&stage.grid, &text);
		for (int k = 0; k < prompt->choice_count; k++)
			if (!strstr(buf_string(&text), prompt->choices[k].word))
				fail_msg("no %s in: %s", prompt->choices[k].word,
					 buf_string(&text));
		buf_done(&text);
	}
	stage_close(&stage);
}

static void the_cursor_is_where_one_types(void **state)
{
	struct stage stage;
	int text_cell;

	(void)state;
	stage_open(&stage);
	open_bytes(&stage, 4096);
	run(&stage, "goto 0x12");
	render(&stage, 8, 80);
	assert_int_equal(stage.grid.cursor_row, 2);
	assert_int_equal(stage.grid.cursor_col, 10 + 2 * 3);
	text_cell = layout_text_cell(&editor_window(stage.editor)->layout, 2);
	assert_int_equal(grid_at(&stage.grid, 2, text_cell)->flags, CELL_SHADOW);
	type(&stage, "i <Tab>");
	render(&stage, 8, 80);
	assert_int_equal(stage.grid.cursor_col, text_cell);
	/* Without a text pane the cursor stands in the digits. */
	render(&stage, 8, 13);
	if (editor_window(stage.editor)->layout.text_col < 0)
		assert_int_equal(stage.grid.cursor_col,
				 editor_window(stage.editor)->layout.hex_col);
	type(&stage, "<Esc> : a b");
	render(&stage, 8, 80);
	assert_int_equal(stage.grid.cursor_row, 6);
	assert_int_equal(stage.grid.cursor_col, 3);
	stage_close(&stage);
}

static void small_screens_say_so(void **state)
{
	static const struct {
		int rows, cols;
		const char *text;
	} cases[] = {
		{ 1, 80, "this screen is too small: burin needs 2 rows of 12 columns" },
		{ 5, 11, "too small" },
		{ 1, 8, "small" },
		{ 3, 1, "!" },
	};
	struct stage stage;

	(void)state;
	stage_open(&stage);
	open_bytes(&stage, 4096);
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		render(&stage, cases[i].rows, cases[i].cols);
		assert_string_equal(row_text(&stage, 0), cases[i].text);
	}
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_cells_in_every_state),
		cmocka_unit_test(unknown_bytes_are_question_marks),
		cmocka_unit_test(names_are_escaped_and_cut_at_their_start),
		cmocka_unit_test(the_status_drops_the_least_first),
		cmocka_unit_test(a_question_keeps_its_answers),
		cmocka_unit_test(the_cursor_is_where_one_types),
		cmocka_unit_test(small_screens_say_so),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
