/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_PTY_FILES_H
#define BURIN_PTY_FILES_H

#include "support/testing.h"
#include "terminal.h"

/* A file whose byte n is n modulo 256. */
static inline const char *make_counting_file(struct tmpdir *dir, size_t size)
{
	uint8_t *data = malloc(size);
	const char *path;

	assert_non_null(data);
	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)i;
	path = tmpdir_write(dir, "counting", data, size);
	free(data);
	return path;
}

/* burin on 24 rows of 80 cells with such a file. */
static inline struct terminal *open_counting(struct tmpdir *dir, size_t size)
{
	struct terminal *terminal = terminal_new(24, 80);

	terminal_start(terminal, "xterm-256color", make_counting_file(dir, size), NULL);
	terminal_expect_row(terminal, 1, "00000000  00 01");
	return terminal;
}

#endif
