/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asked only where a document goes to its own file. For save.c alone; the owner's thread. */
#ifndef BURIN_DOCUMENT_SAVE_OWN_H
#define BURIN_DOCUMENT_SAVE_OWN_H

#include "base/err.h"
#include "document/save.h"
#include "document/save_facts.h"
#include "document/save_patch.h"
#include "document/save_shift.h"
#include "document/save_target.h"

/* What a save in place would write: the file, open for writing, and the ranges. *same_size tells
 * whether the length stays; patch->fd is -1 where the file can not be opened. Where the length
 * changes, shift->runs is what would move; its list is NULL where nothing can. */
bool save_own_find(struct save_patch *patch, struct save_shift *shift,
	const struct save_target *target,
	const struct document *document, const struct save_request *request, bool *same_size,
	struct err *err) BURIN_MUST_CHECK;

/* What will be written over is what the user saw there: ERR_CHANGED. `fd` is the file, or -1. */
bool save_own_is_as_seen(int fd, const struct save_target *target, const struct document *document,
	const struct save_facts *facts, struct err *err) BURIN_MUST_CHECK;

#endif
