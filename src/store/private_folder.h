/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The user's own folder for what must survive a crash and is nobody else's business: edit logs and
 * save journals. It is $XDG_STATE_HOME/burin, else ~/.local/state/burin, where ~ is $HOME if that
 * belongs to the user the program runs as, else the home of the password file (so under sudo
 * nothing of root's lands in another's home).
 *
 * Nothing found there is believed because of its name. The folder must be a real one (no symbolic
 * link), owned by the effective user, with no right for anybody else; a file in it must be a
 * regular file of that user with one name and no right for anybody else, and is opened without
 * following links. What is not so is refused (ERR_REFUSED) with a sentence that says what to do.
 *
 *	struct private_folder *folder = private_folder_open(true, err);
 *	int fd = private_folder_create(folder, "KEY.log", err);
 *	...
 *	private_folder_remove(folder, "KEY.log", err) && private_folder_sync(folder, err)
 *	private_folder_close(folder);
 *
 * Names are single components, made by us.
 */
#ifndef BURIN_STORE_PRIVATE_FOLDER_H
#define BURIN_STORE_PRIVATE_FOLDER_H

#include "base/err.h"

struct private_folder;

/* Opens it; `create` makes what is missing of it, 0700. Without `create` a folder that is not
 * there is ERR_IO with err->sys == ENOENT. */
struct private_folder *private_folder_open(bool create, struct err *err) BURIN_MUST_CHECK;

/* The same for a folder by an absolute path. */
struct private_folder *private_folder_open_path(const char *path, bool create, struct err *err)
	BURIN_MUST_CHECK;
void private_folder_close(struct private_folder *folder);    /* NULL is allowed */

const char *private_folder_path(const struct private_folder *folder);  /* borrowed; raw bytes */
int private_folder_fd(const struct private_folder *folder);  /* borrowed; for listing */

/* A new file, 0600, open for reading and writing; the caller closes it. -1: ERR_EXISTS when there
 * is one of that name, whatever it is. */
int private_folder_create(struct private_folder *folder, const char *name, struct err *err)
	BURIN_MUST_CHECK;

/* A file that is there, for reading or for both; the caller closes it. -1: ERR_IO with err->sys ==
 * ENOENT when there is none, ERR_REFUSED when it is not a plain private file. Never blocks. */
int private_folder_file(struct private_folder *folder, const char *name, bool writing,
			struct err *err) BURIN_MUST_CHECK;

/* Removes the name; what is not there is removed already. */
bool private_folder_remove(struct private_folder *folder, const char *name, struct err *err)
	BURIN_MUST_CHECK;

/* The names that were made and removed are on the disk when it returns true. */
bool private_folder_sync(struct private_folder *folder, struct err *err) BURIN_MUST_CHECK;

#endif
