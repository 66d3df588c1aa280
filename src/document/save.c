/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The job: a row of phases, each a function that does a slice of work and says when it is over.
 * What belongs to the document (snapshot, state, facts) is taken in save_new()
 * (save_start.c) and given back in save_finish() and free, in the owner's thread; the phases touch
 * files alone.
 *
 * Saving in place to a file that could be replaced was rejected: until its last byte the file
 * would be neither the old one nor the new one.
 */
#include "document/save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outside.h"
#include "document/document_private.h"
#include "document/metadata.h"
#include "document/save_commit.h"
#include "document/save_private.h"
#include "store/store.h"

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
	                  : save_commit_replace(&save->target, &save->temporary, &save->log,
				    save->overwrite, &save->touched, err);

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

/* A save within the file has done a slice: how far it is, whether it is on its way back. */
static bool note_slice(struct save *save, bool ok, bool over, bool back, struct err *err)
{
	bool patch = save->method == SAVE_PATCH;
	uint64_t total = patch ? save->patch.total : save->shift.total;

	save->touched = patch ? save->patch.stuck : save->shift.stuck;
	if (total > 0)
		atomic_store(&save->base.total, total);
	atomic_store(&save->base.done, patch ? save->patch.done : save->shift.done);
	atomic_store(&save->base.back, back);
	if (!ok || !over)
		return ok;
	save->touched = true;
	return file_identify(patch ? save->patch.fd : save->shift.fd, &save->identity, err) ||
	       err_prefix(err, "%s was written", save->target.path);
}

static bool patch_bytes(struct save *save, bool *over, struct err *err)
{
	bool ok;

	if (save->patch.phase == SAVE_PATCH_COMMIT && !is_as_planned(save, err))
		return false;
	ok = save_patch_step(&save->patch, over, err);
	return note_slice(save, ok, *over, save->patch.back, err);
}

static bool shift_bytes(struct save *save, bool *over, struct err *err)
{
	bool ok;

	if (save->shift.phase == SAVE_SHIFT_COMMIT) {
		if (!is_as_planned(save, err))
			return false;
		edit_log_saved_within(&save->log, save->shift.fd, save_layout_size(&save->layout));
	}
	ok = save_shift_step(&save->shift, over, err);
	return note_slice(save, ok, *over, save->shift.back, err);
}

static bool make_backup(struct save *save, bool *over, struct err *err)
{
	*over = !save->wants_backup;
	return *over || save_backup_step(&save->backup, &save->target, over, err);
}

static save_phase *const phases_patch[] = { make_backup, patch_bytes, NULL };
static save_phase *const phases_shift[] = { make_backup, shift_bytes, NULL };
static save_phase *const phases_nothing[] = { NULL };
static save_phase *const phases_in_place[] = { sync_in_place, NULL };
static save_phase *const phases_new_file[] = { make_backup, open_temporary, copy_bytes,
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

/* What is within the file is taken back by the thread that put it there: it can take as long. */
static enum job_state save_stop(struct job *job, struct err *err)
{
	struct save *save = save_of(job);

	err_set(err, ERR_CANCELLED, "saving was cancelled");
	if (save->method == SAVE_PATCH ? save_patch_stop(&save->patch, err) :
		save->method == SAVE_SHIFT && save_shift_stop(&save->shift, err))
		return save_step(job, err);
	return JOB_FAILED;
}

void save_let_go(struct save *save)
{
	temporary_discard(&save->temporary);
	edit_log_slot_done(&save->log);
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

static void save_free(struct job *job)
{
	save_let_go(save_of(job));
}

static const struct job_class save_class = { "saving", save_step, save_free };

bool save_is(const struct job *job)
{
	return job->class == &save_class;
}

void save_init(struct save *save)
{
	*save = (struct save){
		.file = -1,
		.target.folder = -1,
		.patch = { .fd = -1, .disk = &disk_real },
		.shift = { .fd = -1, .disk = &disk_real },
	};
	temporary_init(&save->temporary);
	save_backup_init(&save->backup);
}

void save_set_out(struct save *save, uint64_t total)
{
	job_init(&save->base, &save_class, total);
	save->base.stop = save_stop;
	if (save->method == SAVE_SHIFT)
		save->phase = phases_shift;
	else if (save->method == SAVE_NOTHING)
		save->phase = phases_nothing;
	else if (save->method == SAVE_PATCH)
		save->phase = phases_patch;
	else
		save->phase = save->method == SAVE_SYNC ? phases_in_place : phases_new_file;
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
