/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands that edit have in common. */
#ifndef BURIN_EDIT_EDITS_H
#define BURIN_EDIT_EDITS_H

#include "base/err.h"
#include "edit/command.h"

#include <stdint.h>

struct job;
struct window;

/* What a command works on: its argument `range` when given, else the selection, else `count` bytes
 * from the cursor on, cut at the end. ERR_RANGE when that is nothing. `range` is -1 for a command
 * without one. */
bool edits_target(const struct call *call, int range, uint64_t *pos, uint64_t *len)
	BURIN_MUST_CHECK;

/* What a command looks at that changes nothing: its argument `range` when given, else the
 * selection, else the whole document, which may be empty. */
void edits_part(const struct call *call, int range, uint64_t *pos, uint64_t *len);

/* After an edit: positions follow, the selection is dropped, the cursor is put at pos. In place a
 * message says that the bytes are in the file. Returns true. */
bool edits_done(const struct call *call, uint64_t pos);

/* replace_apply() of a job of scan/replace.h; the notes of the window follow each replacement also
 * where many are one edit. */
bool edits_replace(struct window *window, const struct job *job, struct err *err)
	BURIN_MUST_CHECK;

#endif
