/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The job: a row of phases, each a function that does a slice of work and says when it is over.
 * What belongs to the document (snapshot, state, facts) is taken in save_new() and given back in
 * save_finish() and free, in the owner's thread; the phases touch files alone.
 *
 * Saving in place to a file that could be replaced was rejected: until its last byte the file
 * would be neither the old one nor the new one.
 */
#include "document/save.h"

#include "base/job.h"
#include "base/outside.h"
#include "document/document_private.h"
#include "document/metadata.h"
#include "document/save_backup.h"
#include "document/save_commit.h"
#include "document/save_copy.h"
#include "document/save_facts.h"
#include "document/save_layout.h"
#include "document/save_own.h"
#include "document/save_patch.h"
#include "document/save_ranges.h"
#include "document/save_shift.h"
#include "document/save_target.h"
#include "document/temporary.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct save;

/* Does a slice; sets *over after the last. */
typedef bool phase_fn(struct save *save, bool *over, struct err *err);

struct save {
	struct job base;
	phase_fn *const *phase; /* the present one in a list that NULL ends */
	enum save_method method;
	uint64_t work;   /* bytes to be written */
	bool overwrite;
	bool own;        /* the document counts as saved afterwards */
	bool takes_name; /* ... and has this name */
	bool touched;    /* failed, and the target is not as before; the text says how */
	struct snapshot snapshot;
	uint64_t state; /* of the document when the snapshot was taken */
	int file;       /* our own descriptor of the document's file; -1: none */
	struct save_target target;
	struct save_layout layout;
	struct temporary temporary;
	struct save_copy copy;
	struct save_backup backup;
	bool wants_backup;
	struct save_patch patch;
	struct save_shift shift;
	struct store *store;           /* borrowed */
	struct file_identity identity; /* of what was written, in the end */
};

static struct save *save_of(const struct job *job)
{
	return (struct save *)(uintptr_t)job;
}

/* A file that was removed comes back no more open than it was. */
static bool narrow_mode(const struct save *save, struct err *err)
{
	struct stat was, is;

	if (!save->own || save->file < 0)
		return true;
	if (fstat(save->file, &was) != 0 || fstat(save->temporary.fd, &is) != 0 ||
		fchmod(save->temporary.fd, is.st_mode & was.st_mode & 0777) != 0)
		return err_sys(err, errno, "cannot set the mode of the new file");
	return true;
}

static bool open_temporary(struct save *save, bool *over, struct err *err)
{
	mode_t mode = save->method == SAVE_NEW ? 0666 : 0600;

	*over = true;
	return temporary_open(
		       &save->temporary, save->target.folder, save->target.name, mode, err) &&
	       save_copy_init(&save->copy, &save->layout, save->temporary.fd, err);
}

static bool copy_bytes(struct save *save, bool *over, struct err *err)
{
	bool ok = save->copy.size == 0 || save_copy_step(&save->copy, over, err);

	if (save->copy.size == 0)
		*over = true;
	atomic_store(&save->base.done, save->copy.pos);
	return ok;
}

static bool keep_metadata(struct save *save, bool *over, struct err *err)
{
	int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd;
	bool ok;

	*over = true;
	if (save->method == SAVE_NEW)
		return narrow_mode(save, err);
	fd = outside_openat(save->target.folder, save->target.name, flags, 0);
	if (fd < 0)
		return err_sys(err, errno, "cannot read what belongs to %s", save->target.path);
	ok = metadata_copy(fd, save->temporary.fd, err);
	close(fd);
	return ok;
}

/* close() is when some network file systems tell what went wrong, and it can be had beforehand. */
static bool sync_bytes(struct save *save, bool *over, struct err *err)
{
	int copy;

	*over = true;
	if (fsync(save->temporary.fd) != 0)
		return err_sys(err, errno, "cannot write to the disk");
	copy = fcntl(save->temporary.fd, F_DUPFD_CLOEXEC, 0);
	if (copy < 0 || close(copy) != 0)
		return err_sys(err, errno, "cannot close the temporary file");
	return true;
}

static bool commit(struct save *save, bool *over, struct err *err)
{
	bool ok = save->method == SAVE_NEW
	                  ? save_commit_new(&save->target, &save->temporary, &save->touched, err)
	                  : save_commit_replace(&save->target, &save->temporary, save->overwrite,
				    &save->touched, err);

	*over = true;
	if (!ok)
		return false;
	save->touched = true;
	return file_identify(save->temporary.fd, &save->identity, err) ||
	       err_prefix(err, "%s was written", save->target.path);
}

/* In place: what was edited is in the file, and goes to the disk. */
static bool sync_in_place(struct save *save, bool *over, struct err *err)
{
	struct rope *rope = save->snapshot.rope;

	*over = true;
	save->touched = true;
	if (rope && !source_sync(store_source(save->snapshot.ropes->store,
					 rope_piece_at(rope, 0).source),
			    err))
		return false;
	if (fsync(save->file) != 0)
		return err_sys(err, errno, "cannot write %s to the disk", save->target.path);
	atomic_store(&save->base.done, atomic_load(&save->base.total));
	return file_identify(save->file, &save->identity, err);
}

/* Whoever wrote to it since the plan was made is not written over. */
static bool is_as_planned(struct save *save, struct err *err)
{
	return save->overwrite || save->target.folder < 0 ||
	       save_target_changed(&save->target) == SAVE_TARGET_SAME ||
	       err_set(err, ERR_CHANGED,
		       "%s was changed by another program while it was being saved; look at it, "
		       "then save again",
		       save->target.path);
}

static bool patch_bytes(struct save *save, bool *over, struct err *err)
{
	bool ok;

	if (save->patch.phase == SAVE_PATCH_COMMIT && !is_as_planned(save, err))
		return false;
	ok = save_patch_step(&save->patch, over, err);
	save->touched = save->patch.stuck;
	atomic_store(&save->base.done, save->patch.done);
	if (!ok || !*over)
		return ok;
	save->touched = true;
	return file_identify(save->patch.fd, &save->identity, err) ||
	       err_prefix(err, "%s was written", save->target.path);
}

static bool shift_bytes(struct save *save, bool *over, struct err *err)
{
	bool ok;

	if (save->shift.phase == SAVE_SHIFT_COMMIT && !is_as_planned(save, err))
		return false;
	ok = save_shift_step(&save->shift, over, err);
	save->touched = save->shift.stuck;
	if (save->shift.total > 0)
		atomic_store(&save->base.total, save->shift.total);
	atomic_store(&save->base.done, save->shift.done);
	if (!ok || !*over)
		return ok;
	save->touched = true;
	return file_identify(save->shift.fd, &save->identity, err) ||
	       err_prefix(err, "%s was written", save->target.path);
}

static bool make_backup(struct save *save, bool *over, struct err *err)
{
	*over = !save->wants_backup;
	return *over || save_backup_step(&save->backup, &save->target, over, err);
}

static phase_fn *const phases_patch[] = { make_backup, patch_bytes, NULL };
static phase_fn *const phases_shift[] = { make_backup, shift_bytes, NULL };
static phase_fn *const phases_nothing[] = { NULL };
static phase_fn *const phases_in_place[] = { sync_in_place, NULL };
static phase_fn *const phases_new_file[] = { make_backup, open_temporary, copy_bytes,
	keep_metadata, sync_bytes, commit, NULL };

static void say_as_before(const struct save *save, struct err *err)
{
	int sys = err->sys;

	if (save->touched || err->code == ERR_EXISTS || err->code == ERR_CHANGED)
		return;
	err_set(err, err->code,
		save->method == SAVE_NEW ? "%s; %s was not written" : "%s; %s is as before",
		err->text, save->target.path);
	err->sys = sys;
}

static enum job_state save_step(struct job *job, struct err *err)
{
	struct save *save = save_of(job);
	bool over = false;

	if (!*save->phase)
		return JOB_DONE;
	if (!(*save->phase)(save, &over, err)) {
		say_as_before(save, err);
		temporary_discard(&save->temporary);
		return JOB_FAILED;
	}
	if (over)
		save->phase++;
	return *save->phase ? JOB_RUNNING : JOB_DONE;
}

static void save_free(struct job *job)
{
	struct save *save = save_of(job);

	temporary_discard(&save->temporary);
	save_copy_done(&save->copy);
	save_backup_done(&save->backup);
	save_patch_close(&save->patch, save->store);
	save_shift_close(&save->shift, save->store);
	save_target_close(&save->target);
	if (save->snapshot.ropes)
		snapshot_done(&save->snapshot);
	if (save->file >= 0)
		close(save->file);
	free(save);
}

static const struct job_class save_class = { "saving", save_step, save_free };

/* What of the document goes out, and for its own file what surrounds a slice. */
static bool lay_out(struct save *save, const struct document *document,
	const struct save_request *request, struct err *err)
{
	uint64_t origin = document_origin(document);
	bool own = save_is_same_file(document, request->path, &save->target) && !request->partial;
	struct save_layout *layout = &save->layout;
	struct stat st;

	*layout = (struct save_layout){
		.snapshot = &save->snapshot,
		.from = request->partial ? request->pos : 0,
		.len = request->partial ? request->len : document_size(document),
		.file = save->file,
		.address = origin + (request->partial ? request->pos : 0),
	};
	if (!own || !document->options.sliced || save->file < 0)
		return true;
	if (fstat(save->file, &st) != 0)
		return err_sys(err, errno, "cannot look at %s", save->target.path);
	layout->head = origin;
	layout->address = 0;
	layout->tail_off = origin + layout->len;
	if ((uint64_t)st.st_size > layout->tail_off)
		layout->tail = (uint64_t)st.st_size - layout->tail_off;
	return true;
}

/* A slice keeps its addresses, and what is in place its file. */
static bool can_rename(const struct document *document, const struct save_request *request,
	const struct save_facts *facts)
{
	return request->rename && !facts->same_file && facts->kind == SAVE_TARGET_FILE &&
	       document->mode == DOCUMENT_COPY && !document->options.sliced;
}

static bool make_plan(struct save *save, const struct document *document,
	const struct save_request *request, struct err *err)
{
	uint64_t size = save_layout_size(&save->layout);
	struct save_facts facts;
	bool same_size;

	if (!save_own_find(&save->patch, &save->shift, &save->target, document, request,
		    &same_size, err))
		return false;
	facts = save_facts_gather(document, request, &save->target, size,
		same_size ? &save->patch.ranges : NULL, save->patch.fd);
	save_facts_add_shift(&facts, &save->shift);

	save->method = save_plan(&facts, err);
	if (save->method == SAVE_REFUSED)
		return false;
	if ((save->method == SAVE_PATCH || save->method == SAVE_SHIFT ||
		    save->method == SAVE_REPLACE) &&
		!save_own_is_as_seen(save->patch.fd, &save->target, document, &facts, err))
		return false;
	save->takes_name =
		!request->partial && (!document->path || can_rename(document, request, &facts));
	save->own = (facts.same_file || save->takes_name) && !request->partial;
	save->overwrite = request->overwrite;
	save->wants_backup = request->backup && facts.target_exists;
	save->work = save->method == SAVE_PATCH ? facts.journal_need : facts.need;
	if (save->method == SAVE_NOTHING || save->method == SAVE_SYNC)
		save->work = 0;
	if (save->method == SAVE_SHIFT) {
		save->work = facts.moved + facts.journal_need;
		save->shift.fd = save->patch.fd;
		save->patch.fd = -1;
	}
	if (save->method != SAVE_PATCH)
		save_patch_close(&save->patch, save->store);
	if (save->method == SAVE_SHIFT)
		save->phase = phases_shift;
	else if (save->method == SAVE_NOTHING)
		save->phase = phases_nothing;
	else if (save->method == SAVE_PATCH)
		save->phase = phases_patch;
	else
		save->phase = save->method == SAVE_SYNC ? phases_in_place : phases_new_file;
	return true;
}

static bool request_makes_sense(
	const struct document *document, const struct save_request *request, struct err *err)
{
	uint64_t size = document_size(document);

	if (request->partial && (request->pos > size || request->len > size - request->pos))
		return err_set(err, ERR_RANGE, "the range ends behind the end, 0x%" PRIx64,
			document_origin(document) + size);
	if (request->partial && !request->path)
		return err_set(err, ERR_REFUSED, "a range needs a name to be written to");
	if (!request->path && !document->path)
		return err_set(err, ERR_REFUSED, "this document has no name; use :write NAME");
	return true;
}

/* In bytes, for the progress. */
static uint64_t work_of(const struct save *save)
{
	if (save->method == SAVE_SHIFT)
		return save->shift.runs.moved;
	return save->method == SAVE_PATCH ? 2 * save->patch.ranges.bytes
	                                  : save_layout_size(&save->layout);
}

static bool start_patch(struct save *save, const struct document *document, struct err *err)
{
	struct save_patch *patch = &save->patch;

	patch->snapshot = &save->snapshot;
	patch->origin = document_origin(document);
	patch->path = save->target.path;
	return save_patch_open(patch, save->store, err) ||
	       err_prefix(err, "%s can not be saved", save->target.path);
}

static bool start_shift(struct save *save, uint64_t chunk, struct err *err)
{
	struct save_shift *shift = &save->shift;

	shift->snapshot = &save->snapshot;
	shift->path = save->target.path;
	shift->chunk = chunk;
	shift->hole = chunk < SAVE_SHIFT_HOLE ? chunk : SAVE_SHIFT_HOLE;
	return save_shift_open(shift, save->store, err) ||
	       err_prefix(err, "%s can not be saved", save->target.path);
}

struct job *save_new(struct document *document, const struct save_request *request, struct err *err)
{
	struct save *save;

	if (!request_makes_sense(document, request, err))
		return NULL;
	save = calloc(1, sizeof *save);
	if (!save) {
		err_nomem(err);
		return NULL;
	}
	save->file = -1;
	save->target.folder = -1;
	save->patch.fd = -1;
	save->patch.disk = &disk_real;
	save->shift.fd = -1;
	save->shift.disk = &disk_real;
	save->store = document->ropes->store;
	temporary_init(&save->temporary);
	save_backup_init(&save->backup);
	if (document->file)
		save->file = fcntl(document->file->fd, F_DUPFD_CLOEXEC, 0);
	if (document->file && save->file < 0) {
		err_sys(err, errno, "cannot keep the file open");
		goto fail;
	}
	if (!save_target_open(&save->target, request->path ? request->path : document->path, err) ||
		!lay_out(save, document, request, err) || !make_plan(save, document, request, err))
		goto fail;
	document_seal(document);
	save->snapshot = document_snapshot(document);
	save->state = document_state(document);
	job_init(&save->base, &save_class, work_of(save));
	if (save->method == SAVE_PATCH ? start_patch(save, document, err) :
					 save->method != SAVE_SHIFT ||
						 start_shift(save, request->chunk, err))
		return &save->base;

fail:
	save_free(&save->base);
	return NULL;
}

enum save_method save_method(const struct job *job)
{
	return save_of(job)->method;
}

uint64_t save_size(const struct job *job)
{
	return save_layout_size(&save_of(job)->layout);
}

uint64_t save_work(const struct job *job)
{
	return save_of(job)->work;
}

const char *save_path(const struct job *job)
{
	return save_of(job)->target.path;
}

void save_finish(struct job *job, struct document *document)
{
	struct save *save = save_of(job);

	if (!save->own || save->method == SAVE_NOTHING)
		return;
	document_mark_saved(document, save->state, save->snapshot.rope, &save->identity,
		save->takes_name ? save->target.path : NULL);
}

const char *save_warning(const struct job *job)
{
	const struct save *save = save_of(job);
	const struct err *warning = save->method == SAVE_SHIFT ? &save->shift.warning
	                                                       : &save->patch.warning;

	return warning->code == ERR_NONE ? "" : warning->text;
}

void save_abandon(struct job *job, struct document *document)
{
	struct save *save = save_of(job);
	struct file_identity now;
	struct err ignored;

	int fd = save->method == SAVE_SHIFT ? save->shift.fd : save->patch.fd;

	if (save->method == SAVE_SHIFT ? !save_shift_undo(&save->shift) :
		save->method != SAVE_PATCH || !save_patch_undo(&save->patch))
		return;
	if (file_identify(fd, &now, &ignored))
		document->identity = now;
}
