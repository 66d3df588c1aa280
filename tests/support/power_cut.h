/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_SUPPORT_POWER_CUT_H
#define BURIN_SUPPORT_POWER_CUT_H

/*
 * Drives the tests of what a power cut, or a kill, leaves of a save: for each plan of save_plan.h
 * many saves with random content and random trouble, and the counts of what came of them.
 *
 *	static const struct power_plan plan = { "REPLACE", once, save };
 *	power_run(&plan);                                a cmocka test is this line
 *
 * BURIN_RUNS tells how many runs, 20000 without; BURIN_SEED from where.
 */

#include "document/rope.h"
#include "store/store.h"
#include "support/random.h"

#include <stdbool.h>
#include <stdint.h>

struct power;
struct power_scene;      /* power_in_place.h */

/* One of the four. */
struct power_plan {
	const char *name;
	/* One save, and judging what is left of it. Counts power->run on, by 1 at least. */
	void (*once)(struct power *power);
	/* In place only: fills the scene; and saves it, or tries to. */
	void (*start)(struct power *power, struct power_scene *scene);
	void (*save)(struct power *power, struct power_scene *scene);
	uint64_t calls;          /* in place only: the power goes within so many */
};

struct power {
	const struct power_plan *plan;
	struct random random;
	struct store *store;     /* a new one now and then */
	struct ropes ropes;
	uint64_t run;            /* crashes so far */
	uint64_t saves;
	uint64_t left_old, left_new, finished, undone, crashed_again, failed, cancelled;
};

void power_run(const struct power_plan *plan);

/* Fails the test, with what it takes to find this run again. */
void power_fail(const struct power *power, const char *what);

/* When a call is to fail, and how: for three saves of four never. */
struct power_trouble {
	uint64_t at;             /* the number of the call; 0: never */
	bool on;                 /* and all after it */
	int error;
};
struct power_trouble power_trouble(struct power *power, uint64_t calls);

#endif
