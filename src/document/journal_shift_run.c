/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is done to the file: the moves, and the rest. How it comes that any of it can be done again,
 * or be taken back, is told in journal_shift.c.
 */
#include "document/journal_shift.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/checked.h"

static const uint64_t step_size = 8 << 20;   /* bytes in one slice of work */

bool shift_reserve(struct journal *journal, int fd, struct shift_place *place, struct err *err)
{
	const struct shift *shift = journal->shift;
	uint64_t done = 0;

	for (; place->index < shift->count && done < step_size; place->index++) {
		const struct shift_entry *entry = &shift->entries[place->index];
		int result;

		if (entry->kind != SHIFT_MOVE && entry->kind != SHIFT_WRITE)
			continue;
		result = journal->disk->reserve(journal->disk, fd, entry->to, entry->len);
		if (result != 0)
			return err_sys(err, -result, "there is no room for the bytes at 0x%" PRIx64,
				       entry->to);
		done += entry->len;
	}
	place->over = place->index == shift->count;
	return true;
}

static bool set_size(struct journal *journal, int fd, uint64_t size, struct err *err)
{
	int result = journal->disk->resize(journal->disk, fd, size);

	return result == 0 || err_sys(err, -result, "the length of the file can not be changed");
}

bool shift_widen(struct journal *journal, int fd, struct err *err)
{
	uint64_t most = max_u64(journal->header.file.size, journal->header.new_size);
	struct disk_identity now;
	int result = journal->disk->identify(journal->disk, fd, &now);

	if (result != 0)
		return err_sys(err, -result, "cannot look at the file");
	return now.size >= most || set_size(journal, fd, most, err);
}

/* The last move that begins at or before a byte of the stream. */
static size_t find_move(const struct shift *shift, uint64_t at)
{
	size_t low = 0, high = shift->move_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (shift->moves[middle].before <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

bool shift_part(const struct shift *shift, uint64_t step, uint64_t *at, struct shift_move *part)
{
	uint64_t end = step * shift->chunk + shift_step_len(shift, step), inside, off;
	const struct shift_move *move;

	if (*at >= end)
		return false;
	move = &shift->moves[find_move(shift, *at)];
	inside = *at - move->before;
	part->before = *at;
	part->len = min_u64(move->len - inside, end - *at);
	off = move->to > move->from ? move->len - inside - part->len : inside;
	part->from = move->from + off;
	part->to = move->to + off;
	*at += part->len;
	return true;
}

bool shift_can_move(const struct journal *journal, bool back)
{
	const struct shift *shift = journal->shift;

	return shift->loaded || (back ? shift->moved > 0 : shift->moved < shift_steps(shift));
}

/* The turn passes with success alone: the other slot is the one that is good. */
bool shift_load(struct journal *journal, int fd, bool back, struct err *err)
{
	struct shift *shift = journal->shift;
	struct shift_move part;
	uint64_t at, start;

	if (shift->loaded)
		return true;
	shift->step = back ? shift->moved - 1 : shift->moved;
	at = start = shift->step * shift->chunk;
	while (shift_part(shift, shift->step, &at, &part))
		if (!disk_read_all(journal->disk, fd,
				   shift->buffer + JOURNAL_SECTOR + (part.before - start),
				   (size_t)part.len, back ? part.to : part.from, err))
			return err_prefix(err, "the bytes at 0x%" PRIx64 " can not be moved",
					  back ? part.to : part.from);
	if (!shift_write_slot(journal, err))
		return false;
	shift->turn ^= 1;
	shift->loaded = true;
	return true;
}

bool shift_store(struct journal *journal, int fd, bool back, struct err *err)
{
	struct shift *shift = journal->shift;
	struct shift_move part;
	uint64_t start = shift->step * shift->chunk, at = start;

	while (shift_part(shift, shift->step, &at, &part))
		if (!disk_write_all(journal->disk, fd,
				    shift->buffer + JOURNAL_SECTOR + (part.before - start),
				    (size_t)part.len, back ? part.from : part.to, err))
			return false;
	if (!disk_sync(journal->disk, fd, err))
		return false;
	shift->loaded = false;
	shift->moved = back ? shift->step : shift->step + 1;
	return true;
}

/* [off, off + len) becomes zero, a hole where that can be. */
static bool clear(struct journal *journal, int fd, uint64_t off, uint64_t len, struct err *err)
{
	int result = journal->disk->punch(journal->disk, fd, off, len);

	if (result == 0)
		return true;
	if (result != -EOPNOTSUPP)
		return err_sys(err, -result, "cannot write");
	memset(journal->buffer, 0, JOURNAL_RUN);
	for (uint64_t done = 0; done < len;) {
		size_t part = (size_t)min_u64(JOURNAL_RUN, len - done);

		if (!disk_write_all(journal->disk, fd, journal->buffer, part, off + done, err))
			return false;
		done += part;
	}
	return true;
}

/* The next bytes of an entry that has bytes in the journal; how many. 0: *err says why not. */
static size_t put(struct journal *journal, int fd, const struct shift_entry *entry,
		  const struct shift_place *place, struct err *err)
{
	size_t len = (size_t)min_u64(JOURNAL_RUN, entry->len - place->inside);
	uint64_t off = entry->kind == SHIFT_CUT ? entry->from : entry->to;

	return journal_read(journal, journal->buffer, len,
			    journal->shift->data + place->data, err) &&
	       disk_write_all(journal->disk, fd, journal->buffer, len, off + place->inside, err) ?
	       len : 0;
}

/* One run of one entry. */
static bool rest_of(struct journal *journal, int fd, bool back, struct shift_place *place,
		    struct err *err)
{
	const struct shift_entry *entry = &journal->shift->entries[place->index];
	bool ours = back ? shift_is_old(entry) : shift_is_new(entry);
	uint64_t done = entry->len;

	if (shift_has_data(entry)) {
		if (ours) {
			done = put(journal, fd, entry, place, err);
			if (done == 0)
				return false;
		}
		place->data += done;
	} else if (ours && entry->kind != SHIFT_MOVE) {
		if (!clear(journal, fd, back ? entry->from : entry->to, entry->len, err))
			return false;
	}
	place->inside += done;
	if (place->inside == entry->len) {
		place->index++;
		place->inside = 0;
	}
	return true;
}

bool shift_rest(struct journal *journal, int fd, bool back, struct shift_place *place,
		struct err *err)
{
	uint64_t size = back ? journal->header.file.size : journal->header.new_size;
	uint64_t start = place->data;

	while (place->index < journal->shift->count && place->data - start < step_size)
		if (!rest_of(journal, fd, back, place, err))
			return false;
	if (place->index < journal->shift->count)
		return true;
	place->over = true;
	return set_size(journal, fd, size, err) && disk_sync(journal->disk, fd, err);
}

bool shift_run(struct journal *journal, int fd, bool back, struct err *err)
{
	struct shift_place place = { 0 };

	if (!shift_widen(journal, fd, err))
		return false;
	while (shift_can_move(journal, back))
		if (!shift_load(journal, fd, back, err) || !shift_store(journal, fd, back, err))
			return false;
	while (!place.over)
		if (!shift_rest(journal, fd, back, &place, err))
			return false;
	return true;
}

/* Bytes that move can be compared with nothing; the length, and what is in the journal, can. */
static bool shift_check(struct journal *journal, int fd, struct err *err)
{
	const struct journal_header *header = &journal->header;
	struct disk_identity now;
	int result = journal->disk->identify(journal->disk, fd, &now);

	if (result != 0)
		return err_sys(err, -result, "cannot look at the file");
	if (now.size < min_u64(header->file.size, header->new_size) ||
	    now.size > max_u64(header->file.size, header->new_size))
		return err_set(err, ERR_CHANGED, "another program changed the length of the file "
			       "to %" PRIu64 " bytes since its save was interrupted; it was to "
			       "go from %" PRIu64 " to %" PRIu64, now.size, header->file.size,
			       header->new_size);
	return shift_open(journal, err);
}

static bool shift_finish(struct journal *journal, int fd, struct err *err)
{
	return shift_run(journal, fd, false, err);
}

static bool shift_undo(struct journal *journal, int fd, struct err *err)
{
	return shift_run(journal, fd, true, err);
}

const struct journal_kind_calls journal_shift_calls = {
	.check = shift_check,
	.finish = shift_finish,
	.undo = shift_undo,
};
