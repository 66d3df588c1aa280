/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sim_disk.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { UNIT = 64, BLOCK = 512 };     /* of torn writes; of insert and collapse */

static struct sim_disk *sim_of(const struct disk *disk)
{
	return (struct sim_disk *)(uintptr_t)disk;
}

static struct sim_file *file_of(const struct disk *disk, int fd)
{
	assert(fd >= 0 && fd < SIM_FILES);
	return &sim_of(disk)->files[fd];
}

static void grow(struct sim_file *file, uint64_t size)
{
	uint64_t room = file->room ? file->room : 4096;

	if (size <= file->room)
		return;
	while (room < size)
		room *= 2;
	file->now = realloc(file->now, room);
	file->durable = realloc(file->durable, room);
	assert(file->now && file->durable);
	memset(file->now + file->room, 0, room - file->room);
	memset(file->durable + file->room, 0, room - file->room);
	file->room = room;
}

/* Makes a change, or of a torn one some units. */
static void apply(struct sim_disk *sim, const struct sim_op *op, uint8_t *image, uint64_t *size,
		  bool torn)
{
	if (op->resize) {
		if (torn && random_below(sim->random, 2))
			return;
		if (op->off < *size)
			memset(image + op->off, 0, *size - op->off);
		*size = op->off;
		return;
	}
	for (uint64_t at = op->off; at < op->off + op->len;) {
		uint64_t end = at - at % UNIT + UNIT;

		if (end > op->off + op->len)
			end = op->off + op->len;
		if (!torn || random_below(sim->random, 2)) {
			if (op->hole)
				memset(image + at, 0, end - at);
			else
				memcpy(image + at, op->bytes + (at - op->off), end - at);
			if (end > *size && !op->hole)
				*size = end;
		}
		at = end;
	}
}

static void flush(struct sim_disk *sim, struct sim_file *file, bool torn)
{
	for (size_t i = 0; i < file->op_count; i++) {
		apply(sim, &file->ops[i], file->durable, &file->durable_size, torn);
		free(file->ops[i].bytes);
	}
	if (!torn || random_below(sim->random, 2))
		file->durable_changed = file->changed;
	file->op_count = 0;
}

static void change(struct sim_disk *sim, struct sim_file *file, struct sim_op op,
		   const void *bytes)
{
	if (!op.resize)
		grow(file, op.off + op.len);
	else
		grow(file, op.off);
	if (file->op_count == file->op_room) {
		file->op_room = file->op_room ? 2 * file->op_room : 16;
		file->ops = realloc(file->ops, file->op_room * sizeof *file->ops);
		assert(file->ops);
	}
	if (bytes) {
		op.bytes = malloc(op.len + 1);
		assert(op.bytes);
		memcpy(op.bytes, bytes, op.len);
	}
	file->ops[file->op_count++] = op;
	apply(sim, &op, file->now, &file->now_size, false);
	file->changed = ++sim->clock;
}

/* Counts a call. 0: it goes on; else what it fails with. */
static int tick(struct sim_disk *sim)
{
	if (sim->off)
		return -EIO;
	sim->calls++;
	if (sim->calls == sim->crash_at) {
		sim->off = true;
		return -EIO;
	}
	if (sim->fail_at && (sim->calls == sim->fail_at ||
			     (sim->fail_on && sim->calls > sim->fail_at))) {
		sim->failed++;
		return -sim->error;
	}
	return 0;
}

static int name_now(const struct sim_disk *sim)
{
	return sim->name[sim->names - 1];
}

static void set_name(struct sim_disk *sim, int file)
{
	if (sim->names == SIM_NAMES) {
		memmove(sim->name + 1, sim->name + 2, (SIM_NAMES - 2) * sizeof *sim->name);
		sim->names--;
	}
	sim->name[sim->names++] = file;
}

static bool is_named(const struct sim_disk *sim, int file)
{
	for (size_t i = 0; i < sim->names; i++)
		if (sim->name[i] == file)
			return true;
	return false;
}

static void wipe(struct sim_file *file)
{
	for (size_t i = 0; i < file->op_count; i++)
		free(file->ops[i].bytes);
	free(file->ops);
	free(file->now);
	free(file->durable);
	*file = (struct sim_file){ 0 };
}

static int sim_make(const struct disk *disk, int folder, const char *name)
{
	struct sim_disk *sim = sim_of(disk);
	int error = tick(sim);

	(void)folder;
	(void)name;
	if (error)
		return error;
	if (name_now(sim) >= 0)
		return -EEXIST;
	for (int i = 1; i < SIM_FILES; i++) {
		if (is_named(sim, i))
			continue;
		wipe(&sim->files[i]);
		sim->files[i].ino = ++sim->next_ino;
		set_name(sim, i);
		return i;
	}
	abort();
}

static int sim_open(const struct disk *disk, int folder, const char *name)
{
	struct sim_disk *sim = sim_of(disk);
	int error = tick(sim);

	(void)folder;
	(void)name;
	if (error)
		return error;
	return name_now(sim) >= 0 ? name_now(sim) : -ENOENT;
}

static int sim_close(const struct disk *disk, int fd)
{
	(void)disk;
	(void)fd;
	return 0;
}

static int sim_lock(const struct disk *disk, int fd)
{
	(void)fd;
	return tick(sim_of(disk));
}

static int sim_identify(const struct disk *disk, int fd, struct disk_identity *identity)
{
	const struct sim_file *file = file_of(disk, fd);

	if (sim_of(disk)->off)
		return -EIO;
	*identity = (struct disk_identity){
		.dev = 1, .ino = file->ino, .born_sec = 1, .size = file->now_size,
		.changed_sec = (int64_t)file->changed,
	};
	return 0;
}

static int64_t sim_read(const struct disk *disk, int fd, void *to, size_t len, uint64_t off)
{
	struct sim_disk *sim = sim_of(disk);
	const struct sim_file *file = file_of(disk, fd);
	int error = tick(sim);

	if (error)
		return error;
	if (off >= file->now_size)
		return 0;
	if (len > file->now_size - off)
		len = (size_t)(file->now_size - off);
	if (len > 7 && random_below(sim->random, 8) == 0)
		len = (size_t)random_between(sim->random, 1, len);
	memcpy(to, file->now + off, len);
	return (int64_t)len;
}

/* A write that is cut off by the end of its program has a first part. */
static int64_t sim_write(const struct disk *disk, int fd, const void *bytes, size_t len,
			 uint64_t off)
{
	struct sim_disk *sim = sim_of(disk);
	bool was_off = sim->off;
	int error = tick(sim);

	if (error && (was_off || random_below(sim->random, 2)))
		return error;
	if ((error || random_below(sim->random, 8) == 0) && len > 1)
		len = (size_t)random_between(sim->random, 1, len - 1);
	change(sim, file_of(disk, fd), (struct sim_op){ .off = off, .len = len }, bytes);
	return sim->off ? error : (int64_t)len;
}

/* One that fails has written some, and forgets the rest, as Linux does. */
static int sim_sync(const struct disk *disk, int fd)
{
	struct sim_disk *sim = sim_of(disk);
	int error = tick(sim);

	if (error && sim->off)
		return error;
	flush(sim, file_of(disk, fd), error != 0);
	return error;
}

static int sim_resize(const struct disk *disk, int fd, uint64_t size)
{
	struct sim_disk *sim = sim_of(disk);
	int error = tick(sim);

	if (!error)
		change(sim, file_of(disk, fd), (struct sim_op){ .resize = true, .off = size },
		       NULL);
	return error;
}

static int sim_reserve(const struct disk *disk, int fd, uint64_t off, uint64_t len)
{
	(void)fd;
	(void)off;
	(void)len;
	return tick(sim_of(disk));
}

static int sim_punch(const struct disk *disk, int fd, uint64_t off, uint64_t len)
{
	struct sim_disk *sim = sim_of(disk);
	int error = tick(sim);

	if (!error)
		change(sim, file_of(disk, fd),
		       (struct sim_op){ .hole = true, .off = off, .len = len }, NULL);
	return error;
}

static int sim_unknown(const struct disk *disk, int fd, uint64_t off, uint64_t len)
{
	(void)disk;
	(void)fd;
	(void)off;
	(void)len;
	return -EOPNOTSUPP;
}

static bool is_zero_unit(const struct sim_file *file, uint64_t off)
{
	uint64_t at = off - off % UNIT;

	for (uint64_t i = at; i < at + UNIT && i < file->now_size; i++)
		if (file->now[i])
			return false;
	return true;
}

static int64_t seek(const struct disk *disk, int fd, uint64_t off, bool hole)
{
	const struct sim_file *file = file_of(disk, fd);

	if (off >= file->now_size)
		return -ENXIO;
	while (off < file->now_size && is_zero_unit(file, off) != hole)
		off = off - off % UNIT + UNIT;
	if (off >= file->now_size)
		return hole ? (int64_t)file->now_size : -ENXIO;
	return (int64_t)off;
}

static int64_t sim_data(const struct disk *disk, int fd, uint64_t off)
{
	return seek(disk, fd, off, false);
}

static int64_t sim_hole(const struct disk *disk, int fd, uint64_t off)
{
	return seek(disk, fd, off, true);
}

static int sim_unlink(const struct disk *disk, int folder, const char *name)
{
	struct sim_disk *sim = sim_of(disk);
	int error = tick(sim);

	(void)folder;
	(void)name;
	if (error)
		return error;
	if (name_now(sim) < 0)
		return -ENOENT;
	set_name(sim, -1);
	return 0;
}

static int sim_sync_folder(const struct disk *disk, int folder)
{
	struct sim_disk *sim = sim_of(disk);
	int error = tick(sim);

	(void)folder;
	if (error)
		return error;
	sim->name[0] = name_now(sim);
	sim->names = 1;
	return 0;
}

static const struct disk sim_calls = {
	.make = sim_make,
	.open = sim_open,
	.close = sim_close,
	.lock = sim_lock,
	.identify = sim_identify,
	.read = sim_read,
	.write = sim_write,
	.sync = sim_sync,
	.resize = sim_resize,
	.reserve = sim_reserve,
	.punch = sim_punch,
	.insert = sim_unknown,
	.collapse = sim_unknown,
	.data = sim_data,
	.hole = sim_hole,
	.unlink = sim_unlink,
	.sync_folder = sim_sync_folder,
};

struct sim_disk *sim_disk_new(struct random *random)
{
	struct sim_disk *sim = calloc(1, sizeof *sim);

	assert(sim);
	sim->base = sim_calls;
	sim->random = random;
	sim->name[0] = -1;
	sim->names = 1;
	sim->next_ino = 1;
	return sim;
}

void sim_disk_free(struct sim_disk *sim)
{
	for (int i = 0; i < SIM_FILES; i++)
		wipe(&sim->files[i]);
	free(sim);
}

int sim_disk_put(struct sim_disk *sim, const void *bytes, uint64_t len)
{
	struct sim_file *file = &sim->files[0];

	file->ino = 1;
	grow(file, len + 1);
	memcpy(file->now, bytes, len);
	memcpy(file->durable, bytes, len);
	file->now_size = file->durable_size = len;
	return 0;
}

/* Only what is on the disk is left; of names any state since the last sync. */
void sim_disk_restart(struct sim_disk *sim, bool killed)
{
	size_t state = killed ? sim->names - 1 : (size_t)random_below(sim->random, sim->names);

	sim->name[0] = sim->name[state];
	sim->names = 1;
	for (int i = 0; i < SIM_FILES; i++) {
		struct sim_file *file = &sim->files[i];

		if (!file->ino)
			continue;
		flush(sim, file, !killed);
		if (file->room > 0)
			memcpy(file->now, file->durable, file->room);
		file->now_size = file->durable_size;
		file->changed = file->durable_changed;
	}
	sim->off = false;
	sim->crash_at = 0;
	sim->fail_at = 0;
	sim->calls = 0;
}

bool sim_disk_holds(const struct sim_disk *sim, const void *bytes, uint64_t len)
{
	const struct sim_file *file = &sim->files[0];

	return file->now_size == len && memcmp(file->now, bytes, len) == 0;
}
