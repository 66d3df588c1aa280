/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order: old bytes that go are kept for undo; journal synced; blocks reserved; then step by
 * step: into the journal, sources told, to the new place; then the new bytes, the length, a sync;
 * journal retired. It can be run back from any moment, and is where something fails.
 *
 * Bytes that move are not kept: who still reads them by a source (undo, registers, other documents)
 * is led to where they are, while their step is under way to the slot of the journal. So a tail of
 * a terabyte can be moved with two chunks of room, and undo goes on.
 */
#include "document/save_shift.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

static const uint64_t step_size = 8 << 20;   /* bytes in one slice of work */

bool save_shift_find(struct save_shift *shift, const struct document *document, uint64_t file_size,
		     struct err *err)
{
	return shift_runs_find(&shift->runs, document, file_size, err);
}

static uint64_t chunk_of(const struct save_shift *shift)
{
	uint64_t chunk = shift->chunk ? shift->chunk : SAVE_SHIFT_CHUNK;

	return max_u64(1, min_u64(chunk, shift->runs.moved));
}

/* Never too low but for the table of a file with many holes. */
uint64_t save_shift_need(const struct save_shift *shift)
{
	const struct shift_runs *runs = &shift->runs;
	uint64_t fixed = 4 * (uint64_t)JOURNAL_SECTOR + 2 * chunk_of(shift) +
			 3 * (runs->count + 1) * sizeof(struct shift_entry);
	uint64_t bytes;

	return add_fits(runs->written, runs->cut, &bytes) && add_fits(bytes, runs->cut, &bytes) &&
	       add_fits(bytes, fixed, &bytes) ? bytes : UINT64_MAX;
}

bool save_shift_open(struct save_shift *shift, struct store *store, struct err *err)
{
	int folder;

	shift->buffer = malloc((size_t)2 * JOURNAL_RUN);
	if (!shift->buffer)
		return err_nomem(err);
	shift->folder = private_folder_open(true, err);
	if (!shift->folder)
		return err_prefix(err, "no place for the journal of the save");
	folder = private_folder_fd(shift->folder);
	shift->journal = journal_new(shift->disk, folder, shift->fd, JOURNAL_SHIFT, shift->path,
				     err);
	return shift->journal && save_keep_open(&shift->keep, store, shift->fd, err);
}

static uint64_t bytes_of(const struct save_shift *shift, enum shift_kind kind)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < shift->table.count; i++)
		if (shift->table.list[i].kind == (uint64_t)kind)
			sum += shift->table.list[i].len;
	return sum;
}

static bool lay_out(struct save_shift *shift, struct err *err)
{
	uint64_t hole = shift->hole ? shift->hole : SAVE_SHIFT_HOLE;
	uint64_t new, moved;

	if (!shift_table_make(&shift->table, &shift->runs, shift->snapshot, shift->disk, shift->fd,
			      hole, err))
		return false;
	moved = bytes_of(shift, SHIFT_MOVE);
	new = bytes_of(shift, SHIFT_WRITE);
	shift->total = 2 * new + bytes_of(shift, SHIFT_CUT) + moved;
	return shift_keep_holes(shift, err) &&
	       shift_begin(shift->journal, shift->table.list, shift->table.count,
			   shift->runs.new_size, chunk_of(shift), err);
}

static bool journal_new_bytes(struct save_shift *shift, uint64_t off, size_t len, struct err *err)
{
	uint8_t *new = shift->buffer, *known = new + JOURNAL_RUN;
	int why;

	if (snapshot_read(shift->snapshot, off - shift->runs.origin, new, known, len, &why) > 0) {
		uint64_t at = off + (uint64_t)((uint8_t *)memchr(known, 0, len) - known);

		err_set(err, ERR_LOST, "the byte at 0x%" PRIx64 " can not be read (%s), so it can "
			"not be saved", at, why ? strerror(why) : "the file ends before");
		err->sys = why;
		return false;
	}
	return journal_add(shift->journal, new, len, err);
}

static bool journal_old_bytes(struct save_shift *shift, uint64_t off, size_t len, struct err *err)
{
	if (!disk_read_all(shift->disk, shift->fd, shift->buffer, len, off, err))
		return err_prefix(err, "the bytes at 0x%" PRIx64 " could not be put back", off);
	return save_keep_add(&shift->keep, private_folder_fd(shift->folder), off, shift->buffer,
			     len, err) &&
	       journal_add(shift->journal, shift->buffer, len, err);
}

static bool journal_step(struct save_shift *shift, bool *over, struct err *err)
{
	struct shift_place *place = &shift->place;

	for (uint64_t done = 0; done < step_size && place->index < shift->table.count;) {
		const struct shift_entry *entry = &shift->table.list[place->index];
		bool new = entry->kind == SHIFT_WRITE;
		uint64_t off = (new ? entry->to : entry->from) + place->inside;
		size_t len = (size_t)min_u64(JOURNAL_RUN, entry->len - place->inside);

		if (shift_has_data(entry)) {
			if (!(new ? journal_new_bytes : journal_old_bytes)(shift, off, len, err))
				return false;
			place->inside += len;
			shift->done += len;
			done += len;
		}
		if (!shift_has_data(entry) || place->inside == entry->len) {
			place->index++;
			place->inside = 0;
		}
	}
	*over = place->index == shift->table.count;
	return !*over || shift_seal(shift->journal, err);
}

static bool commit(struct save_shift *shift, struct err *err)
{
	if (!journal_commit(shift->journal, err))
		return false;
	shift->place = (struct shift_place){ 0 };
	shift->committed = true;
	shift->written = true;
	return true;
}

static bool reserve_step(struct save_shift *shift, bool *over, struct err *err)
{
	if (!shift_reserve(shift->journal, shift->fd, &shift->place, err))
		return false;
	*over = shift->place.over;
	if (!*over)
		return true;
	shift->place = (struct shift_place){ 0 };
	return shift_widen(shift->journal, shift->fd, err);
}

/* The last time with nothing loaded: before the new bytes go over what was moved. */
static bool move_step(struct save_shift *shift, bool *over, struct err *err)
{
	const struct shift *now = shift->journal->shift;

	*over = !shift_can_move(shift->journal, false);
	if (*over)
		return shift_tell_sources(shift, err);
	if (!shift_load(shift->journal, shift->fd, false, err) || !shift_tell_sources(shift, err) ||
	    !shift_store(shift->journal, shift->fd, false, err))
		return false;
	shift->done += shift_step_len(now, now->step);
	return true;
}

static bool rest_step(struct save_shift *shift, bool *over, struct err *err)
{
	uint64_t before = shift->place.data;

	if (!shift_rest(shift->journal, shift->fd, false, &shift->place, err))
		return false;
	shift->done = min_u64(shift->total, shift->done + shift->place.data - before);
	*over = shift->place.over;
	if (!*over)
		return true;
	shift->done = shift->total;
	shift->committed = false;
	shift->retired = journal_retire(shift->journal, &shift->warning);
	return true;
}

static bool run_phase(struct save_shift *shift, bool *over, struct err *err)
{
	*over = true;
	switch (shift->phase) {
	case SAVE_SHIFT_LAYOUT:
		return lay_out(shift, err);
	case SAVE_SHIFT_JOURNAL:
		return journal_step(shift, over, err);
	case SAVE_SHIFT_COMMIT:
		return commit(shift, err);
	case SAVE_SHIFT_RESERVE:
		return reserve_step(shift, over, err);
	case SAVE_SHIFT_MOVE:
		return move_step(shift, over, err);
	case SAVE_SHIFT_REST:
		return rest_step(shift, over, err);
	case SAVE_SHIFT_OVER:
		break;
	}
	return true;
}

/* What is taken back last is what was done first. */
static bool back_step(struct save_shift *shift, bool *over, struct err *err)
{
	struct journal *journal = shift->journal;
	uint64_t before = shift->place.data;

	*over = false;
	if (!shift_widen(journal, shift->fd, err))
		return false;
	if (shift_can_move(journal, true)) {
		if (!shift_load(journal, shift->fd, true, err) ||
		    !shift_tell_sources(shift, err) ||
		    !shift_store(journal, shift->fd, true, err))
			return false;
		shift->done += shift_step_len(journal->shift, journal->shift->step);
		return true;
	}
	if (!shift_rest(journal, shift->fd, true, &shift->place, err))
		return false;
	shift->done += shift->place.data - before;
	*over = shift->place.over;
	return !*over || save_keep_restore(&shift->keep, err);
}

bool save_shift_stop(struct save_shift *shift, const struct err *why)
{
	const struct shift *now = shift->journal ? shift->journal->shift : NULL;

	if (!shift->committed || shift->stuck)
		return false;
	if (shift->back)
		return true;
	shift->back = true;
	shift->failure = *why;
	shift->place = (struct shift_place){ 0 };
	shift->done = 0;
	shift->total = min_u64(now->total, (now->moved + now->loaded) * now->chunk) +
		       bytes_of(shift, SHIFT_WRITE) + bytes_of(shift, SHIFT_CUT);
	return true;
}

/* Always false in the end; *err has the reason of the failure. */
static bool take_back(struct save_shift *shift, struct err *err)
{
	bool over;

	if (back_step(shift, &over, err)) {
		if (!over)
			return true;
		shift->committed = false;
		shift->retired = journal_retire(shift->journal, err);
		*err = shift->failure;
		return false;
	}
	shift->stuck = true;
	shift_keep_loaded(shift);
	return journal_stays(shift->journal, private_folder_path(shift->folder), &shift->failure,
			     err);
}

bool save_shift_step(struct save_shift *shift, bool *over, struct err *err)
{
	bool phase_over;

	*over = false;
	if (shift->back)
		return take_back(shift, err);
	if (!run_phase(shift, &phase_over, err))
		return save_shift_stop(shift, err);
	if (phase_over)
		shift->phase++;
	*over = shift->phase == SAVE_SHIFT_OVER;
	return true;
}

bool save_shift_undo(struct save_shift *shift)
{
	struct err why = { .code = ERR_CANCELLED };
	bool over;

	if (!shift->journal || shift->phase == SAVE_SHIFT_OVER)
		return false;
	if (save_shift_stop(shift, &why)) {
		while (save_shift_step(shift, &over, &why))
			continue;
	} else if (!shift->committed && !shift->retired) {
		journal_drop(shift->journal);
	}
	shift->retired = shift->retired || !shift->committed;
	return shift->written && !shift->stuck;
}

void save_shift_close(struct save_shift *shift, struct store *store)
{
	(void)save_shift_undo(shift);
	journal_close(shift->journal);
	save_keep_close(&shift->keep, store);
	private_folder_close(shift->folder);
	shift_runs_done(&shift->runs);
	shift_table_done(&shift->table);
	if (shift->fd >= 0)
		shift->disk->close(shift->disk, shift->fd);
	free(shift->buffer);
	*shift = (struct save_shift){ .fd = -1 };
}
