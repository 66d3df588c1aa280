/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an open descriptor is, for file.c: the rules about kinds of files and file systems. */
#ifndef BURIN_STORE_FILE_KIND_H
#define BURIN_STORE_FILE_KIND_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/* False with ERR_REFUSED for what is not a row of bytes: directory, FIFO, socket, character
 * device. */
bool kind_allowed(const char *path, mode_t mode, struct err *err) BURIN_MUST_CHECK;

/* What the file system promises about its files. */
struct fs_nature {
	bool can_freeze;     /* network, FUSE: a page fault can wait for ever */
	bool made_up;        /* /proc, /sys: made while it is read; st_size means nothing */
};

struct fs_nature fs_nature_of(int fd);

/* True for the memory of a process, whose offsets are addresses. */
bool is_process_memory(int fd);

/* Bytes of the file or device. */
bool size_of(int fd, uint64_t *size, struct err *err) BURIN_MUST_CHECK;

/* Whether opening it for writing would be allowed. */
bool has_write_permission(const char *path, int fd);

#endif
