/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What safety costs: a save in place of 1 and of 1000 edits against plain pwrite() and fdatasync(),
 * and one byte inserted at the start against a copy that is synced and renamed. In a folder of its
 * own in the current one; BURIN_BENCH_MIB is the file's size (256).
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

enum { ROUNDS = 15, MIB = 1 << 20 };

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

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double middle(double times[ROUNDS])
{
	qsort(times, ROUNDS, sizeof *times, compare);
	return times[ROUNDS / 2];
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
static void compare_edits(int edits, struct ropes *ropes)
{
	double bare[ROUNDS], safe[ROUNDS], x, y;
	struct document_options options = { .mode = DOCUMENT_COPY };
	struct err err;

	for (int round = 0; round < ROUNDS; round++) {
		uint32_t value = (uint32_t)round + 0x10203040;
		struct document *document;

		bare[round] = plain(edits, round);
		document = document_open(ropes, path, &options, &err);
		must(document, err.text);
		for (int i = 0; i < edits; i++)
			must(document_overwrite(document, place(i, edits), &value, 4, 0, &err),
			     err.text);
		safe[round] = save(document, SAVE_INPLACE);
		document_close(document);
	}
	x = middle(bare);
	y = middle(safe);
	printf("  %4d edits: pwrite + fdatasync %7.2f (best %.2f), burin in place %7.2f (best "
	       "%.2f): %.2f times\n", edits, x, bare[0], y, safe[0], y / x);
}

static double insert_ours(struct ropes *ropes)
{
	struct document_options options = { .mode = DOCUMENT_COPY };
	struct err err;
	struct document *document = document_open(ropes, path, &options, &err);
	double time;

	must(document && document_insert(document, 0, "x", 1, 0, &err), err.text);
	time = save(document, SAVE_ATOMIC);
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

int main(void)
{
	const char *mib = getenv("BURIN_BENCH_MIB");
	struct store *store;
	struct ropes ropes;
	struct err err;

	size = (mib ? strtoull(mib, NULL, 10) : 256) * MIB;
	snprintf(folder, sizeof folder, "save-bench.XXXXXX");
	must(mkdtemp(folder) != NULL, "can not make a folder");
	snprintf(path, sizeof path, "%s/file", folder);
	snprintf(other, sizeof other, "%s/other", folder);
	store = store_new(ARENA_CHUNK, &err);
	must(store != NULL, err.text);
	ropes_init(&ropes, store);
	make_file();
	printf("saving, %" PRIu64 " MiB, ms\n", size / MIB);
	compare_edits(1, &ropes);
	compare_edits(1000, &ropes);
	printf("  %-34s %10.2f\n", "a byte at 0, copy, sync, rename", insert_by_copy());
	printf("  %-34s %10.2f\n", "a byte at 0, burin", insert_ours(&ropes));
	unlink(path);
	rmdir(folder);
	ropes_done(&ropes);
	store_free(store);
	return 0;
}
