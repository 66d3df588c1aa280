/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening what a name leads to, and knowing it again later.
 *
 * file_open() opens with O_NONBLOCK | O_NOCTTY | O_CLOEXEC and lets fstat() decide, so a FIFO never
 * hangs. Regular files, block devices (size by ioctl), readable /proc and /sys files, and
 * "shm:NAME" (POSIX shared memory) open; directories, sockets, FIFOs and character devices are
 * refused by name. Without write permission a file opens all the same and file.can_write is
 * false. Symbolic links are followed. Nothing else in a name has a meaning: "./shm:x" is a path.
 */
#ifndef BURIN_STORE_FILE_H
#define BURIN_STORE_FILE_H

#include "base/err.h"
#include "store/nursery.h"
#include "store/source.h"

#include <stdint.h>
#include <sys/types.h>
#include <time.h>

enum file_kind {
	FILE_REGULAR,
	FILE_BLOCK,          /* block device: fixed size */
	FILE_SHM,            /* shm:NAME */
	FILE_SPOOL,          /* standard input or a file of unknown size, kept in memory */
};

/* What /proc and /sys files may have at most: their size is known only when they were read. */
#define FILE_SPOOL_LIMIT (UINT64_C(64) << 20)

/* Tells whether a name still leads to the same file, and whether somebody changed it. */
struct file_identity {
	dev_t dev;
	ino_t ino;
	uint64_t size;       /* bytes */
	struct timespec mtime;
	struct timespec ctime;
};

struct file {
	int fd;              /* read, or read and write when opened for in place */
	enum file_kind kind;
	char *path;          /* as given, owned; NULL for standard input */
	uint64_t size;       /* bytes at open; of a block device by ioctl */
	struct file_identity identity;
	bool can_write;      /* permission, file system and device allow it; never for a spool */
	bool writable;       /* fd is open for writing */
	bool can_map;        /* a mapping neither freezes nor fails: regular, local */
	bool may_freeze;     /* what reads it can wait for ever: network, FUSE, a device */
	struct nursery *nursery;     /* who closes it; NULL: we wait for that */
	struct file_looker *looker;  /* owned; NULL: it is looked at directly */
};

enum file_flag {
	FILE_FOR_WRITING = 1,
	FILE_IN_USE = 2,     /* a block device is written to also while it is mounted */
	FILE_FORENSIC = 4,   /* reading leaves no trace: the time of access stays (O_NOATIME) */
};

/* FILE_FOR_WRITING opens read and write where that is allowed; where not, it opens for reading, and
 * file.writable is false. A block device is opened for writing with O_EXCL: ERR_REFUSED when it is
 * mounted or in use by the system, unless FILE_IN_USE. ERR_IO with err.sys == ENOENT when there is
 * none; ERR_REFUSED for what is not a file of bytes. Messages begin with the path. */
struct file *file_open(const char *path, unsigned flags, struct err *err) BURIN_MUST_CHECK;

/* Everything that comes from a descriptor (standard input), in a memory file. At most `limit`
 * bytes; more is ERR_RANGE. The descriptor stays the caller's. */
struct file *file_spool(int fd, uint64_t limit, struct err *err) BURIN_MUST_CHECK;
void file_close(struct file *file);          /* NULL is allowed */

/* A source for [off, off + len) of it: mapped where file.can_map and not `no_map`, else (and where
 * the system refuses the mapping) read by blocks. `writable` needs file.writable: ERR_READONLY.
 * Independent of the struct file afterwards. */
struct source *file_source(const struct file *file, uint64_t off, uint64_t len, bool writable,
			   bool no_map, struct err *err) BURIN_MUST_CHECK;

enum file_change {
	FILE_SAME,
	FILE_MODIFIED,       /* same file, other size or time */
	FILE_REPLACED,       /* the name leads to another file */
	FILE_GONE,           /* the name leads nowhere */
};

/* Compares what is there now with what `identity` remembers: the file that the name leads to, and
 * where that is also the open one, the open one. A spool, or shared memory, has only the latter. */
enum file_change file_changed(const struct file *file, const struct file_identity *identity);

/* The same; *now is what the name leads to (the open file, where there is no name that could lead
 * elsewhere). It is not set for FILE_GONE. After file_hurry() the thread that called that waits
 * only some milliseconds, and gets what was answered last about this identity; FILE_SAME before
 * that. */
enum file_change file_look(const struct file *file, const struct file_identity *identity,
			   struct file_identity *now);

/* Whether somebody has to answer who may be gone, also for how the file is: network, FUSE. */
bool file_has_server(const struct file *file);

/* Whether that server answers just now, or there is none to be asked, or nobody can ask for us.
 * Waits for a fraction of a second at most. */
bool file_answers(const struct file *file);

/* The calling thread must not wait for that server. Nothing for files that have none. The nursery
 * is borrowed. */
void file_hurry(struct file *file, struct nursery *nursery);

bool file_is_same_inode(const struct file_identity *a, const struct file_identity *b);
bool file_is_same_time(struct timespec a, struct timespec b);

/* The identity of an open descriptor. */
bool file_identify(int fd, struct file_identity *identity, struct err *err) BURIN_MUST_CHECK;

#endif
