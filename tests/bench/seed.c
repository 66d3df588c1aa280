/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The experiment that the wish for mapped files began with: in a file of 20 MB, seek +64, read
 * 64 bytes, seek -32, until 10 MB have been processed. By a plain mapping, by burin's reader,
 * by pread(), by lseek() and read(), and by stdio. Each opens the file itself; all add up the
 * bytes, and must agree. See doc/BENCHMARKS.md.
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
#include "support/files.h"
#include "support/table.h"

enum {
	SIZE = 20 * 1000 * 1000, AMOUNT = 10 * 1000 * 1000, LEN = 64,
	ROUNDS = 31, WINDOW = 1 << 20,
};

/* Where the walk is: pos is where the next read begins. */
struct walk {
	uint64_t pos;
	size_t done;
};

static bool step(struct walk *walk)
{
	if (walk->done >= AMOUNT)
		return false;
	walk->pos += walk->done == 0 ? LEN : LEN + LEN - 32;
	walk->done += LEN;
	return true;
}

static uint64_t add_up(const uint8_t bytes[LEN])
{
	uint64_t sum = 0, word;

	for (size_t i = 0; i < LEN; i += sizeof(word)) {
		memcpy(&word, bytes + i, sizeof(word));
		sum += word;
	}
	return sum;
}

static uint64_t by_mapping(const char *path, struct ropes *ropes)
{
	struct walk walk = { 0, 0 };
	uint64_t sum = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const uint8_t *map = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);

	(void)ropes;
	while (map != MAP_FAILED && step(&walk))
		sum += add_up(map + walk.pos);
	munmap((void *)(uintptr_t)map, SIZE);
	close(fd);
	return sum;
}

static uint64_t walk_reader(struct reader *reader)
{
	struct walk walk = { 0, 0 };
	struct reader_window window;
	struct err err;
	uint64_t sum = 0, part;

	while (step(&walk)) {
		do {
			part = 0;
			if (reader_look(reader, walk.pos, LEN, &window, &err) &&
			    window.bytes.len >= LEN)
				part = add_up(window.bytes.data);
		} while (!reader_accept(reader));
		sum += part;
	}
	return sum;
}

static uint64_t walk_snapshot(const struct snapshot *snapshot)
{
	struct walk walk = { 0, 0 };
	uint8_t bytes[LEN];
	uint64_t sum = 0;

	while (step(&walk))
		if (snapshot_read(snapshot, walk.pos, bytes, NULL, LEN, NULL) == 0)
			sum += add_up(bytes);
	return sum;
}

static uint64_t by_document(const char *path, struct ropes *ropes, bool by_reader)
{
	const struct document_options options = { .mode = DOCUMENT_COPY };
	struct err err;
	struct document *document = document_open(ropes, path, &options, &err);
	uint64_t sum = 0;

	if (!document)
		return 0;
	struct snapshot snapshot = document_snapshot(document);
	struct reader *reader = reader_new(&snapshot, WINDOW, &err);
	if (reader)
		sum = by_reader ? walk_reader(reader) : walk_snapshot(&snapshot);
	reader_free(reader);
	snapshot_done(&snapshot);
	document_close(document);
	return sum;
}

static uint64_t by_reader(const char *path, struct ropes *ropes)
{
	return by_document(path, ropes, true);
}

static uint64_t by_snapshot(const char *path, struct ropes *ropes)
{
	return by_document(path, ropes, false);
}

static uint64_t by_pread(const char *path, struct ropes *ropes)
{
	struct walk walk = { 0, 0 };
	uint8_t bytes[LEN];
	uint64_t sum = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	(void)ropes;
	while (step(&walk))
		if (pread(fd, bytes, LEN, (off_t)walk.pos) == LEN)
			sum += add_up(bytes);
	close(fd);
	return sum;
}

/* As the experiment says: from where it stands. */
static uint64_t by_lseek(const char *path, struct ropes *ropes)
{
	uint8_t bytes[LEN];
	uint64_t sum = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	(void)ropes;
	for (size_t done = 0; done < AMOUNT; done += LEN) {
		lseek(fd, LEN, SEEK_CUR);
		if (read(fd, bytes, LEN) == LEN)
			sum += add_up(bytes);
		lseek(fd, -32, SEEK_CUR);
	}
	close(fd);
	return sum;
}

static uint64_t by_stdio(const char *path, struct ropes *ropes)
{
	uint8_t bytes[LEN];
	uint64_t sum = 0;
	FILE *stream = fopen(path, "rbe");

	(void)ropes;
	for (size_t done = 0; stream && done < AMOUNT; done += LEN) {
		fseek(stream, LEN, SEEK_CUR);
		if (fread(bytes, LEN, 1, stream) == 1)
			sum += add_up(bytes);
		fseek(stream, -32, SEEK_CUR);
	}
	if (stream)
		fclose(stream);
	return sum;
}

static const struct way {
	const char *name;
	uint64_t (*walk)(const char *path, struct ropes *ropes);
} ways[] = {
	{ "plain mapping", by_mapping },
	{ "document reader", by_reader },
	{ "snapshot_read()", by_snapshot },
	{ "pread()", by_pread },
	{ "lseek() and read()", by_lseek },
	{ "fseek() and fread()", by_stdio },
};

enum { WAYS = sizeof(ways) / sizeof(ways[0]), MAPPING = 0, READER = 1 };

static double now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static bool measure(const char *path, struct ropes *ropes, struct series *series)
{
	uint64_t expected = by_mapping(path, ropes);

	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < WAYS; i++) {
			double at = now_ms();
			uint64_t sum = ways[i].walk(path, ropes);
			series_add(&series[i], now_ms() - at);
			if (sum != expected) {
				fprintf(stderr, "seed: %s read something else\n", ways[i].name);
				return false;
			}
		}
	return true;
}

static bool print(const struct series *series)
{
	static const struct column columns[] = {
		{ "ms", 2 }, { "least ms", 2 }, { "of mapping", 2 }, { "ns a step", 1 },
	};
	double mapping = series_median(&series[MAPPING]);

	table_head("seek +64, read 64, seek -32", columns, 4);
	for (size_t i = 0; i < WAYS; i++) {
		double ms = series_median(&series[i]);
		table_row(ways[i].name,
			  (double[]){ ms, series_least(&series[i]), ms / mapping,
				      ms * 1e6 / (AMOUNT / LEN) }, 4);
	}
	return table_target("reader, of the mapping",
			    series_median(&series[READER]) / mapping, 3);
}

int main(void)
{
	const char *path = files_make(SIZE, SIZE / 2);       /* no hole */
	struct series *series = calloc(WAYS, sizeof(*series));
	struct err err;
	struct store *store = store_new(ARENA_CHUNK, &err);
	struct ropes ropes;
	bool good;

	if (!path || !series || !store)
		return 1;
	ropes_init(&ropes, store);
	good = measure(path, &ropes, series) && print(series);
	ropes_done(&ropes);
	store_free(store);
	free(series);
	return good ? 0 : 1;
}
