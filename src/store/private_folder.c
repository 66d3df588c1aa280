/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The folder is held open, and everything in it is reached through that descriptor: once checked
 * it can not be exchanged for another. The checks are fstat() of what was opened, never stat() of
 * a name.
 *
 * Folders above it are made where they are missing and not checked: whoever may rename them can
 * give us another folder, but none that passes the check unless it is the user's own.
 */
#include "store/private_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

enum { PASSWORD_ROOM = 16384 };

struct private_folder {
	int fd;                  /* the folder, checked */
	char *path;              /* owned; for messages */
};

static bool is_own_folder(const char *path)
{
	struct stat st;

	return path && *path == '/' && stat(path, &st) == 0 && S_ISDIR(st.st_mode) &&
	       st.st_uid == geteuid();
}

/* The home of the password file, appended to *path. */
static bool add_password_home(struct buf *path)
{
	char *room = malloc(PASSWORD_ROOM);
	struct passwd entry, *found = NULL;
	bool ok = room && getpwuid_r(geteuid(), &entry, room, PASSWORD_ROOM, &found) == 0 &&
		  found && *found->pw_dir == '/';

	if (ok)
		buf_text(path, found->pw_dir);
	free(room);
	return ok;
}

static bool add_state_home(struct buf *path, struct err *err)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	if (state && *state == '/') {
		buf_text(path, state);
		return true;
	}
	if (is_own_folder(home))
		buf_text(path, home);
	else if (!add_password_home(path))
		return err_set(err, ERR_REFUSED,
			       "there is no home folder of yours: set XDG_STATE_HOME");
	buf_text(path, "/.local/state");
	return true;
}

/* Makes the folders that lead to `path` and itself. */
static bool make_folders(char *path, struct err *err)
{
	for (char *at = path + 1;; at++) {
		char was = *at;

		if (was != '/' && was != '\0')
			continue;
		*at = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return err_sys(err, errno, "can not make the folder %s", path);
		*at = was;
		if (was == '\0')
			return true;
	}
}

static bool check_folder(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_sys(err, errno, "the folder %s", path);
	if (st.st_uid != geteuid())
		return err_set(err, ERR_REFUSED, "the folder %s belongs to another user: it is not "
			       "used (set XDG_STATE_HOME to a folder of yours)", path);
	if (st.st_mode & 077)
		return err_set(err, ERR_REFUSED, "others may look into the folder %s: it is not "
			       "used until you say chmod 700 %s", path, path);
	return true;
}

static int open_folder(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0) {
		if (errno == ENOTDIR || errno == ELOOP)
			err_set(err, ERR_REFUSED, "%s is not a folder, or a symbolic link: it is "
				"not used", path);
		else
			err_sys(err, errno, "the folder %s", path);
	} else if (!check_folder(fd, path, err)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* Consumes path. */
static struct private_folder *open_path(char *path, bool create, struct err *err)
{
	struct private_folder *folder = malloc(sizeof *folder);
	int fd = -1;

	if (!folder || !path)
		err_nomem(err);
	else if (!create || make_folders(path, err))
		fd = open_folder(path, err);
	if (fd < 0) {
		free(folder);
		free(path);
		return NULL;
	}
	*folder = (struct private_folder){ fd, path };
	return folder;
}

struct private_folder *private_folder_open_path(const char *path, bool create, struct err *err)
{
	return open_path(strdup(path), create, err);
}

struct private_folder *private_folder_open(bool create, struct err *err)
{
	struct buf path = BUF_INIT;

	if (!add_state_home(&path, err)) {
		buf_done(&path);
		return NULL;
	}
	buf_text(&path, "/burin");
	return open_path(buf_take_string(&path), create, err);
}

void private_folder_close(struct private_folder *folder)
{
	if (!folder)
		return;
	close(folder->fd);
	free(folder->path);
	free(folder);
}

const char *private_folder_path(const struct private_folder *folder)
{
	return folder->path;
}

int private_folder_fd(const struct private_folder *folder)
{
	return folder->fd;
}

/* A umask that takes away the user's own rights makes a file that we could not open again. */
int private_folder_create(struct private_folder *folder, const char *name, struct err *err)
{
	int fd = openat(folder->fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		err_set(err, ERR_EXISTS, "%s/%s is there already", folder->path, name);
	else if (fd < 0)
		err_sys(err, errno, "can not make %s/%s", folder->path, name);
	else if (fchmod(fd, 0600) != 0) {
		err_sys(err, errno, "can not make %s/%s private", folder->path, name);
		unlinkat(folder->fd, name, 0);
		close(fd);
		fd = -1;
	}
	return fd;
}

static bool check_file(const struct private_folder *folder, int fd, const char *name,
		       struct err *err)
{
	const char *fault = NULL;
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_sys(err, errno, "%s/%s", folder->path, name);
	if (!S_ISREG(st.st_mode))
		fault = "is not a plain file";
	else if (st.st_uid != geteuid())
		fault = "belongs to another user";
	else if (st.st_nlink != 1)
		fault = "has more than one name";
	else if (st.st_mode & 077)
		fault = "may be read or written by others";
	if (fault)
		return err_set(err, ERR_REFUSED, "%s/%s %s: it is not used", folder->path, name,
			       fault);
	return true;
}

int private_folder_file(struct private_folder *folder, const char *name, bool writing,
			struct err *err)
{
	int flags = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd = openat(folder->fd, name, flags | (writing ? O_RDWR : O_RDONLY));

	if (fd < 0) {
		if (errno == ELOOP || errno == EISDIR || errno == ENXIO)
			err_set(err, ERR_REFUSED, "%s/%s is not a plain file: it is not used",
				folder->path, name);
		else
			err_sys(err, errno, "%s/%s", folder->path, name);
	} else if (!check_file(folder, fd, name, err)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

bool private_folder_remove(struct private_folder *folder, const char *name, struct err *err)
{
	if (unlinkat(folder->fd, name, 0) == 0 || errno == ENOENT)
		return true;
	return err_sys(err, errno, "can not remove %s/%s", folder->path, name);
}

bool private_folder_sync(struct private_folder *folder, struct err *err)
{
	if (fsync(folder->fd) == 0)
		return true;
	return err_sys(err, errno, "can not sync the folder %s", folder->path);
}
