/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_SUPPORT_POWER_IN_PLACE_H
#define BURIN_SUPPORT_POWER_IN_PLACE_H

/*
 * The part of support/power_cut.h that saves in place have in common: one crash a run, then
 * recovery, itself interrupted up to three times. Afterwards the file is the old one or the new
 * one; the new one, durably, once the save had said so; the old one once it had said that it
 * failed.
 */

#include "document/snapshot.h"
#include "support/power_cut.h"
#include "support/sim_disk.h"

/* One save. The plan's start() sets what is before the empty line, its save() what it said. */
struct power_scene {
	uint8_t *old, *new;      /* owned */
	uint64_t old_size, new_size;
	bool device;             /* the target is one */

	struct sim_disk *sim;
	uint64_t cancel_at;      /* a step; 0: never */
	int fd;
	struct snapshot snapshot;        /* of the new bytes */
	bool said_saved;
	bool said_failed;
	bool retired;            /* nothing is left to recover */
};

/* For power_plan.once. */
void power_in_place(struct power *power);

#endif
