/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding everything that is to be replaced, as a job: it changes nothing, but makes the list of
 * changes, which the owner of the document then makes in one undo step:
 *
 *	struct template *with = template_new("$1 00", &pattern, &err);
 *	struct job *job = replace_new(&snapshot, &(struct replace_request){
 *		.pattern = &pattern, .with = with, .end = size }, &err);
 *	if (job_run(job, &err) && document_generation(document) == generation)
 *		replace_apply(job, document, &err);
 *	job_free(job);
 *
 * Hits do not overlap: each begins where the one before ends, or later.
 */
#ifndef BURIN_SCAN_REPLACE_H
#define BURIN_SCAN_REPLACE_H

#include "base/job.h"
#include "document/document.h"
#include "scan/pattern.h"
#include "scan/template.h"

#include <stdint.h>

/* More are an error, since all are kept in memory until they are made. */
enum { REPLACE_MOST = 1 << 25 };

struct replace_request {
	const struct pattern *pattern;   /* copied */
	const struct template *with;     /* borrowed until the job is freed */
	uint64_t start, end;             /* hits lie wholly in [start, end) */
	uint64_t most;                   /* hits replaced; 0: all */
	bool joins;                      /* applied, it belongs to the undo step before */
	bool dry_run;                    /* count, and make no list */
};

struct replacement {
	uint64_t pos, len;       /* in the snapshot */
	uint64_t off;            /* of the new bytes in `bytes` */
	uint64_t new_len;
};

struct replacements {
	struct replacement *items;       /* positions ascend */
	size_t count;
	uint8_t *bytes;
	size_t bytes_len;
};

/* Takes a reference to the snapshot's rope of its own. ERR_RANGE when start and end do not lie in
 * the snapshot in this order. */
struct job *replace_new(const struct snapshot *snapshot, const struct replace_request *request,
			struct err *err) BURIN_MUST_CHECK;

/* After JOB_DONE. Borrowed from the job. */
const struct replacements *replace_list(const struct job *job);
bool replace_joins(const struct job *job);
uint64_t replace_count(const struct job *job);

/* Makes the changes in the document, whose bytes are still those of the snapshot: all of them, as
 * one undo step, or none, with an error that says so. In place only where
 * replace_keeps_length(). With `joins` the step is that of the change before, and where all is
 * taken back, that change is, too. */
bool replace_apply(const struct job *job, struct document *document, struct err *err)
	BURIN_MUST_CHECK;

/* Whether every hit is as long as what replaces it, so that it can be done in place. */
bool replace_keeps_length(const struct job *job);

/* Whether `most` ended the search before the end. */
bool replace_is_cut(const struct job *job);

/* Bytes that could not be read and so were not searched. */
uint64_t replace_unknown(const struct job *job);

#endif
