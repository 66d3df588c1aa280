/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table of its full size from the start: it never moves, so store_source() needs no lock, and the
 * system gives the pages of it only when they are used (1 MiB of address space).
 */
#include "store/store.h"

#include "store/arena.h"
#include "store/mounts.h"
#include "store/nursery.h"

#include <assert.h>
#include <stdlib.h>

/* One number. Free while source is NULL. */
struct entry {
	struct source *source;       /* owned */
	uint64_t refs;               /* pieces that name it, and the one who added it */
};

struct store {
	struct entry *entries;       /* STORE_MAX of them, owned */
	uint32_t first_free;         /* no number below it is free */
	uint32_t end;                /* no number from here on was ever used */
	struct nursery *nursery;     /* owned; NULL: everybody waits */
};

struct store *store_new(size_t arena_chunk, struct err *err)
{
	struct store *store = malloc(sizeof *store);
	struct entry *entries = calloc(STORE_MAX, sizeof *entries);
	struct source *arena = NULL;

	if (!store || !entries) {
		err_nomem(err);
		goto fail;
	}
	arena = arena_new(arena_chunk, err);
	if (!arena)
		goto fail;
	entries[STORE_ARENA] = (struct entry){ arena, 1 };
	*store = (struct store){ entries, STORE_ARENA + 1, STORE_ARENA + 1, NULL };
	return store;
fail:
	free(entries);
	free(store);
	return NULL;
}

void store_free(struct store *store)
{
	if (!store)
		return;
	/* To the end of the table would make all of its pages resident. */
	for (uint32_t id = 0; id < store->end; id++)
		source_close(store->entries[id].source);
	nursery_free(store->nursery);
	free(store->entries);
	free(store);
}

bool store_start_readers(struct store *store, int notify, struct err *err)
{
	store->nursery = nursery_new(notify, err);
	return store->nursery != NULL;
}

void store_hatch_readers(struct store *store)
{
	/* Without it everybody waits. */
	if (store->nursery && !nursery_hatch(store->nursery))
		return;
}

void store_start_closer(struct store *store)
{
	struct err ignored;

	/* Without it everybody waits. */
	if (store->nursery && mounts_have_servers() &&
	    !nursery_start_closer(store->nursery, &ignored))
		return;
}

struct probe *store_probe(struct store *store, const char *path, struct err *err)
{
	err_clear(err);
	if (!store->nursery || !mounts_may_ask_for(path) || !nursery_hatch(store->nursery))
		return NULL;
	return probe_new(path, store->nursery, err);
}

void store_hurry(struct store *store, struct source *source)
{
	if (store->nursery)
		source_hurry(source, store->nursery);
}

void store_hurry_file(struct store *store, struct file *file)
{
	if (store->nursery)
		file_hurry(file, store->nursery);
}

bool store_add(struct store *store, struct source *source, uint16_t *id, struct err *err)
{
	uint32_t at = store->first_free;

	while (at < STORE_MAX && store->entries[at].source)
		at++;
	store->first_free = at;
	if (at == STORE_MAX) {
		source_close(source);
		return err_set(err, ERR_NOMEM, "too many files are open: at most %d", STORE_MAX);
	}
	store->entries[at] = (struct entry){ source, 1 };
	store->first_free = at + 1;
	if (at >= store->end)
		store->end = at + 1;
	*id = (uint16_t)at;
	return true;
}

static struct entry *entry_of(const struct store *store, uint16_t id)
{
	assert(id < STORE_MAX && store->entries[id].source);
	return &store->entries[id];
}

void store_ref(struct store *store, uint16_t id)
{
	entry_of(store, id)->refs++;
}

void store_unref(struct store *store, uint16_t id)
{
	struct entry *entry = entry_of(store, id);

	assert(entry->refs > (id == STORE_ARENA));
	if (--entry->refs > 0)
		return;
	source_close(entry->source);
	entry->source = NULL;
	if (id < store->first_free)
		store->first_free = id;
}

struct source *store_source(const struct store *store, uint16_t id)
{
	return entry_of(store, id)->source;
}

struct source *store_find(const struct store *store, uint16_t id)
{
	return id < store->end ? store->entries[id].source : NULL;
}

uint16_t store_end(const struct store *store)
{
	return (uint16_t)store->end;
}
