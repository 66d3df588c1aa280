/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The calls by which a save changes files, as a table, so that a test can put a simulated disk in
 * their place: one on which the power fails, writes are lost, torn and reordered, and any call
 * fails. Files are reached by descriptors, names by a descriptor of their folder. What fails
 * gives -errno; none of them touches errno's meaning for the caller.
 *
 *	const struct disk *disk = &disk_real;
 *	int fd = disk->make(disk, folder, "name");
 *	if (fd < 0)
 *		return err_sys(err, -fd, "...");
 *	if (!disk_write_all(disk, fd, bytes, len, off, err) || ...
 */
#ifndef BURIN_DOCUMENT_DISK_H
#define BURIN_DOCUMENT_DISK_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

/* What tells a file from others, and whether it was written to. */
struct disk_identity {
	uint64_t dev;            /* of a block device: its number, and ino is 0 */
	uint64_t ino;
	int64_t born_sec;        /* 0 where the file system does not tell */
	uint64_t born_nsec;
	uint64_t size;           /* bytes, also of a block device */
	int64_t changed_sec;     /* ctime */
	uint64_t changed_nsec;
};

struct disk {
	/* A new file, 0600, for reading and writing; never one that is there, never a link. */
	int (*make)(const struct disk *disk, int folder, const char *name);
	/* One that is there, of the user's own and nobody else's. */
	int (*open)(const struct disk *disk, int folder, const char *name);
	int (*close)(const struct disk *disk, int fd);
	/* -EAGAIN: another process has it; -ESTALE: it has no name any more. Until close(). */
	int (*lock)(const struct disk *disk, int fd);
	int (*identify)(const struct disk *disk, int fd, struct disk_identity *identity);
	int64_t (*read)(const struct disk *disk, int fd, void *to, size_t len, uint64_t off);
	int64_t (*write)(const struct disk *disk, int fd, const void *bytes, size_t len,
			 uint64_t off);
	int (*sync)(const struct disk *disk, int fd);
	int (*resize)(const struct disk *disk, int fd, uint64_t size);
	/* Blocks for [off, off + len), whose bytes stay; where that is unknown, 0. */
	int (*reserve)(const struct disk *disk, int fd, uint64_t off, uint64_t len);
	/* [off, off + len) becomes a hole; the size stays. */
	int (*punch)(const struct disk *disk, int fd, uint64_t off, uint64_t len);
	/* Whole blocks come (as a hole) or go, what follows moves. -EOPNOTSUPP where that is
	 * unknown. */
	int (*insert)(const struct disk *disk, int fd, uint64_t off, uint64_t len);
	int (*collapse)(const struct disk *disk, int fd, uint64_t off, uint64_t len);
	/* The next data (hole) at or after off; -ENXIO: none. */
	int64_t (*data)(const struct disk *disk, int fd, uint64_t off);
	int64_t (*hole)(const struct disk *disk, int fd, uint64_t off);
	int (*unlink)(const struct disk *disk, int folder, const char *name);
	int (*sync_folder)(const struct disk *disk, int folder);
};

/* The system's. */
extern const struct disk disk_real;

/* All of it, in as many calls as it takes. False with the reason; ERR_LOST where a file ends
 * before. */
bool disk_read_all(const struct disk *disk, int fd, void *to, size_t len, uint64_t off,
		   struct err *err) BURIN_MUST_CHECK;
bool disk_write_all(const struct disk *disk, int fd, const void *bytes, size_t len, uint64_t off,
		    struct err *err) BURIN_MUST_CHECK;

/* The bytes are on the disk. Never asked again as a proof after it failed. */
bool disk_sync(const struct disk *disk, int fd, struct err *err) BURIN_MUST_CHECK;

/* The same file, whatever was written to it since. Where there is a time of birth the number of the
 * device does not count: it changes from boot to boot. */
bool disk_is_same(const struct disk_identity *a, const struct disk_identity *b);

#endif
