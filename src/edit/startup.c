/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The config file can bind a key to any command, so a stranger's is not run: its owner and mode
 * are looked at on the open descriptor, not on the name.
 */
#include "edit/startup.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "edit/paths.h"
#include "edit/source.h"

static bool check_config(int fd, const char *path, struct err *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return err_sys(err, errno, "the config file %s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_REFUSED, "the config file %s is no plain file", path);
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return err_set(err, ERR_REFUSED,
			       "the config file %s belongs to somebody else; it is not read", path);
	if (st.st_mode & S_IWOTH)
		return err_set(err, ERR_REFUSED,
			       "everybody may write the config file %s; it is not read (chmod o-w)",
			       path);
	return true;
}

bool startup_config(struct editor *editor, struct err *err)
{
	struct buf path = BUF_INIT;
	bool ok = true;
	int fd = -1;
	if (!paths_config("config", &path))
		goto out;
	const char *name = buf_string(&path);
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		ok = errno == ENOENT || errno == ENOTDIR ||
		     err_sys(err, errno, "the config file %s", name);
		goto out;
	}
	ok = check_config(fd, name, err) && source_run(editor, fd, "config", err);
out:
	if (fd >= 0)
		close(fd);
	buf_done(&path);
	return ok;
}
