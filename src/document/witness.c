/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list that only grows, 16 bytes an edit, and the bytes in the arena. Undo and redo add nothing:
 * what was seen at the first edit stands. It is sorted when a save wants to know.
 *
 * How the bytes are read is most of what an edit costs. A hole is asked for, not read: reading
 * would make pages of zeros in the system's cache, four times as slow. The second edit of a page
 * in turn goes through the mapping; edits far apart do not, as each would make a page resident.
 */
#include "document/witness.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/checked.h"
#include "document/hole.h"
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
	witnesses->longest = max_u64(witnesses->longest, witness_len(&witness));
	return true;
}

/* Of `what`, from the lowest bit on: the length, whether the bytes are in the arena, where in it;
 * of a hole, where its end was: so `what` tells which of two is older. */
enum { LEN_BITS = 13, KEPT = 1 << LEN_BITS, AT_SHIFT = LEN_BITS + 1, RUN = 4096 };

static uint64_t at_of(const struct witness *witness)
{
	return witness->what >> AT_SHIFT;
}

uint64_t witness_len(const struct witness *witness)
{
	return witness->what & (KEPT - 1);
}

/* What it has from `skip` on. */
static void read_part(const struct witness *witness, const struct store *store, uint64_t skip,
		      uint8_t *bytes, size_t len)
{
	int why;

	if (witness->what & KEPT)
		(void)source_read(store_source(store, STORE_ARENA), at_of(witness) + skip, bytes,
				  len, &why);
	else
		memset(bytes, 0, len);
}

void witness_read(const struct witness *witness, const struct store *store, uint8_t *bytes)
{
	read_part(witness, store, 0, bytes, (size_t)witness_len(witness));
}

/* Whether [at, at + len) of the file is a hole now. What is known to be data may have become a
 * hole, which is read as well. */
static bool is_hole(struct witnesses *witnesses, int fd, uint64_t at, size_t len)
{
	uint64_t end;

	if (witnesses->file != fd + 1) {
		struct stat st;
		bool dense = fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
			     st.st_blocks >= st.st_size / 512;

		witnesses->file = fd + 1;
		witnesses->data = 0;
		witnesses->data_end = dense ? UINT64_MAX : 0;
	}
	if (at >= witnesses->data && at < witnesses->data_end)
		return false;
	end = hole_end(fd, at);
	if (end > at)
		return end - at >= len;
	witnesses->data = at;
	witnesses->data_end = hole_data_end(fd, at);
	return false;
}

enum sight { UNSEEN, ZEROS, BYTES };

static enum sight see(struct witnesses *witnesses, struct source *source, uint64_t off,
		      uint8_t *bytes, size_t len)
{
	struct source_place place = source_place(source, off, len);
	bool direct = source->class->begin && place.fd >= 0 && place.len == len;
	uint64_t page = off / RUN + 1;
	bool again = witnesses->page == page;
	enum sight sight = UNSEEN;
	int why;

	witnesses->page = page;
	if (direct && is_hole(witnesses, place.fd, place.at, len))
		sight = ZEROS;
	else if (direct && !again && io_pread(place.fd, bytes, len, place.at, &why) == len)
		sight = BYTES;
	if (sight != UNSEEN && source_was_there(source, &place))
		return sight;
	return source_read(source, off, bytes, len, &why) == len ? BYTES : UNSEEN;
}

static bool keep_run(struct looking *looking, struct source *source, uint64_t off, size_t len)
{
	struct source *arena = store_source(looking->store, STORE_ARENA);
	uint8_t bytes[RUN];
	enum sight sight = see(looking->witnesses, source, off, bytes, len);
	uint64_t at = source_size(arena);

	if (sight == UNSEEN)
		return true;
	if (sight == BYTES && !arena_add(arena, bytes, len, &at, looking->err))
		return false;
	return add(looking->witnesses, (struct witness){
			off, at << AT_SHIFT | (sight == BYTES ? KEPT : 0) | len }) ||
	       err_nomem(looking->err);
}

static bool keep(struct looking *looking, uint64_t off, uint64_t len)
{
	struct source *source = store_source(looking->store, looking->id);
	bool ok = true;

	while (ok && len > 0) {
		size_t part = (size_t)min_u64(len, RUN);

		ok = keep_run(looking, source, off, part);
		off += part;
		len -= part;
	}
	return ok;
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
		  uint64_t pos, uint64_t len, uint16_t id, struct witness *all, struct err *err)
{
	struct looking looking = { witnesses, ropes->store, id, 0, err };
	uint64_t half = WITNESS_EDIT / 2;
	size_t before = witnesses->count;
	bool ok;

	if (len <= WITNESS_EDIT)
		ok = rope_visit(rope, pos, len, look, &looking);
	else
		ok = rope_visit(rope, pos, half, look, &looking) &&
		     rope_visit(rope, pos + len - half, half, look, &looking);
	if (all)
		*all = (struct witness){ 0 };
	if (all && ok && witnesses->count == before + 1 &&
	    witness_len(&witnesses->list[before]) == len)
		*all = witnesses->list[before];
	return ok;
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
	return x->what < y->what ? -1 : x->what > y->what;
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
	uint64_t to = min_u64(witness->off + witness_len(witness), off + len);

	if (from < to)
		read_part(witness, store, from - witness->off, bytes + (from - off),
			  (size_t)(to - from));
}

static int compare_age(const void *a, const void *b)
{
	const struct witness *x = a, *y = b;

	return x->what < y->what ? -1 : x->what > y->what;
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
