/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes that are equal are not journalled: a fill with what is there already, or zeroes over a
 * hole, write nothing and take no room.
 *
 * The order is the whole art: old bytes kept for undo; journal synced; blocks reserved; sources
 * given their detours; bytes written; file synced; journal retired. Up to the journal's sync
 * nothing has happened, after the file's sync everything has, and between the two the journal
 * knows both states.
 */
#include "document/save_patch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

static const uint64_t step_size = 8 << 20;   /* bytes in one step */

bool save_patch_open(struct save_patch *patch, struct store *store, struct err *err)
{
	int folder;

	patch->total = 2 * patch->ranges.bytes;
	patch->buffer = malloc((size_t)3 * JOURNAL_RUN);
	if (!patch->buffer)
		return err_nomem(err);
	patch->folder = private_folder_open(true, err);
	if (!patch->folder)
		return err_prefix(err, "no place for the journal of the save");
	folder = private_folder_fd(patch->folder);
	patch->journal = journal_new(patch->disk, folder, patch->fd, JOURNAL_PATCH, patch->path,
				     err);
	return patch->journal && save_keep_open(&patch->keep, store, patch->fd, err);
}

/* Leaves out what is equal at both ends. */
static bool add_different(struct save_patch *patch, uint64_t off, size_t len, struct err *err)
{
	const uint8_t *old = patch->buffer, *new = patch->buffer + JOURNAL_RUN;

	while (len > 0 && old[len - 1] == new[len - 1])
		len--;
	while (len > 0 && *old == *new) {
		old++;
		new++;
		off++;
		len--;
	}
	if (len == 0)
		return true;
	return save_keep_add(&patch->keep, private_folder_fd(patch->folder), off, old, len, err) &&
	       patch_add(patch->journal, off, old, new, len, err);
}

static bool journal_some(struct save_patch *patch, uint64_t pos, size_t len, struct err *err)
{
	uint8_t *old = patch->buffer, *new = old + JOURNAL_RUN, *known = new + JOURNAL_RUN;
	uint64_t off = patch->origin + pos;
	int why;

	if (!disk_read_all(patch->disk, patch->fd, old, len, off, err))
		return err_prefix(err, "the bytes at 0x%" PRIx64 " could not be put back", off);
	if (snapshot_read(patch->snapshot, pos, new, known, len, &why) > 0) {
		uint64_t at = off + (uint64_t)((uint8_t *)memchr(known, 0, len) - known);

		err_set(err, ERR_LOST, "the byte at 0x%" PRIx64 " can not be read (%s), so it can "
			"not be saved", at, why ? strerror(why) : "the file ends before");
		err->sys = why;
		return false;
	}
	return add_different(patch, off, len, err);
}

static bool journal_step(struct save_patch *patch, bool *over, struct err *err)
{
	uint64_t done = 0;

	while (done < step_size && patch->index < patch->ranges.count) {
		const struct save_range *range = &patch->ranges.list[patch->index];
		size_t len = (size_t)min_u64(JOURNAL_RUN, range->len - patch->inside);

		if (!journal_some(patch, range->pos + patch->inside, len, err))
			return false;
		done += len;
		patch->inside += len;
		if (patch->inside == range->len) {
			patch->index++;
			patch->inside = 0;
		}
	}
	patch->done += done;
	*over = patch->index == patch->ranges.count;
	return true;
}

/* Where nothing differs after all there is nothing to come back from. */
static bool commit(struct save_patch *patch, struct err *err)
{
	if (patch->journal->header.count == 0) {
		journal_drop(patch->journal);
		patch->retired = true;
		patch->phase = SAVE_PATCH_WRITE;
		return true;
	}
	if (!journal_commit(patch->journal, err))
		return false;
	patch->committed = true;
	patch->written = true;
	return save_keep_publish(&patch->keep, err);
}

static bool reserve_step(struct save_patch *patch, bool *over, struct err *err)
{
	if (!patch_reserve(patch->journal, patch->fd, &patch->place, err))
		return false;
	*over = patch->place.over;
	if (*over)
		patch->place = (struct patch_place){ 0 };
	return true;
}

static bool write_step(struct save_patch *patch, bool *over, struct err *err)
{
	if (!patch_write(patch->journal, patch->fd, &patch->place, false, err))
		return false;
	*over = patch->place.over;
	patch->done = patch->ranges.bytes +
		      patch->ranges.bytes / patch->journal->header.count * patch->place.index;
	return true;
}

static bool sync_all(struct save_patch *patch, struct err *err)
{
	if (!disk_sync(patch->disk, patch->fd, err))
		return false;
	patch->done = patch->total;
	patch->committed = false;
	if (!patch->retired)
		patch->retired = journal_retire(patch->journal, &patch->warning);
	return true;
}

static bool run_phase(struct save_patch *patch, bool *over, struct err *err)
{
	*over = true;
	switch (patch->phase) {
	case SAVE_PATCH_JOURNAL:
		return journal_step(patch, over, err);
	case SAVE_PATCH_COMMIT:
		return commit(patch, err);
	case SAVE_PATCH_RESERVE:
		return reserve_step(patch, over, err);
	case SAVE_PATCH_WRITE:
		return write_step(patch, over, err);
	case SAVE_PATCH_SYNC:
		return sync_all(patch, err);
	case SAVE_PATCH_OVER:
		break;
	}
	return true;
}

bool save_patch_stop(struct save_patch *patch, const struct err *why)
{
	if (!patch->committed || patch->stuck)
		return false;
	if (patch->back)
		return true;
	patch->back = true;
	patch->failure = *why;
	patch->place = (struct patch_place){ 0 };
	patch->done = 0;
	patch->total = patch->journal->header.bytes;
	return true;
}

static bool back_step(struct save_patch *patch, struct err *err)
{
	const struct journal_header *header = &patch->journal->header;

	if (!patch_write(patch->journal, patch->fd, &patch->place, true, err))
		return false;
	patch->done = header->bytes / header->count * patch->place.index;
	return !patch->place.over || disk_sync(patch->disk, patch->fd, err);
}

/* Always false in the end; *err has the reason of the failure. */
static bool take_back(struct save_patch *patch, struct err *err)
{
	if (back_step(patch, err)) {
		if (!patch->place.over)
			return true;
		patch->committed = false;
		patch->retired = journal_retire(patch->journal, err);
		*err = patch->failure;
		return false;
	}
	patch->stuck = true;
	return journal_stays(patch->journal, private_folder_path(patch->folder), &patch->failure,
			     err);
}

bool save_patch_step(struct save_patch *patch, bool *over, struct err *err)
{
	bool phase_over;

	*over = false;
	if (patch->back)
		return take_back(patch, err);
	if (!run_phase(patch, &phase_over, err))
		return save_patch_stop(patch, err);
	if (phase_over)
		patch->phase++;
	*over = patch->phase == SAVE_PATCH_OVER;
	return true;
}

bool save_patch_undo(struct save_patch *patch)
{
	struct err why = { .code = ERR_CANCELLED };
	bool over;

	if (!patch->journal || patch->phase == SAVE_PATCH_OVER)
		return false;
	if (save_patch_stop(patch, &why)) {
		while (save_patch_step(patch, &over, &why))
			continue;
	} else if (!patch->committed && !patch->retired) {
		journal_drop(patch->journal);
	}
	patch->retired = patch->retired || !patch->committed;
	return patch->written && !patch->stuck;
}

void save_patch_close(struct save_patch *patch, struct store *store)
{
	(void)save_patch_undo(patch);
	journal_close(patch->journal);
	save_keep_close(&patch->keep, store);
	private_folder_close(patch->folder);
	save_ranges_done(&patch->ranges);
	if (patch->fd >= 0)
		patch->disk->close(patch->disk, patch->fd);
	free(patch->buffer);
	*patch = (struct save_patch){ .fd = -1 };
}
