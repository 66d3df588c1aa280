/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A log is made under a name of its own, "NAME.PID.new", locked, filled, and given its place by
 * rename(): never is there a log that lacks what it should begin with, and a log that another one
 * gives way to is there until then. The lock (OFD, on the whole log) stays with the open file, so
 * it tells whether the session is alive however it ended.
 *
 * The name is the first of NAMES that is free; a log that a clean quit left for undo gives way.
 */
#include "document/edit_log_private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/checked.h"

enum { NAMES = 10, MAP_MOST = 1 << 16, NEW_NAME = LOG_NAME + 32 };

/* Where the pieces of the saved file stand in it. What is more than MAP_MOST is not found, and then
 * written as bytes. */
static bool add_saved(void *context, const struct piece *piece)
{
	struct log_runs *runs = context;
	const struct log_run run = { piece->source, piece->off, piece->len, piece->pos };

	return runs->count < MAP_MOST && log_runs_add(runs, &run);
}

/* In place the file is what is edited: nothing in it can be referred to. */
static void map_saved(struct edit_log *log, const struct edit_log_base *base)
{
	if (base->in_place || !base->saved)
		return;
	rope_visit(base->saved, 0, rope_len(base->saved), add_saved, &log->saved);
	log_runs_sort(&log->saved);
}

static bool lock(int fd)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_OFD_SETLK, &whole) == 0;
}

/* Whether a log is there that its session ended well with; nobody may be using it. */
static bool gives_way(struct private_folder *folder, const char *name)
{
	struct log_reader reader;
	struct log_header header;
	struct log_record record = { .type = 0 };
	struct err ignored;
	int fd = private_folder_file(folder, name, true, &ignored);
	bool clean = fd >= 0 && lock(fd) && log_reader_open(&reader, fd, &header, &ignored);

	if (clean) {
		while (log_reader_next(&reader, &record))
			continue;
		log_reader_done(&reader);
		log_header_done(&header);
	}
	if (fd >= 0)
		close(fd);
	return clean && record.type == LOG_CLEAN;
}

static bool rename_free(struct edit_log *log, const char *from, const char *to, struct err *err)
{
	int at = private_folder_fd(log->folder);

	if (renameat2(at, from, at, to, RENAME_NOREPLACE) == 0)
		return true;
	/* A file system without that flag: link() does not replace either. */
	if (errno == EINVAL && linkat(at, from, at, to, 0) == 0)
		return private_folder_remove(log->folder, from, err);
	return err_sys(err, errno, "the edit log %s/%s", private_folder_path(log->folder), to);
}

static bool rename_over(struct edit_log *log, const char *from, const char *to, struct err *err)
{
	int at = private_folder_fd(log->folder);

	return renameat(at, from, at, to) == 0 ||
	       err_sys(err, errno, "the edit log %s/%s", private_folder_path(log->folder), to);
}

/* One with the other file's name would be found by nobody. */
static bool take_place_of(struct edit_log *log, const char *from, const char *replaces,
			  struct err *err)
{
	int at = private_folder_fd(log->folder);

	if (memcmp(replaces, log->name, 33) == 0) {
		memcpy(log->name, replaces, LOG_NAME);
		return rename_over(log, from, replaces, err);
	}
	if (!rename_free(log, from, log->name, err))
		return false;
	unlinkat(at, replaces, 0);
	return true;
}

static bool take_free_name(struct edit_log *log, const char *from,
			   const struct log_header *header, struct err *err)
{
	for (unsigned n = 0; n < NAMES; n++) {
		log_name(&header->file, header->path, n, log->name);
		if (rename_free(log, from, log->name, err))
			return true;
		if (err->sys != EEXIST)
			break;
		if (gives_way(log->folder, log->name))
			return rename_over(log, from, log->name, err);
	}
	log->name[0] = '\0';
	return false;
}

static bool take_place(struct edit_log *log, const char *from, const char *replaces,
		       const struct log_header *header, struct err *err)
{
	if (*replaces == '\0')
		return take_free_name(log, from, header, err);
	for (unsigned n = 0; n < NAMES; n++) {
		log_name(&header->file, header->path, n, log->name);
		if (take_place_of(log, from, replaces, err))
			return true;
		if (err->sys != EEXIST)
			break;
	}
	log->name[0] = '\0';
	return false;
}

static bool write_header(struct edit_log *log, const struct log_header *header, struct err *err)
{
	ssize_t done;

	buf_clear(&log->buf);
	log_put_header(&log->buf, header, &log->sum);
	if (!buf_ok(&log->buf))
		return err_nomem(err);
	done = pwrite(log->fd, log->buf.data, log->buf.len, 0);
	if (done < 0 || (size_t)done != log->buf.len)
		return err_sys(err, done < 0 ? errno : ENOSPC, "the edit log can not be written");
	log->end = log->buf.len;
	return true;
}

static bool fill(struct edit_log *log, const struct edit_log_base *base, const char *replaces,
		 struct err *err)
{
	struct log_header header = {
		.in_place = base->in_place,
		.origin = base->origin,
		.length = rope_len(base->saved),
	};
	char name[NEW_NAME];
	bool ok;

	if (!log_identify(base->fd, &header.file, &header.path, err))
		return false;
	log_describe_session(&header);
	snprintf(header.boot, sizeof header.boot, "%s", base->boot);
	log_name(&header.file, header.path, 0, log->name);
	snprintf(name, sizeof name, "%s.%" PRIu64 ".new", log->name, header.pid);
	/* One of a process that had our number and was killed. */
	ok = private_folder_remove(log->folder, name, err);
	log->fd = ok ? private_folder_create(log->folder, name, err) : -1;
	ok = log->fd >= 0 && (lock(log->fd) || err_sys(err, errno, "the edit log's lock"));
	if (ok) {
		log_sync_start(&log->sync, log->fd, private_folder_fd(log->folder));
		map_saved(log, base);
		ok = write_header(log, &header, err) && log_dump(log, base, err) &&
		     (*replaces == '\0' || log_sync_now(&log->sync, err)) &&
		     take_place(log, name, replaces, &header, err);
		if (!ok)
			log_sync_stop(&log->sync);
	}
	if (!ok && log->fd >= 0)
		unlinkat(private_folder_fd(log->folder), name, 0);
	log_header_done(&header);
	return ok;
}

static void release(struct edit_log *log)
{
	if (log->fd >= 0)
		close(log->fd);
	private_folder_close(log->folder);
	free(log->saved.runs);
	free(log->logged.runs);
	buf_done(&log->buf);
	free(log);
}

struct edit_log *edit_log_create(const struct edit_log_base *base, const char *replaces,
				 struct err *err)
{
	struct edit_log *log = calloc(1, sizeof *log);

	if (!log) {
		err_nomem(err);
		return NULL;
	}
	log->ropes = base->ropes;
	log->origin = base->origin;
	log->in_place = base->in_place;
	log->fd = -1;
	log->folder = private_folder_open(true, err);
	if (log->folder && fill(log, base, replaces, err))
		return log;
	release(log);
	return NULL;
}

void edit_log_close(struct edit_log *log, enum edit_log_end end)
{
	struct err ignored;

	if (!log)
		return;
	log_sync_stop(&log->sync);
	/* What can not be removed stays, and is nobody's harm: nothing is applied unasked. */
	if (end == EDIT_LOG_REMOVE && !private_folder_remove(log->folder, log->name, &ignored))
		end = EDIT_LOG_KEEP;
	if (end == EDIT_LOG_KEEP && !log_sync_now(&log->sync, &ignored))
		err_clear(&ignored);
	release(log);
}

void edit_log_discard(const char *name)
{
	struct err ignored;
	struct private_folder *folder = private_folder_open(false, &ignored);

	if (folder && !private_folder_remove(folder, name, &ignored))
		err_clear(&ignored);
	private_folder_close(folder);
}

const char *edit_log_name(const struct edit_log *log)
{
	return log->name;
}

struct edit_log_mark edit_log_mark(const struct edit_log *log)
{
	return (struct edit_log_mark){ log->end, log->sum };
}

/* The runs that were remembered of the record would lead into nothing. */
void edit_log_rollback(struct edit_log *log, const struct edit_log_mark *mark)
{
	size_t kept = 0;
	struct err err;

	if (log->broken || log->end == mark->end)
		return;
	if (ftruncate(log->fd, (off_t)mark->end) != 0) {
		err_sys(&err, errno, "the edit log can not be cut");
		log_break(log, &err);
	}
	log->end = mark->end;
	log->sum = mark->sum;
	for (size_t i = 0; i < log->logged.count; i++) {
		if (log->logged.runs[i].to < mark->end)
			log->logged.runs[kept++] = log->logged.runs[i];
	}
	log->logged.count = kept;
}

void edit_log_change(struct edit_log *log, const struct edit_log_edit *edit)
{
	if (log->broken)
		return;
	log_begin(log);
	log_put(&log->buf, edit->pos + log->origin, 8);
	log_put(&log->buf, edit->len, 8);
	log_write_old(log, edit);
	log_write_rope(log, edit->with);
	/* Where it fails the log is broken and as long as before. */
	log_end(log, LOG_CHANGE, (edit->merge ? LOG_MERGE : 0) |
		       (edit->joined ? LOG_JOINED : 0));
}

void edit_log_undo(struct edit_log *log)
{
	if (!log->broken)
		log_plain(log, LOG_UNDO, 1);
}

void edit_log_redo(struct edit_log *log)
{
	if (!log->broken)
		log_plain(log, LOG_REDO, 1);
}

void edit_log_join(struct edit_log *log, uint64_t steps)
{
	if (!log->broken)
		log_plain(log, LOG_JOIN, steps);
}

bool edit_log_sync(struct edit_log *log, struct err *err)
{
	return log_sync_now(&log->sync, err);
}

const char *edit_log_problem(const struct edit_log *log)
{
	int error = atomic_load(&log->sync.error);

	if (log->broken)
		return log->problem.text;
	if (error == ENOENT)
		return log_sync_gone;
	return error ? "the edit log can not be brought to the disk" : NULL;
}
