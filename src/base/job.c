/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The few lines that all jobs share. Cancelling is a flag that is looked at between two slices: an
 * engine never has to ask.
 */
#include "base/job.h"

#include <stddef.h>

void job_init(struct job *job, const struct job_class *class, uint64_t total)
{
	job->class = class;
	job->stop = NULL;
	atomic_init(&job->done, 0);
	atomic_init(&job->total, total);
	atomic_init(&job->cancelled, false);
	atomic_init(&job->back, false);
}

enum job_state job_step(struct job *job, struct err *err)
{
	if (!atomic_load(&job->cancelled))
		return job->class->step(job, err);
	if (job->stop)
		return job->stop(job, err);
	err_set(err, ERR_CANCELLED, "%s was cancelled", job->class->verb);
	return JOB_FAILED;
}

const char *job_verb(const struct job *job)
{
	return atomic_load(&((struct job *)(uintptr_t)job)->back) ? "taking back" :
								    job->class->verb;
}

bool job_run(struct job *job, struct err *err)
{
	enum job_state state;
	do
		state = job_step(job, err);
	while (state == JOB_RUNNING || state == JOB_WAITING);
	return state == JOB_DONE;
}

void job_cancel(struct job *job)
{
	atomic_store(&job->cancelled, true);
}

void job_free(struct job *job)
{
	if (job)
		job->class->free(job);
}
