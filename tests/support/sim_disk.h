/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_SUPPORT_SIM_DISK_H
#define BURIN_SUPPORT_SIM_DISK_H

/*
 * A disk in memory on which the power fails. Writes are in the page cache until they are synced;
 * of what was not, any part survives a power cut, in units of 64 bytes, in any order. Names are
 * durable when their folder was synced. After the power is off every call fails and does nothing,
 * so the code under test walks its own error paths and frees what it has.
 *
 *	struct sim_disk *sim = sim_disk_new(&random);
 *	int fd = sim_disk_put(sim, bytes, len);          the file under test; its handle for ever
 *	sim->crash_at = 17;                              at this call the power goes
 *	... save through &sim->base ...
 *	sim_disk_restart(sim, killed);                   what a reboot, or a killed program, leaves
 *	... recover ...
 *	sim_disk_free(sim);
 */

#include "document/disk.h"
#include "support/random.h"

#include <stdbool.h>

enum { SIM_FILES = 8, SIM_NAMES = 16 };

/* A change that is not on the disk yet. */
struct sim_op {
	bool resize;
	bool hole;               /* zeroes */
	uint64_t off;            /* of a resize: the size */
	uint64_t len;
	uint8_t *bytes;          /* owned; NULL for a resize or a hole */
};

/* A file, as programs see it and as the disk has it. */
struct sim_file {
	uint64_t ino;            /* 0: not used */
	uint8_t *now, *durable;  /* owned */
	uint64_t now_size, durable_size, room;
	uint64_t changed, durable_changed;
	struct sim_op *ops;      /* owned */
	size_t op_count, op_room;
};

struct sim_disk {
	struct disk base;        /* what is tested gets &sim->base */
	struct random *random;   /* borrowed */
	struct sim_file files[SIM_FILES];    /* 0: the one under test */
	int name[SIM_NAMES];     /* states of the one name that there is; the last is now, the first
	                            is durable; -1: no file has it */
	size_t names;
	uint64_t next_ino;
	uint64_t clock;
	uint64_t calls;          /* that could crash or fail, so far */
	uint64_t crash_at;       /* 0: never */
	uint64_t fail_at;        /* 0: never */
	bool fail_on;            /* and all after it */
	int error;               /* what it fails with */
	bool off;                /* the power is off */
	uint64_t failed;         /* calls that were made to fail */
};

struct sim_disk *sim_disk_new(struct random *random);
void sim_disk_free(struct sim_disk *sim);
int sim_disk_put(struct sim_disk *sim, const void *bytes, uint64_t len);

/* The power comes back. `killed`: it was not away, only the program was. */
void sim_disk_restart(struct sim_disk *sim, bool killed);

/* The file under test holds this, as programs see it. */
bool sim_disk_holds(const struct sim_disk *sim, const void *bytes, uint64_t len);

#endif
