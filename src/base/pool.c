/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A slab is a header of two words, which links it to the slab before, and then its items; free
 * items are linked through their own first word. The items of a new slab are not linked but
 * counted, so that only pages which are used become resident. Slabs are only given back all at
 * once: who undoes much will edit much again.
 */
#include "base/pool.h"

#include "base/checked.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct slab {
	struct slab *next;
	uint64_t align;          /* keeps the items at a multiple of 16 */
};

struct free_item {
	struct free_item *next;
};

void pool_init(struct pool *pool, size_t item, size_t per_slab)
{
	assert(item > 0 && per_slab > 0 && item < SIZE_MAX - 8);
	if (item < sizeof(struct free_item))
		item = sizeof(struct free_item);
	*pool = (struct pool){ .item = (item + 7) / 8 * 8, .per_slab = per_slab };
}

void pool_done(struct pool *pool)
{
	struct slab *slab = pool->slabs;
	while (slab) {
		struct slab *next = slab->next;
		free(slab);
		slab = next;
	}
	pool_init(pool, pool->item, pool->per_slab);
}

static void link_free(struct pool *pool, void *item)
{
	struct free_item *head = item;
	head->next = pool->free_list;
	pool->free_list = head;
}

static void *take_fresh(struct pool *pool)
{
	void *item = pool->fresh;
	pool->fresh += pool->item;
	pool->fresh_count--;
	return item;
}

static bool grow(struct pool *pool)
{
	size_t bytes;
	if (!mul_size_fits(pool->item, pool->per_slab, &bytes) ||
	    bytes > SIZE_MAX - sizeof(struct slab))
		return false;
	struct slab *slab = malloc(sizeof *slab + bytes);
	if (!slab)
		return false;
	slab->next = pool->slabs;
	pool->slabs = slab;
	while (pool->fresh_count > 0)
		link_free(pool, take_fresh(pool));
	pool->fresh = (char *)(slab + 1);
	pool->fresh_count = pool->per_slab;
	pool->free_count += pool->per_slab;
	return true;
}

bool pool_reserve(struct pool *pool, size_t count, struct err *err)
{
	while (pool->free_count < count) {
		if (!grow(pool))
			return err_nomem(err);
	}
	return true;
}

void *pool_take(struct pool *pool)
{
	struct free_item *item = pool->free_list;
	assert(pool->free_count > 0);
	if (item)
		pool->free_list = item->next;
	pool->free_count--;
	pool->live_count++;
	return item ? item : take_fresh(pool);
}

void pool_give(struct pool *pool, void *item)
{
	assert(item && pool->live_count > 0);
	pool->live_count--;
	pool->free_count++;
	link_free(pool, item);
}
