/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sim_disk.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct sim_disk *sim_of(const struct disk *disk)
{
	return (struct sim_disk *)(uintptr_t)disk;
}

static struct sim_file *file_of(const struct disk *disk, int fd)
{
	assert(fd >= 0 && fd < SIM_FILES);
	return &sim_of(disk)->files[fd];
}

static void change(struct sim_disk *sim, int fd, struct sim_op op, const void *bytes)
{
	sim_file_change(&sim->files[fd], op, bytes);
	sim->changed[fd] = ++sim->clock;
}

static void flush(struct sim_disk *sim, int fd, bool torn)
{
	sim_file_flush(&sim->files[fd], sim->random, torn);
	if (!torn || random_below(sim->random, 2))
		sim->durable_changed[fd] = sim->changed[fd];
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

static int new_file(struct sim_disk *sim)
{
	for (int i = 1; i < SIM_FILES; i++) {
		if (sim_name_had(&sim->name, i))
			continue;
		sim_file_wipe(&sim->files[i]);
		sim->files[i].ino = ++sim->next_ino;
		sim->changed[i] = sim->durable_changed[i] = 0;
		sim_name_set(&sim->name, i);
		return i;
	}
	abort();
}

/* The one name that there is, for making and for opening. */
static int by_name(const struct disk *disk, bool make)
{
	struct sim_disk *sim = sim_of(disk);
	int error = tick(sim);
	int file = sim_name_now(&sim->name);

	if (error)
		return error;
	if (make)
		return file >= 0 ? -EEXIST : new_file(sim);
	return file >= 0 ? file : -ENOENT;
}

static int sim_make(const struct disk *disk, int folder, const char *name)
{
	(void)folder;
	(void)name;
	return by_name(disk, true);
}

static int sim_open(const struct disk *disk, int folder, const char *name)
{
	(void)folder;
	(void)name;
	return by_name(disk, false);
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
	const struct sim_disk *sim = sim_of(disk);

	if (sim->off)
		return -EIO;
	*identity = (struct disk_identity){
		.dev = 1, .ino = file->ino, .born_sec = 1, .size = file->now_size,
		.changed_sec = (int64_t)sim->changed[fd],
	};
	if (sim->device && fd == 0) {
		identity->dev = 0x801;
		identity->ino = 0;
		identity->born_sec = 0;
	}
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
	if (sim->device && fd == 0 && off + len > file_of(disk, fd)->now_size)
		return -ENOSPC;
	change(sim, fd, (struct sim_op){ .kind = SIM_WRITE, .off = off, .len = len }, bytes);
	return sim->off ? error : (int64_t)len;
}

/* One that fails has written some, and forgets the rest, as Linux does. */
static int sim_sync(const struct disk *disk, int fd)
{
	struct sim_disk *sim = sim_of(disk);
	int error = tick(sim);

	if (error && sim->off)
		return error;
	flush(sim, fd, error != 0);
	return error;
}

static int sim_resize(const struct disk *disk, int fd, uint64_t size)
{
	struct sim_disk *sim = sim_of(disk);
	int error = tick(sim);

	if (!error)
		change(sim, fd, (struct sim_op){ .kind = SIM_RESIZE, .off = size }, NULL);
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
		change(sim, fd, (struct sim_op){ .kind = SIM_ZERO, .off = off, .len = len }, NULL);
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
	uint64_t at = off - off % SIM_UNIT;

	for (uint64_t i = at; i < at + SIM_UNIT && i < file->now_size; i++)
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
		off = off - off % SIM_UNIT + SIM_UNIT;
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
	if (sim_name_now(&sim->name) < 0)
		return -ENOENT;
	sim_name_set(&sim->name, -1);
	return 0;
}

static int sim_sync_folder(const struct disk *disk, int folder)
{
	struct sim_disk *sim = sim_of(disk);
	int error = tick(sim);

	(void)folder;
	if (error)
		return error;
	sim_name_keep(&sim->name, sim->name.count - 1);
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
	sim_name_init(&sim->name, -1);
	sim->next_ino = 1;
	return sim;
}

void sim_disk_free(struct sim_disk *sim)
{
	for (int i = 0; i < SIM_FILES; i++)
		sim_file_wipe(&sim->files[i]);
	free(sim);
}

int sim_disk_put(struct sim_disk *sim, const void *bytes, uint64_t len)
{
	sim->files[0].ino = 1;
	sim_file_put(&sim->files[0], bytes, len);
	return 0;
}

/* Only what is on the disk is left; of names any state since the last sync. */
void sim_disk_restart(struct sim_disk *sim, bool killed)
{
	size_t states = sim->name.count;

	sim_name_keep(&sim->name, killed ? states - 1 : (size_t)random_below(sim->random, states));
	for (int i = 0; i < SIM_FILES; i++) {
		if (!sim->files[i].ino)
			continue;
		flush(sim, i, !killed);
		sim_file_restart(&sim->files[i]);
		sim->changed[i] = sim->durable_changed[i];
	}
	if (sim->device && !killed)
		sim->changed[0] = sim->durable_changed[0] = ++sim->clock;
	sim->off = false;
	sim->crash_at = 0;
	sim->fail_at = 0;
	sim->calls = 0;
}

bool sim_disk_holds(const struct sim_disk *sim, const void *bytes, uint64_t len)
{
	return sim_file_holds(&sim->files[0], bytes, len);
}
