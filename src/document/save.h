/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Saving, as a job. The file is whole at every moment: the old one, or the new one.
 *
 *	struct job *job = save_new(document, &request, &err);     plans; NULL: refused
 *	job_run(job, &err) or the queue      writes; on failure nothing has changed
 *	save_finish(job, document);          owner's thread: unmodified from here on
 *	job_free(job);                       removes what is left of an unfinished save
 *
 * Editing goes on between: the job has a snapshot, and what was edited since stays unsaved.
 * Kept: owner, group, mode, extended attributes (ACLs and labels are such), symbolic links, holes.
 *
 * A slice that is saved to its own file keeps what lies before and behind it; to another name the
 * slice alone is written.
 *
 * The program must ignore SIGXFSZ, or a limit on the size of files kills it instead of failing a
 * write.
 */
#ifndef BURIN_DOCUMENT_SAVE_H
#define BURIN_DOCUMENT_SAVE_H

#include "base/job.h"
#include "document/document.h"
#include "document/save_plan.h"

#include <stdint.h>

struct save_request {
	const char *path;        /* NULL: the document's own */
	bool overwrite;          /* replace an existing other file; save over foreign changes; move
	                            bytes within a file that can not be replaced */
	enum save_choice choice;
	bool backup;             /* what is replaced is kept as NAME~ */
	bool rename;             /* save as: the document goes on under that name */
	bool partial;            /* only [pos, pos + len) */
	uint64_t pos;
	uint64_t len;
	uint64_t chunk;          /* bytes that move at once within the file; 0: some MiB */
};

/* ERR_REFUSED, ERR_EXISTS, ERR_CHANGED, ERR_ASK and ERR_READONLY say why not, and the way out. */
struct job *save_new(struct document *document, const struct save_request *request, struct err *err)
	BURIN_MUST_CHECK;
enum save_method save_method(const struct job *job);
uint64_t save_size(const struct job *job);           /* bytes of the result */
uint64_t save_work(const struct job *job);           /* bytes it writes, journal and all; roughly */

const char *save_path(const struct job *job);        /* where it goes, raw bytes */

/* After JOB_DONE, in the thread that owns the document: it counts as saved as of the snapshot,
 * keeps the new file's identity, and takes the name where it had none or `rename` was asked for. A
 * document that has a file of its own and was written to another name, or in part, stays as it is;
 * so does, whatever was asked for, a slice, and what is in place or only read. */
void save_finish(struct job *job, struct document *document);

/* Whether a job is a save. */
bool save_is(const struct job *job);

/* Instead of it after a failure or a cancellation, before job_free(): what is half written is taken
 * back now, and the document knows that these writes were ours. */
void save_abandon(struct job *job, struct document *document);

/* After JOB_DONE: "" or what the user should know though it was saved. */
const char *save_warning(const struct job *job);

#endif
