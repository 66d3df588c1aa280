/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The common half of every source: ranges are checked and clamped here, once, so that a class only
 * ever sees 0 < len and off + len <= size.
 *
 * And detours. Who reads compares the number of detours before and after: a new one is published
 * before the file is written to, so bytes that were read without seeing a new number are old ones.
 * A table is freed when nobody reads by any. Bytes that have moved are read by pread(), since the
 * place may lie beyond the mapping, or in blocks that a window remembers otherwise.
 */
#include "store/source.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/checked.h"
#include "store/detour.h"
#include "store/io.h"

/* How much of [off, off + len) lies inside the source. */
static uint64_t inside(const struct source *source, uint64_t off, uint64_t len)
{
	uint64_t size = source_size(source);

	if (off >= size)
		return 0;
	return len < size - off ? len : size - off;
}

uint64_t source_size(const struct source *source)
{
	return source->class->size(source);
}

static uint64_t turn_of(struct source *source)
{
	return atomic_load(&source->turn);
}

/* The table stays until leave(). NULL: there is none. */
static const struct detour *enter(struct source *source)
{
	atomic_fetch_add(&source->readers, 1);
	return atomic_load(&source->detour);
}

static void leave(struct source *source)
{
	atomic_fetch_sub(&source->readers, 1);
}

/* The bytes are where they were, and reading them there can not meet what was remembered. */
static bool is_in_place(const struct source *source, const struct detour_run *run)
{
	return run->place == DETOUR_FILE && source->class->begin &&
	       run->at == source_start(source) + run->off;
}

static int place_fd(const struct source *source, const struct detour *detour,
		    enum detour_place place)
{
	return place == DETOUR_FILE ? source_fd(source) :
	       place == DETOUR_KEPT ? detour->kept : detour->slot;
}

/* How a class reads. */
typedef size_t read_bytes(struct source *source, uint64_t off, void *to, size_t len, int *why);

static size_t read_by(struct source *source, read_bytes *read, const struct detour *detour,
		      uint64_t off, void *to, size_t len, int *why)
{
	size_t done = 0;

	while (done < len) {
		const struct detour_run *run = detour_at(detour, off + done);
		uint64_t inside = off + done - run->off;
		size_t part = (size_t)min_u64(len - done, run->len - inside);
		uint8_t *at = (uint8_t *)to + done;
		size_t got = is_in_place(source, run) ?
				     read(source, off + done, at, part, why) :
				     io_pread(place_fd(source, detour, run->place), at, part,
					      run->at + inside, why);

		done += got;
		if (got < part)
			break;
	}
	return done;
}

static size_t read_with(struct source *source, read_bytes *read, uint64_t off, void *to, size_t len,
			int *why)
{
	uint64_t turn;
	size_t got;

	len = (size_t)inside(source, off, len);
	*why = 0;
	if (len == 0)
		return 0;
	do {
		*why = 0;
		turn = turn_of(source);
		if (turn == 0) {
			got = read(source, off, to, len, why);
		} else {
			got = read_by(source, read, enter(source), off, to, len, why);
			leave(source);
		}
		atomic_thread_fence(memory_order_acquire);
	} while (turn_of(source) != turn);
	return got;
}

size_t source_read(struct source *source, uint64_t off, void *to, size_t len, int *why)
{
	return read_with(source, source->class->read, off, to, len, why);
}

size_t source_read_now(struct source *source, uint64_t off, void *to, size_t len, int *why)
{
	const struct source_class *class = source->class;

	return read_with(source, class->read_now ? class->read_now : class->read, off, to, len,
			 why);
}

/* Lends from where a detour leads, if that is a place in the mapping. */
static struct source_span begin_by(struct source *source, uint64_t off, size_t want)
{
	const struct detour_run *run = detour_at(enter(source), off);
	struct source_span span = { .off = off };
	uint64_t start = source_start(source), size = source_size(source);
	uint64_t at = run->at + (off - run->off);

	if (run->place == DETOUR_FILE && at >= start && at - start < size) {
		uint64_t most = min_u64(run->len - (off - run->off), size - (at - start));

		span = source->class->begin(source, at - start, (size_t)min_u64(want, most));
		span.off = off;
		span.place = at - start;
	}
	leave(source);
	return span;
}

struct source_span source_begin(struct source *source, uint64_t off, size_t want)
{
	uint64_t turn = turn_of(source);
	struct source_span span = { .off = off };

	want = (size_t)inside(source, off, want);
	if (want == 0 || !source->class->begin)
		return span;
	if (turn == 0) {
		span = source->class->begin(source, off, want);
		span.place = off;
	} else {
		span = begin_by(source, off, want);
	}
	span.turn = turn;
	return span;
}

bool source_end(struct source *source, const struct source_span *span)
{
	struct source_span lent = *span;
	bool genuine;

	if (span->bytes.len == 0)
		return true;
	lent.off = span->place;
	genuine = !source->class->end || source->class->end(source, &lent);
	atomic_thread_fence(memory_order_acquire);
	return genuine && turn_of(source) == span->turn;
}

struct source_place source_place(const struct source *source, uint64_t off, uint64_t len)
{
	/* Counting who looks at a table does not change what the source is. */
	struct source *looked_at = (struct source *)(uintptr_t)source;
	struct source_place place = { .len = len, .turn = turn_of(looked_at) };
	const struct detour *detour = enter(looked_at);

	if (detour) {
		const struct detour_run *run = detour_at(detour, off);

		place.fd = place_fd(source, detour, run->place);
		place.at = run->at + (off - run->off);
		place.len = min_u64(len, run->len - (off - run->off));
	} else {
		place.fd = source_fd(source);
		place.at = source_start(source) + off;
	}
	leave(looked_at);
	return place;
}

bool source_was_there(const struct source *source, const struct source_place *place)
{
	atomic_thread_fence(memory_order_acquire);
	return turn_of((struct source *)(uintptr_t)source) == place->turn;
}

const struct detour *source_detour(const struct source *source)
{
	return atomic_load(&((struct source *)(uintptr_t)source)->detour);
}

static void free_retired(struct source *source)
{
	while (source->retired) {
		struct detour *next = source->retired->next;

		detour_free(source->retired);
		source->retired = next;
	}
}

void source_set_detour(struct source *source, struct detour *detour)
{
	struct detour *before = atomic_exchange(&source->detour, detour);

	atomic_fetch_add(&source->turn, 1);
	if (before) {
		before->next = source->retired;
		source->retired = before;
	}
	/* Who comes now sees the new table. */
	if (atomic_load(&source->readers) == 0)
		free_retired(source);
}

bool source_is_slow(const struct source *source)
{
	return source->class->is_slow && source->class->is_slow(source);
}

void source_refresh(struct source *source, uint64_t size)
{
	if (source->class->refresh)
		source->class->refresh(source, size);
}

bool source_can_poke(const struct source *source)
{
	return source->class->poke != NULL;
}

bool source_poke(struct source *source, uint64_t off, const void *bytes, size_t len,
		 struct err *err)
{
	if (!source_can_poke(source))
		return err_set(err, ERR_READONLY, "these bytes can not be written in place");
	if (inside(source, off, len) != len)
		return err_set(err, ERR_RANGE, "offset 0x%" PRIx64 " is past the end", off);
	return len == 0 || source->class->poke(source, off, bytes, len, err);
}

bool source_sync(struct source *source, struct err *err)
{
	return !source->class->sync || source->class->sync(source, err);
}

void source_hurry(struct source *source, struct nursery *nursery)
{
	if (source->class->hurry)
		source->class->hurry(source, nursery);
}

void source_interrupt(struct source *source, bool on)
{
	if (source->class->interrupt)
		source->class->interrupt(source, on);
}

void source_drop(struct source *source, uint64_t off, uint64_t len)
{
	len = inside(source, off, len);
	if (len > 0 && source->class->drop)
		source->class->drop(source, off, len);
}

bool source_is_zero_fill(const struct source *source)
{
	return source->class->is_zero && source->class->is_zero(source);
}

uint64_t source_period(const struct source *source)
{
	if (source_is_zero_fill(source))
		return 1;
	return source->class->period ? source->class->period(source) : 0;
}

int source_fd(const struct source *source)
{
	return source->class->fd ? source->class->fd(source) : -1;
}

uint64_t source_start(const struct source *source)
{
	return source->class->start ? source->class->start(source) : 0;
}

const char *source_kind(const struct source *source)
{
	return source->class->name;
}

void source_close(struct source *source)
{
	struct detour *detour;

	if (!source)
		return;
	detour = atomic_load(&source->detour);
	if (detour && detour->kept >= 0)
		close(detour->kept);
	detour_free(detour);
	free_retired(source);
	source->class->close(source);
}
