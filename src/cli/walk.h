/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The regular files in a folder and in those below it, open, in the order of their names:
 *
 *	struct walk *walk = walk_open("folder", &err);
 *	while ((result = walk_next(walk, &file, &err)) != WALK_END)
 *		if (result == WALK_FILE) use(file.name, file.fd);
 *		else tell(&err);
 *	walk_close(walk);
 *
 * Symbolic links in it are not followed, and special files are passed over.
 */
#ifndef BURIN_CLI_WALK_H
#define BURIN_CLI_WALK_H

#include "base/err.h"

struct walk;

enum walk_result {
	WALK_FILE,
	WALK_TROUBLE,            /* *err says what could not be read; the walk goes on */
	WALK_END,
};

/* Both are the walk's until the next call. */
struct walk_file {
	const char *name;        /* "folder/a/b"; raw bytes */
	int fd;                  /* for reading; a regular file */
};

/* Follows `folder` itself where it is a link. */
struct walk *walk_open(const char *folder, struct err *err) BURIN_MUST_CHECK;
enum walk_result walk_next(struct walk *walk, struct walk_file *file, struct err *err);
void walk_close(struct walk *walk);      /* NULL is allowed */

#endif
