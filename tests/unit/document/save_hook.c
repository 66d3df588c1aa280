/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "save_hook.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

struct save_hook save_hook;

/* True when the call is to fail; errno is set. */
static bool asked(const char *call, int flags)
{
	static bool inside;
	int error;

	if (!save_hook.before || inside)
		return false;
	inside = true;
	error = save_hook.before(call, flags);
	inside = false;
	if (error)
		errno = error;
	return error != 0;
}

static size_t cut(size_t len)
{
	return save_hook.most > 0 && len > save_hook.most ? save_hook.most : len;
}

#define HOOK(result, name, parameters, flags, arguments)       \
	result __real_##name parameters __attribute__((weak)); \
	result __wrap_##name parameters;                       \
	result __wrap_##name parameters                        \
	{                                                      \
		if (asked(#name, flags))                       \
			return -1;                             \
		return __real_##name arguments;                \
	}

HOOK(int, fsync, (int fd), 0, (fd))
HOOK(int, fchown, (int fd, uid_t owner, gid_t group), 0, (fd, owner, group))
HOOK(int, fchmod, (int fd, mode_t mode), 0, (fd, mode))
HOOK(int, fsetxattr, (int fd, const char *name, const void *value, size_t len, int flags), flags,
	(fd, name, value, len, flags))
HOOK(int, unlinkat, (int folder, const char *name, int flags), flags, (folder, name, flags))
HOOK(int, linkat, (int from, const char *old, int to, const char *new, int flags), flags,
	(from, old, to, new, flags))
HOOK(int, renameat, (int from, const char *old, int to, const char *new), 0, (from, old, to, new))
HOOK(int, renameat2, (int from, const char *old, int to, const char *new, unsigned flags),
	(int)flags, (from, old, to, new, flags))
HOOK(ssize_t, copy_file_range,
	(int from, off_t *from_off, int to, off_t *to_off, size_t len, unsigned flags), 0,
	(from, from_off, to, to_off, cut(len), flags))

/* Those that exist with 32-bit and with 64-bit offsets. */
#define HOOK_SIZED(name, parameters, arguments)       \
	HOOK_NAMED(name, name, parameters, arguments) \
	HOOK_NAMED(name, name##64, parameters, arguments)

#define HOOK_NAMED(known, name, parameters, arguments)          \
	ssize_t __real_##name parameters __attribute__((weak)); \
	ssize_t __wrap_##name parameters;                       \
	ssize_t __wrap_##name parameters                        \
	{                                                       \
		if (asked(#known, 0))                           \
			return -1;                              \
		return __real_##name arguments;                 \
	}

HOOK_SIZED(pwrite, (int fd, const void *data, size_t len, off_t off), (fd, data, cut(len), off))

#define HOOK_OPENAT(name)                                                                      \
	int __real_##name(int folder, const char *path, int flags, ...) __attribute__((weak)); \
	int __wrap_##name(int folder, const char *path, int flags, ...);                       \
	int __wrap_##name(int folder, const char *path, int flags, ...)                        \
	{                                                                                      \
		mode_t mode;                                                                   \
		va_list list;                                                                  \
		va_start(list, flags);                                                         \
		mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(list, mode_t) : 0;             \
		va_end(list);                                                                  \
		if (asked("openat", flags))                                                    \
			return -1;                                                             \
		return __real_##name(folder, path, flags, mode);                               \
	}

HOOK_OPENAT(openat)
HOOK_OPENAT(openat64)

#define HOOK_INT(known, name, parameters, arguments)        \
	int __real_##name parameters __attribute__((weak)); \
	int __wrap_##name parameters;                       \
	int __wrap_##name parameters                        \
	{                                                   \
		if (asked(#known, 0))                       \
			return -1;                          \
		return __real_##name arguments;             \
	}

HOOK_INT(ftruncate, ftruncate, (int fd, off_t len), (fd, len))
HOOK_INT(ftruncate, ftruncate64, (int fd, off_t len), (fd, len))
HOOK_INT(fallocate, fallocate, (int fd, int mode, off_t off, off_t len), (fd, mode, off, len))
HOOK_INT(fallocate, fallocate64, (int fd, int mode, off_t off, off_t len), (fd, mode, off, len))
