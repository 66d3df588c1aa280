/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a save will be: the facts are gathered, the plan made, and what belongs to the document is
 * taken: all of it in the thread that owns the document. Nothing is written but, for a save within
 * the file, a journal that does not mean anything yet.
 */
#include "document/save.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "document/document_private.h"
#include "document/save_facts.h"
#include "document/save_own.h"
#include "document/save_private.h"
#include "store/store.h"

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
	return true;
}

static bool request_makes_sense(
	const struct document *document, const struct save_request *request, struct err *err)
{
	uint64_t size = document_size(document);

	if (request->partial && (request->pos > size || request->len > size - request->pos))
		return err_set(err, ERR_RANGE, "the range ends past the end, 0x%" PRIx64,
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

	if (!request_makes_sense(document, request, err) || !document_answers(document, err))
		return NULL;
	save = calloc(1, sizeof *save);
	if (!save) {
		err_nomem(err);
		return NULL;
	}
	save_init(save);
	save->store = document->ropes->store;
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
	save->log = document_log_saving(document, save->own && (save->method == SAVE_REPLACE ||
								save->method == SAVE_SHIFT));
	save->snapshot = document_snapshot(document);
	save->state = document_state(document);
	save_set_out(save, work_of(save));
	if (save->method == SAVE_PATCH ? start_patch(save, document, err) :
					 save->method != SAVE_SHIFT ||
						 start_shift(save, request->chunk, err))
		return &save->base;

fail:
	save_let_go(save);
	return NULL;
}
