/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A snapshot: the bytes of a document as they were at one moment, held by one reference.
 *
 * Taken and let go by the thread that owns the document; read by any thread. An in-place
 * document can not promise that the bytes stay (another write goes to the same mapping);
 * snapshot.live says so.
 */
#ifndef BURIN_DOCUMENT_SNAPSHOT_H
#define BURIN_DOCUMENT_SNAPSHOT_H

#include "document/rope.h"

#include <stddef.h>
#include <stdint.h>

struct snapshot {
	struct ropes *ropes;     /* borrowed */
	struct rope *rope;       /* one reference, owned */
	uint64_t generation;     /* of the document when it was taken */
	bool live;               /* bytes may change below it */
	bool tells_changes;      /* the rest says what was saved; else nothing counts as changed */
	struct rope *saved;      /* one reference, owned */
	uint64_t arena_mark;     /* size of the arena then */
	uint16_t source;         /* of the file */
};

/* Both take a reference of their own. A rope by itself has no generation, and is not live. */
struct snapshot snapshot_of(struct ropes *ropes, struct rope *rope);
struct snapshot snapshot_copy(const struct snapshot *snapshot);
void snapshot_done(struct snapshot *snapshot);
uint64_t snapshot_len(const struct snapshot *snapshot);

/* Copies [pos, pos + len), which must lie within. known[i] is 1 where to[i] is the document's
 * byte, 0 where it could not be read (to[i] is then 0). known may be NULL. Returns the number
 * of unknown bytes; *why (may be NULL) is the errno of the first, 0 for "the file ends
 * before". */
size_t snapshot_read(const struct snapshot *snapshot, uint64_t pos, void *to, uint8_t *known,
		     size_t len, int *why);

/* The same, but what a helper process still has to read is not waited for: it is unknown with
 * EAGAIN, and the same read has it later. For who looks about while there is nothing to do. */
size_t snapshot_read_now(const struct snapshot *snapshot, uint64_t pos, void *to, uint8_t *known,
			 size_t len, int *why);

/* Whether helper processes read the byte at pos, so that any question about its file may hang. */
bool snapshot_is_slow(const struct snapshot *snapshot, uint64_t pos);

/* A hint: the pages of [pos, pos + len) will not be needed soon. */
void snapshot_drop(const struct snapshot *snapshot, uint64_t pos, uint64_t len);

#endif
