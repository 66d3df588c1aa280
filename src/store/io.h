/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pread and pwrite that go on after an interruption and after a part. For the files of store/. */
#ifndef BURIN_STORE_IO_H
#define BURIN_STORE_IO_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

/* Returns how many bytes were read, from the start on. When fewer, *why is the errno, or 0 at the
 * end. */
size_t io_pread(int fd, void *to, size_t len, uint64_t off, int *why);

/* Writes all of it, or says at which offset it stopped. */
bool io_pwrite(int fd, const void *bytes, size_t len, uint64_t off, struct err *err)
	BURIN_MUST_CHECK;

/* The same for bytes that are in the file already: does not make a file grow that was cut short. */
bool io_poke(int fd, const void *bytes, size_t len, uint64_t off, struct err *err) BURIN_MUST_CHECK;

#endif
