/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hits for painting: a screenful and what a hit may reach beyond it, read at once. Runs of known
 * bytes are searched one by one, so that no hit holds an unknown byte. Whether there is any hit is
 * told in the same way, up to the first.
 */
#include "scan/search.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "document/changed.h"
#include "scan/matcher.h"

struct marks {
	uint8_t *flags;          /* of the positions asked for; NULL: is there any hit? */
	bool any;
	size_t len;
	size_t lead;             /* bytes read before them */
	size_t done;             /* everything before it is marked already, among the bytes read */
};

/* The hit [at, end) among the bytes read. Hits come in ascending order. */
static void mark(struct marks *marks, size_t at, size_t end)
{
	end = min_size(end, marks->lead + marks->len);
	if (at < marks->done)
		at = marks->done;
	if (at < marks->lead)
		at = marks->lead;
	marks->any = marks->any || at < end;
	if (at < end && marks->flags != NULL)
		memset(marks->flags + at - marks->lead, 1, end - at);
	if (marks->done < end)
		marks->done = end;
}

static bool is_answered(const struct marks *marks)
{
	return marks->any && marks->flags == NULL;
}

/* A run of known bytes, at `at` of those read. */
static void mark_run(struct marks *marks, struct matcher *matcher,
		     const struct matcher_text *text, size_t at)
{
	struct match match;

	matcher_begin(matcher, text);
	for (size_t from = 0; from < text->len && !is_answered(marks); from = match.start + 1) {
		if (matcher_next(matcher, from, text->len, &match) != MATCH_FOUND)
			return;
		mark(marks, at + match.start, at + match.end);
	}
}

static void mark_all(struct marks *marks, struct matcher *matcher, const uint8_t *data,
		     const uint8_t *known, size_t len, uint64_t pos)
{
	for (size_t at = 0, end; at < len && !is_answered(marks); at = end) {
		struct matcher_text text = { .data = data + at, .pos = pos + at, .ends = true };
		const uint8_t *gap = memchr(known + at, 0, len - at);

		end = gap == NULL ? len : (size_t)(gap - known);
		if (end == at) {
			end++;
			continue;
		}
		text.len = end - at;
		text.starts = text.pos == 0;
		mark_run(marks, matcher, &text, at);
	}
}

struct search_marker {
	struct pattern pattern;          /* owned */
	struct matcher *matcher;         /* owned */
	const _Atomic bool *cancelled;   /* borrowed; may be NULL */
	struct snapshot now;             /* borrowed: what is looked at, while it is */
	struct changed *changed;         /* and what is changed of it, where that is asked for */
	bool hurries;                    /* what a slow disk does not have at once is unknown */
	uint64_t size;                   /* that the matcher was told */
};

static size_t take(const struct search_marker *marker, uint64_t pos, void *to, uint8_t *known,
		   size_t len, int *why)
{
	return marker->hurries ? snapshot_read_now(&marker->now, pos, to, known, len, why) :
				 snapshot_read(&marker->now, pos, to, known, len, why);
}

static bool read_at(void *context, uint64_t pos, uint8_t *bytes, size_t len)
{
	const struct search_marker *marker = context;
	uint64_t size = snapshot_len(&marker->now);

	return pos <= size && len <= size - pos && take(marker, pos, bytes, NULL, len, NULL) == 0;
}

static bool has_changed(void *context, uint64_t pos, uint64_t len)
{
	const struct search_marker *marker = context;

	return marker->changed != NULL && changed_touches(marker->changed, pos, len);
}

static bool make_matcher(struct search_marker *marker, uint64_t size, struct err *err)
{
	struct matcher_source source = {
		.read = read_at, .changed = has_changed, .context = marker, .size = size,
		.cancelled = marker->cancelled,
	};
	struct matcher *matcher = matcher_new(&marker->pattern, &source, err);

	if (matcher == NULL)
		return false;
	matcher_free(marker->matcher);
	marker->matcher = matcher;
	marker->size = size;
	return true;
}

struct search_marker *search_marker_new(const struct pattern *pattern,
					const _Atomic bool *cancelled, struct err *err)
{
	struct search_marker *marker = calloc(1, sizeof(*marker));

	if (marker == NULL) {
		err_nomem(err);
		return NULL;
	}
	marker->cancelled = cancelled;
	if (pattern_copy(pattern, &marker->pattern, err)) {
		if (make_matcher(marker, 0, err))
			return marker;
		pattern_done(&marker->pattern);
	}
	free(marker);
	return NULL;
}

void search_marker_free(struct search_marker *marker)
{
	if (marker == NULL)
		return;
	changed_free(marker->changed);
	matcher_free(marker->matcher);
	pattern_done(&marker->pattern);
	free(marker);
}

/* Only an expression knows the size, so that nothing else is made anew. */
static bool suits(struct search_marker *marker, uint64_t size)
{
	struct err err;

	return marker->pattern.kind != PATTERN_EXPRESSION || marker->size == size ||
	       make_matcher(marker, size, &err);
}

static void look_at(struct search_marker *marker, const struct snapshot *snapshot)
{
	struct err err;

	changed_free(marker->changed);
	marker->now = *snapshot;
	marker->changed = marker->pattern.changed ? changed_new(&marker->now, &err) : NULL;
}

static void look_away(struct search_marker *marker)
{
	changed_free(marker->changed);
	marker->changed = NULL;
}

size_t search_marker_reach(const struct search_marker *marker)
{
	const struct pattern *pattern = &marker->pattern;

	return (size_t)min_u64(pattern->most - 1,
			       pattern_is_plain(pattern) ? PATTERN_MOST : SEARCH_MARK);
}

/* False where some of the bytes are still to come. */
static bool mark_range(struct search_marker *marker, uint64_t pos, struct marks *marks)
{
	uint64_t size = snapshot_len(&marker->now), reach = search_marker_reach(marker);
	uint64_t start = pos - min_u64(pos, reach);
	size_t room = (size_t)(pos - start + marks->len + min_u64(size - pos - marks->len, reach));
	uint8_t *data = malloc(2 * room + 1);
	int why = 0;

	assert(pos <= size && marks->len <= size - pos);
	marks->lead = (size_t)(pos - start);
	if (data != NULL && suits(marker, size)) {
		bool all = take(marker, start, data, data + room, room, &why) == 0;

		if (all || !marker->hurries || (why != EAGAIN && why != ECANCELED)) {
			matcher_probe(marker->matcher, data, room);
			mark_all(marks, marker->matcher, data, data + room, room, start);
			why = 0;
		}
	}
	free(data);
	return why == 0;
}

void search_marker_mark(struct search_marker *marker, const struct snapshot *snapshot,
			uint64_t pos, uint8_t *flags, size_t len)
{
	struct marks marks = { .flags = flags, .len = len };

	memset(flags, 0, len);
	look_at(marker, snapshot);
	mark_range(marker, pos, &marks);
	look_away(marker);
}

void search_marker_look(struct search_marker *marker, const struct snapshot *snapshot)
{
	marker->hurries = true;
	look_at(marker, snapshot);
}

bool search_marker_touches(struct search_marker *marker, uint64_t pos, size_t len, bool *waits)
{
	struct marks marks = { .len = len };

	*waits = !mark_range(marker, pos, &marks);
	return marks.any;
}

bool search_marker_skips_zeroes(const struct search_marker *marker, size_t *reach)
{
	return matcher_skips_zeroes(marker->matcher, reach);
}

void search_mark(const struct snapshot *snapshot, const struct pattern *pattern, uint64_t pos,
		 uint8_t *flags, size_t len)
{
	struct err err;
	struct search_marker *marker = search_marker_new(pattern, NULL, &err);

	memset(flags, 0, len);
	if (marker != NULL)
		search_marker_mark(marker, snapshot, pos, flags, len);
	search_marker_free(marker);
}
