/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Brings the bytes of a layout into an empty file, a slice at a time: first the room, then the
 * bytes.
 *
 *	struct save_copy copy;
 *	bool done = false;
 *	if (!save_copy_init(&copy, &layout, fd, err))
 *		...
 *	while (!done && save_copy_step(&copy, &done, err))
 *		show(copy.pos);
 *	save_copy_done(&copy);
 *
 * For the files of saving alone; any thread.
 */
#ifndef BURIN_DOCUMENT_SAVE_COPY_H
#define BURIN_DOCUMENT_SAVE_COPY_H

#include "base/err.h"
#include "document/save_layout.h"

#include <stdint.h>

struct save_copy {
	const struct save_layout *layout;    /* borrowed */
	int to;                  /* the file, borrowed */
	uint64_t size;           /* of the result */
	uint64_t pos;            /* written so far */
	uint64_t reserved;       /* room was made for what is before */
	uint64_t wanted;         /* a run for which room is to be made, as one: its start */
	uint64_t wanted_len;
	bool can_reserve;        /* the file system has not refused yet */
	uint64_t block;          /* what sharing has to be aligned to */
	int clone_fd;            /* the file that was last tried for sharing; -1: none yet */
	bool can_clone;          /* what came of it */
	uint64_t doubtful;       /* what is before this is brought by hand */
	uint8_t *buffer;         /* SAVE_RUN bytes, and as many flags; owned */
};

/* The file gets its size. */
bool save_copy_init(struct save_copy *copy, const struct save_layout *layout, int to,
		    struct err *err) BURIN_MUST_CHECK;

/* At most some megabytes. *done is set after the last. ERR_LOST: a byte can not be read. */
bool save_copy_step(struct save_copy *copy, bool *done, struct err *err) BURIN_MUST_CHECK;
void save_copy_done(struct save_copy *copy);

#endif
