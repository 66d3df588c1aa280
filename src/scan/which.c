/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of the hit, with so many before and behind it as a pattern can look at. */
#include "scan/which.h"

#include <stdlib.h>

#include "base/checked.h"
#include "scan/matcher.h"

enum { AHEAD = 4096, MOST = 16 << 20 };

struct which {
	const struct snapshot *snapshot;
	struct matcher *matcher; /* owned */
	uint8_t *bytes;          /* owned */
	size_t room;
};

static bool read_at(void *context, uint64_t pos, uint8_t *bytes, size_t len)
{
	const struct which *which = context;
	uint64_t size = snapshot_len(which->snapshot);

	return pos <= size && len <= size - pos &&
	       snapshot_read(which->snapshot, pos, bytes, NULL, len, NULL) == 0;
}

/* It is a hit, so it was what the pattern wanted. */
static bool is_changed(void *context, uint64_t pos, uint64_t len)
{
	(void)context;
	(void)pos;
	(void)len;
	return true;
}

struct which *which_new(const struct snapshot *snapshot, const struct pattern *pattern,
			struct err *err)
{
	struct which *which = calloc(1, sizeof(*which));
	struct matcher_source source = {
		.read = read_at, .changed = is_changed, .context = which,
		.size = snapshot_len(snapshot),
	};

	if (which == NULL) {
		err_nomem(err);
		return NULL;
	}
	which->snapshot = snapshot;
	which->matcher = matcher_new(pattern, &source, err);
	if (which->matcher != NULL)
		return which;
	which_free(which);
	return NULL;
}

void which_free(struct which *which)
{
	if (which == NULL)
		return;
	matcher_free(which->matcher);
	free(which->bytes);
	free(which);
}

static bool fit(struct which *which, size_t len)
{
	uint8_t *grown = len > which->room ? realloc(which->bytes, len) : which->bytes;

	if (grown == NULL)
		return false;
	which->bytes = grown;
	which->room = max_size(which->room, len);
	return true;
}

bool which_find(struct which *which, uint64_t pos, uint64_t len, size_t *n)
{
	uint64_t size = snapshot_len(which->snapshot);
	size_t back = (size_t)min_u64(pos, matcher_behind(which->matcher));
	struct matcher_text text = { .pos = pos - back };
	struct match match;
	uint64_t all;

	if (pos > size || len > size - pos || len > MOST)
		return false;
	all = back + len + min_u64(AHEAD, size - pos - len);
	if (!fit(which, (size_t)all))
		return false;
	/* What can not be read is zero here, and lies outside of the hit. */
	snapshot_read(which->snapshot, text.pos, which->bytes, NULL, (size_t)all, NULL);
	text.data = which->bytes;
	text.len = (size_t)all;
	text.starts = text.pos == 0;
	text.ends = true;
	matcher_begin(which->matcher, &text);
	if (matcher_next(which->matcher, back, back + 1, &match) != MATCH_FOUND ||
	    match.start != back || match.end - match.start != len)
		return false;
	*n = match.which;
	return true;
}
