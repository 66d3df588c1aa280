/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One million scattered overwrites of four bytes in a sparse file of 64 GiB, with all of
 * their history, then random looks at the result, and all of it undone and redone. It fails
 * when an edit takes more than 10 us on average or the process more than 200 MB. Then small
 * steps through a file by the reader, against the plain mapping.
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

enum { EDITS = 1000000, LOOKS = 1000 };

#define SIZE (UINT64_C(64) << 30)

static double now(void)
{
	struct timespec at;

	/* Time of the processor, because other programs run beside. */
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
	return (double)at.tv_sec * 1e6 + (double)at.tv_nsec / 1e3;
}

static double resident_mb(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	if (file) {
		if (fscanf(file, "%*u %lu", &pages) != 1)
			pages = 0;
		fclose(file);
	}
	return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

static uint64_t next(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

static void fail(const char *what, const struct err *err)
{
	fprintf(stderr, "edits: %s: %s\n", what, err->text);
	exit(1);
}

static void row(const char *what, double us, double count)
{
	printf("%-32s %8.2f us each %8.0f MB resident\n", what, us / count, resident_mb());
}

static struct document *open_file(struct ropes *ropes, const char *path)
{
	const struct document_options options = { .mode = DOCUMENT_COPY };
	struct err err;
	struct document *document = document_open(ropes, path, &options, &err);

	if (!document)
		fail(path, &err);
	return document;
}

static bool bench_edits(struct ropes *ropes, const char *path)
{
	struct document *document = open_file(ropes, path);
	struct document_place place;
	uint64_t x = UINT64_C(88172645463325252);
	struct err err;
	uint8_t known[64], bytes[64];
	double at = now();
	bool good;

	for (uint32_t i = 0; i < EDITS; i++) {
		if (!document_overwrite(document, next(&x) % (SIZE - 4), &i, 4, 0, &err))
			fail("overwrite", &err);
	}
	double edits = now() - at;
	double mb = resident_mb();
	row("scattered overwrite, 64 GiB", edits, EDITS);
	at = now();
	for (int i = 0; i < LOOKS; i++)
		document_read(document, next(&x) % (SIZE - 64), bytes, known, 64, NULL);
	row("random look at 64 bytes", now() - at, LOOKS);
	at = now();
	while (document_undo(document, &place, &err))
		continue;
	row("undo", now() - at, EDITS);
	at = now();
	while (document_redo(document, &place, &err))
		continue;
	row("redo", now() - at, EDITS);
	at = now();
	document_close(document);
	row("close", now() - at, EDITS);
	good = edits / EDITS <= 10 && mb <= 200;
	if (!good)
		fprintf(stderr, "edits: more than 10 us an edit, or than 200 MB\n");
	return good;
}

enum { STEPS_FILE = 20 << 20, STEPS_BYTES = 10 << 20, STEP = 64 };

/* Seek +64, read 64, seek -32, until 10 MiB have been read; wraps at the end. */
static double bench_plain(const char *path, uint64_t *sum)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const uint8_t *map = mmap(NULL, STEPS_FILE, PROT_READ, MAP_SHARED, fd, 0);
	double at = now();
	uint64_t pos = 0;

	for (size_t done = 0; done < STEPS_BYTES; done += STEP) {
		uint64_t word;

		pos = (pos + STEP) % (STEPS_FILE - 2 * STEP);
		for (size_t i = 0; i < STEP; i += sizeof word) {
			memcpy(&word, map + pos + i, sizeof word);
			*sum += word;
		}
		pos += STEP - 32;
	}
	close(fd);
	return now() - at;
}

static double bench_reader(struct ropes *ropes, const char *path, uint64_t *sum)
{
	struct document *document = open_file(ropes, path);
	struct snapshot snapshot = document_snapshot(document);
	struct reader_window window;
	struct err err;
	struct reader *reader = reader_new(&snapshot, 1 << 20, &err);
	double at = now();
	uint64_t pos = 0;

	for (size_t done = 0; done < STEPS_BYTES; done += STEP) {
		uint64_t word, part;

		pos = (pos + STEP) % (STEPS_FILE - 2 * STEP);
		do {
			part = 0;
			if (!reader_look(reader, pos, STEP, &window, &err))
				fail("look", &err);
			for (size_t i = 0; i < STEP; i += sizeof word) {
				memcpy(&word, window.bytes.data + i, sizeof word);
				part += word;
			}
		} while (!reader_accept(reader));
		*sum += part;
		pos += STEP - 32;
	}
	at = now() - at;
	reader_free(reader);
	snapshot_done(&snapshot);
	document_close(document);
	return at;
}

static void bench_steps(struct ropes *ropes, const char *path, int fd)
{
	double plain = 1e9, reader = 1e9;
	uint64_t sums[2] = { 0, 0 };
	uint8_t block[65536];
	uint64_t x = 1;

	for (size_t i = 0; i < STEPS_FILE / sizeof block; i++) {
		for (size_t k = 0; k < sizeof block; k++)
			block[k] = (uint8_t)(next(&x) >> 32);
		if (write(fd, block, sizeof block) != (ssize_t)sizeof block)
			return;
	}
	for (int i = 0; i < 20; i++) {
		double took = bench_plain(path, &sums[0]);

		plain = took < plain ? took : plain;
		took = bench_reader(ropes, path, &sums[1]);
		reader = took < reader ? took : reader;
	}
	printf("%-32s %8.2f ms plain mapping, %.2f ms reader: %.1f times%s\n",
	       "10 MiB in steps of 64 and -32", plain / 1e3, reader / 1e3, reader / plain,
	       sums[0] == sums[1] ? "" : " (WRONG SUM)");
}

int main(void)
{
	char path[] = "/tmp/burin-edits-XXXXXX";
	int fd = mkstemp(path);
	struct err err;
	struct store *store = store_new(ARENA_CHUNK, &err);
	struct ropes ropes;
	bool good;

	if (fd < 0 || !store || ftruncate(fd, (off_t)SIZE) != 0)
		return 1;
	ropes_init(&ropes, store);
	good = bench_edits(&ropes, path);
	if (ftruncate(fd, 0) == 0)
		bench_steps(&ropes, path, fd);
	ropes_done(&ropes);
	store_free(store);
	close(fd);
	unlink(path);
	return good ? 0 : 1;
}
