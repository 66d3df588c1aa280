/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One question is on its way at most. While it is not answered nothing new is asked, so a server
 * that is gone costs one process, which stays until it comes back. A fresh answer is not asked for
 * again either: each answer wakes the loop that looks, which would then never rest.
 */
#include "store/file_looker.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/clock.h"

enum {
	LOOK_MS = 20,                /* what is waited for an answer ... */
	PATIENT_MS = 300,            /* (by who can not do without) */
	TIRED_MS = 200,              /* ... and then not again for so long */
	FRESH_MS = 100,              /* how long an answer is as good as a new one */
};

struct file_looker {
	int fd;                      /* borrowed, as are path and nursery */
	const char *path;
	struct nursery *nursery;
	pthread_t thread;            /* whose it is */
	struct fetcher *fetcher;     /* owned; NULL: not started yet */
	struct file_identity about;  /* as what the file is known */
	bool asked;                  /* a question is on its way */
	bool stale;                  /* that one is about what was before */
	bool known;                  /* `last` is about this */
	struct fetcher_look last;
	uint64_t known_ms;           /* clock_ms() when it came */
	uint64_t tired_ms;           /* and when it was last waited for in vain */
};

struct file_looker *file_looker_new(int fd, const char *path, struct nursery *nursery)
{
	struct file_looker *looker = calloc(1, sizeof *looker);

	if (!looker)
		return NULL;
	looker->fd = fd;
	looker->path = path;
	looker->nursery = nursery;
	looker->thread = pthread_self();
	return looker;
}

void file_looker_free(struct file_looker *looker)
{
	if (looker)
		fetcher_close(looker->fetcher);
	free(looker);
}

bool file_looker_can(struct file_looker *looker)
{
	return pthread_equal(pthread_self(), looker->thread) && nursery_hatch(looker->nursery);
}

static bool is_same(const struct file_identity *a, const struct file_identity *b)
{
	return file_is_same_inode(a, b) && a->size == b->size &&
	       file_is_same_time(a->mtime, b->mtime) && file_is_same_time(a->ctime, b->ctime);
}

static void take(struct file_looker *looker)
{
	struct fetcher_look look;

	fetcher_take_look(looker->fetcher, &look);
	looker->asked = false;
	if (looker->stale)
		return;
	looker->last = look;
	looker->known = true;
	looker->known_ms = clock_ms();
}

/* A helper that was killed is replaced. */
static void ask(struct file_looker *looker)
{
	struct err ignored;

	if (looker->fetcher && !fetcher_is_alive(looker->fetcher)) {
		fetcher_close(looker->fetcher);
		looker->fetcher = NULL;
		looker->asked = false;
	}
	if (looker->asked)
		return;
	if (!looker->fetcher)
		looker->fetcher = fetcher_open(looker->fd, looker->nursery, &ignored);
	looker->asked = looker->fetcher &&
			fetcher_ask_look(looker->fetcher, looker->path, &ignored);
	looker->stale = false;
}

static void take_what_came(struct file_looker *looker, int ms)
{
	if (looker->asked && fetcher_wait(looker->fetcher, ms))
		take(looker);
}

static void wait_unless_tired(struct file_looker *looker)
{
	if (!looker->asked || clock_ms() - looker->tired_ms < TIRED_MS)
		return;
	take_what_came(looker, LOOK_MS);
	if (looker->asked)
		looker->tired_ms = clock_ms();
}

bool file_looker_answers(struct file_looker *looker)
{
	take_what_came(looker, 0);
	ask(looker);
	take_what_came(looker, PATIENT_MS);
	return !looker->asked;
}

bool file_looker_look(struct file_looker *looker, const struct file_identity *about,
		      struct fetcher_look *seen)
{
	if (!is_same(&looker->about, about)) {
		looker->about = *about;
		looker->known = false;
		looker->stale = true;
	}
	take_what_came(looker, 0);
	if (!looker->known || clock_ms() - looker->known_ms >= FRESH_MS) {
		ask(looker);
		wait_unless_tired(looker);
	}
	if (looker->known)
		*seen = looker->last;
	return looker->known;
}
