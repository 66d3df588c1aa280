/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prints the screen that README.md shows: a small picture file is opened in an editor without a
 * terminal, some keys are typed, and the grid is printed as text. The folder that is to be worked
 * in is the argument.
 */
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "edit/editor.h"
#include "view/paint.h"

enum { ROWS = 12, COLS = 80, ARENA_CHUNK = 4096 };

static const uint8_t dots[] = {
	0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d,
	0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x02,
	0x08, 0x02, 0x00, 0x00, 0x00, 0xfd, 0xd4, 0x9a, 0x73, 0x00, 0x00, 0x00,
	0x0f, 0x74, 0x45, 0x58, 0x74, 0x54, 0x69, 0x74, 0x6c, 0x65, 0x00, 0x46,
	0x6f, 0x75, 0x72, 0x20, 0x64, 0x6f, 0x74, 0x73, 0x0a, 0xd9, 0x00, 0x89,
	0x00, 0x00, 0x00, 0x12, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0xf8,
	0xcf, 0xc0, 0xc0, 0x00, 0xc2, 0x0c, 0xff, 0x81, 0x00, 0x00, 0x1f, 0xee,
	0x05, 0xfb, 0xf1, 0xab, 0xba, 0x77, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45,
	0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
};

/* The title is found, and its first letter changed. */
static const char keys[] = "/ \" Four \" <Enter> i <Tab> F I V E";

static bool write_file(void)
{
	FILE *file = fopen("dots.png", "we");

	return file && fwrite(dots, 1, sizeof dots, file) == sizeof dots && fclose(file) == 0;
}

static bool print_screen(struct editor *editor, struct err *err)
{
	struct buf text = BUF_INIT;
	struct grid grid;
	bool ok;

	grid_init(&grid);
	editor_settle(editor);
	ok = grid_resize(&grid, ROWS, COLS, err);
	if (ok) {
		view_render(editor, &grid);
		grid_dump_text(&grid, &text);
		ok = fwrite(text.data, 1, text.len, stdout) == text.len;
	}
	buf_done(&text);
	grid_done(&grid);
	return ok;
}

static bool run(struct editor *editor, struct err *err)
{
	struct document_options options = { .mode = DOCUMENT_COPY };

	editor_resize(editor, ROWS, COLS);
	if (!editor_open(editor, "dots.png", &options, err))
		return false;
	editor_settle(editor);
	return editor_type(editor, keys, err) && print_screen(editor, err);
}

int main(int argc, char **argv)
{
	struct editor_setup setup = { .screen = true, .arena_chunk = ARENA_CHUNK };
	struct err err = { 0 };
	struct editor *editor;
	bool ok;

	setlocale(LC_ALL, "C.UTF-8");
	if (argc != 2 || chdir(argv[1]) != 0 || !write_file()) {
		fprintf(stderr, "usage: picture FOLDER\n");
		return 2;
	}
	editor = editor_new(&setup, &err);
	ok = editor && run(editor, &err);
	if (!ok)
		fprintf(stderr, "picture: %s\n", err.text);
	editor_free(editor);
	return ok ? 0 : 1;
}
