/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Resident memory after the first frame, and after a jump to the end and two hundred pages,
 * for files from 4 KiB to 1 TiB: it must not grow with the file. See doc/BENCHMARKS.md.
 */
#include <stdio.h>
#include <string.h>

#include "support/files.h"
#include "support/peers.h"
#include "support/table.h"

enum { ROUNDS = 3, PAGES = 200, FILLED = 65536 };

static const uint64_t sizes[] = { UINT64_C(4) << 10, UINT64_C(1) << 30, UINT64_C(16) << 30,
				  UINT64_C(1) << 40 };

static const struct column columns[] = {
	{ "VmHWM KiB", 0 }, { "RssAnon", 0 }, { "RssFile", 0 },
	{ "anon after", 0 }, { "VmHWM after", 0 },
};

struct measured {
	struct series hwm, anon, file, anon_after, hwm_after;
};

static void walk(const struct peer *peer, struct pty *pty, struct measured *to)
{
	struct pty_facts facts;

	if (!pty_settle(pty, &facts))
		return;
	series_add(&to->hwm, (double)facts.hwm_kib);
	series_add(&to->anon, (double)facts.anon_kib);
	series_add(&to->file, (double)facts.file_kib);
	/* A page down at the end may write nothing: the pages come first. */
	if (!pty_send(pty, peer->page_down, strlen(peer->page_down), PAGES) ||
	    !pty_settle(pty, &facts) || !pty_send(pty, peer->end, strlen(peer->end), 1) ||
	    !pty_settle(pty, &facts))
		return;
	series_add(&to->anon_after, (double)facts.anon_kib);
	series_add(&to->hwm_after, (double)facts.hwm_kib);
}

static double measure(const struct peer *peer, uint64_t size, const char *path)
{
	struct measured all = { .hwm.count = 0 };
	char name[64];

	for (int round = 0; round < ROUNDS; round++) {
		struct pty *pty = peer_start(peer, path, 24, 80);
		if (pty)
			walk(peer, pty, &all);
		pty_stop(pty);
	}
	snprintf(name, sizeof(name), "%s, %s", peer->name, files_size(size));
	table_row(name,
		  (double[]){ series_median(&all.hwm), series_median(&all.anon),
			      series_median(&all.file), series_median(&all.anon_after),
			      series_median(&all.hwm_after) },
		  sizeof(columns) / sizeof(columns[0]));
	return series_median(&all.hwm);
}

int main(void)
{
	const char *paths[sizeof(sizes) / sizeof(sizes[0])];
	size_t count = sizeof(sizes) / sizeof(sizes[0]);
	bool met = true;

	for (size_t i = 0; i < count; i++)
		paths[i] = files_make(sizes[i], FILLED);
	table_head("resident, by file size", columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t k = 0; k < peer_count; k++) {
		double least = 0, most = 0;

		if (!peer_found(&peers[k]))
			continue;
		for (size_t i = 0; i < count; i++) {
			if (!paths[i])
				continue;
			double hwm = measure(&peers[k], sizes[i], paths[i]);
			least = i == 0 || hwm < least ? hwm : least;
			most = hwm > most ? hwm : most;
		}
		if (k == PEER_BURIN)
			met = table_target("largest VmHWM of smallest", most / least, 1.1);
	}
	return met ? 0 : 1;
}
