/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the file had where it was edited, seen at the moment of the edit. A program that writes to
 * the file through a shared mapping moves no time stamp, and our own mapping shows its bytes as if
 * they had always been there; only bytes that were copied tell. For the files of the document.
 *
 * An edit costs one small read: bytes up to WITNESS_EDIT are kept, of more the first and the last
 * half of that. So a deletion of gigabytes is as quick as before, and its middle is guarded by the
 * file's times alone. Checksums of it would have to read it all before the next key.
 */
#ifndef BURIN_DOCUMENT_WITNESS_H
#define BURIN_DOCUMENT_WITNESS_H

#include "base/err.h"
#include "document/rope.h"

#include <stddef.h>
#include <stdint.h>

enum {
	WITNESS_EDIT = 65536,    /* bytes that one edit keeps at most */
	WITNESS_PIECES = 64,     /* runs of the file that one edit looks at */
};

/* A run of the document's source, and its bytes: in the arena, or zeros where it was a hole. 16
 * bytes: a million of them are kept. */
struct witness {
	uint64_t off;
	uint64_t what;           /* witness.c's own: where in the arena, whether there, length */
};

struct witnesses {
	struct witness *list;    /* owned; the newest last */
	size_t count;
	size_t room;
	uint64_t longest;
	uint64_t page;           /* that was looked at last; its number and 1 */
	int file;                /* the descriptor that the next two are of, and 1 */
	uint64_t data, data_end; /* a run of it that is no hole */
};

/* The bytes [pos, pos + len) of the rope are about to go; keeps those that are of source `id`.
 * What can not be read is left out. *all, where not NULL, gets the whole range where it is one
 * witness, else one of no length. */
bool witness_edit(struct witnesses *witnesses, const struct ropes *ropes, const struct rope *rope,
		  uint64_t pos, uint64_t len, uint16_t id, struct witness *all, struct err *err)
	BURIN_MUST_CHECK;

/* Its bytes again, and how many they are. */
void witness_read(const struct witness *witness, const struct store *store, uint8_t *bytes);
uint64_t witness_len(const struct witness *witness);
void witnesses_done(struct witnesses *witnesses);

/* A copy in ascending order of offsets, for witness_recall(). False: out of memory. */
bool witnesses_sort(const struct witnesses *from, struct witnesses *sorted, struct err *err)
	BURIN_MUST_CHECK;

/* Puts what was seen of the source's [off, off + len) over `bytes`, the newest on top. False: no
 * memory. */
bool witness_recall(const struct witnesses *sorted, const struct store *store, uint64_t off,
		    uint8_t *bytes, size_t len, struct err *err) BURIN_MUST_CHECK;

#endif
