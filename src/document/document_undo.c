/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Undo and redo go through apply_change() like every edit. A step of many changes is made
 * wholly or not at all: a copy document goes back to the rope from before the step, in place
 * the changes that were made are unmade one by one.
 *
 * Also here: what "modified" means, and the last edits for those who keep positions. The
 * edits are a ring that is asked, never a list of those who want to be called; so nobody has
 * to sign off.
 */
#include "document/document.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/clock.h"
#include "document/document_private.h"

void document_note_edit(struct document *document, uint64_t pos, uint64_t removed,
			uint64_t inserted)
{
	document->generation++;
	document->edits[document->generation % DOCUMENT_EDITS] =
		(struct document_edit){ pos, removed, inserted };
}

void document_forget_edits(struct document *document)
{
	document->edits_from = ++document->generation;
}

bool document_edits_since(const struct document *document, uint64_t generation,
			  struct document_edit edits[DOCUMENT_EDITS], size_t *count)
{
	*count = 0;
	if (generation < document->edits_from ||
	    document->generation - generation > DOCUMENT_EDITS)
		return false;
	while (generation < document->generation)
		edits[(*count)++] = document->edits[++generation % DOCUMENT_EDITS];
	return true;
}

uint64_t document_edit_move(const struct document_edit *edit, uint64_t pos)
{
	if (pos < edit->pos || edit->removed == edit->inserted)
		return pos;
	if (pos - edit->pos >= edit->removed)
		return pos - edit->removed + edit->inserted;
	return edit->pos;
}

/* Makes a change of the history (forth), or unmakes it. */
static bool go(struct document *document, const struct change *change, bool forth, struct err *err)
{
	struct rope *from = forth ? change->removed : change->inserted;
	struct rope *to = forth ? change->inserted : change->removed;

	return ropes_reserve(document->ropes, ROPE_NODES_PER_EDIT, err) &&
	       apply_change(document, change->pos, rope_len(from), to, from, NULL, err);
}

/* Where a step stood before it was tried. */
struct origin {
	struct rope *rope;       /* owned, but for a step of one change: that is whole by itself */
	uint64_t generation;
	uint64_t index;          /* of the first change that was tried */
};

static struct origin origin_of(const struct document *document, uint64_t first, uint64_t count)
{
	bool needed = count > 1 && document->mode != DOCUMENT_WRITE;

	return (struct origin){
		needed ? rope_ref(document->rope) : NULL, document->generation, first
	};
}

/* Takes back what of a step was done before it failed at change `at`. */
static void go_back(struct document *document, const struct origin *origin, uint64_t at, bool forth,
		    struct err *err)
{
	struct err ignored;

	if (at == origin->index)
		return;
	if (document->mode != DOCUMENT_WRITE) {
		rope_unref(document->ropes, document->rope);
		document->rope = rope_ref(origin->rope);
		document->generation = origin->generation;
		document->edits_from = origin->generation;
		return;
	}
	while (at != origin->index) {
		at += forth ? UINT64_MAX : 1;
		if (!go(document, history_change(&document->history, at), !forth, &ignored)) {
			err_prefix(err, "only a part of the step could be done and not taken back");
			return;
		}
	}
}

/* Goes from the first to the last of `count` changes, upward (forth) or downward. */
static bool go_step(struct document *document, uint64_t first, uint64_t count, bool forth,
		    struct document_place *place, struct err *err)
{
	struct origin origin = origin_of(document, first, count);
	const struct change *change = NULL;
	uint64_t at = first;
	bool done = true;

	for (uint64_t i = 0; i < count && done; i++) {
		change = history_change(&document->history, at);
		done = go(document, change, forth, err);
		if (done)
			at += forth ? 1 : UINT64_MAX;
	}
	if (done)
		*place = (struct document_place){
			change->pos, rope_len(forth ? change->inserted : change->removed)
		};
	else
		go_back(document, &origin, at, forth, err);
	rope_unref(document->ropes, origin.rope);
	return done;
}

static bool may_go(const struct document *document, struct err *err)
{
	if (document->mode == DOCUMENT_READ)
		return err_set(err, ERR_READONLY,
			       "the document is read-only: use :mode copy to edit it");
	if (document->barred)
		return err_set(err, ERR_REFUSED, "%s", document->barred);
	err_clear(err);
	return true;
}

bool document_undo(struct document *document, struct document_place *place, struct err *err)
{
	uint64_t end = document->history.applied;
	uint64_t from = history_undo_from(&document->history);
	struct edit_log_mark mark;

	if (!may_go(document, err) || from == end)
		return false;
	mark = document_log_step(document, false);
	if (!go_step(document, end - 1, end - from, false, place, err)) {
		document_log_rollback(document, &mark);
		return false;
	}
	history_go(&document->history, from);
	return true;
}

bool document_redo(struct document *document, struct document_place *place, struct err *err)
{
	uint64_t from = document->history.applied;
	uint64_t end = history_redo_to(&document->history);
	struct edit_log_mark mark;

	if (!may_go(document, err) || from == end)
		return false;
	mark = document_log_step(document, true);
	if (!go_step(document, from, end - from, true, place, err)) {
		document_log_rollback(document, &mark);
		return false;
	}
	history_go(&document->history, end);
	return true;
}

uint64_t document_undo_count(const struct document *document)
{
	return document->history.steps;
}

uint64_t document_redo_count(const struct document *document)
{
	return document->history.steps_undone;
}

uint64_t document_steps_since(const struct document *document, uint64_t ms)
{
	uint64_t now = clock_ms() - document->opened;

	if (ms >= now)
		return document->history.steps;
	return history_steps_after(&document->history, now - ms);
}

void document_seal(struct document *document)
{
	history_seal(&document->history);
}

void document_group(struct document *document)
{
	history_group(&document->history);
}

void document_group_end(struct document *document)
{
	uint64_t steps = history_group_end(&document->history);

	if (steps > 0)
		document_log_join(document, steps);
}

/* No step goes across what is saved: undo history that is kept begins or ends there. What was
 * changed while the save ran leaves the steps before it as they are. */
static void group_anew(struct document *document)
{
	if (!document->history.grouping)
		return;
	if (document_state(document) == document->saved_state)
		document_group_end(document);
	document->history.grouping = false;
	history_group(&document->history);
}

uint64_t document_state(const struct document *document)
{
	return history_state(&document->history);
}

bool document_is_modified(const struct document *document)
{
	return document->mode != DOCUMENT_WRITE &&
	       document_state(document) != document->saved_state;
}

/* Raises *mark above every byte of the arena that a piece has. */
static bool raise_mark(void *context, const struct piece *piece)
{
	uint64_t *mark = context;

	if (piece->source == STORE_ARENA)
		*mark = max_u64(*mark, piece->off + piece->len);
	return true;
}

static void take_name(struct document *document, const char *path)
{
	struct err ignored;
	char *copy = strdup(path);
	struct file *file = copy ? file_open(copy, false, &ignored) : NULL;

	free(document->path);
	document->path = copy;
	file_close(document->file);
	document->file = file;
	if (file)
		store_hurry_file(document->ropes->store, file);
	document->note = "";
}

void document_mark_saved(struct document *document, uint64_t state, struct rope *rope,
			 const struct file_identity *identity, const char *path)
{
	rope_ref(rope);
	rope_unref(document->ropes, document->saved);
	document->saved = rope;
	document->saved_state = state;
	document->saves++;
	document->identity = *identity;
	document->arena_mark = 0;
	rope_visit(rope, 0, rope_len(rope), raise_mark, &document->arena_mark);
	history_seal(&document->history);
	group_anew(document);
	if (path)
		take_name(document, path);
	document_move_claim(document);
	document_log_saved(document);
}
