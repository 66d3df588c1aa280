/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The main function of a fuzz target where there is no libFuzzer: gives it every file of its
 * corpus, tests/fuzz/corpus/NAME, and then a fixed number of short inputs made from the corpus
 * and from chance, so that each `make check` runs the target's checks at little cost. One TAP
 * point for each. A file named on the command line is run alone, to look at one finding.
 */

#include <dirent.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CHANCES 2000
#define CHANCE_MAX 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The inputs read so far, from which others are made. */
struct corpus {
	uint8_t *data[1024]; /* each of its own allocation */
	size_t size[1024];   /* and its length */
	size_t count;        /* used entries */
};

static uint64_t chance(uint64_t *state)
{
	uint64_t mix = *state += UINT64_C(0x9e3779b97f4a7c15);

	mix = (mix ^ (mix >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	mix = (mix ^ (mix >> 27)) * UINT64_C(0x94d049bb133111eb);
	return mix ^ (mix >> 31);
}

static int load(struct corpus *corpus, const char *path)
{
	size_t at = corpus->count;
	struct stat info;
	FILE *file;

	if (at == sizeof(corpus->size) / sizeof(*corpus->size))
		return 1;
	file = fopen(path, "rb");
	if (!file || fstat(fileno(file), &info) || !S_ISREG(info.st_mode)) {
		if (file)
			fclose(file);
		return 0;
	}
	/* Exactly as large as the input, so that a sanitizer sees a read past its end. */
	corpus->data[at] = malloc((size_t)info.st_size + !info.st_size);
	if (!corpus->data[at])
		abort();
	corpus->size[at] = fread(corpus->data[at], 1, (size_t)info.st_size, file);
	corpus->count++;
	fclose(file);
	return 1;
}

static int compare(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void replay_folder(struct corpus *corpus, const char *folder)
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, NULL, compare);

	for (int i = 0; i < count; i++) {
		char *path = NULL;

		if (asprintf(&path, "%s/%s", folder, entries[i]->d_name) < 0)
			abort();
		if (load(corpus, path)) {
			LLVMFuzzerTestOneInput(
				corpus->data[corpus->count - 1], corpus->size[corpus->count - 1]);
			printf("ok - %s\n", entries[i]->d_name);
		}
		free(path);
		free(entries[i]);
	}
	free(entries);
}

/* Half of a corpus entry, or noise, with some bytes changed. */
static size_t make_input(const struct corpus *corpus, uint64_t *state, uint8_t *input)
{
	size_t size = (size_t)(chance(state) % CHANCE_MAX);
	size_t from = corpus->count ? (size_t)(chance(state) % corpus->count) : 0;

	for (size_t i = 0; i < size; i++)
		input[i] = (uint8_t)chance(state);
	if (corpus->count && chance(state) % 4) {
		if (size > corpus->size[from])
			size = corpus->size[from];
		memcpy(input, corpus->data[from], size);
		for (uint64_t n = chance(state) % 8; size && n > 0; n--)
			input[chance(state) % size] = (uint8_t)chance(state);
	}
	return size;
}

static void replay_chance(const struct corpus *corpus)
{
	const char *seed = getenv("BURIN_SEED");
	uint64_t state = seed && *seed ? strtoull(seed, NULL, 0) : 1;

	printf("# BURIN_SEED=0x%" PRIx64 "\n", state);
	fflush(stdout);
	for (int i = 0; i < CHANCES; i++) {
		uint8_t buf[CHANCE_MAX];
		size_t size = make_input(corpus, &state, buf);
		uint8_t *input = malloc(size + !size);

		if (!input)
			abort();
		memcpy(input, buf, size);
		LLVMFuzzerTestOneInput(input, size);
		free(input);
	}
	printf("ok - %d inputs by chance\n", CHANCES);
}

int main(int argc, char **argv)
{
	static struct corpus corpus;
	const char *source = getenv("BURIN_SRCDIR");
	const char *name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	char *folder = NULL;

	if (strncmp(name, "lt-", 3) == 0)
		name += 3;
	if (asprintf(&folder, "%s/tests/fuzz/corpus/%s", source ? source : ".", name) < 0)
		abort();
	if (argc > 1) {
		for (int i = 1; i < argc; i++)
			if (load(&corpus, argv[i]))
				LLVMFuzzerTestOneInput(corpus.data[i - 1], corpus.size[i - 1]);
	} else {
		replay_folder(&corpus, folder);
		replay_chance(&corpus);
		printf("1..%zu\n", corpus.count + 1);
	}
	while (corpus.count > 0)
		free(corpus.data[--corpus.count]);
	free(folder);
	return 0;
}
