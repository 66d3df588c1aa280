/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the program keeps when it has started: bytes of a file that make it do something else than
 * it should then find a process which can do little.
 *
 *	struct confine confine;
 *	confine_begin(&confine, CONFINE_EDITOR);
 *	confine_keep_file(&confine, "/home/me/disk.img");
 *	confine_keep_folder(&confine, "/home/me/.local/state/burin");
 *	confine_end(&confine);
 *
 * A viewer keeps no right to write and none to read but what is open; an editor may make, write and
 * rename files in the folders of what it edits, and in its own. Both read descriptions of
 * terminals. Neither runs a program, starts a process or makes a connection. Files that are asked
 * for later come from the helper (base/outside.h).
 *
 * It is for the whole process: call it before any thread is started. Where the kernel lacks a part
 * the rest is done; confine_describe() tells which there is.
 */
#ifndef BURIN_BASE_CONFINE_H
#define BURIN_BASE_CONFINE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/landlock.h"

enum confine_kind { CONFINE_VIEWER, CONFINE_EDITOR };

struct confine {
	enum confine_kind kind;
	struct landlock landlock;
	bool has_landlock;
};

void confine_begin(struct confine *confine, enum confine_kind kind);

/* A file that is edited: its folder, and that of the file which its links lead to; a device alone.
 * Nothing for a viewer. */
void confine_keep_file(const struct confine *confine, const char *path);
void confine_keep_folder(const struct confine *confine, const char *path);

/* False when nothing at all could be given up. */
bool confine_end(struct confine *confine);

/* "Landlock 7, filter of system calls", or why not. */
void confine_describe(struct buf *out);

#endif
