/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads of a file that may never be answered: a dying disk, a dead server, a FUSE file system that
 * hangs. Helper processes read (store/helper.h); who asks waits as long as it likes, and the answer
 * to a read that was not waited for is there when the same is asked again. Any thread.
 */
#ifndef BURIN_STORE_HELPERS_H
#define BURIN_STORE_HELPERS_H

#include "base/err.h"
#include "store/careful.h"

#include <stddef.h>
#include <stdint.h>

struct helpers;

/* The descriptor is borrowed. `notify` as for helper_open(). Helpers start when they are
 * needed. */
struct helpers *helpers_new(int fd, int notify, struct err *err) BURIN_MUST_CHECK;
void helpers_free(struct helpers *helpers);        /* nobody may be reading; NULL is allowed */

/* As careful_read(), of at most HELPER_ROOM bytes. Waits at most `ms` milliseconds, or until there
 * is an answer where that is HELPERS_PATIENT. *why is 0; or EAGAIN: not answered yet; or ECANCELED:
 * helpers_interrupt(); or why there is no helper. */
enum { HELPERS_PATIENT = -1 };
size_t helpers_read(struct helpers *helpers, uint64_t at, void *to, size_t len,
		    struct careful *careful, int ms, int *why);

/* Reads that wait now, or begin to within half a second, end without an answer. */
void helpers_interrupt(struct helpers *helpers);

#endif
