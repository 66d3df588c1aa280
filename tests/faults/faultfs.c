/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A FUSE file system that shows the files of a folder, and fails as it is told.
 *
 *	faultfs FOLDER MOUNTPOINT	until it is unmounted (fusermount3 -u MOUNTPOINT)
 *
 * What is written to MOUNTPOINT/.faults is obeyed at once:
 *
 *	bad OFF LEN	reading a part of these bytes fails with EIO, and mapped they raise SIGBUS
 *	scatter N	so does every n-th page
 *	error N		reads fail with that errno instead (ESTALE is what a dead server gives)
 *	delay MS	every read takes so long
 *	hang OFF LEN	reading a part of these bytes is answered when it is cleared, if ever
 *	stall		so is everything that is asked of the files by name or descriptor
 *	full BYTES	so many bytes can still be written, then ENOSPC
 *	late		every sync is answered when it is cleared
 *	sync, close, rename
 *			the call of that name fails with EIO
 *	clear		all is well again
 *
 * Nothing is read ahead; what was read stays in the cache of the kernel until the file is opened
 * anew.
 */
#define FUSE_USE_VERSION 31
#include <fuse3/fuse.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096 };

struct range {
	int64_t off, len;
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	char folder[PATH_MAX];
	struct range bad, hang;
	int64_t scatter, delay, room;
	int error;
	bool stall, late, sync, close, rename;
} faults = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };

static const char control[] = "/.faults";

/* An open file that was removed has no path any more. */
static bool is_control(const char *path)
{
	return path && strcmp(path, control) == 0;
}

static void clear(void)
{
	faults.bad = faults.hang = (struct range){ 0, 0 };
	faults.scatter = faults.delay = 0;
	faults.room = -1;
	faults.error = EIO;
	faults.stall = faults.late = faults.sync = faults.close = faults.rename = false;
}

/* A line of the control file. */
static bool obey(const char *line)
{
	char word[16] = "";
	int64_t a = 0, b = 0;

	sscanf(line, "%15s %" SCNd64 " %" SCNd64, word, &a, &b);
	if (strcmp(word, "clear") == 0)
		clear();
	else if (strcmp(word, "bad") == 0)
		faults.bad = (struct range){ a, b };
	else if (strcmp(word, "hang") == 0)
		faults.hang = (struct range){ a, b };
	else if (strcmp(word, "scatter") == 0)
		faults.scatter = a;
	else if (strcmp(word, "error") == 0)
		faults.error = (int)a;
	else if (strcmp(word, "delay") == 0)
		faults.delay = a;
	else if (strcmp(word, "full") == 0)
		faults.room = a;
	else if (strcmp(word, "stall") == 0)
		faults.stall = true;
	else if (strcmp(word, "late") == 0)
		faults.late = true;
	else if (strcmp(word, "sync") == 0)
		faults.sync = true;
	else if (strcmp(word, "close") == 0)
		faults.close = true;
	else if (strcmp(word, "rename") == 0)
		faults.rename = true;
	else
		return false;
	return true;
}

static int told(int64_t result)
{
	return result < 0 ? -errno : (int)result;
}

/* The file behind a name. */
struct name {
	char path[2 * PATH_MAX];
};

static struct name name_of(const char *path)
{
	struct name name;

	snprintf(name.path, sizeof name.path, "%s%s", faults.folder, path);
	return name;
}

/* Until it is cleared. The way to the control file stays open. */
static void stall(const char *path)
{
	if (is_control(path) || (path && strcmp(path, "/") == 0))
		return;
	pthread_mutex_lock(&faults.lock);
	while (faults.stall)
		pthread_cond_wait(&faults.changed, &faults.lock);
	pthread_mutex_unlock(&faults.lock);
}

static int fault_getattr(const char *path, struct stat *st, struct fuse_file_info *info)
{
	stall(path);
	if (!path)
		return told(fstat((int)info->fh, st));
	if (is_control(path)) {
		*st = (struct stat){ .st_mode = S_IFREG | 0600, .st_nlink = 1 };
		return 0;
	}
	return told(lstat(name_of(path).path, st));
}

static int fault_open(const char *path, struct fuse_file_info *info)
{
	stall(path);
	int fd = is_control(path) ? 0 : open(name_of(path).path, info->flags & ~O_NOFOLLOW);

	if (fd < 0)
		return -errno;
	info->fh = (uint64_t)fd;
	return 0;
}

static int fault_create(const char *path, mode_t mode, struct fuse_file_info *info)
{
	int fd = open(name_of(path).path, info->flags, mode);

	if (fd < 0)
		return -errno;
	info->fh = (uint64_t)fd;
	return 0;
}

static bool meets(struct range range, int64_t off, int64_t len)
{
	return off < range.off + range.len && range.off < off + len;
}

/* The first page that scatter has fail. */
static bool meets_scattered(int64_t off, int64_t len)
{
	int64_t step = faults.scatter * PAGE;

	return step > 0 && (off % step < PAGE || (off + len - 1) / step != off / step);
}

static int fault_read(const char *path, char *to, size_t len, off_t off,
		      struct fuse_file_info *info)
{
	int error = 0;

	if (is_control(path))
		return 0;
	stall(path);
	pthread_mutex_lock(&faults.lock);
	struct timespec delay = { faults.delay / 1000, faults.delay % 1000 * 1000000 };
	while (meets(faults.hang, off, (int64_t)len))
		pthread_cond_wait(&faults.changed, &faults.lock);
	if (meets(faults.bad, off, (int64_t)len) || meets_scattered(off, (int64_t)len))
		error = faults.error;
	pthread_mutex_unlock(&faults.lock);
	nanosleep(&delay, NULL);
	return error ? -error : told(pread((int)info->fh, to, len, off));
}

static int write_control(const char *bytes, size_t len)
{
	char text[512];
	char *rest = text;
	bool ok = true;

	if (len >= sizeof text)
		return -EINVAL;
	memcpy(text, bytes, len);
	text[len] = '\0';
	pthread_mutex_lock(&faults.lock);
	for (char *line; (line = strsep(&rest, "\n")) != NULL;)
		ok = (*line == '\0' || obey(line)) && ok;
	pthread_cond_broadcast(&faults.changed);
	pthread_mutex_unlock(&faults.lock);
	return ok ? (int)len : -EINVAL;
}

static int fault_write(const char *path, const char *bytes, size_t len, off_t off,
		       struct fuse_file_info *info)
{
	if (is_control(path))
		return write_control(bytes, len);
	pthread_mutex_lock(&faults.lock);
	if (faults.room >= 0 && (int64_t)len > faults.room)
		len = (size_t)faults.room;
	if (faults.room >= 0)
		faults.room -= (int64_t)len;
	pthread_mutex_unlock(&faults.lock);
	return len == 0 ? -ENOSPC : told(pwrite((int)info->fh, bytes, len, off));
}

static int fault_truncate(const char *path, off_t size, struct fuse_file_info *info)
{
	if (is_control(path))
		return 0;
	return told(info ? ftruncate((int)info->fh, size) : truncate(name_of(path).path, size));
}

static int fault_fsync(const char *path, int data, struct fuse_file_info *info)
{
	(void)path;
	pthread_mutex_lock(&faults.lock);
	while (faults.late)
		pthread_cond_wait(&faults.changed, &faults.lock);
	pthread_mutex_unlock(&faults.lock);
	if (faults.sync)
		return -EIO;
	return told(data ? fdatasync((int)info->fh) : fsync((int)info->fh));
}

static int fault_flush(const char *path, struct fuse_file_info *info)
{
	(void)info;
	stall(path);
	return faults.close && !is_control(path) ? -EIO : 0;
}

static int fault_release(const char *path, struct fuse_file_info *info)
{
	return is_control(path) ? 0 : told(close((int)info->fh));
}

static int fault_rename(const char *from, const char *to, unsigned flags)
{
	if (faults.rename)
		return -EIO;
	return told(renameat2(AT_FDCWD, name_of(from).path, AT_FDCWD, name_of(to).path, flags));
}

static int fault_unlink(const char *path)
{
	return told(unlink(name_of(path).path));
}

static int fault_chmod(const char *path, mode_t mode, struct fuse_file_info *info)
{
	(void)info;
	return told(chmod(name_of(path).path, mode));
}

static int fault_utimens(const char *path, const struct timespec times[2],
			 struct fuse_file_info *info)
{
	(void)info;
	return told(utimensat(AT_FDCWD, name_of(path).path, times, AT_SYMLINK_NOFOLLOW));
}

static int fault_readdir(const char *path, void *list, fuse_fill_dir_t fill, off_t off,
			 struct fuse_file_info *info, enum fuse_readdir_flags flags)
{
	DIR *folder = opendir(name_of(path).path);
	struct dirent *entry;

	(void)off;
	(void)info;
	(void)flags;
	stall("the names");
	if (!folder)
		return -errno;
	while ((entry = readdir(folder)))
		fill(list, entry->d_name, NULL, 0, 0);
	closedir(folder);
	return 0;
}

static void *fault_init(struct fuse_conn_info *connection, struct fuse_config *config)
{
	connection->max_readahead = 0;
	config->attr_timeout = 0;
	config->entry_timeout = 0;
	config->hard_remove = 1; /* or it would rename what is open */
	return NULL;
}

static const struct fuse_operations operations = {
	.init = fault_init,
	.getattr = fault_getattr,
	.open = fault_open,
	.create = fault_create,
	.read = fault_read,
	.write = fault_write,
	.truncate = fault_truncate,
	.fsync = fault_fsync,
	.flush = fault_flush,
	.release = fault_release,
	.rename = fault_rename,
	.unlink = fault_unlink,
	.chmod = fault_chmod,
	.utimens = fault_utimens,
	.readdir = fault_readdir,
};

int main(int argc, char **argv)
{
	/* Each that waits takes one of its threads. */
#if FUSE_VERSION >= FUSE_MAKE_VERSION(3, 12)
	char many[] = "-omax_threads=200";
	char *arguments[] = { argv[0], argv[2], many, NULL };
#else
	char *arguments[] = { argv[0], argv[2], NULL };
#endif

	if (argc != 3 || !realpath(argv[1], faults.folder)) {
		fprintf(stderr, "usage: faultfs FOLDER MOUNTPOINT\n");
		return 2;
	}
	clear();
	umask(0);
	return fuse_main((int)(sizeof(arguments) / sizeof(arguments[0])) - 1, arguments,
			 &operations, NULL);
}
