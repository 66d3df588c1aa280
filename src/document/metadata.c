/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Order matters. A change of owner clears set-user-ID and capabilities, so it comes first. A new
 * file may have inherited a default ACL of its folder, so attributes that the old one does not
 * have are removed. An ACL sets the group bits of the mode, so the mode comes last; and because
 * the kernel may silently drop a set-group-ID bit, it is looked at afterwards.
 *
 * An attribute that has the right value already is not set: a label may be one that nobody may
 * set but every file in the folder gets.
 */
#include "document/metadata.h"

#include "base/buf.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>

/* An attribute may grow between the question for its size and the reading: so often it is asked
 * again. */
enum { ATTEMPTS = 16 };

/* What fgetxattr() and flistxattr() have in common; name NULL: the list. */
static ssize_t fetch(int fd, const char *name, void *to, size_t room)
{
	return name ? fgetxattr(fd, name, to, room) : flistxattr(fd, to, room);
}

/* The value of an attribute (or the list of names) into *out. False with errno. */
static bool read_attribute(int fd, const char *name, struct buf *out)
{
	for (int i = 0; i < ATTEMPTS; i++) {
		ssize_t size = fetch(fd, name, NULL, 0);

		if (size < 0)
			return false;
		buf_clear(out);
		if (!buf_reserve(out, (size_t)size + 1)) {
			errno = ENOMEM;
			return false;
		}
		size = fetch(fd, name, out->data, out->room);
		if (size >= 0) {
			out->len = (size_t)size;
			return true;
		}
		if (errno != ERANGE)
			return false;
	}
	return false;
}

/* The names, NUL-terminated one after the other. A file system without attributes has none. */
static bool list_attributes(int fd, struct buf *names, struct err *err)
{
	if (read_attribute(fd, NULL, names))
		return true;
	buf_clear(names);
	if (errno == EOPNOTSUPP || errno == ENOSYS)
		return true;
	return err_sys(err, errno, "cannot list the extended attributes");
}

static const char *next_name(const struct buf *names, const char *name)
{
	const char *first = (const char *)names->data;

	name = name ? name + strlen(name) + 1 : first;
	return name && name < first + names->len ? name : NULL;
}

static bool has_name(const struct buf *names, const char *wanted)
{
	for (const char *name = NULL; (name = next_name(names, name));)
		if (strcmp(name, wanted) == 0)
			return true;
	return false;
}

static bool copy_attribute(int from, int to, const char *name, struct err *err)
{
	struct buf value = BUF_INIT;
	struct buf present = BUF_INIT;
	bool ok = read_attribute(from, name, &value);

	if (!ok) {
		/* Removed meanwhile: that is for the check of the file's identity. */
		ok = errno == ENODATA;
		goto out;
	}
	ok = read_attribute(to, name, &present) && present.len == value.len &&
	     (value.len == 0 || memcmp(present.data, value.data, value.len) == 0);
	if (!ok)
		ok = fsetxattr(to, name, value.data, value.len, 0) == 0;
out:
	if (!ok)
		err_set(err, ERR_REFUSED, "the attribute %s can not be kept: %s", name,
			strerror(errno));
	buf_done(&value);
	buf_done(&present);
	return ok;
}

static bool copy_attributes(int from, int to, struct err *err)
{
	struct buf wanted = BUF_INIT;
	struct buf inherited = BUF_INIT;
	bool ok = list_attributes(from, &wanted, err) && list_attributes(to, &inherited, err);

	for (const char *name = NULL; ok && (name = next_name(&inherited, name));)
		if (!has_name(&wanted, name) && fremovexattr(to, name) != 0 && errno != ENODATA)
			ok = err_set(err, ERR_REFUSED, "the attribute %s can not be removed: %s",
				name, strerror(errno));
	for (const char *name = NULL; ok && (name = next_name(&wanted, name));)
		ok = copy_attribute(from, to, name, err);
	buf_done(&wanted);
	buf_done(&inherited);
	return ok;
}

static bool copy_owner(const struct stat *wanted, int to, struct err *err)
{
	struct stat st;

	if (fstat(to, &st) != 0)
		return err_sys(err, errno, "cannot look at the temporary file");
	if (st.st_uid == wanted->st_uid && st.st_gid == wanted->st_gid)
		return true;
	return fchown(to, wanted->st_uid, wanted->st_gid) == 0 ||
	       err_set(err, ERR_REFUSED, "its owner and group can not be kept: %s",
		       strerror(errno));
}

static bool copy_mode(const struct stat *wanted, int to, struct err *err)
{
	mode_t mode = wanted->st_mode & 07777;
	struct stat st;

	if (fchmod(to, mode) != 0)
		return err_set(err, ERR_REFUSED, "its mode can not be kept: %s", strerror(errno));
	if (fstat(to, &st) != 0)
		return err_sys(err, errno, "cannot look at the temporary file");
	return (st.st_mode & 07777) == mode ||
	       err_set(err, ERR_REFUSED, "its mode %04o can not be kept", (unsigned)mode);
}

bool metadata_copy(int from, int to, struct err *err)
{
	struct stat wanted;

	if (fstat(from, &wanted) != 0)
		return err_sys(err, errno, "cannot look at the file");
	return copy_owner(&wanted, to, err) && copy_attributes(from, to, err) &&
	       copy_mode(&wanted, to, err);
}
