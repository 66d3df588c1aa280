/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_PTY_FILES_H
#define BURIN_PTY_FILES_H

#include "support/testing.h"

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

#endif
