/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list that only grows, 24 bytes an edit, and the bytes in the arena. Undo and redo add nothing:
 * what was seen at the first edit stands. It is sorted when a save wants to know.
 */
#include "document/witness.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "store/arena.h"
#include "store/io.h"

struct looking {
	struct witnesses *witnesses;
	const struct store *store;
	uint16_t id;
	unsigned pieces;
	struct err *err;
};

static bool add(struct witnesses *witnesses, struct witness witness)
{
	if (witnesses->count == witnesses->room) {
		size_t room = witnesses->room ? 2 * witnesses->room : 64;
		struct witness *list = realloc(witnesses->list, room * sizeof *list);

		if (!list)
			return false;
		witnesses->list = list;
		witnesses->room = room;
	}
	witnesses->list[witnesses->count++] = witness;
	witnesses->longest = max_u64(witnesses->longest, witness.len);
	return true;
}

/* By pread() where the source is a mapping: edits far apart would make a page each resident. */
static bool see(struct source *source, uint64_t off, uint8_t *bytes, size_t len)
{
	uint64_t at, run = len;
	int fd = source->class->begin ? source_place(source, off, &run, &at) : -1;
	int why;

	if (fd >= 0 && run == len)
		return io_pread(fd, bytes, len, at, &why) == len;
	return source_read(source, off, bytes, len, &why) == len;
}

static bool keep(struct looking *looking, uint64_t off, uint64_t len)
{
	struct source *source = store_source(looking->store, looking->id);
	struct source *arena = store_source(looking->store, STORE_ARENA);
	uint8_t bytes[4096];
	uint64_t at;

	while (len > 0) {
		size_t part = (size_t)min_u64(len, sizeof bytes);

		if (see(source, off, bytes, part) &&
		    (!arena_add(arena, bytes, part, &at, looking->err) ||
		     !add(looking->witnesses, (struct witness){ off, at, part })))
			return err_nomem(looking->err);
		off += part;
		len -= part;
	}
	return true;
}

static bool look(void *context, const struct piece *piece)
{
	struct looking *looking = context;

	if (piece->source != looking->id || looking->pieces == WITNESS_PIECES)
		return true;
	looking->pieces++;
	return keep(looking, piece->off, piece->len);
}

bool witness_edit(struct witnesses *witnesses, const struct ropes *ropes, const struct rope *rope,
		  uint64_t pos, uint64_t len, uint16_t id, struct err *err)
{
	struct looking looking = { witnesses, ropes->store, id, 0, err };
	uint64_t half = WITNESS_EDIT / 2;

	if (len <= WITNESS_EDIT)
		return rope_visit(rope, pos, len, look, &looking);
	return rope_visit(rope, pos, half, look, &looking) &&
	       rope_visit(rope, pos + len - half, half, look, &looking);
}

void witnesses_done(struct witnesses *witnesses)
{
	free(witnesses->list);
	*witnesses = (struct witnesses){ 0 };
}

/* Equal offsets in the order of the arena, which is the order of time. */
static int compare(const void *a, const void *b)
{
	const struct witness *x = a, *y = b;

	if (x->off != y->off)
		return x->off < y->off ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

bool witnesses_sort(const struct witnesses *from, struct witnesses *sorted, struct err *err)
{
	*sorted = (struct witnesses){ .count = from->count, .longest = from->longest };
	if (from->count == 0)
		return true;
	sorted->list = calloc(from->count, sizeof *sorted->list);
	if (!sorted->list) {
		sorted->count = 0;
		return err_nomem(err);
	}
	memcpy(sorted->list, from->list, from->count * sizeof *sorted->list);
	qsort(sorted->list, sorted->count, sizeof *sorted->list, compare);
	return true;
}

/* The first that may reach behind off. */
static size_t first(const struct witnesses *sorted, uint64_t off)
{
	uint64_t from = off > sorted->longest ? off - sorted->longest : 0;
	size_t low = 0, high = sorted->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sorted->list[middle].off < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void put(const struct witness *witness, const struct store *store, uint64_t off,
		uint8_t *bytes, size_t len)
{
	uint64_t from = max_u64(witness->off, off);
	uint64_t to = min_u64(witness->off + witness->len, off + len);
	int why;

	if (from < to)
		(void)source_read(store_source(store, STORE_ARENA),
				  witness->at + from - witness->off, bytes + (from - off),
				  (size_t)(to - from), &why);
}

static int compare_age(const void *a, const void *b)
{
	const struct witness *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

/* Where several overlap the newest counts: they are put in the order of the arena. */
bool witness_recall(const struct witnesses *sorted, const struct store *store, uint64_t off,
		    uint8_t *bytes, size_t len, struct err *err)
{
	size_t begin = first(sorted, off), count = 0;
	struct witness *list;

	while (begin + count < sorted->count && sorted->list[begin + count].off < off + len)
		count++;
	if (count == 0)
		return true;
	list = calloc(count, sizeof *list);
	if (!list)
		return err_nomem(err);
	memcpy(list, sorted->list + begin, count * sizeof *list);
	qsort(list, count, sizeof *list, compare_age);
	for (size_t i = 0; i < count; i++)
		put(&list[i], store, off, bytes, len);
	free(list);
	return true;
}
