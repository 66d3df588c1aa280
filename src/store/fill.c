/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pattern repeated: takes no room however long it is. A read lays down one turned copy of the
 * pattern and then doubles it, so the cost is that of memcpy for any length of pattern.
 */
#include "store/kinds.h"

#include "base/checked.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct fill {
	struct source base;
	uint64_t len;                /* bytes of the source */
	bool zero;                   /* the pattern is nothing but zeros */
	size_t pattern_len;
	uint8_t pattern[];
};

static const struct fill *fill_of(const struct source *source)
{
	return (const struct fill *)source;
}

static uint64_t fill_size(const struct source *source)
{
	return fill_of(source)->len;
}

static size_t fill_read(struct source *source, uint64_t off, void *to, size_t len, int *why)
{
	const struct fill *fill = fill_of(source);
	size_t turn = (size_t)(off % fill->pattern_len);
	size_t tail = min_size(fill->pattern_len - turn, len);
	size_t done = min_size(fill->pattern_len, len);
	uint8_t *out = to;

	(void)why;
	memcpy(out, fill->pattern + turn, tail);
	memcpy(out + tail, fill->pattern, done - tail);
	while (done < len) {
		size_t more = min_size(done, len - done);

		memcpy(out + done, out, more);
		done += more;
	}
	return len;
}

static bool fill_is_zero(const struct source *source)
{
	return fill_of(source)->zero;
}

static uint64_t fill_period(const struct source *source)
{
	return fill_of(source)->pattern_len;
}

static void fill_close(struct source *source)
{
	free(source);
}

static const struct source_class fill_class = {
	.name = "fill",
	.size = fill_size,
	.read = fill_read,
	.is_zero = fill_is_zero,
	.period = fill_period,
	.close = fill_close,
};

static bool all_zero(const uint8_t *bytes, size_t len)
{
	return bytes[0] == 0 && memcmp(bytes, bytes + 1, len - 1) == 0;
}

struct source *fill_new(const void *pattern, size_t pattern_len, uint64_t len, struct err *err)
{
	assert(pattern_len > 0);
	struct fill *fill = NULL;

	if (pattern_len <= SIZE_MAX - sizeof *fill)
		fill = malloc(sizeof *fill + pattern_len);
	if (!fill) {
		err_nomem(err);
		return NULL;
	}
	fill->base = (struct source){ .class = &fill_class };
	fill->len = len;
	fill->zero = all_zero(pattern, pattern_len);
	fill->pattern_len = pattern_len;
	memcpy(fill->pattern, pattern, pattern_len);
	return &fill->base;
}
