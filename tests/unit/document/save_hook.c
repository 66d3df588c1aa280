/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "save_hook.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

struct save_hook save_hook;

/* A test is asked or told: its own calls pass. */
static bool inside;

/* True when the call is to fail; errno is set. */
static bool asked(const struct save_call *call)
{
	int error;

	if (!save_hook.before || inside)
		return false;
	inside = true;
	error = save_hook.before(call);
	inside = false;
	if (error)
		errno = error;
	return error != 0;
}

static int64_t told(struct save_call *call, int64_t result)
{
	int error = errno;

	if (save_hook.after && !inside) {
		inside = true;
		call->result = result;
		call->error = result < 0 ? error : 0;
		save_hook.after(call);
		inside = false;
	}
	errno = error;
	return result;
}

static size_t cut(size_t len)
{
	return save_hook.most > 0 && len > save_hook.most ? save_hook.most : len;
}

static bool is_sync_made(void)
{
	return inside || !save_hook.no_sync;
}

/* The rest of the arguments is what is known of the call. */
#define HOOK_AS(type, known, function, parameters, arguments, ...)                           \
	type __real_##function parameters __attribute__((weak));                             \
	type __wrap_##function parameters;                                                   \
	type __wrap_##function parameters                                                    \
	{                                                                                    \
		struct save_call call = { .name = #known, __VA_ARGS__ };                     \
		return (type)told(&call, asked(&call) ? -1 : __real_##function arguments);   \
	}

#define HOOK(type, function, parameters, arguments, ...) \
	HOOK_AS(type, function, function, parameters, arguments, __VA_ARGS__)

/* Those that exist with 32-bit and with 64-bit offsets. */
#define HOOK_SIZED(type, function, parameters, arguments, ...)                 \
	HOOK_AS(type, function, function, parameters, arguments, __VA_ARGS__)  \
	HOOK_AS(type, function, function##64, parameters, arguments, __VA_ARGS__)

#define HOOK_SYNC(function, parameters, arguments, ...)                               \
	int __real_##function parameters __attribute__((weak));                       \
	int __wrap_##function parameters;                                             \
	int __wrap_##function parameters                                              \
	{                                                                             \
		struct save_call call = { .name = #function, __VA_ARGS__ };           \
		if (asked(&call))                                                     \
			return (int)told(&call, -1);                                  \
		return (int)told(&call, is_sync_made() ? __real_##function arguments : 0); \
	}

HOOK_SYNC(fsync, (int fd), (fd), .fd = fd)
HOOK_SYNC(fdatasync, (int fd), (fd), .fd = fd)
HOOK_SYNC(syncfs, (int fd), (fd), .fd = fd)
HOOK_SYNC(sync_file_range, (int fd, off_t off, off_t len, unsigned flags), (fd, off, len, flags),
	.fd = fd)
HOOK(int, fchown, (int fd, uid_t owner, gid_t group), (fd, owner, group), .fd = fd)
HOOK(int, fchmod, (int fd, mode_t mode), (fd, mode), .fd = fd, .off = mode)
HOOK(int, fsetxattr, (int fd, const char *name, const void *value, size_t len, int flags),
	(fd, name, value, len, flags), .fd = fd, .flags = flags)
HOOK(int, unlinkat, (int folder, const char *name, int flags), (folder, name, flags), .fd = folder,
	.from = name, .flags = flags)
HOOK(int, linkat, (int from, const char *old, int to, const char *new, int flags),
	(from, old, to, new, flags), .fd = to, .to = new, .flags = flags)
HOOK(int, renameat, (int from, const char *old, int to, const char *new), (from, old, to, new),
	.fd = to, .from = old, .to = new)
HOOK(int, renameat2, (int from, const char *old, int to, const char *new, unsigned flags),
	(from, old, to, new, flags), .fd = to, .from = old, .to = new, .flags = (int)flags)
HOOK(ssize_t, copy_file_range,
	(int from, off_t *from_off, int to, off_t *to_off, size_t len, unsigned flags),
	(from, from_off, to, to_off, cut(len), flags), .fd = to, .off = (uint64_t)*to_off)
HOOK_SIZED(ssize_t, pwrite, (int fd, const void *data, size_t len, off_t off),
	(fd, data, cut(len), off), .fd = fd, .off = (uint64_t)off)
HOOK_SIZED(int, ftruncate, (int fd, off_t len), (fd, len), .fd = fd, .off = (uint64_t)len)
HOOK_SIZED(int, fallocate, (int fd, int mode, off_t off, off_t len), (fd, mode, off, len),
	.fd = fd, .off = (uint64_t)off, .len = (uint64_t)len)

#define HOOK_OPENAT(function)                                                                 \
	int __real_##function(int folder, const char *path, int flags, ...)                   \
		__attribute__((weak));                                                        \
	int __wrap_##function(int folder, const char *path, int flags, ...);                  \
	int __wrap_##function(int folder, const char *path, int flags, ...)                   \
	{                                                                                     \
		struct save_call call = {                                                     \
			.name = "openat", .fd = folder, .to = path, .flags = flags            \
		};                                                                            \
		mode_t mode;                                                                  \
		va_list list;                                                                 \
		va_start(list, flags);                                                        \
		mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(list, mode_t) : 0;            \
		va_end(list);                                                                 \
		if (asked(&call))                                                             \
			return (int)told(&call, -1);                                          \
		return (int)told(&call, __real_##function(folder, path, flags, mode));        \
	}

HOOK_OPENAT(openat)
HOOK_OPENAT(openat64)

/* All that are made here have one pointer; only the sharing of blocks changes something. */
int __real_ioctl(int fd, unsigned long request, ...) __attribute__((weak));
int __wrap_ioctl(int fd, unsigned long request, ...);
int __wrap_ioctl(int fd, unsigned long request, ...)
{
	struct save_call call = { .name = "ioctl", .fd = fd };
	struct file_clone_range *range;
	va_list list;

	va_start(list, request);
	range = va_arg(list, struct file_clone_range *);
	va_end(list);
	if (request == FICLONERANGE) {
		call.off = range->dest_offset;
		call.len = range->src_length;
	}
	return (int)told(&call, asked(&call) ? -1 : __real_ioctl(fd, request, range));
}
