/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job around a probe. Its slices are waits, so that it sees soon that it was cancelled. */
#include "document/server.h"

#include <stdlib.h>

#include "store/mounts.h"
#include "store/probe.h"
#include "store/store.h"

enum { SLICE_MS = 50 };

struct server_wait {
	struct job base;
	struct probe *probe;         /* owned */
};

static struct server_wait *wait_of(struct job *job)
{
	return (struct server_wait *)job;
}

static enum job_state server_wait_step(struct job *job, struct err *err)
{
	(void)err;
	return server_wait_is_over(job, SLICE_MS) ? JOB_DONE : JOB_RUNNING;
}

static void server_wait_free(struct job *job)
{
	probe_free(wait_of(job)->probe);
	free(job);
}

static const struct job_class class = {
	.verb = "waiting for the server",
	.step = server_wait_step,
	.free = server_wait_free,
};

bool server_may_be_asked(const char *path)
{
	return mounts_may_ask_for(path);
}

bool server_is_mounted(void)
{
	return mounts_have_servers();
}

struct job *server_wait_new(struct ropes *ropes, const char *path, struct err *err)
{
	struct probe *probe = store_probe(ropes->store, path, err);
	struct server_wait *waiting = probe ? malloc(sizeof *waiting) : NULL;

	if (!waiting) {
		probe_free(probe);
		if (probe)
			err_nomem(err);
		return NULL;
	}
	job_init(&waiting->base, &class, 0);
	waiting->probe = probe;
	return &waiting->base;
}

bool server_wait_is_over(struct job *job, int ms)
{
	return probe_answered(wait_of(job)->probe, ms);
}
