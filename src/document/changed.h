/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From one changed byte to the next, for those who work on a snapshot: a byte is changed when it is
 * not what was saved (or opened) last, as far as pieces tell.
 *
 *	struct changed *changed = changed_new(&snapshot, &err);
 *	while (changed_find(changed, pos, &pos)) ...
 *	changed_free(changed);
 */
#ifndef BURIN_DOCUMENT_CHANGED_H
#define BURIN_DOCUMENT_CHANGED_H

#include "base/err.h"
#include "document/snapshot.h"

#include <stdint.h>

struct alignment;
struct changed;

/* Of a snapshot of a document, which is borrowed; of any other, and in place, nothing counts as
 * changed. Any thread. */
struct changed *changed_new(const struct snapshot *snapshot, struct err *err) BURIN_MUST_CHECK;
void changed_free(struct changed *changed);      /* NULL is allowed */

/* The first changed byte at or after pos, in a time that grows with the pieces passed, not with the
 * bytes. False: there is none. */
bool changed_find(const struct changed *changed, uint64_t pos, uint64_t *found);

/* Whether a byte of [pos, pos + len) is changed. */
bool changed_touches(const struct changed *changed, uint64_t pos, uint64_t len);

/* What is compared; for the document itself, which keeps an alignment. */
struct changed_basis {
	const struct rope *rope, *saved;
	const struct alignment *alignment;       /* NULL: of one length, or too many pieces */
	uint64_t arena_mark;
	uint16_t source;
};
bool changed_search(const struct changed_basis *basis, uint64_t pos, bool backward,
		    uint64_t *found);

#endif
