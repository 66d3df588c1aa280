/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_PTY_SESSION_H
#define BURIN_PTY_SESSION_H

/* How most tests in a terminal begin and end. */

#include "support/testing.h"

#include <fcntl.h>
#include <unistd.h>

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

/* The keys end it well: it says 0, and leaves the terminal as it was. Frees it. */
static inline void terminal_leave(struct terminal *terminal, const char *keys)
{
	terminal_type(terminal, keys);
	assert_int_equal(terminal_end(terminal), 0);
	terminal_check_restored(terminal);
	terminal_free(terminal);
}

/* A file of `size` bytes, all hole but for a text at `at`. NULL: no such files are to be had. */
static inline const char *make_sparse(struct tmpdir *dir, uint64_t size, uint64_t at,
				      const char *text)
{
	const char *path = tmpdir_write(dir, "sparse", "", 0);
	int fd = open(path, O_RDWR);
	bool ok = fd >= 0 && ftruncate(fd, (off_t)size) == 0 &&
		  pwrite(fd, text, strlen(text), (off_t)at) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok ? path : NULL;
}

#endif
