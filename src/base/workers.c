/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One mutex, one condition, one linked list of tasks. Submitting is rare (a slice of a job is
 * megabytes of work), so nothing finer pays.
 */
#include "base/workers.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

struct task {
	struct task *next;
	void (*run)(void *argument);
	void *argument;
};

/* Everything but `count` and `threads`, which the owner alone touches, is under the mutex. */
struct workers {
	pthread_mutex_t mutex;
	pthread_cond_t wake;     /* a task was added, or the end has come */
	struct task *first;      /* the next to run */
	struct task **last;      /* where the next one is hooked in */
	bool ending;
	unsigned count;          /* threads that run */
	pthread_t threads[];
};

unsigned workers_processors(unsigned most)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	return (unsigned)CPU_COUNT(&set) < most ? (unsigned)CPU_COUNT(&set) : most;
}

/* Waits for a task; NULL when the threads shall end. */
static struct task *next_task(struct workers *workers)
{
	pthread_mutex_lock(&workers->mutex);
	while (!workers->first && !workers->ending)
		pthread_cond_wait(&workers->wake, &workers->mutex);
	struct task *task = workers->ending ? NULL : workers->first;
	if (task) {
		workers->first = task->next;
		if (!workers->first)
			workers->last = &workers->first;
	}
	pthread_mutex_unlock(&workers->mutex);
	return task;
}

static void *serve(void *argument)
{
	struct workers *workers = argument;
	struct task *task;
	while ((task = next_task(workers))) {
		task->run(task->argument);
		free(task);
	}
	return NULL;
}

/* Threads inherit the mask of who makes them. The faults stay open: blocked, they would kill. */
static void block_signals(sigset_t *before)
{
	sigset_t mask;
	sigfillset(&mask);
	sigdelset(&mask, SIGBUS);
	sigdelset(&mask, SIGSEGV);
	sigdelset(&mask, SIGFPE);
	sigdelset(&mask, SIGILL);
	pthread_sigmask(SIG_SETMASK, &mask, before);
}

/* Returns 0, or the errno of the first thread that could not be made. */
static int start_threads(struct workers *workers, unsigned count)
{
	int failure = 0;
	sigset_t before;
	block_signals(&before);
	while (workers->count < count && failure == 0) {
		pthread_t *thread = &workers->threads[workers->count];
		failure = pthread_create(thread, NULL, serve, workers);
		if (failure == 0)
			workers->count++;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failure;
}

struct workers *workers_new(unsigned count, struct err *err)
{
	assert(count > 0);
	struct workers *workers = calloc(1, sizeof *workers + count * sizeof workers->threads[0]);
	if (!workers) {
		err_nomem(err);
		return NULL;
	}
	workers->last = &workers->first;
	pthread_mutex_init(&workers->mutex, NULL);
	pthread_cond_init(&workers->wake, NULL);
	int failure = start_threads(workers, count);
	/* Fewer than asked for do the same work, only later. */
	if (workers->count == 0) {
		workers_free(workers);
		err_sys(err, failure, "cannot start a worker thread");
		return NULL;
	}
	return workers;
}

bool workers_submit(struct workers *workers, void (*run)(void *argument), void *argument,
		    struct err *err)
{
	struct task *task = malloc(sizeof *task);
	if (!task)
		return err_nomem(err);
	*task = (struct task){ .run = run, .argument = argument };
	pthread_mutex_lock(&workers->mutex);
	*workers->last = task;
	workers->last = &task->next;
	pthread_cond_signal(&workers->wake);
	pthread_mutex_unlock(&workers->mutex);
	return true;
}

struct share {
	pthread_mutex_t mutex;
	pthread_cond_t idle;
	unsigned running;
	void (*run)(void *context, unsigned index);
	void *context;
};

struct portion {
	struct share *share;
	unsigned index;
};

static void run_portion(void *argument)
{
	const struct portion *portion = argument;
	struct share *share = portion->share;

	share->run(share->context, portion->index);
	pthread_mutex_lock(&share->mutex);
	if (--share->running == 0)
		pthread_cond_signal(&share->idle);
	pthread_mutex_unlock(&share->mutex);
}

void workers_share(struct workers *workers, unsigned count,
		   void (*run)(void *context, unsigned index), void *context)
{
	struct share share = { .running = count, .run = run, .context = context };
	struct portion portions[WORKERS_SHARE];
	struct err ignored;

	assert(count <= WORKERS_SHARE);
	pthread_mutex_init(&share.mutex, NULL);
	pthread_cond_init(&share.idle, NULL);
	for (unsigned i = count; i-- > 0;) {
		portions[i] = (struct portion){ &share, i };
		if (i == 0 || !workers ||
		    !workers_submit(workers, run_portion, &portions[i], &ignored))
			run_portion(&portions[i]);
	}
	pthread_mutex_lock(&share.mutex);
	while (share.running > 0)
		pthread_cond_wait(&share.idle, &share.mutex);
	pthread_mutex_unlock(&share.mutex);
	pthread_cond_destroy(&share.idle);
	pthread_mutex_destroy(&share.mutex);
}

static void drop_tasks(struct task *task)
{
	while (task) {
		struct task *next = task->next;
		free(task);
		task = next;
	}
}

void workers_free(struct workers *workers)
{
	if (!workers)
		return;
	pthread_mutex_lock(&workers->mutex);
	workers->ending = true;
	pthread_cond_broadcast(&workers->wake);
	pthread_mutex_unlock(&workers->mutex);
	for (unsigned i = 0; i < workers->count; i++)
		pthread_join(workers->threads[i], NULL);
	drop_tasks(workers->first);
	pthread_cond_destroy(&workers->wake);
	pthread_mutex_destroy(&workers->mutex);
	free(workers);
}
