/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which files may be mapped, which must be read to the end to know their size, which are refused.
 * The numbers of file systems are those of statfs(2); <linux/magic.h> does not have all of them.
 */
#include "store/file_kind.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>
#include <unistd.h>

static const struct {
	uint32_t magic;
	struct fs_nature nature;
} file_systems[] = {
	{ 0x00006969, { true, false } },     /* NFS */
	{ 0x0000517b, { true, false } },     /* SMB */
	{ 0xff534d42, { true, false } },     /* CIFS */
	{ 0xfe534d42, { true, false } },     /* SMB2 and later */
	{ 0x65735546, { true, false } },     /* FUSE */
	{ 0x01021997, { true, false } },     /* 9p */
	{ 0x786f4256, { true, false } },     /* vboxsf */
	{ 0xbacbacbc, { true, false } },     /* vmhgfs */
	{ 0x00c36400, { true, false } },     /* Ceph */
	{ 0x5346414f, { true, false } },     /* AFS */
	{ 0x6b414653, { true, false } },     /* AFS, the kernel's own */
	{ 0x73757245, { true, false } },     /* Coda */
	{ 0x00009fa0, { false, true } },     /* proc */
	{ 0x62656572, { false, true } },     /* sysfs */
	{ 0x64626720, { false, true } },     /* debugfs */
	{ 0x74726163, { false, true } },     /* tracefs */
	{ 0x73636673, { false, true } },     /* securityfs */
	{ 0x0027e0eb, { false, true } },     /* cgroup */
	{ 0x63677270, { false, true } },     /* cgroup, version 2 */
	{ 0x62656570, { false, true } },     /* configfs */
};

struct fs_nature fs_nature_of(int fd)
{
	struct statfs fs;

	/* Without an answer, the careful one. */
	if (fstatfs(fd, &fs) != 0)
		return (struct fs_nature){ true, false };
	for (size_t i = 0; i < sizeof file_systems / sizeof *file_systems; i++) {
		if (file_systems[i].magic == (uint32_t)fs.f_type)
			return file_systems[i].nature;
	}
	return (struct fs_nature){ false, false };
}

bool kind_allowed(const char *path, mode_t mode, struct err *err)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
	case S_IFBLK:
		return true;
	case S_IFDIR:
		return err_set(err, ERR_REFUSED, "%s: is a directory", path);
	case S_IFIFO:
		return err_set(err, ERR_REFUSED,
			       "%s: is a FIFO; use - to read standard input", path);
	case S_IFSOCK:
		return err_set(err, ERR_REFUSED, "%s: is a socket", path);
	case S_IFCHR:
		return err_set(err, ERR_REFUSED, "%s: is a character device", path);
	default:
		return err_set(err, ERR_REFUSED, "%s: is not a file", path);
	}
}

bool is_process_memory(int fd)
{
	char link[64];
	char target[64];
	ssize_t len;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	len = readlink(link, target, sizeof target - 1);
	if (len < 4)
		return false;
	target[len] = '\0';
	return strncmp(target, "/proc/", 6) == 0 && strcmp(target + len - 4, "/mem") == 0;
}

bool size_of(int fd, uint64_t *size, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_sys(err, errno, "cannot look at the file");
	if (!S_ISBLK(st.st_mode)) {
		*size = st.st_size > 0 ? (uint64_t)st.st_size : 0;
		return true;
	}
	if (ioctl(fd, BLKGETSIZE64, size) != 0)
		return err_sys(err, errno, "cannot ask the device for its size");
	return true;
}

bool has_write_permission(const char *path, int fd)
{
	int read_only = 0;

	/* A read-only file system says EROFS here. */
	if (faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0)
		return false;
	return ioctl(fd, BLKROGET, &read_only) != 0 || !read_only;
}
