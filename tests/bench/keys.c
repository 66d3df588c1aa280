/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys to frames: one page down and what it writes to the terminal, a thousand that arrive at
 * once, and the jump to the end. See doc/BENCHMARKS.md.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/files.h"
#include "support/peers.h"
#include "support/table.h"

enum { ROUNDS = 3, PAGES = 60, BURST = 1000, PEERS_MOST = 16, FILLED = 8 << 20 };

static const int terminals[][2] = { { 24, 80 }, { 60, 200 } };

static const struct column columns[] = {
	{ "page ms", 2 }, { "95 % ms", 2 }, { "bytes", 0 }, { "CPU ms", 2 },
	{ "burst ms", 1 }, { "burst KB", 1 }, { "end ms", 2 }, { "end bytes", 0 },
};

struct measured {
	struct series page, bytes, cpu, burst, burst_bytes, end, end_bytes;
};

static bool press(struct pty *pty, const char *keys, unsigned count, struct pty_facts *facts)
{
	return pty_send(pty, keys, strlen(keys), count) && pty_settle(pty, facts);
}

static void measure_pages(const struct peer *peer, struct pty *pty, struct measured *to)
{
	struct pty_facts facts;

	for (int i = 0; i < PAGES && press(pty, peer->page_down, 1, &facts); i++) {
		series_add(&to->page, facts.last_ms);
		series_add(&to->bytes, (double)facts.bytes);
		series_add(&to->cpu, facts.cpu_ms);
	}
}

/* The burst is last: what a program makes of it must not be in the other numbers. */
static void measure(const struct peer *peer, const char *path, const int terminal[2],
		    struct measured *to)
{
	struct pty *pty = peer_start(peer, path, terminal[0], terminal[1]);
	struct pty_facts facts;

	if (pty && pty_settle(pty, &facts)) {
		measure_pages(peer, pty, to);
		if (press(pty, peer->page_down, BURST, &facts)) {
			series_add(&to->burst, facts.last_ms);
			series_add(&to->burst_bytes, (double)facts.bytes / 1e3);
		}
		if (press(pty, peer->end, 1, &facts)) {
			series_add(&to->end, facts.last_ms);
			series_add(&to->end_bytes, (double)facts.bytes);
		}
	}
	pty_stop(pty);
}

static void print(const struct peer *peer, const struct measured *what)
{
	table_row(peer->name,
		  (double[]){ series_median(&what->page), series_quantile(&what->page, 0.95),
			      series_median(&what->bytes), series_median(&what->cpu),
			      series_median(&what->burst), series_median(&what->burst_bytes),
			      series_median(&what->end), series_median(&what->end_bytes) },
		  sizeof(columns) / sizeof(columns[0]));
}

/* Both draw the same cells; the page's own colours are in both. */
static bool judge(const struct measured *all)
{
	const struct measured *burin = &all[PEER_BURIN], *page = &all[PEER_COLOUR];
	bool met = table_target("ms of a burst", series_median(&burin->burst), 50);

	return table_target("bytes of a page down, of the minimal program's",
			    series_median(&burin->bytes) / series_median(&page->bytes), 1.1) && met;
}

static bool compare(const char *path, const int terminal[2])
{
	struct measured *all = calloc(PEERS_MOST, sizeof(*all));
	char title[64];
	bool met;

	if (!all)
		return false;
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < peer_count; i++)
			if (peer_found(&peers[i]))
				measure(&peers[i], path, terminal, &all[i]);
	snprintf(title, sizeof(title), "page down, %dx%d", terminal[1], terminal[0]);
	table_head(title, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < peer_count; i++)
		if (all[i].page.count > 0)
			print(&peers[i], &all[i]);
	met = judge(all);
	free(all);
	return met;
}

int main(void)
{
	const char *path = files_make(UINT64_C(1) << 30, FILLED);
	bool met = true;

	printf("Keys on a file of 1 GiB: medians of %d page downs, of %d bursts of %d\n",
	       ROUNDS * PAGES, ROUNDS, BURST);
	for (size_t i = 0; path && i < sizeof(terminals) / sizeof(terminals[0]); i++)
		met = compare(path, terminals[i]) && met;
	return path && met ? 0 : 1;
}
