/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the minimap adds to the first stable frame, of a sparse TiB with islands of data: the bar is
 * to be there with the frame and not behind it. See doc/BENCHMARKS.md.
 */
#include <stdio.h>

#include "support/files.h"
#include "support/peers.h"
#include "support/table.h"

enum { ROUNDS = 15, ISLANDS = 6, ISLAND = 1 << 20 };

static const uint64_t size = UINT64_C(1) << 40;
static const int terminals[][2] = { { 24, 80 }, { 60, 200 } };

/* Both run a line: the difference is the bar. */
static const struct peer ways[] = {
	{ .name = "without", .program = "./burin", .arguments = { "-x", "minimap off" } },
	{ .name = "minimap", .program = "./burin", .arguments = { "-x", "minimap both" } },
};
enum { WAYS = sizeof(ways) / sizeof(ways[0]) };

static const struct column columns[] = {
	{ "ms", 2 }, { "of without", 2 }, { "CPU ms", 2 }, { "VmHWM KiB", 0 },
};

struct measured {
	struct series ms, cpu, hwm;
};

/* At odd places: no row of the bar begins there. */
static const char *make_file(void)
{
	const char *path = files_make(size, ISLAND);

	for (uint64_t i = 1; path && i <= ISLANDS; i++)
		if (!files_fill(path, size / (ISLANDS + 1) * i / 4096 * 4096, ISLAND))
			return NULL;
	return path;
}

static void measure(const struct peer *way, const char *path, const int terminal[2],
		    struct measured *to)
{
	struct pty *pty = peer_start(way, path, terminal[0], terminal[1]);
	struct pty_facts facts;

	if (pty && pty_settle(pty, &facts)) {
		series_add(&to->ms, facts.last_ms);
		series_add(&to->cpu, facts.cpu_ms);
		series_add(&to->hwm, (double)facts.hwm_kib);
	}
	pty_stop(pty);
}

static bool compare(const char *path, const int terminal[2])
{
	static struct measured all[WAYS];
	char title[64];

	for (size_t i = 0; i < WAYS; i++)
		all[i] = (struct measured){ .ms = { .count = 0 } };
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < WAYS; i++)
			measure(&ways[i], path, terminal, &all[i]);
	snprintf(title, sizeof(title), "%s, %d islands, %dx%d", files_size(size), ISLANDS + 2,
		 terminal[1], terminal[0]);
	table_head(title, columns, sizeof(columns) / sizeof(columns[0]));
	double without = series_median(&all[0].ms);
	for (size_t i = 0; i < WAYS; i++)
		table_row(ways[i].name,
			  (double[]){ series_median(&all[i].ms),
				      series_median(&all[i].ms) / without,
				      series_median(&all[i].cpu), series_median(&all[i].hwm) },
			  sizeof(columns) / sizeof(columns[0]));
	return table_target("the bar is there, of the start", series_median(&all[1].ms) / without,
			    1.5);
}

int main(void)
{
	const char *path = make_file();
	bool met = true;

	printf("The minimap with the first stable frame, medians of %d rounds\n", ROUNDS);
	for (size_t i = 0; path && i < sizeof(terminals) / sizeof(terminals[0]); i++)
		met = compare(path, terminals[i]) && met;
	return met ? 0 : 1;
}
