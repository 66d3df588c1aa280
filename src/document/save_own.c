/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file is opened for writing before there is a plan, because only that tells whether it can be:
 * a program that runs, a file system mounted read-only, an ACL. Nothing is written.
 */
#include "document/save_own.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outside.h"
#include "document/document_private.h"
#include "document/save_check.h"

/* The target, open for writing, if that is the document's own file; else -1. */
static int open_target(const struct save_target *target, const struct document *document)
{
	int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	struct err ignored;
	struct file *file;
	int fd = -1;

	if (target->kind == SAVE_TARGET_SHM) {
		file = file_open(target->path, true, &ignored);
		if (file && file->writable)
			fd = fcntl(file->fd, F_DUPFD_CLOEXEC, 0);
		file_close(file);
		return fd;
	}
	if (target->kind != SAVE_TARGET_FILE && target->kind != SAVE_TARGET_DEVICE)
		return -1;
	if (!document->file || !target->exists)
		return -1;
	/* Refused while it is mounted, as in place. */
	if (target->kind == SAVE_TARGET_DEVICE && !document->options.in_use)
		flags |= O_EXCL;
	return outside_openat(target->folder, target->name, flags, 0);
}

static bool refuse_in_use(const struct save_target *target, struct err *err)
{
	return err_set(err, ERR_REFUSED, "%s is mounted or otherwise in use: unmount it, then save "
		"again; burin started with --force writes to it all the same", target->path);
}

/* What was opened is what the plan is about, and has the length that the document knows. */
static bool has_its_size(
	const struct save_target *target, int fd, const struct document *document)
{
	struct disk_identity now;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0 || disk_real.identify(&disk_real, fd, &now) != 0)
		return false;
	if (target->folder >= 0 &&
		(st.st_dev != target->st.st_dev || st.st_ino != target->st.st_ino))
		return false;
	return now.size == document->identity.size ||
	       (S_ISBLK(st.st_mode) &&
		       now.size >= document_origin(document) + document_size(document));
}

bool save_own_find(struct save_patch *patch, struct save_shift *shift,
	const struct save_target *target,
	const struct document *document, const struct save_request *request, bool *same_size,
	struct err *err)
{
	*same_size = false;
	if (request->partial || !document->file || document->mode != DOCUMENT_COPY ||
		!save_is_same_file(document, request->path, target))
		return true;
	patch->fd = open_target(target, document);
	if (patch->fd < 0 && errno == EBUSY && target->kind == SAVE_TARGET_DEVICE &&
		document_is_modified(document))
		return refuse_in_use(target, err);
	if (!has_its_size(target, patch->fd, document))
		return true;
	*same_size = rope_len(document->rope) == rope_len(document->saved);
	if (!*same_size && target->kind == SAVE_TARGET_FILE)
		return save_shift_find(shift, document, document->identity.size, err);
	return !*same_size ||
	       save_ranges_find(&patch->ranges, document->rope, document->saved, err);
}

/* A file that can not be read can not be compared. */
bool save_own_is_as_seen(int fd, const struct save_target *target, const struct document *document,
	const struct save_facts *facts, struct err *err)
{
	int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int own = -1;
	bool ok;

	if (!facts->same_file || !facts->same_inode || facts->overwrite ||
		facts->partial || document->mode != DOCUMENT_COPY)
		return true;
	if (fd < 0)
		fd = own = outside_openat(target->folder, target->name, flags, 0);
	ok = fd < 0 || save_check(document, fd, target->path, err);
	if (own >= 0)
		close(own);
	return ok;
}
