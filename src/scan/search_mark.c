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
#include "scan/finder.h"

struct marks {
	uint8_t *flags;          /* of the positions asked for */
	size_t len;
	size_t lead;             /* bytes read before them */
	size_t done;             /* everything before it is marked already, among the bytes read */
};

/* The hit [at, at + len) among the bytes read. Hits come in ascending order. */
static void mark(struct marks *marks, size_t at, size_t len)
{
	size_t end = min_size(at + len, marks->lead + marks->len);

	if (at < marks->done)
		at = marks->done;
	if (at < marks->lead)
		at = marks->lead;
	if (at < end)
		memset(marks->flags + at - marks->lead, 1, end - at);
	if (marks->done < end)
		marks->done = end;
}

static void mark_run(struct marks *marks, struct finder *finder, const uint8_t *data, size_t at,
		     size_t end, size_t pattern_len)
{
	while (end - at >= pattern_len) {
		size_t found = finder_next(finder, data + at, end - at);

		if (found == SIZE_MAX)
			return;
		mark(marks, at + found, pattern_len);
		at += found + 1;
	}
}

static void mark_all(struct marks *marks, struct finder *finder, const uint8_t *data,
		     const uint8_t *known, size_t len, size_t pattern_len)
{
	for (size_t at = 0, end; at < len; at = end) {
		end = at;
		if (!known[at]) {
			end++;
			continue;
		}
		while (end < len && known[end])
			end++;
		mark_run(marks, finder, data, at, end, pattern_len);
	}
}

void search_mark(const struct snapshot *snapshot, const struct pattern *pattern, uint64_t pos,
		 uint8_t *flags, size_t len)
{
	uint64_t size = snapshot_len(snapshot), reach = pattern->len - 1;
	uint64_t start = pos - min_u64(pos, reach);
	size_t room = (size_t)(pos - start + len + min_u64(size - pos - len, reach));
	struct marks marks = { flags, len, (size_t)(pos - start), 0 };
	struct finder *finder = NULL;
	struct err err;
	uint8_t *data = malloc(2 * room + 1);

	assert(pos <= size && len <= size - pos);
	memset(flags, 0, len);
	if (data != NULL)
		finder = finder_new(pattern, NULL, 0, &err);
	if (finder != NULL) {
		snapshot_read(snapshot, start, data, data + room, room, NULL);
		finder_probe(finder, data, room);
		mark_all(&marks, finder, data, data + room, room, pattern->len);
	}
	finder_free(finder);
	free(data);
}
