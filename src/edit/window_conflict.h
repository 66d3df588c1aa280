/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conflicts of a window's document, as last looked for: they move with the edits since. */
#ifndef BURIN_EDIT_WINDOW_CONFLICT_H
#define BURIN_EDIT_WINDOW_CONFLICT_H

#include "edit/window.h"

#include <stddef.h>
#include <stdint.h>

/* Looks for them; where memory runs out there are none. */
void window_find_conflicts(struct window *window);
void window_forget_conflicts(struct window *window);
void window_move_conflicts(struct window *window, const struct document_edit *edit);

/* Sets flags[i] to 1 where the byte at pos + i is in one, to 0 elsewhere. */
void window_conflict_marks(const struct window *window, uint64_t pos, uint8_t *flags, size_t len);

/* Whether one touches [pos, pos + len). */
bool window_has_conflict(const struct window *window, uint64_t pos, uint64_t len);

#endif
