/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first byte of a note goes where a mark would go, and so does the last; a note whose bytes
 * are all removed shrinks to the place where they were.
 *
 * So that undo brings it back, the edits are kept as a trail, each with the places of the notes
 * that its opposite would not bring back. An edit that reverses the last of them is taken for their
 * undo: they are walked back, and what they cut is as it was. They stay in the trail, since it may
 * have been no undo: who cuts bytes out and pastes as many in there again has the notes back, and
 * undoes both. Insertions that follow each other are one in the trail, so typing does not make it
 * long. Rejected: asking the history for its steps, which are there no more once they were
 * dropped from it, and which in place are others.
 */
#include "document/notes_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

struct place {
	uint64_t id, pos, len;
};

struct notes_step {
	struct document_edit edit;
	struct place *cut;       /* owned; notes that it cut, as they were before */
	size_t count;
	size_t undoes;           /* so many steps before it; 0: none */
};

enum { TRAIL_MOST = 4096 };  /* edits that are remembered */

static void pop(struct notes *notes)
{
	free(notes->trail[--notes->trail_count].cut);
}

void notes_trail_clear(struct notes *notes)
{
	while (notes->trail_count > 0)
		pop(notes);
}

void notes_trail_drop(struct notes *notes, uint64_t id)
{
	for (size_t i = 0; i < notes->trail_count; i++) {
		struct notes_step *step = &notes->trail[i];

		for (size_t k = 0; k < step->count; k++)
			if (step->cut[k].id == id)
				step->cut[k] = step->cut[--step->count];
	}
}

/* Where the end of a note goes whose start goes to `start`. */
static uint64_t move_end(const struct document_edit *edit, const struct note *note, uint64_t start)
{
	uint64_t end = note->pos + note->len, edit_end = edit->pos + edit->removed;
	uint64_t kept;

	if (end <= edit->pos)
		return end;
	if (end > edit_end)
		return end - edit->removed + edit->inserted;
	/* The last byte is replaced: as many of the new ones are the note's as it had there. */
	if (note->pos == edit->pos && end == edit_end)
		return start + edit->inserted;
	kept = end - max_u64(note->pos, edit->pos);
	return edit->pos + min_u64(kept, edit->inserted);
}

static void move_note(struct note *note, const struct document_edit *edit)
{
	uint64_t start = document_edit_move(edit, note->pos);

	if (note->len > 0) {
		uint64_t end = move_end(edit, note, start);

		note->len = end > start ? end - start : 0;
	}
	note->pos = start;
}

static void move_all(struct notes *notes, const struct document_edit *edit)
{
	for (size_t i = 0; i < notes->count; i++)
		move_note(&notes->list[i], edit);
}

/* Whether the opposite of the edit would not bring the note back. */
static bool is_cut(const struct note *note, const struct document_edit *edit)
{
	uint64_t end = edit->pos + edit->removed;

	if (edit->removed == 0)
		return false;
	return note->pos < end && (note->pos >= edit->pos || note->len > edit->pos - note->pos);
}

/* One edit that does what the two do, where they touch. */
static bool join(const struct document_edit *first, const struct document_edit *then,
		 struct document_edit *both)
{
	uint64_t first_end = first->pos + first->inserted, then_end = then->pos + then->removed;
	uint64_t left = first->pos > then->pos ? first->pos - then->pos : 0;
	uint64_t right = then_end > first_end ? then_end - first_end : 0;

	if (then->pos > first_end || then_end < first->pos)
		return false;
	*both = (struct document_edit){
		.pos = min_u64(first->pos, then->pos),
		.removed = left + first->removed + right,
		.inserted = left + first->inserted + right - then->removed + then->inserted,
	};
	return true;
}

static bool is_opposite(const struct document_edit *one, const struct document_edit *other)
{
	return one->pos == other->pos && one->removed == other->inserted &&
	       one->inserted == other->removed;
}

/* How many of the last steps this edit takes back; 0: none. With `skip` those are passed over that
 * were taken back before. */
static size_t count_undone(const struct notes *notes, const struct document_edit *edit, bool skip)
{
	struct document_edit whole = { 0 };
	size_t left = notes->trail_count;
	bool any = false;

	while (left > 0) {
		const struct notes_step *step = &notes->trail[left - 1];
		struct document_edit both = step->edit;
		bool nothing = !any || (whole.removed == 0 && whole.inserted == 0);

		if (skip && step->undoes > 0) {
			left -= min_size(left, step->undoes + 1);
			continue;
		}
		if (!nothing && !join(&step->edit, &whole, &both))
			return 0;
		whole = both;
		any = true;
		left--;
		if (is_opposite(&whole, edit))
			return notes->trail_count - left;
	}
	return 0;
}

/* As it was before the step. */
static void walk_back(struct notes *notes, const struct notes_step *step)
{
	const struct document_edit back = {
		step->edit.pos, step->edit.inserted, step->edit.removed,
	};

	move_all(notes, &back);
	for (size_t i = 0; i < step->count; i++) {
		size_t index = notes_find_id(notes, step->cut[i].id);

		if (index == SIZE_MAX)
			continue;
		notes->list[index].pos = step->cut[i].pos;
		notes->list[index].len = step->cut[i].len;
	}
}

static void walk_back_all(struct notes *notes, size_t count, bool skip)
{
	size_t left = notes->trail_count, end = left - count;

	while (left > end) {
		const struct notes_step *step = &notes->trail[left - 1];

		if (skip && step->undoes > 0) {
			left -= min_size(left, step->undoes + 1);
			continue;
		}
		walk_back(notes, step);
		left--;
	}
}

/* The places of all notes, or of those that the step cuts. Without memory: false. */
static bool remember(const struct notes *notes, struct notes_step *step, bool all)
{
	size_t count = 0;

	for (size_t i = 0; i < notes->count; i++)
		count += all || is_cut(&notes->list[i], &step->edit);
	step->cut = count > 0 ? malloc(count * sizeof(*step->cut)) : NULL;
	for (size_t i = 0; step->cut && i < notes->count; i++) {
		const struct note *note = &notes->list[i];

		if (all || is_cut(note, &step->edit))
			step->cut[step->count++] = (struct place){ note->id, note->pos, note->len };
	}
	return step->count == count;
}

/* Of all places those that the opposite of the step would not bring back. The order of the notes is
 * the one in which they were remembered. */
static void forget_plain(const struct notes *notes, struct notes_step *step)
{
	const struct document_edit back = {
		step->edit.pos, step->edit.inserted, step->edit.removed,
	};
	size_t kept = 0;

	for (size_t i = 0; i < step->count; i++) {
		struct note note = notes->list[i];

		move_note(&note, &back);
		if (note.pos != step->cut[i].pos || note.len != step->cut[i].len)
			step->cut[kept++] = step->cut[i];
	}
	step->count = kept;
}

static bool make_room(struct notes *notes)
{
	size_t room = notes->trail_room ? notes->trail_room * 2 : 16;
	struct notes_step *trail;

	if (notes->trail_count < notes->trail_room)
		return true;
	trail = realloc(notes->trail, room * sizeof(*trail));
	if (!trail)
		return false;
	notes->trail = trail;
	notes->trail_room = room;
	return true;
}

/* The oldest half is forgotten. */
static void shorten(struct notes *notes)
{
	size_t half = notes->trail_count / 2;

	for (size_t i = 0; i < half; i++)
		free(notes->trail[i].cut);
	notes->trail_count -= half;
	memmove(notes->trail, notes->trail + half, notes->trail_count * sizeof(*notes->trail));
}

/* Consumes the step. Without memory for it nothing is remembered any more, and an undo moves notes
 * as any edit does. */
static void push(struct notes *notes, struct notes_step *step, bool whole)
{
	if (notes->trail_count == TRAIL_MOST)
		shorten(notes);
	if (whole && make_room(notes)) {
		notes->trail[notes->trail_count++] = *step;
		return;
	}
	free(step->cut);
	notes_trail_clear(notes);
}

/* Typing: an insertion right behind the last one. */
static bool join_last(struct notes *notes, const struct notes_step *step)
{
	struct notes_step *last = notes->trail_count > 0 ?
				  &notes->trail[notes->trail_count - 1] : NULL;
	const struct document_edit *edit = &step->edit;

	if (!last || last->undoes > 0 || last->edit.removed > 0 || edit->removed > 0 ||
	    edit->pos != last->edit.pos + last->edit.inserted)
		return false;
	last->edit.inserted += edit->inserted;
	return true;
}

/* An edit is about to be made. */
static void add_step(struct notes *notes, const struct document_edit *edit)
{
	struct notes_step step = { .edit = *edit };
	bool whole = remember(notes, &step, false);

	if (!whole || !join_last(notes, &step))
		push(notes, &step, whole);
}

/* What only looks like an undo is a step like others, which can be undone. */
static void take_back(struct notes *notes, const struct document_edit *edit, size_t undone,
		      bool skip, bool undo)
{
	struct notes_step step = { .edit = *edit, .undoes = undo ? undone : 0 };
	bool whole = remember(notes, &step, true);

	walk_back_all(notes, undone, skip);
	if (whole)
		forget_plain(notes, &step);
	push(notes, &step, whole);
}

/* `undo`: it is known to be one, and so no redo that looks the same. */
static void move(struct notes *notes, const struct document_edit *edit, bool undo)
{
	const struct notes_step *last = notes->trail_count > 0 ?
					&notes->trail[notes->trail_count - 1] : NULL;
	size_t undone;

	if (edit->removed == edit->inserted)
		return;
	if (notes->count == 0) {
		notes_trail_clear(notes);
		return;
	}
	if (!undo && last && last->undoes > 0 && is_opposite(&last->edit, edit)) {
		walk_back(notes, last);
		pop(notes);
	} else if ((undone = count_undone(notes, edit, true)) > 0) {
		take_back(notes, edit, undone, true, undo);
	} else if ((undone = count_undone(notes, edit, false)) > 0) {
		take_back(notes, edit, undone, false, undo);
	} else {
		add_step(notes, edit);
		move_all(notes, edit);
	}
	notes_sort(notes);
}

void notes_move(struct notes *notes, const struct document_edit *edit)
{
	move(notes, edit, false);
}

static void clamp(struct notes *notes, const struct document *document)
{
	uint64_t size = document_size(document);

	for (size_t i = 0; i < notes->count; i++) {
		struct note *note = &notes->list[i];

		note->pos = min_u64(note->pos, size);
		note->len = min_u64(note->len, size - note->pos);
	}
	notes_sort(notes);
}

void notes_follow(struct notes *notes, const struct document *document)
{
	struct document_edit edits[DOCUMENT_EDITS];
	size_t count;

	if (notes->generation == document_generation(document))
		return;
	if (!document_edits_since(document, notes->generation, edits, &count)) {
		count = 0;
		notes_trail_clear(notes);
	}
	bool undo = document_undo_count(document) < notes->undo_count;
	notes->undo_count = document_undo_count(document);
	notes->generation = document_generation(document);
	for (size_t i = 0; i < count; i++)
		move(notes, &edits[i], undo);
	clamp(notes, document);
}

/* The start of a note, or its last byte, through many replacements. */
static uint64_t move_many(const struct notes_gap *gaps, const uint64_t *shift, size_t count,
			  uint64_t pos, bool end)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (gaps[middle].pos + gaps[middle].removed <= pos)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == count || gaps[low].pos > pos)
		return pos + shift[low] + end;
	if (gaps[low].removed == gaps[low].inserted)
		return pos + shift[low] + end;
	return gaps[low].pos + shift[low] + (end ? gaps[low].inserted : 0);
}

/* shift[n]: what is before gap n moved by, in the arithmetic of 64 bits. */
static uint64_t *sum_up(const struct notes_gap *gaps, size_t count)
{
	uint64_t *shift = malloc((count + 1) * sizeof(*shift));

	if (!shift)
		return NULL;
	shift[0] = 0;
	for (size_t i = 0; i < count; i++)
		shift[i + 1] = shift[i] + gaps[i].inserted - gaps[i].removed;
	return shift;
}

/* The edit is remembered as a whole, so all that lay in it counts as cut. */
void notes_follow_many(struct notes *notes, const struct document *document,
		       const struct notes_gap *gaps, size_t count)
{
	uint64_t *shift = notes->count > 0 && count > 0 ? sum_up(gaps, count) : NULL;
	struct document_edit edits[DOCUMENT_EDITS];
	size_t edit_count;

	if (!shift || !document_edits_since(document, notes->generation, edits, &edit_count) ||
	    edit_count != 1) {
		free(shift);
		notes_follow(notes, document);
		return;
	}
	if (edits[0].removed != edits[0].inserted)
		add_step(notes, &edits[0]);
	for (size_t i = 0; i < notes->count; i++) {
		struct note *note = &notes->list[i];
		uint64_t start = move_many(gaps, shift, count, note->pos, false);
		uint64_t end = note->len == 0 ? start :
			       move_many(gaps, shift, count, note->pos + note->len - 1, true);

		note->pos = start;
		note->len = end > start ? end - start : 0;
	}
	free(shift);
	notes->undo_count = document_undo_count(document);
	notes->generation = document_generation(document);
	clamp(notes, document);
}

/* From one side of the changes to the other. */
static uint64_t cross(const struct document_changes *changes, uint64_t pos, bool to_saved,
		      bool end)
{
	size_t low = 0, high = changes->count;
	uint64_t from, from_len, to, to_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct document_change *change = &changes->list[middle];

		if ((to_saved ? change->pos : change->old_pos) <= pos)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return pos + end;
	const struct document_change *change = &changes->list[low - 1];
	from = to_saved ? change->pos : change->old_pos;
	from_len = to_saved ? change->len : change->old_len;
	to = to_saved ? change->old_pos : change->pos;
	to_len = to_saved ? change->old_len : change->len;
	if (pos - from < from_len)
		return to + min_u64(pos - from + end, to_len);
	return pos - (from + from_len) + (to + to_len) + end;
}

static bool cross_all(struct notes *notes, const struct document *document, bool to_saved,
		      struct err *err)
{
	struct document_changes changes;

	if (document_mode(document) == DOCUMENT_WRITE)
		return true;
	if (!document_list_changes(document, &changes, err))
		return false;
	for (size_t i = 0; i < notes->count; i++) {
		struct note *note = &notes->list[i];
		uint64_t start = cross(&changes, note->pos, to_saved, false);
		uint64_t end = note->len == 0 ? start :
			       cross(&changes, note->pos + note->len - 1, to_saved, true);

		note->pos = start;
		note->len = end > start ? end - start : 0;
	}
	document_changes_done(&changes);
	notes_sort(notes);
	return true;
}

bool notes_to_saved(struct notes *notes, const struct document *document, struct err *err)
{
	return cross_all(notes, document, true, err);
}

bool notes_from_saved(struct notes *notes, const struct document *document, struct err *err)
{
	return cross_all(notes, document, false, err);
}
