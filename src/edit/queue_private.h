/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the queue share: its entries, and how a worker comes to one. */
#ifndef BURIN_EDIT_QUEUE_PRIVATE_H
#define BURIN_EDIT_QUEUE_PRIVATE_H

#include "edit/queue.h"

#include <pthread.h>

struct entry {
	struct entry *next;
	struct queue *queue;
	struct job *job;         /* owned */
	const void *owner;
	queue_finish *finish;
	void *context;
	uint64_t started;        /* clock_ms() */
	uint64_t mark_ms;        /* when the rate was measured last ... */
	uint64_t mark_done;      /* ... and how far it was then */
	uint64_t rate;           /* per second; 0: not measured yet */
	uint64_t id;
	bool quiet;              /* neither counted nor shown, ... */
	bool patient;            /* ... and gives way to those that are not quiet */
	bool begun;              /* a worker took it up */
	bool parked;             /* quiet, and no worker has it */
	bool ended;
	struct err err;          /* code ERR_NONE when it is done */
};

struct queue {
	struct workers *workers; /* NULL until the first job */
	unsigned threads;        /* how many of them; 0: jobs run inline */
	int fd;                  /* eventfd, -1 without workers */
	pthread_mutex_t mutex;
	struct entry *first;     /* in the order they were started */
	uint64_t polls;          /* how often parked jobs were looked for */
	uint64_t ids;            /* the last that was given */
};

/* For workers_submit(), of an entry: one slice of its job. queue_slice.c */
void queue_slice(void *entry);

/* Under the mutex: a job is there that is not quiet. queue_slice.c */
bool queue_has_loud(const struct queue *queue);

/* Makes queue_fd() readable. queue_slice.c */
void queue_wake(const struct queue *queue);

#endif
