/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files outside of what this process may still reach.
 *
 * After start-up the program gives up rights (base/confine.h). A file that the user names later is
 * opened by a helper, a process that was started before and kept them (cli/helper.h). The functions
 * below are the system calls of the same names: they try by themselves, and where that is refused
 * with EACCES, and there is a helper, it is asked. So they can be used everywhere and by any
 * thread, confined or not, and fail with errno as the calls do.
 *
 *	fd = outside_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
 *
 * The protocol is one message there, one back, on a SOCK_SEQPACKET pair: a struct outside_request,
 * then `texts` strings, each with its NUL, at most OUTSIDE_TEXT bytes together; descriptors travel
 * beside it. A reply is a struct outside_reply and at most one descriptor.
 */
#ifndef BURIN_BASE_OUTSIDE_H
#define BURIN_BASE_OUTSIDE_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { OUTSIDE_TEXT = 8192, OUTSIDE_FDS = 3, OUTSIDE_TEXTS = 2 };

enum outside_op {
	OUTSIDE_OPEN,        /* texts: path; fds: its folder, if any */
	OUTSIDE_LINK,        /* texts: old and new name; fds: their folders */
	OUTSIDE_RENAME,      /* the same */
	OUTSIDE_UNLINK,      /* texts: name; fds: its folder */
	OUTSIDE_RUN,         /* texts: command; fds: standard input, output, error */
	OUTSIDE_PARSE,       /* texts: which parser; fds: the bytes, in a file of memory */
	OUTSIDE_OPS,
};

struct outside_request {
	uint32_t op;
	int32_t flags;       /* O_…, AT_… or RENAME_… */
	uint32_t mode;       /* of a file that is made */
	uint32_t texts;
	uint32_t folders;    /* bit n: the folder of text n is among the descriptors, in order */
};

struct outside_reply {
	int32_t error;       /* errno; 0: done */
};

/* In a process without threads that keeps its rights (batch) a helper is started only when one is
 * needed: by this, once, at the first outside_run() or outside_parse(). */
void outside_set_starter(bool (*start)(struct err *err));

/* The helper's end of the socket is given once, before any thread; it is owned from then on.
 * Without one, or with -1, the calls below are the system's alone. */
void outside_set_helper(int fd);
bool outside_has_helper(void);

int outside_openat(int folder, const char *path, int flags, mode_t mode);
int outside_linkat(int from, const char *name, int to, const char *new_name, int flags);

/* A name for an open file that has none. */
int outside_name_file(int fd, int folder, const char *name);
int outside_renameat2(int from, const char *name, int to, const char *new_name, unsigned flags);
int outside_unlinkat(int folder, const char *name, int flags);

/* A command for /bin/sh, in a session without a terminal; the three descriptors stay the caller's.
 * Returns the control descriptor: it gives an int, the status as of waitpid(), when the command has
 * ended; closing it before kills the command. -1 with *err. */
int outside_run(const char *command, const int fds[3], struct err *err) BURIN_MUST_CHECK;

/* Bytes for a parser in a process of its own (base/confined.h). The descriptor that is returned
 * gives its reply, and then its end. */
int outside_parse(const char *parser, int bytes, struct err *err) BURIN_MUST_CHECK;

#endif
