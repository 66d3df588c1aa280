/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which pattern of a list made a hit: told by looking at the hit again, so that lists of hits need
 * not keep it.
 *
 *	struct which *which = which_new(&snapshot, &pattern, &err);
 *	if (which_find(which, pos, len, &n))
 *		... pattern_list_text(pattern.list, n)
 *	which_free(which);
 */
#ifndef BURIN_SCAN_WHICH_H
#define BURIN_SCAN_WHICH_H

#include "base/err.h"
#include "document/snapshot.h"
#include "scan/pattern.h"

struct which;

/* Of a pattern of PATTERN_LIST. The snapshot is borrowed. */
struct which *which_new(const struct snapshot *snapshot, const struct pattern *pattern,
			struct err *err) BURIN_MUST_CHECK;
void which_free(struct which *which);    /* NULL is allowed */

/* False: what is there now is no hit of that length, or more than can be looked at. */
bool which_find(struct which *which, uint64_t pos, uint64_t len, size_t *n);

#endif
