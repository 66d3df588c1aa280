/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of findings share. */
#ifndef BURIN_EDIT_FINDINGS_PRIVATE_H
#define BURIN_EDIT_FINDINGS_PRIVATE_H

#include "base/job.h"
#include "document/snapshot.h"
#include "edit/findings.h"
#include "edit/shifts.h"
#include "edit/task.h"
#include "scan/hits.h"
#include "scan/matcher.h"

/* Hits as jobs see them; they outlive the list while a job fills or reads them. */
struct found {
	unsigned refs;
	struct hits *hits;       /* owned */
};

struct found *found_new(struct err *err) BURIN_MUST_CHECK;
struct found *found_ref(struct found *found);
void found_unref(struct found *found);               /* NULL is allowed */

struct findings {
	struct list list;
	struct editor *editor;
	bool strings;            /* not hits of a pattern, but ... */
	struct strings_set set;  /* ... strings in these encodings; owned ... */
	uint64_t least;          /* ... of so many characters */
	struct pattern pattern;
	struct buf text;         /* of the pattern; for strings, which */
	struct matcher *matcher; /* owned; to look at a row again */
	bool selection;          /* not all of the document is searched, but ... */
	uint64_t start, end;     /* ... this */
	struct found *found;     /* a reference; all hits */
	struct found *left;      /* a reference; those that the filter left; NULL: no filter */
	struct task *task;       /* that runs, borrowed; NULL: none */
	struct job *job;         /* of the task */
	uint64_t searched;       /* generation of the document that the hits are of */
	uint64_t generation;     /* edits up to here are in `shifts` */
	struct shifts shifts;
	bool stopped;            /* the search was; not all was searched */
	bool half;               /* the filter was stopped */
	uint64_t unknown;        /* bytes that could not be read */
};

/* A task of a list: the list may be closed before it ends. */
struct finding {
	struct task task;
	struct findings *owner;  /* NULL: the list is closed */
	struct found *found;     /* references */
	struct found *left;
};

/* Starts it as the one task of the list; what it refers to is kept until it ends. Consumes the
 * job, NULL with an error. */
bool findings_run(struct findings *findings, struct job *job, task_end *end, struct found *found,
		  struct found *left, struct err *err) BURIN_MUST_CHECK;

/* For the ends of tasks: none runs any more. NULL: the list is closed. */
struct findings *findings_ended(struct task *task);

/* What runs goes on without the list, and ends soon. */
void findings_let_go(struct findings *findings);

/* Leaves the hits where the pattern `text` matches too; "": all. */
bool findings_filter(struct list *list, const char *text, struct err *err) BURIN_MUST_CHECK;

/* Searches and filters here and now. Where that fails the old hits go on to be shown. */
void findings_search_again(struct findings *findings);

/* The hits that are shown. */
struct found *findings_shown(const struct findings *findings);

/* Leaves those hits of `from` in `to` in whose bytes, or in the first LIST_PLACE_TEXT from where
 * they begin, the pattern matches. Of strings, which are those in this set (else NULL), it is to
 * match in the text. Everything is borrowed but the shifts and the set, which are copied. */
struct job *findings_filter_new(const struct snapshot *snapshot, const struct pattern *pattern,
				const struct shifts *shifts, const struct strings_set *strings,
				struct hits *from, struct hits *to, struct err *err)
	BURIN_MUST_CHECK;

/* For a list of strings: the job that finds them in [start, end), whether there is one at pos
 * still, and its row. */
struct job *findings_strings_job(const struct findings *findings, const struct snapshot *snapshot,
				 uint64_t start, uint64_t end, struct hits *hits, struct err *err)
	BURIN_MUST_CHECK;
bool findings_strings_is_one(const struct findings *findings, const struct hit *hit);
void findings_strings_row(const struct findings *findings, const struct hit *hit,
			  struct list_row *row);

#endif
