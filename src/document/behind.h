/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a scan of a file larger than memory brings into the system's cache, it takes out again
 * behind itself, so that it does not push out what all other programs use. Pages that were there
 * before stay.
 *
 *	struct behind *behind = behind_new(&snapshot, behind_memory());
 *	behind_look(behind, pos, len);
 *	... read [pos, pos + len), give its pages back by reader_drop() ...
 *	behind_drop(behind, pos, len);
 */
#ifndef BURIN_DOCUMENT_BEHIND_H
#define BURIN_DOCUMENT_BEHIND_H

#include "document/snapshot.h"

#include <stdint.h>

struct behind;

/* Bytes of memory that this machine has. */
uint64_t behind_memory(void);

/* NULL where no file of the snapshot is larger than `memory`, or when there is no memory for it:
 * then nothing is dropped. The snapshot is borrowed. */
struct behind *behind_new(const struct snapshot *snapshot, uint64_t memory);
void behind_free(struct behind *behind);

/* Before a range is read; NULL is allowed here and below. */
void behind_look(struct behind *behind, uint64_t pos, uint64_t len);

/* Behind it. */
void behind_drop(struct behind *behind, uint64_t pos, uint64_t len);

#endif
