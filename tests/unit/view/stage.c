/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage.h"

#include <sys/stat.h>
#include <unistd.h>

#include "view/paint.h"

void stage_type(struct stage *stage, const char *keys)
{
	struct err err = { 0 };

	if (!editor_type(stage->editor, keys, &err))
		fail_msg("%s: %s", keys, err.text);
}

void stage_run(struct stage *stage, const char *line)
{
	struct err err = { 0 };

	if (!editor_run(stage->editor, line, &err))
		fail_msg("%s: %s", line, err.text);
}

void stage_open_file(struct stage *stage, const char *name, const void *data, size_t len,
		      enum document_mode mode)
{
	struct document_options options = { .mode = mode };
	struct err err = { 0 };

	if (!editor_open(stage->editor, tmpdir_write(stage->dir, name, data, len), &options, &err))
		fail_msg("%s", err.text);
}

void stage_open_bytes(struct stage *stage, size_t len)
{
	uint8_t data[4096];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i >> 8 == 1 ? 0 : i * 37);
	stage_open_file(stage, "bytes", data, len, DOCUMENT_COPY);
}

void stage_open(struct stage *stage)
{
	struct editor_setup setup = { .screen = true, .workers = 1, .arena_chunk = 64 };
	struct err err;

	stage->dir = tmpdir_new();
	stage->editor = editor_new(&setup, &err);
	assert_non_null(stage->editor);
	grid_init(&stage->grid);
}

void stage_close(struct stage *stage)
{
	queue_cancel(stage->editor->queue);
	editor_free(stage->editor);
	grid_done(&stage->grid);
	tmpdir_free(stage->dir);
}

void stage_render(struct stage *stage, int rows, int cols)
{
	struct err err;

	editor_resize(stage->editor, rows, cols);
	editor_settle(stage->editor);
	assert_true(grid_resize(&stage->grid, rows, cols, &err));
	view_render(stage->editor, &stage->grid);
}

void stage_asking(struct stage *stage)
{
	stage_open_bytes(stage, 4096);
	stage_type(stage, "i f f <Esc> q");
	assert_int_equal(stage->editor->prompt.kind, PROMPT_QUESTION);
}

void stage_hostile_name(struct stage *stage)
{
	stage_open_file(stage, "\033]0;x\a\xff\xe6\xbc\xa2\xe2\x80\xae\n", "x", 1, DOCUMENT_COPY);
}

/* The pages behind the file's new end can not be read any more. */
void stage_unknown_bytes(struct stage *stage)
{
	static uint8_t data[3 * 65536];

	stage_open_file(stage, "cut", data, sizeof(data), DOCUMENT_COPY);
	stage_run(stage, "goto 0x10000");
	assert_int_equal(truncate(tmpdir_path(stage->dir, "cut"), 0x10010), 0);
}
