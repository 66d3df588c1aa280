/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_SUPPORT_TMPDIR_H
#define BURIN_SUPPORT_TMPDIR_H

#include <stddef.h>
#include <stdint.h>

/*
 * A folder of its own for a test, and files in it. Whatever goes wrong here fails the test.
 *
 *	struct tmpdir *dir = tmpdir_new();
 *	const char *path = tmpdir_write(dir, "in", "abc", 3);
 *	...
 *	tmpdir_check(dir, "in", "abd", 3);
 *	tmpdir_free(dir);
 *
 * A test that fails never comes to tmpdir_free, so its folder stays for a look. Folders are made
 * under tests/tmp of the build folder, which `make clean` removes.
 */
struct tmpdir;

struct tmpdir *tmpdir_new(void);

/* Remove the folder with all that is in it, and free the names that it gave out. */
void tmpdir_free(struct tmpdir *dir);

/* The path of name in the folder; "" is the folder itself. Lives as long as dir. */
const char *tmpdir_path(struct tmpdir *dir, const char *name);

/* Write a whole file, in place of an older one. Gives its path. */
const char *tmpdir_write(struct tmpdir *dir, const char *name, const void *data, size_t len);

/* Write a whole file at any path; blocks of zeroes are holes. */
void tmpdir_write_holes(const char *path, const void *data, size_t len);

/* Make a file of size bytes that are all a hole. Gives its path. */
const char *tmpdir_sparse(struct tmpdir *dir, const char *name, uint64_t size);

/* Read a whole file, a path of tmpdir_path's or any other. The caller frees the result, which has
 * a NUL after its *len bytes. */
char *tmpdir_read(const char *path, size_t *len);

/* Fail unless the file holds exactly these bytes. */
void tmpdir_check(struct tmpdir *dir, const char *name, const void *data, size_t len);

/* How many entries the folder has: 1 proves that a save left nothing beside the file. */
size_t tmpdir_count(struct tmpdir *dir);

#endif
