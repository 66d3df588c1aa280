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
 * One thread at a time.
 */
#ifndef BURIN_STORE_FETCHER_H
#define BURIN_STORE_FETCHER_H

#include "base/err.h"
#include "store/careful.h"
#include "store/nursery.h"

#include <stddef.h>
#include <stdint.h>

struct fetcher;

enum { FETCHER_ROOM = CAREFUL_UNIT * CAREFUL_RUNS };    /* bytes of the longest range */

/* The file is read at fd, which the helper has too from then on. */
struct fetcher *fetcher_open(int fd, struct nursery *nursery, struct err *err) BURIN_MUST_CHECK;

/* Does not wait for a helper that does not answer. NULL is allowed. */
void fetcher_close(struct fetcher *fetcher);

/* Nothing may be asked for already. */
void fetcher_ask(struct fetcher *fetcher, uint64_t at, size_t len, const struct careful *known);

/* True as soon as there is an answer; false after `ms` milliseconds. 0 only looks. */
bool fetcher_wait(struct fetcher *fetcher, int ms);

/* The answer, as that of careful_read(); the helper is free again. */
size_t fetcher_take(struct fetcher *fetcher, void *to, struct careful *careful);

/* False when the helper is gone: nothing will be answered. */
bool fetcher_is_alive(struct fetcher *fetcher);

#endif
