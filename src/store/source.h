/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where bytes live: a mapped file, a file read by blocks, the arena of new bytes, a repeated
 * pattern.
 *
 * Each kind is one file that ends in a struct source_class and embeds a struct source as first
 * member. Two ways of reading, because a page of a mapped file can be gone (store/fault.h):
 *
 *  - source_read() copies. It never raises a signal and says which bytes it could not have. For
 *    painting and editing. Any thread.
 *  - source_begin()/source_end() lend the bytes where they are, without a copy. For scans, through
 *    code that can not be interrupted. What was seen counts only when source_end() returns true;
 *    otherwise the same range is read again by source_read():
 *
 *	struct source_span span = source_begin(source, off, want);
 *	if (span.bytes.len > 0) {
 *		look_at(span.bytes);
 *		genuine = source_end(source, &span);
 *	}
 *
 * Offsets are bytes from the start of the source, 0 <= off < source_size(). The functions below
 * check and clamp the range, so those of a class are called with 0 < len and off + len <= size.
 */
#ifndef BURIN_STORE_SOURCE_H
#define BURIN_STORE_SOURCE_H

#include "base/err.h"
#include "base/span.h"

#include <stdatomic.h>
#include <stdint.h>

struct detour;
struct nursery;
struct source;

/* A lent run of bytes; bytes.len is 0 where this source (or this place) can not lend. */
struct source_span {
	struct span bytes;
	uint64_t off;
	uint64_t ticket;     /* the source's own: what source_end() compares */
	uint64_t turn;       /* of the detour that it was lent by */
	uint64_t place;      /* offset that the class lent it at */
};

struct source_class {
	const char *name;    /* "mapped", "read by blocks", for people */
	uint64_t (*size)(const struct source *source);
	size_t (*read)(struct source *source, uint64_t off, void *to, size_t len, int *why);
	size_t (*read_now)(struct source *source, uint64_t off, void *to, size_t len,
			   int *why);                        /* NULL: as read */
	struct source_span (*begin)(struct source *source, uint64_t off,
				    size_t want);            /* NULL: never lends */
	bool (*end)(struct source *source, const struct source_span *span);
	bool (*poke)(struct source *source, uint64_t off, const void *bytes, size_t len,
		     struct err *err);                       /* NULL: can not be written */
	bool (*sync)(struct source *source, struct err *err);    /* NULL: nothing to do */
	void (*hurry)(struct source *source,
		      struct nursery *nursery);              /* NULL: is never slow */
	void (*interrupt)(struct source *source, bool on);       /* there where hurry is */
	bool (*is_slow)(const struct source *source);            /* NULL: no */
	void (*drop)(struct source *source, uint64_t off,
		     uint64_t len);                          /* NULL: nothing to give back */
	bool (*is_zero)(const struct source *source);            /* NULL: no */
	void (*refresh)(struct source *source, uint64_t size);   /* NULL: not a file */
	int (*fd)(const struct source *source);                  /* NULL: not a file */
	uint64_t (*start)(const struct source *source);          /* there where fd is */
	uint64_t (*period)(const struct source *source);         /* NULL: none is known */
	void (*close)(struct source *source);                    /* frees the struct as well */
};

/* All but the class is zero at first; what is not said to be others' is source.c's own. */
struct source {
	const struct source_class *class;
	struct detour *_Atomic detour;   /* owned; NULL: the bytes are where they always were */
	_Atomic uint64_t turn;           /* detours so far */
	_Atomic uint64_t readers;        /* threads that look at a detour just now */
	struct detour *retired;          /* owned; may still be looked at */
	bool has_server;                 /* calls on its file may hang; set by who opens it */
};

uint64_t source_size(const struct source *source);

/* Copies up to len bytes from off; returns how many, from the start on. Fewer than asked: the
 * next byte is unknown; *why is the errno (EIO for a bad sector), or 0 past the end of the source
 * or of the file behind it as it is now. What `to` holds after the returned length is
 * unspecified. */
size_t source_read(struct source *source, uint64_t off, void *to, size_t len, int *why);

/* The same, but no helper process is waited for: what is still to come is unknown with the errno
 * EAGAIN, and the same read has it later. Any thread. */
size_t source_read_now(struct source *source, uint64_t off, void *to, size_t len, int *why);

struct source_span source_begin(struct source *source, uint64_t off, size_t want);
bool source_end(struct source *source, const struct source_span *span) BURIN_MUST_CHECK;

/* Writes through to what is behind the source: the bytes are in the file, and seen by others,
 * when it returns. On failure a first part may have been written. */
bool source_can_poke(const struct source *source);
bool source_poke(struct source *source, uint64_t off, const void *bytes, size_t len,
		 struct err *err) BURIN_MUST_CHECK;

/* Everything poked is on the disk when it returns true. */
bool source_sync(struct source *source, struct err *err) BURIN_MUST_CHECK;

/* From now on the calling thread does not wait for a slow disk: what it does not get within some
 * 20 ms is unknown with the errno EAGAIN, and the same read has it once it was read; the nursery's
 * eventfd is raised then. Other threads wait as long as it takes, or until source_interrupt() says
 * that what they read for is over, which holds for a minute or until it is
 * taken back. The nursery is borrowed, and outlives the source. */
void source_hurry(struct source *source, struct nursery *nursery);
void source_interrupt(struct source *source, bool on);

/* Whether helper processes read it just now. */
bool source_is_slow(const struct source *source);

/* A hint: the pages of this range will not be needed soon (resident memory stays small behind a
 * scan). */
void source_drop(struct source *source, uint64_t off, uint64_t len);

/* Another program changed the file behind it: what is kept of its bytes is forgotten. A source of a
 * file that has grown goes on to `size`, where that is more than it has; it never gets shorter, for
 * ropes refer to it. */
void source_refresh(struct source *source, uint64_t size);

/* True when every byte of the source is zero by construction (a fill of zeroes, untouched
 * memory). */
bool source_is_zero_fill(const struct source *source);

/* By construction each byte of the source equals the one so many bytes before; 0 where no such
 * number is known. */
uint64_t source_period(const struct source *source);

/* Where bytes of a source lie in a file, for those who want more than to read them. */
struct source_place {
	int fd;              /* borrowed; -1: they are in no file */
	uint64_t at;         /* offset there */
	uint64_t len;        /* bytes that lie there together */
	uint64_t turn;       /* of the detour that says so */
};

/* Of [off, off + len), off < source_size(). A save of ours may move the bytes away at any moment;
 * what was done there counts only when source_was_there() says so afterwards:
 *
 *	struct source_place place = source_place(source, off, len);
 *	n = copy_file_range(place.fd, ...);
 *	if (!source_was_there(source, &place))
 *		... what was copied is something else: begin anew
 */
struct source_place source_place(const struct source *source, uint64_t off, uint64_t len);
bool source_was_there(const struct source *source, const struct source_place *place)
	BURIN_MUST_CHECK;

/* Detours (store/detour.h). source_detour() is for the one who sets them. Setting consumes, and
 * comes before the write that makes it necessary; `detour` has the descriptor of kept bytes that
 * the one before had, and takes a new one over where that had none. */
const struct detour *source_detour(const struct source *source);
void source_set_detour(struct source *source, struct detour *detour);

/* The descriptor behind it, borrowed, with file_off = slice start + off; -1 where there is none. */
int source_fd(const struct source *source);

/* Where the slice starts in the file of source_fd(), bytes; 0 where there is no file. */
uint64_t source_start(const struct source *source);

const char *source_kind(const struct source *source);
void source_close(struct source *source);            /* NULL is allowed */

#endif
