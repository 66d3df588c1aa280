/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each job is an entry in a list. A worker runs one slice of it and, while there is more to do,
 * puts it at the end of the workers' line again, so that several jobs share few threads fairly.
 * When a job has ended its worker marks the entry and writes to the eventfd; queue_poll() takes
 * the entry off the list and does the rest in the editor's thread.
 *
 * The list and the fields of an entry that a worker writes are under the mutex; the job itself is
 * touched by its worker alone until it has ended (but for the atomic progress and cancel flag). A
 * loop over all slices in one task was rejected: a long job would hold its thread against all
 * others.
 *
 * A quiet job whose turn it is not is parked: no worker knows of it until queue_poll() gives it to
 * them again. So it costs nothing while another job runs, or while it waits for a slow disk.
 *
 * What a worker does is in queue_slice.c, what is seen of the jobs in queue_progress.c.
 *
 * The threads are started for the first job: the first frame does not wait for them. Where the
 * system gives none the job runs inline: one that can save slowly must not be unable to save.
 */
#include "edit/queue_private.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"

struct queue *queue_new(unsigned workers, struct err *err)
{
	struct queue *queue = calloc(1, sizeof(*queue));

	if (!queue) {
		err_nomem(err);
		return NULL;
	}
	queue->fd = -1;
	pthread_mutex_init(&queue->mutex, NULL);
	queue->threads = workers;
	if (workers == 0)
		return queue;
	queue->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (queue->fd >= 0)
		return queue;
	err_sys(err, errno, "cannot make an event descriptor");
	queue_free(queue);
	return NULL;
}

/* In the editor's thread, with the entry off the list. */
static void finish(struct entry *entry)
{
	entry->finish(entry->context, entry->job, entry->err.code == ERR_NONE ? NULL : &entry->err);
	job_free(entry->job);
	free(entry);
}

void queue_free(struct queue *queue)
{
	if (!queue)
		return;
	for (struct entry *entry = queue->first; entry; entry = entry->next)
		job_cancel(entry->job);
	workers_free(queue->workers);
	queue->workers = NULL;
	queue->threads = 0;
	while (queue->first) {
		struct entry *entry = queue->first;

		queue->first = entry->next;
		if (!entry->ended)
			err_set(&entry->err, ERR_CANCELLED, "%s was cancelled",
				entry->job->class->verb);
		finish(entry);
	}
	if (queue->fd >= 0)
		close(queue->fd);
	pthread_mutex_destroy(&queue->mutex);
	free(queue);
}

static void append(struct queue *queue, struct entry *entry)
{
	pthread_mutex_lock(&queue->mutex);
	struct entry **last = &queue->first;
	while (*last)
		last = &(*last)->next;
	*last = entry;
	pthread_mutex_unlock(&queue->mutex);
}

static void take_off(struct queue *queue, const struct entry *entry)
{
	pthread_mutex_lock(&queue->mutex);
	struct entry **at = &queue->first;
	while (*at && *at != entry)
		at = &(*at)->next;
	if (*at)
		*at = entry->next;
	pthread_mutex_unlock(&queue->mutex);
}

static void run_inline(struct queue *queue, struct entry *entry)
{
	struct err err = { .code = ERR_NONE };

	if (!job_run(entry->job, &err))
		entry->err = err;
	take_off(queue, entry);
	finish(entry);
}

static bool has_workers(struct queue *queue)
{
	struct err ignored;

	if (!queue->workers && queue->threads > 0)
		queue->workers = workers_new(queue->threads, &ignored);
	return queue->workers != NULL;
}

enum kind { LOUD, ASIDE, QUIET };

static bool start(struct queue *queue, struct job *job, const void *owner, enum kind kind,
		  queue_finish *finish_job, void *context, struct err *err)
{
	struct entry *entry = calloc(1, sizeof(*entry));

	if (!entry) {
		job_free(job);
		return err_nomem(err);
	}
	entry->queue = queue;
	entry->job = job;
	entry->owner = owner;
	entry->finish = finish_job;
	entry->context = context;
	entry->quiet = kind != LOUD;
	entry->patient = kind == QUIET;
	entry->id = ++queue->ids;
	entry->started = entry->mark_ms = clock_ms();
	append(queue, entry);
	if (!has_workers(queue) && !(entry->quiet && queue->threads > 0)) {
		run_inline(queue, entry);
		return true;
	}
	if (!queue->workers)
		err_nomem(err);
	else if (workers_submit(queue->workers, queue_slice, entry, err))
		return true;
	take_off(queue, entry);
	job_free(job);
	free(entry);
	return false;
}

bool queue_start(struct queue *queue, struct job *job, const void *owner, queue_finish *finish_job,
		 void *context, struct err *err)
{
	return start(queue, job, owner, LOUD, finish_job, context, err);
}

bool queue_start_quiet(struct queue *queue, struct job *job, const void *owner,
		       queue_finish *finish_job, void *context, struct err *err)
{
	return start(queue, job, owner, QUIET, finish_job, context, err);
}

bool queue_start_aside(struct queue *queue, struct job *job, const void *owner,
		       queue_finish *finish_job, void *context, struct err *err)
{
	return start(queue, job, owner, ASIDE, finish_job, context, err);
}

/* Quiet jobs go on, unless another one is there; those that were cancelled end. */
static void wake_parked(struct queue *queue)
{
	struct err ignored;

	pthread_mutex_lock(&queue->mutex);
	queue->polls++;
	bool loud = queue_has_loud(queue);
	for (struct entry *entry = queue->first; entry; entry = entry->next) {
		if (!entry->parked)
			continue;
		if (atomic_load(&entry->job->cancelled)) {
			entry->parked = false;
			entry->ended = true;
			err_set(&entry->err, ERR_CANCELLED, "%s was cancelled",
				entry->job->class->verb);
		} else if (!loud || !entry->patient) {
			entry->parked = !workers_submit(queue->workers, queue_slice, entry,
							&ignored);
		}
	}
	pthread_mutex_unlock(&queue->mutex);
}

/* The first entry that has ended, off the list; NULL when none has. */
static struct entry *next_ended(struct queue *queue)
{
	pthread_mutex_lock(&queue->mutex);
	struct entry **at = &queue->first;
	while (*at && !(*at)->ended)
		at = &(*at)->next;
	struct entry *entry = *at;
	if (entry)
		*at = entry->next;
	pthread_mutex_unlock(&queue->mutex);
	return entry;
}

bool queue_poll(struct queue *queue)
{
	uint64_t count;
	bool any = false;
	struct entry *entry;

	if (queue->fd >= 0 && read(queue->fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
		return false;
	wake_parked(queue);
	while ((entry = next_ended(queue))) {
		finish(entry);
		any = true;
	}
	return any;
}

int queue_fd(const struct queue *queue)
{
	return queue->fd;
}

void queue_cancel(struct queue *queue)
{
	for (struct entry *entry = queue->first; entry; entry = entry->next)
		if (!entry->quiet)
			job_cancel(entry->job);
}

void queue_cancel_unless(struct queue *queue, bool (*is)(const struct job *job))
{
	for (struct entry *entry = queue->first; entry; entry = entry->next)
		if (!is(entry->job))
			job_cancel(entry->job);
}

void queue_cancel_one(struct queue *queue, uint64_t id)
{
	for (struct entry *entry = queue->first; entry; entry = entry->next)
		if (entry->id == id)
			job_cancel(entry->job);
}

/* Until some job has ended, and handles it. */
static bool wait_for_one(struct queue *queue)
{
	struct pollfd wait = { .fd = queue->fd, .events = POLLIN };

	if (poll(&wait, 1, -1) < 0 && errno != EINTR)
		return false;
	queue_poll(queue);
	return true;
}

void queue_wait(struct queue *queue)
{
	while (queue_count(queue) > 0 && wait_for_one(queue))
		;
}

static bool is_parked(struct queue *queue, const struct entry *entry)
{
	pthread_mutex_lock(&queue->mutex);
	bool parked = entry->parked;
	pthread_mutex_unlock(&queue->mutex);
	return parked;
}

void queue_end(struct queue *queue, const void *owner)
{
	do {
		for (struct entry *entry = queue->first; entry; entry = entry->next) {
			if (entry->owner != owner)
				continue;
			job_cancel(entry->job);
			if (is_parked(queue, entry))
				queue_wake(queue);
		}
	} while (queue_is_busy(queue, owner) && wait_for_one(queue));
}
