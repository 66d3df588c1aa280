/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process that closes files for this one.
 *
 * close() of a file on FUSE waits until its server has answered, and no signal ends that wait; nor
 * does the end of the program, which closes what is open. So a process is made that shares the
 * table of descriptors with us: what it closes is closed, and what is open when we end does not
 * have to be closed by us. Who waits for the server in vain is then a process nobody waits for.
 *
 *	struct closer *closer = closer_new(&err);     while processes may still be made
 *	closer_close(closer, fd);
 */
#ifndef BURIN_STORE_CLOSER_H
#define BURIN_STORE_CLOSER_H

#include "base/err.h"

struct closer;

struct closer *closer_new(struct err *err) BURIN_MUST_CHECK;

/* The process goes on until this one has ended. NULL is allowed. */
void closer_free(struct closer *closer);

/* The descriptor is gone for the caller. Returns when it was closed, and after some milliseconds at
 * the latest. From any thread; without a closer (NULL) it is close(). */
void closer_close(struct closer *closer, int fd);

#endif
