/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Before each write the file is read again. If it is as it was left it is replaced; else what is
 * in it is merged first. Between the two is a moment in which another burin could write; a lock
 * that also holds on a network was not worth a file that is left behind when nobody cleans up.
 *
 * The file may lie beside one that came from anywhere, so it is opened without following a link,
 * without waiting, and only a plain file of bounded size is read.
 */
#include "document/notes_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outside.h"
#include "base/xxhash.h"
#include "document/notes_merge.h"
#include "document/whole_file.h"
#include "store/private_folder.h"

void notes_file_done(struct notes_file *file)
{
	free(file->path);
	notes_done(&file->base);
	*file = (struct notes_file){ 0 };
}

bool notes_file_copy(const struct notes_file *from, struct notes_file *to, struct err *err)
{
	struct notes base;

	if (!notes_copy(&from->base, &base, err))
		return false;
	*to = *from;
	to->base = base;
	to->path = from->path ? strdup(from->path) : NULL;
	if (to->path || !from->path)
		return true;
	notes_file_done(to);
	return err_nomem(err);
}

static bool check_kind(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_sys(err, errno, "%s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_REFUSED, "%s is not a file", path);
	return st.st_size <= NOTES_TEXT_MOST ||
	       err_set(err, ERR_RANGE, "%s is too long for a file of notes", path);
}

static bool read_all(int fd, const char *path, struct buf *text, struct err *err)
{
	enum { PART = 65536 };
	ssize_t got = 1;

	while (got > 0 && text->len <= NOTES_TEXT_MOST) {
		if (!buf_reserve(text, PART))
			return err_nomem(err);
		got = read(fd, text->data + text->len, PART);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got < 0)
			return err_sys(err, errno, "%s", path);
		else
			text->len += (size_t)got;
	}
	return got == 0 || err_set(err, ERR_RANGE, "%s is too long for a file of notes", path);
}

bool notes_file_text(const char *path, bool direct, struct buf *text, struct err *err)
{
	int fd = outside_openat(AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY |
				(direct ? O_NOFOLLOW : 0), 0);
	bool ok;

	err_clear(err);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return false;
	if (fd < 0 && errno == ELOOP)
		return err_set(err, ERR_REFUSED, "%s is a symbolic link: it is not followed",
			       path);
	if (fd < 0)
		return err_sys(err, errno, "%s", path);
	ok = check_kind(fd, path, err) && read_all(fd, path, text, err);
	close(fd);
	return ok;
}

static bool parse(const struct buf *text, const char *path, struct notes *notes,
		  struct notes_identity *identity, struct err *err)
{
	const char *bytes = text->len > 0 ? (const char *)text->data : "";

	return notes_parse(bytes, text->len, notes, identity, err) || err_prefix(err, "%s", path);
}

/* From now on that is what is known to be in it. */
static bool know(struct notes_file *file, const char *path, const struct buf *text,
		 const struct notes *notes, const struct notes_identity *identity,
		 struct err *err)
{
	struct notes_file now = { .path = strdup(path), .has = text != NULL,
				  .identity = *identity };

	if (!now.path || !notes_copy(notes, &now.base, err)) {
		free(now.path);
		return err_nomem(err);
	}
	if (text)
		now.print = xxhash_of(text->data, text->len);
	notes_file_done(file);
	*file = now;
	return true;
}

bool notes_file_read(struct notes_file *file, const char *path, struct notes *notes,
		     struct notes_identity *identity, struct err *err)
{
	struct buf text = BUF_INIT;
	bool ok = notes_file_text(path, true, &text, err) &&
		  parse(&text, path, notes, identity, err) &&
		  know(file, path, &text, notes, identity, err);

	buf_done(&text);
	return ok;
}

/* Another program wrote it since. */
static bool merge(const struct notes_file *file, bool known, const char *path,
		  const struct buf *text, struct notes *notes,
		  const struct notes_identity *identity, size_t *merged, struct err *err)
{
	static const struct notes none;
	struct notes_identity of;
	struct notes theirs;
	bool ok;

	notes_init(&theirs, NULL);
	if (!parse(text, path, &theirs, &of, err))
		return err_prefix(err, "not written over");
	if (notes_identity_same(&of, identity) ||
	    (known && notes_identity_same(&of, &file->identity)))
		ok = notes_merge(notes, known ? &file->base : &none, &theirs, merged, err);
	else
		ok = err_set(err, ERR_CHANGED, "%s holds notes of other contents: notes-read! "
			     "adds them to these, notes-write! replaces them", path);
	notes_done(&theirs);
	return ok;
}

static bool is_as_left(const struct notes_file *file, bool known, const struct buf *text)
{
	return known && file->has && file->print == xxhash_of(text->data, text->len);
}

static bool write_text(const struct notes_target *target, bool there, const struct buf *text,
		       struct err *err)
{
	if (!buf_ok(text))
		return err_nomem(err);
	if (text->len > NOTES_TEXT_MOST)
		return err_set(err, ERR_RANGE, "%s: the notes are too long to be kept",
			       target->path);
	return whole_file_write(target->path, 0600, there || target->over, true, text->data,
				text->len, err);
}

/* The folder is made where it is missing. */
static bool check_folder(const struct notes_target *target, struct err *err)
{
	char *folder = target->in_folder ? strdup(target->path) : NULL;
	struct private_folder *opened;

	if (!target->in_folder)
		return true;
	if (!folder)
		return err_nomem(err);
	*strrchr(folder, '/') = '\0';
	opened = private_folder_open_path(folder, true, err);
	free(folder);
	private_folder_close(opened);
	return opened != NULL;
}

static bool remove_file(const char *path, struct err *err)
{
	return outside_unlinkat(AT_FDCWD, path, 0) == 0 || errno == ENOENT ||
	       err_sys(err, errno, "%s", path);
}

bool notes_file_write(struct notes_file *file, const struct notes_target *target,
		      struct notes *notes, const struct notes_identity *identity, size_t *merged,
		      struct err *err)
{
	bool known = file->path && strcmp(file->path, target->path) == 0;
	struct buf there = BUF_INIT, text = BUF_INIT;
	bool ok = false, has;

	*merged = 0;
	has = notes_file_text(target->path, true, &there, err);
	if (!has && err->code != ERR_NONE && !target->over)
		goto out;
	if (has && !target->over && !is_as_left(file, known, &there) &&
	    !merge(file, known, target->path, &there, notes, identity, merged, err))
		goto out;
	if (notes->count == 0) {
		ok = (!has || remove_file(target->path, err)) &&
		     know(file, target->path, NULL, notes, identity, err);
		goto out;
	}
	notes_format(notes, identity, target->about, &text);
	ok = check_folder(target, err) && write_text(target, has, &text, err) &&
	     know(file, target->path, &text, notes, identity, err);
out:
	buf_done(&there);
	buf_done(&text);
	return ok;
}
