/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How near the search comes to the speed of the memory: 512 MiB in memory, and the same as a file
 * through a document, against the sum of all its words. Patterns of some lengths, with wildcards,
 * forward and backward, on random bytes, on zeroes and on data made to be slow.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "document/document.h"
#include "scan/finder_kernel.h"
#include "scan/search.h"
#include "store/arena.h"
#include "support/files.h"
#include "support/table.h"

enum { SIZE = 512 << 20, ROUNDS = 5, SAMPLE = 8192 };

static const uint8_t *data;      /* SIZE bytes */
static volatile uint64_t sink;   /* keeps results alive */

static double now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static void add_up(void)
{
	uint64_t sums[8] = { 0 }, words[8];

	for (size_t at = 0; at < SIZE; at += sizeof(words)) {
		memcpy(words, data + at, sizeof(words));
		for (unsigned i = 0; i < 8; i++)
			sums[i] += words[i];
	}
	for (unsigned i = 0; i < 8; i++)
		sink += sums[i];
}

/* One thing to measure: a pattern, and how. */
struct subject {
	const char *name;
	const char *pattern;     /* NULL: the bare sum */
	enum { NEXT, LAST, COUNT, JOB, THREADS } how;    /* the last two: of a document alone */
	const char *kernel;      /* NULL: the best */
};

static const struct subject subjects[] = {
	{ .name = "bare sum" },
	{ "1 byte, count", "50", COUNT, NULL },
	{ "2 bytes", "fe ca", COUNT, NULL },
	{ "4 bytes", "\"PAT8\"", NEXT, NULL },
	{ "8 bytes", "\"PATTERN8\"", NEXT, NULL },
	{ "32 bytes", "\"PATTERN8 that is 32 bytes long.\" ff", NEXT, NULL },
	{ "8 bytes, backward", "\"PATTERN8\"", LAST, NULL },
	{ "8 bytes, sse2", "\"PATTERN8\"", NEXT, "sse2" },
	{ "8 bytes, portable", "\"PATTERN8\"", NEXT, "portable" },
	{ "8 bytes, any case", "\"PATTERN8\"/i", NEXT, NULL },
	{ "wildcards for bytes", "50 41 ?? 54 ?? 52 4e 38", NEXT, NULL },
	{ "wildcards for nibbles", "5? ?1 5? ?4 4? ?2 4? ?8", NEXT, NULL },
	/* What only a search job knows. */
	{ "class and gap", "50 41 [50-59] {0,16} 4e 38", JOB, NULL },
	{ "text in any encoding", "\"PATTERN8\"/any", JOB, NULL },
	{ "1 byte may differ", "\"PATTERN8\"/near:1", JOB, NULL },
	{ "any key", "\"PATTERN8\"/xor", JOB, NULL },
	{ "u32 in a range", "u32le: 0x41424300..0x414243ff", JOB, NULL },
	{ "regex, literal", "re:PATTERN[0-9]", JOB, NULL },
	{ "regex, class", "re:[P-R]ATT[DEF]RN[0-9]", JOB, NULL },
	{ "8 bytes, two threads", "\"PATTERN8\"", THREADS, NULL },
	{ "00*7 01", "00000000 00000001", NEXT, NULL },
	{ "00*7 01, backward", "00000000 00000001", LAST, NULL },
	{ "01 00*7, count", "01000000 00000000", COUNT, NULL },
	{ "00*8, count", "00000000 00000000", COUNT, NULL },
};

enum { SUBJECTS = sizeof(subjects) / sizeof(*subjects) };

static const struct finder_kernel *kernel_of(const struct subject *subject)
{
	size_t count;
	const struct finder_kernel *const *kernels = finder_kernels(&count);

	for (size_t i = 0; subject->kernel != NULL && i < count; i++) {
		if (strcmp(kernels[i]->name, subject->kernel) == 0)
			return kernels[i];
	}
	return finder_kernel_best();
}

static void find(const struct subject *subject, const struct pattern *pattern)
{
	struct err err;
	struct finder *finder = finder_new_with(pattern, kernel_of(subject), 4096, &err);

	if (finder == NULL)
		return;
	finder_probe(finder, data, SAMPLE);
	if (subject->how == COUNT)
		sink += finder_count(finder, data, SIZE);
	else if (subject->how == LAST)
		sink += finder_last(finder, data, SIZE);
	else
		sink += finder_next(finder, data, SIZE);
	finder_free(finder);
}

static void find_in_document(const struct document *document, const struct subject *subject,
			     const struct pattern *pattern)
{
	struct snapshot snapshot = document_snapshot(document);
	struct search_request request = {
		.pattern = pattern, .end = SIZE, .backward = subject->how == LAST,
		.from = subject->how == LAST ? SIZE : 0, .all = subject->how == COUNT,
		.threads = subject->how == THREADS ? 2 : 1,
	};
	struct err err;
	struct job *job = search_new(&snapshot, &request, &err);

	if (job != NULL && job_run(job, &err))
		sink += search_count(job);
	job_free(job);
	snapshot_done(&snapshot);
}

static double time_one(const struct subject *subject, const struct document *document)
{
	struct pattern pattern;
	struct err err;
	double at = now_ms();

	if (subject->pattern == NULL) {
		/* The pages of a file have to be fetched for the sum too. */
		if (document != NULL)
			madvise((void *)(uintptr_t)data, SIZE, MADV_DONTNEED);
		at = now_ms();
		add_up();
		return now_ms() - at;
	}
	if (!pattern_parse(subject->pattern, &pattern, &err))
		return 0;
	at = now_ms();
	if (document == NULL)
		find(subject, &pattern);
	else
		find_in_document(document, subject, &pattern);
	at = now_ms() - at;
	pattern_done(&pattern);
	return at;
}

static void measure(const char *title, const struct document *document)
{
	static const struct column columns[] = { { "ms", 1 }, { "GB/s", 1 }, { "of sum", 2 } };
	static struct series series[SUBJECTS];
	double bare;

	memset(series, 0, sizeof(series));
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < SUBJECTS; i++) {
			/* A job has no choice of kernels, a finder no structure. */
			if (document == NULL ? subjects[i].how < JOB : subjects[i].kernel == NULL)
				series_add(&series[i], time_one(&subjects[i], document));
		}
	}
	bare = series_median(&series[0]);
	table_head(title, columns, 3);
	for (size_t i = 0; i < SUBJECTS; i++) {
		double ms = series_median(&series[i]);

		table_row(subjects[i].name, (double[]){ ms, SIZE / 1e6 / ms, ms / bare }, 3);
	}
}

static bool measure_file(struct ropes *ropes, const char *title, const char *path)
{
	static const struct document_options options = { .mode = DOCUMENT_READ };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *map = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
	struct document *document;
	struct err err;

	close(fd);
	if (map == MAP_FAILED)
		return false;
	data = map;
	add_up();
	document = document_open(ropes, path, &options, &err);
	if (document == NULL) {
		fprintf(stderr, "search: %s\n", err.text);
		return false;
	}
	measure(title, document);
	document_close(document);
	munmap(map, SIZE);
	return true;
}

/* Period 8, a pattern of 4 KiB of that period with one byte that differs near the end. */
static void measure_hostile(uint8_t *bytes)
{
	enum { LONG = 4096, PART = 64 << 20 };
	struct pattern pattern;
	struct finder *finder;
	struct err err;
	double at;

	for (size_t i = 0; i < PART; i++)
		bytes[i] = i % 8 == 7;
	if (!pattern_from_bytes(bytes, LONG, &pattern, &err))
		return;
	pattern.value[LONG - 9] = 0;
	finder = finder_new(&pattern, bytes, SAMPLE, &err);
	if (finder != NULL) {
		at = now_ms();
		sink += finder_next(finder, bytes, PART);
		at = now_ms() - at;
		printf("\n64 MiB of period 8, 4 KiB that fail late: %.1f ms, %.2f GB/s\n", at,
		       PART / 1e6 / at);
	}
	finder_free(finder);
	pattern_done(&pattern);
}

static bool measure_all(struct ropes *ropes)
{
	uint8_t *bytes = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			      0);
	const char *random = files_make(SIZE, SIZE / 2), *zeroes = files_make(SIZE, 4096);
	uint64_t x = UINT64_C(88172645463325252);

	if (bytes == MAP_FAILED || random == NULL || zeroes == NULL)
		return false;
	madvise(bytes, SIZE, MADV_HUGEPAGE);
	for (size_t at = 0; at < SIZE; at += sizeof(x)) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		memcpy(bytes + at, &x, sizeof(x));
	}
	data = bytes;
	printf("kernel: %s\n", finder_kernel());
	measure("random bytes in memory", NULL);
	memset(bytes, 0, SIZE);
	measure("zeroes in memory", NULL);
	measure_hostile(bytes);
	munmap(bytes, SIZE);
	return measure_file(ropes, "a file of random bytes", random) &&
	       measure_file(ropes, "a file of zeroes", zeroes);
}

int main(void)
{
	struct err err;
	struct store *store = store_new(ARENA_CHUNK, &err);
	struct ropes ropes;
	bool good;

	if (store == NULL)
		return 1;
	ropes_init(&ropes, store);
	good = measure_all(&ropes);
	ropes_done(&ropes);
	store_free(store);
	return good ? 0 : 1;
}
