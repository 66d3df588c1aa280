/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Named positions of one document ('a to 'z and '' for the place before the last jump), which
 * move with the edits. They pull: marks_follow() before they are read.
 */
#ifndef BURIN_DOCUMENT_MARKS_H
#define BURIN_DOCUMENT_MARKS_H

#include "document/document.h"

#include <stdint.h>

enum { MARKS_JUMP = 26, MARKS_COUNT };

struct marks {
	uint64_t generation;         /* edits up to here are counted in */
	uint32_t set;                /* bit n: mark n is set */
	uint64_t pos[MARKS_COUNT];
};

void marks_init(struct marks *marks, const struct document *document);
void marks_follow(struct marks *marks, const struct document *document);

/* name is 'a' to 'z' or '\''; false for any other name. */
bool marks_set(struct marks *marks, char name, uint64_t pos);
bool marks_get(const struct marks *marks, char name, uint64_t *pos);

#endif
