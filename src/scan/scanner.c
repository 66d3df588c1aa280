/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: each window shows the positions whose whole hit it holds, so windows overlap by
 * the longest match less one, and hits across pieces and window ends are found like all others. A
 * regular expression has no longest match: where the end of a window is in its way, the next one
 * begins at that place and is twice as long.
 *
 * Bytes that can not be read end a window, and the next one begins behind them: no hit holds one.
 * Nor does one begin in a hole of zeroes, if the pattern can not take zeroes alone, except near the
 * hole's end.
 */
#include "scan/scanner.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "document/changed.h"
#include "document/hole.h"
#include "document/reader.h"
#include "scan/matcher.h"

enum {
	SAMPLES = 16,
	SAMPLE = 512,            /* bytes each */
	STRETCH_LEAST = 256,     /* bytes behind those wanted that an unbounded match sees */
	STRETCH_MOST = 64 << 20,
	HOLE_LEAST = 64 << 10,   /* shorter ones are read */
	BATCH = 256,             /* hits */
};

struct scanner {
	const struct snapshot *snapshot;
	struct scanner_sizes sizes;
	uint64_t start, end;
	const _Atomic bool *cancelled;
	struct matcher *matcher;
	struct reader *reader;
	size_t room;             /* bytes of the reader's windows */
	size_t reach;            /* bytes behind its first that a match can take */
	bool plain;
	bool bounded;
	struct changed *changed; /* owned; NULL: hits need no changed byte */
	bool skips;              /* holes of zeroes ... */
	size_t across;           /* ... before their last so many bytes */
	bool resample;
	uint64_t data, data_end; /* there is no hole between them */
};

/* One window over hits that begin in [low, high). */
struct look {
	struct reader_window window;
	size_t len;              /* bytes of it that count */
	size_t from, to;         /* places of the positions in it */
	bool ends;
	uint64_t passed;         /* positions */
	bool short_of;           /* more bytes are needed to go on */
};

static bool read_at(void *context, uint64_t pos, uint8_t *bytes, size_t len)
{
	const struct scanner *scanner = context;
	uint64_t size = snapshot_len(scanner->snapshot);

	return pos <= size && len <= size - pos &&
	       snapshot_read(scanner->snapshot, pos, bytes, NULL, len, NULL) == 0;
}

static bool has_changed(void *context, uint64_t pos, uint64_t len)
{
	const struct scanner *scanner = context;

	return changed_touches(scanner->changed, pos, len);
}

/* Room in a window for two matches, so that it moves on by one at least. */
static bool fit_window(struct scanner *scanner, struct err *err)
{
	size_t need = scanner->sizes.want + scanner->reach + 1 + matcher_behind(scanner->matcher);
	struct reader *reader;
	size_t room = scanner->sizes.window;

	while (room < need)
		room *= 2;
	if (scanner->reader != NULL && scanner->room >= room)
		return true;
	reader = reader_new(scanner->snapshot, room, err);
	if (reader == NULL)
		return false;
	reader_free(scanner->reader);
	scanner->reader = reader;
	scanner->room = room;
	return true;
}

struct scanner *scanner_new(const struct snapshot *snapshot, const struct pattern *pattern,
			    uint64_t start, uint64_t end, const struct scanner_sizes *sizes,
			    const _Atomic bool *cancelled, struct err *err)
{
	struct scanner *scanner = calloc(1, sizeof(*scanner));
	struct matcher_source source = { .read = read_at, .context = scanner };

	if (scanner == NULL) {
		err_nomem(err);
		return NULL;
	}
	source.size = snapshot_len(snapshot);
	source.cancelled = cancelled;
	source.changed = has_changed;
	scanner->snapshot = snapshot;
	scanner->sizes = *sizes;
	scanner->start = start;
	scanner->end = end;
	scanner->cancelled = cancelled;
	scanner->plain = pattern_is_plain(pattern);
	scanner->bounded = pattern->most != UINT64_MAX;
	scanner->reach = scanner->bounded ? (size_t)pattern->most - 1 : STRETCH_LEAST;
	scanner->resample = true;
	scanner->changed = pattern->changed ? changed_new(snapshot, err) : NULL;
	if (!pattern->changed || scanner->changed != NULL)
		scanner->matcher = matcher_new(pattern, &source, err);
	if (scanner->matcher != NULL && fit_window(scanner, err)) {
		scanner->skips = matcher_skips_zeroes(scanner->matcher, &scanner->across);
		return scanner;
	}
	scanner_free(scanner);
	return NULL;
}

void scanner_free(struct scanner *scanner)
{
	if (scanner == NULL)
		return;
	matcher_free(scanner->matcher);
	changed_free(scanner->changed);
	reader_free(scanner->reader);
	free(scanner);
}

size_t scanner_window(const struct scanner *scanner)
{
	return scanner->room;
}

void scanner_resample(struct scanner *scanner)
{
	scanner->resample = true;
}

void scanner_drop(struct scanner *scanner, uint64_t pos, uint64_t len)
{
	reader_drop(scanner->reader, pos, len);
}

unsigned scanner_group(const struct scanner *scanner, const char *name)
{
	return matcher_group(scanner->matcher, name);
}

uint64_t scanner_skip(struct scanner *scanner, uint64_t at, uint64_t high)
{
	struct hole hole;
	uint64_t found;

	if (scanner->changed != NULL && scanner->bounded && at < high) {
		if (!changed_find(scanner->changed, at, &found))
			return high;
		if (found - at > scanner->reach)
			return min_u64(found - scanner->reach, high);
	}
	if (!scanner->skips || at >= high || (at >= scanner->data && at < scanner->data_end))
		return at;
	hole = hole_at(scanner->snapshot, at);
	if (hole.zero && hole.len > HOLE_LEAST && hole.len > scanner->across)
		return min_u64(at + hole.len - scanner->across, high);
	scanner->data = at;
	scanner->data_end = at + hole.len;
	return at;
}

uint64_t scanner_skip_back(const struct scanner *scanner, uint64_t low, uint64_t end)
{
	struct hole hole;

	if (!scanner->skips || end <= low)
		return end;
	hole = hole_at(scanner->snapshot, end - 1);
	if (!hole.zero || hole.len <= scanner->across)
		return end;
	return max_u64(low, end - max_u64(hole_before(scanner->snapshot, end), 1));
}

static void sample(struct scanner *scanner, const uint8_t *data, size_t len)
{
	uint8_t samples[SAMPLES * SAMPLE];

	scanner->resample = false;
	if (len <= sizeof(samples)) {
		matcher_probe(scanner->matcher, data, len);
		return;
	}
	for (size_t i = 0; i < SAMPLES; i++)
		memcpy(samples + i * SAMPLE, data + (len - SAMPLE) / (SAMPLES - 1) * i, SAMPLE);
	matcher_probe(scanner->matcher, samples, sizeof(samples));
}

/* The window on `low`, with so many bytes before it as the pattern looks back at. Unknown bytes
 * among those: none. */
static bool open_window(struct scanner *scanner, uint64_t low, uint64_t high, struct look *look,
			struct err *err)
{
	size_t back = (size_t)min_u64(matcher_behind(scanner->matcher), low - scanner->start);
	uint64_t bytes;
	size_t want;

	do {
		bytes = min_u64(scanner->end - low, high - low + scanner->reach) + back;
		want = (size_t)min_u64(bytes, back + scanner->sizes.want + scanner->reach);
		if (!reader_look(scanner->reader, low - back, want, &look->window, err))
			return false;
		look->from = back;
	} while (look->window.bytes.len <= look->from && back > 0 && (back = 0, true));
	look->len = (size_t)min_u64(look->window.bytes.len, bytes);
	look->ends = look->len < want || low - back + look->len == scanner->end;
	look->to = look->ends || !scanner->bounded ? look->len : look->len - scanner->reach;
	look->to = (size_t)min_u64(look->to, look->from + (high - low));
	look->passed = look->to > look->from ? look->to - look->from : 0;
	look->short_of = false;
	return true;
}

static bool give_up(enum match_result result, uint64_t pos, struct err *err)
{
	if (result == MATCH_NOMEM)
		return err_nomem(err);
	return err_set(err, ERR_REFUSED, "pattern too complex at 0x%" PRIx64, pos);
}

static void note(struct scanner_walk *walk, uint64_t pos, uint64_t len)
{
	if (!walk->found) {
		walk->found = true;
		walk->first = pos;
		walk->first_len = len;
	}
	walk->last_pos = pos;
	walk->last_len = len;
	walk->count++;
}

static bool visit(struct scanner_walk *walk, const struct look *look, const struct match *match,
		  struct err *err)
{
	struct scanner_hit hit = { look->window.pos + match->start, match->end - match->start,
				   match, look->window.bytes.data };

	note(walk, hit.pos, hit.len);
	if (walk->visitor == NULL)
		return true;
	err_clear(err);
	walk->stopped = !walk->visitor->hit(walk->visitor->context, &hit, err);
	return err->code == ERR_NONE;
}

/* More bytes are needed from a place on: a longer window, up to a bound. */
static bool stretch(struct scanner *scanner, struct look *look, size_t place, struct err *err)
{
	look->passed = place > look->from ? place - look->from : 0;
	look->short_of = true;
	if (scanner->reach >= STRETCH_MOST)
		return give_up(MATCH_COMPLEX, look->window.pos + place, err);
	scanner->reach *= 2;
	return true;
}

/* Cancelled on the way. */
static bool stop(struct look *look, size_t place)
{
	look->passed = place - look->from;
	look->short_of = true;
	return true;
}

/* Every hit of the window, or the first. */
static bool visit_all(struct scanner *scanner, struct scanner_walk *walk, struct look *look,
		      bool first, struct err *err)
{
	size_t from = look->from;
	struct match match;

	while (from < look->to && !walk->stopped) {
		enum match_result result = matcher_next(scanner->matcher, from, look->to, &match);

		if (result == MATCH_NONE)
			return true;
		if (result == MATCH_MORE)
			return stretch(scanner, look, match.start, err);
		if (result == MATCH_STOPPED)
			return stop(look, from);
		if (result != MATCH_FOUND)
			return give_up(result, look->window.pos + match.start, err);
		if (!visit(walk, look, &match, err))
			return false;
		if (first)
			walk->stopped = true;
		from = walk->separate ? match.end : match.start + 1;
	}
	/* A hit of a separate walk can end behind the positions of this window. */
	if (from > look->to)
		look->passed = from - look->from;
	return true;
}

/* Every hit of plain bytes, many at a time. */
static bool visit_plain(struct scanner *scanner, struct scanner_walk *walk, struct look *look,
			struct err *err)
{
	size_t from = look->from, at[BATCH], count = BATCH, next;
	struct match match = { .groups = 0 };

	while (count == BATCH && from < look->to && !walk->stopped) {
		count = matcher_list(scanner->matcher, from, look->to, walk->separate, at, BATCH,
				     &next);
		for (size_t i = 0; i < count && !walk->stopped; i++) {
			match.start = at[i];
			match.end = at[i] + scanner->reach + 1;
			if (!visit(walk, look, &match, err))
				return false;
			from = walk->separate ? match.end : match.start + 1;
		}
	}
	if (from > look->to)
		look->passed = from - look->from;
	return true;
}

static bool visit_last(struct scanner *scanner, struct scanner_walk *walk, struct look *look,
		       struct err *err)
{
	struct match match;
	enum match_result result = matcher_last(scanner->matcher, look->from, look->to, &match);

	if (result == MATCH_FOUND)
		return visit(walk, look, &match, err);
	if (result == MATCH_MORE)
		/* The same place again, with all before it. */
		return stretch(scanner, look, look->from, err);
	if (result == MATCH_STOPPED)
		return stop(look, look->from);
	return result == MATCH_NONE || give_up(result, look->window.pos + match.start, err);
}

/* What can be told without asking whether it depends on the bytes behind the window. */
static void settle(const struct scanner *scanner, struct look *look)
{
	size_t settled = matcher_settled(scanner->matcher);

	if (scanner->bounded || settled <= look->from || settled >= look->to)
		return;
	look->to = settled;
	look->passed = look->to - look->from;
}

static bool search_window(struct scanner *scanner, struct scanner_walk *walk, struct look *look,
			  bool first, struct err *err)
{
	struct matcher_text text = { look->window.bytes.data, look->len, look->window.pos,
				     look->window.pos == scanner->start, look->ends };

	if (look->to <= look->from)
		return true;
	if (scanner->resample)
		sample(scanner, text.data, text.len);
	matcher_begin(scanner->matcher, &text);
	settle(scanner, look);
	if (walk->count_only && walk->found && scanner->plain) {
		walk->count += matcher_count(scanner->matcher, look->from, look->to);
		return true;
	}
	if (walk->last)
		return visit_last(scanner, walk, look, err);
	if (walk->count_only && scanner->plain) {
		uint64_t before = walk->count;
		bool ok = visit_all(scanner, walk, look, true, err);

		walk->stopped = false;
		if (walk->found)
			walk->count = before + matcher_count(scanner->matcher, look->from,
							     look->to);
		return ok;
	}
	if (scanner->plain && !first)
		return visit_plain(scanner, walk, look, err);
	return visit_all(scanner, walk, look, first, err);
}

/* Steps over the window, and what is unknown behind it. */
static void pass(const struct scanner *scanner, struct scanner_walk *walk,
		 const struct look *look)
{
	uint64_t unknown_pos = look->window.pos + look->len;
	uint64_t next = walk->at + look->passed, unknown;

	if (!look->short_of && look->ends && unknown_pos < scanner->end && next >= unknown_pos) {
		unknown = max_u64(look->window.unknown, 1);
		if (unknown_pos < walk->seen)
			walk->unknown += min_u64(unknown, walk->seen - unknown_pos);
		next = unknown_pos + unknown;
	}
	walk->at = min_u64(next, max_u64(walk->high, walk->at + look->passed));
}

static bool take_window(struct scanner *scanner, struct scanner_walk *walk, bool first,
			struct err *err)
{
	const struct scanner_visitor *visitor = walk->visitor;
	struct scanner_walk before = *walk;
	struct look look;

	do {
		*walk = before;
		if (visitor != NULL)
			visitor->begin(visitor->context);
		if (!fit_window(scanner, err) ||
		    !open_window(scanner, walk->at, walk->high, &look, err))
			return false;
		if (!search_window(scanner, walk, &look, first, err)) {
			(void)!reader_accept(scanner->reader);
			return false;
		}
	} while (!reader_accept(scanner->reader));
	pass(scanner, walk, &look);
	if (!scanner->bounded && !look.short_of)
		scanner->reach = STRETCH_LEAST;
	return visitor == NULL || visitor->accept(visitor->context, err);
}

bool scanner_is_cancelled(const struct scanner *scanner)
{
	return scanner->cancelled != NULL && atomic_load(scanner->cancelled);
}

bool scanner_walk(struct scanner *scanner, struct scanner_walk *walk, bool first, struct err *err)
{
	walk->stopped = false;
	while (walk->at < walk->high && !walk->stopped) {
		if (scanner_is_cancelled(scanner))
			return true;
		walk->at = scanner_skip(scanner, walk->at, walk->high);
		if (walk->at < walk->high && !take_window(scanner, walk, first, err))
			return false;
	}
	return true;
}
