/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of the file to be: a range of a snapshot, and for a slice what lies before and behind
 * it in its file. It is asked for as extents, each of which is best written in one way. For the
 * files of saving alone; any thread.
 */
#ifndef BURIN_DOCUMENT_SAVE_LAYOUT_H
#define BURIN_DOCUMENT_SAVE_LAYOUT_H

#include "base/err.h"
#include "document/snapshot.h"

#include <stddef.h>
#include <stdint.h>

enum {
	SAVE_RUN = 1 << 20,      /* longest extent of SAVE_EXTENT_BYTES */
};

enum save_extent_kind {
	SAVE_EXTENT_ZERO,        /* nothing but zeroes: left out, so that it is a hole */
	SAVE_EXTENT_FILE,        /* a run of a file: fd, off */
	SAVE_EXTENT_BYTES,       /* has to be read */
};

struct save_extent {
	enum save_extent_kind kind;
	uint64_t pos;            /* in the result */
	uint64_t len;            /* bytes, at least 1 */
	int fd;                  /* borrowed */
	uint64_t off;            /* in the file of fd */
	const struct source *source;     /* borrowed; whose bytes they are; NULL: of none */
	struct source_place place;       /* of it */
};

struct save_layout {
	const struct snapshot *snapshot;     /* borrowed */
	uint64_t from;           /* where the range begins in the snapshot */
	uint64_t len;            /* bytes of the range */
	int file;                /* holds head and tail; -1 where there are none; borrowed */
	uint64_t head;           /* bytes of the file before the range, from its start */
	uint64_t tail_off;       /* where in the file the bytes after the range begin */
	uint64_t tail;           /* how many these are */
	uint64_t address;        /* of the first byte of the result, as people know it */
};

uint64_t save_layout_size(const struct save_layout *layout);

/* The extent that begins at pos, which must lie within. */
struct save_extent save_layout_at(const struct save_layout *layout, uint64_t pos);

/* What was read or copied from where the extent said is the document's. False: a save of ours moved
 * the bytes meanwhile; what was brought is something else. */
bool save_layout_held(const struct save_extent *extent) BURIN_MUST_CHECK;

/* Reads an extent or a part of one, len <= SAVE_RUN, into `to`; `known` has as much room.
 * ERR_LOST names the first byte that can not be read. */
bool save_layout_read(const struct save_layout *layout, uint64_t pos, uint8_t *to, uint8_t *known,
		      size_t len, struct err *err) BURIN_MUST_CHECK;

#endif
