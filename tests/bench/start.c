/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the start of a program to its first stable frame: burin, a minimal curses program that
 * draws the same page, and other editors, on files from 4 KiB to 1 TiB and two sizes of
 * terminal. See doc/BENCHMARKS.md.
 */
#include <stdio.h>
#include <stdlib.h>

#include "support/files.h"
#include "support/peers.h"
#include "support/table.h"

enum { ROUNDS = 15, PEERS_MOST = 16, FILLED = 65536 };

static const uint64_t sizes[] = { UINT64_C(4) << 10, UINT64_C(1) << 30, UINT64_C(16) << 30,
				  UINT64_C(1) << 40 };
static const int terminals[][2] = { { 24, 80 }, { 60, 200 } };

static const struct column columns[] = {
	{ "ms", 2 }, { "of colours", 2 }, { "CPU ms", 2 }, { "bytes", 0 },
	{ "VmHWM KiB", 0 }, { "RssAnon", 0 }, { "threads", 0 },
};

struct measured {
	struct series ms, cpu, bytes, hwm, anon, threads;
};

static void measure(const struct peer *peer, const char *path, const int terminal[2],
		    struct measured *to)
{
	struct pty *pty = peer_start(peer, path, terminal[0], terminal[1]);
	struct pty_facts facts;

	if (pty && pty_settle(pty, &facts)) {
		series_add(&to->ms, facts.last_ms);
		series_add(&to->cpu, facts.cpu_ms);
		series_add(&to->bytes, (double)facts.bytes);
		series_add(&to->hwm, (double)facts.hwm_kib);
		series_add(&to->anon, (double)facts.anon_kib);
		series_add(&to->threads, facts.threads);
	}
	pty_stop(pty);
}

static void print(const struct peer *peer, const struct measured *what, double page)
{
	double ms = series_median(&what->ms);

	table_row(peer->name,
		  (double[]){ ms, ms / page, series_median(&what->cpu), series_median(&what->bytes),
			      series_median(&what->hwm), series_median(&what->anon),
			      series_median(&what->threads) },
		  sizeof(columns) / sizeof(columns[0]));
}

/* Each is held against the one which draws the same. */
static bool judge(const struct measured *all, const char *what, int burin, int page)
{
	double ratio = series_median(&all[burin].ms) / series_median(&all[page].ms);

	return table_target(what, ratio, 1.3);
}

static bool compare(const char *path, uint64_t size, const int terminal[2])
{
	struct measured *all = calloc(PEERS_MOST, sizeof(*all));
	char title[64];

	if (!all)
		return false;
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < peer_count; i++)
			if (peer_found(&peers[i]))
				measure(&peers[i], path, terminal, &all[i]);
	snprintf(title, sizeof(title), "%s, %dx%d", files_size(size), terminal[1], terminal[0]);
	table_head(title, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < peer_count; i++)
		if (all[i].ms.count > 0)
			print(&peers[i], &all[i], series_median(&all[PEER_COLOUR].ms));
	bool met = judge(all, "burin, of the page with colours", PEER_BURIN, PEER_COLOUR);
	met = judge(all, "burin without colours, of the page", PEER_MONO, PEER_PAGE) && met;
	free(all);
	return met;
}

int main(void)
{
	bool met = true;

	printf("Start to the first stable frame, medians of %d rounds\n", ROUNDS);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		const char *path = files_make(sizes[i], FILLED);
		for (size_t k = 0; path && k < sizeof(terminals) / sizeof(terminals[0]); k++)
			met = compare(path, sizes[i], terminals[k]) && met;
	}
	return met ? 0 : 1;
}
