/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/random.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>

/*
 * splitmix64 (Steele, Lea, Flood 2014): one addition and a mixer, no bad seeds, and short enough
 * to be seen right. The modulo in random_below favours small results by less than 2^-32 for the
 * bounds that tests use, which no test can see.
 */

#define DEFAULT_SEED UINT64_C(0x62757269)

void random_init(struct random *rnd, uint64_t seed)
{
	rnd->state = seed;
}

void random_start(struct random *rnd)
{
	const char *text = getenv("BURIN_SEED");
	uint64_t seed = text && *text ? strtoull(text, NULL, 0) : DEFAULT_SEED;

	printf("# BURIN_SEED=0x%" PRIx64 "\n", seed);
	fflush(stdout);
	random_init(rnd, seed);
}

uint64_t random_next(struct random *rnd)
{
	uint64_t mix = rnd->state += UINT64_C(0x9e3779b97f4a7c15);

	mix = (mix ^ (mix >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	mix = (mix ^ (mix >> 27)) * UINT64_C(0x94d049bb133111eb);
	return mix ^ (mix >> 31);
}

uint64_t random_below(struct random *rnd, uint64_t bound)
{
	assert(bound > 0);
	return random_next(rnd) % bound;
}

uint64_t random_between(struct random *rnd, uint64_t low, uint64_t high)
{
	assert(low <= high);
	if (high - low == UINT64_MAX)
		return random_next(rnd);
	return low + random_below(rnd, high - low + 1);
}

void random_fill(struct random *rnd, void *data, size_t len)
{
	unsigned char *bytes = data;

	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)(random_next(rnd) >> 56);
}

void random_fill_runs(struct random *rnd, void *data, size_t len, size_t most)
{
	for (size_t at = 0; at < len;) {
		size_t run = (size_t)random_between(rnd, 1, most);

		if (run > len - at)
			run = len - at;
		if (random_below(rnd, 3) > 0)
			random_fill(rnd, (char *)data + at, run);
		else
			memset((char *)data + at, 0, run);
		at += run;
	}
}
