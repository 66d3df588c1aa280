/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What save_plan() wants to know, asked of the document and of the system. For save.c alone. */
#ifndef BURIN_DOCUMENT_SAVE_FACTS_H
#define BURIN_DOCUMENT_SAVE_FACTS_H

#include "document/document.h"
#include "document/save.h"
#include "document/save_plan.h"
#include "document/save_ranges.h"
#include "document/save_shift.h"
#include "document/save_target.h"

#include <stdint.h>

/* True when `path` (NULL: its own) names the file the document came from, or the file itself. */
bool save_is_same_file(const struct document *document, const char *path,
		       const struct save_target *target);

/* `size` is that of the result. `ranges` is what differs from the file, NULL where the length does
 * as well; `fd` is the target, open for writing, or -1. The strings in the facts are the target's.
 */
struct save_facts save_facts_gather(const struct document *document,
				    const struct save_request *request,
				    const struct save_target *target, uint64_t size,
				    const struct save_ranges *ranges, int fd);

/* What would move where the length changes; nothing where shift->runs has no list. */
void save_facts_add_shift(struct save_facts *facts, const struct save_shift *shift);

#endif
