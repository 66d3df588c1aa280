/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_SUPPORT_SIM_DISK_H
#define BURIN_SUPPORT_SIM_DISK_H

/*
 * A disk in memory on which the power fails, for what is saved in place: the file, and a journal
 * under a name. Writes are in the page cache until they are synced; of what was not, any part
 * survives a power cut (sim_file.h). Names are durable when their folder was synced. After the
 * power is off every call fails and does nothing, so the code under test walks its own error paths
 * and frees what it has.
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
#include "support/sim_file.h"

#include <stdbool.h>

enum { SIM_FILES = 8 };

struct sim_disk {
	struct disk base;        /* what is tested gets &sim->base */
	struct random *random;   /* borrowed */
	struct sim_file files[SIM_FILES];    /* 0: the one under test */
	uint64_t changed[SIM_FILES], durable_changed[SIM_FILES];     /* times */
	struct sim_name name;    /* the one name that there is */
	bool device;             /* file 0 is a block device: known by its number alone, of fixed
	                            size; its node, and so its times, are made anew at a boot */
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
