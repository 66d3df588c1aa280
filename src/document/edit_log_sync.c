/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The thread sleeps until something is appended, then waits until a second has gone by in which
 * nothing more came, or 64 KiB are together, or ten seconds are over; and syncs. The appending
 * thread never waits for it: it adds to a counter, and wakes it at most twice per sync.
 *
 * Where no thread can be made (RLIMIT_NPROC) the log is synced when it is closed or asked for.
 */
#include "document/edit_log_private.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

const char log_sync_gone[] = "the edit log was removed by another program";

enum { SYNC_BYTES = 1 << 16, SYNC_IDLE_S = 1, SYNC_ROUNDS = 10 };

/* Waits for a signal at most a second; the mutex is held. */
static void wait_a_second(struct log_sync *sync)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += SYNC_IDLE_S;
	pthread_cond_timedwait(&sync->wake, &sync->mutex, &until);
}

/* Until it is time to sync; the mutex is held. */
static void wait_for_work(struct log_sync *sync)
{
	uint64_t seen;

	while (!sync->stop && atomic_load(&sync->pending) == 0) {
		atomic_store(&sync->sleeps, true);
		if (atomic_load(&sync->pending) == 0)
			pthread_cond_wait(&sync->wake, &sync->mutex);
		atomic_store(&sync->sleeps, false);
	}
	for (int i = 0; i < SYNC_ROUNDS && !sync->stop; i++) {
		seen = atomic_load(&sync->pending);
		if (seen >= SYNC_BYTES)
			return;
		wait_a_second(sync);
		if (atomic_load(&sync->pending) == seen)
			return;
	}
}

/* A log without a name is found by nobody. */
static int find_name(const struct log_sync *sync)
{
	struct stat st;

	if (fstat(sync->fd, &st) != 0)
		return errno;
	return st.st_nlink > 0 ? 0 : ENOENT;
}

static int sync_log(struct log_sync *sync)
{
	atomic_store(&sync->pending, 0);
	if (fdatasync(sync->fd) != 0)
		return errno;
	if (!sync->named && fsync(sync->folder) != 0)
		return errno;
	sync->named = true;
	return find_name(sync);
}

static void *run(void *argument)
{
	struct log_sync *sync = argument;

	pthread_mutex_lock(&sync->mutex);
	for (;;) {
		int error;

		wait_for_work(sync);
		if (sync->stop)
			break;
		pthread_mutex_unlock(&sync->mutex);
		error = sync_log(sync);
		if (error)
			atomic_store(&sync->error, error);
		pthread_mutex_lock(&sync->mutex);
	}
	pthread_mutex_unlock(&sync->mutex);
	return NULL;
}

/* Signals are for the main thread; those of faults can not be blocked with effect. */
static bool make_thread(struct log_sync *sync)
{
	sigset_t all, before;
	bool made;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	made = pthread_create(&sync->thread, NULL, run, sync) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return made;
}

void log_sync_start(struct log_sync *sync, int fd, int folder)
{
	pthread_condattr_t monotonic;

	sync->fd = fd;
	sync->folder = folder;
	pthread_mutex_init(&sync->mutex, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&sync->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	sync->runs = make_thread(sync);
}

static void wake(struct log_sync *sync)
{
	pthread_mutex_lock(&sync->mutex);
	pthread_cond_signal(&sync->wake);
	pthread_mutex_unlock(&sync->mutex);
}

void log_sync_note(struct log_sync *sync, uint64_t bytes)
{
	uint64_t before = atomic_fetch_add(&sync->pending, bytes);

	if (sync->runs && (atomic_load(&sync->sleeps) ||
			   (before < SYNC_BYTES && before + bytes >= SYNC_BYTES)))
		wake(sync);
}

void log_sync_stop(struct log_sync *sync)
{
	if (sync->runs) {
		pthread_mutex_lock(&sync->mutex);
		sync->stop = true;
		pthread_cond_signal(&sync->wake);
		pthread_mutex_unlock(&sync->mutex);
		pthread_join(sync->thread, NULL);
	}
	pthread_cond_destroy(&sync->wake);
	pthread_mutex_destroy(&sync->mutex);
}

bool log_sync_now(struct log_sync *sync, struct err *err)
{
	int error = atomic_load(&sync->error);

	if (!error && fdatasync(sync->fd) != 0)
		error = errno;
	if (!error && fsync(sync->folder) != 0)
		error = errno;
	if (!error)
		error = find_name(sync);
	if (error == ENOENT)
		return err_set(err, ERR_LOST, "%s", log_sync_gone);
	return !error || err_sys(err, error, "the edit log can not be brought to the disk");
}
