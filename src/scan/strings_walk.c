/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: bytes are classified many at once (strings_kernel.h), and from then on 64 of them
 * are a word. A bit of `covered` says that its byte is part of a character. Characters of 16 or 32
 * bits that overlap can not both be ASCII, so one after the other are a run of such bits, two
 * strings out of step are two runs, and all encodings are alike: runs of at least so many bits are
 * found by shifts, and those of which there are many, the short ones, cost nothing by themselves.
 *
 * UTF-8 is decoded where a block has bytes from 80 on. It is told from the number of bits that
 * follow others of their character how many characters a run has.
 *
 * A window can turn out to be no genuine loan after it was looked at, so all that a look changes is
 * one struct, which is put back then.
 */
#include "scan/strings_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/printable.h"
#include "document/reader.h"

enum {
	AHEAD = 3,               /* bytes behind its first that a character can have */
	BLOCKS = 32,             /* classified at once */
	BATCH = 256,
	BREAK = 0x01,            /* in no character, whatever is around it */
};

/* What a look at a window changes. */
struct state {
	uint64_t pos;
	bool open;               /* there is a run ... */
	uint64_t start, follow;  /* ... which begins there, with so many that follow */
	uint64_t carry;          /* of the characters before pos: bytes from there on */
	struct strings_run head;
	uint64_t count;
	uint64_t stored;         /* strings in `hits`, but for those that wait */
};

struct strings_walk {
	const struct snapshot *snapshot;
	struct strings_request request;
	size_t want;
	const struct strings_kernel *kernel;
	const _Atomic bool *cancelled;
	struct reader *reader;   /* owned */
	struct hits *hits;       /* owned; NULL: they are counted */
	unsigned shifts[8];      /* leave a bit for each run that is long enough */
	unsigned shift_count;
	bool interior;           /* a string can lie within a block */
	uint64_t low;            /* of the part */
	struct state state;
	struct hit batch[BATCH];
	size_t waiting;
	bool nomem;
};

bool strings_is_one(const struct strings_request *request, const struct strings_run *run)
{
	return (run->len - run->follow) / strings_unit(request->encoding) >= request->least;
}

/* After k shifts a bit stands for so many set ones from it on. */
static void plan_shifts(struct strings_walk *walk)
{
	unsigned unit = strings_unit(walk->request.encoding), have = 1;

	walk->interior = walk->request.least <= STRINGS_BLOCK / unit;
	while (walk->interior && have < walk->request.least * unit) {
		unsigned more = (unsigned)min_u64(have, walk->request.least * unit - have);

		walk->shifts[walk->shift_count++] = more;
		have += more;
	}
}

struct strings_walk *strings_walk_new(const struct snapshot *snapshot,
				      const struct strings_request *request,
				      const struct strings_sizes *sizes,
				      const struct strings_kernel *kernel,
				      const _Atomic bool *cancelled, struct err *err)
{
	struct strings_walk *walk = calloc(1, sizeof(*walk));

	if (!walk) {
		err_nomem(err);
		return NULL;
	}
	walk->snapshot = snapshot;
	walk->request = *request;
	walk->want = sizes->want;
	walk->kernel = kernel;
	walk->cancelled = cancelled;
	plan_shifts(walk);
	walk->reader = reader_new(snapshot, sizes->window, err);
	if (walk->reader && request->hits)
		walk->hits = hits_new(UINT64_MAX, err);
	if (walk->reader && (walk->hits || !request->hits))
		return walk;
	strings_walk_free(walk);
	return NULL;
}

void strings_walk_free(struct strings_walk *walk)
{
	if (!walk)
		return;
	reader_free(walk->reader);
	hits_free(walk->hits);
	free(walk);
}

/* Room in the batch. */
static void store(struct strings_walk *walk)
{
	struct err ignored;

	if (!hits_add_many(walk->hits, walk->batch, walk->waiting, &ignored))
		walk->nomem = true;
	walk->waiting = 0;
}

static void emit(struct strings_walk *walk, uint64_t pos, uint64_t len, uint64_t follow)
{
	const struct strings_run run = { pos, len, follow };

	if (!strings_is_one(&walk->request, &run))
		return;
	walk->state.count++;
	if (!walk->hits)
		return;
	if (walk->waiting == BATCH)
		store(walk);
	walk->batch[walk->waiting++] = (struct hit){ pos, len };
}

static void close_run(struct strings_walk *walk, uint64_t end)
{
	struct state *state = &walk->state;

	if (!state->open)
		return;
	state->open = false;
	if (state->start == walk->low)
		state->head = (struct strings_run){ walk->low, end - walk->low, state->follow };
	else
		emit(walk, state->start, end - state->start, state->follow);
}

static inline uint64_t low_bits(unsigned count)
{
	return count >= STRINGS_BLOCK ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

static inline unsigned count_bits(uint64_t bits)
{
	return bits == 0 ? 0 : (unsigned)__builtin_popcountll(bits);
}

/* Set bits from the lowest on. */
static inline unsigned ones(uint64_t bits)
{
	return bits == UINT64_MAX ? STRINGS_BLOCK : (unsigned)__builtin_ctzll(~bits);
}

/* Runs that begin and end in the block. */
static inline void take_inside(struct strings_walk *walk, uint64_t covered, uint64_t follow)
{
	uint64_t starts = covered;

	for (unsigned i = 0; i < walk->shift_count; i++)
		starts &= starts >> walk->shifts[i];
	while (starts != 0) {
		unsigned at = (unsigned)__builtin_ctzll(starts), len = ones(covered >> at);
		uint64_t run = low_bits(len) << at;

		emit(walk, walk->state.pos + at, len, count_bits(follow & run));
		starts &= ~run;
	}
}

/* The next `count` bytes, of which `covered` are in characters. */
static inline void take_bits(struct strings_walk *walk, uint64_t covered, uint64_t follow,
			     unsigned count)
{
	struct state *state = &walk->state;
	unsigned run;

	if (state->open) {
		run = ones(covered);
		state->follow += count_bits(follow & low_bits(run));
		if (run >= count)
			return;
		close_run(walk, state->pos + run);
		covered &= ~low_bits(run);
	}
	if (covered >> (count - 1)) {
		uint64_t gaps = ~covered & low_bits(count);

		run = gaps == 0 ? count :
				  count - STRINGS_BLOCK + (unsigned)__builtin_clzll(gaps);
		state->open = true;
		state->start = state->pos + count - run;
		state->follow = count_bits(follow >> (count - run));
		covered &= low_bits(count - run);
	}
	if (walk->interior)
		take_inside(walk, covered, follow);
}

/* Characters of 16 or 32 bits begin at `starts`. */
static inline void take_starts(struct strings_walk *walk, uint64_t starts, unsigned unit,
			       unsigned count)
{
	unsigned __int128 covered = starts & low_bits(count);

	covered |= covered << 1;
	if (unit == 4)
		covered |= covered << 2;
	covered |= walk->state.carry;
	walk->state.carry = (uint64_t)(covered >> count);
	take_bits(walk, (uint64_t)covered & low_bits(count), 0, count);
}

static bool is_shown(uint32_t code)
{
	return code >= 0xa0;
}

/* `high` bytes of a block need a look; `room` bytes from its start on are there. */
static void take_utf8(struct strings_walk *walk, const uint8_t *data, size_t room, uint64_t text,
		      uint64_t high, unsigned count)
{
	unsigned __int128 follow = walk->state.carry, covered = follow | (text & low_bits(count));

	high &= low_bits(count) & ~walk->state.carry;
	while (high != 0) {
		unsigned at = (unsigned)__builtin_ctzll(high);
		uint32_t code = 0;
		size_t len = 0;

		/* Most bytes from 80 on are none of UTF-8. */
		if (data[at] >= 0xc2 && (data[at + 1] & 0xc0) == 0x80)
			len = utf8_decode(data + at, min_u64(room - at, 4), &code);
		unsigned __int128 bits = ((unsigned __int128)1 << len) - 1;

		if (len > 1 && is_shown(code)) {
			covered |= bits << at;
			follow |= (bits ^ 1) << at;
		}
		high &= ~(uint64_t)((bits | 1) << at);
	}
	walk->state.carry = (uint64_t)(covered >> count);
	take_bits(walk, (uint64_t)covered & low_bits(count), (uint64_t)follow & low_bits(count),
		  count);
}

/* Which class a byte of a character has, by its place in it. */
static const enum strings_class wide[STRINGS_ENCODINGS][4] = {
	[STRINGS_UTF16LE] = { STRINGS_IS_TEXT, STRINGS_IS_ZERO },
	[STRINGS_UTF16BE] = { STRINGS_IS_ZERO, STRINGS_IS_TEXT },
	[STRINGS_UTF32LE] = { STRINGS_IS_TEXT, STRINGS_IS_ZERO, STRINGS_IS_ZERO, STRINGS_IS_ZERO },
	[STRINGS_UTF32BE] = { STRINGS_IS_ZERO, STRINGS_IS_ZERO, STRINGS_IS_ZERO, STRINGS_IS_TEXT },
};

static void take_wide(struct strings_walk *walk, const uint8_t *data, size_t blocks, size_t len)
{
	const enum strings_class *classes = wide[walk->request.encoding];
	unsigned unit = strings_unit(walk->request.encoding);
	uint64_t starts[BLOCKS], bits[BLOCKS];

	walk->kernel->classify(classes[0], data, blocks, starts);
	for (unsigned i = 1; i < unit; i++) {
		walk->kernel->classify(classes[i], data + i, blocks, bits);
		for (size_t k = 0; k < blocks; k++)
			starts[k] &= bits[k];
	}
	for (size_t i = 0; i < blocks; i++) {
		unsigned count = (unsigned)min_u64(len - i * STRINGS_BLOCK, STRINGS_BLOCK);

		take_starts(walk, starts[i], unit, count);
		walk->state.pos += count;
	}
}

static void take_narrow(struct strings_walk *walk, const uint8_t *data, size_t blocks, size_t len)
{
	enum strings_encoding encoding = walk->request.encoding;
	uint64_t text[BLOCKS], high[BLOCKS];

	walk->kernel->classify(STRINGS_IS_TEXT, data, blocks, text);
	if (encoding != STRINGS_ASCII)
		walk->kernel->classify(STRINGS_IS_HIGH, data, blocks, high);
	for (size_t i = 0; i < blocks; i++) {
		size_t at = i * STRINGS_BLOCK;
		unsigned count = (unsigned)min_u64(len - at, STRINGS_BLOCK);
		uint64_t covered = encoding == STRINGS_8BIT ? text[i] | high[i] : text[i];

		if (encoding == STRINGS_UTF8 && (high[i] | walk->state.carry) != 0)
			take_utf8(walk, data + at, blocks * STRINGS_BLOCK - at + AHEAD, covered,
				  high[i], count);
		else
			take_bits(walk, covered & low_bits(count), 0, count);
		walk->state.pos += count;
	}
}

/* data[0 .. blocks * STRINGS_BLOCK + AHEAD) is there; the first `len` of it count, which reach the
 * last block. */
static void take_blocks(struct strings_walk *walk, const uint8_t *data, size_t blocks, size_t len)
{
	if (strings_unit(walk->request.encoding) > 1)
		take_wide(walk, data, blocks, len);
	else
		take_narrow(walk, data, blocks, len);
}

/* data[0..len), behind which there are up to AHEAD more up to `room`. */
static void take_bytes(struct strings_walk *walk, const uint8_t *data, size_t len, size_t room)
{
	uint8_t last[STRINGS_BLOCK + AHEAD];
	size_t blocks;

	while ((blocks = room < STRINGS_BLOCK + AHEAD ? 0 :
		(size_t)min_u64(min_u64(len, room - AHEAD) / STRINGS_BLOCK, BLOCKS)) > 0) {
		take_blocks(walk, data, blocks, blocks * STRINGS_BLOCK);
		data += blocks * STRINGS_BLOCK;
		len -= blocks * STRINGS_BLOCK;
		room -= blocks * STRINGS_BLOCK;
	}
	while (len > 0) {
		size_t now = (size_t)min_u64(len, STRINGS_BLOCK);

		memset(last, BREAK, sizeof(last));
		memcpy(last, data, (size_t)min_u64(room, sizeof(last)));
		take_blocks(walk, last, 1, now);
		data += now;
		len -= now;
		room -= now;
	}
}

/* Characters that begin before the part can reach into it. */
static void begin_part(struct strings_walk *walk)
{
	uint64_t low = walk->low;
	size_t before = (size_t)min_u64(AHEAD, low - walk->request.start);
	size_t room = (size_t)min_u64(before + AHEAD, walk->request.end - (low - before));
	uint8_t bytes[2 * AHEAD], known[2 * AHEAD];

	walk->state = (struct state){ .pos = low - before };
	walk->waiting = 0;
	walk->nomem = false;
	if (walk->hits)
		hits_clear(walk->hits);
	if (before > 0) {
		snapshot_read(walk->snapshot, low - before, bytes, known, room, NULL);
		for (size_t i = 0; i < room; i++)
			bytes[i] = known[i] ? bytes[i] : BREAK;
		take_bytes(walk, bytes, before, room);
	}
	walk->waiting = 0;
	walk->state = (struct state){
		.pos = low, .open = true, .start = low, .carry = walk->state.carry,
	};
}

/* What lies before the bytes that are unknown, or as much as can be told of with what follows. */
static void look(struct strings_walk *walk, const struct reader_window *window, uint64_t high)
{
	uint64_t pos = walk->state.pos, end = walk->request.end;
	size_t wanted = (size_t)min_u64(walk->want, end - pos);
	size_t len = (size_t)min_u64(window->bytes.len, end - pos);
	bool ends = len < wanted || len == end - pos;
	size_t count = ends ? len : len - AHEAD;

	take_bytes(walk, window->bytes.data, (size_t)min_u64(count, high - pos), len);
}

static bool take_window(struct strings_walk *walk, struct strings_part *part,
			struct err *err)
{
	const struct state before = walk->state;
	struct reader_window window;
	size_t want = (size_t)min_u64(walk->want, walk->request.end - before.pos);

	do {
		walk->state = before;
		walk->waiting = 0;
		if (walk->hits)
			hits_truncate(walk->hits, before.stored);
		if (!reader_look(walk->reader, before.pos, want, &window, err))
			return false;
		look(walk, &window, part->high);
	} while (!reader_accept(walk->reader));
	if (walk->waiting > 0)
		store(walk);
	if (walk->nomem)
		return err_nomem(err);
	walk->state.stored = walk->hits ? hits_count(walk->hits) : 0;
	if (walk->state.pos > before.pos)
		return true;
	close_run(walk, before.pos);
	walk->state.carry = 0;
	walk->state.pos += min_u64(window.unknown, part->high - before.pos);
	part->unknown += walk->state.pos - before.pos;
	return true;
}

static void end_part(struct strings_walk *walk, struct strings_part *part)
{
	const struct state *state = &walk->state;
	struct strings_run run = { state->start, part->high - state->start, state->follow };

	part->whole = state->open && state->start == part->low;
	part->head = part->whole ? run : state->head;
	part->tail = state->open && !part->whole ? run : (struct strings_run){ 0, 0, 0 };
	part->count = state->count;
}

bool strings_walk_run(struct strings_walk *walk, struct strings_part *part, struct err *err)
{
	walk->low = part->low;
	part->unknown = 0;
	begin_part(walk);
	while (walk->state.pos < part->high && !atomic_load(walk->cancelled))
		if (!take_window(walk, part, err))
			return false;
	end_part(walk, part);
	return true;
}

bool strings_walk_give(struct strings_walk *walk, struct hits *hits, struct err *err)
{
	size_t count;

	for (uint64_t n = 0; n < walk->state.stored; n += count) {
		count = hits_get(walk->hits, n, walk->batch, BATCH);
		if (!hits_add_many(hits, walk->batch, count, err))
			return false;
	}
	return true;
}

void strings_walk_drop(struct strings_walk *walk, uint64_t pos, uint64_t len)
{
	reader_drop(walk->reader, pos, len);
}
