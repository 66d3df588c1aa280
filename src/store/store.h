/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbered set of sources that the documents of one editor draw on.
 *
 * Ropes name a source by its number, so a rope can travel between documents (clipboard) and a
 * piece stays small. Each piece holds one reference; a source is closed when the last is given
 * back. Number STORE_ARENA is the arena and stays until the store is freed. One thread adds and
 * counts; store_source() is for any thread that holds a snapshot. A number is used again only
 * after its source was closed.
 */
#ifndef BURIN_STORE_STORE_H
#define BURIN_STORE_STORE_H

#include "base/err.h"
#include "store/file.h"
#include "store/probe.h"
#include "store/source.h"

#include <stdint.h>

enum {
	STORE_ARENA = 0,
	STORE_MAX = 65535,   /* sources at once; the numbers are below it */
};

struct store;

struct store *store_new(size_t arena_chunk, struct err *err) BURIN_MUST_CHECK;
void store_free(struct store *store);        /* closes all sources */

/* The calling thread is one that must not wait for slow disks (source_hurry()): it opens files from
 * now on with store_hurry(). `notify` as for nursery_new(). The process that makes the readers is
 * made when the first is wanted; store_hatch_readers() is to be called before the program gives up
 * the right to make one. */
bool store_start_readers(struct store *store, int notify, struct err *err) BURIN_MUST_CHECK;
void store_hatch_readers(struct store *store);

/* From now on, no close of what is in a hurry is waited for (store/nursery.h). Only where there are
 * readers, and servers; while processes may still be made. */
void store_start_closer(struct store *store);

/* Whether who has to answer for a name does; NULL without an error: nobody has to, or nobody could
 * ask for us. */
struct probe *store_probe(struct store *store, const char *path, struct err *err);
void store_hurry(struct store *store, struct source *source);  /* nothing without readers */
void store_hurry_file(struct store *store, struct file *file); /* file_hurry(); likewise */

/* Takes the source over (consumes it, also on failure) with one reference; *id is its number. */
bool store_add(struct store *store, struct source *source, uint16_t *id, struct err *err)
	BURIN_MUST_CHECK;
void store_ref(struct store *store, uint16_t id);
void store_unref(struct store *store, uint16_t id);
struct source *store_source(const struct store *store, uint16_t id);

/* For a walk over all: NULL where the number is free; all numbers are below store_end(). */
struct source *store_find(const struct store *store, uint16_t id);
uint16_t store_end(const struct store *store);

#endif
