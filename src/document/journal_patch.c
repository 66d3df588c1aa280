/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The body is the path, then `count` records in ascending order, each with its old and its new
 * bytes. What is written comes out of the journal again, both while saving and while recovering:
 * one piece of code, and no more memory than one record, however much there is to write.
 */
#include "document/journal_patch.h"

#include <inttypes.h>
#include <string.h>

#include "base/checked.h"

static const uint64_t step_size = 8 << 20;   /* bytes in one step */

bool patch_add(struct journal *journal, uint64_t off, const uint8_t *old, const uint8_t *new,
	       size_t len, struct err *err)
{
	const struct journal_record record = { off, len };

	journal->header.count++;
	journal->header.bytes += len;
	return journal_add(journal, &record, sizeof record, err) &&
	       journal_add(journal, old, len, err) && journal_add(journal, new, len, err);
}

static bool bad(const struct journal *journal, struct err *err)
{
	return err_set(err, ERR_LOST, "the journal %s holds what can not be", journal->name);
}

/* Bounds first: a journal is input like any other. */
static bool is_possible(const struct journal *journal, const struct patch_place *place,
			const struct journal_record *record, uint64_t left)
{
	uint64_t size = journal->header.file.size;

	return record->len > 0 && record->len <= JOURNAL_RUN && record->len <= left / 2 &&
	       record->off >= place->end && record->off <= size &&
	       record->len <= size - record->off;
}

/* Records are short as a rule; many are read in one call. The stage has nothing to do when a
 * journal is read. */
static bool read_on(struct journal *journal, struct patch_place *place, void *to, size_t len,
		    struct err *err)
{
	uint64_t inside = place->at - place->ahead;

	if (len > JOURNAL_STAGE)
		return journal_read(journal, to, len, place->at, err);
	if (place->at < place->ahead || inside > place->ahead_len ||
	    len > place->ahead_len - inside) {
		uint64_t body_end = JOURNAL_SECTOR + journal->header.body;

		place->ahead = place->at;
		place->ahead_len = (size_t)min_u64(JOURNAL_STAGE, body_end - place->at);
		inside = 0;
		if (!journal_read(journal, journal->stage, place->ahead_len, place->at, err)) {
			place->ahead_len = 0;
			return false;
		}
	}
	memcpy(to, journal->stage + inside, len);
	return true;
}

bool patch_next(struct journal *journal, struct patch_place *place, struct journal_record *record,
		struct err *err)
{
	const struct journal_header *header = &journal->header;
	uint64_t body_end = JOURNAL_SECTOR + header->body;

	err_clear(err);
	if (place->at == 0)
		place->at = JOURNAL_SECTOR + header->path_len;
	if (place->index == header->count) {
		place->over = true;
		return place->at == body_end ? false : bad(journal, err);
	}
	if (body_end - place->at < sizeof *record)
		return bad(journal, err);
	if (!read_on(journal, place, record, sizeof *record, err))
		return false;
	place->at += sizeof *record;
	if (!is_possible(journal, place, record, body_end - place->at))
		return bad(journal, err);
	if (!read_on(journal, place, journal->buffer, 2 * (size_t)record->len, err))
		return false;
	place->at += 2 * record->len;
	place->end = record->off + record->len;
	place->index++;
	return true;
}

/* Asking where the next hole is costs one call for many records; each reservation costs a
 * transaction of the file system. */
static bool has_blocks(const struct disk *disk, int fd, struct patch_place *place,
		       const struct journal_record *record)
{
	uint64_t end = record->off + record->len;

	if (place->solid < end) {
		int64_t hole = disk->hole(disk, fd, record->off);

		place->solid = hole > 0 ? (uint64_t)hole : 0;
	}
	return place->solid >= end;
}

bool patch_reserve(struct journal *journal, int fd, struct patch_place *place, struct err *err)
{
	struct journal_record record;
	uint64_t done = 0;

	while (done < step_size && patch_next(journal, place, &record, err)) {
		int result = has_blocks(journal->disk, fd, place, &record) ? 0 :
			journal->disk->reserve(journal->disk, fd, record.off, record.len);

		if (result != 0)
			return err_sys(err, -result, "there is no room for the bytes at 0x%" PRIx64,
				       record.off);
		done += record.len;
		if (place->solid >= journal->header.file.size)
			place->over = true;
		if (place->over)
			break;
	}
	return err->code == ERR_NONE;
}

bool patch_write(struct journal *journal, int fd, struct patch_place *place, bool old,
		 struct err *err)
{
	struct journal_record record;
	uint64_t done = 0;

	while (done < step_size && patch_next(journal, place, &record, err)) {
		const uint8_t *bytes = journal->buffer + (old ? 0 : record.len);

		if (!disk_write_all(journal->disk, fd, bytes, (size_t)record.len, record.off, err))
			return false;
		done += record.len;
	}
	return err->code == ERR_NONE;
}

static bool write_all(struct journal *journal, int fd, bool old, struct err *err)
{
	struct patch_place place = { 0 };

	while (!place.over)
		if (!patch_write(journal, fd, &place, old, err))
			return false;
	return disk_sync(journal->disk, fd, err);
}

static bool patch_undo(struct journal *journal, int fd, struct err *err)
{
	return write_all(journal, fd, true, err);
}

static bool patch_finish(struct journal *journal, int fd, struct err *err)
{
	return write_all(journal, fd, false, err);
}

static bool check_record(struct journal *journal, int fd, const struct journal_record *record,
			 struct err *err)
{
	size_t len = (size_t)record->len;
	const uint8_t *old = journal->buffer, *new = old + len;
	uint8_t *now = journal->buffer + 2 * len;

	if (!disk_read_all(journal->disk, fd, now, len, record->off, err))
		return false;
	for (size_t i = 0; i < len; i++)
		if (now[i] != old[i] && now[i] != new[i])
			return err_set(err, ERR_CHANGED, "another program wrote to the file since "
				       "its save was interrupted: the byte at 0x%" PRIx64 " is "
				       "neither the old nor the new one", record->off + i);
	return true;
}

static bool patch_check(struct journal *journal, int fd, struct err *err)
{
	struct patch_place place = { 0 };
	struct journal_record record;
	struct disk_identity now;
	int result = journal->disk->identify(journal->disk, fd, &now);

	if (result != 0)
		return err_sys(err, -result, "cannot look at the file");
	if (now.size != journal->header.file.size)
		return err_set(err, ERR_CHANGED, "another program changed the length of the file "
			       "from %" PRIu64 " to %" PRIu64 " bytes since its save was "
			       "interrupted", journal->header.file.size, now.size);
	while (patch_next(journal, &place, &record, err))
		if (!check_record(journal, fd, &record, err))
			return false;
	return err->code == ERR_NONE;
}

const struct journal_kind_calls journal_patch_calls = {
	.check = patch_check,
	.finish = patch_finish,
	.undo = patch_undo,
};
