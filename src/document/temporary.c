/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * O_TMPFILE and linkat(). An unnamed file gets its name by its descriptor, which old kernels
 * allow only to the privileged, or through /proc/self/fd, which may be missing; where neither
 * would work a name is taken from the start, because finding out at the end would lose the work.
 *
 * The name is random and made with O_EXCL or linkat(), which do not follow a link that somebody
 * laid in the way. mkstemp() was rejected: it needs a path, and the folder can be renamed
 * meanwhile.
 */
#include "document/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outside.h"

enum {
	SUFFIX = 6,     /* random characters */
	ATTEMPTS = 100, /* names that may be taken */
};

static const char mark[] = ".burin-";

void temporary_init(struct temporary *temporary)
{
	*temporary = (struct temporary){ .fd = -1, .folder = -1 };
}

static bool random_suffix(char suffix[SUFFIX + 1], struct err *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";
	uint8_t bytes[SUFFIX];
	ssize_t n;

	do
		n = getrandom(bytes, sizeof bytes, 0);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof bytes)
		return err_sys(err, n < 0 ? errno : EIO, "no random numbers for a temporary name");
	for (int i = 0; i < SUFFIX; i++)
		suffix[i] = letters[bytes[i] % 32];
	suffix[SUFFIX] = '\0';
	return true;
}

/* How much of the target's name fits, not ending inside a character. */
static size_t fitting(const char *target)
{
	size_t most = NAME_MAX - 1 - (sizeof mark - 1) - SUFFIX;
	size_t len = strlen(target);

	if (len <= most)
		return len;
	while (most > 0 && ((unsigned char)target[most] & 0xc0) == 0x80)
		most--;
	return most;
}

static bool try_name(struct temporary *temporary, mode_t mode)
{
	if (temporary->fd >= 0)
		return outside_name_file(temporary->fd, temporary->folder, temporary->name) == 0;
	temporary->fd = outside_openat(temporary->folder, temporary->name,
		O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	return temporary->fd >= 0;
}

/* Links the open file to a free name, or makes one under it. */
static bool take_name(struct temporary *temporary, mode_t mode, struct err *err)
{
	size_t keep = fitting(temporary->target);
	char suffix[SUFFIX + 1];

	for (int i = 0; i < ATTEMPTS; i++) {
		if (!random_suffix(suffix, err))
			return false;
		snprintf(temporary->name, sizeof temporary->name, "%s%.*s%s%s", keep ? "." : "",
			(int)keep, temporary->target, mark, suffix);
		temporary->named = try_name(temporary, mode);
		if (temporary->named)
			return true;
		if (errno == ENAMETOOLONG && keep > 0)
			keep = 0;
		else if (errno != EEXIST && errno != EINTR)
			break;
	}
	return err_sys(err, errno, "cannot make a temporary file beside %s", temporary->target);
}

static bool can_name_later(void)
{
	return geteuid() == 0 || access("/proc/self/fd", X_OK) == 0;
}

bool temporary_open(
	struct temporary *temporary, int folder, const char *target, mode_t mode, struct err *err)
{
	temporary_init(temporary);
	temporary->folder = folder;
	snprintf(temporary->target, sizeof temporary->target, "%s", target);
#ifdef O_TMPFILE
	if (can_name_later())
		temporary->fd = outside_openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC,
					       mode);
	if (temporary->fd >= 0)
		return true;
#endif
	return take_name(temporary, mode, err);
}

bool temporary_give_name(struct temporary *temporary, struct err *err)
{
	return temporary->named || take_name(temporary, 0, err);
}

/* A rename that promises not to replace; where there is none, linkat() never replaces. */
static bool publish_named(struct temporary *temporary)
{
	int folder = temporary->folder;

	if (outside_renameat2(folder, temporary->name, folder, temporary->target,
			      RENAME_NOREPLACE) == 0) {
		temporary->named = false;
		return true;
	}
	if (errno == EEXIST ||
	    outside_linkat(folder, temporary->name, folder, temporary->target, 0) != 0)
		return false;
	/* Now, because later it would look as if another program had changed the file. */
	temporary->named = outside_unlinkat(folder, temporary->name, 0) != 0;
	return true;
}

bool temporary_publish(struct temporary *temporary, struct err *err)
{
	bool published = temporary->named ? publish_named(temporary)
	                                  : outside_name_file(temporary->fd, temporary->folder,
						    temporary->target) == 0;

	if (published)
		return true;
	if (errno == EEXIST)
		return err_set(err, ERR_EXISTS, "%s exists by now; use :write! to replace it",
			temporary->target);
	return err_sys(err, errno, "cannot make %s", temporary->target);
}

void temporary_discard(struct temporary *temporary)
{
	int error = errno;

	if (temporary->named)
		outside_unlinkat(temporary->folder, temporary->name, 0);
	if (temporary->fd >= 0)
		close(temporary->fd);
	temporary_init(temporary);
	errno = error;
}
