/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hits for painting: a screenful and what a hit may reach beyond it, read at once. Runs of known
 * bytes are searched one by one, so that no hit holds an unknown byte.
 */
#include "scan/search.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "document/changed.h"
#include "scan/matcher.h"

struct marks {
	uint8_t *flags;          /* of the positions asked for */
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
	if (at < end)
		memset(marks->flags + at - marks->lead, 1, end - at);
	if (marks->done < end)
		marks->done = end;
}

/* A run of known bytes, at `at` of those read. */
static void mark_run(struct marks *marks, struct matcher *matcher,
		     const struct matcher_text *text, size_t at)
{
	struct match match;

	matcher_begin(matcher, text);
	for (size_t from = 0; from < text->len; from = match.start + 1) {
		if (matcher_next(matcher, from, text->len, &match) != MATCH_FOUND)
			return;
		mark(marks, at + match.start, at + match.end);
	}
}

static void mark_all(struct marks *marks, struct matcher *matcher, const uint8_t *data,
		     const uint8_t *known, size_t len, uint64_t pos)
{
	for (size_t at = 0, end; at < len; at = end) {
		struct matcher_text text = { .data = data + at, .pos = pos + at, .ends = true };

		end = at;
		if (!known[at]) {
			end++;
			continue;
		}
		while (end < len && known[end])
			end++;
		text.len = end - at;
		text.starts = text.pos == 0;
		mark_run(marks, matcher, &text, at);
	}
}

struct search_marker {
	struct pattern pattern;          /* owned */
	struct matcher *matcher;         /* owned */
	struct snapshot *now;            /* what is marked, while it is */
	struct changed *changed;         /* and what is changed of it, where that is asked for */
	uint64_t size;                   /* that the matcher was told */
};

static bool read_at(void *context, uint64_t pos, uint8_t *bytes, size_t len)
{
	const struct search_marker *marker = context;
	uint64_t size = snapshot_len(marker->now);

	return pos <= size && len <= size - pos &&
	       snapshot_read(marker->now, pos, bytes, NULL, len, NULL) == 0;
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
	};
	struct matcher *matcher = matcher_new(&marker->pattern, &source, err);

	if (matcher == NULL)
		return false;
	matcher_free(marker->matcher);
	marker->matcher = matcher;
	marker->size = size;
	return true;
}

struct search_marker *search_marker_new(const struct pattern *pattern, struct err *err)
{
	struct search_marker *marker = calloc(1, sizeof(*marker));

	if (marker == NULL) {
		err_nomem(err);
		return NULL;
	}
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

void search_marker_mark(struct search_marker *marker, const struct snapshot *snapshot,
			uint64_t pos, uint8_t *flags, size_t len)
{
	struct snapshot borrowed = *snapshot;
	const struct pattern *pattern = &marker->pattern;
	uint64_t size = snapshot_len(snapshot);
	uint64_t reach = min_u64(pattern->most - 1, pattern_is_plain(pattern) ? PATTERN_MOST :
									       SEARCH_MARK);
	uint64_t start = pos - min_u64(pos, reach);
	size_t room = (size_t)(pos - start + len + min_u64(size - pos - len, reach));
	struct marks marks = { flags, len, (size_t)(pos - start), 0 };
	uint8_t *data = malloc(2 * room + 1);
	struct err err;

	assert(pos <= size && len <= size - pos);
	memset(flags, 0, len);
	marker->now = &borrowed;
	marker->changed = pattern->changed ? changed_new(snapshot, &err) : NULL;
	if (data != NULL && suits(marker, size)) {
		snapshot_read(snapshot, start, data, data + room, room, NULL);
		matcher_probe(marker->matcher, data, room);
		mark_all(&marks, marker->matcher, data, data + room, room, start);
	}
	marker->now = NULL;
	changed_free(marker->changed);
	marker->changed = NULL;
	free(data);
}

void search_mark(const struct snapshot *snapshot, const struct pattern *pattern, uint64_t pos,
		 uint8_t *flags, size_t len)
{
	struct err err;
	struct search_marker *marker = search_marker_new(pattern, &err);

	memset(flags, 0, len);
	if (marker != NULL)
		search_marker_mark(marker, snapshot, pos, flags, len);
	search_marker_free(marker);
}
