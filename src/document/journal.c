/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making, committing, finding and retiring a journal; what is in it is the business of its kind.
 *
 * Body and header go out with one sync. So a power cut before the commit point can leave a good
 * header over a bad body; the same could be a journal that was damaged after it. The file tells:
 * as long as its change time is what the header says nobody wrote to it, and the journal means
 * nothing. A sync between body and header would tell as well, for one more wait per save; a block
 * device has it, because its node, and with it the change time, is made anew at every boot.
 *
 * A journal is locked by whoever works with it, and removed under its lock alone.
 */
#include "document/journal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/checked.h"
#include "document/journal_shift.h"

enum { ATTEMPTS = 8 };           /* names that vanish between two looks */

static const uint8_t magic[8] = { 'b', 'u', 'r', 'i', 'n', 's', 'v', '1' };

/* The device's number is left out where there is a time of birth: it changes from boot to boot. */
void journal_name(const struct disk_identity *identity, char name[JOURNAL_NAME])
{
	uint64_t key[4] = { identity->ino, (uint64_t)identity->born_sec, identity->born_nsec, 0 };

	if (identity->born_sec == 0)
		key[3] = identity->dev;
	snprintf(name, JOURNAL_NAME, "%016" PRIx64 ".save", xxhash_of(key, sizeof key));
}

static struct journal *alloc(const struct disk *disk, int folder, const char *name,
			     struct err *err)
{
	struct journal *journal = calloc(1, sizeof *journal);

	if (journal) {
		journal->stage = malloc(JOURNAL_STAGE);
		journal->buffer = malloc((size_t)3 * JOURNAL_RUN);
	}
	if (!journal || !journal->stage || !journal->buffer) {
		if (journal) {
			free(journal->stage);
			free(journal->buffer);
		}
		free(journal);
		err_nomem(err);
		return NULL;
	}
	journal->disk = disk;
	journal->folder = folder;
	journal->fd = -1;
	snprintf(journal->name, sizeof journal->name, "%s", name);
	return journal;
}

void journal_close(struct journal *journal)
{
	if (!journal)
		return;
	if (journal->fd >= 0)
		journal->disk->close(journal->disk, journal->fd);
	shift_free(journal->shift);
	free(journal->stage);
	free(journal->buffer);
	free(journal);
}

bool journal_read(struct journal *journal, void *to, size_t len, uint64_t off, struct err *err)
{
	return disk_read_all(journal->disk, journal->fd, to, len, off, err) ||
	       err_prefix(err, "the journal of the save");
}

static bool write_header(struct journal *journal, struct err *err)
{
	struct journal_header *header = &journal->header;
	uint8_t sector[JOURNAL_SECTOR] = { 0 };

	header->sum = xxhash_of(header, offsetof(struct journal_header, sum));
	memcpy(sector, header, sizeof *header);
	return disk_write_all(journal->disk, journal->fd, sector, sizeof sector, 0, err);
}

static bool read_header(struct journal *journal)
{
	struct journal_header *header = &journal->header;
	uint8_t sector[JOURNAL_SECTOR];
	struct err ignored;

	if (!disk_read_all(journal->disk, journal->fd, sector, sizeof sector, 0, &ignored))
		return false;
	memcpy(header, sector, sizeof *header);
	return memcmp(header->magic, magic, sizeof magic) == 0 &&
	       header->sum == xxhash_of(header, offsetof(struct journal_header, sum));
}

bool journal_flush(struct journal *journal, struct err *err)
{
	size_t len = journal->staged;

	journal->staged = 0;
	if (!disk_write_all(journal->disk, journal->fd, journal->stage, len, journal->end, err))
		return err_prefix(err, "the journal of the save");
	journal->end += len;
	return true;
}

bool journal_add(struct journal *journal, const void *bytes, size_t len, struct err *err)
{
	const uint8_t *at = bytes;

	xxhash_add(&journal->sum, bytes, len);
	journal->header.body += len;
	while (len > 0) {
		size_t part = min_size(len, JOURNAL_STAGE - journal->staged);

		memcpy(journal->stage + journal->staged, at, part);
		journal->staged += part;
		at += part;
		len -= part;
		if (journal->staged == JOURNAL_STAGE && !journal_flush(journal, err))
			return false;
	}
	return true;
}

static bool is_of_device(const struct journal *journal)
{
	return journal->header.file.ino == 0;
}

bool journal_commit(struct journal *journal, struct err *err)
{
	const struct disk *disk = journal->disk;
	int result;

	journal->header.body_sum = xxhash_end(&journal->sum);
	journal->header.when = (int64_t)time(NULL);
	if (!journal_flush(journal, err) ||
	    (is_of_device(journal) && !disk_sync(disk, journal->fd, err)) ||
	    !write_header(journal, err) || !disk_sync(disk, journal->fd, err))
		return err_prefix(err, "the journal of the save can not be made");
	result = disk->sync_folder(disk, journal->folder);
	return result == 0 || err_sys(err, -result, "the folder of the journal");
}

bool journal_retire(struct journal *journal, struct err *err)
{
	const struct disk *disk = journal->disk;
	struct err ignored;
	bool marked, removed;

	journal->header.done = 1;
	marked = write_header(journal, &ignored) && disk_sync(disk, journal->fd, &ignored);
	removed = disk->unlink(disk, journal->folder, journal->name) == 0 &&
		  (marked || disk->sync_folder(disk, journal->folder) == 0);
	return marked || removed ||
	       err_set(err, ERR_IO, "the journal %s can not be removed: remove it by hand before "
		       "the file is changed by other programs", journal->name);
}

bool journal_stays(const struct journal *journal, const char *folder, const struct err *failure,
		   struct err *err)
{
	struct err second = *err;

	return err_set(err, ERR_LOST, "%s; %s is neither old nor new until it is opened again, the "
		       "journal %s/%s has what is needed (taking it back failed: %s)",
		       failure->text, journal->path, folder, journal->name, second.text);
}

void journal_drop(struct journal *journal)
{
	const struct disk *disk = journal->disk;

	(void)disk->unlink(disk, journal->folder, journal->name);
	(void)disk->sync_folder(disk, journal->folder);
}

bool journal_discard(struct journal *journal, struct err *err)
{
	return journal_retire(journal, err);
}

/* Opens and locks. 1: done; 0: there is none (any more); -1: *err says why not. */
static int open_locked(struct journal *journal, struct err *err)
{
	const struct disk *disk = journal->disk;

	for (int i = 0; i < ATTEMPTS; i++) {
		int result;

		journal->fd = disk->open(disk, journal->folder, journal->name);
		if (journal->fd == -ENOENT)
			return 0;
		if (journal->fd < 0) {
			err_sys(err, -journal->fd, "the journal %s", journal->name);
			return -1;
		}
		result = disk->lock(disk, journal->fd);
		if (result == 0)
			return 1;
		disk->close(disk, journal->fd);
		journal->fd = -1;
		if (result == -EAGAIN) {
			err_set(err, ERR_BUSY, "this file is being saved just now: wait for that");
			return -1;
		}
		if (result != -ESTALE) {
			err_sys(err, -result, "the journal %s can not be locked", journal->name);
			return -1;
		}
	}
	return 0;
}

/* The body is there, and what was written. Sets the path. */
static bool is_whole(struct journal *journal, struct err *err)
{
	const struct journal_header *header = &journal->header;
	struct disk_identity own;
	struct xxhash sum;
	int result = journal->disk->identify(journal->disk, journal->fd, &own);

	if (result != 0)
		return err_sys(err, -result, "the journal %s", journal->name);
	if (own.size < JOURNAL_SECTOR || header->body > own.size - JOURNAL_SECTOR ||
	    header->path_len > header->body || header->path_len > JOURNAL_PATH_MOST)
		return err_set(err, ERR_LOST, "the journal %s is not whole", journal->name);
	xxhash_start(&sum);
	for (uint64_t at = 0; at < header->body;) {
		size_t part = (size_t)min_u64(JOURNAL_STAGE, header->body - at);

		if (!journal_read(journal, journal->stage, part, JOURNAL_SECTOR + at, err))
			return false;
		xxhash_add(&sum, journal->stage, part);
		at += part;
	}
	if (xxhash_end(&sum) != header->body_sum)
		return err_set(err, ERR_LOST, "the journal %s is damaged", journal->name);
	return header->path_len == 0 ||
	       journal_read(journal, journal->path, (size_t)header->path_len, JOURNAL_SECTOR, err);
}

/* Nobody wrote to the file since the journal was begun. */
static bool is_untouched(const struct journal *journal, const struct disk_identity *file)
{
	const struct disk_identity *then = &journal->header.file;

	return disk_is_same(then, file) && file->size == then->size &&
	       file->changed_sec == then->changed_sec && file->changed_nsec == then->changed_nsec;
}

/* 1: committed and whole; 0: means nothing; -1: *err says what is wrong. `file` NULL: not known. */
static int judge(struct journal *journal, const struct disk_identity *file, struct err *err)
{
	if (!read_header(journal) || journal->header.done)
		return 0;
	if (journal->header.kind != JOURNAL_PATCH && journal->header.kind != JOURNAL_SHIFT) {
		err_set(err, ERR_REFUSED, "the journal %s is of a kind that this burin does not "
			"know", journal->name);
		return -1;
	}
	if (is_whole(journal, err))
		return 1;
	if (err->code == ERR_LOST && file && is_untouched(journal, file))
		return 0;
	err_prefix(err, "a save of this file was interrupted, and can be neither finished nor "
		   "undone");
	return -1;
}

static struct journal *find(const struct disk *disk, int folder, const char *name,
			    const struct disk_identity *file, struct err *err)
{
	struct journal *journal = alloc(disk, folder, name, err);
	int found;

	if (!journal)
		return NULL;
	err_clear(err);
	found = open_locked(journal, err);
	if (found > 0) {
		found = judge(journal, file, err);
		if (found > 0)
			return journal;
		if (found == 0 && file) {
			err_clear(err);
			journal_drop(journal);
		}
	}
	journal_close(journal);
	return NULL;
}

struct journal *journal_find(const struct disk *disk, int folder, int fd, struct err *err)
{
	char name[JOURNAL_NAME];
	struct disk_identity file;
	int result = disk->identify(disk, fd, &file);

	if (result != 0) {
		err_sys(err, -result, "cannot look at the file");
		return NULL;
	}
	journal_name(&file, name);
	return find(disk, folder, name, &file, err);
}

bool journal_is_busy(const struct disk *disk, int folder, int file)
{
	struct disk_identity identity;
	char name[JOURNAL_NAME];
	int fd, result;

	if (disk->identify(disk, file, &identity) != 0)
		return false;
	journal_name(&identity, name);
	fd = disk->open(disk, folder, name);
	if (fd < 0)
		return false;
	result = disk->lock(disk, fd);
	disk->close(disk, fd);
	return result == -EAGAIN;
}

struct journal *journal_open(const struct disk *disk, int folder, const char *name,
			     struct err *err)
{
	return find(disk, folder, name, NULL, err);
}

/* A free name, made and locked. */
static bool make_locked(struct journal *journal, int file, struct err *err)
{
	const struct disk *disk = journal->disk;
	int result = 0;

	for (int i = 0; i < ATTEMPTS; i++) {
		struct journal *other;

		journal->fd = disk->make(disk, journal->folder, journal->name);
		if (journal->fd >= 0) {
			result = disk->lock(disk, journal->fd);
			if (result == 0)
				return true;
			disk->close(disk, journal->fd);
			journal->fd = -1;
			if (result == -EAGAIN || result == -ESTALE)
				continue;
			break;
		}
		result = journal->fd;
		if (result != -EEXIST)
			break;
		other = journal_find(disk, journal->folder, file, err);
		if (other) {
			journal_close(other);
			return err_set(err, ERR_REFUSED, "a save of this file was interrupted: "
				       "open it again to finish or undo that first");
		}
		if (err->code != ERR_NONE)
			return false;
	}
	return err_sys(err, -result, "the journal of the save can not be made");
}

struct journal *journal_new(const struct disk *disk, int folder, int fd, enum journal_kind kind,
			    const char *path, struct err *err)
{
	struct disk_identity file;
	char name[JOURNAL_NAME];
	struct journal *journal;
	int result = disk->identify(disk, fd, &file);

	if (result != 0) {
		err_sys(err, -result, "cannot look at the file");
		return NULL;
	}
	journal_name(&file, name);
	journal = alloc(disk, folder, name, err);
	if (!journal)
		return NULL;
	if (!make_locked(journal, fd, err)) {
		journal_close(journal);
		return NULL;
	}
	journal->header = (struct journal_header){
		.kind = kind, .file = file, .new_size = file.size,
		.path_len = min_u64(strlen(path), JOURNAL_PATH_MOST),
	};
	memcpy(journal->header.magic, magic, sizeof magic);
	memcpy(journal->path, path, (size_t)journal->header.path_len);
	xxhash_start(&journal->sum);
	journal->end = JOURNAL_SECTOR;
	if (journal_add(journal, path, (size_t)journal->header.path_len, err))
		return journal;
	journal_drop(journal);
	journal_close(journal);
	return NULL;
}

struct journal_about journal_about(const struct journal *journal)
{
	const struct journal_header *header = &journal->header;

	return (struct journal_about){
		.kind = header->kind == JOURNAL_PATCH ? JOURNAL_PATCH : JOURNAL_SHIFT,
		.path = journal->path,
		.name = journal->name,
		.count = header->count,
		.bytes = header->bytes,
		.old_size = header->file.size,
		.new_size = header->new_size,
		.when = header->when,
	};
}

static bool is_its_file(const struct journal *journal, int fd, struct err *err)
{
	struct disk_identity file;
	int result = journal->disk->identify(journal->disk, fd, &file);

	if (result != 0)
		return err_sys(err, -result, "cannot look at the file");
	return disk_is_same(&file, &journal->header.file) ||
	       err_set(err, ERR_CHANGED, "the journal is of another file, %s", journal->path);
}

static const struct journal_kind_calls *calls_of(const struct journal *journal)
{
	return journal->header.kind == JOURNAL_PATCH ? &journal_patch_calls :
						       &journal_shift_calls;
}

bool journal_check(struct journal *journal, int fd, struct err *err)
{
	return is_its_file(journal, fd, err) && calls_of(journal)->check(journal, fd, err);
}

bool journal_finish(struct journal *journal, int fd, struct err *err)
{
	return journal_check(journal, fd, err) && calls_of(journal)->finish(journal, fd, err) &&
	       journal_retire(journal, err);
}

bool journal_undo(struct journal *journal, int fd, struct err *err)
{
	return journal_check(journal, fd, err) && calls_of(journal)->undo(journal, fd, err) &&
	       journal_retire(journal, err);
}
