/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moves to the right are made from the last to the first, each from its end; then moves to the left
 * from the first to the last, each from its front. So the place of a byte lies over bytes that were
 * moved before it, or that go, or over those of its own step. All moved bytes in this order are one
 * stream, and a step is a chunk of it, which may be a part of a move or hundreds of them.
 *
 * A step is read from the file into a slot of the journal, synced, written to its place, synced.
 * There are two slots in turn, so that one torn by a power cut does not take the last good one
 * along. The newest good slot says all: the steps before its own are made, the steps behind are
 * not, its own may be half written, and can be written either way from the slot. Every other byte
 * of both files is in the journal, and is written when all steps are made (are taken back), as
 * often as it takes.
 *
 * Rejected: FALLOC_FL_INSERT_RANGE and COLLAPSE_RANGE. Of a file with many extents they are many
 * transactions, and a power cut between two of them leaves a file that no journal of ours can
 * tell from others.
 */
#include "document/journal_shift.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* The sector before the bytes of a slot. */
struct slot_header {
	uint64_t seq;            /* from 1 on */
	uint64_t step;
	uint64_t len;
	uint64_t body_sum;       /* of the journal that it belongs to */
	uint64_t data_sum;
	uint64_t sum;            /* of all before */
};

static uint64_t to_sector(uint64_t len)
{
	return (len + JOURNAL_SECTOR - 1) / JOURNAL_SECTOR * JOURNAL_SECTOR;
}

static uint64_t slot_size(const struct shift *shift)
{
	return JOURNAL_SECTOR + to_sector(shift->chunk);
}

static uint64_t slot_at(const struct shift *shift, unsigned turn)
{
	return shift->slots + turn * slot_size(shift);
}

uint64_t shift_slot(const struct shift *shift)
{
	return slot_at(shift, shift->turn ^ 1) + JOURNAL_SECTOR;
}

uint64_t shift_steps(const struct shift *shift)
{
	return shift->total / shift->chunk + (shift->total % shift->chunk != 0);
}

uint64_t shift_step_len(const struct shift *shift, uint64_t step)
{
	return min_u64(shift->chunk, shift->total - step * shift->chunk);
}

void shift_free(struct shift *shift)
{
	if (!shift)
		return;
	free(shift->entries);
	free(shift->moves);
	free(shift->buffer);
	free(shift);
}

bool shift_is_old(const struct shift_entry *entry)
{
	return entry->kind != SHIFT_WRITE && entry->kind != SHIFT_ZERO;
}

bool shift_is_new(const struct shift_entry *entry)
{
	return entry->kind != SHIFT_CUT && entry->kind != SHIFT_CUT_HOLE;
}

bool shift_has_data(const struct shift_entry *entry)
{
	return entry->kind == SHIFT_WRITE || entry->kind == SHIFT_CUT;
}

static bool fits(uint64_t off, uint64_t len, uint64_t size)
{
	return len <= size && off <= size - len;
}

/* Bounds and order; a journal is input like any other. */
static bool is_possible(const struct journal *journal, const struct shift *shift)
{
	const struct journal_header *header = &journal->header;
	uint64_t from = 0, to = 0, data = 0;

	for (size_t i = 0; i < shift->count; i++) {
		const struct shift_entry *entry = &shift->entries[i];

		if (entry->kind < SHIFT_MOVE || entry->kind > SHIFT_CUT_HOLE || entry->len == 0 ||
		    (shift_is_old(entry) && !fits(entry->from, entry->len, header->file.size)) ||
		    (shift_is_new(entry) && !fits(entry->to, entry->len, header->new_size)))
			return false;
		if (shift_has_data(entry) && !add_fits(data, entry->len, &data))
			return false;
		if ((shift_is_old(entry) && entry->from < from) ||
		    (shift_is_new(entry) && entry->to < to))
			return false;
		from = shift_is_old(entry) ? entry->from + entry->len : from;
		to = shift_is_new(entry) ? entry->to + entry->len : to;
	}
	return fits(0, data, header->body - (shift->data - JOURNAL_SECTOR)) &&
	       header->body - (shift->data - JOURNAL_SECTOR) == data;
}

static void add_move(struct shift *shift, const struct shift_entry *entry)
{
	shift->moves[shift->move_count++] = (struct shift_move){
		entry->from, entry->to, entry->len, shift->total
	};
	shift->total += entry->len;
}

static void order_moves(struct shift *shift)
{
	for (size_t i = shift->count; i-- > 0;)
		if (shift->entries[i].kind == SHIFT_MOVE &&
		    shift->entries[i].to > shift->entries[i].from)
			add_move(shift, &shift->entries[i]);
	for (size_t i = 0; i < shift->count; i++)
		if (shift->entries[i].kind == SHIFT_MOVE &&
		    shift->entries[i].to < shift->entries[i].from)
			add_move(shift, &shift->entries[i]);
}

/* With room for the table, whose place in the journal is known already. */
static struct shift *alloc(const struct journal *journal, size_t count, uint64_t chunk,
			   struct err *err)
{
	struct shift *shift = calloc(1, sizeof *shift);

	if (!shift) {
		err_nomem(err);
		return NULL;
	}
	shift->count = count;
	shift->chunk = chunk;
	shift->data = JOURNAL_SECTOR + journal->header.path_len +
		      count * sizeof(struct shift_entry);
	shift->entries = calloc(count + 1, sizeof *shift->entries);
	shift->moves = calloc(count + 1, sizeof *shift->moves);
	shift->buffer = calloc(1, JOURNAL_SECTOR + (size_t)chunk);
	if (shift->entries && shift->moves && shift->buffer)
		return shift;
	shift_free(shift);
	err_nomem(err);
	return NULL;
}

bool shift_begin(struct journal *journal, const struct shift_entry *entries, size_t count,
		 uint64_t new_size, uint64_t chunk, struct err *err)
{
	struct shift *shift = alloc(journal, count, chunk, err);

	if (!shift)
		return false;
	memcpy(shift->entries, entries, count * sizeof *entries);
	journal->shift = shift;
	journal->header.count = count;
	journal->header.new_size = new_size;
	journal->header.chunk = chunk;
	order_moves(shift);
	for (size_t i = 0; i < count; i++)
		if (shift_is_new(&entries[i]))
			journal->header.bytes += entries[i].len;
	return journal_add(journal, entries, count * sizeof *entries, err);
}

bool shift_seal(struct journal *journal, struct err *err)
{
	struct shift *shift = journal->shift;
	int result;

	assert(is_possible(journal, shift));
	shift->slots = JOURNAL_SECTOR + to_sector(journal->header.body);
	result = journal->disk->reserve(journal->disk, journal->fd, shift->slots,
					2 * slot_size(shift));
	return result == 0 || err_sys(err, -result, "there is no room for the journal of the save");
}

static bool bad(const struct journal *journal, struct err *err)
{
	return err_set(err, ERR_LOST, "the journal %s holds what can not be", journal->name);
}

/* A slot that was never written is shorter; whatever else can not be read may be the newest. */
static bool read_slot(struct journal *journal, unsigned turn, struct slot_header *slot,
		      bool *good, struct err *err)
{
	struct shift *shift = journal->shift;
	uint8_t sector[JOURNAL_SECTOR];
	uint64_t at = slot_at(shift, turn);

	*good = false;
	err_clear(err);
	if (!journal_read(journal, sector, sizeof sector, at, err))
		return err->code == ERR_LOST;
	memcpy(slot, sector, sizeof *slot);
	if (slot->sum != xxhash_of(slot, offsetof(struct slot_header, sum)) ||
	    slot->body_sum != journal->header.body_sum || slot->step >= shift_steps(shift) ||
	    slot->len != shift_step_len(shift, slot->step))
		return true;
	if (!journal_read(journal, shift->buffer + JOURNAL_SECTOR, (size_t)slot->len,
			  at + JOURNAL_SECTOR, err))
		return err->code == ERR_LOST;
	*good = xxhash_of(shift->buffer + JOURNAL_SECTOR, (size_t)slot->len) == slot->data_sum;
	return true;
}

/* The buffer has what was read last, which need not be what is taken. */
static bool find_slot(struct journal *journal, struct err *err)
{
	struct shift *shift = journal->shift;

	for (unsigned turn = 0; turn < 2; turn++) {
		struct slot_header slot;
		bool good;

		if (!read_slot(journal, turn, &slot, &good, err))
			return false;
		if (!good || slot.seq <= shift->seq)
			continue;
		shift->seq = slot.seq;
		shift->step = shift->moved = slot.step;
		shift->turn = turn ^ 1;
		shift->loaded = true;
	}
	return !shift->loaded ||
	       journal_read(journal, shift->buffer + JOURNAL_SECTOR,
			    (size_t)shift_step_len(shift, shift->step), shift_slot(shift), err);
}

bool shift_open(struct journal *journal, struct err *err)
{
	const struct journal_header *header = &journal->header;
	uint64_t room = header->body - header->path_len;
	struct shift *shift;
	size_t table;

	if (journal->shift)
		return true;
	if (header->count > room / sizeof(struct shift_entry) || header->chunk == 0 ||
	    header->chunk > JOURNAL_CHUNK_MOST || header->new_size > INT64_MAX ||
	    header->file.size > INT64_MAX)
		return bad(journal, err);
	shift = alloc(journal, (size_t)header->count, header->chunk, err);
	if (!shift)
		return false;
	journal->shift = shift;
	shift->slots = JOURNAL_SECTOR + to_sector(header->body);
	table = shift->count * sizeof *shift->entries;
	if (!journal_read(journal, shift->entries, table, shift->data - table, err) ||
	    (!is_possible(journal, shift) && !bad(journal, err))) {
		shift_free(shift);
		journal->shift = NULL;
		return false;
	}
	order_moves(shift);
	if (find_slot(journal, err))
		return true;
	shift_free(shift);
	journal->shift = NULL;
	return false;
}

bool shift_write_slot(struct journal *journal, struct err *err)
{
	struct shift *shift = journal->shift;
	size_t len = (size_t)shift_step_len(shift, shift->step);
	struct slot_header slot = {
		.seq = ++shift->seq, .step = shift->step, .len = len,
		.body_sum = journal->header.body_sum,
		.data_sum = xxhash_of(shift->buffer + JOURNAL_SECTOR, len),
	};

	slot.sum = xxhash_of(&slot, offsetof(struct slot_header, sum));
	memset(shift->buffer, 0, JOURNAL_SECTOR);
	memcpy(shift->buffer, &slot, sizeof slot);
	return (disk_write_all(journal->disk, journal->fd, shift->buffer, JOURNAL_SECTOR + len,
			       slot_at(shift, shift->turn), err) &&
		disk_sync(journal->disk, journal->fd, err)) ||
	       err_prefix(err, "the journal of the save");
}
