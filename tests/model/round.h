/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_MODEL_ROUND_H
#define BURIN_MODEL_ROUND_H

/* One round of document_model_test.c: what it holds, and how it is compared with the model. */

#include "support/testing.h"

#include "document/document.h"
#include "document/marks.h"
#include "model.h"

enum { KEPT = 6, CLIPS = 4, MOST = 3000, START = 600 };


enum kind { MAPPED, BY_BLOCKS, SCRATCH, SLICE, IN_PLACE, KINDS };

/* Bytes that something kept from a moment before. */
struct kept {
	struct rope *rope;
	uint8_t *bytes;
	size_t len;
};

/* One round. */
struct round {
	enum kind kind;
	struct store *store;
	struct ropes ropes;
	struct document *document;
	struct model model;
	struct kept snapshots[KEPT];
	struct kept clips[CLIPS];
	struct kept seen;        /* what the observer of edits saw last; no rope */
	uint64_t seen_generation;
	struct marks marks;
	uint8_t *saved;          /* bytes at the last save */
	size_t saved_len;
	size_t last_pos;         /* where the last edit ended, for typing */
	const char *path;
	int fd;                  /* another view of the file, in place */
};

extern struct random rnd;

/* A random number less than bound. */
size_t below(size_t bound);

/* A copy of the bytes; the caller frees it. */
uint8_t *copy_of(const uint8_t *bytes, size_t len);

/* Takes over the rope, and a copy of the bytes, in place of what was kept. */
void keep(struct round *round, struct kept *kept, struct rope *rope, const uint8_t *bytes,
	  size_t len);
void check_kept(struct round *round, const struct kept *kept);

void check_content(const struct round *round);
void check_edits(struct round *round);
void check_marks(struct round *round);
void check_changed(const struct round *round);
void check_reader(const struct round *round);

#endif
