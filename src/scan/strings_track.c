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
 * A charset that has no way of its own is decoded character by character. Where one begins follows
 * from all before it, so what is known at the end of one block is needed at the next.
 */
#include "scan/strings_track.h"

#include "base/checked.h"
#include "base/printable.h"

bool strings_is_one(const struct strings_encoding *encoding, uint64_t least,
		    const struct strings_run *run)
{
	return (run->len - run->follow) / encoding->unit >= least;
}

/* After k shifts a bit stands for so many set ones from it on. */
static void plan_shifts(struct strings_track *track)
{
	unsigned unit = track->encoding->unit, have = 1;

	track->interior = track->least <= STRINGS_BLOCK / unit;
	while (track->interior && have < track->least * unit) {
		unsigned more = (unsigned)min_u64(have, track->least * unit - have);

		track->shifts[track->shift_count++] = more;
		have += more;
	}
}

static void plan_text(struct strings_track *track)
{
	struct charset_unit unit = { .len = 0 };

	for (unsigned i = 0; i < 256; i++) {
		const uint8_t byte = (uint8_t)i;

		charset_decode(track->encoding->charset, &byte, 1, &unit);
		track->text[i] = strings_is_unit(&unit);
	}
}

bool strings_track_init(struct strings_track *track, const struct strings_encoding *encoding,
			uint64_t least, bool keeps, struct err *err)
{
	*track = (struct strings_track){ .encoding = encoding, .least = least };
	plan_shifts(track);
	if (encoding->kind == STRINGS_BYTE)
		plan_text(track);
	if (keeps)
		track->hits = hits_new(UINT64_MAX, err);
	return track->hits || !keeps;
}

void strings_track_store(struct strings_track *track)
{
	struct err ignored;

	if (track->waiting > 0 &&
	    !hits_add_many(track->hits, track->batch, track->waiting, &ignored))
		track->nomem = true;
	track->waiting = 0;
}

static void emit(struct strings_track *track, uint64_t pos, uint64_t len, uint64_t follow)
{
	const struct strings_run run = { pos, len, follow };

	if (!strings_is_one(track->encoding, track->least, &run))
		return;
	track->state.count++;
	if (!track->hits)
		return;
	if (track->waiting == STRINGS_BATCH)
		strings_track_store(track);
	track->batch[track->waiting++] = (struct hit){ .pos = pos, .len = len };
}

void strings_track_close(struct strings_track *track, uint64_t end)
{
	struct strings_state *state = &track->state;
	uint64_t low = track->low;

	if (!state->open)
		return;
	state->open = false;
	if (state->start == low)
		state->head = (struct strings_run){ low, end - low, state->follow };
	else
		emit(track, state->start, end - state->start, state->follow);
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
static inline void take_inside(struct strings_track *track, uint64_t covered, uint64_t follow)
{
	uint64_t starts = covered;

	for (unsigned i = 0; i < track->shift_count; i++)
		starts &= starts >> track->shifts[i];
	while (starts != 0) {
		unsigned at = (unsigned)__builtin_ctzll(starts), len = ones(covered >> at);
		uint64_t run = low_bits(len) << at;

		emit(track, track->state.pos + at, len, count_bits(follow & run));
		starts &= ~run;
	}
}

/* The next `count` bytes, of which `covered` are in characters, but for taking the step. */
static inline void take_run(struct strings_track *track, uint64_t covered, uint64_t follow,
			    unsigned count)
{
	struct strings_state *state = &track->state;
	unsigned run;

	if (state->open) {
		run = ones(covered);
		state->follow += count_bits(follow & low_bits(run));
		if (run >= count)
			return;
		strings_track_close(track, state->pos + run);
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
	if (track->interior)
		take_inside(track, covered, follow);
}

static inline void take_bits(struct strings_track *track, uint64_t covered, uint64_t follow,
			     unsigned count)
{
	take_run(track, covered, follow, count);
	track->state.pos += count;
}

/* Characters of 16 or 32 bits begin at `starts`. */
static inline void take_starts(struct strings_track *track, uint64_t starts, unsigned count)
{
	unsigned __int128 covered = starts & low_bits(count);

	covered |= covered << 1;
	if (track->encoding->unit == 4)
		covered |= covered << 2;
	covered |= track->state.carry;
	track->state.carry = (uint64_t)(covered >> count);
	take_bits(track, (uint64_t)covered & low_bits(count), 0, count);
}

/* `high` bytes of a block need a look; `room` bytes from its start on are there. */
static void take_utf8(struct strings_track *track, const uint8_t *data, size_t room, uint64_t text,
		      uint64_t high, unsigned count)
{
	unsigned __int128 follow = track->state.carry, covered = follow | (text & low_bits(count));

	high &= low_bits(count) & ~track->state.carry;
	while (high != 0) {
		unsigned at = (unsigned)__builtin_ctzll(high);
		uint32_t code = 0;
		size_t len = 0;

		/* Most bytes from 80 on are none of UTF-8. */
		if (data[at] >= 0xc2 && (data[at + 1] & 0xc0) == 0x80)
			len = utf8_decode(data + at, min_u64(room - at, 4), &code);
		unsigned __int128 bits = ((unsigned __int128)1 << len) - 1;

		if (len > 1 && strings_is_text(code)) {
			covered |= bits << at;
			follow |= (bits ^ 1) << at;
		}
		high &= ~(uint64_t)((bits | 1) << at);
	}
	track->state.carry = (uint64_t)(covered >> count);
	take_bits(track, (uint64_t)covered & low_bits(count),
		  (uint64_t)follow & low_bits(count), count);
}

/* A block of a charset, of which no more than `room` bytes are there. */
static void take_units(struct strings_track *track, const uint8_t *data, size_t room,
		       unsigned count)
{
	unsigned __int128 follow = track->state.carry, covered = follow;
	struct charset_unit unit = { .len = 0 };
	unsigned at = track->state.skip;

	for (; at < count; at += (unsigned)unit.len) {
		unsigned __int128 bits;

		charset_decode(track->encoding->charset, data + at,
			       min_size(room - at, CHARSET_KEY), &unit);
		bits = ((unsigned __int128)1 << unit.len) - 1;
		if (strings_is_unit(&unit)) {
			covered |= bits << at;
			follow |= (bits ^ 1) << at;
		}
	}
	track->state.carry = (uint64_t)(covered >> count);
	track->state.skip = at - count;
	take_bits(track, (uint64_t)covered & low_bits(count),
		  (uint64_t)follow & low_bits(count), count);
}

static inline unsigned block_count(size_t len, size_t block)
{
	return (unsigned)min_size(len - block * STRINGS_BLOCK, STRINGS_BLOCK);
}

/* Bit i is that of the byte n further on. */
static inline uint64_t ahead(const uint64_t *bits, unsigned n)
{
	return bits[0] >> n | bits[1] << (STRINGS_BLOCK - n);
}

static void take_wide(struct strings_track *track, const struct strings_classes *classes,
		      size_t blocks, size_t len)
{
	enum strings_kind kind = track->encoding->kind;
	const uint64_t *text = classes->of[STRINGS_IS_TEXT], *zero = classes->of[STRINGS_IS_ZERO];
	uint64_t starts[STRINGS_BLOCKS];

	for (size_t i = 0; i < blocks; i++)
		starts[i] = kind == STRINGS_UTF16LE ? text[i] & ahead(zero + i, 1) :
			    kind == STRINGS_UTF16BE ? zero[i] & ahead(text + i, 1) :
			    ahead(zero + i, 1) & ahead(zero + i, 2) &
			    (kind == STRINGS_UTF32LE ? text[i] & ahead(zero + i, 3) :
						       zero[i] & ahead(text + i, 3));
	for (size_t i = 0; i < blocks; i++)
		take_starts(track, starts[i], block_count(len, i));
}

static void take_narrow(struct strings_track *track, const struct strings_classes *classes,
			const uint8_t *data, size_t blocks, size_t len)
{
	enum strings_kind kind = track->encoding->kind;
	const uint64_t *text = classes->of[STRINGS_IS_TEXT], *high = classes->of[STRINGS_IS_HIGH];

	for (size_t i = 0; i < blocks; i++) {
		size_t at = i * STRINGS_BLOCK;
		unsigned count = block_count(len, i);
		uint64_t covered = kind == STRINGS_8BIT ? text[i] | high[i] : text[i];

		if (kind == STRINGS_UTF8 && (high[i] | track->state.carry) != 0)
			take_utf8(track, data + at, blocks * STRINGS_BLOCK + STRINGS_AHEAD - at,
				  covered, high[i], count);
		else
			take_bits(track, covered & low_bits(count), 0, count);
	}
}

static void take_table(struct strings_track *track, const uint8_t *data, size_t blocks, size_t len)
{
	for (size_t i = 0; i < blocks; i++, data += STRINGS_BLOCK) {
		unsigned count = block_count(len, i);
		uint64_t covered = 0;

		for (unsigned k = 0; k < STRINGS_BLOCK; k++)
			covered |= (uint64_t)track->text[data[k]] << k;
		take_bits(track, covered & low_bits(count), 0, count);
	}
}

void strings_track_take(struct strings_track *track, const struct strings_classes *classes,
			const uint8_t *data, size_t blocks, size_t len, size_t room)
{
	enum strings_kind kind = track->encoding->kind;

	if (kind == STRINGS_BYTE)
		take_table(track, data, blocks, len);
	else if (kind == STRINGS_CHARSET)
		for (size_t i = 0; i < blocks; i++)
			take_units(track, data + i * STRINGS_BLOCK, room - i * STRINGS_BLOCK,
				   block_count(len, i));
	else if (track->encoding->unit > 1)
		take_wide(track, classes, blocks, len);
	else
		take_narrow(track, classes, data, blocks, len);
}
