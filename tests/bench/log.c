/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an edit costs, and which part of that is for the time after a crash or a foreign writer.
 * Each row is made in turns with the others, on documents of its own:
 *
 *	alone       a document that has no file: rope, history, arena
 *	of a file   and what the file had there is kept (document/witness.h)
 *	logged      and the edit is in the edit log (document/edit_log.h)
 *
 * One byte is overwritten, at the next place (typing) or anywhere in 64 MiB, or inserted. The time
 * is that of the editing thread on its processor: syncing is another thread's. Besides, the least
 * that an append of the same bytes by pwrite() costs, and the longest of all logged edits by the
 * clock on the wall.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/support/files.h"
#include "bench/support/table.h"
#include "document/document.h"
#include "document/witness.h"
#include "store/arena.h"

enum { ROUNDS = 31, EDITS = 4000, RECORD = 67 };

#define SIZE (UINT64_C(64) << 20)

enum how { ALONE, WITH_FILE, LOGGED, HOWS };
enum what { TYPED, SCATTERED, INSERTED, WHATS };

static double now(clockid_t clock)
{
	struct timespec at;

	clock_gettime(clock, &at);
	return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
}

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "log: %s\n", what);
	exit(1);
}

static uint64_t next(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

static struct store *new_store(struct ropes *ropes)
{
	struct err err;
	struct store *store = store_new(ARENA_CHUNK, &err);

	must(store != NULL, "no memory");
	ropes_init(ropes, store);
	return store;
}

static struct document *new_document(struct ropes *ropes, enum how how, const char *path)
{
	const struct document_options options = { .mode = DOCUMENT_COPY };
	struct document *document;
	struct err err;

	document = how == ALONE ? document_new(ropes, SIZE, &err) :
				  document_open(ropes, path, &options, &err);
	must(document != NULL, err.text);
	document_log_use(document, how == LOGGED, false);
	/* The log begins with the first edit, and that is no part of this. */
	must(document_overwrite(document, 0, "\1", 1, 0, &err), err.text);
	return document;
}

static void edit(struct document *document, enum what what, uint64_t pos)
{
	uint8_t byte = (uint8_t)(pos * 7 + 1);
	struct err err;
	bool ok = what == INSERTED ? document_insert(document, pos, &byte, 1, 0, &err) :
				     document_overwrite(document, pos, &byte, 1, 0, &err);

	must(ok, err.text);
}

/* ns an edit; *longest by the wall's clock. */
static double run(const char *path, enum how how, enum what what, double *longest)
{
	struct ropes ropes;
	struct store *store = new_store(&ropes);
	struct document *document = new_document(&ropes, how, path);
	uint64_t x = UINT64_C(88172645463325252);
	double start = now(CLOCK_THREAD_CPUTIME_ID), time, before, took;

	for (uint64_t i = 0; i < EDITS; i++)
		edit(document, what, what == TYPED ? i + 1 : next(&x) % SIZE);
	time = now(CLOCK_THREAD_CPUTIME_ID) - start;
	for (uint64_t i = 0; longest && i < EDITS; i++) {
		before = now(CLOCK_MONOTONIC);
		edit(document, what, what == TYPED ? i + 1 : next(&x) % SIZE);
		took = now(CLOCK_MONOTONIC) - before;
		*longest = took > *longest ? took : *longest;
	}
	must(how != LOGGED || document_is_logged(document), "nothing is logged");
	document_close(document);
	ropes_done(&ropes);
	store_free(store);
	return time / EDITS;
}

static double run_witness(const char *path)
{
	struct ropes ropes;
	struct store *store = new_store(&ropes);
	struct document *document = new_document(&ropes, WITH_FILE, path);
	struct snapshot snapshot = document_snapshot(document);
	uint16_t id = rope_piece_at(snapshot.rope, SIZE / 2).source;
	struct witnesses witnesses = { 0 };
	uint64_t x = UINT64_C(88172645463325252);
	double start = now(CLOCK_THREAD_CPUTIME_ID), time;
	struct err err;

	for (uint64_t i = 0; i < EDITS; i++)
		must(witness_edit(&witnesses, &ropes, snapshot.rope, next(&x) % SIZE, 1, id, NULL,
				  &err),
		     err.text);
	time = now(CLOCK_THREAD_CPUTIME_ID) - start;
	witnesses_done(&witnesses);
	snapshot_done(&snapshot);
	document_close(document);
	ropes_done(&ropes);
	store_free(store);
	return time / EDITS;
}

static double run_pwrite(void)
{
	int fd = open(files_output(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	uint8_t record[RECORD] = { 1 };
	double start = now(CLOCK_THREAD_CPUTIME_ID), time;

	for (uint64_t i = 0; i < EDITS; i++)
		must(pwrite(fd, record, sizeof record, (off_t)(i * sizeof record)) == RECORD,
		     "pwrite");
	time = now(CLOCK_THREAD_CPUTIME_ID) - start;
	close(fd);
	return time / EDITS;
}

static struct series edits[WHATS][HOWS], witness, append;

static bool report(double longest)
{
	static const struct column columns[] = {
		{ "alone", 0 }, { "of a file", 0 }, { "logged", 0 }, { "log alone", 0 },
		{ "times", 2 },
	};
	static const char *const names[] = { "a byte typed", "a byte anywhere",
					     "a byte inserted anywhere" };
	bool met = true;

	table_head("an edit, ns", columns, 5);
	for (int what = 0; what < WHATS; what++) {
		double alone = series_median(&edits[what][ALONE]);
		double file = series_median(&edits[what][WITH_FILE]);
		double logged = series_median(&edits[what][LOGGED]);

		table_row(names[what], (double[]){ alone, file, logged, logged - file,
						   logged / file }, 5);
	}
	printf("what the file had there (witness): %.0f ns; pwrite() of %d bytes: %.0f ns; the "
	       "longest logged edit: %.0f us\n", series_median(&witness), RECORD,
	       series_median(&append), longest / 1e3);
	for (int what = 0; what < WHATS; what++)
		met &= table_target(names[what], series_median(&edits[what][LOGGED]) -
				    series_median(&edits[what][WITH_FILE]), 2000);
	return met;
}

int main(void)
{
	const char *path = files_make(SIZE, SIZE / 2);
	double longest = 0;

	must(path != NULL, "no file");
	for (int round = 0; round < ROUNDS; round++) {
		for (int what = 0; what < WHATS; what++) {
			for (int how = 0; how < HOWS; how++)
				series_add(&edits[what][how],
					   run(path, (enum how)how, (enum what)what,
					       how == LOGGED ? &longest : NULL));
		}
		series_add(&witness, run_witness(path));
		series_add(&append, run_pwrite());
	}
	return report(longest) ? 0 : 1;
}
