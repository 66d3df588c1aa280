/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_SUPPORT_SIM_FILE_H
#define BURIN_SUPPORT_SIM_FILE_H

/*
 * What a disk keeps when the power fails: the bytes of a file, and where a name leads. Both are
 * held twice, as programs see them and as the disk has them. Of the changes since the last sync any
 * part survives a power cut: writes in units of 64 bytes, in any order; of a name any of its
 * states.
 *
 *	sim_file_put(&file, bytes, len);                 on the disk
 *	sim_file_change(&file, op, bytes);               seen, and not on the disk
 *	len = sim_file_cut(&file, &random, to);          what a power cut may leave
 *	sim_file_flush(&file, &random, false);           a sync
 *	sim_file_wipe(&file);
 */

#include "support/random.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SIM_UNIT = 64, SIM_STATES = 16 };

enum sim_kind {
	SIM_WRITE,
	SIM_ZERO,                /* zeroes, up to the end at most: a hole */
	SIM_RESIZE,
	SIM_MODE,
};

/* A change that is not on the disk yet. */
struct sim_op {
	enum sim_kind kind;
	uint64_t off;            /* of a resize: the size; of a mode: that */
	uint64_t len;
	uint8_t *bytes;          /* owned; NULL but for a write */
};

/* A file, as programs see it and as the disk has it. */
struct sim_file {
	uint64_t ino;            /* 0: not used */
	uint8_t *now, *durable;  /* owned */
	uint64_t now_size, durable_size, room;
	uint64_t now_mode, durable_mode;
	struct sim_op *ops;      /* owned */
	size_t op_count, op_room;
};

void sim_file_put(struct sim_file *file, const void *bytes, uint64_t len);

/* `op` without its bytes. */
void sim_file_change(struct sim_file *file, struct sim_op op, const void *bytes);

/* Everything is on the disk; torn: any part of it, and the rest is forgotten. */
void sim_file_flush(struct sim_file *file, struct random *random, bool torn);

/* What a power cut may leave, into `to`, which has file->room bytes. Nothing changes. */
uint64_t sim_file_cut(const struct sim_file *file, struct random *random, uint8_t *to,
		      uint64_t *mode);

/* Programs see what is on the disk. */
void sim_file_restart(struct sim_file *file);
bool sim_file_holds(const struct sim_file *file, const void *bytes, uint64_t len);
void sim_file_wipe(struct sim_file *file);

/* A name: the number of a file, or -1. Of its states the first is durable, the last is now. */
struct sim_name {
	int state[SIM_STATES];
	size_t count;            /* 1 at least */
};

void sim_name_init(struct sim_name *name, int file);
int sim_name_now(const struct sim_name *name);
void sim_name_set(struct sim_name *name, int file);
void sim_name_keep(struct sim_name *name, size_t state);     /* that one alone is left, durable */
bool sim_name_had(const struct sim_name *name, int file);

#endif
