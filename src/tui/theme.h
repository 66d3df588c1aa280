/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What styles look like: the one place that knows colours. Curses must have been started.
 *
 * Every theme but "contrast", which is white and light colours on black, keeps the terminal's own
 * background, so each is readable on what its user chose; meaning never hangs on colour alone
 * (changed is bold, hits are underlined, the selection and the cursor are reversed).
 */
#ifndef BURIN_TUI_THEME_H
#define BURIN_TUI_THEME_H

#include "edit/option.h"
#include "view/style.h"

#include <stdbool.h>
#include <stdint.h>

/* How a cell is drawn. */
struct look {
	uint32_t attributes;     /* curses A_… bits */
	int pair;
};

/* Chooses the depth by what the terminal can (true colour, 256, 8, none; NO_COLOR asks for none)
 * and makes the pairs. */
void theme_load(enum theme theme);
/* What of it is seen on a blank: nothing. */
bool theme_is_plain(const struct look *look);
struct look theme_look(enum style style, unsigned flags);    /* flags: enum cell_flag */

#endif
