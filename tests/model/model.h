/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_MODEL_MODEL_H
#define BURIN_MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The document as anyone would write it who did not care for speed: an array of bytes, and for undo
 * a whole copy of it per step.
 */

/* The bytes at one moment. */
struct model_state {
	uint8_t *bytes;          /* owned */
	size_t len;
	uint64_t id;             /* differs between any two states that were not reached by undo */
};

struct model {
	struct model_state *states;      /* 0: as opened; owned */
	size_t count;
	size_t room;
	size_t at;               /* the present one; those after it can be redone */
	uint64_t next_id;
	uint64_t saved_id;
	bool sealed;
};

/* How the next state comes to be. */
enum model_step {
	MODEL_STEP,              /* a step of its own */
	MODEL_GROUP,             /* belongs to the last step, where there is one to belong to */
	MODEL_MERGED,            /* has been seen to be merged into the last step */
};

void model_init(struct model *model, const uint8_t *bytes, size_t len);
void model_done(struct model *model);

const uint8_t *model_bytes(const struct model *model);
size_t model_len(const struct model *model);

/* Bytes [pos, pos + len) become with[0..with_len). */
void model_replace(struct model *model, size_t pos, size_t len, const uint8_t *with,
		   size_t with_len, enum model_step how);

/* [pos, pos + len) goes to `to`, which does not lie inside. */
void model_move(struct model *model, size_t pos, size_t len, size_t to);
bool model_undo(struct model *model);
bool model_redo(struct model *model);
void model_save(struct model *model);

/* Forgets the steps, as a document that is read anew. */
void model_forget(struct model *model);
bool model_is_modified(const struct model *model);

#endif
