/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is seen of the jobs. The links of the list are changed by the editor's thread alone, and
 * that is who asks; what workers write is read under the mutex. */
#include "edit/queue_private.h"

#include "base/clock.h"

size_t queue_count(const struct queue *queue)
{
	size_t count = 0;

	for (const struct entry *entry = queue->first; entry; entry = entry->next)
		count += !entry->quiet;
	return count;
}

bool queue_is_busy(const struct queue *queue, const void *owner)
{
	for (const struct entry *entry = queue->first; entry; entry = entry->next)
		if (entry->owner == owner)
			return true;
	return false;
}

/* amount * 1000 / rate without leaving 64 bits for any sensible rate. */
static uint64_t time_for(uint64_t amount, uint64_t rate)
{
	uint64_t seconds = amount / rate;

	if (seconds > UINT64_MAX / 2000)
		return UINT64_MAX;
	return seconds * 1000 + amount % rate * 1000 / rate;
}

bool queue_progress(const struct queue *queue, size_t index, struct queue_progress *progress)
{
	const struct entry *entry = queue->first;
	/* A mutex is no part of what a queue is seen to be. */
	pthread_mutex_t *mutex = (pthread_mutex_t *)(uintptr_t)&queue->mutex;

	while (entry && (entry->quiet || index-- > 0))
		entry = entry->next;
	if (!entry)
		return false;
	pthread_mutex_lock(mutex);
	progress->rate = entry->rate;
	progress->waits = !entry->begun;
	pthread_mutex_unlock(mutex);
	/* Before the verb: what can not be stopped any more is called so. */
	progress->can_stop = !atomic_load(&entry->job->back);
	progress->verb = job_verb(entry->job);
	progress->done = atomic_load(&entry->job->done);
	progress->total = atomic_load(&entry->job->total);
	progress->id = entry->id;
	progress->owner = entry->owner;
	progress->stopping = atomic_load(&entry->job->cancelled);
	progress->ms = clock_ms() - entry->started;
	if (progress->rate == 0 && progress->ms > 0)
		progress->rate = progress->done / progress->ms * 1000;
	progress->left_ms = UINT64_MAX;
	if (progress->rate > 0 && progress->total >= progress->done)
		progress->left_ms = time_for(progress->total - progress->done, progress->rate);
	return true;
}

unsigned queue_percent(const struct queue_progress *progress)
{
	if (progress->total == 0)
		return 0;
	if (progress->done >= progress->total)
		return 100;
	return (unsigned)((unsigned __int128)progress->done * 100 / progress->total);
}
