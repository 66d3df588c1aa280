/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Items of one size, taken and given back in O(1), allocated in slabs.
 *
 * What makes "reserve, then change" possible: after pool_reserve(n) the next n pool_take() can not
 * fail, so code that changes a structure has no error paths. A pool is used by one thread.
 */
#ifndef BURIN_BASE_POOL_H
#define BURIN_BASE_POOL_H

#include "base/err.h"

#include <stddef.h>

struct pool {
	size_t item;         /* bytes, at least a pointer's, a multiple of 8 */
	size_t per_slab;     /* items allocated at once */
	size_t free_count;   /* in free_list and fresh */
	size_t live_count;   /* items taken and not given back */
	void *free_list;     /* given back */
	char *fresh;         /* never taken: the rest of the last slab */
	size_t fresh_count;
	void *slabs;
};

void pool_init(struct pool *pool, size_t item, size_t per_slab);
void pool_done(struct pool *pool);               /* frees all slabs, whatever is still taken */
bool pool_reserve(struct pool *pool, size_t count, struct err *err) BURIN_MUST_CHECK;
void *pool_take(struct pool *pool);              /* asserts that one was reserved */
void pool_give(struct pool *pool, void *item);

#endif
