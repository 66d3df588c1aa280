/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One helper process that reads a file for us, one range after the other, for fetchers.c.
 *
 * A thread that reads from a dead disk or server is out of reach until that answers, of signals
 * and of its own program's end as well: a process is not gone before its last thread is. So such
 * reads are made by another process, and we wait for it only as long as we like.
 *
 *	fetcher_ask(fetcher, at, len, &known);
 *	if (fetcher_wait(fetcher, ms))
 *		got = fetcher_take(fetcher, to, &careful);
 *
 * It can be asked how the file is as well, which the same server has to answer:
 * fetcher_ask_look(), and fetcher_take_look() for the answer. One thread at a time.
 */
#ifndef BURIN_STORE_FETCHER_H
#define BURIN_STORE_FETCHER_H

#include "base/err.h"
#include "store/careful.h"
#include "store/nursery.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

struct fetcher;

enum { FETCHER_ROOM = CAREFUL_UNIT * CAREFUL_RUNS };    /* bytes of the longest range */

/* The file is read at fd, which the helper has too from then on. -1: only fetcher_ask_open() is to
 * be asked. */
struct fetcher *fetcher_open(int fd, struct nursery *nursery, struct err *err) BURIN_MUST_CHECK;

/* Does not wait for a helper that does not answer. NULL is allowed. */
void fetcher_close(struct fetcher *fetcher);

/* Nothing may be asked for already. */
void fetcher_ask(struct fetcher *fetcher, uint64_t at, size_t len, const struct careful *known);

/* True as soon as there is an answer; false after `ms` milliseconds. 0 only looks. */
bool fetcher_wait(struct fetcher *fetcher, int ms);

/* The answer, as that of careful_read(); the helper is free again. */
size_t fetcher_take(struct fetcher *fetcher, void *to, struct careful *careful);

/* What stat() says. */
struct fetcher_look {
	bool is_open, is_named;  /* each was answered, without an error */
	struct stat open;        /* the open file */
	struct stat named;       /* what the name leads to */
};

/* As fetcher_ask(): how the open file is, and the one that has this name (a copy is made). */
bool fetcher_ask_look(struct fetcher *fetcher, const char *path, struct err *err)
	BURIN_MUST_CHECK;
void fetcher_take_look(struct fetcher *fetcher, struct fetcher_look *look);

/* As fetcher_ask(): that the file of this name be opened and closed again, which is all. */
bool fetcher_ask_open(struct fetcher *fetcher, const char *path, struct err *err)
	BURIN_MUST_CHECK;

/* False when the helper is gone: nothing will be answered. */
bool fetcher_is_alive(struct fetcher *fetcher);

#endif
