/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/document/deadly_disk.h"

#include <signal.h>
#include <stdint.h>
#include <unistd.h>

static void tick(const struct disk *disk)
{
	struct deadly *deadly = (struct deadly *)(uintptr_t)disk;

	if (deadly->left-- == 0)
		kill(getpid(), SIGKILL);
}

#define DEADLY(name, parameters, arguments)             \
	static int deadly_##name parameters             \
	{                                               \
		tick(disk);                             \
		return disk_real.name arguments;        \
	}

DEADLY(make, (const struct disk *disk, int folder, const char *name), (&disk_real, folder, name))
DEADLY(sync, (const struct disk *disk, int fd), (&disk_real, fd))
DEADLY(resize, (const struct disk *disk, int fd, uint64_t size), (&disk_real, fd, size))
DEADLY(reserve, (const struct disk *disk, int fd, uint64_t off, uint64_t len),
	(&disk_real, fd, off, len))
DEADLY(punch, (const struct disk *disk, int fd, uint64_t off, uint64_t len),
	(&disk_real, fd, off, len))
DEADLY(unlink, (const struct disk *disk, int folder, const char *name),
	(&disk_real, folder, name))
DEADLY(sync_folder, (const struct disk *disk, int folder), (&disk_real, folder))

static int64_t deadly_write(const struct disk *disk, int fd, const void *bytes, size_t len,
			    uint64_t off)
{
	tick(disk);
	/* In two, so that one may be missing. */
	if (len > 1)
		len /= 2;
	return disk_real.write(&disk_real, fd, bytes, len, off);
}

struct deadly deadly_at(int n)
{
	struct deadly deadly = { disk_real, n };

	deadly.base.make = deadly_make;
	deadly.base.write = deadly_write;
	deadly.base.sync = deadly_sync;
	deadly.base.resize = deadly_resize;
	deadly.base.reserve = deadly_reserve;
	deadly.base.punch = deadly_punch;
	deadly.base.unlink = deadly_unlink;
	deadly.base.sync_folder = deadly_sync_folder;
	return deadly;
}
