/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was changed, in order: the record behind undo and redo.
 *
 * A change is a position, the rope that was there and the rope that came; undo swaps the two. A
 * step is one or more changes that are undone together. The history only remembers: who undoes
 * puts the ropes back (document_undo.c) and then moves the border between what is applied and
 * what can be redone:
 *
 *	uint64_t from = history_undo_from(history);
 *	for (i = history->applied; i-- > from;)
 *		put back history_change(history, i)->removed
 *	history_go(history, from);
 *
 * Each state has an identity, the serial number of the last change applied to it; two states with
 * the same identity hold the same bytes. So "unmodified" is one comparison, and is true again after
 * undoing back to what was saved.
 */
#ifndef BURIN_DOCUMENT_HISTORY_H
#define BURIN_DOCUMENT_HISTORY_H

#include "base/err.h"
#include "document/rope.h"

#include <stddef.h>
#include <stdint.h>

/* One change, 32 bytes: a million of them are kept. */
struct change {
	uint64_t pos;
	struct rope *removed;    /* owned; what was at pos before */
	struct rope *inserted;   /* owned; what is there after */
	uint64_t stamp;          /* the history's own: begins a step, seconds, serial number */
};

struct history {
	struct ropes *ropes;     /* borrowed: what the changes' ropes are made of */
	struct change **chunks;  /* owned; HISTORY_CHUNK changes each */
	size_t chunk_count;
	size_t chunk_room;
	uint64_t count;          /* changes kept: the applied, then those to be redone */
	uint64_t applied;
	uint64_t steps;          /* steps among the applied */
	uint64_t steps_undone;   /* steps among the rest */
	uint64_t serial;         /* the last one given out */
	uint64_t base;           /* identity of the state before the first change */
	bool sealed;             /* the next change begins a step, whatever its flags say */
	bool grouping;           /* between history_group() and history_group_end() ... */
	uint64_t group_from;     /* ... changes from here on were made since */
};

enum { HISTORY_CHUNK = 1024 };

/* Flags of history_add(): DOCUMENT_MERGE and DOCUMENT_GROUP of document/document.h. */
enum { HISTORY_MERGE = 1, HISTORY_GROUP = 2 };

void history_init(struct history *history, struct ropes *ropes);
void history_done(struct history *history);

/* Forgets all; the present state gets a new identity. */
void history_clear(struct history *history);

/* Room for `count` calls of history_add(). Their ropes' nodes are the caller's to reserve:
 * a merge takes no more than one split and two joins. */
bool history_reserve(struct history *history, size_t count, struct err *err) BURIN_MUST_CHECK;

/* Remembers a change that has been made `now` ms after the document was opened; consumes its ropes
 * (stamp is filled here). What could be redone is forgotten. */
void history_add(struct history *history, const struct change *change, unsigned flags,
		 uint64_t now);
void history_seal(struct history *history);

/* The last steps that are applied, or as many as there are, become one. */
void history_join(struct history *history, uint64_t steps);

/* What is changed between the two becomes one step, but for what is done again: undoing and redoing
 * go by the steps there are until the end. Returns how many became one; 0: nothing to join.
 * Beginning again before the end changes nothing. */
void history_group(struct history *history);
uint64_t history_group_end(struct history *history);

const struct change *history_change(const struct history *history, uint64_t index);
bool history_is_first(const struct history *history, uint64_t index);    /* of its step */

/* How many changes are applied in the state of this identity; false where none of the present line
 * leads there. */
bool history_find_state(const struct history *history, uint64_t state, uint64_t *applied);

/* The step to be undone is the changes [history_undo_from(), applied), the one to be redone
 * [applied, history_redo_to()); both empty when there is none. */
uint64_t history_undo_from(const struct history *history);
uint64_t history_redo_to(const struct history *history);

/* Afterwards the changes before `applied` count as applied; seals. */
void history_go(struct history *history, uint64_t applied);

/* The identity of the present state. */
uint64_t history_state(const struct history *history);

/* Applied steps whose last change came after `when`, in ms as history_add(); to the second. */
uint64_t history_steps_after(const struct history *history, uint64_t when);

#endif
