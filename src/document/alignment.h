/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What two ropes have in common, by their pieces alone: which runs of the one are the same bytes of
 * the same source in the other, in the same order. What lies between two such runs was changed.
 * For the files of the document alone.
 *
 *	if (alignment_make(&alignment, now, saved, most, &err)) ...
 *	alignment_done(&alignment);
 */
#ifndef BURIN_DOCUMENT_ALIGNMENT_H
#define BURIN_DOCUMENT_ALIGNMENT_H

#include "base/err.h"
#include "document/rope.h"

#include <stddef.h>
#include <stdint.h>

/* [pos, pos + len) of the one rope is [old_pos, old_pos + len) of the other. */
struct alignment_run {
	uint64_t pos;
	uint64_t old_pos;
	uint64_t len;
};

struct alignment {
	struct alignment_run *runs;  /* owned; both positions ascend, runs do not overlap */
	size_t count;
};

/* Time and memory grow with the pieces. ERR_RANGE where there are more than `most` in both, then,
 * and when memory runs out, the alignment is empty. */
bool alignment_make(struct alignment *alignment, const struct rope *now, const struct rope *old,
		    size_t most, struct err *err) BURIN_MUST_CHECK;
void alignment_done(struct alignment *alignment);

#endif
