/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One encoding on its way over the bytes. Nobody but strings_walk.c includes this. */
#ifndef BURIN_SCAN_STRINGS_TRACK_H
#define BURIN_SCAN_STRINGS_TRACK_H

#include "scan/strings_private.h"

enum {
	STRINGS_AHEAD = CHARSET_KEY - 1, /* bytes behind its first that a character can have */
	STRINGS_BLOCKS = 32,     /* taken at once */
	STRINGS_BATCH = 256,
};

/* What a look at a window changes. */
struct strings_state {
	uint64_t pos;
	bool open;               /* there is a run ... */
	uint64_t start, follow;  /* ... which begins there, with so many that follow */
	uint64_t carry;          /* of the characters before pos: bytes from there on */
	unsigned skip;           /* the same, of characters that are no text, too */
	struct strings_run head; /* begins where the part does */
	uint64_t count;
	uint64_t stored;         /* strings in `hits`, but for those that wait */
};

struct strings_track {
	const struct strings_encoding *encoding;
	uint64_t least;          /* characters */
	struct hits *hits;       /* owned; NULL: they are counted */
	unsigned shifts[8];      /* leave a bit for each run that is long enough */
	unsigned shift_count;
	bool interior;           /* a string can lie within a block */
	uint8_t text[256];       /* of STRINGS_BYTE: 1 for what is text */
	uint64_t low;            /* where the part begins */
	struct strings_state state;
	struct hit batch[STRINGS_BATCH];
	size_t waiting;
	bool nomem;              /* memory for `hits` ran out */
};

/* The classes of some blocks, and of the bytes behind them. */
struct strings_classes {
	uint64_t of[STRINGS_CLASSES][STRINGS_BLOCKS + 1];
};

/* `keeps`: not only counts. The encoding is borrowed; who owns the track frees its hits. */
bool strings_track_init(struct strings_track *track, const struct strings_encoding *encoding,
			uint64_t least, bool keeps, struct err *err) BURIN_MUST_CHECK;

/* data[0 .. blocks * STRINGS_BLOCK + STRINGS_AHEAD) can be looked at, `room` bytes of it are those
 * of the document; the first `len` of these count, which reach the last block. */
void strings_track_take(struct strings_track *track, const struct strings_classes *classes,
			const uint8_t *data, size_t blocks, size_t len, size_t room);

/* Ends the run that there may be. */
void strings_track_close(struct strings_track *track, uint64_t end);

/* What waits goes to the hits. */
void strings_track_store(struct strings_track *track);

#endif
