/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building programs, and what can be told of one without running it. As every way leads forward,
 * one walk from the last step to the first measures them all. */
#include "scan/program.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

enum { ENOUGH = 8 };       /* places of a prefix behind which ways need not be told apart */

void program_done(struct program *program)
{
	free(program->steps);
	free(program->sets);
	*program = (struct program){ 0 };
}

static bool grow(void **items, size_t *room, size_t count, size_t item)
{
	size_t more = *room == 0 ? 16 : *room * 2;
	void *grown;

	if (count < *room)
		return true;
	grown = realloc(*items, more * item);
	if (grown == NULL)
		return false;
	*items = grown;
	*room = more;
	return true;
}

void program_insert(struct program *program, size_t at, const struct program_step *step)
{
	void *steps = program->steps;

	if (program->failed || program->count >= PROGRAM_STEPS ||
	    !grow(&steps, &program->room, program->count, sizeof(*step))) {
		program->failed = true;
		return;
	}
	program->steps = steps;
	memmove(program->steps + at + 1, program->steps + at,
		(program->count - at) * sizeof(*step));
	program->steps[at] = *step;
	program->count++;
}

void program_add(struct program *program, const struct program_step *step)
{
	program_insert(program, program->count, step);
}

void program_add_set(struct program *program, const struct byteset *set)
{
	struct program_step step = { .op = STEP_SET, .a = (uint32_t)program->set_count };
	void *sets = program->sets;

	if (program->failed ||
	    !grow(&sets, &program->set_room, program->set_count, sizeof(*set))) {
		program->failed = true;
		return;
	}
	program->sets = sets;
	program->sets[program->set_count++] = *set;
	program_add(program, &step);
}

/* Bytes a step takes by itself. */
static void step_bytes(const struct program_step *step, uint64_t *least, uint64_t *most)
{
	*least = *most = 0;
	if (step->op == STEP_BYTE || step->op == STEP_SET) {
		*least = *most = 1;
	} else if (step->op == STEP_NUMBER) {
		*least = *most = step->a;
	} else if (step->op == STEP_GAP) {
		*least = step->a;
		*most = step->b;
	} else if (step->op == STEP_LEB) {
		*least = 1;
		*most = PROGRAM_LEB;
	}
}

static void measure(struct program *program, uint64_t (*reach)[2])
{
	for (size_t i = program->count; i-- > 0;) {
		const struct program_step *step = &program->steps[i];
		size_t next = step->op == STEP_JUMP ? i + step->a : i + 1;

		if (step->op == STEP_DONE) {
			reach[i][0] = reach[i][1] = 0;
			continue;
		}
		step_bytes(step, &reach[i][0], &reach[i][1]);
		reach[i][0] += reach[next][0];
		reach[i][1] += reach[next][1];
		if (step->op == STEP_SPLIT) {
			reach[i][0] = min_u64(reach[i][0], reach[i + step->a][0]);
			reach[i][1] = max_u64(reach[i][1], reach[i + step->a][1]);
		}
	}
	program->least = reach[0][0];
	program->most = reach[0][1];
}

bool program_seal(struct program *program, struct err *err)
{
	struct program_step end = { .op = STEP_DONE };
	uint64_t (*reach)[2];

	program_add(program, &end);
	reach = program->failed ? NULL : malloc(program->count * sizeof(*reach));
	if (reach == NULL)
		return err_nomem(err);
	measure(program, reach);
	free(reach);
	if (program->most > PROGRAM_REACH)
		return err_set(err, ERR_RANGE, "what the pattern takes can be longer than 1 MiB");
	if (program->least == 0)
		return err_set(err, ERR_SYNTAX, "a pattern that takes no bytes finds nothing");
	return true;
}

static struct byteset everything(void)
{
	return (struct byteset){ { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX } };
}

static void take_masked(uint8_t value, uint8_t mask, bool fold, struct byteset *set)
{
	for (unsigned byte = 0; byte < 256; byte++) {
		unsigned plain = fold && byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;

		if ((plain & mask) == value)
			byteset_add(set, byte);
	}
}

/* What is fixed in each byte of a number between two bounds: bits from the top down to the first
 * that differs. */
static void number_places(const struct program_step *step, struct program_prefix *prefix)
{
	unsigned size = step->a;
	uint64_t differ = step->low ^ step->high, fixed = UINT64_MAX;

	if (differ != 0) {
		unsigned bits = 64 - (unsigned)__builtin_clzll(differ);

		fixed = bits == 64 ? 0 : ~((UINT64_C(1) << bits) - 1);
	}
	prefix->len = size;
	for (unsigned i = 0; i < size; i++) {
		unsigned shift = 8 * (step->big ? size - 1 - i : i);

		prefix->mask[i] = (uint8_t)(fixed >> shift);
		prefix->value[i] = (uint8_t)(step->low >> shift) & prefix->mask[i];
	}
}

/* The mask and value that take all of a set and as little else as can be. */
static void cover(const struct byteset *set, uint8_t *value, uint8_t *mask)
{
	unsigned all = 0xff, any = 0;

	for (unsigned byte = 0; byte < 256; byte++) {
		if (byteset_has(set, byte)) {
			all &= byte;
			any |= byte;
		}
	}
	*mask = (uint8_t)~(all ^ any);
	*value = (uint8_t)(all & *mask);
}

static void add_firsts(const struct program *program, size_t at, struct byteset *set,
		       unsigned *budget)
{
	const struct program_step *step = &program->steps[at];
	struct program_prefix number;

	while (step->op == STEP_SAVE || step->op == STEP_JUMP)
		step += step->op == STEP_JUMP ? step->a : 1;
	at = (size_t)(step - program->steps);
	if (*budget == 0 || step->op == STEP_GAP || step->op == STEP_LEB ||
	    step->op == STEP_DONE) {
		*set = everything();
	} else if (step->op == STEP_SPLIT) {
		--*budget;
		add_firsts(program, at + 1, set, budget);
		add_firsts(program, at + step->a, set, budget);
	} else if (step->op == STEP_BYTE) {
		take_masked(step->value, step->mask, step->fold, set);
	} else if (step->op == STEP_SET) {
		for (unsigned i = 0; i < 4; i++)
			set->bits[i] |= program->sets[step->a].bits[i];
	} else {
		number_places(step, &number);
		take_masked(number.value[0], number.mask[0], false, set);
	}
}

struct byteset program_firsts(const struct program *program)
{
	struct byteset set = { { 0 } };
	unsigned budget = 1000;

	add_firsts(program, 0, &set, &budget);
	return set;
}

/* Adds the places of one step; false when no more can be known. */
static bool extend(const struct program *program, const struct program_step *step,
		   struct program_prefix *prefix)
{
	struct program_prefix part = { .len = 1 };

	if (step->op == STEP_BYTE) {
		part.mask[0] = step->fold ? 0xdf : step->mask;
		part.value[0] = step->value & part.mask[0];
	} else if (step->op == STEP_SET) {
		cover(&program->sets[step->a], &part.value[0], &part.mask[0]);
	} else if (step->op == STEP_NUMBER) {
		number_places(step, &part);
	} else if (step->op == STEP_GAP && step->a == step->b && step->a <= PROGRAM_PREFIX) {
		part.len = step->a;
	} else {
		return step->op == STEP_SAVE || step->op == STEP_JUMP;
	}
	if (part.len > PROGRAM_PREFIX - prefix->len)
		return false;
	memcpy(prefix->value + prefix->len, part.value, part.len);
	memcpy(prefix->mask + prefix->len, part.mask, part.len);
	prefix->len += part.len;
	return true;
}

static bool is_telling(struct program_prefix *prefix)
{
	unsigned bits = 0;

	for (size_t i = 0; i < prefix->len; i++)
		bits += (unsigned)__builtin_popcount(prefix->mask[i]);
	while (prefix->len > 0 && prefix->mask[prefix->len - 1] == 0)
		prefix->len--;
	return bits >= 8;
}

/* Follows one way; a split while the prefix still tells nothing opens another. */
static bool follow(const struct program *program, size_t at, struct program_prefix prefix,
		   struct program_prefix *prefixes, size_t *count)
{
	for (;;) {
		const struct program_step *step = &program->steps[at];

		if (step->op == STEP_SPLIT && prefix.len < ENOUGH) {
			if (!follow(program, at + 1, prefix, prefixes, count))
				return false;
			at += step->a;
			continue;
		}
		if (!extend(program, step, &prefix))
			break;
		at += step->op == STEP_JUMP ? step->a : 1;
	}
	if (*count == PROGRAM_PREFIXES || !is_telling(&prefix))
		return false;
	prefixes[(*count)++] = prefix;
	return true;
}

size_t program_prefixes(const struct program *program, struct program_prefix *prefixes)
{
	struct program_prefix empty = { 0 };
	size_t count = 0;

	return follow(program, 0, empty, prefixes, &count) ? count : 0;
}
