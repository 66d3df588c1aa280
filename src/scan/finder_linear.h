/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Searching in time linear in the data, whatever data and pattern are: the finder's way out when
 * the data is hostile. Slower than probing (about 1 GB/s), never slower than that.
 */
#ifndef BURIN_SCAN_FINDER_LINEAR_H
#define BURIN_SCAN_FINDER_LINEAR_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct finder_linear;

/* Where matches go. */
struct finder_sink {
	uint64_t count;
	size_t *to;              /* their positions; NULL: they are counted only */
	size_t room;             /* of `to` */
	size_t apart;            /* from one match to the next, at least */
	size_t free_from;        /* matches before it are passed over */
};

/* False: there is room for no more. */
static inline bool finder_sink_add(struct finder_sink *sink, size_t at)
{
	if (at < sink->free_from)
		return true;
	sink->free_from = at + sink->apart;
	if (sink->to != NULL)
		sink->to[sink->count] = at;
	return ++sink->count != sink->room;
}

/* Whether there is a linear way: len <= 64, or no wildcards. */
bool finder_linear_can(size_t len, bool exact);

/* A place matches byte b when (b & mask) == value. Both are copied as far as needed or borrowed:
 * they must outlive it. */
struct finder_linear *finder_linear_new(const uint8_t *value, const uint8_t *mask, size_t len,
					struct err *err) BURIN_MUST_CHECK;
void finder_linear_free(struct finder_linear *linear);

/* The first match in data[0..len), or SIZE_MAX; with `backward` the last. With a sink all of them
 * go there, as positions plus `base`, and SIZE_MAX is returned. */
size_t finder_linear_run(const struct finder_linear *linear, const uint8_t *data, size_t len,
			 bool backward, struct finder_sink *sink, size_t base);

#endif
