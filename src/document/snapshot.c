/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A read goes piece by piece. Where a source has to give up, at a bad page or sector, the
 * bytes up to the next PAGE boundary of the source are unknown and the read goes on behind
 * them: one bad sector hides a page, not the rest of the screen, and a file that was cut
 * short costs one failed page per page, not per byte.
 */
#include "document/snapshot.h"

#include <string.h>

#include "base/checked.h"

enum { PAGE = 4096 };

struct reading {
	const struct store *store;
	uint64_t pos;            /* in the rope, of to[0] */
	uint8_t *to;
	uint8_t *known;          /* or NULL */
	bool now;                /* nobody waits */
	size_t unknown;          /* bytes so far */
	int why;                 /* of the first unknown byte */
};

struct snapshot snapshot_of(struct ropes *ropes, struct rope *rope)
{
	return (struct snapshot){ .ropes = ropes, .rope = rope_ref(rope) };
}

struct snapshot snapshot_copy(const struct snapshot *snapshot)
{
	struct snapshot copy = *snapshot;

	copy.rope = rope_ref(snapshot->rope);
	copy.saved = rope_ref(snapshot->saved);
	return copy;
}

void snapshot_done(struct snapshot *snapshot)
{
	rope_unref(snapshot->ropes, snapshot->rope);
	rope_unref(snapshot->ropes, snapshot->saved);
	snapshot->rope = snapshot->saved = NULL;
}

uint64_t snapshot_len(const struct snapshot *snapshot)
{
	return rope_len(snapshot->rope);
}

/* to[at..at + len) is unknown. */
static void mark_unknown(struct reading *reading, size_t at, size_t len, int why)
{
	memset(reading->to + at, 0, len);
	if (reading->known)
		memset(reading->known + at, 0, len);
	if (reading->unknown == 0)
		reading->why = why;
	reading->unknown += len;
}

static bool read_piece(void *context, const struct piece *piece)
{
	struct reading *reading = context;
	struct source *source = store_source(reading->store, piece->source);
	size_t at = (size_t)(piece->pos - reading->pos);
	size_t len = (size_t)piece->len;
	uint64_t off = piece->off;

	while (len > 0) {
		int why = 0;
		uint8_t *to = reading->to + at;
		size_t got = reading->now ? source_read_now(source, off, to, len, &why) :
					    source_read(source, off, to, len, &why);

		if (reading->known)
			memset(reading->known + at, 1, got);
		at += got;
		off += got;
		len -= got;
		if (len == 0)
			break;

		size_t skip = min_size(len, (size_t)(PAGE - off % PAGE));

		mark_unknown(reading, at, skip, why);
		at += skip;
		off += skip;
		len -= skip;
	}
	return true;
}

static size_t read_range(const struct snapshot *snapshot, struct reading *reading, size_t len,
			 int *why)
{
	reading->store = snapshot->ropes->store;
	rope_visit(snapshot->rope, reading->pos, len, read_piece, reading);
	if (why)
		*why = reading->why;
	return reading->unknown;
}

size_t snapshot_read(const struct snapshot *snapshot, uint64_t pos, void *to, uint8_t *known,
		     size_t len, int *why)
{
	struct reading reading = { .pos = pos, .to = to, .known = known };

	return read_range(snapshot, &reading, len, why);
}

size_t snapshot_read_now(const struct snapshot *snapshot, uint64_t pos, void *to, uint8_t *known,
			 size_t len, int *why)
{
	struct reading reading = { .pos = pos, .to = to, .known = known, .now = true };

	return read_range(snapshot, &reading, len, why);
}

bool snapshot_is_slow(const struct snapshot *snapshot, uint64_t pos)
{
	struct piece piece = rope_piece_at(snapshot->rope, pos);

	return source_is_slow(store_source(snapshot->ropes->store, piece.source));
}

static bool drop_piece(void *context, const struct piece *piece)
{
	const struct store *store = context;

	source_drop(store_source(store, piece->source), piece->off, piece->len);
	return true;
}

void snapshot_drop(const struct snapshot *snapshot, uint64_t pos, uint64_t len)
{
	rope_visit(snapshot->rope, pos, len, drop_piece, snapshot->ropes->store);
}
