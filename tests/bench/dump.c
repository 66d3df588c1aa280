/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A dump of 16 MiB of random bytes, and of as many zero bytes, to /dev/null: burin, xxd, hexdump,
 * od and hexyl in turns, whole programs. Programs that are not installed are left out. burin must
 * be the fastest in each format that they share.
 */
#include <fcntl.h>
#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/files.h"
#include "support/table.h"

extern char **environ;

enum { SIZE = 16 << 20, ROUNDS = 3, ARGUMENTS = 6 };

struct program {
	const char *name;
	const char *arguments[ARGUMENTS];        /* the file comes behind them */
};

static const struct program programs[] = {
	{ "burin --dump", { "./burin", "--dump" } },
	{ "xxd", { "xxd" } },
	{ "burin --format=hexdump", { "./burin", "--dump", "--format=hexdump" } },
	{ "hexdump -C", { "hexdump", "-C", "-v" } },
	{ "burin --format=od", { "./burin", "--dump", "--format=od" } },
	{ "od -t x1z", { "od", "-A", "x", "-t", "x1z", "-v" } },
	{ "burin -p", { "./burin", "--dump", "-p" } },
	{ "xxd -p", { "xxd", "-p" } },
	{ "burin -i", { "./burin", "--dump", "-i" } },
	{ "xxd -i", { "xxd", "-i" } },
	{ "burin, coloured", { "./burin", "--dump", "--color=always" } },
	{ "hexyl, coloured", { "hexyl", "-v", "--color=always" } },
	{ "hexyl, plain", { "hexyl", "-v", "--color=never" } },
};

enum { PROGRAMS = sizeof(programs) / sizeof(*programs), OURS = 0 };

static double now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

/* Milliseconds, NAN when it could not be run. */
static double run(const struct program *program, const char *file)
{
	const char *arguments[ARGUMENTS + 2] = { NULL };
	posix_spawn_file_actions_t actions;
	double at = now_ms();
	size_t count = 0;
	int status = -1;
	pid_t pid;

	while (count < ARGUMENTS && program->arguments[count] != NULL) {
		arguments[count] = program->arguments[count];
		count++;
	}
	arguments[count] = file;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, arguments[0], &actions, NULL, (char *const *)arguments, environ) ==
	    0)
		waitpid(pid, &status, 0);
	posix_spawn_file_actions_destroy(&actions);
	return status == 0 ? now_ms() - at : (double)NAN;
}

static double measure(const char *what, const char *file)
{
	static const struct column columns[] = {
		{ "ms", 1 }, { "MB/s", 0 }, { "of burin", 2 },
	};
	static struct series series[PROGRAMS];
	double best = (double)INFINITY, ours;

	memset(series, 0, sizeof(series));
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < PROGRAMS; i++) {
			double ms = run(&programs[i], file);

			if (!isnan(ms))
				series_add(&series[i], ms);
		}
	}
	ours = series_median(&series[OURS]);
	table_head(what, columns, 3);
	for (size_t i = 0; i < PROGRAMS; i++) {
		double ms = series_median(&series[i]);

		table_row(programs[i].name, (double[]){ ms, SIZE / 1e3 / ms, ms / ours }, 3);
		if (programs[i].arguments[0][0] != '.' && ms < best)
			best = ms;
	}
	return ours / best;
}

int main(void)
{
	const char *random = files_make(SIZE, SIZE / 2), *zeroes = files_make(SIZE, 0);
	bool good = true;

	if (random == NULL || zeroes == NULL)
		return 1;
	/* xxd -p prints the least, so it is the fastest of the others. */
	good &= table_target("burin --dump, of the fastest other program",
			     measure("dump of random bytes", random), 1);
	good &= table_target("the same",
			     measure("dump of zeroes", zeroes), 1);
	return good ? 0 : 1;
}
