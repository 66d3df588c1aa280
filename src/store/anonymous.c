/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Anonymous memory: zeros that take room only where they were written (MAP_NORESERVE, or a large
 * one would be refused). No file is behind it, so no load can fault and fault.h is not needed.
 * It is never dropped: MADV_DONTNEED would throw the content away.
 */
#include "store/kinds.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct anonymous {
	struct source base;
	uint8_t *data;               /* NULL when len is 0 */
	uint64_t len;                /* bytes */
	atomic_bool touched;         /* poked at least once, so no longer all zeros */
};

static struct anonymous *anonymous_of(const struct source *source)
{
	return (struct anonymous *)(uintptr_t)source;
}

static uint64_t anonymous_size(const struct source *source)
{
	return anonymous_of(source)->len;
}

static size_t anonymous_read(struct source *source, uint64_t off, void *to, size_t len, int *why)
{
	(void)why;
	memcpy(to, anonymous_of(source)->data + off, len);
	return len;
}

static struct source_span anonymous_begin(struct source *source, uint64_t off, size_t want)
{
	return (struct source_span){
		.bytes = { anonymous_of(source)->data + off, want }, .off = off
	};
}

static bool anonymous_poke(struct source *source, uint64_t off, const void *bytes, size_t len,
			   struct err *err)
{
	struct anonymous *memory = anonymous_of(source);

	(void)err;
	atomic_store_explicit(&memory->touched, true, memory_order_relaxed);
	memcpy(memory->data + off, bytes, len);
	return true;
}

static bool anonymous_is_zero(const struct source *source)
{
	return !atomic_load_explicit(&anonymous_of(source)->touched, memory_order_relaxed);
}

static void anonymous_close(struct source *source)
{
	struct anonymous *memory = anonymous_of(source);

	if (memory->data)
		munmap(memory->data, (size_t)memory->len);
	free(memory);
}

static const struct source_class anonymous_class = {
	.name = "anonymous memory",
	.size = anonymous_size,
	.read = anonymous_read,
	.begin = anonymous_begin,
	.poke = anonymous_poke,
	.is_zero = anonymous_is_zero,
	.close = anonymous_close,
};

struct source *map_anonymous(uint64_t len, struct err *err)
{
	struct anonymous *memory = calloc(1, sizeof *memory);
	void *data = NULL;

	if (!memory || len > SIZE_MAX) {
		err_nomem(err);
		goto fail;
	}
	if (len > 0)
		data = mmap(NULL, (size_t)len, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (data == MAP_FAILED) {
		err_sys(err, errno, "no room for a document of this size");
		goto fail;
	}
	memory->base = (struct source){ .class = &anonymous_class };
	memory->data = data;
	memory->len = len;
	return &memory->base;
fail:
	free(memory);
	return NULL;
}
