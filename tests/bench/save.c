/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What safety costs: a save in place of 1 and of 1000 edits against plain pwrite() and fdatasync(),
 * and one byte inserted at the start against a copy that is synced and renamed. In a folder of its
 * own in the current one; BURIN_BENCH_MIB is the file's size (1024).
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "document/document.h"
#include "document/save.h"
#include "store/arena.h"
#include "support/table.h"

enum { EDIT_ROUNDS = 15, INSERT_ROUNDS = 5, MIB = 1 << 20 };

/* A thousand edits in place, a byte inserted by way of a new file: of what they take plainly. */
static const double EDITS_MOST = 1.3, REPLACE_MOST = 1.1;

static uint64_t size;
static char folder[64], path[96], other[96];

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "save: %s\n", what);
	exit(1);
}

static void make_file(void)
{
	static uint8_t bytes[MIB];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	must(fd >= 0, "can not make the file");
	for (uint64_t at = 0; at < size; at += MIB) {
		memset(bytes, (int)(at / MIB), sizeof bytes);
		must(write(fd, bytes, sizeof bytes) == MIB, "can not write the file");
	}
	must(fsync(fd) == 0 && close(fd) == 0, "can not sync the file");
}

static uint64_t place(int edit, int edits)
{
	return size / (uint64_t)edits * (uint64_t)edit + 100;
}

static double plain(int edits, int round)
{
	int fd = open(path, O_WRONLY);
	double start = now(), time;

	for (int i = 0; i < edits; i++)
		must(pwrite(fd, &round, 4, (off_t)place(i, edits)) == 4, "pwrite");
	must(fdatasync(fd) == 0, "fdatasync");
	time = now() - start;
	close(fd);
	return time;
}

static double save(struct document *document, enum save_choice choice)
{
	struct save_request request = { .choice = choice };
	double start = now();
	struct err err;
	struct job *job = save_new(document, &request, &err);

	must(job && job_run(job, &err), err.text);
	save_finish(job, document);
	job_free(job);
	return now() - start;
}

/* By turns, so that both see the same disk. */
static bool compare_edits(int edits, struct ropes *ropes)
{
	struct series bare = { 0 }, safe = { 0 };
	struct document_options options = { .mode = DOCUMENT_COPY };
	double floor;
	char what[64];
	struct err err;

	for (int round = 0; round < EDIT_ROUNDS; round++) {
		uint32_t value = (uint32_t)round + 0x10203040;
		struct document *document;

		series_add(&bare, plain(edits, round));
		document = document_open(ropes, path, &options, &err);
		must(document, err.text);
		for (int i = 0; i < edits; i++)
			must(document_overwrite(document, place(i, edits), &value, 4, 0, &err),
			     err.text);
		series_add(&safe, save(document, SAVE_INPLACE));
		document_close(document);
	}
	floor = series_median(&bare);
	snprintf(what, sizeof what, "%d edits, pwrite, fdatasync", edits);
	table_row(what, (double[]){ floor, series_least(&bare), 1 }, 3);
	snprintf(what, sizeof what, "%d edits, burin, in place", edits);
	table_row(what, (double[]){ series_median(&safe), series_least(&safe),
				    series_median(&safe) / floor }, 3);
	return edits == 1 || table_target(what, series_median(&safe) / floor, EDITS_MOST);
}

static double insert(struct ropes *ropes, enum save_choice choice)
{
	struct document_options options = { .mode = DOCUMENT_COPY };
	struct err err;
	struct document *document = document_open(ropes, path, &options, &err);
	double time;

	must(document && document_insert(document, 0, "x", 1, 0, &err), err.text);
	time = save(document, choice);
	document_close(document);
	return time;
}

static double insert_by_copy(void)
{
	char command[640];
	double start = now();

	snprintf(command, sizeof command,
		 "(printf x; cat %.90s) > %.90s && sync %.90s && mv %.90s %.90s && sync %.60s",
		 path, other, other, other, path, folder);
	must(system(command) == 0, command);
	return now() - start;
}

static bool compare_insert(struct ropes *ropes)
{
	static const char *const names[] = {
		"byte at 0, cat, sync, mv", "byte at 0, burin, new file",
		"byte at 0, burin, in the file",
	};
	struct series times[3] = { { .count = 0 } };
	double floor, ours;

	for (int round = 0; round < INSERT_ROUNDS; round++) {
		series_add(&times[0], insert_by_copy());
		series_add(&times[1], insert(ropes, SAVE_ATOMIC));
		series_add(&times[2], insert(ropes, SAVE_INPLACE));
	}
	floor = series_median(&times[0]);
	for (size_t i = 0; i < 3; i++) {
		double median = series_median(&times[i]);

		table_row(names[i], (double[]){ median, series_least(&times[i]), median / floor },
			  3);
	}
	ours = series_median(&times[1]) / floor;
	return table_target(names[1], ours, REPLACE_MOST);
}

int main(void)
{
	static const struct column columns[] = {
		{ "ms", 2 }, { "least", 2 }, { "of the plain way", 2 },
	};
	const char *mib = getenv("BURIN_BENCH_MIB");
	struct store *store;
	struct ropes ropes;
	struct err err;
	char title[64];
	bool met;

	size = (mib ? strtoull(mib, NULL, 10) : 1024) * MIB;
	snprintf(folder, sizeof folder, "save-bench.XXXXXX");
	must(mkdtemp(folder) != NULL, "can not make a folder");
	snprintf(path, sizeof path, "%s/file", folder);
	snprintf(other, sizeof other, "%s/other", folder);
	store = store_new(ARENA_CHUNK, &err);
	must(store != NULL, err.text);
	ropes_init(&ropes, store);
	make_file();
	snprintf(title, sizeof title, "saving, %" PRIu64 " MiB", size / MIB);
	table_head(title, columns, 3);
	met = compare_edits(1, &ropes);
	met &= compare_edits(1000, &ropes);
	met &= compare_insert(&ropes);
	unlink(path);
	rmdir(folder);
	ropes_done(&ropes);
	store_free(store);
	return met ? 0 : 1;
}
