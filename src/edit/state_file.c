/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "edit/state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/write.h"

static bool make_folders(char *path, struct err *err)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
		int error = errno;
		*slash = '/';
		if (!made)
			return err_sys(err, error, "the folder of %s", path);
	}
	return true;
}

bool state_file_save(const char *path, const char *what, const struct buf *text, struct err *err)
{
	struct buf beside = BUF_INIT;
	int fd = -1;
	bool ok = false;
	buf_format(&beside, "%s.XXXXXX", path);
	char *name = buf_take_string(&beside);
	if (!name || !buf_ok(text)) {
		err_nomem(err);
		goto out;
	}
	if (!make_folders(name, err))
		goto out;
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0) {
		err_sys(err, errno, "%s %s", what, path);
		goto out;
	}
	ok = write_all(fd, text->data, text->len) && rename(name, path) == 0;
	if (!ok) {
		err_sys(err, errno, "%s %s", what, path);
		unlink(name);
	}
out:
	if (fd >= 0)
		close(fd);
	free(name);
	buf_done(&beside);
	return ok;
}

static bool check(int fd, const char *path, const char *what, size_t most, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_sys(err, errno, "%s %s", what, path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_REFUSED, "%s %s is no plain file", what, path);
	if (st.st_uid != geteuid())
		return err_set(err, ERR_REFUSED, "%s %s belongs to somebody else", what, path);
	return (uint64_t)st.st_size <= most ||
	       err_set(err, ERR_RANGE, "%s %s is longer than %zu bytes", what, path, most);
}

bool state_file_load(const char *path, const char *what, size_t most, struct buf *text,
		     struct err *err)
{
	uint8_t bytes[4096];
	size_t len = 0;
	ssize_t got = 0;
	bool ok;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ||
		       err_sys(err, errno, "%s %s", what, path);
	ok = check(fd, path, what, most, err);
	/* It may grow meanwhile. */
	while (ok && len <= most && (got = read(fd, bytes, sizeof(bytes))) > 0) {
		buf_add(text, bytes, (size_t)got);
		len += (size_t)got;
	}
	if (ok && got < 0)
		ok = err_sys(err, errno, "%s %s", what, path);
	close(fd);
	return ok && (buf_ok(text) || err_nomem(err));
}
