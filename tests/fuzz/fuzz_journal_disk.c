/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a journal may do is read out of it once more, with other code than that which is tested: the
 * ranges of a patch, the places of a shift. A journal in which anything is impossible may do
 * nothing at all.
 */
#include "fuzz/fuzz_journal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "document/journal_shift.h"

void fuzz_check(bool holds)
{
	if (!holds)
		abort();
}

static struct fuzz_disk *of(const struct disk *disk)
{
	return (struct fuzz_disk *)(uintptr_t)disk;
}

/* Counts a call, and says whether it fails. */
static bool fails(struct fuzz_disk *disk)
{
	disk->calls++;
	return disk->calls == disk->plan.fail_at || disk->calls > FUZZ_CALLS;
}

static int disk_make(const struct disk *base, int folder, const char *name)
{
	(void)base, (void)folder, (void)name;
	return -EEXIST;
}

static int disk_open(const struct disk *base, int folder, const char *name)
{
	(void)folder, (void)name;
	return fails(of(base)) ? -EIO : of(base)->named ? FUZZ_JOURNAL : -ENOENT;
}

static int disk_done(const struct disk *base, int fd)
{
	(void)base, (void)fd;
	return 0;
}

static int disk_call(const struct disk *base, int fd)
{
	(void)fd;
	return fails(of(base)) ? -EIO : 0;
}

static int disk_identify(const struct disk *base, int fd, struct disk_identity *identity)
{
	struct fuzz_disk *disk = of(base);

	if (fails(disk))
		return -EIO;
	*identity = (struct disk_identity){ .dev = 1, .ino = 2, .born_sec = 3, .changed_sec = 4 };
	identity->size = fd == FUZZ_FILE ? disk->file_size : disk->journal_size;
	if (disk->writes > 0 || !(disk->plan.flags & FUZZ_UNTOUCHED))
		identity->changed_sec = 5;
	return 0;
}

static int64_t disk_read(const struct disk *base, int fd, void *to, size_t len, uint64_t off)
{
	struct fuzz_disk *disk = of(base);
	const uint8_t *bytes = fd == FUZZ_FILE ? disk->file : disk->journal;
	uint64_t size = fd == FUZZ_FILE ? disk->file_size : disk->journal_size;

	if (fails(disk))
		return -EIO;
	if (off >= size)
		return 0;
	len = (size_t)min_u64(len, size - off);
	memcpy(to, bytes + off, len);
	return (int64_t)len;
}

static uint64_t most(const struct fuzz_disk *disk)
{
	return max_u64(disk->header.file.size, disk->header.new_size);
}

/* [off, off + len) of the file is about to be changed. False: there is no room for that. */
static bool may_change(struct fuzz_disk *disk, uint64_t off, uint64_t len)
{
	fuzz_check(len <= most(disk) && off <= most(disk) - len);
	disk->writes++;
	if (len > FUZZ_FILE_ROOM || off > FUZZ_FILE_ROOM - len)
		return false;
	for (uint64_t i = 0; i < len; i++)
		fuzz_check(disk->may[off + i]);
	return true;
}

/* The header, to mark it as done, or a slot. */
static int64_t write_journal(struct fuzz_disk *disk, const void *bytes, size_t len, uint64_t off)
{
	uint64_t body = JOURNAL_SECTOR + disk->header.body;

	fuzz_check(off >= body || (off == 0 && len == JOURNAL_SECTOR));
	fuzz_check(len <= JOURNAL_SECTOR + JOURNAL_CHUNK_MOST);
	if (len > FUZZ_JOURNAL_ROOM || off > FUZZ_JOURNAL_ROOM - len)
		return -ENOSPC;
	memcpy(disk->journal + off, bytes, len);
	disk->journal_size = max_u64(disk->journal_size, off + len);
	return (int64_t)len;
}

static int64_t disk_write(const struct disk *base, int fd, const void *bytes, size_t len,
			  uint64_t off)
{
	struct fuzz_disk *disk = of(base);

	if (fails(disk))
		return -EIO;
	if (fd == FUZZ_JOURNAL)
		return write_journal(disk, bytes, len, off);
	if (!may_change(disk, off, len))
		return -ENOSPC;
	if (off > disk->file_size)
		memset(disk->file + disk->file_size, 0, (size_t)(off - disk->file_size));
	memcpy(disk->file + off, bytes, len);
	disk->file_size = max_u64(disk->file_size, off + len);
	return (int64_t)len;
}

static int disk_resize(const struct disk *base, int fd, uint64_t size)
{
	struct fuzz_disk *disk = of(base);

	fuzz_check(fd == FUZZ_FILE && disk->possible && disk->header.kind == JOURNAL_SHIFT);
	fuzz_check(size == disk->header.file.size || size == disk->header.new_size);
	if (fails(disk))
		return -EIO;
	disk->writes++;
	if (size > FUZZ_FILE_ROOM)
		return -EFBIG;
	if (size > disk->file_size)
		memset(disk->file + disk->file_size, 0, (size_t)(size - disk->file_size));
	disk->file_size = size;
	return 0;
}

static int disk_range(const struct disk *base, int fd, uint64_t off, uint64_t len)
{
	(void)fd, (void)off, (void)len;
	return fails(of(base)) ? -EIO : 0;
}

static int disk_punch(const struct disk *base, int fd, uint64_t off, uint64_t len)
{
	struct fuzz_disk *disk = of(base);

	fuzz_check(fd == FUZZ_FILE);
	if (fails(disk))
		return -EIO;
	if (disk->plan.flags & FUZZ_NO_PUNCH)
		return -EOPNOTSUPP;
	if (!may_change(disk, off, len))
		return -ENOSPC;
	if (off < disk->file_size)
		memset(disk->file + off, 0, (size_t)min_u64(len, disk->file_size - off));
	return 0;
}

static int64_t disk_hole(const struct disk *base, int fd, uint64_t off)
{
	(void)base, (void)fd, (void)off;
	return -ENXIO;
}

static int disk_unlink(const struct disk *base, int folder, const char *name)
{
	(void)folder, (void)name;
	if (fails(of(base)))
		return -EIO;
	of(base)->named = false;
	return 0;
}

static const struct disk calls = {
	.make = disk_make,
	.open = disk_open,
	.close = disk_done,
	.lock = disk_call,
	.identify = disk_identify,
	.read = disk_read,
	.write = disk_write,
	.sync = disk_call,
	.resize = disk_resize,
	.reserve = disk_range,
	.punch = disk_punch,
	.insert = disk_range,
	.collapse = disk_range,
	.data = disk_hole,
	.hole = disk_hole,
	.unlink = disk_unlink,
	.sync_folder = disk_call,
};

/* What is left of the input. */
struct rest {
	const uint8_t *at;
	size_t len;
};

static void take(struct rest *rest, void *to, size_t len)
{
	size_t part = min_size(len, rest->len);

	memset((uint8_t *)to + part, FUZZ_BYTE, len - part);
	if (part > 0)
		memcpy(to, rest->at, part);
	rest->at += part;
	rest->len -= part;
}

static uint64_t to_sector(uint64_t len)
{
	return (len + JOURNAL_SECTOR - 1) / JOURNAL_SECTOR * JOURNAL_SECTOR;
}

static void put_slots(struct fuzz_disk *disk, struct rest *rest)
{
	uint64_t at = JOURNAL_SECTOR + to_sector(disk->header.body);
	bool mended = !(disk->plan.flags & FUZZ_HOSTILE_SUMS);

	for (int i = 0; i < 2 && rest->len > 0; i++) {
		struct fuzz_slot slot;
		uint8_t *to;

		take(rest, &slot, sizeof slot);
		if (at > FUZZ_JOURNAL_ROOM - JOURNAL_SECTOR ||
		    slot.len > FUZZ_JOURNAL_ROOM - JOURNAL_SECTOR - at)
			return;
		to = disk->journal + at;
		take(rest, to + JOURNAL_SECTOR, (size_t)slot.len);
		if (mended) {
			slot.body_sum = disk->header.body_sum;
			slot.data_sum = xxhash_of(to + JOURNAL_SECTOR, (size_t)slot.len);
			slot.sum = xxhash_of(&slot, offsetof(struct fuzz_slot, sum));
		}
		memcpy(to, &slot, sizeof slot);
		disk->journal_size = max_u64(disk->journal_size, at + JOURNAL_SECTOR + slot.len);
		if (disk->header.chunk > FUZZ_JOURNAL_ROOM)
			return;
		at += JOURNAL_SECTOR + to_sector(disk->header.chunk);
	}
}

static void put_journal(struct fuzz_disk *disk, struct rest *rest)
{
	static const uint8_t magic[8] = { 'b', 'u', 'r', 'i', 'n', 's', 'v', '1' };
	struct journal_header *header = &disk->header;
	uint64_t more = (disk->plan.more[0] | (uint64_t)disk->plan.more[1] << 8) * 8;
	uint64_t room = FUZZ_JOURNAL_ROOM - JOURNAL_SECTOR;
	size_t body;

	take(rest, header, sizeof *header);
	if (!(disk->plan.flags & FUZZ_HOSTILE_BODY))
		header->body = min_u64(header->body, min_u64(room, rest->len + more));
	body = (size_t)min_u64(header->body, min_u64(room, rest->len));
	take(rest, disk->journal + JOURNAL_SECTOR, body);
	more = min_u64(more, room - body);
	memset(disk->journal + JOURNAL_SECTOR + body, FUZZ_BYTE, (size_t)more);
	disk->journal_size = JOURNAL_SECTOR + body + more;
	if (!(disk->plan.flags & FUZZ_HOSTILE_SUMS)) {
		memcpy(header->magic, magic, sizeof magic);
		header->file.dev = 1;
		header->file.ino = 2;
		header->file.born_sec = 3;
		header->file.born_nsec = 0;
		header->file.changed_sec = 4;
		header->file.changed_nsec = 0;
		header->body_sum = xxhash_of(disk->journal + JOURNAL_SECTOR,
					     (size_t)min_u64(header->body, room));
		header->sum = xxhash_of(header, offsetof(struct journal_header, sum));
	}
	memcpy(disk->journal, header, sizeof *header);
	if (header->kind == JOURNAL_SHIFT && header->body <= room)
		put_slots(disk, rest);
}

static bool fits(uint64_t off, uint64_t len, uint64_t size)
{
	return len > 0 && len <= size && off <= size - len;
}

static void allow(struct fuzz_disk *disk, uint64_t off, uint64_t len)
{
	if (off < FUZZ_FILE_ROOM)
		memset(disk->may + off, 1, (size_t)min_u64(len, FUZZ_FILE_ROOM - off));
}

/* The file has one side of a record, byte by byte. */
static bool is_known(const struct fuzz_disk *disk, const struct journal_record *record,
		     const uint8_t *old)
{
	for (uint64_t i = 0; i < record->len; i++) {
		uint8_t now = disk->file[record->off + i];

		if (now != old[i] && now != old[record->len + i])
			return false;
	}
	return true;
}

/* The records of a patch; what is wanted is the file with one side of each. */
static bool read_patch(struct fuzz_disk *disk, uint64_t at, uint64_t end)
{
	uint64_t size = disk->header.file.size, passed = 0;

	if (size != disk->file_size)
		return false;
	for (uint64_t i = 0; i < disk->header.count; i++) {
		struct journal_record record;

		if (end - at < sizeof record)
			return false;
		memcpy(&record, disk->journal + at, sizeof record);
		at += sizeof record;
		if (!fits(record.off, record.len, size) || record.off < passed ||
		    record.len > JOURNAL_RUN || 2 * record.len > end - at ||
		    !is_known(disk, &record, disk->journal + at))
			return false;
		allow(disk, record.off, record.len);
		for (int back = 0; back < 2; back++)
			memcpy(disk->wanted[back] + record.off,
			       disk->journal + at + (back ? 0 : record.len), (size_t)record.len);
		at += 2 * record.len;
		passed = record.off + record.len;
	}
	return at == end;
}

/* The table of a shift. What is in both files keeps its order. */
static bool read_shift(struct fuzz_disk *disk, uint64_t at, uint64_t end)
{
	const struct journal_header *header = &disk->header;
	uint64_t data = 0, from = 0, to = 0;

	if (header->count > (end - at) / sizeof(struct shift_entry))
		return false;
	for (uint64_t i = 0; i < header->count; i++, at += sizeof(struct shift_entry)) {
		struct shift_entry entry;

		memcpy(&entry, disk->journal + at, sizeof entry);
		if (entry.kind < SHIFT_MOVE || entry.kind > SHIFT_CUT_HOLE)
			return false;
		if (entry.kind != SHIFT_WRITE && entry.kind != SHIFT_ZERO) {
			if (!fits(entry.from, entry.len, header->file.size))
				return false;
			allow(disk, entry.from, entry.len);
		}
		if (entry.kind != SHIFT_CUT && entry.kind != SHIFT_CUT_HOLE) {
			if (!fits(entry.to, entry.len, header->new_size))
				return false;
			allow(disk, entry.to, entry.len);
		}
		if (entry.kind == SHIFT_WRITE || entry.kind == SHIFT_CUT) {
			if (entry.len > UINT64_MAX / 2 - data)
				return false;
			data += entry.len;
		}
		if (entry.kind == SHIFT_MOVE || entry.kind == SHIFT_HOLE) {
			if (entry.from < from || entry.to < to)
				return false;
			from = entry.from + entry.len;
			to = entry.to + entry.len;
		}
	}
	return data == end - at;
}

static void read_journal(struct fuzz_disk *disk)
{
	const struct journal_header *header = &disk->header;
	uint64_t room = disk->journal_size - JOURNAL_SECTOR;
	uint64_t at = JOURNAL_SECTOR + header->path_len, end = JOURNAL_SECTOR + header->body;

	disk->possible = header->body <= room && header->path_len <= header->body &&
			 (header->kind == JOURNAL_PATCH ? read_patch(disk, at, end) :
							  read_shift(disk, at, end));
	if (!disk->possible)
		memset(disk->may, 0, sizeof disk->may);
}

void fuzz_disk_init(struct fuzz_disk *disk, const uint8_t *data, size_t size)
{
	struct rest rest = { data, size };

	memset(disk, 0, sizeof *disk);
	disk->base = calls;
	disk->named = true;
	take(&rest, &disk->plan, sizeof disk->plan);
	disk->file_size = disk->plan.file_len[0] | (uint64_t)disk->plan.file_len[1] << 8;
	if (disk->plan.flags & FUZZ_LONG)
		disk->file_size += 1 << 16;
	memset(disk->file, FUZZ_BYTE, (size_t)disk->file_size);
	for (int back = 0; back < 2; back++)
		memset(disk->wanted[back], FUZZ_BYTE, (size_t)disk->file_size);
	put_journal(disk, &rest);
	read_journal(disk);
}
