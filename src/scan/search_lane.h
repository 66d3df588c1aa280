/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For search.c: the threads of one search. Each lane has a scanner of its own and a walk, and keeps
 * the hits of that walk. The first lane runs in the thread that asks; with one lane there are no
 * threads.
 */
#ifndef BURIN_SCAN_SEARCH_LANE_H
#define BURIN_SCAN_SEARCH_LANE_H

#include "scan/hits.h"
#include "scan/scanner.h"
#include "scan/search.h"

struct lane;
struct lanes;

struct lanes *lanes_new(const struct snapshot *snapshot, const struct search_request *request,
			const struct scanner_sizes *sizes, uint64_t count,
			const _Atomic bool *cancelled, struct err *err) BURIN_MUST_CHECK;
void lanes_free(struct lanes *lanes);            /* NULL is allowed */
unsigned lanes_count(const struct lanes *lanes);
struct lane *lanes_at(struct lanes *lanes, unsigned i);
const struct pattern *lanes_pattern(const struct lanes *lanes);

enum lane_mode {
	LANE_ALL,                /* every hit */
	LANE_FIRST,
	LANE_LAST,               /* as the walk's last; the walk goes on downward */
};

/* Runs what was started in each, at once; returns when all have ended. Where one hit is wanted,
 * that of the first lane that found any is it, and what the lanes behind it say does not count. */
bool lanes_run(struct lanes *lanes, enum lane_mode mode, struct err *err) BURIN_MUST_CHECK;

struct scanner *lane_scanner(struct lane *lane);
struct scanner_walk *lane_walk(struct lane *lane);

/* Sets the walk; forgets what was found before. */
void lane_start(struct lane *lane, const struct scanner_walk *walk);
bool lane_run(struct lane *lane, enum lane_mode mode, struct err *err) BURIN_MUST_CHECK;

/* Appends the hits of the walk to `hits`. */
bool lane_give(struct lane *lane, struct hits *hits, struct err *err) BURIN_MUST_CHECK;

#endif
