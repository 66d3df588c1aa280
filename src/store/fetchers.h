/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads of a file that may never be answered: a dying disk, a dead server, a FUSE file system that
 * hangs. Helper processes read (store/fetcher.h); who asks waits as long as it likes, and the
 * answer to a read that was not waited for is there when the same is asked again. Any thread.
 */
#ifndef BURIN_STORE_FETCHERS_H
#define BURIN_STORE_FETCHERS_H

#include "base/err.h"
#include "store/careful.h"
#include "store/nursery.h"

#include <stddef.h>
#include <stdint.h>

struct fetchers;

/* Both are borrowed. Helpers start when they are needed. */
struct fetchers *fetchers_new(int fd, struct nursery *nursery, struct err *err) BURIN_MUST_CHECK;
/* False: there are no processes to be had, and who wants bytes has to read them. */
bool fetchers_are_there(struct fetchers *fetchers);
void fetchers_free(struct fetchers *fetchers);        /* nobody may be reading; NULL is allowed */

/* As careful_read(), of at most FETCHER_ROOM bytes. Waits at most `ms` milliseconds, or until there
 * is an answer where that is FETCHERS_PATIENT; FETCHERS_GLANCE does not wait, and takes no helper
 * from the screen. *why is 0; or EAGAIN: not answered yet; or ECANCELED: fetchers_interrupt(); or
 * why there is no helper. */
enum { FETCHERS_PATIENT = -1, FETCHERS_GLANCE = -2 };
size_t fetchers_read(struct fetchers *fetchers, uint64_t at, void *to, size_t len,
		    struct careful *careful, int ms, int *why);

/* Reads that wait now, or begin to within a minute, end without an answer. Off: no longer. */
void fetchers_interrupt(struct fetchers *fetchers, bool on);

#endif
