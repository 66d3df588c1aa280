/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A slot is a helper and what it was asked for. Who waits for a slot has claimed it, so the lock is
 * held only to find one. A slot that was asked and is claimed by nobody belongs to a reader that
 * went on without the answer; it comes back with the same question, or, once it is answered,
 * another question takes the slot.
 *
 * Two slots are for the impatient alone, so that scans that are stuck do not keep the screen from
 * being drawn. To interrupt has a duration and not an end, because what reads in a loop asks again
 * before it learns that its job was cancelled.
 */
#include "store/helpers.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/checked.h"
#include "base/clock.h"
#include "store/helper.h"

enum {
	SLOTS = 8,
	RESERVED = 2,            /* of them, for the impatient */
	LOOK_MS = 50,            /* how often who waits looks for an interruption */
	INTERRUPT_MS = 500,
};

struct slot {
	struct helper *helper;       /* owned; NULL: not started yet */
	uint64_t at;             /* what was asked for */
	size_t len;
	bool asked;
	bool claimed;            /* somebody waits for it */
};

struct helpers {
	int fd;                  /* borrowed */
	int notify;
	pthread_mutex_t lock;    /* for the slots */
	struct slot slots[SLOTS];
	_Atomic uint64_t interrupted;    /* clock_ms() of the last time; 0: never */
};

struct helpers *helpers_new(int fd, int notify, struct err *err)
{
	struct helpers *helpers = calloc(1, sizeof *helpers);

	if (!helpers) {
		err_nomem(err);
		return NULL;
	}
	helpers->fd = fd;
	helpers->notify = notify;
	pthread_mutex_init(&helpers->lock, NULL);
	return helpers;
}

void helpers_free(struct helpers *helpers)
{
	if (!helpers)
		return;
	for (int i = 0; i < SLOTS; i++)
		helper_close(helpers->slots[i].helper);
	pthread_mutex_destroy(&helpers->lock);
	free(helpers);
}

static bool is_interrupted(struct helpers *helpers)
{
	uint64_t when = atomic_load(&helpers->interrupted);

	return when != 0 && clock_ms() - when < INTERRUPT_MS;
}

/* The slot that was asked for this and is nobody's. */
static struct slot *find_asked(struct helpers *helpers, uint64_t at, size_t len)
{
	for (int i = 0; i < SLOTS; i++) {
		struct slot *slot = &helpers->slots[i];

		if (slot->asked && !slot->claimed && slot->at == at && slot->len == len)
			return slot;
	}
	return NULL;
}

/* One that can be asked; NULL with *why when there is none now (EAGAIN), or none at all. */
static struct slot *find_free(struct helpers *helpers, bool patient, int *why)
{
	struct err err;

	*why = EAGAIN;
	for (int i = 0; i < (patient ? SLOTS - RESERVED : SLOTS); i++) {
		struct slot *slot = &helpers->slots[i];

		if (slot->claimed || (slot->asked && !helper_wait(slot->helper, 0) &&
				      helper_is_alive(slot->helper)))
			continue;
		/* An answer that nobody wanted any more is overwritten. */
		if (slot->helper && !helper_is_alive(slot->helper)) {
			helper_close(slot->helper);
			slot->helper = NULL;
		}
		if (!slot->helper)
			slot->helper = helper_open(helpers->fd, helpers->notify, &err);
		if (!slot->helper)
			*why = err.sys ? err.sys : ENOMEM;
		return slot->helper ? slot : NULL;
	}
	return NULL;
}

/* The slot that will answer, claimed. */
static struct slot *claim(struct helpers *helpers, uint64_t at, size_t len,
			  const struct careful *known, bool patient, int *why)
{
	pthread_mutex_lock(&helpers->lock);
	struct slot *slot = find_asked(helpers, at, len);
	if (!slot) {
		slot = find_free(helpers, patient, why);
		if (slot) {
			slot->at = at;
			slot->len = len;
			slot->asked = true;
			helper_ask(slot->helper, at, len, known);
		}
	}
	if (slot)
		slot->claimed = true;
	pthread_mutex_unlock(&helpers->lock);
	return slot;
}

static void let_go(struct helpers *helpers, struct slot *slot, bool answered)
{
	pthread_mutex_lock(&helpers->lock);
	slot->claimed = false;
	if (answered)
		slot->asked = false;
	pthread_mutex_unlock(&helpers->lock);
}

/* *why is EIO when the helper died, which is as good as a disk that does. */
static bool wait_patiently(struct helpers *helpers, struct slot *slot, int *why)
{
	while (!helper_wait(slot->helper, LOOK_MS)) {
		*why = ECANCELED;
		if (is_interrupted(helpers))
			return false;
		*why = EIO;
		if (!helper_is_alive(slot->helper) && !helper_wait(slot->helper, 0))
			return false;
	}
	return true;
}

size_t helpers_read(struct helpers *helpers, uint64_t at, void *to, size_t len,
		    struct careful *careful, int ms, int *why)
{
	bool patient = ms == HELPERS_PATIENT;
	struct slot *slot;
	size_t got = 0;

	len = min_size(len, HELPER_ROOM);
	for (;;) {
		*why = ECANCELED;
		if (patient && is_interrupted(helpers))
			return 0;
		slot = claim(helpers, at, len, careful, patient, why);
		if (slot || !patient || *why != EAGAIN)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = LOOK_MS * 1000000L }, NULL);
	}
	if (!slot)
		return 0;
	*why = EAGAIN;
	bool answered = patient ? wait_patiently(helpers, slot, why) :
				  helper_wait(slot->helper, ms);
	if (answered) {
		got = helper_take(slot->helper, to, careful);
		*why = 0;
	}
	/* What a dead one was asked for has to be asked again. */
	let_go(helpers, slot, answered || !helper_is_alive(slot->helper));
	return got;
}

void helpers_interrupt(struct helpers *helpers)
{
	atomic_store(&helpers->interrupted, clock_ms());
}
