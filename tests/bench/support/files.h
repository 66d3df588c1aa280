/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sparse files to measure on, in a folder of their own under $TMPDIR; gone at the end of the
 * program. */
#ifndef BURIN_BENCH_FILES_H
#define BURIN_BENCH_FILES_H

#include <stdbool.h>
#include <stdint.h>

/* The file's path, owned by this module. Its first and last `filled` bytes are random (always the
 * same), between them is a hole. NULL when the file system can not hold it, which is told. */
const char *files_make(uint64_t size, uint64_t filled);

/* Random bytes in the middle of one. False with errno. */
bool files_fill(const char *path, uint64_t from, uint64_t len);

/* A name in that folder for what a program prints; NULL before the first file. */
const char *files_output(void);

/* "4 KiB", "1 TiB". The text is good until the call after the next three. */
const char *files_size(uint64_t size);

#endif
