/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Panes that scroll together are compared: each byte with those at the same distance in the others.
 * Nothing is kept: what is shown is compared when it is painted, and the next difference is looked
 * for when it is asked for (scan/difference.h).
 */
#ifndef BURIN_EDIT_COMPARE_H
#define BURIN_EDIT_COMPARE_H

#include "edit/editor.h"

/* More than these are not compared with one. */
enum { COMPARE_MOST = 8 };

/* A pane beside one: its bytes at `there` stand beside those at `here`. */
struct compare_side {
	const struct window *window;
	uint64_t here, there;
};

/* Those that a window is compared with; not one that shows the very same bytes. */
size_t compare_sides(const struct editor *editor, const struct window *window,
		     struct compare_side sides[COMPARE_MOST]);

/* Whether bytes that differ are marked in a window. */
bool compare_is_on(const struct editor *editor, const struct window *window);

/* Sets flags[i] where data[i], the byte at pos + i, differs from one beside it, or has none; to 0
 * elsewhere, and where one of them is not known. */
void compare_marks(const struct compare_side *sides, size_t count, uint64_t pos,
		   const uint8_t *data, const uint8_t *known, uint8_t *flags, size_t len);

#endif
