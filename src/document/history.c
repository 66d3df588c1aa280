/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changes stand in chunks of HISTORY_CHUNK that never move, so a long history has no slack
 * and is never copied; only the small array of chunk pointers grows by doubling.
 *
 * A change's stamp packs, from the top: 1 bit "begins a step", 27 bits of seconds (four
 * years), 36 bits of serial number. Three fields of their own would make a change 48 bytes.
 *
 * Rejected: one struct per step with a list of changes (an allocation per step, and typing is
 * all steps); the index of the saved change as "saved" (a save that ends after undo and new
 * edits would mark the wrong state).
 */
#include "document/history.h"

#include <assert.h>
#include <stdlib.h>

#define STAMP_FIRST (UINT64_C(1) << 63)
#define SERIAL_BITS 36
#define SERIAL_MASK ((UINT64_C(1) << SERIAL_BITS) - 1)
#define SECONDS_MASK ((UINT64_C(1) << (63 - SERIAL_BITS)) - 1)

static uint64_t make_stamp(bool first, uint64_t now, uint64_t serial)
{
	return (first ? STAMP_FIRST : 0) | (now / 1000 & SECONDS_MASK) << SERIAL_BITS |
	       (serial & SERIAL_MASK);
}

static bool is_first(const struct change *change)
{
	return (change->stamp & STAMP_FIRST) != 0;
}

static uint64_t seconds_of(const struct change *change)
{
	return change->stamp >> SERIAL_BITS & SECONDS_MASK;
}

static struct change *change_at(const struct history *history, uint64_t index)
{
	return &history->chunks[index / HISTORY_CHUNK][index % HISTORY_CHUNK];
}

void history_init(struct history *history, struct ropes *ropes)
{
	*history = (struct history){ .ropes = ropes };
}

/* Forgets the changes from `count` on, which are not applied, but for one chunk of room. */
static void cut(struct history *history, uint64_t count)
{
	while (history->count > count) {
		struct change *change = change_at(history, --history->count);

		rope_unref(history->ropes, change->removed);
		rope_unref(history->ropes, change->inserted);
	}
	while (history->chunk_count > count / HISTORY_CHUNK + 2)
		free(history->chunks[--history->chunk_count]);
	history->steps_undone = 0;
}

void history_clear(struct history *history)
{
	cut(history, 0);
	history->applied = 0;
	history->steps = 0;
	history->base = ++history->serial;
	history->sealed = false;
	history->group_from = 0;
}

void history_done(struct history *history)
{
	cut(history, 0);
	while (history->chunk_count > 0)
		free(history->chunks[--history->chunk_count]);
	free(history->chunks);
	history_init(history, history->ropes);
}

static bool add_chunk(struct history *history)
{
	if (history->chunk_count == history->chunk_room) {
		size_t room = history->chunk_room ? 2 * history->chunk_room : 8;
		struct change **chunks = realloc(history->chunks, room * sizeof *chunks);

		if (!chunks)
			return false;
		history->chunks = chunks;
		history->chunk_room = room;
	}

	struct change *chunk = malloc(HISTORY_CHUNK * sizeof *chunk);

	if (!chunk)
		return false;
	history->chunks[history->chunk_count++] = chunk;
	return true;
}

bool history_reserve(struct history *history, size_t count, struct err *err)
{
	while (history->chunk_count * HISTORY_CHUNK - history->applied < count) {
		if (!add_chunk(history))
			return err_nomem(err);
	}
	return true;
}

/* Where two changes touch. */
enum meeting { MEET_NOT, MEET_AFTER, MEET_BEFORE, MEET_TAIL };

/* The rules of HISTORY_MERGE. An insertion over what was overwritten before it stays typing:
 * that is overwriting past the end. */
static enum meeting meeting_of(const struct change *last, const struct change *next)
{
	uint64_t came = rope_len(last->inserted);
	uint64_t end = last->pos + came;
	uint64_t out = rope_len(next->removed);
	uint64_t in = rope_len(next->inserted);
	bool overwrites = rope_len(last->removed) == came;

	if (in == 0) {
		if (came > 0)
			return MEET_NOT;
		if (next->pos == end)
			return MEET_AFTER;
		return next->pos + out == end ? MEET_BEFORE : MEET_NOT;
	}
	if (came == 0)
		return MEET_NOT;
	if (out == 0)
		return next->pos == end ? MEET_AFTER : MEET_NOT;
	if (out != in)
		return MEET_NOT;
	if (out <= came && next->pos + out == end)
		return MEET_TAIL;
	return overwrites && next->pos == end ? MEET_AFTER : MEET_NOT;
}

/* The last `len` bytes of a rope (consumed) become `tail` (consumed). */
static struct rope *swap_tail(struct ropes *ropes, struct rope *rope, uint64_t len,
			      struct rope *tail)
{
	struct rope *head, *old;

	rope_split(ropes, rope, rope_len(rope) - len, &head, &old);
	rope_unref(ropes, old);
	return rope_join(ropes, head, tail);
}

/* Consumes the ropes of `next`. */
static void merge(struct ropes *ropes, struct change *last, const struct change *next,
		  enum meeting how)
{
	assert(how != MEET_NOT);
	switch (how) {
	case MEET_AFTER:
		last->removed = rope_join(ropes, last->removed, next->removed);
		last->inserted = rope_join(ropes, last->inserted, next->inserted);
		break;
	case MEET_BEFORE:
		last->pos = next->pos;
		last->removed = rope_join(ropes, next->removed, last->removed);
		last->inserted = rope_join(ropes, next->inserted, last->inserted);
		break;
	case MEET_TAIL:
		last->inserted = swap_tail(ropes, last->inserted, rope_len(next->removed),
					   next->inserted);
		rope_unref(ropes, next->removed);
		break;
	case MEET_NOT:
		break;
	}
}

void history_add(struct history *history, const struct change *change, unsigned flags,
		 uint64_t now)
{
	bool joins = !history->sealed && history->applied > 0 &&
		     history->applied == history->count;
	struct change *last = joins ? change_at(history, history->applied - 1) : NULL;

	cut(history, history->applied);
	history->sealed = false;
	history->serial++;
	if (joins && flags & HISTORY_MERGE && is_first(last)) {
		enum meeting how = meeting_of(last, change);

		if (how != MEET_NOT) {
			merge(history->ropes, last, change, how);
			last->stamp = make_stamp(true, now, history->serial);
			return;
		}
	}

	bool first = !joins || !(flags & HISTORY_GROUP);
	struct change *next = change_at(history, history->applied);

	assert(history->applied < history->chunk_count * HISTORY_CHUNK);
	*next = *change;
	next->stamp = make_stamp(first, now, history->serial);
	history->count = ++history->applied;
	history->steps += first;
}

void history_seal(struct history *history)
{
	history->sealed = true;
}

void history_join(struct history *history, uint64_t steps)
{
	for (uint64_t at = history->applied; at > 0 && steps > 1; at--) {
		struct change *change = change_at(history, at - 1);

		/* The very first begins one whatever is said. */
		if (!is_first(change) || at == 1)
			continue;
		change->stamp &= ~STAMP_FIRST;
		history->steps--;
		steps--;
	}
}

void history_group(struct history *history)
{
	if (history->grouping)
		return;
	history->grouping = true;
	history->group_from = history->applied;
	history_seal(history);
}

uint64_t history_group_end(struct history *history)
{
	uint64_t steps = 0;

	if (!history->grouping)
		return 0;
	history->grouping = false;
	for (uint64_t at = history->group_from; at < history->applied; at++)
		steps += is_first(change_at(history, at));
	history_seal(history);
	if (steps < 2)
		return 0;
	history_join(history, steps);
	return steps;
}

const struct change *history_change(const struct history *history, uint64_t index)
{
	assert(index < history->count);
	return change_at(history, index);
}

bool history_is_first(const struct history *history, uint64_t index)
{
	return is_first(history_change(history, index));
}

bool history_find_state(const struct history *history, uint64_t state, uint64_t *applied)
{
	for (*applied = history->count; *applied > 0; --*applied) {
		if ((change_at(history, *applied - 1)->stamp & SERIAL_MASK) == state)
			return true;
	}
	return state == history->base;
}

uint64_t history_undo_from(const struct history *history)
{
	uint64_t at = history->applied;

	while (at > 0 && !is_first(change_at(history, --at)))
		continue;
	return at;
}

uint64_t history_redo_to(const struct history *history)
{
	uint64_t at = history->applied;

	if (at < history->count)
		at++;
	while (at < history->count && !is_first(change_at(history, at)))
		at++;
	return at;
}

void history_go(struct history *history, uint64_t applied)
{
	assert(applied <= history->count);
	for (; history->applied > applied; history->applied--) {
		bool first = is_first(change_at(history, history->applied - 1));

		history->steps -= first;
		history->steps_undone += first;
	}
	for (; history->applied < applied; history->applied++) {
		bool first = is_first(change_at(history, history->applied));

		history->steps += first;
		history->steps_undone -= first;
		history->group_from = history->applied + 1;
	}
	if (history->group_from > history->applied)
		history->group_from = history->applied;
	history->sealed = true;
}

uint64_t history_state(const struct history *history)
{
	if (history->applied == 0)
		return history->base;
	return change_at(history, history->applied - 1)->stamp & SERIAL_MASK;
}

uint64_t history_steps_after(const struct history *history, uint64_t when)
{
	uint64_t steps = 0;

	bool ends_step = true;

	for (uint64_t at = history->applied; at > 0; at--) {
		const struct change *change = change_at(history, at - 1);

		if (seconds_of(change) <= when / 1000)
			break;
		steps += ends_step;
		ends_step = is_first(change);
	}
	return steps;
}
