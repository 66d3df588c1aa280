/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A slot is a helper and what it was asked for. Who waits for a slot has claimed it, so the lock is
 * held only to find one. A slot that was asked and is claimed by nobody belongs to a reader that
 * went on without the answer; it comes back with the same question, or, once it is answered,
 * another question takes the slot.
 *
 * Two slots are for the impatient alone, so that scans that are stuck do not keep the screen from
 * being drawn; who only glances (an overview) leaves them alone, too. To interrupt has a duration
 * and not an end, because what reads in a loop asks again before it learns that its job was
 * cancelled.
 */
#include "store/fetchers.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/checked.h"
#include "base/clock.h"
#include "store/fetcher.h"

enum {
	SLOTS = 8,
	RESERVED = 2,            /* of them, for the impatient */
	LOOK_MS = 50,            /* how often who waits looks for an interruption */
	INTERRUPT_MS = 60000,
};

struct slot {
	struct fetcher *fetcher;       /* owned; NULL: not started yet */
	uint64_t at;             /* what was asked for */
	size_t len;
	bool asked;
	bool claimed;            /* somebody waits for it */
};

struct fetchers {
	int fd;                  /* borrowed */
	struct nursery *nursery;     /* borrowed */
	pthread_mutex_t lock;    /* for the slots */
	struct slot slots[SLOTS];
	_Atomic uint64_t interrupted;    /* clock_ms() of the last time; 0: never */
};

struct fetchers *fetchers_new(int fd, struct nursery *nursery, struct err *err)
{
	struct fetchers *fetchers = calloc(1, sizeof *fetchers);

	if (!fetchers) {
		err_nomem(err);
		return NULL;
	}
	fetchers->fd = fd;
	fetchers->nursery = nursery;
	pthread_mutex_init(&fetchers->lock, NULL);
	return fetchers;
}

bool fetchers_are_there(struct fetchers *fetchers)
{
	return nursery_hatch(fetchers->nursery);
}

void fetchers_free(struct fetchers *fetchers)
{
	if (!fetchers)
		return;
	for (int i = 0; i < SLOTS; i++)
		fetcher_close(fetchers->slots[i].fetcher);
	pthread_mutex_destroy(&fetchers->lock);
	free(fetchers);
}

static bool is_interrupted(struct fetchers *fetchers)
{
	uint64_t when = atomic_load(&fetchers->interrupted);

	return when != 0 && clock_ms() - when < INTERRUPT_MS;
}

/* The slot that was asked for this and is nobody's. */
static struct slot *find_asked(struct fetchers *fetchers, uint64_t at, size_t len)
{
	for (int i = 0; i < SLOTS; i++) {
		struct slot *slot = &fetchers->slots[i];

		if (slot->asked && !slot->claimed && slot->at == at && slot->len == len)
			return slot;
	}
	return NULL;
}

/* One that can be asked; NULL with *why when there is none now (EAGAIN), or none at all. */
static struct slot *find_free(struct fetchers *fetchers, int slots, int *why)
{
	struct err err;

	*why = EAGAIN;
	for (int i = 0; i < slots; i++) {
		struct slot *slot = &fetchers->slots[i];

		if (slot->claimed || (slot->asked && !fetcher_wait(slot->fetcher, 0) &&
				      fetcher_is_alive(slot->fetcher)))
			continue;
		/* An answer that nobody wanted any more is overwritten. */
		if (slot->fetcher && !fetcher_is_alive(slot->fetcher)) {
			fetcher_close(slot->fetcher);
			slot->fetcher = NULL;
		}
		if (!slot->fetcher)
			slot->fetcher = fetcher_open(fetchers->fd, fetchers->nursery, &err);
		if (!slot->fetcher)
			*why = err.sys ? err.sys : ENOMEM;
		return slot->fetcher ? slot : NULL;
	}
	return NULL;
}

/* The slot that will answer, claimed. */
static struct slot *claim(struct fetchers *fetchers, uint64_t at, size_t len,
			  const struct careful *known, int slots, int *why)
{
	pthread_mutex_lock(&fetchers->lock);
	struct slot *slot = find_asked(fetchers, at, len);
	if (!slot) {
		slot = find_free(fetchers, slots, why);
		if (slot) {
			slot->at = at;
			slot->len = len;
			slot->asked = true;
			fetcher_ask(slot->fetcher, at, len, known);
		}
	}
	if (slot)
		slot->claimed = true;
	pthread_mutex_unlock(&fetchers->lock);
	return slot;
}

static void let_go(struct fetchers *fetchers, struct slot *slot, bool answered)
{
	pthread_mutex_lock(&fetchers->lock);
	slot->claimed = false;
	if (answered)
		slot->asked = false;
	pthread_mutex_unlock(&fetchers->lock);
}

/* *why is EIO when the helper died, which is as good as a disk that does. */
static bool wait_patiently(struct fetchers *fetchers, struct slot *slot, int *why)
{
	while (!fetcher_wait(slot->fetcher, LOOK_MS)) {
		*why = ECANCELED;
		if (is_interrupted(fetchers))
			return false;
		*why = EIO;
		if (!fetcher_is_alive(slot->fetcher) && !fetcher_wait(slot->fetcher, 0))
			return false;
	}
	return true;
}

size_t fetchers_read(struct fetchers *fetchers, uint64_t at, void *to, size_t len,
		    struct careful *careful, int ms, int *why)
{
	bool patient = ms == FETCHERS_PATIENT, glance = ms == FETCHERS_GLANCE;
	int slots = patient || glance ? SLOTS - RESERVED : SLOTS;
	struct slot *slot;
	size_t got = 0;

	len = min_size(len, FETCHER_ROOM);
	for (;;) {
		*why = ECANCELED;
		if (patient && is_interrupted(fetchers))
			return 0;
		slot = claim(fetchers, at, len, careful, slots, why);
		if (slot || !patient || *why != EAGAIN)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = LOOK_MS * 1000000L }, NULL);
	}
	if (!slot)
		return 0;
	*why = EAGAIN;
	bool answered = patient ? wait_patiently(fetchers, slot, why) :
				  fetcher_wait(slot->fetcher, glance ? 0 : ms);
	if (answered) {
		got = fetcher_take(slot->fetcher, to, careful);
		*why = 0;
	}
	/* What a dead one was asked for has to be asked again. */
	let_go(fetchers, slot, answered || !fetcher_is_alive(slot->fetcher));
	return got;
}

void fetchers_interrupt(struct fetchers *fetchers, bool on)
{
	atomic_store(&fetchers->interrupted, on ? clock_ms() : 0);
}
