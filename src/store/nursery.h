/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The process that starts helper processes (store/fetcher.h). It is made when the first of them is
 * wanted, and at the latest, by nursery_hatch(), while the program still may make processes; so a
 * start that needs none does not wait for it. It does nothing but wait for who wants a helper.
 */
#ifndef BURIN_STORE_NURSERY_H
#define BURIN_STORE_NURSERY_H

#include "base/err.h"

struct nursery;

/* `notify` is an eventfd (borrowed) that each helper raises with every answer, or -1. */
struct nursery *nursery_new(int notify, struct err *err) BURIN_MUST_CHECK;

/* Makes the process unless there was one, or it could not be made, before; false: there is none,
 * now and ever, and everybody has to wait for the disk. From any thread. */
bool nursery_hatch(struct nursery *nursery);
void nursery_free(struct nursery *nursery);          /* its helpers go on; NULL is allowed */

/* A process runs serve() with these descriptors (NURSERY_FDS of them, borrowed), and has no others.
 * The last is the eventfd, which is added. */
enum { NURSERY_FDS = 3 };
bool nursery_start(struct nursery *nursery, const int fds[NURSERY_FDS], struct err *err)
	BURIN_MUST_CHECK;

/* From now on what nursery_close() closes, and what is open when the program ends, is not waited
 * for (store/closer.h). Only where files of servers are to be expected, and while the program still
 * may make processes. */
bool nursery_start_closer(struct nursery *nursery, struct err *err) BURIN_MUST_CHECK;

/* The descriptor is gone for the caller. NULL is allowed. */
void nursery_close(struct nursery *nursery, int fd);

/* fetcher.c: what such a process does. */
void fetcher_serve(int file, int page, int asked, int notify);

#endif
