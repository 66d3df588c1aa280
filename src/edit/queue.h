/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The jobs that run while the user works: their slices run on worker threads, their ends are
 * handled in the editor's thread.
 *
 * Without workers (batch, tests), and where no thread can be started, a job runs to its end inside
 * queue_start(), its `finish` is called there.
 *
 * A quiet job (queue_start_quiet()) is one that nobody asked for: it takes a slice only while no
 * other job is there, is neither counted nor shown nor cancelled nor waited for with the others,
 * and may say JOB_WAITING: it goes on with the next queue_poll(). That it got on is told, by the
 * descriptor, some times a second.
 *
 * One thread, the editor's, calls all functions of this header.
 */
#ifndef BURIN_EDIT_QUEUE_H
#define BURIN_EDIT_QUEUE_H

#include "base/job.h"
#include "base/workers.h"

#include <stddef.h>
#include <stdint.h>

struct queue;

/* Called in the editor's thread when the job has ended; err is NULL when it is done. The job is
 * freed after. */
typedef void queue_finish(void *context, struct job *job, const struct err *err);

/* What a painter shows of a running job. */
struct queue_progress {
	uint64_t id;             /* of this job and no other one */
	const void *owner;
	const char *verb;
	uint64_t done, total;
	uint64_t ms;             /* running for so long */
	uint64_t rate;           /* per second, over the last stretch */
	uint64_t left_ms;        /* estimate; UINT64_MAX: unknown */
	bool waits;              /* no thread was free for it so far */
	bool stopping;           /* it was asked to stop, and has not yet */
	bool can_stop;           /* false: it is taking back what it did, and that has to be */
};

struct queue *queue_new(unsigned workers, struct err *err) BURIN_MUST_CHECK;
/* Cancels and waits; `finish` is called for each job (with ERR_CANCELLED where it had not ended),
 * so that contexts can be let go. NULL is allowed. */
void queue_free(struct queue *queue);

/* Consumes the job, also on failure. `owner` (a document) names what it works on. False when it
 * could not be started: then `finish` is not called. A job that fails tells `finish`. */
bool queue_start(struct queue *queue, struct job *job, const void *owner, queue_finish *finish,
		 void *context, struct err *err) BURIN_MUST_CHECK;

/* Without workers it runs to its end, as others do; where no thread can be started it is refused.
 * Alone queue_end() and queue_free() cancel it, and job_cancel(). */
bool queue_start_quiet(struct queue *queue, struct job *job, const void *owner,
		       queue_finish *finish, void *context, struct err *err) BURIN_MUST_CHECK;

/* The same for some milliseconds of work that one looks at: it gives way to no other job, but runs
 * beside them, or between two of their slices. */
bool queue_start_aside(struct queue *queue, struct job *job, const void *owner,
		       queue_finish *finish, void *context, struct err *err) BURIN_MUST_CHECK;

/* Handles what has ended; true when something did. */
bool queue_poll(struct queue *queue);

/* Becomes readable when queue_poll() has something to do; -1 without workers. */
int queue_fd(const struct queue *queue);
size_t queue_count(const struct queue *queue);       /* without those that are quiet */
bool queue_is_busy(const struct queue *queue, const void *owner);
bool queue_progress(const struct queue *queue, size_t index, struct queue_progress *progress);
unsigned queue_percent(const struct queue_progress *progress);   /* at most 100; 0: not known */
void queue_cancel(struct queue *queue);      /* all of them; they end at their next slice */
void queue_cancel_unless(struct queue *queue, bool (*is)(const struct job *job));
void queue_cancel_one(struct queue *queue, uint64_t id);     /* nothing where that has ended */
void queue_wait(struct queue *queue);        /* until all have ended and are handled */

/* Cancels the jobs of one owner and waits for these alone. What they start when they end is
 * cancelled as well. */
void queue_end(struct queue *queue, const void *owner);

#endif
