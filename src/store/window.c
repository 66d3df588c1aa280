/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file read by pread. Small reads (painting, editing) go through a few blocks that are kept,
 * the one not used for longest giving way. A read of a block or more (a scan) goes straight into
 * the caller's buffer: it would push out what the screen shows. Nobody holds the lock while the
 * disk is asked.
 *
 * What failed is read again in small units (store/careful.h); those that fail are remembered
 * (store/badmap.h), because a dying disk takes seconds for each, and wears. A block that came short
 * because the file is short now is not kept, and none is used after the file was changed.
 *
 * Once a thread is in a hurry all reads go through helper processes (store/fetchers.h). How the
 * file is then is not asked, for that may hang as well; instead blocks are read anew after a
 * second, and the old ones serve as long as the new ones are not there.
 */
#include "store/kinds.h"

#include "base/checked.h"
#include "base/clock.h"
#include "store/badmap.h"
#include "store/careful.h"
#include "store/io.h"
#include "store/fetcher.h"
#include "store/fetchers.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NO_BLOCK UINT64_MAX

enum {
	HURRY_MS = 20,               /* what the thread in a hurry waits at most ... */
	TIRED_MS = 200,              /* ... and then not again for so long */
	FRESH_MS = 1000,             /* how long a block counts that a helper has read */
};

struct block {
	uint64_t at;                 /* offset in the file, whole blocks; or NO_BLOCK */
	uint64_t used;               /* when last read, by window.clock */
	uint64_t read_ms;            /* clock_ms() */
	uint8_t *data;               /* owned; NULL until first needed */
};

struct window {
	struct source base;
	int fd;                      /* our own duplicate */
	uint64_t start;              /* offset of the slice in the file */
	_Atomic uint64_t size;       /* bytes of the slice; any thread asks while it grows */
	size_t block;                /* bytes of a block, a power of two */
	size_t count;                /* blocks */
	struct fetchers *fetchers;         /* owned; NULL: nobody is in a hurry */
	struct nursery *nursery;     /* who closes the file then; borrowed */
	pthread_t hurried;           /* who is */
	uint64_t tired_ms;           /* that thread's: when it last waited in vain */
	pthread_mutex_t lock;        /* for everything below */
	struct block *blocks;        /* owned */
	uint64_t clock;
	struct badmap bad;           /* offsets in the file */
	struct stat seen;            /* the file when the blocks were read; not with helpers */
};

/* What is read at once. */
struct part {
	uint64_t at;                 /* offset in the file */
	uint8_t *to;
	size_t len;
	bool now;                    /* no helper is waited for */
	struct careful careful;
};

static struct window *window_of(const struct source *source)
{
	return (struct window *)(uintptr_t)source;
}

static uint64_t window_size(const struct source *source)
{
	return atomic_load_explicit(&window_of(source)->size, memory_order_relaxed);
}

static bool is_hurried(const struct window *window)
{
	return window->fetchers && pthread_equal(pthread_self(), window->hurried);
}

/* By a helper. */
static size_t read_hurried(struct window *window, struct part *part, int *why)
{
	bool hurried = is_hurried(window);
	int ms = part->now ? FETCHERS_GLANCE : FETCHERS_PATIENT;

	if (hurried && !part->now)
		ms = clock_ms() - window->tired_ms < TIRED_MS ? 0 : HURRY_MS;
	size_t got = fetchers_read(window->fetchers, part->at, part->to, part->len, &part->careful,
				  ms, why);
	if (hurried && ms > 0 && *why == EAGAIN)
		window->tired_ms = clock_ms();
	return got;
}

/* Under the lock: what is known to be bad in the part. One that has more of that ends before. */
static void know_bad(const struct window *window, struct part *part)
{
	const struct bad_run *bad = badmap_after(&window->bad, part->at);
	const struct bad_run *end = bad ? window->bad.runs + window->bad.count : NULL;
	struct careful *careful = &part->careful;

	for (careful->count = 0; bad < end && bad->lo < part->at + part->len; bad++) {
		if (careful->count == CAREFUL_RUNS) {
			part->len = (size_t)(bad->lo - part->at);
			return;
		}
		careful->runs[careful->count++] = *bad;
	}
}

/* Returns where the file ended, or where something is bad that there was no memory to remember.
 * What is bad before is in the part. Without the lock; *why is not 0 when nothing was read. */
static size_t fetch(struct window *window, struct part *part, int *why)
{
	size_t got;

	*why = 0;
	/* Without helpers everybody waits. */
	if (window->fetchers && fetchers_are_there(window->fetchers))
		got = read_hurried(window, part, why);
	else
		got = careful_read(window->fd, part->to, part->len, part->at, &part->careful);
	pthread_mutex_lock(&window->lock);
	for (unsigned i = 0; *why == 0 && i < part->careful.count; i++) {
		const struct bad_run *run = &part->careful.runs[i];

		if (!badmap_add(&window->bad, run->lo, run->hi, run->why) &&
		    run->lo < part->at + got)
			got = run->lo > part->at ? (size_t)(run->lo - part->at) : 0;
	}
	pthread_mutex_unlock(&window->lock);
	return got;
}

/* How much of [at, part->at + got) comes before the first bad byte; none: *why. */
static size_t before_bad(const struct part *part, uint64_t at, size_t got, int *why)
{
	size_t skip = (size_t)(at - part->at);
	size_t len = got > skip ? got - skip : 0;

	for (unsigned i = 0; i < part->careful.count; i++) {
		const struct bad_run *run = &part->careful.runs[i];

		if (run->hi <= at)
			continue;
		if (run->lo > at)
			return (size_t)min_u64(len, run->lo - at);
		*why = run->why;
		return 0;
	}
	return len;
}

/* Past the blocks that are kept. */
static size_t read_straight(struct window *window, struct part *part, int *why)
{
	part->len = min_size(part->len, FETCHER_ROOM);
	size_t got = fetch(window, part, why);
	return before_bad(part, part->at, got, why);
}

/* Under the lock: the kept block at `at`; else NULL. */
static struct block *find_block(struct window *window, uint64_t at)
{
	for (size_t i = 0; i < window->count; i++) {
		if (window->blocks[i].at == at)
			return &window->blocks[i];
	}
	return NULL;
}

/* Takes the place of the one not used for longest. Consumes the bytes. */
static void keep_block(struct window *window, uint64_t at, uint8_t *data)
{
	struct block *place = find_block(window, at);

	for (size_t i = 0; !place || i < window->count; i++) {
		if (!place || (place->at != at && window->blocks[i].used < place->used))
			place = &window->blocks[i];
	}
	free(place->data);
	*place = (struct block){ at, ++window->clock, clock_ms(), data };
}

static void forget_blocks(struct window *window, uint64_t at, uint64_t end)
{
	for (size_t i = 0; i < window->count; i++) {
		struct block *block = &window->blocks[i];

		if (block->at < end && at < block->at + window->block)
			block->at = NO_BLOCK;
	}
}

/* Under the lock: forgets what another program may have changed. */
static void follow_changes(struct window *window)
{
	struct stat now;

	if (window->fetchers || fstat(window->fd, &now) != 0)
		return;
	if (now.st_size != window->seen.st_size ||
	    memcmp(&now.st_mtim, &window->seen.st_mtim, sizeof now.st_mtim) != 0 ||
	    memcmp(&now.st_ctim, &window->seen.st_ctim, sizeof now.st_ctim) != 0)
		forget_blocks(window, 0, UINT64_MAX);
	window->seen = now;
}

/* Copies from the kept block that the wanted bytes are in; 0: there is none, or (unless `stale`)
 * none that is fresh. */
static size_t copy_kept(struct window *window, const struct part *wanted, bool stale, int *why)
{
	uint64_t block_at = wanted->at & ~(uint64_t)(window->block - 1);
	uint64_t end = min_u64(block_at + window->block, window->start + window->size);
	size_t got = 0;

	pthread_mutex_lock(&window->lock);
	struct block *block = find_block(window, block_at);
	if (block && (stale || !window->fetchers || clock_ms() - block->read_ms < FRESH_MS)) {
		block->used = ++window->clock;
		got = before_bad(wanted, wanted->at,
				 (size_t)min_u64(wanted->len, end - wanted->at), why);
		memcpy(wanted->to, block->data + (wanted->at - block_at), got);
	}
	pthread_mutex_unlock(&window->lock);
	return got;
}

/* Reads the whole block that the wanted bytes are in, and keeps it. */
static size_t read_block(struct window *window, const struct part *wanted, int *why)
{
	struct part part = { .at = wanted->at & ~(uint64_t)(window->block - 1) };
	size_t got;

	part.len = (size_t)min_u64(window->block, window->start + window->size - part.at);
	part.to = malloc(window->block);
	*why = ENOMEM;
	if (!part.to)
		return 0;
	pthread_mutex_lock(&window->lock);
	know_bad(window, &part);
	pthread_mutex_unlock(&window->lock);

	size_t whole = part.len;
	size_t have = fetch(window, &part, why);
	if (*why != 0) {
		free(part.to);
		return 0;
	}
	got = min_size(before_bad(&part, wanted->at, have, why), wanted->len);
	memcpy(wanted->to, part.to + (wanted->at - part.at), got);
	if (have < whole) {
		free(part.to);
		return got;
	}
	pthread_mutex_lock(&window->lock);
	keep_block(window, part.at, part.to);
	pthread_mutex_unlock(&window->lock);
	return got;
}

/* Some bytes from `at` on; 0 with *why when the first is not to be had. */
static size_t read_some(struct window *window, uint64_t at, uint8_t *to, size_t len, bool now,
			int *why)
{
	struct part wanted = { .at = at, .to = to, .len = len, .now = now };
	uint64_t block_end = (at & ~(uint64_t)(window->block - 1)) + window->block;

	*why = 0;
	pthread_mutex_lock(&window->lock);
	follow_changes(window);
	know_bad(window, &wanted);
	pthread_mutex_unlock(&window->lock);
	wanted.len = before_bad(&wanted, at, wanted.len, why);
	if (wanted.len == 0)
		return 0;
	/* Who does not wait needs what was read to be there the next time; but samples from all
	 * over the file would push out what the screen shows. */
	if (now || (wanted.len >= window->block && !is_hurried(window)))
		return read_straight(window, &wanted, why);
	wanted.len = (size_t)min_u64(wanted.len, block_end - at);
	size_t got = copy_kept(window, &wanted, false, why);
	if (got == 0)
		got = read_block(window, &wanted, why);
	if (got > 0 || (*why != EAGAIN && *why != ECANCELED))
		return got;
	/* The new one is on its way. */
	int late = *why;
	got = copy_kept(window, &wanted, true, why);
	*why = got > 0 ? 0 : late;
	return got;
}

static size_t read_all(struct source *source, uint64_t off, void *to, size_t len, bool now,
		       int *why)
{
	struct window *window = window_of(source);
	size_t done = 0;

	while (done < len) {
		size_t got = read_some(window, window->start + off + done, (uint8_t *)to + done,
				       len - done, now, why);

		if (got == 0)
			break;
		done += got;
	}
	return done;
}

static size_t window_read(struct source *source, uint64_t off, void *to, size_t len, int *why)
{
	return read_all(source, off, to, len, false, why);
}

static size_t window_read_now(struct source *source, uint64_t off, void *to, size_t len, int *why)
{
	return read_all(source, off, to, len, true, why);
}

static void window_hurry(struct source *source, struct nursery *nursery)
{
	struct window *window = window_of(source);
	struct err ignored;

	if (!window->fetchers)
		window->fetchers = fetchers_new(window->fd, nursery, &ignored);
	window->hurried = pthread_self();
	window->nursery = nursery;
}

static bool window_is_slow(const struct source *source)
{
	return window_of(source)->fetchers != NULL;
}

static void window_interrupt(struct source *source, bool on)
{
	if (window_of(source)->fetchers)
		fetchers_interrupt(window_of(source)->fetchers, on);
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
	forget_blocks(window, at, at + len);
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
	/* A write can have mended what was bad, and nobody tells which bytes were written: a file
	 * has times and a size. So what is looked at again is asked for once more. */
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
	fetchers_free(window->fetchers);
	pthread_mutex_destroy(&window->lock);
	nursery_close(window->nursery, window->fd);
	free(window);
}

static const struct source_class reading_class = {
	.name = "read by blocks",
	.size = window_size,
	.read = window_read,
	.read_now = window_read_now,
	.hurry = window_hurry,
	.interrupt = window_interrupt,
	.is_slow = window_is_slow,
	.refresh = window_refresh,
	.fd = window_fd,
	.start = window_start,
	.close = window_close,
};

static const struct source_class writing_class = {
	.name = "read and written by blocks",
	.size = window_size,
	.read = window_read,
	.read_now = window_read_now,
	.hurry = window_hurry,
	.interrupt = window_interrupt,
	.is_slow = window_is_slow,
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
