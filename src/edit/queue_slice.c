/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What workers do: one slice of a job, and where it goes after. */
#include "edit/queue_private.h"

#include <unistd.h>

#include "base/clock.h"

enum {
	RATE_STRETCH = 500,      /* milliseconds over which the rate is measured */
	QUIET_STRETCH = 100,     /* and between two calls of a quiet job */
};

void queue_wake(const struct queue *queue)
{
	uint64_t one = 1;
	ssize_t got = write(queue->fd, &one, sizeof(one));

	/* It can only fail because the counter is full, and then the editor is awake already. */
	(void)got;
}

static void measure(struct entry *entry)
{
	uint64_t now = clock_ms();
	uint64_t done = atomic_load(&entry->job->done);

	if (now - entry->mark_ms < RATE_STRETCH)
		return;
	entry->rate = done > entry->mark_done ?
		(done - entry->mark_done) / (now - entry->mark_ms) * 1000 : 0;
	entry->mark_ms = now;
	entry->mark_done = done;
}

bool queue_has_loud(const struct queue *queue)
{
	for (const struct entry *entry = queue->first; entry; entry = entry->next)
		if (!entry->quiet && !entry->ended)
			return true;
	return false;
}

/* A patient job, before its slice if another one is there. One that was cancelled goes on to its
 * end, for nobody would look for it. */
static bool park_before_loud(struct entry *entry, uint64_t *polls)
{
	pthread_mutex_lock(&entry->queue->mutex);
	bool parked = entry->patient && queue_has_loud(entry->queue) &&
		      !atomic_load(&entry->job->cancelled);
	entry->parked = parked;
	*polls = entry->queue->polls;
	pthread_mutex_unlock(&entry->queue->mutex);
	return parked;
}

/* And after one that has to wait, unless what it waits for may have come during the slice. */
static bool park_waiting(struct entry *entry, uint64_t polls)
{
	pthread_mutex_lock(&entry->queue->mutex);
	bool parked = entry->queue->polls == polls && !atomic_load(&entry->job->cancelled);
	entry->parked = parked;
	pthread_mutex_unlock(&entry->queue->mutex);
	return parked;
}

/* What it found so far may be shown. */
static void call_now_and_then(struct entry *entry)
{
	uint64_t now = clock_ms();

	if (now - entry->mark_ms < QUIET_STRETCH)
		return;
	entry->mark_ms = now;
	queue_wake(entry->queue);
}

static void begin(struct entry *entry)
{
	if (entry->begun)
		return;
	pthread_mutex_lock(&entry->queue->mutex);
	entry->begun = true;
	pthread_mutex_unlock(&entry->queue->mutex);
}

void queue_slice(void *argument)
{
	struct entry *entry = argument;
	struct queue *queue = entry->queue;
	struct err err = { .code = ERR_NONE };
	uint64_t polls = 0;

	if (entry->quiet && park_before_loud(entry, &polls))
		return;
	begin(entry);
	enum job_state state = job_step(entry->job, &err);
	bool more = state == JOB_RUNNING || state == JOB_WAITING;

	if (entry->quiet && more)
		call_now_and_then(entry);
	if (entry->quiet && state == JOB_WAITING && park_waiting(entry, polls))
		return;
	if (more) {
		pthread_mutex_lock(&queue->mutex);
		measure(entry);
		pthread_mutex_unlock(&queue->mutex);
		if (workers_submit(queue->workers, queue_slice, entry, &err))
			return;
		state = JOB_FAILED;
	}
	pthread_mutex_lock(&queue->mutex);
	if (state == JOB_FAILED)
		entry->err = err;
	entry->ended = true;
	/* Still under the mutex: once it is let go the entry, and soon the queue, may be gone. */
	queue_wake(queue);
	pthread_mutex_unlock(&queue->mutex);
}
