/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * No expected screen but a property: in every state and at every size all that stands in the cells
 * may be sent to a terminal and fills as many cells as it takes there.
 */
#include "stage.h"

#include <locale.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/printable.h"
#include "edit/show.h"

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
			stage_render(stage, rows, cols);
			check_grid(&stage->grid);
		}
	stage_render(stage, 24, 80);
	check_grid(&stage->grid);
	stage_render(stage, 60, 200);
	check_grid(&stage->grid);
}

/* The states. */

static void nothing_open(struct stage *stage)
{
	(void)stage;
}

static void plain(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
}

static void empty_file(struct stage *stage)
{
	stage_open_bytes(stage, 0);
}

static void at_the_end(struct stage *stage)
{
	stage_open_bytes(stage, 48);
	stage_type(stage, "G i <Insert> <End>");
	stage_run(stage, "goto $");
}

static void editing_text(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	stage_type(stage, "i <Tab> a b <Right>");
}

static void editing_digits(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	stage_type(stage, "i f f 0");
}

static void selecting(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	stage_run(stage, "select 5 0x47");
}

static void folded(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	stage_run(stage, "set fold");
	stage_run(stage, "goto 0x180");
}

static void found(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	stage_type(stage, "/ 0 0 <Enter>");
	queue_wait(stage->editor->queue);
}

static void other_bases(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	stage_run(stage, "set base=binary");
	stage_run(stage, "set group=4");
	stage_run(stage, "set upper");
	stage_run(stage, "set address-decimal");
	stage_run(stage, "set little-endian");
	stage_run(stage, "set shift=3");
}

static void command_line(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	prompt_open_line(stage->editor, "edit 漢字漢字漢字/é/🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂");
	prompt_update(stage->editor);
	stage_type(stage, "<Left> <Left>");
}

static void wrong_command_line(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	stage_type(stage, ": g o t o <Space> 0 x f f f f f f f f <Enter>");
}

static void completing(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	tmpdir_write(stage->dir, "\xe6\xbc\xa2\xe5\xad\x97", "x", 1);
	tmpdir_write(stage->dir, "b\033]0;x\a", "x", 1);
	assert_int_equal(chdir(tmpdir_path(stage->dir, "")), 0);
	stage_type(stage, ": e d i t <Space> <Tab> <Tab>");
	assert_true(stage->editor->prompt.completions.count > 1);
	assert_int_equal(chdir("/"), 0);
}

static void paging(struct stage *stage)
{
	struct err err;

	stage_open_bytes(stage, 4096);
	assert_true(show_text(stage->editor, "漢字 of \033[2J",
			      "\fHeading\ntext\n漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢\n"
			      "\ttab and \\x1b\n\n\nlast", &err));
}

static void help(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	stage_type(stage, "<F1> <PageDown>");
	assert_true(stage->editor->pager.open);
}

static void working(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	run_job(stage, UINT64_C(1) << 50);
}

static void working_without_end(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	run_job(stage, 0);
}

static void half_typed(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	stage->editor->has_count = true;
	stage->editor->count = UINT64_MAX;
	stage->editor->pending[0] = (struct key){ .code = 'x', .mods = KEY_CTRL | KEY_ALT };
	stage->editor->pending[1] = (struct key){ .code = 0x6f22 };
	stage->editor->pending_count = 2;
}

static void said(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	editor_message(stage->editor, MESSAGE_WARNING, "the file \033[2J漢字漢字 %s",
		       "is quite long to be told of in one row, and has \xff\xfe and \xe2\x80\xae "
		       "in it, and then it goes on, and on");
}

static void in_place(struct stage *stage)
{
	stage_open_file(stage, "in place", "some bytes", 10, DOCUMENT_WRITE);
}

/* Every item of the status line at once. */
static void everything_in_the_status(struct stage *stage)
{
	stage_open_file(stage, "read-only", "some bytes that are selected", 28, DOCUMENT_COPY);
	chmod(tmpdir_path(stage->dir, "read-only"), 0400);
	stage_type(stage, "i <Insert> f f");
	stage_run(stage, "select 1 20");
}

static void overlooked(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	stage_run(stage, "put ff");
	stage_run(stage, "mark a");
	stage_run(stage, "set minimap=both");
}

static void fills_cells_in_every_state(void **state)
{
	static void (*const states[])(struct stage *stage) = {
		nothing_open, plain, empty_file, at_the_end, editing_text, editing_digits,
		selecting, folded, found, other_bases, command_line, wrong_command_line,
		completing, stage_asking,
		paging, help, working, working_without_end, half_typed, said, in_place,
		everything_in_the_status, stage_hostile_name, stage_unknown_bytes,
		overlooked,
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

/* Bytes by chance, some of them of characters of the encoding, in rows of odd lengths. */
static void fills_cells_in_every_encoding(void **state)
{
	uint8_t bytes[400];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; charset_names[i] != NULL; i++) {
		struct stage stage;
		struct buf line = BUF_INIT;

		stage_open(&stage);
		buf_format(&line, "set encoding=%s control=%s", charset_names[i],
			   i % 2 ? "cp437" : "pictures");
		stage_open_bytes(&stage, 16);
		stage_run(&stage, buf_string(&line));
		for (size_t at = 0; at < sizeof(bytes);) {
			uint8_t one[CHARSET_KEY];
			uint32_t code = 0x80 + (uint32_t)random_below(&rnd, 0x10000);
			size_t len = random_below(&rnd, 3) == 0 ? 0 :
				     charset_encode(stage.editor->charset, code, one);

			if (len == 0 || len > sizeof(bytes) - at)
				bytes[at++] = (uint8_t)random_below(&rnd, 256);
			else
				memcpy(bytes + at, one, len);
			at += len;
		}
		stage_open_file(&stage, "random", bytes, sizeof(bytes), DOCUMENT_COPY);
		for (unsigned shift = 0; shift < 4; shift++) {
			buf_clear(&line);
			buf_format(&line, "set shift=%u columns=%u", shift, shift * 7);
			stage_run(&stage, buf_string(&line));
			buf_clear(&line);
			buf_format(&line, "goto %u", (unsigned)random_below(&rnd, 400));
			stage_run(&stage, buf_string(&line));
			for (int cols = 12; cols < 100; cols += 1 + (int)random_below(&rnd, 5)) {
				stage_render(&stage, 3 + (int)random_below(&rnd, 20), cols);
				check_grid(&stage.grid);
			}
		}
		buf_done(&line);
		stage_close(&stage);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_cells_in_every_state),
		cmocka_unit_test(fills_cells_in_every_encoding),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
