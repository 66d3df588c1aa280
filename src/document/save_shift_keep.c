/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A step that is under way is in its slot of the journal alone: at its old place other bytes may
 * lie already, and at its new place not yet all of its own.
 */
#include "document/save_shift.h"

#include <stdlib.h>

#include "base/checked.h"

/* Holes are kept at once: they cost nothing. */
bool shift_keep_holes(struct save_shift *shift, struct err *err)
{
	int folder = private_folder_fd(shift->folder);

	for (size_t i = 0; i < shift->table.count; i++) {
		const struct shift_entry *entry = &shift->table.list[i];

		if ((entry->kind == SHIFT_HOLE || entry->kind == SHIFT_CUT_HOLE) &&
		    !save_keep_zeroes(&shift->keep, folder, entry->from, entry->len, err))
			return false;
	}
	return true;
}

bool shift_tell_sources(struct save_shift *shift, struct err *err)
{
	const struct shift *now = shift->journal->shift;
	uint64_t start = (now->loaded ? now->step : now->moved) * now->chunk;
	uint64_t end = start + (now->loaded ? shift_step_len(now, now->step) : 0);
	struct detour_run *runs = calloc(2 * now->move_count + 1, sizeof *runs);
	size_t count = 0;
	bool ok;

	if (!runs)
		return err_nomem(err);
	for (size_t i = 0; i < now->move_count && now->moves[i].before < max_u64(start, end); i++) {
		const struct shift_move *move = &now->moves[i];
		uint64_t behind = move->before + move->len;
		uint64_t made = move->before < start ? min_u64(behind, start) - move->before : 0;
		uint64_t loaded = end > move->before + made ?
				  min_u64(behind, end) - move->before - made : 0;
		bool right = move->to > move->from;
		uint64_t at = right ? move->len - made : 0;

		if (made > 0)
			runs[count++] = (struct detour_run){ move->from + at, made, move->to + at,
							     DETOUR_FILE };
		at = right ? at - loaded : made;
		if (loaded > 0)
			runs[count++] = (struct detour_run){
				move->from + at, loaded,
				shift_slot(now) + (move->before + made - start), DETOUR_SLOT
			};
	}
	ok = save_keep_move(&shift->keep, runs, count, shift->journal->fd, err);
	free(runs);
	return ok;
}

/* The slot goes with the journal, and what is under way in it has no other place that is sure. */
void shift_keep_loaded(struct save_shift *shift)
{
	struct shift *now = shift->journal->shift;
	uint64_t start = now->step * now->chunk, at = start;
	struct shift_move part;
	struct err ignored;

	if (!now->loaded)
		return;
	while (shift_part(now, now->step, &at, &part))
		if (!save_keep_add(&shift->keep, private_folder_fd(shift->folder), part.from,
				   now->buffer + JOURNAL_SECTOR + (part.before - start),
				   (size_t)part.len, &ignored))
			return;
	now->loaded = false;
	now->moved = now->step;
	if (!shift_tell_sources(shift, &ignored))
		return;
}
