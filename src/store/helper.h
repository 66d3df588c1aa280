/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One helper process that reads a file for us, one range after the other, for helpers.c.
 *
 * A thread that reads from a dead disk or server is out of reach until that answers, of signals
 * and of its own program's end as well: a process is not gone before its last thread is. So such
 * reads are made by another process, and we wait for it only as long as we like.
 *
 *	helper_ask(helper, at, len, &known);
 *	if (helper_wait(helper, ms))
 *		got = helper_take(helper, to, &careful);
 *
 * One thread at a time.
 */
#ifndef BURIN_STORE_HELPER_H
#define BURIN_STORE_HELPER_H

#include "base/err.h"
#include "store/careful.h"

#include <stddef.h>
#include <stdint.h>

struct helper;

enum { HELPER_ROOM = CAREFUL_UNIT * CAREFUL_RUNS };    /* bytes of the longest range */

/* fd is the helper's from then on as well. `notify` is an eventfd that is raised with every answer,
 * or -1. */
struct helper *helper_open(int fd, int notify, struct err *err) BURIN_MUST_CHECK;

/* Does not wait for a helper that does not answer. NULL is allowed. */
void helper_close(struct helper *helper);

/* Nothing may be asked for already. */
void helper_ask(struct helper *helper, uint64_t at, size_t len, const struct careful *known);

/* True as soon as there is an answer; false after `ms` milliseconds. 0 only looks. */
bool helper_wait(struct helper *helper, int ms);

/* The answer, as that of careful_read(); the helper is free again. */
size_t helper_take(struct helper *helper, void *to, struct careful *careful);

/* False when the helper is gone: nothing will be answered. */
bool helper_is_alive(struct helper *helper);

#endif
