/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * In which parts of a document a pattern is found, looked for by a job that others do not notice.
 * The parts are those of an overview (scan/overview.h).
 *
 *	map = hit_map_new(&request, &err);
 *	hit_map_divide(map, size, 40, &err);                 a document of that size
 *	job = hit_map_job(map, &snapshot, &err);
 *	... the job runs on any thread, quietly ...
 *	hit_map_state(map, 3)                                at any time
 *	... the job has ended, or was cancelled, and is freed ...
 *	hit_map_forget(map, pos, len);                       these bytes are others now
 *	hit_map_free(map);
 *
 * All functions but those of the job belong to one thread. Divide, forget and free want that no job
 * works on it. What was found stays when a job is cancelled.
 */
#ifndef BURIN_SCAN_HIT_MAP_H
#define BURIN_SCAN_HIT_MAP_H

#include "base/err.h"
#include "base/job.h"
#include "document/snapshot.h"
#include "scan/pattern.h"

#include <stddef.h>
#include <stdint.h>

/* Bytes of a document that are looked at, at the most (less where the machine has little memory);
 * and of a file that helper processes read. */
#define HIT_MAP_BYTES (UINT64_C(1) << 30)
#define HIT_MAP_SLOW_BYTES (UINT64_C(4) << 20)

enum hit_map_state {
	HIT_MAP_UNKNOWN,         /* not looked at so far as it is going to be */
	HIT_MAP_NONE,            /* nothing was found; where it was looked at wholly nothing is */
	HIT_MAP_HIT,             /* a byte of the part is in a hit */
};

struct hit_map_request {
	const struct pattern *pattern;   /* copied */
	uint64_t start, end;     /* hits are wanted in [start, end) */
	size_t cell;             /* bytes that are looked at in one go; 0: the usual number */
	uint64_t most;           /* bytes that are looked at; 0: as above */
};

struct hit_map;

struct hit_map *hit_map_new(const struct hit_map_request *request, struct err *err)
	BURIN_MUST_CHECK;
void hit_map_free(struct hit_map *map);          /* NULL is allowed */

/* Nothing is known any more. `count` is 1 to OVERVIEW_PARTS; without bytes there are no parts. */
bool hit_map_divide(struct hit_map *map, uint64_t size, size_t count, struct err *err)
	BURIN_MUST_CHECK;

/* Nor of the parts that a hit with a byte of [pos, pos + len) may touch. */
void hit_map_forget(struct hit_map *map, uint64_t pos, uint64_t len);

/* Somebody else found a hit with this byte; at any time. */
void hit_map_found(struct hit_map *map, uint64_t pos);

/* The job that looks where it was not looked yet. It takes a reference to the snapshot's rope. What
 * a slow disk does not have at once it does not wait for: JOB_WAITING. */
struct job *hit_map_job(struct hit_map *map, const struct snapshot *snapshot, struct err *err)
	BURIN_MUST_CHECK;

/* Of a part that there is not: HIT_MAP_UNKNOWN. */
enum hit_map_state hit_map_state(const struct hit_map *map, size_t index);

#endif
