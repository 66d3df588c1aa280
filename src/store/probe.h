/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether who has to answer for a name does: a helper process (store/fetcher.h) looks at it and
 * opens it, as we are about to, and nobody has to wait for that process.
 *
 *	struct probe *probe = probe_new(path, nursery, &err);
 *	if (probe && probe_answered(probe, ms)) ...
 *	probe_free(probe);
 *
 * What was answered does not matter, and is not told: who then opens the file learns it.
 */
#ifndef BURIN_STORE_PROBE_H
#define BURIN_STORE_PROBE_H

#include "base/err.h"
#include "store/nursery.h"

struct probe;

struct probe *probe_new(const char *path, struct nursery *nursery, struct err *err)
	BURIN_MUST_CHECK;
void probe_free(struct probe *probe);            /* waits for nobody; NULL is allowed */

/* Waits so many milliseconds at most. True as well when the process was killed: then there is
 * nothing to wait for. One thread at a time. */
bool probe_answered(struct probe *probe, int ms);

#endif
