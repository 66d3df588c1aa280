/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digests, strings and statistics of 64 MiB of random bytes in the cache: burin and the tools of
 * the system in turns, whole programs; and the least there is to do, to add up all mapped bytes.
 * Tools that are not installed are left out. The least of the rounds counts, as a neighbour can
 * only make it more.
 */
#include <fcntl.h>
#include <math.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/files.h"
#include "support/table.h"

extern char **environ;

enum { SIZE = 64 << 20, ROUNDS = 5, ARGUMENTS = 2 };

/* Without arguments: in this process. */
static const struct row {
	const char *name;
	const char *arguments[ARGUMENTS];        /* the file comes behind them */
} rows[] = {
	{ "all bytes added up", { NULL } },
	{ "burin crc32", { "./burin", "--digest=crc32" } },
	{ "burin crc16modbus", { "./burin", "--digest=modbus" } },
	{ "burin adler32", { "./burin", "--digest=adler32" } },
	{ "burin cksum", { "./burin", "--digest=cksum" } },
	{ "cksum", { "cksum", NULL } },
	{ "burin sha256", { "./burin", "--digest=sha256" } },
	{ "sha256sum", { "sha256sum", NULL } },
	{ "burin md5 (RHash)", { "./burin", "--digest=md5" } },
	{ "md5sum", { "md5sum", NULL } },
	{ "burin blake2b (RHash)", { "./burin", "--digest=blake2b" } },
	{ "b2sum", { "b2sum", NULL } },
	{ "burin, 112 CRCs", { "./burin", "--digest=crc" } },
	{ "burin --strings", { "./burin", "--strings" } },
	{ "strings -tx", { "strings", "-tx" } },
	{ "burin --statistics", { "./burin", "--statistics" } },
	{ "ent", { "ent", NULL } },
};

enum { ROWS = sizeof(rows) / sizeof(*rows), LIMIT = 0, CRC32 = 1, SHA256 = 6, SHA256SUM = 7,
	STRINGS = 13, GNU_STRINGS = 14, STATISTICS = 15, ENT = 16 };

static volatile uint64_t sink;

static double now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static double add_up(const char *file)
{
	double at = now_ms();
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	const uint64_t *words = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
	uint64_t sums[4] = { 0 };

	close(fd);
	if (words == MAP_FAILED)
		return (double)NAN;
	for (size_t i = 0; i < SIZE / sizeof(*words); i += 4)
		for (int k = 0; k < 4; k++)
			sums[k] += words[i + (size_t)k];
	sink = sums[0] + sums[1] + sums[2] + sums[3];
	munmap((void *)words, SIZE);
	return now_ms() - at;
}

/* Milliseconds, NAN when it could not be run. */
static double run(const struct row *row, const char *file)
{
	const char *arguments[ARGUMENTS + 2] = { row->arguments[0] };
	posix_spawn_file_actions_t actions;
	double at = now_ms();
	int status = -1;
	pid_t pid;

	if (row->arguments[0] == NULL)
		return add_up(file);
	arguments[1] = row->arguments[1] != NULL ? row->arguments[1] : file;
	arguments[2] = row->arguments[1] != NULL ? file : NULL;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, arguments[0], &actions, NULL, (char *const *)arguments, environ) ==
	    0)
		waitpid(pid, &status, 0);
	posix_spawn_file_actions_destroy(&actions);
	return status == 0 ? now_ms() - at : (double)NAN;
}

int main(void)
{
	static const struct column columns[] = { { "ms", 1 }, { "MB/s", 0 }, { "of the sum", 2 } };
	static struct series series[ROWS];
	const char *file = files_make(SIZE, SIZE / 2);
	bool good = true;

	if (file == NULL)
		return 1;
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < ROWS; i++) {
			double ms = run(&rows[i], file);

			if (!isnan(ms))
				series_add(&series[i], ms);
		}
	table_head("digests, strings and statistics of 64 MiB", columns, 3);
	for (size_t i = 0; i < ROWS; i++) {
		double ms = series_least(&series[i]);

		table_row(rows[i].name, (double[]){ ms, SIZE / 1e3 / ms,
						    ms / series_least(&series[LIMIT]) }, 3);
	}
	good &= table_target("CRC-32, of adding all bytes up",
			     series_least(&series[CRC32]) / series_least(&series[LIMIT]), 3);
	good &= table_target("SHA-256, of sha256sum",
			     series_least(&series[SHA256]) / series_least(&series[SHA256SUM]), 1);
	good &= table_target("strings, of GNU strings",
			     series_least(&series[STRINGS]) / series_least(&series[GNU_STRINGS]),
			     1);
	good &= table_target("statistics, of ent",
			     series_least(&series[STATISTICS]) / series_least(&series[ENT]), 0.2);
	return good ? 0 : 1;
}
