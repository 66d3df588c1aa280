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

static bool read_at(void *context, uint64_t pos, uint8_t *bytes, size_t len)
{
	const struct snapshot *snapshot = context;
	uint64_t size = snapshot_len(snapshot);

	return pos <= size && len <= size - pos &&
	       snapshot_read(snapshot, pos, bytes, NULL, len, NULL) == 0;
}

void search_mark(const struct snapshot *snapshot, const struct pattern *pattern, uint64_t pos,
		 uint8_t *flags, size_t len)
{
	struct snapshot borrowed = *snapshot;
	struct matcher_source source = {
		.read = read_at, .context = &borrowed, .size = snapshot_len(snapshot),
	};
	uint64_t reach = min_u64(pattern->most - 1, pattern_is_plain(pattern) ? PATTERN_MOST :
									       SEARCH_MARK);
	uint64_t start = pos - min_u64(pos, reach);
	size_t room = (size_t)(pos - start + len + min_u64(source.size - pos - len, reach));
	struct marks marks = { flags, len, (size_t)(pos - start), 0 };
	struct matcher *matcher = NULL;
	struct err err;
	uint8_t *data = malloc(2 * room + 1);

	assert(pos <= source.size && len <= source.size - pos);
	memset(flags, 0, len);
	if (data != NULL)
		matcher = matcher_new(pattern, &source, &err);
	if (matcher != NULL) {
		snapshot_read(snapshot, start, data, data + room, room, NULL);
		matcher_probe(matcher, data, room);
		mark_all(&marks, matcher, data, data + room, room, start);
	}
	matcher_free(matcher);
	free(data);
}
