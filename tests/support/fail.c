/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/fail.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>

/*
 * The linker sends each call of f to __wrap_f, and __real_f to the true f. A wrapper asks the
 * table whether this call is the one that fails. A preloaded library could reach libc's own calls
 * too, but would need a second process and would hit the test's machinery as well.
 *
 * The real functions are weak: a libc without renameat2, or without the 64-bit twins, still links.
 */

enum which {
	CALL_MALLOC,
	CALL_CALLOC,
	CALL_REALLOC,
	CALL_STRDUP,
	CALL_CLOSE,
	CALL_MMAP,
	CALL_MSYNC,
	CALL_OPEN,
	CALL_OPENAT,
	CALL_PREAD,
	CALL_PWRITE,
	CALL_WRITE,
	CALL_FSYNC,
	CALL_FDATASYNC,
	CALL_FTRUNCATE,
	CALL_FALLOCATE,
	CALL_COPY_FILE_RANGE,
	CALL_RENAME,
	CALL_RENAMEAT2,
	CALL_LINKAT,
	CALL_FCHOWN,
	CALL_FCHMOD,
	CALL_KINDS,
};

static const char *const names[CALL_KINDS] = {
	"malloc", "calloc", "realloc", "strdup", "close", "mmap", "msync", "open", "openat",
	"pread", "pwrite", "write", "fsync", "fdatasync", "ftruncate", "fallocate",
	"copy_file_range", "rename", "renameat2", "linkat", "fchown", "fchmod",
};

/* What one function has been told to do. */
struct order {
	atomic_uint_fast64_t calls; /* seen since the order was given */
	atomic_uint_fast64_t first; /* the call that fails */
	atomic_uint_fast64_t last;  /* the last one that does */
	atomic_int error;	    /* errno of the failure; 0 = no order */
};

static struct order orders[CALL_KINDS];
static atomic_uint_fast64_t failures;

static enum which find(const char *name)
{
	int i = 0;

	while (i < CALL_KINDS && strcmp(names[i], name) != 0)
		i++;
	assert(i < CALL_KINDS);
	return (enum which)i;
}

static void give(const char *name, uint64_t first, uint64_t last, int error)
{
	struct order *order = &orders[find(name)];

	atomic_store(&order->error, 0);
	atomic_store(&order->calls, 0);
	atomic_store(&order->first, first);
	atomic_store(&order->last, last);
	atomic_store(&failures, 0);
	atomic_store(&order->error, error);
}

void fail_at(const char *name, uint64_t n, int error)
{
	give(name, n, n, error);
}

void fail_from(const char *name, uint64_t n, int error)
{
	give(name, n, UINT64_MAX, error);
}

uint64_t fail_count(const char *name)
{
	return atomic_load(&orders[find(name)].calls);
}

uint64_t fail_happened(void)
{
	return atomic_load(&failures);
}

void fail_reset(void)
{
	for (int i = 0; i < CALL_KINDS; i++)
		give(names[i], 0, 0, 0);
}

static bool fails(enum which which)
{
	struct order *order = &orders[which];
	uint64_t call = atomic_fetch_add(&order->calls, 1);
	int error = atomic_load(&order->error);

	if (!error || call < atomic_load(&order->first) || call > atomic_load(&order->last))
		return false;
	atomic_fetch_add(&failures, 1);
	errno = error;
	return true;
}

/* Declares the true function and opens its wrapper. */
#define WRAP(result, name, parameters)                      \
	result __real_##name parameters __attribute__((weak)); \
	result __wrap_##name parameters;                       \
	result __wrap_##name parameters

#define PASS(which, failed, call) return fails(which) ? (failed) : (call)

WRAP(void *, malloc, (size_t size))
{
	PASS(CALL_MALLOC, NULL, __real_malloc(size));
}

WRAP(void *, calloc, (size_t count, size_t size))
{
	PASS(CALL_CALLOC, NULL, __real_calloc(count, size));
}

WRAP(void *, realloc, (void *old, size_t size))
{
	PASS(CALL_REALLOC, NULL, __real_realloc(old, size));
}

WRAP(char *, strdup, (const char *text))
{
	PASS(CALL_STRDUP, NULL, __real_strdup(text));
}

/* What was closed is closed, whatever is said of it. */
WRAP(int, close, (int fd))
{
	int result = __real_close(fd);

	PASS(CALL_CLOSE, -1, result);
}

WRAP(int, msync, (void *addr, size_t len, int flags))
{
	PASS(CALL_MSYNC, -1, __real_msync(addr, len, flags));
}

WRAP(ssize_t, write, (int fd, const void *data, size_t len))
{
	PASS(CALL_WRITE, -1, __real_write(fd, data, len));
}

WRAP(int, fsync, (int fd))
{
	PASS(CALL_FSYNC, -1, __real_fsync(fd));
}

WRAP(int, fdatasync, (int fd))
{
	PASS(CALL_FDATASYNC, -1, __real_fdatasync(fd));
}

WRAP(ssize_t, copy_file_range,
	(int from, off_t *from_off, int to, off_t *to_off, size_t len, unsigned flags))
{
	PASS(CALL_COPY_FILE_RANGE, -1,
		__real_copy_file_range(from, from_off, to, to_off, len, flags));
}

WRAP(int, rename, (const char *from, const char *to))
{
	PASS(CALL_RENAME, -1, __real_rename(from, to));
}

WRAP(int, renameat2, (int from_dir, const char *from, int to_dir, const char *to, unsigned flags))
{
	PASS(CALL_RENAMEAT2, -1, __real_renameat2(from_dir, from, to_dir, to, flags));
}

WRAP(int, linkat, (int from_dir, const char *from, int to_dir, const char *to, int flags))
{
	PASS(CALL_LINKAT, -1, __real_linkat(from_dir, from, to_dir, to, flags));
}

WRAP(int, fchown, (int fd, uid_t owner, gid_t group))
{
	PASS(CALL_FCHOWN, -1, __real_fchown(fd, owner, group));
}

WRAP(int, fchmod, (int fd, mode_t mode))
{
	PASS(CALL_FCHMOD, -1, __real_fchmod(fd, mode));
}

/* The mode of an open is there only when a file may be made. */
#define OPEN_MODE(flags, mode)                                  \
	do {                                                    \
		va_list list;                                   \
		if (!((flags) & (O_CREAT | __O_TMPFILE)))       \
			break;                                  \
		va_start(list, flags);                          \
		(mode) = (mode_t)va_arg(list, unsigned);        \
		va_end(list);                                   \
	} while (0)

#ifndef __O_TMPFILE
#define __O_TMPFILE 0
#endif

/* Those that exist with 32-bit and with 64-bit offsets, under the names without and with 64. */
#define WRAP_SIZED(suffix, offset)                                                           \
	WRAP(void *, mmap##suffix,                                                           \
		(void *addr, size_t len, int prot, int flags, int fd, offset off))           \
	{                                                                                    \
		PASS(CALL_MMAP, MAP_FAILED,                                                  \
			__real_mmap##suffix(addr, len, prot, flags, fd, off));               \
	}                                                                                    \
	WRAP(int, open##suffix, (const char *path, int flags, ...))                          \
	{                                                                                    \
		mode_t mode = 0;                                                             \
		OPEN_MODE(flags, mode);                                                      \
		PASS(CALL_OPEN, -1, __real_open##suffix(path, flags, mode));                 \
	}                                                                                    \
	WRAP(int, openat##suffix, (int dir, const char *path, int flags, ...))               \
	{                                                                                    \
		mode_t mode = 0;                                                             \
		OPEN_MODE(flags, mode);                                                      \
		PASS(CALL_OPENAT, -1, __real_openat##suffix(dir, path, flags, mode));        \
	}                                                                                    \
	WRAP(ssize_t, pread##suffix, (int fd, void *data, size_t len, offset off))           \
	{                                                                                    \
		PASS(CALL_PREAD, -1, __real_pread##suffix(fd, data, len, off));              \
	}                                                                                    \
	WRAP(ssize_t, pwrite##suffix, (int fd, const void *data, size_t len, offset off))    \
	{                                                                                    \
		PASS(CALL_PWRITE, -1, __real_pwrite##suffix(fd, data, len, off));            \
	}                                                                                    \
	WRAP(int, ftruncate##suffix, (int fd, offset len))                                   \
	{                                                                                    \
		PASS(CALL_FTRUNCATE, -1, __real_ftruncate##suffix(fd, len));                 \
	}                                                                                    \
	WRAP(int, fallocate##suffix, (int fd, int mode, offset off, offset len))             \
	{                                                                                    \
		PASS(CALL_FALLOCATE, -1, __real_fallocate##suffix(fd, mode, off, len));      \
	}

#ifdef __GLIBC__
WRAP_SIZED(, __off_t)
WRAP_SIZED(64, __off64_t)
#else
WRAP_SIZED(, off_t)
WRAP_SIZED(64, off_t)
#endif
