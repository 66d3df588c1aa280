/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: several encodings (strings_track.c) go over the same bytes, some KiB after the
 * other, and share their classes.
 *
 * A window can turn out to be no genuine loan after it was looked at, so all that a look changes is
 * one struct a track, which is put back then.
 */
#include "scan/strings_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "document/reader.h"
#include "scan/strings_track.h"

enum { BREAK = 0x01 };           /* in no character of those that look beyond what there is */

struct strings_walk {
	const struct snapshot *snapshot;
	const struct strings_request *request;
	size_t want;
	const struct strings_kernel *kernel;
	const _Atomic bool *cancelled;
	struct reader *reader;   /* owned */
	bool classes[STRINGS_CLASSES];   /* which a track needs */
	uint64_t ended;          /* where the part before ended */
	unsigned count;
	struct strings_track tracks[];
};

static void plan_classes(struct strings_walk *walk, enum strings_kind kind)
{
	walk->classes[STRINGS_IS_TEXT] |= kind < STRINGS_BYTE;
	walk->classes[STRINGS_IS_HIGH] |= kind == STRINGS_8BIT || kind == STRINGS_UTF8;
	walk->classes[STRINGS_IS_ZERO] |= kind >= STRINGS_UTF16LE && kind <= STRINGS_UTF32BE;
}

struct strings_walk *strings_walk_new(const struct snapshot *snapshot,
				      const struct strings_request *request,
				      const struct strings_sizes *sizes,
				      const struct strings_kernel *kernel,
				      const _Atomic bool *cancelled, struct err *err)
{
	unsigned count = request->set->count;
	struct strings_walk *walk = calloc(1, sizeof(*walk) + count * sizeof(walk->tracks[0]));
	bool ok;

	if (!walk) {
		err_nomem(err);
		return NULL;
	}
	walk->snapshot = snapshot;
	walk->request = request;
	walk->want = sizes->want;
	walk->kernel = kernel;
	walk->cancelled = cancelled;
	walk->ended = UINT64_MAX;
	walk->count = count;
	walk->reader = reader_new(snapshot, sizes->window, err);
	ok = walk->reader != NULL;
	for (unsigned i = 0; ok && i < count; i++)
		{
		const struct strings_encoding *encoding = &request->set->list[i];

		plan_classes(walk, encoding->kind);
		ok = strings_track_init(&walk->tracks[i], encoding, request->least,
					request->hits != NULL, err);
	}
	if (ok)
		return walk;
	strings_walk_free(walk);
	return NULL;
}

void strings_walk_free(struct strings_walk *walk)
{
	if (!walk)
		return;
	reader_free(walk->reader);
	for (unsigned i = 0; i < walk->count; i++)
		hits_free(walk->tracks[i].hits);
	free(walk);
}

/* Those that are needed, of the bytes behind the blocks as well. */
static void classify(const struct strings_walk *walk, const uint8_t *data, size_t blocks,
		     struct strings_classes *classes)
{
	const uint8_t *behind = data + blocks * STRINGS_BLOCK;

	for (unsigned class = 0; class < STRINGS_CLASSES; class++)
		if (walk->classes[class])
			walk->kernel->classify((enum strings_class)class, data, blocks,
					       classes->of[class]);
	if (!walk->classes[STRINGS_IS_ZERO])
		return;
	classes->of[STRINGS_IS_TEXT][blocks] = classes->of[STRINGS_IS_ZERO][blocks] = 0;
	for (unsigned i = 0; i < 3; i++) {
		bool text = behind[i] < 0x7f && strings_is_text(behind[i]);

		classes->of[STRINGS_IS_TEXT][blocks] |= (uint64_t)text << i;
		classes->of[STRINGS_IS_ZERO][blocks] |= (uint64_t)(behind[i] == 0) << i;
	}
}

static void take_blocks(struct strings_walk *walk, const uint8_t *data, size_t blocks, size_t len,
			size_t room)
{
	struct strings_classes classes;

	classify(walk, data, blocks, &classes);
	for (unsigned n = 0; n < walk->count; n++)
		strings_track_take(&walk->tracks[n], &classes, data, blocks, len, room);
}

/* data[0..len), behind which there are up to STRINGS_AHEAD more up to `room`. */
static void take_bytes(struct strings_walk *walk, const uint8_t *data, size_t len, size_t room)
{
	uint8_t last[STRINGS_BLOCK + STRINGS_AHEAD];
	size_t blocks;

	for (;;) {
		size_t most = room < STRINGS_AHEAD ? 0 : min_size(len, room - STRINGS_AHEAD);

		blocks = min_size(most / STRINGS_BLOCK, STRINGS_BLOCKS);
		if (blocks == 0)
			break;
		take_blocks(walk, data, blocks, blocks * STRINGS_BLOCK, room);
		data += blocks * STRINGS_BLOCK;
		len -= blocks * STRINGS_BLOCK;
		room -= blocks * STRINGS_BLOCK;
	}
	while (len > 0) {
		size_t now = min_size(len, STRINGS_BLOCK);

		memset(last, BREAK, sizeof(last));
		memcpy(last, data, min_size(room, sizeof(last)));
		take_blocks(walk, last, 1, now, min_size(room, sizeof(last)));
		data += now;
		len -= now;
		room -= now;
	}
}

/* Characters that begin before the part can reach into it. */
static void look_before(struct strings_walk *walk, uint64_t low)
{
	const struct strings_request *request = walk->request;
	size_t before = (size_t)min_u64(STRINGS_AHEAD, low - request->start);
	size_t room = (size_t)min_u64(before + STRINGS_AHEAD, request->end - (low - before));
	uint8_t bytes[2 * STRINGS_AHEAD], known[2 * STRINGS_AHEAD];

	for (unsigned n = 0; n < walk->count; n++)
		walk->tracks[n].state = (struct strings_state){ .pos = low - before };
	if (before == 0)
		return;
	snapshot_read(walk->snapshot, low - before, bytes, known, room, NULL);
	for (size_t i = 0; i < room; i++)
		bytes[i] = known[i] ? bytes[i] : BREAK;
	take_bytes(walk, bytes, before, room);
}

static void begin_part(struct strings_walk *walk, uint64_t low)
{
	if (walk->ended != low)
		look_before(walk, low);
	for (unsigned n = 0; n < walk->count; n++) {
		struct strings_track *track = &walk->tracks[n];

		track->low = low;
		track->waiting = 0;
		track->nomem = false;
		track->state = (struct strings_state){
			.pos = low, .open = true, .start = low,
			.carry = track->state.carry, .skip = track->state.skip,
		};
		if (track->hits)
			hits_clear(track->hits);
	}
}

/* What lies before the bytes that are unknown, or as much as can be told of with what follows. */
static void look(struct strings_walk *walk, const struct reader_window *window, uint64_t high)
{
	uint64_t pos = walk->tracks[0].state.pos, end = walk->request->end;
	size_t wanted = (size_t)min_u64(walk->want, end - pos);
	size_t len = (size_t)min_u64(window->bytes.len, end - pos);
	bool ends = len < wanted || len == end - pos;
	size_t count = ends ? len : len - STRINGS_AHEAD;

	take_bytes(walk, window->bytes.data, (size_t)min_u64(count, high - pos), len);
}

static void put_back(struct strings_walk *walk, const struct strings_state *states)
{
	for (unsigned n = 0; n < walk->count; n++) {
		struct strings_track *track = &walk->tracks[n];

		track->state = states[n];
		track->waiting = 0;
		if (track->hits)
			hits_truncate(track->hits, states[n].stored);
	}
}

/* `len` bytes that are unknown end all runs. */
static void pass_unknown(struct strings_walk *walk, uint64_t len)
{
	for (unsigned n = 0; n < walk->count; n++) {
		struct strings_track *track = &walk->tracks[n];

		strings_track_close(track, track->state.pos);
		track->state.carry = track->state.skip = 0;
		track->state.pos += len;
	}
}

static bool store_all(struct strings_walk *walk, struct err *err)
{
	bool ok = true;

	for (unsigned n = 0; n < walk->count; n++) {
		struct strings_track *track = &walk->tracks[n];

		strings_track_store(track);
		track->state.stored = track->hits ? hits_count(track->hits) : 0;
		ok = ok && !track->nomem;
	}
	return ok || err_nomem(err);
}

static bool take_window(struct strings_walk *walk, struct strings_part *part,
			struct err *err)
{
	struct strings_state before[STRINGS_MOST];
	struct reader_window window;
	uint64_t pos = walk->tracks[0].state.pos, len;
	size_t want = (size_t)min_u64(walk->want, walk->request->end - pos);

	for (unsigned n = 0; n < walk->count; n++)
		before[n] = walk->tracks[n].state;
	do {
		put_back(walk, before);
		if (!reader_look(walk->reader, pos, want, &window, err))
			return false;
		look(walk, &window, part->high);
	} while (!reader_accept(walk->reader));
	if (walk->tracks[0].state.pos == pos) {
		len = min_u64(window.unknown, part->high - pos);
		pass_unknown(walk, len);
		part->unknown += len;
	}
	return store_all(walk, err);
}

static void end_part(struct strings_walk *walk, struct strings_part *part)
{
	walk->ended = part->high;
	for (unsigned n = 0; n < walk->count; n++) {
		const struct strings_state *state = &walk->tracks[n].state;
		struct strings_run run = { state->start, part->high - state->start,
					   state->follow };
		bool whole = state->open && state->start == part->low;

		part->found[n] = (struct strings_found){
			.head = whole ? run : state->head,
			.whole = whole,
			.count = state->count,
		};
		if (state->open && !whole)
			part->found[n].tail = run;
	}
}

bool strings_walk_run(struct strings_walk *walk, struct strings_part *part, struct err *err)
{
	part->unknown = 0;
	begin_part(walk, part->low);
	while (walk->tracks[0].state.pos < part->high && !atomic_load(walk->cancelled))
		if (!take_window(walk, part, err))
			return false;
	end_part(walk, part);
	return true;
}

bool strings_walk_give(struct strings_walk *walk, unsigned n, struct hits *hits, struct err *err)
{
	struct strings_track *track = &walk->tracks[n];
	size_t count;

	for (uint64_t i = 0; i < track->state.stored; i += count) {
		count = hits_get(track->hits, i, track->batch, STRINGS_BATCH);
		if (!hits_add_many(hits, track->batch, count, err))
			return false;
	}
	return true;
}

void strings_walk_drop(struct strings_walk *walk, uint64_t pos, uint64_t len)
{
	reader_drop(walk->reader, pos, len);
}
