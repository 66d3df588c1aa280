/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_UNIT_SCAN_SLOW_DISK_H
#define BURIN_UNIT_SCAN_SLOW_DISK_H

/* pread() of our own, in helper processes as well: it counts, and hangs when it is told to.
 * Programs with it are linked with --wrap=pread,--wrap=pread64. Beside it files that are read by
 * it. */

#include "scan_support.h"

#include <stdatomic.h>

#include "base/job.h"

struct disk {
	atomic_uint reads;
	atomic_bool hangs;
};

extern struct disk *disk;

/* A fixture of the group in the place of scan_start(); scan_end() ends it. */
int disk_start(void **state);

struct document *disk_open(const char *path);    /* by blocks */

/* A file of `size` bytes, all hole but for pages of 'x'. NULL: the file system has no such ones. */
const char *disk_sparse(uint64_t size, const uint64_t *at, size_t count);

/* From here to disk_answered() files are read by helper processes, and documents are of a store of
 * their own. */
struct slow {
	struct store *store;
	struct ropes shared;     /* of the others, meanwhile */
	int notify;
};
void disk_slow(struct slow *slow);
void disk_answered(struct slow *slow);           /* those documents are closed */

/* While the disk hangs the job says that it waits; then it is run to its end. */
void disk_run(const struct slow *slow, struct job *job);

#endif
