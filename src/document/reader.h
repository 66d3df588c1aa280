/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A contiguous window that slides over a snapshot, forward or backward, for scans and dumps.
 *
 * The bytes are lent from the mapping where a piece is long enough, and copied where pieces
 * meet, where a source can not lend, and where little is wanted. A page can be lost while it
 * is looked at, so what was seen counts only when reader_accept() says so; if not, the same
 * call again gives the same range by copy:
 *
 *	struct reader_window window;
 *	do {
 *		if (!reader_look(reader, pos, want, &window, err))
 *			goto out;
 *		found = scan(window.bytes);
 *	} while (!reader_accept(reader));
 *
 * Bytes that can not be read never appear in a window: it ends before them. window.bytes.len
 * is 0 only when pos itself is unknown; window.unknown then tells how many bytes to step
 * over. One reader is used by one thread.
 */
#ifndef BURIN_DOCUMENT_READER_H
#define BURIN_DOCUMENT_READER_H

#include "base/err.h"
#include "base/span.h"
#include "document/snapshot.h"

#include <stdint.h>

struct reader;

struct reader_window {
	struct span bytes;       /* valid until the next call */
	uint64_t pos;            /* of bytes.data[0] */
	uint64_t unknown;        /* bytes behind it (before it, looking back) that are unknown */
};

/* The snapshot is borrowed and must outlive the reader. `most` is the longest window (a power
 * of two); a copy is never longer than that. */
struct reader *reader_new(const struct snapshot *snapshot, size_t most, struct err *err)
	BURIN_MUST_CHECK;
void reader_free(struct reader *reader);

/* The bytes from pos on: at least min(want, up to the next unknown byte or the end), want <= most.
 * More may be lent than wanted, never more than `most`. */
bool reader_look(struct reader *reader, uint64_t pos, size_t want, struct reader_window *window,
		 struct err *err) BURIN_MUST_CHECK;

/* The bytes before end: the window ends at `end` (window.pos + bytes.len == end). Where the
 * byte before `end` is unknown, bytes.len is 0 and the next to look before is end -
 * window.unknown. */
bool reader_look_back(struct reader *reader, uint64_t end, size_t want,
		      struct reader_window *window, struct err *err) BURIN_MUST_CHECK;

bool reader_accept(struct reader *reader) BURIN_MUST_CHECK;

/* Gives the pages behind a finished range back to the system. */
void reader_drop(struct reader *reader, uint64_t pos, uint64_t len);

#endif
