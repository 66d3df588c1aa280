/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a pattern with structure becomes: a list of steps, run by program_match(). A step takes
 * bytes and leads to the next one; a split tries the next step and, where that fails, another
 * further on.
 * All ways lead forward, so a program has a shortest and a longest match and always ends.
 *
 * Gaps take as little as they can.
 *
 * Building: append steps, branch by branch, then seal.
 *
 *	( 41 | 42 ) 43      split +3, byte 41, jump +2, byte 42, byte 43, done
 */
#ifndef BURIN_SCAN_PROGRAM_H
#define BURIN_SCAN_PROGRAM_H

#include "base/err.h"
#include "scan/match.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum program_op {
	STEP_BYTE,               /* (byte & mask) == value; with fold the byte is lower-cased */
	STEP_SET,                /* the byte is in sets[a] */
	STEP_GAP,                /* a to b bytes */
	STEP_SPLIT,              /* the next step, or else the one a steps from here */
	STEP_JUMP,               /* to the step a steps from here */
	STEP_SAVE,               /* group place a is here */
	STEP_NUMBER,             /* an unsigned number of a bytes within [low, high] */
	STEP_LEB,                /* an unsigned LEB128 within [low, high] */
	STEP_DONE,
};

enum { PROGRAM_STEPS = 100000, PROGRAM_REACH = 1 << 20, PROGRAM_LEB = 10 };

struct byteset {
	uint64_t bits[4];
};

static inline bool byteset_has(const struct byteset *set, unsigned byte)
{
	return set->bits[byte >> 6] >> (byte & 63) & 1;
}

static inline void byteset_add(struct byteset *set, unsigned byte)
{
	set->bits[byte >> 6] |= UINT64_C(1) << (byte & 63);
}

struct program_step {
	enum program_op op;
	uint8_t value, mask;
	bool fold;
	bool big;
	uint32_t a, b;
	uint64_t low, high;
};

struct program {
	struct program_step *steps;      /* owned */
	size_t count, room;
	struct byteset *sets;            /* owned */
	size_t set_count, set_room;
	unsigned groups;                 /* captures */
	uint64_t least, most;            /* bytes of a match; after program_seal() */
	bool failed;                     /* memory ran out, or too many steps, while building */
};

void program_done(struct program *program);

/* Failure is kept until program_seal(). program_insert() puts a step before those from `at` on, all
 * of which were appended after it. */
void program_add(struct program *program, const struct program_step *step);
void program_insert(struct program *program, size_t at, const struct program_step *step);
void program_add_set(struct program *program, const struct byteset *set);

/* Appends STEP_DONE and measures. ERR_RANGE when the longest match is longer than PROGRAM_REACH. */
bool program_seal(struct program *program, struct err *err) BURIN_MUST_CHECK;

/* The bytes a step may begin with. */
struct byteset program_firsts(const struct program *program);

/* The places that a match begins with on each way through the program, as values and masks. */
enum { PROGRAM_PREFIXES = 16, PROGRAM_PREFIX = 32 };
struct program_prefix {
	size_t len;
	uint8_t value[PROGRAM_PREFIX], mask[PROGRAM_PREFIX];
};

/* Fills prefixes[]; 0 when there are too many ways, or one begins with nothing that is known. */
size_t program_prefixes(const struct program *program, struct program_prefix *prefixes);

/* What a run needs; one thread's. Zeroed at first. */
struct program_run {
	struct program_choice *choices;  /* owned */
	size_t room;
	uint8_t *seen;                   /* owned: states that lead nowhere */
	size_t seen_room;
};

void program_run_done(struct program_run *run);

/* Whether the program matches at data[at], within data[0..len). Fills *match. */
enum match_result program_match(const struct program *program, struct program_run *run,
				const uint8_t *data, size_t len, size_t at, struct match *match);

#endif
