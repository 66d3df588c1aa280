/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file that is there as a whole or not at all: exports, lists, notes. It gets its name when all
 * is in it and synced, so a program that is killed leaves nothing half done behind.
 *
 *	struct whole_file file;
 *	if (whole_file_open(&file, path, 0666, over, err))
 *		ok = write_all(whole_file_fd(&file), …) && whole_file_publish(&file, err);
 *	whole_file_close(&file);
 */
#ifndef BURIN_DOCUMENT_WHOLE_FILE_H
#define BURIN_DOCUMENT_WHOLE_FILE_H

#include "base/err.h"
#include "document/save_target.h"
#include "document/temporary.h"

struct whole_file {
	struct save_target target;       /* owned; where the path leads to */
	struct temporary temporary;      /* owned */
	bool over;
};

/* For whole_file_close() without whole_file_open(). */
void whole_file_init(struct whole_file *file);

/* `mode` is cut by the umask. ERR_EXISTS: the name is taken, and not `over`; ERR_REFUSED: by
 * what is no plain file. To be closed also after an error. */
bool whole_file_open(struct whole_file *file, const char *path, mode_t mode, bool over,
		     struct err *err) BURIN_MUST_CHECK;
int whole_file_fd(const struct whole_file *file);

/* What is replaced hands on who may read it. */
bool whole_file_publish(struct whole_file *file, struct err *err) BURIN_MUST_CHECK;
void whole_file_close(struct whole_file *file);

/* All in one. With `direct` the path may not be a symbolic link. */
bool whole_file_write(const char *path, mode_t mode, bool over, bool direct, const void *bytes,
		      size_t len, struct err *err) BURIN_MUST_CHECK;

#endif
