/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Long work: a struct that is asked for one slice after the other.
 *
 * An engine embeds a struct job as its first member and knows nothing of threads or screens: it
 * works on a snapshot, does a slice of some milliseconds per step (4 to 16 MiB of bytes), and
 * reports how far it is. Who owns it decides where the steps run: job_run() here and now, or the
 * editor's queue on a worker. Only one thread steps a job at a time; progress and cancel may be
 * touched by another.
 *
 *	struct job *job = search_new(...);
 *	bool ok = job_run(job, &err);
 *	...
 *	job_free(job);
 *
 * Freeing happens in the thread that owns documents, never in a worker, because it lets snapshots
 * go.
 */
#ifndef BURIN_BASE_JOB_H
#define BURIN_BASE_JOB_H

#include "base/err.h"

#include <stdatomic.h>
#include <stdint.h>

/* JOB_WAITING: it could do nothing just now (what it needs is still to come); only jobs for
 * queue_start_quiet() say so. */
enum job_state { JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_WAITING };

struct job;

struct job_class {
	const char *verb;    /* "searching", "saving": what a person is told */
	enum job_state (*step)(struct job *job, struct err *err);
	void (*free)(struct job *job);   /* also undoes what was half done */
};

struct job {
	const struct job_class *class;
	/* In the place of the class's step once it was asked to stop: takes back what is half done,
	 * slice by slice, and fails in the end. NULL, as after job_init(): it fails at once. */
	enum job_state (*stop)(struct job *job, struct err *err);
	_Atomic uint64_t done;       /* bytes (or items) done, for the progress bar */
	_Atomic uint64_t total;      /* of so many; 0: unknown */
	_Atomic bool cancelled;      /* asked to stop: the next step fails with ERR_CANCELLED */
	_Atomic bool back;           /* it takes back what it did; done and total count that */
};

void job_init(struct job *job, const struct job_class *class, uint64_t total);

/* One slice. JOB_FAILED fills *err. A cancelled job is not stepped again but fails, as soon as what
 * it has to take back is taken back. */
enum job_state job_step(struct job *job, struct err *err);

/* What it does just now: the verb of its class, or "taking back". */
const char *job_verb(const struct job *job);

/* All slices, in this thread. */
bool job_run(struct job *job, struct err *err) BURIN_MUST_CHECK;

void job_cancel(struct job *job);
void job_free(struct job *job);                  /* NULL is allowed */

#endif
