/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What screens show where files and sizes are odd; usual ones are compared in tests/script. */
#include "stage.h"

#include <locale.h>
#include <stdatomic.h>
#include <time.h>

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
	stage_unknown_bytes(&stage);
	stage_run(&stage, "goto 0x20000");
	stage_render(&stage, 8, 80);
	assert_non_null(strstr(row_text(&stage, 1), "?? ?? ??"));
	assert_int_equal(grid_at(&stage.grid, 2, 13)->style, STYLE_UNKNOWN);
	assert_int_equal(grid_at(&stage.grid, 2, 13)->code, '?');
	/* It is said why; not where they are not seen. */
	assert_non_null(strstr(row_text(&stage, 0), "unreadable: the file was cut"));
	stage_run(&stage, "goto 0x400");
	stage_render(&stage, 8, 80);
	assert_null(strstr(row_text(&stage, 0), "unreadable"));
	stage_close(&stage);
}

static void names_are_escaped_and_cut_at_their_start(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage);
	stage_hostile_name(&stage);
	stage_render(&stage, 8, 200);
	assert_non_null(strstr(row_text(&stage, 0), "\\x1b]0;x\\x07\\xff漢\\u{202e}\\x0a"));
	stage_render(&stage, 8, 60);
	assert_int_equal(row_text(&stage, 0)[0], '<');
	assert_non_null(strstr(row_text(&stage, 0), "\\u{202e}\\x0a"));
	stage_close(&stage);
}

/* Bytes 00 to ff, 16 a row: each control of ASCII and of ISO 8859 is a sign in the text. */
static void controls_in_data_are_signs(void **state)
{
	static const char *const encodings[] = { "ascii", "latin1", "utf-8" };
	uint8_t data[256];
	struct buf line = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)i;
	for (size_t i = 0; i < ARRAY_COUNT(encodings); i++) {
		struct stage stage;
		stage_open(&stage);
		stage_open_file(&stage, "controls", data, sizeof(data), DOCUMENT_COPY);
		buf_clear(&line);
		buf_format(&line, "set encoding=%s", encodings[i]);
		stage_run(&stage, buf_string(&line));
		stage_render(&stage, 24, 80);
		for (int byte = 0; byte < 0xa0; byte++) {
			bool sign = byte < 0x20 || byte >= 0x7f;
			const struct cell *cell = grid_at(&stage.grid, 1 + byte / 16,
							  60 + byte % 16);
			if (cell->code != (sign ? '.' : (uint32_t)byte))
				fail_msg("%s: byte %02x is U+%04x", encodings[i], byte,
					 cell->code);
		}
		stage_close(&stage);
	}
	buf_done(&line);
}

/* Two bytes of UTF-8 that are one control: a sign and a blank. So it is with three that hide or
 * turn what is beside them; marks without a character stand on a circle. */
static void characters_that_are_controls_are_signs(void **state)
{
	static const char data[] = "\xc2\x9b" "2J\xc2\x85\xc2\xad\xe2\x80\xae\xef\xbb\xbf\xcc\x81";
	static const char expected[] = ". 2J. . ?  ?  \xe2\x97\x8c";
	struct stage stage;

	(void)state;
	stage_open(&stage);
	stage_open_file(&stage, "controls", data, sizeof(data) - 1, DOCUMENT_COPY);
	stage_run(&stage, "set encoding=utf-8");
	stage_render(&stage, 24, 80);
	assert_non_null(strstr(row_text(&stage, 1), expected));
	stage_close(&stage);
}

/* It does not end before it may. */
struct stuck {
	struct job base;
	atomic_bool *may_end;
};

static enum job_state stuck_step(struct job *job, struct err *err)
{
	(void)err;
	while (!atomic_load(((struct stuck *)job)->may_end))
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	return JOB_DONE;
}

static void stuck_free(struct job *job)
{
	free(job);
}

static void stuck_end(void *context, struct job *job, const struct err *err)
{
	(void)context;
	(void)job;
	(void)err;
}

/* A job that waits in the kernel does not hear of Esc: it is shown that it was pressed. */
static void says_that_a_job_was_told_to_stop(void **state)
{
	static const struct job_class class = { "waiting", stuck_step, stuck_free };
	atomic_bool may_end = false;
	struct stuck *job = calloc(1, sizeof *job);
	struct stage stage;
	struct err err;

	(void)state;
	stage_open(&stage);
	stage_open_bytes(&stage, 16);
	assert_non_null(job);
	job->may_end = &may_end;
	job_init(&job->base, &class, 100);
	assert_true(queue_start(stage.editor->queue, &job->base, NULL, stuck_end, NULL, &err));
	stage_render(&stage, 8, 80);
	assert_non_null(strstr(row_text(&stage, 6), "Esc stops"));
	queue_cancel(stage.editor->queue);
	stage_render(&stage, 8, 80);
	assert_null(strstr(row_text(&stage, 6), "Esc stops"));
	assert_non_null(strstr(row_text(&stage, 6), "0%  0 bytes/s  stopping"));
	atomic_store(&may_end, true);
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
	stage_open_bytes(&stage, 4096);
	stage_run(&stage, "goto 0x12");
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		stage_render(&stage, 8, cases[i].cols);
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
	stage_asking(&stage);
	for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
		const struct prompt *prompt = &stage.editor->prompt;
		struct buf text = BUF_INIT;
		stage_render(&stage, sizes[i][0], sizes[i][1]);
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
	stage_open_bytes(&stage, 4096);
	stage_run(&stage, "goto 0x12");
	stage_render(&stage, 8, 80);
	assert_int_equal(stage.grid.cursor_row, 2);
	assert_int_equal(stage.grid.cursor_col, 10 + 2 * 3);
	text_cell = layout_text_cell(&editor_window(stage.editor)->layout, 2);
	assert_int_equal(grid_at(&stage.grid, 2, text_cell)->flags, CELL_SHADOW);
	stage_type(&stage, "i <Tab>");
	stage_render(&stage, 8, 80);
	assert_int_equal(stage.grid.cursor_col, text_cell);
	/* Without a text pane the cursor stands in the digits. */
	stage_render(&stage, 8, 13);
	if (editor_window(stage.editor)->layout.text_col < 0)
		assert_int_equal(stage.grid.cursor_col,
				 editor_window(stage.editor)->layout.hex_col);
	stage_type(&stage, "<Esc> : a b");
	stage_render(&stage, 8, 80);
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
	stage_open_bytes(&stage, 4096);
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		stage_render(&stage, cases[i].rows, cases[i].cols);
		assert_string_equal(row_text(&stage, 0), cases[i].text);
	}
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unknown_bytes_are_question_marks),
		cmocka_unit_test(names_are_escaped_and_cut_at_their_start),
		cmocka_unit_test(controls_in_data_are_signs),
		cmocka_unit_test(characters_that_are_controls_are_signs),
		cmocka_unit_test(says_that_a_job_was_told_to_stop),
		cmocka_unit_test(the_status_drops_the_least_first),
		cmocka_unit_test(a_question_keeps_its_answers),
		cmocka_unit_test(the_cursor_is_where_one_types),
		cmocka_unit_test(small_screens_say_so),
	};
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
