/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file whose every byte is known from its offset and is never 0: whatever else is read is
 * invented.
 */
#ifndef BURIN_UNIT_STORE_PATTERN_FILE_H
#define BURIN_UNIT_STORE_PATTERN_FILE_H

#include "support/testing.h"

#include <fcntl.h>
#include <unistd.h>

static inline uint8_t pattern_at(uint64_t off)
{
	return (uint8_t)((off * UINT64_C(0x9e3779b97f4a7c15)) >> 56 | 1);
}

/* Index of the first wrong byte; len when all are right. */
static inline size_t pattern_right(const uint8_t *bytes, uint64_t off, size_t len)
{
	size_t i = 0;

	while (i < len && bytes[i] == pattern_at(off + i))
		i++;
	return i;
}

/* Writes bytes [from, to). Usable in a child process. */
static inline bool pattern_write(int fd, uint64_t from, uint64_t to)
{
	uint8_t part[4096];

	while (from < to) {
		size_t len = to - from < sizeof part ? (size_t)(to - from) : sizeof part;

		for (size_t i = 0; i < len; i++)
			part[i] = pattern_at(from + i);
		if (pwrite(fd, part, len, (off_t)from) != (ssize_t)len)
			return false;
		from += len;
	}
	return true;
}

/* A new file of this size, open to read and write. */
static inline int pattern_open(struct tmpdir *dir, const char *name, uint64_t size)
{
	int fd = open(tmpdir_path(dir, name), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_true(pattern_write(fd, 0, size));
	return fd;
}

#endif
