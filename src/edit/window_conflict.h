/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ranges of a window's document that move with the edits: its conflicts, as last looked for, and
 * the changes that are held back from the next save.
 */
#ifndef BURIN_EDIT_WINDOW_CONFLICT_H
#define BURIN_EDIT_WINDOW_CONFLICT_H

#include "edit/window.h"

#include <stddef.h>
#include <stdint.h>

/* Looks for them; where memory runs out there are none. */
void window_find_conflicts(struct window *window);
void window_forget_conflicts(struct window *window);
void buffer_move_ranges(struct buffer *buffer, const struct document_edit *edit);

/* Sets flags[i] to 1 where the byte at pos + i is in one, to 0 elsewhere. */
void window_conflict_marks(const struct window *window, uint64_t pos, uint8_t *flags, size_t len);

/* Changes that the next save leaves out: [pos, pos + len) is one of them from now on, or no longer;
 * *held tells which. */
bool window_hold(struct window *window, uint64_t pos, uint64_t len, bool *held, struct err *err)
	BURIN_MUST_CHECK;
bool window_is_held(const struct window *window, uint64_t pos, uint64_t len);

/* Whether one touches [pos, pos + len). */
bool window_has_conflict(const struct window *window, uint64_t pos, uint64_t len);

#endif
