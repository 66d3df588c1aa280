/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Windows that scroll together: the cursors are as far from each other as they were when that
 * began, and so are the rows, rounded to whole ones. Where one ends the others go on, and it comes
 * along again when they are back.
 */
#ifndef BURIN_EDIT_WINDOW_SYNC_H
#define BURIN_EDIT_WINDOW_SYNC_H

#include "edit/window.h"

/* From now on it scrolls with the others that do. Those are begun anew as well, so that all
 * distances are what they are now. */
void window_sync_begin(struct window *window);

/* Goes where the leader went, and is settled anew. Nothing if one of them does not scroll with
 * others. */
void window_sync(struct window *window, const struct window *leader);

#endif
