/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What it costs that a mapping survives SIGBUS: a file that is in the cache and mapped, added up
 * over a plain mapping, over spans that are lent and asked about, and by the reader that all scans
 * use; and copied piece by piece, as painting and editing do. See doc/BENCHMARKS.md.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "document/document.h"
#include "document/reader.h"
#include "store/arena.h"
#include "store/fault.h"
#include "support/files.h"
#include "support/table.h"

enum { SIZE = 128 << 20, SPAN = 1 << 20, COPY = 16 << 10, ROUNDS = 31 };

/* The same file, mapped by each way once for all rounds. */
struct scene {
	const uint8_t *plain;
	struct fault_map *guarded;
	struct reader *reader;
};

/* One piece of machine code for all, or the compiler is measured. */
__attribute__((noinline)) static uint64_t add_up(const uint8_t *bytes, size_t len)
{
	uint64_t sum = 0, word;

	for (size_t i = 0; i < len; i += sizeof(word)) {
		memcpy(&word, bytes + i, sizeof(word));
		sum += word;
	}
	return sum;
}

static uint64_t by_plain(struct scene *scene)
{
	uint64_t sum = 0;

	for (size_t at = 0; at < SIZE; at += SPAN)
		sum += add_up(scene->plain + at, SPAN);
	return sum;
}

static uint64_t by_spans(struct scene *scene)
{
	uint64_t sum = 0, part, ticket;

	for (size_t at = 0; at < SIZE; at += SPAN) {
		do
			part = add_up(fault_begin(scene->guarded, at, SPAN, &ticket), SPAN);
		while (!fault_end(scene->guarded, at, SPAN, ticket));
		sum += part;
	}
	return sum;
}

static uint64_t by_plain_copies(struct scene *scene)
{
	uint8_t bytes[COPY];
	uint64_t sum = 0;

	for (size_t at = 0; at < SIZE; at += COPY) {
		memcpy(bytes, scene->plain + at, COPY);
		sum += add_up(bytes, COPY);
	}
	return sum;
}

static uint64_t by_copies(struct scene *scene)
{
	uint8_t bytes[COPY];
	uint64_t sum = 0;

	for (size_t at = 0; at < SIZE; at += COPY)
		if (fault_copy(scene->guarded, at, bytes, COPY) == COPY)
			sum += add_up(bytes, COPY);
	return sum;
}

static uint64_t by_reader(struct scene *scene)
{
	struct reader_window window;
	struct err err;
	uint64_t sum = 0, part;

	for (size_t at = 0; at < SIZE; at += SPAN) {
		do {
			part = 0;
			if (reader_look(scene->reader, at, SPAN, &window, &err) &&
			    window.bytes.len >= SPAN)
				part = add_up(window.bytes.data, SPAN);
		} while (!reader_accept(scene->reader));
		sum += part;
	}
	return sum;
}

/* Each is held against the one that does the same without a guard. */
static const struct way {
	const char *name;
	uint64_t (*scan)(struct scene *scene);
	int against;
} ways[] = {
	{ "plain mapping", by_plain, 0 },
	{ "guarded spans of 1 MiB", by_spans, 0 },
	{ "document reader", by_reader, 0 },
	{ "plain, memcpy() of 16 KiB", by_plain_copies, 3 },
	{ "guarded copies of 16 KiB", by_copies, 3 },
};

enum { WAYS = sizeof(ways) / sizeof(ways[0]), SPANS = 1, READER = 2 };

static double now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static bool measure(struct scene *scene, struct series *times)
{
	uint64_t wanted = by_plain(scene);

	for (int round = -1; round < ROUNDS; round++) {
		for (int i = 0; i < WAYS; i++) {
			double start = now_ms();

			if (ways[i].scan(scene) != wanted) {
				fprintf(stderr, "guard: %s: another sum\n", ways[i].name);
				return false;
			}
			/* The first round brings the pages. */
			if (round >= 0)
				series_add(&times[i], now_ms() - start);
		}
	}
	return true;
}

static bool report(const struct series *times)
{
	static const struct column columns[] = { { "ms", 2 }, { "least", 2 }, { "of plain", 3 } };
	double ratio[WAYS];

	table_head("A mapped file added up, 128 MiB in the cache", columns, 3);
	for (int i = 0; i < WAYS; i++) {
		ratio[i] = series_least(&times[i]) / series_least(&times[ways[i].against]);
		table_row(ways[i].name, (double[]){ series_median(&times[i]),
						    series_least(&times[i]), ratio[i] }, 3);
	}
	bool met = table_target("guarded spans, of the plain mapping", ratio[SPANS], 1.05);
	return table_target("document reader, of the plain mapping", ratio[READER], 1.05) && met;
}

static bool run(struct ropes *ropes, const char *path, int fd)
{
	const struct document_options options = { .mode = DOCUMENT_COPY };
	struct series *times = calloc(WAYS, sizeof(*times));
	struct scene scene = { 0 };
	struct err err;
	struct document *document = document_open(ropes, path, &options, &err);
	bool met = false;

	if (!document || !times)
		return false;
	struct snapshot snapshot = document_snapshot(document);
	void *plain = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
	scene.plain = plain;
	scene.guarded = fault_map_new(fd, 0, SIZE, false, &err);
	scene.reader = reader_new(&snapshot, SPAN, &err);
	if (plain != MAP_FAILED && scene.guarded && scene.reader && measure(&scene, times))
		met = report(times);
	reader_free(scene.reader);
	fault_map_free(scene.guarded);
	if (plain != MAP_FAILED)
		munmap(plain, SIZE);
	snapshot_done(&snapshot);
	document_close(document);
	free(times);
	return met;
}

int main(void)
{
	const char *path = files_make(SIZE, SIZE);
	struct err err;
	struct store *store = store_new(ARENA_CHUNK, &err);
	struct ropes ropes;
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0 || !store)
		return 1;
	ropes_init(&ropes, store);
	bool met = run(&ropes, path, fd);
	ropes_done(&ropes);
	store_free(store);
	close(fd);
	return met ? 0 : 1;
}
