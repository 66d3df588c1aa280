/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The system's calls, each with one meaning: an interruption is not seen, and what a file system
 * does not know is said in one way. fdatasync() is enough everywhere: it brings the length along.
 *
 * The lock is of the open file, not of the process, so that two saves in one program exclude each
 * other as well. Whoever removes a journal has the lock, so after locking it is enough to see that
 * the name is still there.
 */
#include "document/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/outside.h"

static int told(int result)
{
	return result < 0 ? -errno : result;
}

static int real_make(const struct disk *disk, int folder, const char *name)
{
	(void)disk;
	return told(openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
}

static int real_open(const struct disk *disk, int folder, const char *name)
{
	int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd = outside_openat(folder, name, flags, 0);
	struct stat st;

	(void)disk;
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    st.st_nlink == 1 && (st.st_mode & 077) == 0)
		return fd;
	close(fd);
	return -EPERM;
}

static int real_close(const struct disk *disk, int fd)
{
	(void)disk;
	return told(close(fd));
}

static int real_lock(const struct disk *disk, int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct stat st;

	(void)disk;
	if (fcntl(fd, F_OFD_SETLK, &lock) != 0)
		return errno == EACCES ? -EAGAIN : -errno;
	if (fstat(fd, &st) != 0)
		return -errno;
	return st.st_nlink > 0 ? 0 : -ESTALE;
}

/* Seeking to the end tells the size of a block device as well; nobody reads at the descriptor's own
 * offset. */
static int real_identify(const struct disk *disk, int fd, struct disk_identity *identity)
{
	struct statx stx;
	off_t size;

	(void)disk;
	if (statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &stx) != 0)
		return -errno;
	size = S_ISBLK(stx.stx_mode) ? lseek(fd, 0, SEEK_END) : (off_t)stx.stx_size;
	if (size < 0)
		return -errno;
	*identity = (struct disk_identity){
		.dev = makedev(stx.stx_dev_major, stx.stx_dev_minor),
		.ino = stx.stx_ino,
		.size = (uint64_t)size,
		.changed_sec = stx.stx_ctime.tv_sec,
		.changed_nsec = stx.stx_ctime.tv_nsec,
	};
	if (stx.stx_mask & STATX_BTIME) {
		identity->born_sec = stx.stx_btime.tv_sec;
		identity->born_nsec = stx.stx_btime.tv_nsec;
	}
	if (S_ISBLK(stx.stx_mode)) {
		identity->dev = makedev(stx.stx_rdev_major, stx.stx_rdev_minor);
		identity->ino = 0;
		identity->born_sec = 0;
		identity->born_nsec = 0;
	}
	return 0;
}

static int64_t real_read(const struct disk *disk, int fd, void *to, size_t len, uint64_t off)
{
	ssize_t n;

	(void)disk;
	do
		n = pread(fd, to, len, (off_t)off);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

static int64_t real_write(const struct disk *disk, int fd, const void *bytes, size_t len,
			  uint64_t off)
{
	ssize_t n;

	(void)disk;
	do
		n = pwrite(fd, bytes, len, (off_t)off);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

static int real_sync(const struct disk *disk, int fd)
{
	(void)disk;
	return told(fdatasync(fd));
}

static int real_resize(const struct disk *disk, int fd, uint64_t size)
{
	int result;

	(void)disk;
	do
		result = ftruncate(fd, (off_t)size);
	while (result != 0 && errno == EINTR);
	return told(result);
}

static int allocate(int fd, int mode, uint64_t off, uint64_t len)
{
	int result;

	do
		result = fallocate(fd, mode, (off_t)off, (off_t)len);
	while (result != 0 && errno == EINTR);
	if (result == 0)
		return 0;
	return errno == ENOSYS || errno == EINVAL || errno == ENODEV ? -EOPNOTSUPP : -errno;
}

static int real_reserve(const struct disk *disk, int fd, uint64_t off, uint64_t len)
{
	int result = allocate(fd, FALLOC_FL_KEEP_SIZE, off, len);

	(void)disk;
	return result == -EOPNOTSUPP ? 0 : result;
}

static int real_punch(const struct disk *disk, int fd, uint64_t off, uint64_t len)
{
	(void)disk;
	return allocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, off, len);
}

static int real_insert(const struct disk *disk, int fd, uint64_t off, uint64_t len)
{
	(void)disk;
	return allocate(fd, FALLOC_FL_INSERT_RANGE, off, len);
}

static int real_collapse(const struct disk *disk, int fd, uint64_t off, uint64_t len)
{
	(void)disk;
	return allocate(fd, FALLOC_FL_COLLAPSE_RANGE, off, len);
}

static int64_t real_data(const struct disk *disk, int fd, uint64_t off)
{
	off_t at = lseek(fd, (off_t)off, SEEK_DATA);

	(void)disk;
	return at < 0 ? -errno : at;
}

static int64_t real_hole(const struct disk *disk, int fd, uint64_t off)
{
	off_t at = lseek(fd, (off_t)off, SEEK_HOLE);

	(void)disk;
	return at < 0 ? -errno : at;
}

static int real_unlink(const struct disk *disk, int folder, const char *name)
{
	(void)disk;
	return told(unlinkat(folder, name, 0));
}

/* Some file systems can not sync a folder; theirs keep names by themselves. */
static int real_sync_folder(const struct disk *disk, int folder)
{
	(void)disk;
	if (fsync(folder) == 0)
		return 0;
	return errno == EINVAL || errno == EOPNOTSUPP ? 0 : -errno;
}

const struct disk disk_real = {
	.make = real_make,
	.open = real_open,
	.close = real_close,
	.lock = real_lock,
	.identify = real_identify,
	.read = real_read,
	.write = real_write,
	.sync = real_sync,
	.resize = real_resize,
	.reserve = real_reserve,
	.punch = real_punch,
	.insert = real_insert,
	.collapse = real_collapse,
	.data = real_data,
	.hole = real_hole,
	.unlink = real_unlink,
	.sync_folder = real_sync_folder,
};

bool disk_read_all(const struct disk *disk, int fd, void *to, size_t len, uint64_t off,
		   struct err *err)
{
	for (size_t done = 0; done < len;) {
		int64_t n = disk->read(disk, fd, (uint8_t *)to + done, len - done, off + done);

		if (n == 0)
			return err_set(err, ERR_LOST, "the file ends too early");
		if (n < 0)
			return err_sys(err, (int)-n, "cannot read");
		done += (size_t)n;
	}
	return true;
}

bool disk_write_all(const struct disk *disk, int fd, const void *bytes, size_t len, uint64_t off,
		    struct err *err)
{
	for (size_t done = 0; done < len;) {
		int64_t n = disk->write(disk, fd, (const uint8_t *)bytes + done, len - done,
					off + done);

		if (n <= 0)
			return err_sys(err, n < 0 ? (int)-n : EIO, "cannot write");
		done += (size_t)n;
	}
	return true;
}

bool disk_sync(const struct disk *disk, int fd, struct err *err)
{
	int result = disk->sync(disk, fd);

	return result == 0 || err_sys(err, -result, "cannot write to the disk");
}

bool disk_is_same(const struct disk_identity *a, const struct disk_identity *b)
{
	return a->ino == b->ino && a->born_sec == b->born_sec &&
	       a->born_nsec == b->born_nsec && (a->born_sec != 0 || a->dev == b->dev);
}
