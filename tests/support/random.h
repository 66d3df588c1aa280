/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_SUPPORT_RANDOM_H
#define BURIN_SUPPORT_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/*
 * Random numbers that a failed run can be replayed with: the same seed gives the same numbers on
 * every machine.
 *
 *	struct random rnd;
 *
 *	random_start(&rnd);
 *	pos = random_below(&rnd, size + 1);
 */

/* A splitmix64 generator. Copying it copies the sequence from here on. */
struct random {
	uint64_t state; /* where the sequence stands */
};

/* Seed from BURIN_SEED in the environment, else a fixed number, and print the seed as a remark. */
void random_start(struct random *rnd);

void random_init(struct random *rnd, uint64_t seed);

uint64_t random_next(struct random *rnd);

/* A number from 0 to bound - 1. bound is at least 1. */
uint64_t random_below(struct random *rnd, uint64_t bound);

/* A number from low to high, both included. */
uint64_t random_between(struct random *rnd, uint64_t low, uint64_t high);

void random_fill(struct random *rnd, void *data, size_t len);

/* The same with runs of zeroes, each run of at most so many bytes. */
void random_fill_runs(struct random *rnd, void *data, size_t len, size_t most);

#endif
