/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The common half of every source: ranges are checked and clamped here, once, so that a class only
 * ever sees 0 < len and off + len <= size.
 */
#include "store/source.h"

#include <inttypes.h>

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

size_t source_read(struct source *source, uint64_t off, void *to, size_t len, int *why)
{
	len = (size_t)inside(source, off, len);
	*why = 0;
	return len > 0 ? source->class->read(source, off, to, len, why) : 0;
}

struct source_span source_begin(struct source *source, uint64_t off, size_t want)
{
	want = (size_t)inside(source, off, want);
	if (want == 0 || !source->class->begin)
		return (struct source_span){ .off = off };
	return source->class->begin(source, off, want);
}

bool source_end(struct source *source, const struct source_span *span)
{
	if (span->bytes.len == 0 || !source->class->end)
		return true;
	return source->class->end(source, span);
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
	if (source)
		source->class->close(source);
}
