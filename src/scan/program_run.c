/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: backtracking over a stack of choices that were left. A run that comes back often
 * begins to remember the states (step, place) that led nowhere, one bit each, so that hostile
 * bytes cost at most steps times places; where that table would be too large, or the work too much
 * all the same, it gives up and says so.
 *
 * Rejected: a set of states per byte, which is never slow but finds no captures without carrying
 * them along; a translation to PCRE2, which would leave builds without it with half a language.
 */
#include "scan/program.h"

#include <stdlib.h>
#include <string.h>

#include "base/scalar.h"

enum {
	EASY = 64,               /* choices taken before states are remembered */
	SEEN_MOST = 4 << 20,     /* bytes of the table of states */
	WORK_MOST = 1 << 22,     /* choices taken at one place before it gives up */
};

/* What is left to try: a step at a place; of a gap, so many bytes of it. Or (step SIZE_MAX) a group
 * place that becomes again what it was. */
struct program_choice {
	size_t step, at;
	uint32_t taken;
	uint32_t group;
};

struct thread {
	const struct program *program;
	struct program_run *run;
	const uint8_t *data;
	size_t len, start, count;        /* count: choices on the stack */
	size_t groups[2 * (MATCH_GROUPS + 1)];
	uint64_t work;
	bool remembers;
};

void program_run_done(struct program_run *run)
{
	free(run->choices);
	free(run->seen);
	*run = (struct program_run){ 0 };
}

static bool push(struct thread *thread, size_t step, size_t at, uint32_t taken, uint32_t group)
{
	struct program_run *run = thread->run;

	if (thread->count == run->room) {
		size_t room = run->room == 0 ? 64 : run->room * 2;
		void *grown = realloc(run->choices, room * sizeof(*run->choices));

		if (grown == NULL)
			return false;
		run->choices = grown;
		run->room = room;
	}
	run->choices[thread->count++] = (struct program_choice){ step, at, taken, group };
	return true;
}

/* From here on states are remembered, where they are not too many. */
static void remember(struct thread *thread)
{
	const struct program *program = thread->program;
	uint64_t bits = (program->most + 1) * program->count;
	size_t bytes = (size_t)(bits / 8 + 1);

	if (bits / 8 >= SEEN_MOST)
		return;
	if (thread->run->seen_room < bytes) {
		void *grown = realloc(thread->run->seen, bytes);

		if (grown == NULL)
			return;
		thread->run->seen = grown;
		thread->run->seen_room = bytes;
	}
	memset(thread->run->seen, 0, bytes);
	thread->remembers = true;
}

/* Whether the state was met before; from now on it was. */
static bool was_seen(struct thread *thread, size_t step, size_t at)
{
	size_t bit = (at - thread->start) * thread->program->count + step;
	uint8_t *byte;

	if (!thread->remembers)
		return false;
	byte = &thread->run->seen[bit / 8];
	if (*byte >> (bit & 7) & 1)
		return true;
	*byte |= (uint8_t)(1u << (bit & 7));
	return false;
}

static bool take_byte(const struct thread *thread, const struct program_step *step, size_t at)
{
	uint8_t byte;

	if (at >= thread->len)
		return false;
	byte = thread->data[at];
	if (step->op == STEP_SET)
		return byteset_has(&thread->program->sets[step->a], byte);
	if (step->fold && byte >= 'A' && byte <= 'Z')
		byte |= 0x20;
	return (byte & step->mask) == step->value;
}

static bool take_number(const struct thread *thread, const struct program_step *step, size_t at)
{
	uint64_t value;

	if (step->a > thread->len - at)
		return false;
	value = load_int(thread->data + at, step->a, step->big);
	return value >= step->low && value <= step->high;
}

/* Bytes of the LEB128 at `at` when its value fits the step, else 0. */
static size_t take_leb(const struct thread *thread, const struct program_step *step, size_t at)
{
	uint64_t value = 0;

	for (size_t i = 0; i < PROGRAM_LEB && at + i < thread->len; i++) {
		uint64_t part = thread->data[at + i] & 0x7f;

		if (i == PROGRAM_LEB - 1 && part > 1)
			return 0;
		value |= part << (7 * i);
		if (thread->data[at + i] < 0x80)
			return value >= step->low && value <= step->high ? i + 1 : 0;
	}
	return 0;
}

/* A gap at `at` of which `taken` bytes or more are tried. */
static enum match_result take_gap(struct thread *thread, size_t pc, size_t at, uint32_t taken)
{
	const struct program_step *step = &thread->program->steps[pc];

	if (taken > thread->len - at)
		return MATCH_NONE;
	if (taken < step->b && !push(thread, pc, at, taken + 1, 0))
		return MATCH_NOMEM;
	return MATCH_FOUND;
}

/* Takes the step; *pc and *at move on. MATCH_NONE: this way is closed. */
static enum match_result take_step(struct thread *thread, size_t *pc, size_t *at)
{
	const struct program_step *step = &thread->program->steps[*pc];
	enum match_result result;
	size_t len;

	switch (step->op) {
	case STEP_BYTE: case STEP_SET:
		if (!take_byte(thread, step, *at))
			return MATCH_NONE;
		++*at;
		break;
	case STEP_NUMBER:
		if (!take_number(thread, step, *at))
			return MATCH_NONE;
		*at += step->a;
		break;
	case STEP_LEB:
		len = take_leb(thread, step, *at);
		if (len == 0)
			return MATCH_NONE;
		*at += len;
		break;
	case STEP_GAP:
		if (was_seen(thread, *pc, *at))
			return MATCH_NONE;
		result = take_gap(thread, *pc, *at, step->a);
		if (result != MATCH_FOUND)
			return result;
		*at += step->a;
		break;
	case STEP_SPLIT:
		if (was_seen(thread, *pc, *at))
			return MATCH_NONE;
		if (!push(thread, *pc + step->a, *at, 0, 0))
			return MATCH_NOMEM;
		break;
	case STEP_SAVE:
		if (!push(thread, SIZE_MAX, thread->groups[step->a], 0, step->a))
			return MATCH_NOMEM;
		thread->groups[step->a] = *at;
		break;
	default:
		break;
	}
	*pc += step->op == STEP_JUMP ? step->a : 1;
	return MATCH_FOUND;
}

/* Goes back to the last choice left. */
static enum match_result go_back(struct thread *thread, size_t *pc, size_t *at)
{
	while (thread->count > 0) {
		struct program_choice choice = thread->run->choices[--thread->count];
		enum match_result result;

		if (choice.step == SIZE_MAX) {
			thread->groups[choice.group] = choice.at;
			continue;
		}
		if (++thread->work == EASY)
			remember(thread);
		if (thread->work > WORK_MOST)
			return MATCH_COMPLEX;
		*pc = choice.step;
		*at = choice.at;
		if (thread->program->steps[*pc].op != STEP_GAP || choice.taken == 0)
			return MATCH_FOUND;
		result = take_gap(thread, *pc, *at, choice.taken);
		if (result == MATCH_NOMEM)
			return result;
		if (result == MATCH_FOUND) {
			*at += choice.taken;
			++*pc;
			return result;
		}
	}
	return MATCH_NONE;
}

static void tell(const struct thread *thread, size_t end, struct match *match)
{
	match->start = thread->start;
	match->end = end;
	match->groups = thread->program->groups;
	for (unsigned i = 1; i <= match->groups; i++) {
		match->group[i].start = thread->groups[2 * i];
		match->group[i].end = thread->groups[2 * i + 1];
	}
}

enum match_result program_match(const struct program *program, struct program_run *run,
				const uint8_t *data, size_t len, size_t at, struct match *match)
{
	struct thread thread;
	size_t pc = 0, place = at;

	thread.program = program;
	thread.run = run;
	thread.data = data;
	thread.len = len;
	thread.start = at;
	thread.count = 0;
	thread.work = 0;
	thread.remembers = false;
	for (unsigned i = 2; i < 2 * (program->groups + 1); i++)
		thread.groups[i] = SIZE_MAX;
	while (program->steps[pc].op != STEP_DONE) {
		enum match_result result = take_step(&thread, &pc, &place);

		if (result == MATCH_NONE)
			result = go_back(&thread, &pc, &place);
		if (result != MATCH_FOUND)
			return result;
	}
	tell(&thread, place, match);
	return MATCH_FOUND;
}
