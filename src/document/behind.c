/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: the file is seen in chunks. Which pages of a chunk are in the cache is asked one
 * chunk before a scan comes there, as the system reads ahead. mincore() asks, over a mapping made
 * for that alone; of files of others it says that all pages are there, and so none is dropped.
 *
 * Only the file of the first piece is cared for: pieces of others are small.
 */
#include "document/behind.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checked.h"

#define CHUNK (UINT64_C(64) << 20)

enum { PAGE = 4096, SLOTS = 4, PAGES = 1 << 14 };

_Static_assert(CHUNK / PAGE == PAGES, "a chunk is so many pages");

struct chunk {
	uint64_t number;         /* 1 more than its place in the file; 0: none */
	unsigned char there[PAGES];      /* bit 0: the page was in the cache */
};

struct behind {
	const struct snapshot *snapshot;
	int fd;                  /* borrowed */
	uint64_t size;           /* of the file */
	struct chunk chunks[SLOTS];
};

uint64_t behind_memory(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);

	return pages > 0 && page == PAGE ? (uint64_t)pages * PAGE : UINT64_MAX;
}

static bool take_fd(void *context, const struct piece *piece)
{
	struct behind *behind = context;
	const struct store *store = behind->snapshot->ropes->store;
	const struct source *source = store_source(store, piece->source);

	behind->fd = source->has_server ? -1 : source_fd(source);
	return behind->fd < 0;
}

struct behind *behind_new(const struct snapshot *snapshot, uint64_t memory)
{
	struct behind *behind = calloc(1, sizeof(*behind));
	struct stat st;

	if (behind == NULL)
		return NULL;
	behind->snapshot = snapshot;
	behind->fd = -1;
	rope_visit(snapshot->rope, 0, snapshot_len(snapshot), take_fd, behind);
	if (behind->fd >= 0 && fstat(behind->fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (uint64_t)st.st_size > memory) {
		behind->size = (uint64_t)st.st_size;
		return behind;
	}
	free(behind);
	return NULL;
}

void behind_free(struct behind *behind)
{
	free(behind);
}

/* Where nothing can be told, all pages were there. */
static void ask(const struct behind *behind, uint64_t number, struct chunk *chunk)
{
	uint64_t off = number * CHUNK;
	size_t len = (size_t)min_u64(CHUNK, behind->size - off);
	void *map = mmap(NULL, len, PROT_READ, MAP_SHARED, behind->fd, (off_t)off);

	chunk->number = 0;
	if (map == MAP_FAILED)
		return;
	if (mincore(map, len, chunk->there) == 0)
		chunk->number = number + 1;
	munmap(map, len);
}

static void look_at(struct behind *behind, uint64_t number)
{
	struct chunk *chunk = &behind->chunks[number % SLOTS];

	if (number <= (behind->size - 1) / CHUNK && chunk->number != number + 1)
		ask(behind, number, chunk);
}

/* The part of a piece that is our file's; false: none. */
static bool in_file(const struct behind *behind, const struct piece *piece, uint64_t *off)
{
	const struct source *source = store_source(behind->snapshot->ropes->store, piece->source);

	*off = source_start(source) + piece->off;
	return source_fd(source) == behind->fd && *off < behind->size;
}

static bool look_at_piece(void *context, const struct piece *piece)
{
	struct behind *behind = context;
	uint64_t off, first, last;

	if (!in_file(behind, piece, &off))
		return true;
	first = off / CHUNK;
	last = (off + piece->len) / CHUNK;
	for (uint64_t number = first - (first > 0); number <= last + 1; number++)
		look_at(behind, number);
	return true;
}

void behind_look(struct behind *behind, uint64_t pos, uint64_t len)
{
	if (behind != NULL)
		rope_visit(behind->snapshot->rope, pos, len, look_at_piece, behind);
}

static bool was_there(const struct behind *behind, uint64_t off)
{
	const struct chunk *chunk = &behind->chunks[off / CHUNK % SLOTS];

	return chunk->number != off / CHUNK + 1 || (chunk->there[off % CHUNK / PAGE] & 1) != 0;
}

static bool drop_piece(void *context, const struct piece *piece)
{
	struct behind *behind = context;
	uint64_t off, end, from;

	if (!in_file(behind, piece, &off))
		return true;
	end = min_u64(off + piece->len, behind->size);
	for (off -= off % PAGE; off < end; off += PAGE) {
		from = off;
		while (off < end && !was_there(behind, off))
			off += PAGE;
		if (off > from)
			posix_fadvise(behind->fd, (off_t)from, (off_t)(off - from),
				      POSIX_FADV_DONTNEED);
	}
	return true;
}

void behind_drop(struct behind *behind, uint64_t pos, uint64_t len)
{
	if (behind != NULL)
		rope_visit(behind->snapshot->rope, pos, len, drop_piece, behind);
}
