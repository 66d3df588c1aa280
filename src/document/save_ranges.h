/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which bytes of a document differ from what was saved last, as far as pieces tell, while its
 * length is the same: what a save in place has to write. For the files of saving alone.
 */
#ifndef BURIN_DOCUMENT_SAVE_RANGES_H
#define BURIN_DOCUMENT_SAVE_RANGES_H

#include "base/err.h"
#include "document/rope.h"

#include <stddef.h>
#include <stdint.h>

struct save_range {
	uint64_t pos;            /* in both ropes */
	uint64_t len;
};

struct save_ranges {
	struct save_range *list; /* owned; ascending, with gaps between them */
	size_t count;
	size_t room;
	uint64_t bytes;          /* in all of them */
};

/* The ropes have the same length. */
bool save_ranges_find(struct save_ranges *ranges, const struct rope *now, const struct rope *saved,
		      struct err *err) BURIN_MUST_CHECK;
void save_ranges_done(struct save_ranges *ranges);

#endif
