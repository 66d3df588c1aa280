/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small pool of threads that run tasks in the order they were given.
 *
 * All signals are blocked in the threads, so handlers run in the main one (excepted are SIGBUS and
 * the like, which are raised in the thread that faults). Whoever submits learns of the end by what
 * the task itself does (the editor's queue writes to an eventfd).
 */
#ifndef BURIN_BASE_WORKERS_H
#define BURIN_BASE_WORKERS_H

#include "base/err.h"

struct workers;

/* How many processors this process may use, at most `most`; at least 1. */
unsigned workers_processors(unsigned most);

struct workers *workers_new(unsigned count, struct err *err) BURIN_MUST_CHECK;

/* Runs run(argument) on some thread, later. Fails with ERR_NOMEM. */
bool workers_submit(struct workers *workers, void (*run)(void *argument), void *argument,
		    struct err *err) BURIN_MUST_CHECK;

/* Calls run(context, index) for each index below `count`, the first in this thread, and comes back
 * when all have. Where `workers` is NULL, or memory runs out, all run here, one after the other. */
enum { WORKERS_SHARE = 64 };     /* at most so many */
void workers_share(struct workers *workers, unsigned count,
		   void (*run)(void *context, unsigned index), void *context);

/* Waits for what runs, drops what has not begun, ends the threads. NULL is allowed. */
void workers_free(struct workers *workers);

#endif
