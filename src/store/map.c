/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mapped slice of a file. The size is that of the slice when it was opened: ropes refer to it,
 * so it never gets less, and bytes past the file's present end are simply unknown. A file that
 * grows takes the slice with it: into the room that is mapped after it, and what comes behind that
 * is read by pread(). To map anew was rejected, since threads may hold spans of the old mapping.
 *
 * MAP_SHARED also for reading: never written, it shows what MAP_PRIVATE would show, the writes of
 * others included, and does not look as if it were a copy.
 *
 * A file that faults again and again (cut short by others) is left alone: a signal for each page
 * costs more than pread(), which says the same. Stores still go through the mapping.
 *
 * The first error of the disk is the last that the mapping meets: from then on the file is read and
 * written by blocks (window.c), which remember what is bad, and can be read without waiting. To
 * touch the bad page again and again would cost the disk's time-out for every frame.
 */
#include "store/kinds.h"

#include "base/checked.h"
#include "store/fault.h"
#include "store/io.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum { FAULTS_MOST = 1024 };     /* more, and the mapping is read no longer */

struct map {
	struct source base;
	struct fault_map *fault;     /* NULL when size is 0 */
	struct source *window;       /* the same slice by blocks, owned ... */
	atomic_bool failing;         /* ... for when the disk has failed */
	int fd;                      /* our own duplicate */
	uint64_t start;              /* offset of the slice in the file */
	uint64_t skew;               /* its offset in the mapping, which begins with a page */
	uint64_t room;               /* bytes of the slice that are or can be in the mapping */
	_Atomic uint64_t size;       /* bytes of the slice; any thread asks while it grows */
};

static struct map *map_of(const struct source *source)
{
	return (struct map *)(uintptr_t)source;
}

static uint64_t map_size(const struct source *source)
{
	return atomic_load_explicit(&map_of(source)->size, memory_order_relaxed);
}

/* How much of [off, off + len) is in the mapping, from the start on. */
static size_t mapped(const struct map *map, uint64_t off, size_t len)
{
	return off < map->room ? (size_t)min_u64(len, map->room - off) : 0;
}

static bool is_left(const struct map *map)
{
	return atomic_load(&map->failing) || fault_count(map->fault) > FAULTS_MOST;
}

static size_t read_bytes(struct source *source, uint64_t off, void *to, size_t len, bool now,
			 int *why)
{
	struct map *map = map_of(source);
	size_t (*by_blocks)(struct source *, uint64_t, void *, size_t, int *) =
		now ? source_read_now : source_read;
	size_t most = mapped(map, off, len), got = 0;

	if (atomic_load(&map->failing))
		return by_blocks(map->window, off, to, len, why);
	if (most > 0 && !is_left(map))
		got = fault_copy(map->fault, map->skew + off, to, most);
	/* pread() tells a bad sector from the end, and has what a repaired span hides. */
	if (got < len)
		got += io_pread(map->fd, (uint8_t *)to + got, len - got,
				map->start + off + got, why);
	if (got == len || *why == 0)
		return got;
	atomic_store(&map->failing, true);
	return got + by_blocks(map->window, off + got, (uint8_t *)to + got, len - got, why);
}

static size_t map_read(struct source *source, uint64_t off, void *to, size_t len, int *why)
{
	return read_bytes(source, off, to, len, false, why);
}

static size_t map_read_now(struct source *source, uint64_t off, void *to, size_t len, int *why)
{
	return read_bytes(source, off, to, len, true, why);
}

static struct source_span map_begin(struct source *source, uint64_t off, size_t want)
{
	struct map *map = map_of(source);
	struct source_span span = { .off = off };

	want = mapped(map, off, want);
	if (want == 0 || is_left(map))
		return span;
	span.bytes.len = want;
	span.bytes.data = fault_begin(map->fault, map->skew + off, want, &span.ticket);
	return span;
}

static bool map_end(struct source *source, const struct source_span *span)
{
	struct map *map = map_of(source);

	return fault_end(map->fault, map->skew + span->off, span->bytes.len, span->ticket);
}

static bool map_poke(struct source *source, uint64_t off, const void *bytes, size_t len,
		     struct err *err)
{
	struct map *map = map_of(source);
	size_t most = mapped(map, off, len), stored = 0;

	if (atomic_load(&map->failing))
		return source_poke(map->window, off, bytes, len, err);
	if (most > 0)
		stored = fault_poke(map->fault, map->skew + off, bytes, most);

	if (stored == len)
		return true;
	/* The file was cut, the disk is full or fails, or a span was just being repaired: this
	 * says which. */
	return io_poke(map->fd, (const uint8_t *)bytes + stored, len - stored,
		       map->start + off + stored, err);
}

static bool map_sync(struct source *source, struct err *err)
{
	struct map *map = map_of(source);

	if (!map->fault)
		return true;
	if (!fault_sync(map->fault, err))
		return false;
	return fdatasync(map->fd) == 0 ||
	       err_sys(err, errno, "cannot write the changes to the disk");
}

static void map_hurry(struct source *source, struct nursery *nursery)
{
	source_hurry(map_of(source)->window, nursery);
}

static void map_interrupt(struct source *source, bool on)
{
	source_interrupt(map_of(source)->window, on);
}

static bool map_is_slow(const struct source *source)
{
	const struct map *map = map_of(source);

	return atomic_load(&map->failing) && source_is_slow(map->window);
}

static void map_drop(struct source *source, uint64_t off, uint64_t len)
{
	const struct map *map = map_of(source);
	size_t most = mapped(map, off, len > SIZE_MAX ? SIZE_MAX : (size_t)len);

	if (most > 0)
		fault_drop(map->fault, map->skew + off, most);
}

static void map_refresh(struct source *source, uint64_t size)
{
	struct map *map = map_of(source);

	if (size > map_size(source) && size <= (uint64_t)INT64_MAX - map->start)
		atomic_store_explicit(&map->size, size, memory_order_relaxed);
	source_refresh(map->window, size);
}

static int map_fd(const struct source *source)
{
	return map_of(source)->fd;
}

static uint64_t map_start(const struct source *source)
{
	return map_of(source)->start;
}

static void map_close(struct source *source)
{
	struct map *map = map_of(source);

	fault_map_free(map->fault);
	source_close(map->window);
	close(map->fd);
	free(map);
}

static const struct source_class reading_class = {
	.name = "mapped",
	.size = map_size,
	.read = map_read,
	.read_now = map_read_now,
	.begin = map_begin,
	.end = map_end,
	.hurry = map_hurry,
	.interrupt = map_interrupt,
	.is_slow = map_is_slow,
	.drop = map_drop,
	.refresh = map_refresh,
	.fd = map_fd,
	.start = map_start,
	.close = map_close,
};

static const struct source_class writing_class = {
	.name = "mapped in place",
	.size = map_size,
	.read = map_read,
	.read_now = map_read_now,
	.begin = map_begin,
	.end = map_end,
	.hurry = map_hurry,
	.interrupt = map_interrupt,
	.is_slow = map_is_slow,
	.poke = map_poke,
	.sync = map_sync,
	.drop = map_drop,
	.refresh = map_refresh,
	.fd = map_fd,
	.start = map_start,
	.close = map_close,
};

struct source *map_open(int fd, uint64_t off, uint64_t len, bool writable, struct err *err)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	struct map *map;

	if (off > INT64_MAX || len > INT64_MAX - off) {
		err_set(err, ERR_RANGE, "offset 0x%" PRIx64 " is more than a file can have", off);
		return NULL;
	}
	map = malloc(sizeof *map);
	if (!map) {
		err_nomem(err);
		return NULL;
	}
	*map = (struct map){
		.base.class = writable ? &writing_class : &reading_class,
		.fd = fcntl(fd, F_DUPFD_CLOEXEC, 0),
		.start = off,
		.skew = off % page,
		.size = len,
	};
	if (map->fd < 0) {
		err_sys(err, errno, "cannot keep the file open");
		goto fail;
	}
	map->window = window_open(fd, off, len, writable, WINDOW_BLOCK, WINDOW_BLOCKS, err);
	if (!map->window)
		goto fail;
	if (len > 0)
		map->fault = fault_map_new(map->fd, off - map->skew, len + map->skew, writable,
					   err);
	if (len > 0 && !map->fault)
		goto fail;
	map->room = map->fault ? fault_room(map->fault) - map->skew : 0;
	return &map->base;
fail:
	source_close(map->window);
	if (map->fd >= 0)
		close(map->fd);
	free(map);
	return NULL;
}
