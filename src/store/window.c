/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file read by pread. Small reads (painting, editing) go through a few blocks that are kept,
 * under one lock, the one not used for longest giving way. A read of a block or more (a scan)
 * goes straight into the caller's buffer, without the lock: it would push out what the screen
 * shows, and scans of several threads would wait for each other.
 *
 * A device may refuse a whole request for one bad sector in it. So what failed is read again in
 * small units; those that fail are remembered (store/badmap.h), because a dying disk takes seconds
 * for each, and wears. A block that came short because the file is short now is not kept.
 */
#include "store/kinds.h"

#include "base/checked.h"
#include "store/badmap.h"
#include "store/io.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { UNIT = 4096 };        /* bytes that are given up together */

#define NO_BLOCK UINT64_MAX

struct block {
	uint64_t at;                 /* offset in the file, whole blocks; or NO_BLOCK */
	uint64_t used;               /* when last read, by window.clock */
	uint8_t *data;               /* owned; NULL until first needed */
};

struct window {
	struct source base;
	int fd;                      /* our own duplicate */
	uint64_t start;              /* offset of the slice in the file */
	_Atomic uint64_t size;       /* bytes of the slice; any thread asks while it grows */
	size_t block;                /* bytes of a block, a power of two */
	size_t count;                /* blocks */
	pthread_mutex_t lock;        /* for everything below */
	struct block *blocks;        /* owned */
	uint64_t clock;
	struct badmap bad;           /* offsets in the file */
};

static struct window *window_of(const struct source *source)
{
	return (struct window *)(uintptr_t)source;
}

static uint64_t window_size(const struct source *source)
{
	return atomic_load_explicit(&window_of(source)->size, memory_order_relaxed);
}

static uint64_t unit_end(uint64_t at)
{
	return at - at % UNIT + UNIT;
}

static void remember_bad(struct window *window, uint64_t at, size_t len, int why)
{
	pthread_mutex_lock(&window->lock);
	if (!badmap_add(&window->bad, at, at + len, why)) {
		/* What is not remembered is tried again. */
	}
	pthread_mutex_unlock(&window->lock);
}

/* At least a block, past the blocks that are kept. Stops at the first bad unit. */
static size_t read_straight(struct window *window, uint64_t at, uint8_t *to, size_t len, int *why)
{
	size_t done = io_pread(window->fd, to, len, at, why);

	while (*why != 0 && done < len) {
		size_t unit = (size_t)min_u64(unit_end(at + done) - (at + done), len - done);
		int error;
		size_t got = io_pread(window->fd, to + done, unit, at + done, &error);

		done += got;
		if (got == unit)
			continue;
		if (error != 0)
			remember_bad(window, at + done, unit - got, error);
		*why = error;
		break;
	}
	return done;
}

/* Reads [at, at + len) unit by unit; what failed is in window->bad. Returns where the file ended,
 * or where there was no memory to remember what failed: a block is good but for what is there. */
static size_t fill_by_units(struct window *window, uint64_t at, uint8_t *to, size_t len)
{
	for (size_t done = 0; done < len;) {
		const struct bad_run *bad = badmap_after(&window->bad, at + done);
		size_t unit = (size_t)min_u64(unit_end(at + done) - (at + done), len - done);
		int why;

		if (bad && bad->lo <= at + done) {
			done += (size_t)min_u64(bad->hi - (at + done), len - done);
			continue;
		}
		if (bad)
			unit = (size_t)min_u64(unit, bad->lo - (at + done));
		size_t got = io_pread(window->fd, to + done, unit, at + done, &why);
		if (got < unit && (why == 0 || !badmap_add(&window->bad, at + done + got,
							   at + done + unit, why)))
			return done + got;
		done += unit;
	}
	return len;
}

/* Fills `to` with the block at `at`; returns the bytes up to the end of the file. */
static size_t fill_block(struct window *window, uint64_t at, uint8_t *to, size_t len)
{
	const struct bad_run *bad = badmap_after(&window->bad, at);
	int why = 0;
	size_t got;

	if (bad && bad->lo < at + len)
		return fill_by_units(window, at, to, len);
	got = io_pread(window->fd, to, len, at, &why);
	if (why != 0)
		got += fill_by_units(window, at + got, to + got, len - got);
	return got;
}

/* The kept block at `at`, or else the one to give up for it. */
static struct block *find_block(struct window *window, uint64_t at)
{
	struct block *oldest = &window->blocks[0];

	for (size_t i = 0; i < window->count; i++) {
		struct block *block = &window->blocks[i];

		if (block->at == at)
			return block;
		if (block->used < oldest->used)
			oldest = block;
	}
	return oldest;
}

/* Less than a block, through the blocks that are kept; up to the end of one. Holds the lock. */
static size_t read_kept(struct window *window, uint64_t at, uint8_t *to, size_t len, int *why)
{
	uint64_t block_at = at & ~(uint64_t)(window->block - 1);
	size_t in_block = (size_t)(at - block_at);
	size_t whole = (size_t)min_u64(window->block, window->start + window->size - block_at);
	size_t have = whole;
	struct block *block = find_block(window, block_at);

	if (!block->data)
		block->data = malloc(window->block);
	if (!block->data)
		return io_pread(window->fd, to, len, at, why);
	if (block->at != block_at) {
		have = fill_block(window, block_at, block->data, whole);
		block->at = have == whole ? block_at : NO_BLOCK;
	}
	block->used = ++window->clock;

	const struct bad_run *bad = badmap_after(&window->bad, at);
	if (bad && bad->lo < block_at + have)
		have = bad->lo > at ? (size_t)(bad->lo - block_at) : in_block;
	if (have <= in_block)
		return 0;
	len = min_size(len, have - in_block);
	memcpy(to, block->data + in_block, len);
	return len;
}

/* Some bytes from `at` on; 0 with *why when the first is not to be had. */
static size_t read_some(struct window *window, uint64_t at, uint8_t *to, size_t len, int *why)
{
	const struct bad_run *bad;
	size_t got = 0;
	bool straight = false;

	*why = 0;
	pthread_mutex_lock(&window->lock);
	bad = badmap_after(&window->bad, at);
	if (bad && bad->lo > at)
		len = (size_t)min_u64(len, bad->lo - at);
	straight = len >= window->block && !(bad && bad->lo <= at);
	if (!straight)
		got = read_kept(window, at, to, len, why);
	bad = badmap_after(&window->bad, at);
	if (got == 0 && bad && bad->lo <= at)
		*why = bad->why;
	pthread_mutex_unlock(&window->lock);
	return straight ? read_straight(window, at, to, len, why) : got;
}

static size_t window_read(struct source *source, uint64_t off, void *to, size_t len, int *why)
{
	struct window *window = window_of(source);
	size_t done = 0;

	while (done < len) {
		size_t got = read_some(window, window->start + off + done, (uint8_t *)to + done,
				       len - done, why);

		if (got == 0)
			break;
		done += got;
	}
	return done;
}

static bool window_poke(struct source *source, uint64_t off, const void *bytes, size_t len,
			struct err *err)
{
	struct window *window = window_of(source);
	uint64_t at = window->start + off;
	bool done;

	pthread_mutex_lock(&window->lock);
	done = io_poke(window->fd, bytes, len, at, err);
	/* Read again what was written: a write can mend a bad sector, or fail half way. */
	badmap_forget(&window->bad, at, at + len);
	for (size_t i = 0; i < window->count; i++) {
		struct block *block = &window->blocks[i];

		if (block->at < at + len && at < block->at + window->block)
			block->at = NO_BLOCK;
	}
	pthread_mutex_unlock(&window->lock);
	return done;
}

static bool window_sync(struct source *source, struct err *err)
{
	return fdatasync(window_of(source)->fd) == 0 ||
	       err_sys(err, errno, "cannot write the changes to the disk");
}

static void window_refresh(struct source *source, uint64_t size)
{
	struct window *window = window_of(source);

	pthread_mutex_lock(&window->lock);
	if (size > window_size(source) && size <= (uint64_t)INT64_MAX - window->start)
		atomic_store_explicit(&window->size, size, memory_order_relaxed);
	for (size_t i = 0; i < window->count; i++)
		window->blocks[i].at = NO_BLOCK;
	/* A write can have mended what was bad. */
	badmap_forget(&window->bad, 0, UINT64_MAX);
	pthread_mutex_unlock(&window->lock);
}

static int window_fd(const struct source *source)
{
	return window_of(source)->fd;
}

static uint64_t window_start(const struct source *source)
{
	return window_of(source)->start;
}

static void window_close(struct source *source)
{
	struct window *window = window_of(source);

	for (size_t i = 0; i < window->count; i++)
		free(window->blocks[i].data);
	free(window->blocks);
	badmap_done(&window->bad);
	pthread_mutex_destroy(&window->lock);
	close(window->fd);
	free(window);
}

static const struct source_class reading_class = {
	.name = "read by blocks",
	.size = window_size,
	.read = window_read,
	.refresh = window_refresh,
	.fd = window_fd,
	.start = window_start,
	.close = window_close,
};

static const struct source_class writing_class = {
	.name = "read and written by blocks",
	.size = window_size,
	.read = window_read,
	.poke = window_poke,
	.sync = window_sync,
	.refresh = window_refresh,
	.fd = window_fd,
	.start = window_start,
	.close = window_close,
};

struct source *window_open(int fd, uint64_t off, uint64_t len, bool writable, size_t block,
			   size_t blocks, struct err *err)
{
	assert(block > 0 && (block & (block - 1)) == 0 && blocks > 0);
	struct window *window;

	if (off > INT64_MAX || len > INT64_MAX - off) {
		err_set(err, ERR_RANGE, "offset 0x%" PRIx64 " is more than a file can have", off);
		return NULL;
	}
	window = calloc(1, sizeof *window);
	if (window)
		window->blocks = calloc(blocks, sizeof *window->blocks);
	if (!window || !window->blocks) {
		err_nomem(err);
		goto fail;
	}
	window->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (window->fd < 0) {
		err_sys(err, errno, "cannot keep the file open");
		goto fail;
	}
	window->base.class = writable ? &writing_class : &reading_class;
	window->start = off;
	window->size = len;
	window->block = block;
	window->count = blocks;
	for (size_t i = 0; i < blocks; i++)
		window->blocks[i].at = NO_BLOCK;
	pthread_mutex_init(&window->lock, NULL);
	return &window->base;
fail:
	if (window)
		free(window->blocks);
	free(window);
	return NULL;
}
