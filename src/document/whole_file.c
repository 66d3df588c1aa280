/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The temporary file of a save, and a rename over what is there. */
#include "document/whole_file.h"

#include <errno.h>
#include <unistd.h>

#include "base/outside.h"
#include "base/write.h"

void whole_file_init(struct whole_file *file)
{
	*file = (struct whole_file){ .target = { .folder = -1 } };
	temporary_init(&file->temporary);
}

/* Only a plain file is replaced. */
static bool check_target(const struct whole_file *file, struct err *err)
{
	const struct save_target *target = &file->target;

	if (target->folder < 0 || (target->exists && !S_ISREG(target->st.st_mode)))
		return err_set(err, ERR_REFUSED, "%s is not a file", target->path);
	return !target->exists || file->over ||
	       err_set(err, ERR_EXISTS, "%s exists", target->path);
}

bool whole_file_open(struct whole_file *file, const char *path, mode_t mode, bool over,
		     struct err *err)
{
	whole_file_init(file);
	file->over = over;
	if (!save_target_open(&file->target, path, err)) {
		file->target = (struct save_target){ .folder = -1 };
		return false;
	}
	return check_target(file, err) &&
	       temporary_open(&file->temporary, file->target.folder, file->target.name, mode, err);
}

int whole_file_fd(const struct whole_file *file)
{
	return file->temporary.fd;
}

static bool put_over(struct whole_file *file, struct err *err)
{
	const struct save_target *target = &file->target;
	struct temporary *temporary = &file->temporary;

	if (fchmod(temporary->fd, target->st.st_mode & 07777) != 0)
		return err_sys(err, errno, "%s", target->path);
	if (!temporary_give_name(temporary, err))
		return false;
	if (outside_renameat2(target->folder, temporary->name, target->folder, target->name,
			      0) != 0)
		return err_sys(err, errno, "%s", target->path);
	temporary->named = false;
	return true;
}

bool whole_file_publish(struct whole_file *file, struct err *err)
{
	struct temporary *temporary = &file->temporary;

	if (fsync(temporary->fd) != 0)
		return err_sys(err, errno, "%s", file->target.path);
	if (file->over && file->target.exists ? !put_over(file, err) :
						!temporary_publish(temporary, err))
		return false;
	return save_target_sync_folder(&file->target, temporary->fd, err);
}

void whole_file_close(struct whole_file *file)
{
	temporary_discard(&file->temporary);
	save_target_close(&file->target);
}

/* What is to be replaced is what the name itself stands for. */
static bool is_direct(const struct whole_file *file, const char *path, struct err *err)
{
	const struct save_target *target = &file->target;
	struct stat st;

	if (lstat(path, &st) != 0 ? !target->exists && errno == ENOENT :
				    target->exists && st.st_dev == target->st.st_dev &&
					    st.st_ino == target->st.st_ino)
		return true;
	return err_set(err, ERR_REFUSED, "%s is a symbolic link: it is not written through", path);
}

bool whole_file_write(const char *path, mode_t mode, bool over, bool direct, const void *bytes,
		      size_t len, struct err *err)
{
	struct whole_file file;
	bool ok = whole_file_open(&file, path, mode, over, err) &&
		  (!direct || is_direct(&file, path, err));

	if (ok && !write_all(whole_file_fd(&file), bytes, len))
		ok = err_sys(err, errno, "%s", path);
	ok = ok && whole_file_publish(&file, err);
	whole_file_close(&file);
	return ok;
}
